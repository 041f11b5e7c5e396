"""What gets through a network: how far examples differ behind each layer, and the gradient at each kernel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.reading.layers import watching
from explorables.reading.losses import Loss, usual_loss
from explorables.reading.tensors import NotDrawable, in_short

DEEPEST: Final = 64  # layers with a kernel that are drawn


@dataclass(frozen=True)
class Flow:
    """What was measured of one network, in inference's or training's way of its first step.

    Attributes:
        names: of the layers that have a kernel, first to last.
        gradients: the norm of the loss's gradient by each kernel.
        spreads: of each layer's output, the standard deviation over the examples, averaged over what
            the layer gives for one example.
    """

    names: tuple[str, ...]
    gradients: tuple[float, ...]
    spreads: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The first kernel's gradient, divided by the last one's; NaN where that is 0 or not finite."""
        first, last = self.gradients[0], self.gradients[-1]
        return first / last if last and math.isfinite(first) and math.isfinite(last) else math.nan


def measure(model: object, x: object, y: object, loss: Loss | None) -> Flow:
    """Measure a network as the first step of a training would see it. Nothing in it is changed.

    Args:
        model: a Keras model, Sequential or functional.
        x, y: examples and their targets.
        loss: from targets and outputs to the loss; None is the mean cross-entropy of logits where the
            targets are whole numbers, and the mean squared error where they are not.

    Raises:
        NotDrawable: it is no such model, its layers have no kernel, or it can't be run on x and y.
    """
    if not isinstance(model, tf.keras.Model):
        raise NotDrawable(
            f"This picture needs a Keras model, and got {model!r:.60}. A function that builds one is "
            "called with the settings that you name."
        )
    layers = _with_kernels(model)
    try:
        inputs, targets = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
        kept = [variable.numpy() for variable in model.non_trainable_variables]
        probe = watching(model, [*(layer.output for layer in layers), model.outputs[0]])
        with tf.GradientTape() as tape:
            *behind, outputs = probe(inputs, training=True)
            scalar = tf.reduce_mean((loss or usual_loss(targets))(targets, outputs))
        gradients = tape.gradient(scalar, [layer.kernel for layer in layers])
        for variable, value in zip(model.non_trainable_variables, kept, strict=True):
            variable.assign(value)  # averages of normalization, and where random numbers stand
    except Exception as error:  # whatever the learner's own model raises is an answer
        raise NotDrawable(
            f"The network could not be run on x and y. {type(error).__name__}: {in_short(error)}"
        ) from error
    return Flow(
        tuple(layer.name for layer in layers),
        tuple(map(_norm, gradients)),
        tuple(_spread(one) for one in behind),
    )


def _with_kernels(model: tf.keras.Model) -> list[Any]:
    if not getattr(model, "inputs", None):
        raise NotDrawable(
            "The layers of this model can't be listed: build it with keras.Sequential or keras.Model, "
            "and begin with keras.Input."
        )
    layers = [layer for layer in model.layers if hasattr(layer, "kernel")]
    if not 2 <= len(layers) <= DEEPEST:
        raise NotDrawable(
            f"The picture shows 2 to {DEEPEST} layers with a kernel, such as Dense and Conv2D, and this "
            f"model has {len(layers)} by itself."
        )
    return layers


def _norm(gradient: tf.Tensor | None) -> float:
    """0 for a kernel that the output does not depend on."""
    return 0.0 if gradient is None else float(tf.norm(tf.cast(gradient, tf.float64)))


def _spread(output: tf.Tensor) -> float:
    values = np.asarray(output, np.float64)
    with np.errstate(all="ignore"):
        return float(values.std(axis=0).mean())
