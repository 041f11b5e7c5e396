"""What is known of broadcasting: how axes are aligned, what comes out, and what would make two shapes fit."""

from __future__ import annotations

from dataclasses import dataclass

import tensorflow as tf

from explorables.reading.tensors import (
    DEEPEST,
    written,
)


@dataclass(frozen=True)
class Axis:
    """One pair of aligned axes.

    Attributes:
        place: -1 for the last axis, -2 for the one before it, and so on.
        a, b: the sizes; None where the tensor has no such axis.
        fate: equal, stretched, missing or conflict.
    """

    place: int
    a: int | None
    b: int | None
    fate: str

    @property
    def size(self) -> int | None:
        """The size in the result; None in a conflict."""
        if self.fate == "conflict":
            return None
        sizes = [size for size in (self.a, self.b) if size is not None]
        return next((size for size in sizes if size != 1), 1)

    @property
    def words(self) -> str:
        """What happens here, in a few words."""
        if self.fate == "conflict":
            return "✗ conflict"
        if self.fate == "equal":
            return "= equal"
        who = "a" if self.a in (None, 1) and self.size == (self.b or 1) else "b"
        if self.a is None or self.b is None:
            who = "a" if self.a is None else "b"
            return f"+ new axis for {who}"
        return f"↔ {who} stretches"


def aligned(a: tuple[int, ...], b: tuple[int, ...]) -> list[Axis]:
    """The axes of two shapes, paired from the last one on; first the leftmost pair."""
    pairs = []
    for place in range(-max(len(a), len(b)), 0):
        one = a[place] if -place <= len(a) else None
        other = b[place] if -place <= len(b) else None
        if one is None or other is None:
            fate = "missing"
        elif one == other:
            fate = "equal"
        elif 1 in (one, other):
            fate = "stretched"
        else:
            fate = "conflict"
        pairs.append(Axis(place, one, other, fate))
    return pairs


def combined(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape TensorFlow broadcasts two shapes to; None where it cannot."""
    try:
        return tuple(tf.broadcast_static_shape(tf.TensorShape(a), tf.TensorShape(b)))
    except ValueError:
        return None


def repairs(a: tuple[int, ...], b: tuple[int, ...]) -> list[str]:
    """Up to two ways to make two shapes fit: a new axis for one of them, or a transpose.

    Ways that need fewer axes come first.
    """
    found: list[tuple[int, str]] = []
    seen = set()

    def consider(code: str, new: tuple[int, ...], other: tuple[int, ...]) -> None:
        result = combined(new, other)
        if result is not None and len(result) <= DEEPEST and (new, other) not in seen:
            seen.add((new, other))
            words = f"{code} has shape {written(new)}, which gives {written(result)}"
            found.append((len(result), words))

    for name, shape, other in (("b", b, a), ("a", a, b)):
        for at in range(1, len(shape) + 1):  # at 0 is what broadcasting does by itself
            rest = "" if at == len(shape) else ", ..."
            code = f"{name}[{':, ' * at}tf.newaxis{rest}]"
            consider(code, (*shape[:at], 1, *shape[at:]), other)
        if len(shape) > 1 and shape != shape[::-1]:
            consider(f"tf.transpose({name})", shape[::-1], other)
    found.sort(key=lambda pair: pair[0])
    least = found[0][0] if found else 0
    return [words for rank, words in found if rank == least][:2]
