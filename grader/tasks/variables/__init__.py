"""The tasks of assignment 02-variables-and-devices, a module each. NumPy or a formula is the oracle."""

from __future__ import annotations

from grader.checking.task import Assignment
from grader.tasks.variables import (
    add_noise,
    best_device,
    count_labels,
    count_up,
    moving_average,
    recall,
    running_mean,
    stopwatch,
    tensor_bytes,
)

ASSIGNMENT = Assignment(
    "02-variables-and-devices",
    "Variables and devices",
    (
        tensor_bytes.TASK,
        count_up.TASK,
        best_device.TASK,
        count_labels.TASK,
        running_mean.TASK,
        moving_average.TASK,
        add_noise.TASK,
        stopwatch.TASK,
    ),
    recall=recall.QUESTIONS,
)
