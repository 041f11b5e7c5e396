"""What lesson 05 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_gradient_sign",
        "The derivative of a loss with respect to a weight is 3. What should a small step of "
        "gradient descent do with that weight?",
        (
            Option(
                "Make it larger",
                False,
                "A positive derivative says that the loss grows with the weight.",
            ),
            Option(
                "Make it smaller",
                True,
                "Right: against the gradient, by the learning rate times 3.",
            ),
            Option(
                "Set it to 3",
                False,
                "The derivative says how the loss changes, not where the weight should be.",
            ),
        ),
    ),
    Question(
        "recall_trace_count",
        "A graph function is called with batches of 32, 32 and 21 rows. How many traces, without "
        "an input signature?",
        (
            Option("1", False, "21 rows is another shape, and a trace fits one signature."),
            Option(
                "2",
                True,
                "Right: one for each shape. `fit` uses a graph function, so this matters here too.",
            ),
            Option("3", False, "Two of the batches have the same shape, and share a trace."),
        ),
    ),
    Question(
        "recall_column_minus_row",
        "Predictions of shape (5, 1) minus targets of shape (5,): what is the shape?",
        (
            Option("(5, 1)", False, "Aligned from the right, 1 meets 5, and is stretched to 5."),
            Option("(5,)", False, "The result has as many axes as the larger of the two."),
            Option(
                "(5, 5)",
                True,
                "Right: every prediction minus every target, without any error message. This "
                "lesson keeps to (n, 1) for both.",
            ),
        ),
    ),
)
