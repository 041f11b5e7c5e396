"""What lesson 11 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "scale_survives",
        "All pixels became 255 times as large. Why does this network hardly mind, although it has never seen "
        "such numbers?",
        "Its sums and, after ReLU, its logits grow by nearly the same factor, because only the small biases "
        "do not grow, so the largest logit mostly stays the largest.",
    ),
    Reason(
        "moves_left",
        "The 1 is right of the middle. Why does the row move to the left?",
        "Each output takes the number that lies under the 1, which is its right neighbor, so every number "
        "appears one place further left.",
    ),
    Reason(
        "flatten_forgets",
        "Both networks have convolutions. Why does only the one with the largest answers tolerate a shift?",
        "The largest answer of a kernel is the same wherever it was found, while after Flatten each place "
        "has weights of its own, which a moved digit does not meet.",
    ),
    Reason(
        "rare_class",
        "The network misses most eights. Why is its accuracy high all the same?",
        "Accuracy counts every image once, and only two of more than five hundred are eights, so what "
        "happens to them hardly shows.",
    ),
)
