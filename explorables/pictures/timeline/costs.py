"""What the time of a step is made of, and what that comes to over many calls.

Knows nothing of TensorFlow: the numbers were measured elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

CLOSE: Final = 1.05  # totals closer than this ratio are a tie


@dataclass(frozen=True)
class Costs:
    """The costs of one way to run a step, in seconds.

    Attributes:
        tracing: once; Python runs the function and a graph is recorded.
        compiling: once; the graph is made ready to run, and with XLA becomes machine code.
        python: at every call; what Python adds around the operations.
        running: at every call; the operations themselves.
    """

    tracing: float
    compiling: float
    python: float
    running: float

    @property
    def once(self) -> float:
        """What the first call has to pay beside the call itself."""
        return self.tracing + self.compiling

    @property
    def call(self) -> float:
        """What every call takes."""
        return self.python + self.running

    def parts(self, calls: int, with_once: bool = True) -> dict[str, float]:
        """The seconds of each part, over so many calls."""
        return {
            "tracing": self.tracing if with_once else 0.0,
            "compiling": self.compiling if with_once else 0.0,
            "Python": calls * self.python,
            "running": calls * self.running,
        }

    def total(self, calls: int, with_once: bool = True) -> float:
        """The seconds of so many calls."""
        return sum(self.parts(calls, with_once).values())


@dataclass
class Timeline:
    """What was measured of a step.

    Attributes:
        costs: by way: eager, graph, and XLA where it can compile the step.
        runs: how many later calls each median is of.
        operations: how many nodes of the graph compute something.
        device: where it ran, such as ``CPU:0``.
        notes: sentences about what else the learner should know.
    """

    costs: Mapping[str, Costs]
    runs: int
    operations: int
    device: str = "CPU:0"
    notes: list[str] = field(default_factory=list)


def fastest(costs: Mapping[str, Costs], calls: int, with_once: bool) -> tuple[str, ...]:
    """The way with the smallest total, and whichever is too close to it to call."""
    totals = {name: one.total(calls, with_once) for name, one in costs.items()}
    least = min(totals.values())
    return tuple(name for name, total in totals.items() if total <= least * CLOSE)


def pays_off(one: Costs, other: Costs) -> int | None:
    """After how many calls ``one`` has made up for what it costs once, against ``other``.

    None where its calls are not clearly shorter: then it never does.
    """
    if one.call * CLOSE > other.call:
        return None
    return max(1, math.ceil((one.once - other.once) / (other.call - one.call)))
