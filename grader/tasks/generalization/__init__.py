"""The tasks of assignment 06-generalization, a module each. NumPy is the oracle throughout.

Losses and logs are scripted, so that callbacks and early stopping are judged by what they do with
known numbers. One task trains a model, which is judged on rows it has not seen.
"""

from __future__ import annotations

from grader.checking.task import Assignment
from grader.tasks.generalization import (
    fit_with_patience,
    leaking_validation,
    overfitting_starts,
    recall,
    regularized_model,
    sound_experiment,
    standardize_split,
    stop_on_spike,
    warm_up_cosine,
)

ASSIGNMENT = Assignment(
    "06-generalization",
    "Generalization",
    (
        overfitting_starts.TASK,
        sound_experiment.TASK,
        standardize_split.TASK,
        warm_up_cosine.TASK,
        fit_with_patience.TASK,
        stop_on_spike.TASK,
        leaking_validation.TASK,
        regularized_model.TASK,
    ),
    recall=recall.QUESTIONS,
)
