"""What lesson 04 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_dtype_of_whole_number",
        "`tf.Variable(3)`: what is its dtype?",
        (
            Option(
                "float32",
                False,
                "Python's 3.0 would become float32. A 3 without a point is a whole number.",
            ),
            Option(
                "int32",
                True,
                "Right. In this lesson that small difference decides whether there is a slope.",
            ),
            Option(
                "int64",
                False,
                "That is what NumPy makes of whole numbers on most machines. TensorFlow takes int32.",
            ),
        ),
    ),
    Question(
        "recall_numpy_copies",
        "`x` is a tensor, and `a = x.numpy()`. What is `a`?",
        (
            Option(
                "A NumPy array of its own, with the same numbers",
                True,
                "Right: it is a copy, and nothing in it says that it came from x. In this lesson "
                "that matters.",
            ),
            Option(
                "A window onto x: writing into it changes x",
                False,
                "A tensor never changes, so `.numpy()` copies.",
            ),
            Option(
                "Still a tensor, on the CPU",
                False,
                "It is an ordinary array, which NumPy computes with.",
            ),
        ),
    ),
    Question(
        "recall_rebinding_a_variable",
        "`w = tf.Variable(1.0)`, and then `w = w - 0.5`. What is `w` now?",
        (
            Option(
                "The same variable, with the value 0.5",
                False,
                "`w.assign_sub(0.5)` would do that. `=` gives the name w to something else.",
            ),
            Option(
                "A tensor with the value 0.5",
                True,
                "Right: the name now stands for the result of the subtraction.",
            ),
            Option(
                "A new variable with the value 0.5",
                False,
                "Arithmetic with a variable gives a tensor. Only tf.Variable makes a variable.",
            ),
        ),
    ),
)
