"""What the layers of a learner's Keras model give, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf


def watching(model: Any, outputs: Sequence[Any]) -> Any:
    """A model that takes what ``model`` takes, shares its layers, and gives ``outputs``.

    A single input stands alone and not in a list: Keras 3.8 (Colab's runtime 2025.07) warns where a
    model that was built with a list of one is called with a tensor.

    Args:
        model: Sequential or functional, built.
        outputs: symbolic tensors of its layers.
    """
    inputs = model.inputs[0] if len(model.inputs) == 1 else model.inputs
    return tf.keras.Model(inputs, list(outputs))
