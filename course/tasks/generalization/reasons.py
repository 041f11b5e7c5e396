"""What lesson 06 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "chosen_for_luck",
        "The right answers are coin flips. Why does the best model score so far above 0.5?",
        "Among 500 models that guess, some are lucky on these 50 questions, and picking "
        "the best of them by the same questions picks the luckiest.",
    ),
    Reason(
        "learned_by_heart",
        "The training loss goes on falling. Why does the validation loss turn and rise?",
        "What all images share is soon learned, and then the loss can fall further only "
        "by memorizing single images, which is of no use on others and makes the model "
        "surer of its mistakes.",
    ),
    Reason(
        "labels_chose",
        "There is nothing to learn in coin flips. Why is the accuracy with the leak so high?",
        "Among 2,000 random columns some go with all 100 labels by chance, and those "
        "were kept; half of the labels are those of the validation rows, so there the "
        "columns seem to know them.",
    ),
)
