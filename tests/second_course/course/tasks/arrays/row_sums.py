"""The sum of every row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _cases(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"matrix": np.array([[1.0, 2.0, 3.0], [4.0, 6.0, 8.0]])}, "2 rows, 3 columns")
    yield Case({"matrix": draw.normal(size=(3, 3))}, "as many rows as columns")


TASK = Task(
    name="row_sums",
    points=2,
    ask=Call("row_sums"),
    cases=_cases,
    expected=lambda matrix: np.array([sum(row) for row in matrix]),
    dtype="float64",
    misconceptions=(
        Misconception(
            "columns",
            lambda matrix: matrix.sum(axis=0),
            "This adds up each column: axis 0 counts the rows.",
            "Which axis should be gone when every row has become one number?",
        ),
        Misconception(
            "means",
            lambda matrix: matrix.mean(axis=1),
            "These are the means of the rows.",
            "How does a sum differ from a mean?",
        ),
        Misconception(
            "everything",
            lambda matrix: matrix.sum(),
            "This is the sum of all numbers.",
            "Tell the sum which axis to go along.",
        ),
    ),
    hints=(
        "`sum` takes an axis.",
        "The axis you name is the one that disappears.",
        "A row has its numbers along the last axis.",
    ),
)
