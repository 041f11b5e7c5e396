"""What lesson 08 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "same_as_fit",
        "Two trainings, one by your loop and one by `fit`. Why are their weights the same?",
        "Both began with the same weights and did the same four things with the same batches in the same "
        "order, so every step computed the same numbers.",
    ),
    Reason(
        "flag_unnoticed",
        "The averages never moved, yet the accuracy is nearly the same. How can that be?",
        "With averages of 0 and 1 the layer only scales and shifts, and since it did so in training and in "
        "inference alike, the layers around it learned to work with that.",
    ),
    Reason(
        "history_of_zeros",
        "`Half` learns and returns its loss. Why does the history say 0.0?",
        "The history of an epoch comes from the model's metrics, and nobody updated the one called loss, "
        "so its total stayed 0; what train_step returns belongs to one batch.",
    ),
)
