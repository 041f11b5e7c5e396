"""What a network makes of 8 x 8 numbers: ten probabilities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.pictures.pad.preparation import BLOCKS, MOST
from explorables.reading.tensors import NotDrawable, in_short, written

DIGITS: Final = 10
# The forms in which a network may take a picture, besides the one that it names itself.
_FORMS: Final = ((BLOCKS * BLOCKS,), (BLOCKS, BLOCKS), (BLOCKS, BLOCKS, 1))


class Reader:
    """Asks a model.

    Attributes:
        form: the shape in which it takes one picture.
        logits: whether it gives logits, which are made probabilities by a softmax.

    Raises:
        NotDrawable: it takes no 8 x 8 numbers, or doesn't give one for each of ten digits.
    """

    def __init__(self, model: Any, full: float):
        if not callable(model):
            raise NotDrawable(
                f"`explorables.pad` takes a trained model, or a function from a batch of pictures to "
                f"ten numbers for each; {type(model).__name__} is neither."
            )
        self._ask = _asking(model)
        self._full = full
        self.form = self._found_form(model)
        trial = self._outputs(
            np.arange(3 * BLOCKS * BLOCKS).reshape(3, BLOCKS, BLOCKS) % (MOST + 1)
        )
        if trial.shape != (3, DIGITS):
            raise NotDrawable(
                f"The model should give a number for each of the ten digits, so for three pictures "
                f"the shape (3, 10); it gives {written(trial.shape)}."
            )
        sums = trial.sum(axis=1)
        self.logits = bool((trial < 0).any() or np.abs(sums - 1).max() > 1e-3)

    def probabilities(self, counts: np.ndarray) -> np.ndarray:
        """For each digit, float64 of shape (n, 10), given counts of shape (n, 8, 8)."""
        outputs = self._outputs(counts)
        if self.logits:
            outputs = np.exp(outputs - outputs.max(axis=1, keepdims=True))
            outputs /= outputs.sum(axis=1, keepdims=True)
        return outputs

    def _outputs(self, counts: np.ndarray) -> np.ndarray:
        pictures = (counts * (self._full / MOST)).astype(np.float32)
        given = self._ask(tf.constant(pictures.reshape(len(counts), *self.form)))
        return np.asarray(given, np.float64)

    def _found_form(self, model: Any) -> tuple[int, ...]:
        told = getattr(model, "input_shape", None)
        if isinstance(told, tuple) and told[1:] in _FORMS:
            return told[1:]
        why = ""
        for form in _FORMS:
            try:
                self._ask(tf.zeros((1, *form)))
            except Exception as error:
                why = why or in_short(error)
            else:
                return form
        named = f" It takes {written(told[1:])}." if isinstance(told, tuple) else f" {why}"
        raise NotDrawable(
            f"The pad gives a picture as 64 numbers, or as 8 rows of 8; the model takes neither.{named}"
        )


def _asking(model: Any) -> Callable[[tf.Tensor], Any]:
    """A call of a model for inference: what layers do in training alone is off."""
    if isinstance(model, tf.keras.Model):
        return lambda pictures: model(pictures, training=False)
    return model
