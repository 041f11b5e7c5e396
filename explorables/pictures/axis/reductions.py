"""What is known of reductions: those that TensorFlow has, the axes they take, their arithmetic."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import tensorflow as tf

TERMS: Final = 8  # how many values the arithmetic writes out


@dataclass(frozen=True)
class Reduction:
    """One of TensorFlow's reductions.

    Attributes:
        code: how it is called.
        apply: takes a tensor, an axis (an int, a tuple or None) and keepdims.
        arithmetic: the values, in words, to the expression that makes them one.
    """

    code: str
    apply: Callable[..., tf.Tensor]
    arithmetic: Callable[[list[str], int], str]


def _listed(values: list[str], number: int, between: str) -> str:
    """The first values, and the last where some are left out."""
    if number <= TERMS:
        return between.join(values)
    return between.join([*values[: TERMS - 2], "…", values[-1]])


def _sum(values: list[str], number: int) -> str:
    return _listed(values, number, " + ")


def _mean(values: list[str], number: int) -> str:
    return f"({_listed(values, number, ' + ')}) / {number:,}" if number > 1 else f"{values[0]} / 1"


def _of(word: str) -> Callable[[list[str], int], str]:
    return lambda values, number: f"{word} of {_listed(values, number, ', ')}"


SUM: Final = Reduction("tf.reduce_sum", tf.reduce_sum, _sum)
MEAN: Final = Reduction("tf.reduce_mean", tf.reduce_mean, _mean)
MAX: Final = Reduction("tf.reduce_max", tf.reduce_max, _of("the largest"))
MIN: Final = Reduction("tf.reduce_min", tf.reduce_min, _of("the smallest"))
PROD: Final = Reduction(
    "tf.reduce_prod",
    tf.reduce_prod,
    lambda values, number: _listed(values, number, " * "),
)


STD: Final = Reduction(
    "tf.math.reduce_std", tf.math.reduce_std, _of("the standard deviation (divided by n)")
)


ANY: Final = Reduction("tf.reduce_any", tf.reduce_any, _of("any"))
ALL: Final = Reduction("tf.reduce_all", tf.reduce_all, _of("all"))


def reductions(dtype: tf.DType) -> dict[str, Reduction]:
    """The reductions TensorFlow has for a dtype, by the name the control shows."""
    if dtype == tf.bool:
        return {"any": ANY, "all": ALL}
    offered = {"sum": SUM, "mean": MEAN, "prod": PROD}
    if not dtype.is_complex:
        offered |= {"max": MAX, "min": MIN}
    if dtype.is_floating:
        offered["std"] = STD
    return offered


def axes(rank: int) -> dict[str, int | tuple[int, ...] | None]:
    """What may be given as ``axis`` for a rank: None, each axis from either end, several at once."""
    offered: dict[str, int | tuple[int, ...] | None] = {"None": None}
    for axis in [*range(rank), *range(-1, -rank - 1, -1)]:
        offered[str(axis)] = axis
    for several in range(2, rank):
        for chosen in itertools.combinations(range(rank), several):
            offered[str(chosen)] = chosen
    return offered


def reduced(axis: int | tuple[int, ...] | None, rank: int) -> tuple[int, ...]:
    """The axes that ``axis`` names, counted from the front."""
    if axis is None:
        return tuple(range(rank))
    return tuple(one % rank for one in ((axis,) if isinstance(axis, int) else axis))
