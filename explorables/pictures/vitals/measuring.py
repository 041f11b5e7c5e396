"""A training, step by step, and what of it says whether a network is alive."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.reading.layers import watching
from explorables.reading.losses import Loss, usual_loss, without_x
from explorables.reading.tensors import NotDrawable, finite_number, in_short, written

ROWS: Final = 32  # of a step
MOST_ROWS: Final = 2000
MOST_STEPS: Final = 60


@dataclass(frozen=True)
class Signs:
    """What was measured after a number of steps.

    Attributes:
        loss: the loss over all rows.
        gradient: the norm of the loss's gradient of the last step's batch, by all weights together; NaN
            before the first step.
        change: how far the last step moved the weights of a kernel, divided by their own size, for the
            kernel that moved farthest; NaN before the first step.
        broken: the share of the weights that are nan or infinite.
        silent: the share of the hidden units that give exactly 0 for every row, or nothing finite.
        predictions: how many different predictions there are, rounded to six digits; nan counts as one.
    """

    loss: float
    gradient: float
    change: float
    broken: float
    silent: float
    predictions: int


@dataclass(frozen=True)
class Course:
    """A training: its signs before the first step and after each, and what is reached without x."""

    signs: tuple[Signs, ...]
    rows: int
    without_x: float
    classes: bool


def follow(
    model: object, x: object, y: object, rate: object, steps: object, loss: Loss | None
) -> Course:
    """Train a model by Adam and measure it after each step. Afterward its variables are as they were.

    Args:
        model: a Keras model, Sequential or functional, with one output.
        x, y: examples and their targets, at most `MOST_ROWS`.
        rate: the learning rate, above 0.
        steps: 1 to `MOST_STEPS`; each takes the next `ROWS` rows.
        loss: from targets and outputs to the loss; None is `usual_loss`.

    Raises:
        NotDrawable: one of these is not so, or the model can't be run on x and y.
    """
    if not isinstance(model, tf.keras.Model) or not getattr(model, "inputs", None):
        raise NotDrawable(
            f"This picture needs a Keras model that begins with keras.Input, and got {model!r:.60}."
        )
    # Keras takes no whole number for a rate, and whoever makes it larger by hand types one.
    rate = finite_number(rate, "rate", "above 0, such as 0.01")
    count = finite_number(steps, "steps", f"from 1 to {MOST_STEPS}")
    if count not in range(1, MOST_STEPS + 1) or rate <= 0:
        raise NotDrawable(f"It takes 1 to {MOST_STEPS} steps, and a rate above 0.")
    kept = [variable.numpy() for variable in model.variables]
    try:
        inputs, targets = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
        if not 1 < len(inputs) <= MOST_ROWS:
            raise NotDrawable(f"x has {len(inputs)} rows; the picture takes 2 to {MOST_ROWS}.")
        if targets.shape[:1] != inputs.shape[:1]:
            raise NotDrawable(
                f"x has {len(inputs)} rows, and y has shape {written(tuple(targets.shape))}: each row of x "
                "has its target."
            )
        signs = _trained(model, inputs, targets, rate, int(count), loss or usual_loss(targets))
    except NotDrawable:
        raise
    except Exception as error:  # whatever the learner's own model raises is an answer
        raise NotDrawable(
            f"The model could not be trained on x and y. {type(error).__name__}: {in_short(error)}"
        ) from error
    finally:
        for variable, value in zip(model.variables, kept, strict=True):
            variable.assign(value)
    return Course(signs, len(inputs), without_x(targets), targets.dtype.is_integer)


def _trained(
    model: Any, inputs: tf.Tensor, targets: tf.Tensor, rate: float, steps: int, loss: Loss
) -> tuple[Signs, ...]:
    weights = model.trainable_variables
    if not weights:
        raise NotDrawable("This model has no trainable weights.")
    hidden = [layer.output for layer in model.layers[:-1] if layer.weights]
    probe = watching(model, [*hidden, model.outputs[0]])
    optimizer = tf.keras.optimizers.Adam(rate)
    optimizer.build(weights)
    signs = [_signs(probe, weights, inputs, targets, loss, math.nan, math.nan)]
    for step in range(steps):
        start = step * ROWS % len(inputs)
        batch = slice(start, start + ROWS)
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(loss(targets[batch], model(inputs[batch], training=True)))
        gradients = [
            tf.zeros(weight.shape) if gradient is None else tf.convert_to_tensor(gradient)
            for gradient, weight in zip(tape.gradient(value, weights), weights, strict=True)
        ]
        before = [weight.numpy() for weight in weights]
        optimizer.apply(gradients, weights)
        change = max(map(_moved, before, weights))
        norm = float(tf.linalg.global_norm(gradients))
        signs.append(_signs(probe, weights, inputs, targets, loss, norm, change))
    return tuple(signs)


def _signs(
    probe: Any,
    weights: Any,
    inputs: tf.Tensor,
    targets: tf.Tensor,
    loss: Loss,
    gradient: float,
    change: float,
) -> Signs:
    results = probe(inputs, training=False)
    *hidden, outputs = results if isinstance(results, list | tuple) else [results]
    numbers = np.concatenate([np.ravel(weight.numpy()) for weight in weights])
    # Rounding makes alike what differs by the order of an addition alone.
    predictions = np.round(np.asarray(outputs, np.float64).reshape(len(inputs), -1), 6)
    return Signs(
        loss=float(tf.reduce_mean(loss(targets, outputs))),
        gradient=gradient,
        change=change,
        broken=float(np.mean(~np.isfinite(numbers))),
        silent=_silent(hidden),
        predictions=len(np.unique(predictions, axis=0, equal_nan=True))
        if np.isfinite(predictions).all()
        else len({row.tobytes() for row in predictions}),
    )


def _silent(hidden: list[tf.Tensor]) -> float:
    """The share of the hidden units that say nothing; 0 where there are none."""
    units = [
        np.all((values == 0) | ~np.isfinite(values), axis=0).ravel()
        for values in map(np.asarray, hidden)
    ]
    return float(np.concatenate(units).mean()) if units else 0.0


def _moved(before: np.ndarray, weight: Any) -> float:
    """How far a step moved a kernel, by its own size; 0 for a bias, which may begin at 0."""
    if before.ndim < 2:
        return 0.0
    with np.errstate(all="ignore"):
        return float(np.linalg.norm(weight.numpy() - before) / np.linalg.norm(before))
