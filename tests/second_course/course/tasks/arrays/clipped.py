"""Values, no larger than a limit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _cases(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"values": np.array([1.0, 9.0, 4.0]), "limit": 4.0}, "below, above, on it")
    yield Case({"values": draw.normal(size=6), "limit": 0.25}, "random values")


TASK = Task(
    name="clipped",
    points=1,
    ask=Call("clipped"),
    cases=_cases,
    expected=lambda values, limit: np.array([min(value, limit) for value in values]),
    dtype="float64",
    misconceptions=(
        Misconception(
            "raised",
            lambda values, limit: np.maximum(values, limit),
            "What lies below the limit was put to it.",
            "Which of two numbers should remain?",
        ),
        Misconception(
            "dropped",
            lambda values, limit: values[values <= limit],
            "What lies above the limit is gone.",
            "How many numbers should come out?",
        ),
    ),
    hints=(
        "There is a function that takes the smaller of two numbers.",
        "It works on every number of an array.",
        "Its name begins with min.",
    ),
)
