"""The tasks of assignment 04-gradient-tape, a module each. Formulas in NumPy are the oracle.

An answer that takes a function gets one that the check makes from numbers of the case; so its
derivatives are known without a tape.
"""

from __future__ import annotations

from grader.checking.task import Assignment
from grader.tasks.gradients import (
    clipped_gradient,
    descent_step,
    fit_line,
    four_nones,
    jacobian_rows,
    numerical_gradient,
    recall,
    second_derivative,
    slope_at,
)

ASSIGNMENT = Assignment(
    "04-gradient-tape",
    "The gradient tape",
    (
        slope_at.TASK,
        descent_step.TASK,
        four_nones.TASK,
        second_derivative.TASK,
        fit_line.TASK,
        jacobian_rows.TASK,
        numerical_gradient.TASK,
        clipped_gradient.TASK,
    ),
    recall=recall.QUESTIONS,
)
