"""What is broadcast: a shape as it is typed or given, or a tensor."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, TypeGuard

import numpy as np
import tensorflow as tf

from explorables.reading.tensors import (
    DEEPEST,
    NotDrawable,
    Readable,
    read,
    written,
)


@dataclass(frozen=True, eq=False)
class Operand:
    """One of the two: a shape, and its data where there are any.

    Attributes:
        shape: sizes of the axes.
        data: of this shape; None for a shape alone.
    """

    shape: tuple[int, ...]
    data: Readable | None = None


_NUMBERS: Final = re.compile(r"\s*[(\[]?\s*((?:[+-]?\d+\s*(?:[,x×]\s*|\s+|(?=[)\]]|$)))*)[)\]]?\s*")


def parsed(words: str) -> tuple[int, ...]:
    """The shape written in ``words``: ``3, 1``, ``(4,)``, ``[2, 3]``, ``2 x 3``; ``()`` for none.

    Raises:
        NotDrawable: with a sentence for whoever typed it.
    """
    match = _NUMBERS.fullmatch(words)
    if match is None:
        shown = words.strip()
        shown = shown if len(shown) <= 30 else shown[:29] + "…"
        raise NotDrawable(
            f'"{shown}" is not a shape. Write the sizes of the axes with commas between them, '
            "such as 3, 1 or (4,); () is the shape of a scalar."
        )
    sizes = re.findall(r"[+-]?\d+", match.group(1))
    if any(len(size) > 18 for size in sizes):
        raise NotDrawable("This size is larger than any tensor. Give sizes a tensor could have.")
    return checked(tuple(map(int, sizes)))


def checked(shape: tuple[int, ...]) -> tuple[int, ...]:
    """``shape`` itself, where its axes can be aligned in a picture.

    Raises:
        NotDrawable: for a negative size, more than four axes, or sizes beyond any tensor.
    """
    if any(size < 0 for size in shape):
        raise NotDrawable(
            f"{written(shape)} has a negative size. An axis has 0 positions or more; the -1 that "
            "tf.reshape takes means: work this one out."
        )
    if len(shape) > DEEPEST:
        raise NotDrawable(
            f"{written(shape)} has {len(shape)} axes; the picture aligns up to {DEEPEST}. The rule "
            "is the same for more: compare sizes from the last axis on."
        )
    if math.prod(shape) > 10**15:
        raise NotDrawable(
            f"{written(shape)} has {math.prod(shape):,} elements, more than any tensor holds. "
            "Give smaller sizes."
        )
    return shape


def _is_shape(value: object) -> TypeGuard[tuple[int, ...]]:
    if isinstance(value, tf.TensorShape):
        return True
    return isinstance(value, tuple) and all(
        isinstance(size, int | np.integer) and not isinstance(size, bool) for size in value
    )


def operand_of(value: object, dtype: tf.DType | None) -> Operand:
    """A shape, or a tensor with its shape.

    Raises:
        NotDrawable: it is neither; with a sentence for whoever passed it.
    """
    if isinstance(value, tf.TensorShape):
        if not value.is_fully_defined():
            raise NotDrawable(
                f"The TensorShape {value} leaves a size open (None), and whether two shapes fit "
                "depends on it. Fill in the size it has when the code runs, such as (32, 3)."
            )
        return Operand(checked(tuple(value.as_list())))
    if _is_shape(value):
        return Operand(checked(tuple(int(size) for size in value)))
    data = read(value, dtype)
    return Operand(data.shape, data)
