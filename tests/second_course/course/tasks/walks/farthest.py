"""How far a walk went."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _cases(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"places": np.array([1.0, -3.0, 2.0])}, "farthest on the left")
    yield Case({"places": draw.normal(size=6)}, "random places")


TASK = Task(
    name="farthest",
    points=1,
    ask=Call("farthest"),
    cases=_cases,
    expected=lambda places: max(abs(place) for place in places),
    dtype="float64",
    misconceptions=(
        Misconception(
            "right",
            lambda places: places.max(),
            "This is the place farthest to the right.",
            "What is the distance of -3 from 0?",
        ),
        Misconception(
            "last",
            lambda places: abs(places[-1]),
            "This is where the walk ends.",
            "Look at all places.",
        ),
    ),
    hints=(
        "A distance has no sign.",
        "There is a function for the absolute value.",
        "Then take the largest.",
    ),
)
