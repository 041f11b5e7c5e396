"""What an activation gives, its slope, and a chain of units that apply it, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.reading.signatures import name_of
from explorables.reading.tensors import NotDrawable, in_short

REACH: Final = 5.0  # the curve is drawn for inputs from -REACH to REACH
POINTS: Final = 201  # of the curve, so that 0 is among them
LONGEST: Final = 50  # units of a chain


@dataclass(frozen=True, eq=False)
class Activation:
    """A function of one number.

    Attributes:
        name: what it is called.
        call: from a float32 tensor of any length to one of the same length.
        inputs, values, slopes: the curve, `POINTS` of each.
    """

    name: str
    call: Callable[[tf.Tensor], Any]
    inputs: np.ndarray
    values: np.ndarray
    slopes: np.ndarray


@dataclass(frozen=True, eq=False)
class Chain:
    """What happens to one number on its way through a chain.

    Attributes:
        sums: what each unit gets, times its weight.
        values: what each unit gives.
        slopes: of the activation at each sum.
        weight: of every unit.
    """

    sums: np.ndarray
    values: np.ndarray
    slopes: np.ndarray
    weight: float

    @property
    def products(self) -> np.ndarray:
        """By the number of units: the output's slope by the input. The chain rule, in float64."""
        with np.errstate(all="ignore"):
            return np.cumprod(self.weight * self.slopes.astype(np.float64))


def activation(function: object) -> Activation:
    """Read and measure what a learner hands in: a name that Keras knows, or a function.

    Raises:
        NotDrawable: it is neither, it mixes the numbers it is given, or it has no slope.
    """
    call: Any = function
    name = function if isinstance(function, str) else name_of(function)
    if isinstance(function, str):
        try:
            call = tf.keras.activations.get(function)
        except ValueError as error:
            raise NotDrawable(
                f"Keras knows no activation called {function!r}: {in_short(error)}"
            ) from None
    if not callable(call):
        raise NotDrawable(
            "activation draws a function of one number, such as tf.nn.relu, or one that Keras knows by a "
            f"name, such as 'relu'; it got {function!r:.60}."
        )
    inputs = np.linspace(-REACH, REACH, POINTS, dtype=np.float32)
    values, slopes = _with_slopes(call, inputs, name)
    few, _ = _with_slopes(call, inputs[:3], name)
    if not np.allclose(few, values[:3], rtol=1e-3, atol=1e-5, equal_nan=True):
        raise NotDrawable(
            f"{name} gives a number something else when other numbers stand beside it, so it has no curve."
        )
    return Activation(name, call, inputs, values, slopes)


def chain(of: Activation, x: float, weight: float) -> Chain:
    """Send a number through the longest chain. A shorter one is its beginning."""
    sums, values = [], []
    last = tf.constant(x, tf.float32)
    for _ in range(LONGEST):
        sums.append(last * weight)
        last = tf.convert_to_tensor(of.call(sums[-1]))
        values.append(last)
    stacked = np.array(tf.stack(sums))
    return Chain(
        stacked, np.array(tf.stack(values)), _with_slopes(of.call, stacked, of.name)[1], weight
    )


def _with_slopes(
    call: Callable[[tf.Tensor], Any], inputs: np.ndarray, name: str
) -> tuple[np.ndarray, np.ndarray]:
    """Values and slopes at all inputs: one tape, since each output depends on its own input alone."""
    z = tf.constant(inputs, tf.float32)
    try:
        with tf.GradientTape() as tape:
            tape.watch(z)
            y = tf.convert_to_tensor(call(z))
    except Exception as error:  # whatever a learner's own function raises is an answer
        raise NotDrawable(
            f"{name} could not be called with {len(inputs)} numbers. {type(error).__name__}: {in_short(error)}"
        ) from error
    if y.shape != z.shape:
        raise NotDrawable(
            f"{name} gives the shape {tuple(y.shape)} for {len(inputs)} numbers: an activation gives one "
            "for each."
        )
    slopes = tape.gradient(y, z)
    if slopes is None:
        raise NotDrawable(f"The tape finds no path back through {name}, so it has no slope.")
    return y.numpy(), tf.convert_to_tensor(slopes).numpy()
