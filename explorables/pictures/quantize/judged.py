"""A model, or weights alone, as the picture needs them; and how well the model does with other weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.reading.tensors import NotDrawable, in_short

MOST_WEIGHTS: Final = 500_000  # in all; more would not follow a slider
MOST_ROWS: Final = 1000  # of x that the model is judged on


@dataclass(frozen=True)
class Judged:
    """Weights by their names, and the model they belong to.

    Attributes:
        kernels: float32 arrays with two axes or more, or what was passed.
        model: a Keras model; None where weights alone were passed.
        x, y: what it is judged on.
    """

    kernels: Mapping[str, np.ndarray]
    model: Any = None
    x: Any = None
    y: np.ndarray = field(default_factory=lambda: np.zeros(0))

    @property
    def measure(self) -> str:
        """What is measured: accuracy for classes, else the mean squared error."""
        return "accuracy" if np.issubdtype(self.y.dtype, np.integer) else "mean squared error"

    def score(self, kernels: Mapping[str, np.ndarray]) -> float:
        """How well the model does on x with these kernels in place of its own; it is left as it is."""
        variables = [
            kernels.get(variable.path, variable) for variable in self.model.trainable_variables
        ]
        outputs = self.model.stateless_call(
            [tf.convert_to_tensor(value) for value in variables],
            [tf.convert_to_tensor(variable) for variable in self.model.non_trainable_variables],
            self.x,
            training=False,
        )[0]
        made = np.asarray(outputs, np.float64)
        if self.measure == "accuracy":
            return float((made.argmax(axis=-1) == self.y).mean())
        return float(np.mean((made.reshape(self.y.shape) - self.y) ** 2))


def read(given: object, x: object, y: object) -> Judged:
    """What was passed, read.

    Raises:
        NotDrawable: it is neither a model with x and y nor an array of weights.
    """
    if not isinstance(given, tf.keras.Model):
        return Judged({"weights": _weights(given)})
    kernels = {
        variable.path: np.asarray(variable, np.float32)
        for variable in given.trainable_variables
        if len(variable.shape) >= 2
    }
    if not kernels:
        raise NotDrawable(
            "This model has no kernels yet, no weights with two axes or more: call it on an example first."
        )
    if sum(kernel.size for kernel in kernels.values()) > MOST_WEIGHTS:
        raise NotDrawable(f"quantize follows models with {MOST_WEIGHTS:,} weights at most.")
    if not all(np.isfinite(kernel).all() for kernel in kernels.values()):
        raise NotDrawable(
            "There are weights that are nan or infinite, and no step fits their range."
        )
    if x is None or y is None:
        raise NotDrawable(
            "To measure what rounding costs this model, quantize needs examples and targets: "
            "explorables.quantize(model, x, y)."
        )
    return _with_targets(given, kernels, x, y)


def _with_targets(model: Any, kernels: dict[str, np.ndarray], x: object, y: object) -> Judged:
    try:
        targets = np.asarray(y)[:MOST_ROWS]
        rows = tf.convert_to_tensor(np.asarray(x)[:MOST_ROWS])
        if rows.dtype.is_floating:
            rows = tf.cast(rows, model.inputs[0].dtype if model.inputs else tf.float32)
        outputs = model(rows, training=False)
        classes = int(outputs.shape[-1])
    except Exception as error:  # whatever the learner's own model raises is an answer
        raise NotDrawable(
            f"The model could not be called on x. {type(error).__name__}: {in_short(error)}"
        ) from error
    if len(targets) != len(rows):
        raise NotDrawable(f"x has {len(rows):,} rows, and y has {len(targets):,}.")
    if targets.dtype.kind in "iu" and classes > 1:
        targets = targets.reshape(len(rows)) if targets.size == len(rows) else targets
        if targets.shape != (len(rows),):
            raise NotDrawable("y should hold one class for each row of x.")
        return Judged(kernels, model, rows, targets.astype(np.int64))
    if targets.size != tf.size(outputs).numpy():
        raise NotDrawable(
            f"The model gives the shape {tuple(outputs.shape)}, and y has the shape {targets.shape}."
        )
    return Judged(kernels, model, rows, targets.astype(np.float64))


def _weights(given: object) -> np.ndarray:
    try:
        weights = np.asarray(tf.convert_to_tensor(given), np.float32)
    except (TypeError, ValueError) as error:
        raise NotDrawable(
            f"quantize takes a Keras model with x and y, or an array of weights: {in_short(error)}"
        ) from None
    if not 2 <= weights.size <= MOST_WEIGHTS:
        raise NotDrawable(
            f"quantize shows 2 to {MOST_WEIGHTS:,} weights, and these are {weights.size:,}."
        )
    if not np.isfinite(weights).all():
        raise NotDrawable(
            "There are weights that are nan or infinite, and no step fits their range."
        )
    if not weights.any():
        raise NotDrawable("All of these weights are 0, so there is nothing to round.")
    return weights
