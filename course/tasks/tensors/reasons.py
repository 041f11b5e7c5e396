"""What lesson 01 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "literal_wraps",
        "Why is the first result 54, and why is there no error?",
        "Before anything is added the 300 is made a uint8, and starting again at 0 after "
        "255 is what that dtype does, so nothing fails: 300 becomes 44, and 10 + 44 is "
        "54.",
    ),
    Reason(
        "reshape_cuts",
        "Both results have the shape (3, 2). Why do they hold their elements in another order?",
        "A reshape only ends the rows elsewhere, after every second element of the line "
        "1, 2, 3, 4, 5, 6, while a transpose makes the columns into rows, so that 4 "
        "follows 1.",
    ),
    Reason(
        "every_pair",
        "Why is the difference a table of shape (4, 4), and why is there no error?",
        "Aligned at the right, the 4 of the targets meets a 1, and the 4 of the "
        "predictions meets no axis at all; both can stretch, so every prediction is "
        "subtracted from every target.",
    ),
)
