"""The tasks of assignment 01-tensors, a module each. NumPy is the oracle throughout."""

from __future__ import annotations

from grader.checking.task import Assignment
from grader.tasks.tensors import (
    brightness,
    channels_first,
    distances,
    feature_rows,
    pick_by_label,
    recall,
    row_means,
    scale_pixels,
    shapes,
    standardize,
)

ASSIGNMENT = Assignment(
    "01-tensors",
    "Tensors",
    (
        shapes.TASK,
        scale_pixels.TASK,
        row_means.TASK,
        channels_first.TASK,
        pick_by_label.TASK,
        feature_rows.TASK,
        standardize.TASK,
        distances.TASK,
        brightness.TASK,
    ),
    recall=recall.QUESTIONS,
)
