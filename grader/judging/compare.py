"""Is this value that value? One answer for tensors, arrays, numbers, shapes and texts alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.judging.task import Quality, Tolerance
from grader.probing.plain import (
    ARRAY_KINDS,
    SCALAR_KINDS,
    SEQUENCE_KINDS,
    Plain,
    numbers_of,
)


@dataclass(frozen=True)
class Difference:
    """In what two values differ.

    Attributes:
        key: `nothing`, `kind`, `shape`, `dtype`, `nan`, `infinite` or `values`; for a sequence of
            numbers also `entries` (not all are numbers) or `length`; `quality` where the form is
            right and the result not good enough.
        numbers: The figures behind it: shapes, dtypes, the index and size of the first miss.
    """

    key: str
    numbers: Mapping[str, Any] = field(default_factory=dict)


def difference(
    actual: Plain, expected: Plain, dtype: str = "", tolerance: Tolerance = Tolerance()
) -> Difference | None:
    """The first thing in which `actual` is not `expected`, or None if it is right.

    A tensor, a variable and a NumPy array count as the same kind; so do a list, a tuple and a
    shape; a Python number counts where a scalar is expected.

    Args:
        actual: What the answer gave.
        expected: What the oracle gave.
        dtype: The dtype an array must have, `int` for any of whole numbers, Python's int too;
            empty where any will do.
        tolerance: How near a number must be.
    """
    if actual.kind in ("nothing", "ellipsis") and expected.kind != actual.kind:
        return Difference("nothing")
    if expected.kind in (*ARRAY_KINDS, *SCALAR_KINDS):
        return _array_difference(actual, expected, dtype, tolerance)
    if expected.kind in SEQUENCE_KINDS:
        return _sequence_difference(actual, expected)
    if actual.kind != expected.kind:
        return Difference("kind", {"kind": actual.kind, "expected_kind": expected.kind})
    return None if actual.text == expected.text else Difference("values")


def shortfall(actual: Plain, expected: Plain, dtype: str, quality: Quality) -> Difference | None:
    """The first thing in which `actual` falls short: its form, NaN, then how good it is.

    Args:
        actual: What the answer gave.
        expected: What the oracle gave: an array.
        dtype: The dtype an array must have; empty where any will do.
        quality: What is measured, and what is enough.
    """
    differs = difference(actual, expected, dtype, Tolerance(absolute=np.inf))
    if differs:
        return differs
    measured = quality.measure(actual.numbers, expected.numbers)
    if quality.is_reached(measured):
        return None
    return Difference("quality", {"measured": measured, "limit": quality.limit})


def _array_difference(
    actual: Plain, expected: Plain, dtype: str, tolerance: Tolerance
) -> Difference | None:
    scalar = expected.numbers.ndim == 0
    if actual.kind not in ARRAY_KINDS and not (scalar and actual.kind in SCALAR_KINDS):
        return Difference("kind", {"kind": actual.kind, "expected_kind": expected.kind})
    if actual.numbers.shape != expected.numbers.shape:
        shapes = {"shape": actual.numbers.shape, "expected_shape": expected.numbers.shape}
        return Difference("shape", shapes)
    is_python = actual.kind in SCALAR_KINDS
    mine = type(actual.numbers.item()).__name__ if is_python else actual.dtype
    if dtype == "int":
        right = actual.numbers.dtype.kind in "iu"
    else:
        right = not dtype or is_python or mine == dtype
    if not right:
        return Difference("dtype", {"dtype": mine, "expected_dtype": dtype})
    return _value_difference(actual.numbers, expected.numbers, tolerance)


def _value_difference(
    actual: np.ndarray, expected: np.ndarray, tolerance: Tolerance
) -> Difference | None:
    if "U" in (actual.dtype.kind, expected.dtype.kind):
        wrong = actual.astype(str) != expected.astype(str)
    else:
        # Infinities that agree give nan when subtracted, and the largest numbers overflow; NumPy
        # would say so on stderr.
        with np.errstate(all="ignore"):
            wide = np.complex128 if "c" in (actual.dtype.kind, expected.dtype.kind) else np.float64
            actual, expected = actual.astype(wide), expected.astype(wide)
            near = np.abs(actual - expected)
            room = tolerance.absolute + tolerance.relative * np.abs(expected)
        same = (actual == expected) | (np.isnan(actual) & np.isnan(expected))
        wrong = ~(same | (np.isfinite(expected) & (near <= room)))
    if not wrong.any():
        return None
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    numbers = {"index": index, "wrong": int(wrong.sum()), "size": int(wrong.size)}
    if actual.dtype.kind in "fc":
        if np.isnan(actual[wrong]).any():
            return Difference("nan", numbers)
        if np.isinf(actual[wrong]).any():
            return Difference("infinite", numbers)
    return Difference("values", numbers)


def _sequence_difference(actual: Plain, expected: Plain) -> Difference | None:
    mine, theirs = numbers_of(actual), numbers_of(expected)
    if theirs is None:
        return _members_difference(actual, expected)
    if actual.kind in SEQUENCE_KINDS and (mine is None or mine.ndim != 1):
        return Difference("entries")
    # A tensor with fractions is no shape: most likely it is the tensor the shape was asked of.
    is_shape = actual.kind in SEQUENCE_KINDS or (mine is not None and mine.dtype.kind in "iu")
    if mine is None or mine.ndim != 1 or not is_shape:
        return Difference("kind", {"kind": actual.kind, "expected_kind": expected.kind})
    if mine.shape != theirs.shape:
        return Difference("length", {"length": len(mine), "expected_length": len(theirs)})
    return None if np.array_equal(mine, theirs) else Difference("values")


def _members_difference(actual: Plain, expected: Plain) -> Difference | None:
    """For a sequence of other things than numbers, such as names."""
    if actual.kind not in SEQUENCE_KINDS:
        return Difference("kind", {"kind": actual.kind, "expected_kind": expected.kind})
    lengths = {"length": len(actual.items), "expected_length": len(expected.items)}
    if len(actual.items) != len(expected.items):
        return Difference("length", lengths)
    pairs = zip(actual.items, expected.items, strict=True)
    return next((differs for pair in pairs if (differs := difference(*pair))), None)
