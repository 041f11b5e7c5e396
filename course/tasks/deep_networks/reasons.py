"""What lesson 10 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "depth_folds",
        "Both networks have as many weights. Why can the one with two layers draw a border with more bends?",
        "The second layer works on what the first has folded, so one bend of it becomes many in the plane, "
        "while the bends of a single layer only add up.",
    ),
    Reason(
        "dies_forward",
        "With ReLU and Glorot's weights even the last layer's gradient is tiny. Why, when the gradient has "
        "hardly any distance to travel to it?",
        "The signal has died on its way forward: the last layer gets inputs close to 0, and its kernel's "
        "gradient is a product with those inputs.",
    ),
    Reason(
        "stay_alike",
        "Why do units that begin with the same weights never become different?",
        "They give the same for every input and act on the output alike, so each of them gets the same "
        "gradient and takes the same step.",
    ),
    Reason(
        "late_averages",
        "Training went well. Why does the network with momentum 0.99 fail as soon as it is used?",
        "Inference uses the moving averages, and after 100 steps they are still far from the means and "
        "variances that training used.",
    ),
    Reason(
        "sums_grow",
        "Each block only adds something to its input. Why does the loss begin so high?",
        "What a block adds is about as large as what came in, so the values grow by a factor in every "
        "block, and twenty factors multiply.",
    ),
)
