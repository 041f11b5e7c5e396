"""Every number of one array minus every number of another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _cases(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"left": np.array([5.0, 7.0]), "right": np.array([1.0, 2.0, 4.0])}, "2 and 3")
    yield Case({"left": draw.normal(size=3), "right": draw.normal(size=3)}, "as many of both")


TASK = Task(
    name="outer_differences",
    points=2,
    ask=Call("outer_differences"),
    cases=_cases,
    expected=lambda left, right: np.array([[a - b for b in right] for a in left]),
    dtype="float64",
    misconceptions=(
        Misconception(
            "turned",
            lambda left, right: (left[:, np.newaxis] - right).T,
            "Rows and columns are exchanged.",
            "Which of the two should run down the rows?",
        ),
        Misconception(
            "reversed",
            lambda left, right: right - left[:, np.newaxis],
            "The signs are wrong: this is right minus left.",
            "Which one is taken away?",
        ),
    ),
    hints=(
        "Two shapes broadcast where one of them is 1.",
        "One of the two needs one axis more.",
        "np.newaxis in brackets adds an axis.",
    ),
)
