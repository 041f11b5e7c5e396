"""Cast images to float32 and scale them to [0, 1]."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _pixel_images(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"images": np.array([[[0, 255], [128, 1]]], np.uint8)}, "one image of four pixels")
    yield Case({"images": np.zeros((2, 2, 3), np.uint8)}, "black images")
    yield Case({"images": np.full((1, 2, 2), 255, np.uint8)}, "a white image")
    yield Case({"images": draw.integers(60, 180, (2, 3, 2)).astype(np.uint8)}, "gray images")
    size = (int(draw.integers(1, 5)), 4, 4, 3)
    yield Case({"images": draw.integers(0, 256, size).astype(np.uint8)}, "color images")


def _by_the_maximum(images: np.ndarray) -> np.ndarray:
    if not images.any():
        raise ValueError("what 0 / 0 becomes here depends on how it is written")
    return images.astype(np.float32) / images.max()


def _by_each_maximum(images: np.ndarray) -> np.ndarray:
    most = images.reshape(len(images), -1).max(axis=1)
    if not most.all():
        raise ValueError("what 0 / 0 becomes here depends on how it is written")
    return images.astype(np.float32) / most.reshape(-1, *[1] * (images.ndim - 1))


def _min_max(images: np.ndarray) -> np.ndarray:
    if images.min() == images.max():
        raise ValueError("what 0 / 0 becomes here depends on how it is written")
    return (images - images.min()) / np.float32(images.max() - images.min())


TASK = Task(
    name="scale_pixels",
    points=2,
    ask=Call("scale_pixels"),
    cases=_pixel_images,
    expected=lambda images: images.astype(np.float32) / 255,
    dtype="float32",
    misconceptions=(
        Misconception(
            "whole_numbers",
            lambda images: images // 255,
            "Only full brightness became 1, and everything else 0: the fractions were cut off, by "
            "`//` or by a cast to a dtype of whole numbers.",
            "Which dtype does the number have at the division, and which after it?",
        ),
        Misconception(
            "by_256",
            lambda images: images.astype(np.float32) / 256,
            "255 becomes 0.996 here. There are 256 levels, but the largest is 255.",
            "What must 255 be divided by to give exactly 1?",
        ),
        Misconception(
            "by_the_maximum",
            _by_the_maximum,
            "The images were divided by their own brightest pixel, so a gray image comes out "
            "white and two batches are scaled differently.",
            "Which number stands for full brightness in every image?",
        ),
        Misconception(
            "min_max",
            _min_max,
            "The darkest pixel became 0 and the brightest 1, whatever they were. The docstring "
            "asks for a fixed scale.",
            "What should a pixel of 51 become in an image that has no 0 and no 255?",
        ),
        Misconception(
            "only_cast",
            lambda images: images.astype(np.float32),
            "The dtype is right and the values still reach up to 255: a cast changes how a number "
            "is stored, not the number.",
            "After the cast, which division brings 255 to 1?",
        ),
        Misconception(
            "centered",
            lambda images: images.astype(np.float32) / 127.5 - 1,
            "These values lie in [-1, 1]. The docstring asks for [0, 1].",
            "What should black become?",
        ),
        Misconception(
            "float64",
            lambda images: images.astype(np.float64) / 255,
            "The values are right, but in float64. TensorFlow works in float32 by default, and its "
            "operations do not mix the two.",
            "Which dtype does the docstring ask for?",
            dtype="float64",
        ),
        Misconception(
            "float16",
            lambda images: (images / 255).astype(np.float16),
            "The result is float16, which keeps about three digits.",
            "Which dtype does the docstring ask for?",
            dtype="float16",
        ),
        Misconception(
            "clipped",
            lambda images: images.clip(0, 1).astype(np.float32),
            "Everything brighter than black became 1: cutting values off at 1 is not scaling them.",
            "Which operation brings 255 to 1 and 51 to 0.2?",
        ),
        Misconception(
            "rounded",
            lambda images: (images / 255).round().astype(np.float32),
            "Every pixel is 0 or 1: the fractions were rounded away.",
            "The docstring's example keeps 0.2. Which step loses it?",
        ),
        Misconception(
            "by_each_maximum",
            _by_each_maximum,
            "Every image was divided by its own brightest pixel, so a gray image comes out as bright as a white one.",
            "Which number stands for full brightness in every image?",
        ),
        Misconception(
            "inverted",
            lambda images: 1 - images.astype(np.float32) / 255,
            "Black and white changed places: 0 became 1, and 255 became 0.",
            "What does the docstring say 0 and 255 should become?",
        ),
        Misconception(
            "by_128",
            lambda images: images.astype(np.float32) / 128,
            "255 becomes 1.99 here: half of the levels lie above 128.",
            "What must 255 be divided by to give exactly 1?",
        ),
        Misconception(
            "multiplied",
            lambda images: images.astype(np.float32) * 255,
            "The pixels were multiplied by 255, so full brightness became 65,025.",
            "Should the numbers become larger or smaller?",
        ),
        Misconception(
            "upside_down",
            lambda images: 255 / images.astype(np.float32),
            "255 was divided by the pixels. A dark pixel comes out large, and black is infinite.",
            "Which of the two numbers should be divided by the other?",
        ),
    ),
    hints=(
        "uint8 holds whole numbers from 0 to 255, so a fraction needs another dtype.",
        "`tf.cast(tensor, dtype)` gives the same numbers in another dtype.",
        "Cast to tf.float32 first, then divide by the largest value a uint8 can hold.",
    ),
    afterword=(
        "Also right: `tf.image.convert_image_dtype(images, tf.float32)`, which divides whole "
        "numbers by the largest one of their dtype."
    ),
)
