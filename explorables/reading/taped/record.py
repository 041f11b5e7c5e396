"""What a `tf.GradientTape` computes, as plain data: places, and what comes back to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import tensorflow as tf

INSIDE: Final = "made inside the function"  # a constant


@dataclass(frozen=True)
class Arrival:
    """What comes back to a place over one edge.

    Attributes:
        user: the place it comes back from.
        brought: what comes back over this edge.
        arriving: the gradient with respect to what the user gives.
        slope: where both ends are scalars, the derivative of the one with respect to the other.
    """

    user: int
    brought: np.ndarray
    arriving: np.ndarray
    slope: float | None


@dataclass(eq=False)
class Place:
    """An input, a variable, a constant, or an operation, with what the tape finds there.

    Attributes:
        name: what the formulas of other places call it.
        kind: input, variable, constant, or op.
        type: of an op, TensorFlow's name for it, such as ``Mul``.
        formula: of an op, what it computes: ``x * x``.
        note: where an input comes from.
        sources: places it takes, in order, each once.
        values: what it gives, an array an output.
        dtypes: their dtypes.
        gradients: of the target with respect to each; None where the tape gives None.
        followed: whether the tape watches it (input, variable) or recorded it (op).
        target: whether the gradients are those of this one.
        why: why the gradient is None, or of a target why it goes no further; else "".
        arrivals: what comes back, edge by edge; empty where that is not known for certain.
        variable: what a variable's place stands for.
    """

    name: str
    kind: str
    type: str = ""
    formula: str = ""
    note: str = ""
    sources: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    dtypes: list[tf.DType] = field(default_factory=list)
    gradients: list[np.ndarray | None] = field(default_factory=list)
    followed: bool = False
    target: bool = False
    why: str = ""
    arrivals: list[Arrival] = field(default_factory=list)
    variable: tf.Variable | None = None

    @property
    def role(self) -> str:
        """What it is in the drawing of a graph: input (a variable, too), constant, op or output."""
        if self.kind == "variable":
            return "input"
        return "output" if self.kind == "op" and self.target else self.kind

    @property
    def reached(self) -> bool:
        """Whether any gradient arrives here."""
        return any(one is not None for one in self.gradients)


@dataclass(frozen=True, eq=False)
class Record:
    """One function, run once under a tape.

    Attributes:
        name: of the function.
        arguments: names of its arguments, in order.
        watched: names of those that ``tape.watch`` was called with.
        places: in an order in which each stands after all it takes; ops in the order recorded.
        result: what to call what it returns.
        converted: whether AutoGraph turned Python's ``if`` and ``while`` into nodes.
    """

    name: str
    arguments: tuple[str, ...]
    watched: tuple[str, ...]
    places: list[Place]
    result: str
    converted: bool

    @property
    def forward(self) -> list[int]:
        """The operations, in the order they were recorded."""
        return [at for at, place in enumerate(self.places) if place.kind == "op"]

    @property
    def backward(self) -> list[int]:
        """All but the function's own constants, in reverse: each after everything that used it."""
        return [at for at in range(len(self.places) - 1, -1, -1) if self.places[at].note != INSIDE]

    def __getitem__(self, name: str) -> Place:
        return next(place for place in self.places if place.name == name)


def value_of(place: Place) -> Any:
    """The value of a place, or of its first output."""
    return place.values[0] if place.values else None


def gradient_of(place: Place) -> np.ndarray | None:
    """The gradient with respect to a place; of several outputs, the first that has one."""
    return next((one for one in place.gradients if one is not None), None)


def titled(place: Place) -> str:
    """``v1 = Log(x)``, or a name alone."""
    if place.formula:
        return f"{place.name} = {place.formula}"
    return f"variable {place.name}" if place.kind == "variable" else place.name
