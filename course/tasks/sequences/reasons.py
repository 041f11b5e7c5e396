"""What lesson 12 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "mask_lost",
        "After `vectors * 2.0` the GRU read the zeros as words. Why did the mask not get there?",
        "Keras passes a mask from layer to layer along with the tensor, and an arithmetic operator makes a new "
        "tensor to which nobody attached one.",
    ),
    Reason(
        "order_forgotten",
        "The bag of words stayed at chance, however long it was trained. Why?",
        "A mean is the same in whatever order its words come, so a sentence and the one with its good and "
        "bad word swapped give the classifier the same numbers, with opposite labels.",
    ),
    Reason(
        "attention_without_order",
        "Attention looks at all words, and still it could not learn the sentences. Why?",
        "Scores depend on which words there are and not on where they stand, so swapping two words "
        "swaps two rows, and the mean over the rows stays the same.",
    ),
    Reason(
        "future_in_window",
        "A centered mean as input gave an error below that of the noise itself. Why is that no success?",
        "The mean around the last step holds the next two values, so the target itself is among the "
        "inputs, which will not be known when a forecast is needed.",
    ),
)
