"""What lesson 13 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_side_effect",
        'A `tf.function` contains `print("here")` and is called three times with tensors of one shape. How often '
        "is the line printed?",
        (
            Option(
                "Once",
                True,
                "Right: Python runs while the function is traced, and the two calls after that run the graph. "
                "Several of today's patients suffer from that.",
            ),
            Option(
                "Three times",
                False,
                "That would be tf.print, which is a part of the graph. Python's print runs while the function is "
                "traced.",
            ),
            Option(
                "Never",
                False,
                "At the first call the function is traced, and tracing is running it in Python.",
            ),
        ),
    ),
    Question(
        "recall_broadcast_shape",
        "`a` has the shape (4, 1) and `b` the shape (4,). What shape does `a - b` have?",
        (
            Option(
                "(4, 1)",
                False,
                "Shapes are aligned from the right: the 4 of `b` stands under the 1 of `a`.",
            ),
            Option(
                "(4,)",
                False,
                "No axis is dropped. `b` is treated as (1, 4), and both are stretched.",
            ),
            Option(
                "(4, 4)",
                True,
                "Right: no error, and sixteen differences for four rows. You meet it again today, in a loss.",
            ),
        ),
    ),
    Question(
        "recall_none_slope",
        "`tape.gradient(loss, w)` gives None. What does that tell you?",
        (
            Option(
                "The slope is 0",
                False,
                "A slope of 0 is a tensor that holds 0. None is no tensor at all.",
            ),
            Option(
                "The slope is nan",
                False,
                "nan is a number of a tensor, and it spreads. Today you see many of those; None is something "
                "else.",
            ),
            Option(
                "The tape knows no path from w to loss",
                True,
                "Right: w was not used, or not watched, or the way led through something without a gradient. "
                "It is a fault of the wiring, and nan is one of the numbers.",
            ),
        ),
    ),
)
