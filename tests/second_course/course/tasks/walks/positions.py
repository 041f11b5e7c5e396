"""Where a walk has been."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _cases(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"steps": np.array([1.0, -2.0, 4.0])}, "there and back")
    yield Case({"steps": draw.normal(size=7)}, "a random walk")


TASK = Task(
    name="positions",
    points=2,
    ask=Call("positions"),
    cases=_cases,
    expected=lambda steps: np.array([sum(steps[: n + 1]) for n in range(len(steps))]),
    dtype="float64",
    misconceptions=(
        Misconception(
            "sum",
            lambda steps: steps.sum(),
            "This is where the walk ends.",
            "How many positions should come out?",
        ),
        Misconception(
            "products",
            lambda steps: np.cumprod(steps),
            "Here the steps were multiplied.",
            "How does a step change the position?",
        ),
    ),
    hints=(
        "Each position is the last one and a step.",
        "The task asks for a sum that keeps what came on the way.",
        "Its name begins with cum.",
    ),
)
