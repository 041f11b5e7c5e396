"""What lesson 06 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_column_mean",
        "`table` has the shape (rows, columns). What does `tf.reduce_mean(table, axis=0)` give?",
        (
            Option(
                "One mean for each column",
                True,
                "Right: the axis that is named disappears. You need this soon, and the question "
                "will be of which rows.",
            ),
            Option(
                "One mean for each row",
                False,
                "That is axis=1. The axis that is named disappears, and axis 0 runs along the rows.",
            ),
            Option(
                "One mean of the whole table",
                False,
                "That is what it gives without an axis.",
            ),
        ),
    ),
    Question(
        "recall_rate_too_large",
        "The loss of a training grows from step to step, and becomes nan. What do you try first?",
        (
            Option(
                "More epochs",
                False,
                "Each step made it worse, and more of them will not help.",
            ),
            Option(
                "A smaller learning rate",
                True,
                "Right: each step went past the valley. You meet it again among the curves of this "
                "lesson.",
            ),
            Option(
                "A larger learning rate",
                False,
                "A larger step goes even farther past the valley.",
            ),
        ),
    ),
    Question(
        "recall_loss_for_logits",
        "The last layer of a classifier has no activation. Which loss fits whole-number labels?",
        (
            Option(
                "SparseCategoricalCrossentropy()",
                False,
                "As it stands it expects probabilities, and these are logits: they may be negative, "
                "and do not add up to 1.",
            ),
            Option(
                "SparseCategoricalCrossentropy(from_logits=True)",
                True,
                "Right: it applies the softmax itself. The classifiers of this lesson are made so.",
            ),
            Option(
                "MeanSquaredError()",
                False,
                "That compares numbers with numbers. A label is a name, though it looks like a "
                "number.",
            ),
        ),
    ),
)
