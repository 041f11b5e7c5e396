"""What lesson 02 asks about the lesson before it."""

from __future__ import annotations

from grader.judging.task import (
    Option,
    Question,
)

QUESTIONS = (
    Question(
        "recall_immutable",
        "`scores` is a tensor of three numbers. How do you get one with another number at index 1?",
        (
            Option("scores[1] = 25", False, "That raises a TypeError: a tensor never changes."),
            Option(
                "By an operation that makes a new tensor",
                True,
                "Right: tf.tensor_scatter_nd_update is one. The old tensor stays as it was.",
            ),
            Option(
                "scores.numpy()[1] = 25",
                False,
                "`.numpy()` gives a copy. The copy changes, and the tensor does not.",
            ),
        ),
    ),
    Question(
        "recall_promotion",
        "An int32 tensor is added to a float32 tensor. What does that give?",
        (
            Option("A float32 tensor", False, "That is NumPy's way: it finds a common dtype."),
            Option("An int32 tensor", False, "Nothing is converted to the first one's dtype."),
            Option(
                "An error",
                True,
                "Right: TensorFlow does not promote dtypes. tf.cast says which one you want.",
            ),
        ),
    ),
    Question(
        "recall_generators",
        "Two generators, both `tf.random.Generator.from_seed(7)`. What does each draw first?",
        (
            Option(
                "The same numbers",
                True,
                "Right: the seed says where a generator starts. Each then goes on by itself.",
            ),
            Option(
                "Different numbers, as they are two generators",
                False,
                "Each starts where its seed says, and the seeds are the same.",
            ),
            Option(
                "The second goes on where the first stopped",
                False,
                "A generator keeps its own place; another generator does not move it.",
            ),
        ),
    ),
)
