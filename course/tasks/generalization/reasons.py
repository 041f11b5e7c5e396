"""What lesson 06 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "chosen_for_luck",
        "The right answers are coin flips. Why does the best model score so far above 0.5?",
        "Among 500 models that guess, some are lucky on these 50 questions, and whoever takes the "
        "best of them by the same questions takes the luckiest.",
    ),
    Reason(
        "learned_by_heart",
        "The training loss goes on falling. Why does the validation loss turn and rise?",
        "First the model learns what digits look like, which helps on every image; later it memorizes "
        "the labels of single images, wrong ones too, which helps on no other.",
    ),
    Reason(
        "labels_chose",
        "There is nothing to learn in coin flips. Why is the accuracy with the leak so high?",
        "The labels of the validation rows helped to choose the columns, and of 2,000 random columns "
        "twenty are easily found that fit all 100 labels by chance.",
    ),
)
