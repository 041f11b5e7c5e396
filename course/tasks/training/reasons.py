"""What lesson 05 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "not_yet_19",
        "The six points lie exactly on the line. Why doesn't the network say 19 at x = 10?",
        "Near the goal the gradient shrinks, and with it the steps, so the weight and the bias are "
        "still on their way, and at x = 10 the weight's error counts ten times.",
    ),
    Reason(
        "cut_then_shuffled",
        "`fit` shuffles the rows. Why is the row that is held out the last one all the same?",
        "Keras first cuts the validation rows off the end, as the rows come, and then shuffles only "
        "those that are left for training.",
    ),
)
