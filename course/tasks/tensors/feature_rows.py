"""Order the lines: images to rows of features."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Arrange, Case


def _small_images(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"images": np.array([[[0, 255], [51, 102]]], np.uint8)}, "one image of 2 x 2 pixels")
    yield Case({"images": draw.integers(0, 256, (3, 2, 2)).astype(np.uint8)}, "3 images")
    size = (int(draw.integers(2, 5)), 3, 4)
    yield Case({"images": draw.integers(0, 256, size).astype(np.uint8)}, "images of 3 x 4 pixels")


def _flat(images: np.ndarray) -> np.ndarray:
    return images.reshape(len(images), -1).astype(np.float32) / 255


def _with_ones(images: np.ndarray) -> np.ndarray:
    return np.concatenate([np.ones((len(images), 1), np.float32), _flat(images)], axis=1)


TASK = Task(
    name="feature_rows",
    points=2,
    ask=Arrange(
        "line_order",
        "def feature_rows(images):",
        {
            "A": "return tf.concat([rows, ones], axis=1)",
            "B": "rows = tf.reshape(pixels, [images.shape[0], -1])",
            "C": "ones = tf.ones([images.shape[0], 1])",
            "D": "pixels = pixels / 255.0",
            "E": "rows = tf.reshape(tf.transpose(pixels), [images.shape[0], -1])",
            "F": "pixels = tf.cast(images, tf.float32)",
            "G": "return tf.concat([ones, rows], axis=1)",
        },
    ),
    cases=_small_images,
    expected=_with_ones,
    dtype="float32",
    misconceptions=(
        Misconception(
            "ones_last",
            lambda images: np.roll(_with_ones(images), -1, axis=1),
            "The column of ones stands at the end of each row. It should come first.",
            "tf.concat joins its tensors in the order of the list.",
        ),
        Misconception(
            "not_scaled",
            lambda images: np.concatenate(
                [np.ones((len(images), 1)), images.reshape(len(images), -1)], axis=1
            ),
            "The features still reach up to 255: nothing scaled the pixels before they were laid "
            "out in rows.",
            "Which line brings 255 to 1, and which lines have to come after it?",
        ),
        Misconception(
            "transposed",
            lambda images: np.concatenate(
                [np.ones((len(images), 1)), images.T.reshape(len(images), -1) / 255], axis=1
            ),
            "The shape is right, but the pixels are mixed up. tf.transpose moved the image axis to the "
            "end, so the reshape cut across images.",
            "A row should hold the pixels of one image, in the order they lie in memory.",
        ),
        Misconception(
            "no_return",
            lambda images: None,
            "The function ends without a return, so it gives back None.",
            "The last line has to hand the result back.",
        ),
        Misconception(
            "not_scaled_ones_last",
            lambda images: np.concatenate(
                [images.reshape(len(images), -1), np.ones((len(images), 1))], axis=1
            ),
            "Two things: the features still reach up to 255, and the column of ones stands at the end.",
            "Which line brings 255 to 1? And in which order does tf.concat join its tensors?",
        ),
        Misconception(
            "transposed_ones_last",
            lambda images: np.concatenate(
                [images.T.reshape(len(images), -1) / 255, np.ones((len(images), 1))], axis=1
            ),
            "Two things: tf.transpose mixed the pixels up, and the column of ones stands at the end.",
            "A row starts with the 1, and then holds the pixels of one image as they lie in memory.",
        ),
        Misconception(
            "transposed_not_scaled",
            lambda images: np.concatenate(
                [np.ones((len(images), 1)), images.T.reshape(len(images), -1)], axis=1
            ),
            "Two things: tf.transpose mixed the pixels up, and they still reach up to 255.",
            "Which line scales the pixels, and which lays them out as they lie in memory?",
        ),
    ),
    hints=(
        "Start with a line that needs nothing but `images`.",
        "A line can run only after every name it uses has been made. More than one order is right.",
        "Cast, scale, one row for each image, the ones, and then join them with the ones first.",
    ),
)
