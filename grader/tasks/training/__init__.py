"""The tasks of assignment 05-keras-training, a module each. NumPy is the oracle throughout.

A model is judged by what it computes: the check sets its weights to numbers it knows, calls it, and
compares with the same network in NumPy. Where training itself is asked for, the model is judged on
data it has not seen.
"""

from __future__ import annotations

from grader.checking.task import Assignment
from grader.tasks.training import (
    cannot_learn,
    fitting_loss,
    keep_model,
    make_regressor,
    one_step,
    order_training,
    recall,
    sure_labels,
    train_digits,
    wide_classifier,
)

ASSIGNMENT = Assignment(
    "05-keras-training",
    "Training with Keras",
    (
        make_regressor.TASK,
        order_training.TASK,
        sure_labels.TASK,
        fitting_loss.TASK,
        one_step.TASK,
        keep_model.TASK,
        wide_classifier.TASK,
        train_digits.TASK,
        cannot_learn.TASK,
    ),
    recall=recall.QUESTIONS,
)
