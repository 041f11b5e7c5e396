"""What was seen of a training, step by step, with all its lines and without one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

WHOLE: Final = "nothing"
FLAG: Final = "training=True"
PENALTIES: Final = "model.losses"
RESET: Final = "the reset"
WEIGHT: Final = "sample_weight"
LINES: Final = (FLAG, PENALTIES, RESET, WEIGHT)


@dataclass(frozen=True)
class Step:
    """One batch.

    Attributes:
        epoch, batch: counted from 1.
        rows: how many the batch has.
        flag: what the model was told of `training`; "nothing" where it was not told.
        loss: what the step returned; None where that is no number.
        penalties: the sum of model.losses, where the step read them; else None.
        penalties_there: that sum, read or not.
        gradients: the norm of the gradient a layer; None where there is none.
        updates: how far the weights of each layer moved.
        norms: how long the kernel of each layer is after the step.
        averages: what BatchNormalization has gathered, a mean for each of its averages.
        total, count: what the metric holds after the step.
    """

    epoch: int
    batch: int
    rows: int
    flag: str
    loss: float | None
    penalties: float | None
    penalties_there: float
    gradients: Mapping[str, float | None]
    updates: Mapping[str, float]
    norms: Mapping[str, float]
    averages: Mapping[str, float]
    total: float
    count: float

    @property
    def told(self) -> float:
        """The mean that the metric tells after the step."""
        return self.total / self.count if self.count else 0.0


@dataclass(frozen=True)
class Run:
    """A training with all lines, or without one.

    Attributes:
        steps: what was seen, a batch after another.
        used: which of the lines the step has at all.
    """

    steps: tuple[Step, ...]
    used: frozenset[str]

    def differs(self, other: Run) -> bool:
        """Whether any number of any step is another one."""
        return any(
            _numbers(mine) != _numbers(theirs)
            for mine, theirs in zip(self.steps, other.steps, strict=True)
        )


def _numbers(step: Step) -> tuple[object, ...]:
    held = (step.gradients, step.updates, step.averages)
    return (step.loss, step.told, *(tuple(one.values()) for one in held))
