"""Repair: pictures in bytes made small, scaled and brighter, without an error and without sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm, as_it_is
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case

_SIDE = 16


def _pictures(draw: np.random.Generator) -> Iterator[Case]:
    def case(pictures: np.ndarray, label: str) -> Case:
        return Case({"pictures": pictures.astype(np.uint8)[..., np.newaxis]}, label)

    stripes = np.zeros((1, 64, 64))
    stripes[:, :, ::4] = 240
    yield case(stripes, "every fourth column bright")
    noise = draw.integers(0, 256, (2, 64, 32))
    noise[:, :16] = draw.integers(220, 256, (2, 16, 32))
    yield case(noise, "noise, bright at the top")
    few = 255.0 * (draw.random((1, 32, 32)) < 0.6)
    yield case(few, "cells of 0 and 255")
    yield case(draw.integers(0, 256, (1, 16, 16)), "pictures that have the size already")


def _blocks(pictures: np.ndarray) -> np.ndarray:
    count, height, width, channels = pictures.shape
    shape = (count, _SIDE, height // _SIDE, _SIDE, width // _SIDE, channels)
    return pictures.astype(np.float64).reshape(shape).mean(axis=(2, 4))


def _weighted(weights: Callable[[int], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    """Pictures resized by a matrix for each axis, (16, size) for a size."""

    def resize(pictures: np.ndarray) -> np.ndarray:
        rows, columns = (weights(size) for size in pictures.shape[1:3])
        return np.einsum("ih,nhwc,jw->nijc", rows, pictures.astype(np.float64), columns)

    return resize


def _centers(size: int) -> np.ndarray:
    """Where in a line of cells the 16 new ones have their middle, as TensorFlow counts."""
    return (np.arange(_SIDE) + 0.5) * size / _SIDE


def _triangle(size: int, wide: float) -> np.ndarray:
    apart = np.abs(np.arange(size) + 0.5 - _centers(size)[:, None]) / wide
    weights = np.maximum(0.0, 1 - apart)
    return weights / weights.sum(axis=1, keepdims=True)


_BILINEAR = _weighted(lambda size: _triangle(size, 1.0))
_ANTIALIAS = _weighted(lambda size: _triangle(size, max(1.0, size / _SIDE)))
_NEAREST = _weighted(lambda size: np.eye(size)[np.floor(_centers(size)).astype(int)])


def _largest(pictures: np.ndarray) -> np.ndarray:
    count, height, width, channels = pictures.shape
    shape = (count, _SIDE, height // _SIDE, _SIDE, width // _SIDE, channels)
    return pictures.astype(np.float64).reshape(shape).max(axis=(2, 4))


def _made(
    before: Callable[[np.ndarray], np.ndarray] = lambda pictures: pictures,
    small: Callable[[np.ndarray], np.ndarray] = _blocks,
    scaled: Callable[[np.ndarray], np.ndarray] = lambda values: values / 255,
    brighter: Callable[[np.ndarray], np.ndarray] = lambda values: values + 0.2,
    limited: Callable[[np.ndarray], np.ndarray] = lambda values: np.minimum(values, 1.0),
) -> Callable[[np.ndarray], np.ndarray]:
    def answer(pictures: np.ndarray) -> np.ndarray:
        return limited(brighter(scaled(small(before(pictures))))).astype(np.float32)

    return answer


def _as_they_are(values: np.ndarray) -> np.ndarray:
    return values


def _bytes_added(pictures: np.ndarray) -> np.ndarray:
    return pictures + np.uint8(51)


def _not_prepared(pictures: np.ndarray) -> str:
    if pictures.ndim != 4 or pictures.shape[3] != 1:
        return "The pictures have four axes, the last one of size 1."
    if any(size < _SIDE or size % _SIDE for size in pictures.shape[1:3]):
        return "Height and width are multiples of 16."
    return ""


TASK = Task(
    name="repair_pictures",
    points=3,
    ask=Call("prepare"),
    cases=_pictures,
    expected=_made(),
    dtype="float32",
    given=_made(before=_bytes_added, small=_BILINEAR, brighter=_as_they_are),
    tolerance=Tolerance(relative=1e-4, absolute=1e-3),
    example=ExampleForm(
        put=as_it_is,
        # An example is written by hand, so a corner of a picture is enough.
        of_case=lambda pictures: ((pictures[:1, :16, :32],),),
        refuses=_not_prepared,
    ),
    misconceptions=(
        Misconception(
            "wraps",
            _made(before=_bytes_added, brighter=_as_they_are),
            "The brightness is still added to bytes, and a byte that would pass 255 begins again at 0. So "
            "the brightest places became dark.",
            "What dtype do the pictures have when you add to them?",
        ),
        Misconception(
            "bilinear",
            _made(small=_BILINEAR),
            "The values are sound, but most cells of the pictures had no say: bilinear resizing looks only "
            "at the nearest cells around each new one.",
            "Which way of making a picture smaller counts every cell of a block?",
        ),
        Misconception(
            "two_faults_left",
            _made(small=_BILINEAR, limited=_as_they_are),
            "The bytes no longer wrap. What is left: most cells have no say in the small picture, since "
            "bilinear resizing looks only at the nearest ones, and some values are above 1.",
            "Which way of making a picture smaller counts every cell of a block? And what does the docstring "
            "say of values above 1?",
        ),
        Misconception(
            "nearest",
            _made(small=_NEAREST),
            "One cell of each block was picked, and the others had no say.",
            "What should a cell of the small picture be, if its block has both dark and bright cells?",
        ),
        Misconception(
            "antialias",
            _made(small=_ANTIALIAS),
            "Every cell had a say, but some of them in two places: bilinear with antialias also weighs "
            "cells of the neighboring blocks. The task asks for the plain mean of a block.",
            "Which method of resize takes the mean over an area?",
        ),
        Misconception(
            "largest",
            _made(small=_largest),
            "These are the largest values of the blocks. The task asks for their means.",
            "Which pooling averages?",
        ),
        Misconception(
            "divided_twice",
            _made(scaled=lambda values: values / 255**2),
            "The pictures were divided by 255 twice, so nearly all of them is the added brightness.",
            "Which of your calls scales as well? Print the largest value after each of them.",
        ),
        Misconception(
            "never_divided",
            _made(scaled=_as_they_are),
            "The values still run to 255 when 0.2 is added, so the limit of 1 cuts nearly all of them off.",
            "In which range should the values lie before the brightness is added?",
        ),
        Misconception(
            "whole_numbers",
            _made(scaled=lambda values: values // 255),
            "The division gives whole numbers, so nearly every cell is 0 before the brightness is added.",
            "What is the difference between `/` and `//`?",
        ),
        Misconception(
            "limited_too_early",
            lambda pictures: _made(scaled=_as_they_are, brighter=_as_they_are)(
                np.minimum(pictures / 255 + 0.2, 1.0)
            ),
            "Brightness and limit came before the mean, so bright cells were cut off before they could make "
            "up for dark ones of their block.",
            "In which order does the docstring name the steps?",
        ),
        Misconception(
            "not_limited",
            _made(limited=_as_they_are),
            "Some values are above 1: the limit is missing.",
            "Which function cuts values off at a limit?",
        ),
        Misconception(
            "not_brighter",
            _made(brighter=_as_they_are),
            "The pictures are small and scaled, but not brighter, or hardly so.",
            "In which range do the values have to lie for 0.2 to be a fifth of it? Add it there.",
        ),
    ),
    hints=(
        "Three lines, three faults: what bytes do at 255, which cells resize looks at, and what is missing "
        "at the end.",
        "Go to floats before you add anything. Of the ways to make a picture smaller, look for one that "
        "averages over an area.",
        "tf.image.resize has a method for areas, and average pooling or a reshape with a mean does the "
        "same. tf.minimum limits.",
    ),
    afterword=(
        "Also right: `AveragePooling2D` with the blocks as its windows, or a reshape that gives each block "
        "axes of its own, and a mean over those."
    ),
)
