"""What lesson 12 asks about the lessons before it."""

from __future__ import annotations

from grader.judging.task import Option, Question

QUESTIONS = (
    Question(
        "recall_padding_in_mean",
        "`padded_batch` filled the shorter text up with zeros, and a mean over its words came out too small. "
        "What mends it?",
        (
            Option(
                "A mask: sum what is real, divide by how many are",
                True,
                "Right. Today layers hand such a mask from one to the next, and you see where it gets lost.",
            ),
            Option(
                "Padding with another number",
                False,
                "Any number would go into the mean. What matters is which places are left out.",
            ),
            Option(
                "A longer padding",
                False,
                "With more zeros the mean gets even smaller. The zeros should not count at all.",
            ),
        ),
    ),
    Question(
        "recall_whose_mean",
        "You standardize your data before training. From which rows do mean and standard deviation come?",
        (
            Option(
                "From all rows",
                False,
                "Then the training knows something about the rows that it will be judged on.",
            ),
            Option(
                "From the training rows, for all parts",
                True,
                "Right: one mean and one deviation, of the training rows. In a series, those are "
                "the rows before the cut.",
            ),
            Option(
                "From each part by itself",
                False,
                "Then the same number would mean one thing in training and another in validation.",
            ),
        ),
    ),
    Question(
        "recall_axis_gone",
        "`vectors` has the shape (32, 12, 8): texts, words, numbers for each word. What does "
        "`tf.reduce_mean(vectors, axis=1)` give?",
        (
            Option(
                "(32, 8): a vector for each text",
                True,
                "Right: axis 1 counts the words and is gone afterward. The order of the words is gone with it.",
            ),
            Option(
                "(12, 8): a vector for each word",
                False,
                "That would be axis 0, the texts. The axis that you name is the one that disappears.",
            ),
            Option(
                "(32, 12): a number for each word",
                False,
                "That would be axis 2, the numbers of a word. The axis that you name is the one that "
                "disappears.",
            ),
        ),
    ),
)
