"""The loss that a picture takes where a learner names none, and what is reached without looking at x."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

Loss = Callable[[Any, Any], Any]


def usual_loss(targets: tf.Tensor) -> Loss:
    """The mean cross-entropy of logits for whole numbers, and the mean squared error for others.

    Both are taken from targets and outputs; the caller takes the mean where there is one number a row.
    """
    if not targets.dtype.is_integer:
        return lambda y, outputs: tf.reduce_mean(tf.square(outputs - tf.cast(y, outputs.dtype)))
    return lambda y, outputs: tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.reshape(y, [-1]), logits=outputs
    )


def without_x(targets: tf.Tensor) -> float:
    """The usual loss of the best answer that is the same for all rows.

    For numbers that is their mean, whose loss is their variance, averaged over the columns; for class
    indices the shares of the classes, whose loss is their entropy.
    """
    values = np.asarray(targets)
    if not targets.dtype.is_integer:
        return float(values.astype(np.float64).var(axis=0).mean())
    _, counts = np.unique(values, return_counts=True)
    shares = counts / counts.sum()
    return float(-(shares * np.log(shares)).sum())
