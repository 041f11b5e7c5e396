"""What lesson 09 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_print_in_graph",
        "A `tf.function` holds a `print`, and you call it five times with tensors of one shape. How often "
        "is something printed?",
        (
            Option(
                "Five times",
                False,
                "`tf.print` would. Python's own function runs only while the graph is made.",
            ),
            Option(
                "Once",
                True,
                "Right: while it is traced. Today you meet a place that traces without a word of "
                "`tf.function`.",
            ),
            Option(
                "Never",
                False,
                "At the first call Python does run the function, to make the graph.",
            ),
        ),
    ),
    Question(
        "recall_validation_rows",
        "A few rows are both in the training data and in the validation data. What does that do to the "
        "validation accuracy?",
        (
            Option(
                "It makes it too high",
                True,
                "Right: rows that were trained on test nothing. Today you meet two harmless-looking lines that cause it.",
            ),
            Option(
                "It makes it too low",
                False,
                "The network has seen their labels, so it does better on them than on new rows.",
            ),
            Option(
                "Nothing, if they are few",
                False,
                "On each of them the network has seen the answer. How much that adds depends on their share.",
            ),
        ),
    ),
    Question(
        "recall_short_batch",
        "Batches of 64, 64 and 2 rows have the mean losses 1, 3 and 8. What is the loss of the epoch?",
        (
            Option(
                "About 2.1",
                True,
                "Right: every row counts the same. Where the batch of 2 comes from is one of today's "
                "questions.",
            ),
            Option(
                "4",
                False,
                "That is the mean of the three numbers, in which 2 rows count as much as 64.",
            ),
            Option(
                "12",
                False,
                "That is their sum. An epoch's loss is a mean over its rows.",
            ),
        ),
    ),
)
