"""What a decision boundary is learned from: points of the plane, the learner's functions, defaults."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import tensorflow as tf

from explorables.reading.tensors import NotDrawable, count, in_short

GRID: Final = 61  # points along each axis of the map
MOST_CLASSES: Final = 4
MOST_POINTS: Final = 5000
_LEAST_POINTS: Final = 4

# What the dials go through where the learner says nothing.
SIZES: Final = (2, 8, 128)
NOISES: Final = (0.1, 0.2, 0.3, 0.4)
REGULARIZATIONS: Final = (0.0, 0.001, 0.003, 0.01, 0.1)


@dataclass(frozen=True, eq=False)
class Points:
    """Points of the plane, and the class of each.

    Attributes:
        places: shape (n, 2), float32.
        labels: shape (n,), int64, 0 to the number of classes - 1.
        trained: shape (n,), bool; True where the model is trained on the point.
    """

    places: np.ndarray
    labels: np.ndarray
    trained: np.ndarray


@dataclass(frozen=True)
class Box:
    """The part of the plane that is mapped."""

    left: float
    right: float
    low: float
    high: float

    @property
    def axes(self) -> tuple[np.ndarray, np.ndarray]:
        """The grid's values along the first and the second coordinate, each of shape (GRID,)."""
        return np.linspace(self.left, self.right, GRID), np.linspace(self.low, self.high, GRID)

    @property
    def grid(self) -> np.ndarray:
        """The grid's points, shape (GRID * GRID, 2), float32; the first coordinate runs fastest."""
        across, up = np.meshgrid(*self.axes)
        return np.stack([across, up], axis=-1).reshape(-1, 2).astype(np.float32)


def box_around(places: np.ndarray, margin: float = 0.09) -> Box:
    """The box that holds points of shape (n, 2), with room at its sides."""
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.where(high > low, (high - low) * margin, 1.0)
    (left, bottom), (right, top) = low - room, high + room
    return Box(float(left), float(right), float(bottom), float(top))


def split(places: np.ndarray, labels: np.ndarray, seed: int) -> Points:
    """Half of the points to train on, drawn from the seed; the others for validation."""
    order = np.random.default_rng(seed).permutation(len(labels))
    trained = np.zeros(len(labels), bool)
    trained[order[: (len(labels) + 1) // 2]] = True
    return Points(places, labels, trained)


# What is trained when the learner gives nothing


def moons(noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two crescents that reach into each other: 160 points, 80 of each class.

    Args:
        noise: standard deviation of what is added to both coordinates.
        seed: of NumPy's generator.

    Returns:
        Points of shape (160, 2), float64, and their classes of shape (160,), 0 or 1.
    """
    draw = np.random.default_rng(seed)
    labels = np.arange(160) % 2
    angle = np.pi * draw.random(160)
    side = 1 - 2 * labels  # +1 for the upper crescent, -1 for the lower one
    places = np.stack([side * np.cos(angle) + labels, side * np.sin(angle) + labels / 2], axis=1)
    return places + noise * draw.standard_normal((160, 2)), labels


def dense(size: int, regularization: float) -> tf.keras.Model:
    """Two hidden layers with ReLU and one unit for the logit of class 1, compiled.

    Args:
        size: units of each hidden layer.
        regularization: what L2 weighs the squares of the hidden layers' weights with.
    """
    layers, penalty = tf.keras.layers, tf.keras.regularizers.L2(regularization)
    model = tf.keras.Sequential(
        [
            tf.keras.Input((2,)),
            layers.Dense(size, activation="relu", kernel_regularizer=penalty),
            layers.Dense(size, activation="relu", kernel_regularizer=penalty),
            layers.Dense(1),
        ]
    )
    model.compile(
        optimizer=tf.keras.optimizers.Adam(0.02),
        loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
        jit_compile=False,
    )
    return model


# What the learner's functions take and give


def called(function: object, name: str) -> Callable[..., object]:
    """A learner's function. Raises NotDrawable where it can't be called."""
    if not callable(function):
        raise NotDrawable(
            f"{name} is a function, passed without parentheses; {function!r:.60} is not."
        )
    return function


def parameters(function: Callable[..., object], known: tuple[str, ...], name: str) -> set[str]:
    """Which of the ``known`` parameters a function takes by name.

    Raises:
        NotDrawable: it needs another one.
    """
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # some callables written in C have no signature to read
        raise NotDrawable(f"Python knows no parameters of {name}; wrap it in a def.") from None
    if any(one.kind == one.VAR_KEYWORD for one in found):
        return set(known)
    taken = {one.name for one in found if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)}
    for one in found:
        needed = one.default is one.empty and one.kind != one.VAR_POSITIONAL
        if needed and (one.name not in known or one.kind == one.POSITIONAL_ONLY):
            raise NotDrawable(
                f"{name} needs a parameter {one.name}, and only {' and '.join(known)} are passed to "
                "it, by name. Rename it, or give it a default."
            )
    return taken & set(known)


def read_points(places: object, labels: object) -> tuple[np.ndarray, np.ndarray]:
    """A learner's points and labels as arrays: shape (n, 2) float32, and (n,) int64.

    Labels may also be a column, shape (n, 1), or one-hot, shape (n, classes).

    Raises:
        NotDrawable: they are something else.
    """
    try:
        at = np.asarray(places, dtype=np.float32)
        named = np.asarray(labels)
        numbers = named.astype(np.float64)
    except Exception as error:  # a learner's object may raise anything when converted
        raise NotDrawable(
            "The points should be an array of numbers of shape (n, 2), and the labels one of shape "
            f"(n,). {type(error).__name__}: {in_short(error)}"
        ) from error
    if at.ndim != 2 or at.shape[1] != 2:
        raise NotDrawable(
            f"The points have shape {at.shape}, and the map needs (n, 2): two numbers a point."
        )
    if numbers.ndim == 2 and numbers.shape[1] > 1:
        if not (np.isin(numbers, (0, 1)).all() and (numbers.sum(axis=1) == 1).all()):
            raise NotDrawable(
                f"The labels have shape {numbers.shape} but are not one-hot: each row should have "
                "one 1 and zeros. Shape (n,) with the number of the class works too."
            )
        numbers = numbers.argmax(axis=1).astype(numbers.dtype)
    numbers = numbers.reshape(-1)
    if len(numbers) != len(at):
        raise NotDrawable(f"There are {len(at)} points and {len(numbers)} labels: one each.")
    if not _LEAST_POINTS <= len(at) <= MOST_POINTS:
        raise NotDrawable(
            f"These are {count(len(at), 'point')}; the map takes {_LEAST_POINTS} to {MOST_POINTS:,}."
        )
    if not np.isfinite(at).all():
        raise NotDrawable("A point has a coordinate that is nan or infinite: leave it out.")
    if not (np.isfinite(numbers).all() and (numbers == np.round(numbers)).all()):
        raise NotDrawable("The labels should be the numbers of classes: 0, 1, and so on.")
    found = numbers.astype(np.int64)
    if found.min() < 0 or found.max() >= MOST_CLASSES:
        values = ", ".join(map(str, np.unique(found)[:6]))
        raise NotDrawable(
            f"The labels are {values}; the map takes up to {MOST_CLASSES} classes, numbered from 0."
        )
    return at, found


def make_points(data: Callable[..., object], given: Mapping[str, object]) -> tuple:
    """What ``data`` returns, read by `read_points`. Raises NotDrawable."""
    try:
        made = data(**given)
    except Exception as error:  # whatever the learner's own code raises is an answer
        raise NotDrawable(
            f"data({_call(given)}) raised {type(error).__name__}: {in_short(error)}"
        ) from error
    if not isinstance(made, tuple | list) or len(made) != 2:
        raise NotDrawable(
            f"data({_call(given)}) should return points and labels, two arrays; it returned "
            f"{type(made).__name__}."
        )
    return read_points(*made)


def make_model(build: Callable[..., object], given: Mapping[str, object]) -> tf.keras.Model:
    """What ``build`` returns. Raises NotDrawable where that is no compiled model."""
    try:
        model = build(**given)
    except Exception as error:  # whatever the learner's own code raises is an answer
        raise NotDrawable(
            f"build({_call(given)}) raised {type(error).__name__}: {in_short(error)}"
        ) from error
    if not isinstance(model, tf.keras.Model):
        raise NotDrawable(
            f"build({_call(given)}) returned {type(model).__name__}, no Keras model: end it with "
            "`return model`."
        )
    if not model.compiled:
        raise NotDrawable(
            f"build({_call(given)}) returned a model without a loss: call model.compile in it."
        )
    return model


def _call(given: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value:g}" for name, value in given.items())
