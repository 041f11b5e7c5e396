"""What lesson 13 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "nan_not_above",
        "A quarter of the first kernel is nan. Why is the loss an ordinary number, near the variance of y?",
        "nan > 0 is False, so the activation turns every hidden value into 0, and the model can only learn "
        "one number for all rows, the mean of y.",
    ),
    Reason(
        "both_branches",
        "The value at 0 comes from the branch that is 0.0. Why is its slope nan all the same?",
        "The gradient flows back into both branches, and the one that was not chosen gets 0 times the "
        "infinite slope of the log, which is nan.",
    ),
    Reason(
        "traced_before",
        "The layer was no longer trainable. Why did the second fit change it all the same?",
        "fit used the training step that was traced in the first fit, and which variables it changes was "
        "fixed then; compile throws that step away.",
    ),
    Reason(
        "mean_of_all",
        "Why is the mean the best that the model can learn here, although a plane would fit exactly?",
        "(200, 1) and (200,) make 200 times 200 differences, so each prediction is compared with all targets, "
        "and the number that is nearest to all of them is their mean.",
    ),
)
