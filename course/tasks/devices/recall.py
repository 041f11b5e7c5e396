"""What lesson 07 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_first_call",
        "What does the first call of a `tf.function` do that the second one, with a tensor of the "
        "same dtype and shape, does not?",
        (
            Option(
                "It runs Python's lines and records a graph",
                True,
                "Right: it traces. That takes time once, and today you find out when it pays.",
            ),
            Option(
                "It makes machine code for the processor",
                False,
                "By itself a tf.function compiles nothing. Who does, and when, comes in this lesson.",
            ),
            Option(
                "It checks the result against the eager one",
                False,
                "Nothing is run twice. Whether the two agree is for you to find out.",
            ),
        ),
    ),
    Question(
        "recall_sizes_traced",
        "Batches of 32, 32 and 20 rows go through one `tf.function` without an input signature. How "
        "many traces does it make?",
        (
            Option("One", False, "The shape counts as well, and 20 rows are another shape."),
            Option(
                "Two",
                True,
                "Right: one for each shape. `tf.TensorSpec([None, ...])` makes it one; whether that "
                "is enough for a compiler is a question of this lesson.",
            ),
            Option("Three", False, "The second batch has the shape of the first, so it is a hit."),
        ),
    ),
    Question(
        "recall_one_run",
        "Two models were trained once each. One of them reads 3 more of 500 validation images. What "
        "does that tell you?",
        (
            Option(
                "It is the better model",
                False,
                "It may be. But at an accuracy of 0.85 the standard error on 500 images is about 8 of "
                "them, so 3 may be chance.",
            ),
            Option(
                "Little: that much can be chance",
                True,
                "Right: another seed, or other images, may turn it round. Today you ask the same of "
                "times that are measured: how far do they spread?",
            ),
            Option(
                "That the other one overfits",
                False,
                "To see that, you would compare training and validation of one model.",
            ),
        ),
    ),
)
