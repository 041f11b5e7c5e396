"""What lesson 03 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_change_in_place",
        "A number has to change from step to step of a training. What holds it?",
        (
            Option(
                "A tf.constant",
                False,
                "A tensor never changes: an operation on it makes another tensor.",
            ),
            Option(
                "A tf.Variable",
                True,
                "Right: `assign` and `assign_add` change its value in place.",
            ),
            Option(
                "A tf.range",
                False,
                "That makes a tensor of numbers in order, and a tensor never changes.",
            ),
        ),
    ),
    Question(
        "recall_first_run",
        "You time an operation ten times. Why does a fair timing leave out the first run?",
        (
            Option(
                "The first result is less exact",
                False,
                "The result is the same at every run. Only the time differs.",
            ),
            Option(
                "The first run also does work that is done once, and the later ones do not",
                True,
                "Right: it warms up. In this lesson you meet the largest such work: tracing.",
            ),
            Option(
                "The clock needs a start",
                False,
                "A clock runs all the time. A duration is the difference of two readings.",
            ),
        ),
    ),
    Question(
        "recall_two_dtypes",
        "`tf.constant([1, 2]) + tf.constant([0.5, 0.5])`: what comes of it?",
        (
            Option(
                "[1.5, 2.5]",
                False,
                "NumPy would find a common dtype. TensorFlow leaves the choice to you.",
            ),
            Option(
                "An error",
                True,
                "Right: int32 and float32 do not mix. The dtype of a tensor matters here again.",
            ),
            Option(
                "[1, 2]",
                False,
                "The fractions would be cut off only after a cast to whole numbers.",
            ),
        ),
    ),
)
