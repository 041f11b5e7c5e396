"""Three measures of how much a class depends on each pixel of an image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.reading.tensors import NotDrawable, in_short, read, written

LARGEST: Final = 16  # pixels along an axis; covering asks the model once a pixel
Model = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Maps:
    """What a model says of an image, and how a class depends on each pixel.

    Attributes:
        logits: one a class.
        by_logit, by_probability: the sizes of the slopes by each pixel, (height, width).
        covered: how much smaller the logit gets if a pixel becomes 0.
    """

    logits: np.ndarray
    by_logit: np.ndarray
    by_probability: np.ndarray
    covered: np.ndarray

    @property
    def probabilities(self) -> np.ndarray:
        powers = np.exp(self.logits - self.logits.max())
        return powers / powers.sum()


def read_image(value: object) -> np.ndarray:
    """A learner's image as float32 of shape (height, width, 1 channel or more).

    Raises:
        NotDrawable: it is no single image of finite numbers, or too large.
    """
    array = read(value).array
    if array.ndim == 4 and len(array) == 1:
        array = array[0]
    if array.ndim == 2:
        array = array[..., np.newaxis]
    if array.ndim != 3 or array.dtype.kind not in "biuf" or max(array.shape[:2]) > LARGEST:
        raise NotDrawable(
            f"The picture takes one image of up to {LARGEST} by {LARGEST} pixels, such as images[0], and "
            f"got the shape {written(array.shape)}."
        )
    made = array.astype(np.float32)
    if not np.isfinite(made).all():
        raise NotDrawable("The image holds nan or infinity.")
    return made


def shape_taken(model: object, image: np.ndarray) -> tuple[int, ...]:
    """The shape of an image as the model takes it: with or without the axis of its channels.

    Raises:
        NotDrawable: it takes neither, or gives no logits.
    """
    if not callable(model):
        raise NotDrawable(f"This picture needs a model, and got {model!r:.60}.")
    shapes = [image.shape, image.shape[:2]] if image.shape[2] == 1 else [image.shape]
    problem = ""
    for shape in shapes:
        try:
            outputs = np.asarray(model(tf.reshape(image, [1, *shape]), training=False))
        except Exception as error:  # whatever the learner's own model raises is an answer
            problem = problem or f"{type(error).__name__}: {in_short(error)}"
            continue
        if outputs.ndim != 2 or outputs.shape[1] < 2:
            raise NotDrawable(
                f"The model should give a logit for each class, and gives the shape "
                f"{written(outputs.shape)} for one image."
            )
        if outputs.min() >= 0 and abs(outputs.sum() - 1) < 1e-3:
            raise NotDrawable(
                "The model ends in a softmax, whose slopes are near 0 where it is sure. Give one that ends "
                "in logits."
            )
        return shape
    raise NotDrawable(f"The model could not be called on the image. {problem}")


def measured(model: Model, image: np.ndarray, shape: tuple[int, ...], chosen: int | None) -> Maps:
    """The maps of a class, or of the one with the largest logit."""
    x = tf.constant(image.reshape(1, *shape))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        outputs = model(x, training=False)
        shares = tf.nn.softmax(outputs)
        label = int(np.argmax(outputs[0])) if chosen is None else chosen
        logit, share = outputs[0, label], shares[0, label]
    slopes = [np.abs(tape.gradient(of, x)) for of in (logit, share)]
    by_logit, by_probability = (slope.reshape(image.shape).sum(axis=2) for slope in slopes)
    height, width = image.shape[:2]
    copies = np.repeat(image[np.newaxis], height * width, axis=0)
    rows, columns = np.divmod(np.arange(height * width), width)
    copies[np.arange(height * width), rows, columns] = 0
    without = np.asarray(model(copies.reshape(-1, *shape), training=False))[:, label]
    return Maps(
        np.asarray(outputs[0]),
        by_logit,
        by_probability,
        float(logit) - without.reshape(height, width),
    )
