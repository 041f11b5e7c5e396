"""What lesson 04 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "watched_late",
        "Why None, and not 6 or 0?",
        "A tape notes an operation only if it already watches something that goes into "
        "it; when `x * x` ran it watched nothing, so no path leads from y back to x.",
    ),
    Reason(
        "name_moved_on",
        "The first slope was -8. Why is the second one None?",
        "A variable minus something is a new tensor, and `w = w - ...` makes w its name; "
        "so the second tape met a tensor, which it would follow only if told to.",
    ),
    Reason(
        "nan_unpicked",
        "The logarithm was not picked. Why is the slope nan all the same?",
        "`tf.where` hides a value and not the way to it: on the way back the logarithm "
        "still takes part, with a 0, and multiplies it by a slope that is infinite at x "
        "= 0.",
    ),
)
