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
        "`a` has the shape (4, 1) and `b` the shape (4,). Which shape has `a - b`?",
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
        "recall_fit_compile",
        "When does `fit` take over a change of `layer.trainable`?",
        (
            Option(
                "At the next batch",
                False,
                "The training step is a graph that was traced before. Today you see what that does.",
            ),
            Option(
                "After compile was called again",
                True,
                "Right: compile throws the old training step away. Without it the change has no effect on the "
                "graph that is there.",
            ),
            Option(
                "At the next call of fit",
                False,
                "fit uses the step that it has, for as long as nobody compiles anew.",
            ),
        ),
    ),
)
