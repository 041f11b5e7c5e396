"""Values in words and figures, short enough to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.probing.plain import ARRAY_KINDS, SCALAR_KINDS, Plain, to_plain

SMALL = 40  # up to so many numbers are shown whole
FEW = 8  # the same, for one of several arrays in a list

_KINDS = {
    "nothing": "`None`",
    "ellipsis": "`...`",
    "boolean": "a Python bool",
    "number": "a Python number",
    "text": "a string",
    "list": "a list",
    "tuple": "a tuple",
    "shape": "a TensorShape",
    "dict": "a dict",
    "dtype": "a dtype",
    "function": "a function",
    "tensor": "a tensor",
    "variable": "a variable",
    "array": "a NumPy array",
}


def kind_in_words(plain: Plain) -> str:
    """`a list`, `a float32 tensor of shape (3, 1)`, `a RaggedTensor`."""
    if plain.kind in ARRAY_KINDS:
        noun = _KINDS[plain.kind].removeprefix("a ")
        return _with_article(f"{plain.dtype} {noun} of shape {shape_text(plain.numbers.shape)}")
    if plain.kind == "other":
        return _with_article("bytes object" if plain.text == "bytes" else plain.text)
    return _KINDS[plain.kind]


def _with_article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeioAEIO' else 'a'} {noun}"


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as TensorFlow prints it: `(3, 1)`, `(3,)`, `()`."""
    return str(tuple(int(size) for size in shape))


def show(plain: Plain, around: tuple[int, ...] | None = None, *, with_small: bool = False) -> str:
    """The value as code: whole if small, else its outline and the place that matters.

    Args:
        plain: The value.
        around: The index of the element that matters, for a large array.
        with_small: Whether a number of an array that is very small beside the others is more than
            rounding, and is shown as it is. Else it is 0.
    """
    if plain.kind in ARRAY_KINDS:
        return _show_array(plain, around, with_small)
    if plain.kind in SCALAR_KINDS:
        return repr(plain.numbers.item())
    if plain.kind == "text":
        return repr(plain.text)
    if plain.kind in ("tuple", "list", "shape"):
        return _show_sequence(plain)
    if plain.kind == "dict":
        pairs = zip(plain.keys, plain.items, strict=True)
        return "{" + ", ".join(f"{key!r}: {show(item)}" for key, item in pairs) + "}"
    if plain.kind in ("nothing", "ellipsis"):
        return "None" if plain.kind == "nothing" else "..."
    return plain.text


def _show_sequence(plain: Plain) -> str:
    items = [_show_item(item) for item in plain.items[:SMALL]]
    items += ["..."] if len(plain.items) > SMALL else []
    if plain.kind == "list":
        return "[" + ", ".join(items) + "]"
    return "(" + ", ".join(items) + ("," if len(items) == 1 else "") + ")"


def _show_item(plain: Plain) -> str:
    """A member of a list: a tensor by its numbers or its outline, in one line."""
    if plain.kind not in ARRAY_KINDS:
        return show(plain)
    if plain.numbers.ndim == 0:
        return _digits(plain.numbers)
    if plain.numbers.size <= FEW:
        return f"{' '.join(_digits(plain.numbers).split())} {plain.dtype}"
    return f"<{plain.dtype} {plain.kind} of shape {shape_text(plain.numbers.shape)}>"


def _show_array(plain: Plain, around: tuple[int, ...] | None, with_small: bool) -> str:
    heading = f"shape {shape_text(plain.numbers.shape)}, {plain.dtype}"
    if plain.numbers.size <= SMALL:
        return (
            f"{_digits(plain.numbers, with_small)}   {heading}"
            if plain.numbers.ndim < 2
            else (f"{_digits(plain.numbers, with_small)}\n{heading}")
        )
    if around is None:
        around = (0,) * plain.numbers.ndim
    place = ", ".join(map(str, around))
    return f"{heading}\nat [{place}]: {_digits(plain.numbers[around], with_small)}"


def _digits(array: np.ndarray, with_small: bool = False) -> str:
    return np.array2string(
        np.asarray(array), precision=4, suppress_small=not with_small, separator=", "
    )


def show_inputs(inputs: Mapping[str, Any]) -> str:
    """The inputs of a case, one a line: `matrix = [[1., 2.]]  shape (1, 2), float32`."""
    lines = []
    for name, value in inputs.items():
        text = show(to_plain(value), with_small=True)
        indent = " " * (len(name) + 3)
        lines.append(f"{name} = " + text.replace("\n", "\n" + indent))
    return "\n".join(lines)
