"""The steps between positions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _cases(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"places": np.array([1.0, 4.0, 2.0])}, "there and back")
    yield Case({"places": draw.normal(size=6)}, "random places")


TASK = Task(
    name="step_sizes",
    points=2,
    ask=Call("step_sizes"),
    cases=_cases,
    expected=lambda places: places[1:] - places[:-1],
    dtype="float64",
    misconceptions=(
        Misconception(
            "reversed",
            lambda places: places[:-1] - places[1:],
            "The signs are wrong.",
            "From which position to which does a step lead?",
        ),
        Misconception(
            "lengths",
            lambda places: np.abs(np.diff(places)),
            "These are the lengths of the steps, without their directions.",
            "What sign has a step to the left?",
        ),
    ),
    hints=(
        "A step leads from one position to the next.",
        "Two slices of the array, one from the second position on.",
        "There is a function for it, too.",
    ),
)
