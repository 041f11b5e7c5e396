"""Repair: the brightness that comes out too dark."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _gray_images(draw: np.random.Generator) -> Iterator[Case]:
    two = np.array([[[100, 100], [100, 100]], [[200, 250], [150, 0]]], np.uint8)
    yield Case({"images": two}, "2 images of 2 x 2 pixels")
    yield Case({"images": np.array([[[3, 4]]], np.uint8)}, "a mean that is no whole number")
    yield Case({"images": np.full((1, 8, 8), 255, np.uint8)}, "a white image of 8 x 8 pixels")
    yield Case({"images": draw.integers(0, 256, (3, 20, 30)).astype(np.uint8)}, "600 pixels each")
    size = (int(draw.integers(2, 5)), 5, 6)
    yield Case({"images": draw.integers(0, 256, size).astype(np.uint8)}, "images of 5 x 6 pixels")


def _wrapped_mean(images: np.ndarray) -> np.ndarray:
    """What the broken code gives: the sum and the divisor both wrap around in uint8."""
    divisor = np.uint8(images[0].size % 256)
    return images.sum(axis=(1, 2), dtype=np.uint8).astype(np.float32) / np.float32(divisor)


TASK = Task(
    name="brightness",
    points=2,
    ask=Call("brightness"),
    cases=_gray_images,
    expected=lambda images: images.mean(axis=(1, 2)),
    given=_wrapped_mean,
    dtype="float32",
    misconceptions=(
        Misconception(
            "cast_too_late",
            lambda images: images.sum(axis=(1, 2), dtype=np.uint8) / images[0].size,
            "The sum is still made in uint8, where 400 becomes 144. A cast after the sum is too "
            "late: what was lost stays lost.",
            "Which step goes beyond 255 first? The dtype has to change before it.",
        ),
        Misconception(
            "mean_in_uint8",
            lambda images: images.mean(axis=(1, 2)).astype(np.uint8),
            "The mean of whole numbers came out as a whole number: tf.reduce_mean keeps the dtype "
            "of its input, and cuts the fraction off.",
            "Which dtype can hold a mean such as 3.5?",
            dtype="uint8",
        ),
        Misconception(
            "scaled",
            lambda images: images.mean(axis=(1, 2)) / 255,
            "These means lie in [0, 1]. The docstring asks for 0 to 255.",
            "Leave out the division by 255.",
        ),
        Misconception(
            "whole_batch",
            lambda images: images.mean(),
            "This is one mean over the whole batch. The task asks for one for every image.",
            "Which axes should the reduction remove, and which should stay?",
        ),
        Misconception(
            "int_division",
            lambda images: images.astype(np.int64).sum(axis=(1, 2)) // images[0].size,
            "Nothing wraps around any more, but the fractions are cut off, by `//` or by a mean of whole "
            "numbers, which TensorFlow gives as a whole number.",
            "Where are the fractions lost, and which dtype would keep them there?",
        ),
        Misconception(
            "float64",
            lambda images: images.mean(axis=(1, 2)),
            "The values are right, but in float64. Dividing int32 or int64 tensors with `/` gives "
            "float64, and so does NumPy's mean of whole numbers.",
            "Cast to tf.float32, before the sum or after the division.",
            dtype="float64",
        ),
        Misconception(
            "divisor_wraps",
            lambda images: (
                images.astype(np.float32).sum(axis=(1, 2))
                / np.float32(np.uint8(images[0].size % 256))
            ),
            "This is right for small images. With 600 pixels the divisor wraps around: beside a uint8 tensor "
            "the number 600 becomes a uint8 as well, which is 88.",
            "Which dtype does the tensor have at the division?",
        ),
        Misconception(
            "sums",
            lambda images: images.sum(axis=(1, 2)),
            "These are the sums of the pixels. Nothing wraps around any more, but the division is missing.",
            "How does a mean differ from a sum?",
        ),
        Misconception(
            "sixteen_bits",
            lambda images: (
                images.sum(axis=(1, 2), dtype=np.uint16).astype(np.float32) / images[0].size
            ),
            "This is right for small images. The sum of 600 pixels goes beyond what 16 bits hold, and it wraps around there.",
            "Choose a dtype for the sum that holds as many pixels as an image may have.",
        ),
        Misconception(
            "signed_bytes",
            lambda images: images.astype(np.int8).mean(axis=(1, 2)),
            "Bright pixels count as negative: int8 ends at 127, and a cast of 200 to int8 gives -56.",
            "Which dtype holds every pixel, and their sum?",
        ),
        Misconception(
            "kept",
            lambda images: images.mean(axis=(1, 2), keepdims=True),
            "The means are right, but the reduced axes are still there with size 1. The task asks for the "
            "shape (batch,).",
            "Which argument keeps the reduced axes?",
        ),
        Misconception(
            "down_columns",
            lambda images: images.mean(axis=1),
            "Only the height was reduced: the result has one number for every column of every image.",
            "An image has two axes. Which one is still there?",
        ),
        Misconception(
            "along_rows",
            lambda images: images.mean(axis=2),
            "Only the width was reduced: the result has one number for every row of every image.",
            "An image has two axes. Which one is still there?",
        ),
        Misconception(
            "over_the_batch",
            lambda images: images.mean(axis=0),
            "The mean was taken over the images, pixel by pixel. The task asks for one number for every "
            "image.",
            "Which axis counts the images? It should stay.",
        ),
        Misconception(
            "images_times_height",
            lambda images: images.sum(axis=(1, 2)) / (images.shape[0] * images.shape[1]),
            "Each sum was divided by the number of images times the height.",
            "Which entries of images.shape belong to a single image?",
        ),
        Misconception(
            "batch_counted",
            lambda images: images.sum(axis=(1, 2)) / images.size,
            "Each sum was divided by the number of pixels in the whole batch.",
            "How many pixels does one image have?",
        ),
        Misconception(
            "by_the_height",
            lambda images: images.sum(axis=(1, 2)) / images.shape[1],
            "Each sum was divided by the height. An image has more pixels than rows.",
            "How many pixels does one image have?",
        ),
        Misconception(
            "by_the_width",
            lambda images: images.sum(axis=(1, 2)) / images.shape[2],
            "Each sum was divided by the width. An image has more pixels than columns.",
            "How many pixels does one image have?",
        ),
        Misconception(
            "sizes_added",
            lambda images: images.sum(axis=(1, 2)) / (images.shape[1] + images.shape[2]),
            "Each sum was divided by the height plus the width.",
            "How many pixels do two rows of three have?",
        ),
        Misconception(
            "by_the_images",
            lambda images: images.sum(axis=(1, 2)) / len(images),
            "Each sum was divided by the number of images.",
            "How many pixels does one image have?",
        ),
        Misconception(
            "by_four",
            lambda images: images.sum(axis=(1, 2)) / 4,
            "Each sum was divided by 4, whatever the size: that fits images of four pixels alone.",
            "How many pixels does one image have, of any size?",
        ),
        Misconception(
            "brightest",
            lambda images: images.max(axis=(1, 2)),
            "This is the brightest pixel of every image.",
            "Which reduction gives a mean?",
        ),
        Misconception(
            "rounded",
            lambda images: np.round(images.mean(axis=(1, 2))),
            "The means were rounded to whole numbers.",
            "Leave the fractions as they are.",
        ),
        Misconception(
            "percent",
            lambda images: images.mean(axis=(1, 2)) / 2.55,
            "These means are percentages of full brightness. The docstring asks for 0 to 255.",
            "Leave out the last division.",
        ),
        Misconception(
            "batch_and_height",
            lambda images: images.mean(axis=(0, 1)),
            "The batch axis and the height were reduced, so there is one number for every column, over all images.",
            "Which axis counts the images? It should stay.",
        ),
        Misconception(
            "batch_and_width",
            lambda images: images.mean(axis=(0, 2)),
            "The batch axis and the width were reduced, so there is one number for every row, over all images.",
            "Which axis counts the images? It should stay.",
        ),
        Misconception(
            "whole_batch_kept",
            lambda images: images.mean(keepdims=True),
            "This is one mean over the whole batch, with all three axes kept.",
            "Which axes should the reduction remove, and which should stay?",
        ),
        Misconception(
            "middle",
            lambda images: np.median(images, axis=(1, 2)),
            "This is the median of the pixels of every image.",
            "Which reduction gives a mean?",
        ),
    ),
    hints=(
        "Run it on one image of four pixels of 100 and print `total`. What is 400 in a uint8?",
        "uint8 wraps around: 256 becomes 0. The sum needs a dtype with more room.",
        "Convert the images with tf.cast before the sum.",
    ),
    afterword=(
        "Also right: `np.mean(images, axis=(1, 2), dtype=np.float32)`, where `dtype` is "
        "the one in which the sum is worked out."
    ),
)
