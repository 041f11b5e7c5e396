"""What lesson 05 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "not_yet_19",
        "The six points lie exactly on the line. Why doesn't the network say 19 at x = 10?",
        "A step is the rate times the gradient, which goes to 0 near the goal, so the "
        "steps become too small to arrive; what the weight still lacks is multiplied by "
        "x, here by 10.",
    ),
    Reason(
        "cut_then_shuffled",
        "`fit` shuffles the rows. Why is the row that is held out the last one all the same?",
        "The rows that are held out must stay the same in every epoch, so `fit` takes "
        "them from the end before the first one, and what it shuffles are the rows that "
        "it trains on.",
    ),
)
