"""What lesson 04 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "watched_late",
        "Why None, and not 6 or 0?",
        "The multiplication ran before the tape was told to watch x, so it was not noted, and the "
        "tape has no way from y back to x.",
    ),
    Reason(
        "name_moved_on",
        "The first slope was -8. Why is the second one None?",
        "The line `w = w - ...` gave the name w to a tensor, and a tape doesn't watch a tensor "
        "unless it is told to.",
    ),
    Reason(
        "nan_unpicked",
        "The logarithm was not picked. Why is the slope nan all the same?",
        "On the way back the logarithm gets a slope of 0 and multiplies it by its own, 1 / 0, which "
        "is infinite, and 0 times infinity is nan.",
    ),
)
