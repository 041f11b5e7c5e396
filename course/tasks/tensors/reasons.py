"""What lesson 01 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "literal_wraps",
        "Why is the first result 54, and why is there no error?",
        "The 300 adapts to the tensor beside it, and a uint8 begins again at 0 after 255, so the 300 "
        "becomes 300 − 256 = 44, and 10 + 44 = 54.",
    ),
    Reason(
        "reshape_cuts",
        "Both results have the shape (3, 2). Why do they hold their elements in another order?",
        "`tf.reshape` leaves the elements in their line, row after row, and cuts the line anew, while "
        "`tf.transpose` moves each element to another row and column.",
    ),
    Reason(
        "every_pair",
        "Why is the difference a table of shape (4, 4), and no error?",
        "Aligned at the right, the 4 of the targets meets a 1 and the 4 of the predictions meets nothing; "
        "both stretch, so every prediction is subtracted from every target.",
    ),
)
