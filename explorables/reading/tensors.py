"""From a learner's value to a tensor that can be drawn, or to a sentence that says why not."""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeGuard

import numpy as np
import tensorflow as tf

DEEPEST: Final = 4  # the highest rank whose cells are drawn
LARGEST: Final = (
    10_000_000  # elements; beyond, copies made on the way would cost the learner memory
)
LABEL: Final = 6  # characters of a value that fit into a cell


Element: TypeAlias = bytes | complex | np.number | np.bool_  # of an array that is drawn


class NotDrawable(Exception):
    """What a learner handed in has no picture. The message is a sentence for the learner."""


@dataclass(frozen=True, eq=False)
class Readable:
    """A tensor whose elements can be drawn.

    Attributes:
        tensor: the tensor itself, of any dtype and of rank 0 to `DEEPEST`.
        array: its elements in a NumPy array of the same shape. Floats narrower than 32 bits are
            widened, which keeps their values; strings are ``bytes`` objects.
    """

    tensor: tf.Tensor
    array: np.ndarray

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape, as a tuple of ints."""
        return self.array.shape

    @property
    def dtype(self) -> tf.DType:
        """Its TensorFlow dtype."""
        return self.tensor.dtype


def written(shape: tuple[int, ...]) -> str:
    """A shape as Python writes it: ``()``, ``(3,)``, ``(2, 3)``."""
    return str(tuple(int(size) for size in shape))


def strides(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Elements to skip in memory for one step along each axis, the last axis closest together.

    This is the row-major order of ``numpy.ravel`` and of every dense TensorFlow tensor.
    """
    return tuple(math.prod(shape[axis + 1 :]) for axis in range(len(shape)))


def index_at(offset: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The index of the element at ``offset`` in row-major order."""
    return tuple(offset // step % size for step, size in zip(strides(shape), shape, strict=True))


def offset_of(index: tuple[int, ...], shape: tuple[int, ...]) -> int:
    """The row-major offset, in elements, of the element at ``index``."""
    return sum(step * at for step, at in zip(strides(shape), index, strict=True))


def subscript(name: str, index: tuple[int | str, ...]) -> str:
    """``t[1, 0]``; for a scalar, which has no index, ``t``."""
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 cell``, ``2 cells``, ``1,000 cells``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def items(value: object) -> Iterator[Any]:
    """The items of whatever a learner gave. Raises TypeError where it has none."""
    return iter(value)  # type: ignore[call-overload]  # whether it has any is what is asked


def finite_number(value: object, name: str, what: str) -> float:
    """A finite float.

    Raises:
        NotDrawable: `value` is none.
    """
    try:
        # Also of a scalar tensor, a variable, a NumPy number: whether it can is what is asked.
        number = float(value)  # type: ignore[arg-type]
    except Exception as error:  # whatever the learner gave may raise anything
        raise NotDrawable(f"{name} is a number {what}; {value!r:.60} is none.") from error
    if isinstance(value, bool | str) or not math.isfinite(number):
        raise NotDrawable(f"{name} is a finite number {what}; {value!r:.60} is not.")
    return number


def is_tensor(value: object) -> TypeGuard[tf.Tensor]:
    """Whether TensorFlow counts a value among its tensors."""
    return bool(tf.is_tensor(value))


# A test for each kind of value that has no cells to draw, and what to tell its owner.
_KINDS: Final[tuple[tuple[Callable[[object], bool], str], ...]] = (
    (
        lambda value: value is None,
        "None is not a tensor: it has no shape and no dtype. A function that ends without `return` "
        "gives None; look there first.",
    ),
    (
        lambda value: isinstance(value, tf.RaggedTensor),
        "A RaggedTensor has rows of different lengths, so its cells do not fill a box. "
        "`.to_tensor()` pads the short rows with zeros; the result can be drawn.",
    ),
    (
        lambda value: isinstance(value, tf.SparseTensor),
        "A SparseTensor stores only its nonzero values and where they are. "
        "`tf.sparse.to_dense(t)` fills in the zeros; the result can be drawn.",
    ),
    (
        lambda value: isinstance(value, tf.IndexedSlices),
        "IndexedSlices hold some rows of a gradient and their positions, not a whole tensor. "
        "`tf.convert_to_tensor(t)` fills in the rest where the full shape is known.",
    ),
    (
        lambda value: isinstance(value, tf.keras.KerasTensor),
        "A Keras tensor stands for data that will come later: it has a shape and a dtype, and no "
        "values to draw. Call the model on real data and draw what comes out.",
    ),
    (
        lambda value: tf.is_tensor(value) and tf.is_symbolic_tensor(value),
        "Inside `tf.function` a tensor is symbolic: while the function is traced it has no values. "
        "Return it from the function and draw the result.",
    ),
    (
        lambda value: isinstance(value, tf.data.Dataset),
        "A Dataset yields tensors one after another and is none itself. "
        "`next(iter(dataset))` gives its first element, which can be drawn.",
    ),
    (
        lambda value: isinstance(value, dict | set | frozenset),
        "A dictionary or a set has no order of cells, so it is no tensor. Draw one of its values, "
        "or make a list of them.",
    ),
    (
        lambda value: isinstance(value, tf.DType | type),
        "This is a type, not a value of it. Give a tensor, for example "
        "`tf.zeros((2, 3), tf.float32)`.",
    ),
)


def read(value: object, dtype: tf.DType | None = None) -> Readable:
    """The tensor that TensorFlow makes of ``value``, with its elements at hand.

    Args:
        value: a tensor, variable, NumPy array, nested lists, number or string.
        dtype: the dtype to ask TensorFlow for, as an operator does for its second operand; where
            the value cannot take it, the value keeps its own.

    Raises:
        NotDrawable: with a sentence for the learner.
    """
    for is_kind, sentence in _KINDS:
        if is_kind(value):
            raise NotDrawable(sentence)
    tensor = _converted(value, dtype)
    if not tensor.shape.is_fully_defined():
        raise NotDrawable(
            "The shape of this tensor is not known yet, so there are no cells to draw."
        )
    shape = tuple(tensor.shape)
    if len(shape) > DEEPEST:
        raise NotDrawable(
            f"This tensor has rank {len(shape)}, shape {written(shape)}; cells can be drawn up to "
            f"rank {DEEPEST}. An index takes one axis away: `t[0]` has shape {written(shape[1:])}."
        )
    if math.prod(shape) > LARGEST:
        raise NotDrawable(
            f"This tensor has {math.prod(shape):,} elements, shape {written(shape)}; the picture "
            f"takes up to {LARGEST:,}. Draw a part of it, for example "
            f"`t[{', '.join(f':{min(size, 8)}' for size in shape)}]`."
        )
    return Readable(tensor, _elements(tensor))


def _converted(value: object, dtype: tf.DType | None) -> tf.Tensor:
    try:
        if dtype is not None:
            try:
                return tf.convert_to_tensor(value, dtype=dtype)
            except (TypeError, ValueError):
                pass  # it keeps its own dtype, and the operation will say what it thinks of that
        return tf.convert_to_tensor(value)
    except Exception as error:  # a learner's object may raise anything while it is converted
        raise NotDrawable(_why_not(value, error)) from error


def _why_not(value: object, error: Exception) -> str:
    """Why TensorFlow cannot make a tensor of ``value``, in words."""
    if isinstance(value, list | tuple):
        uneven = _unevenness(value, "")
        if uneven:
            return (
                f"These nested lists are ragged: {uneven}. A tensor is a full box, so everything "
                "on one level needs the same length. Pad the short ones, or keep the rows as they "
                "are with `tf.ragged.constant`."
            )
    return (
        f"TensorFlow makes no tensor of this {type(value).__name__}: "
        f"{in_short(error)} Give numbers, nested lists of numbers, a NumPy array or a tensor."
    )


def _unevenness(value: list | tuple, where: str) -> str:
    """Where nested lists differ in length, in words; "" where they do not."""
    lengths = [len(item) for item in value if isinstance(item, list | tuple)]
    name = f"item {where}" if where else "the outer list"
    if lengths and len(lengths) < len(value):
        return f"{name} mixes lists with single values"
    for at, length in enumerate(lengths):
        if length != lengths[0]:
            return (
                f"item {where}[0] has {count(lengths[0], 'element')} and item {where}[{at}] has "
                f"{length:,}"
            )
    for at, item in enumerate(value):
        if isinstance(item, list | tuple):
            deeper = _unevenness(item, f"{where}[{at}]")
            if deeper:
                return deeper
    shapes = [_nested_shape(item) for item in value]
    for at, shape in enumerate(shapes):
        if shape != shapes[0]:
            return (
                f"item {where}[0] has shape {written(shapes[0])} and item {where}[{at}] has shape "
                f"{written(shape)}"
            )
    return ""


def _nested_shape(value: object) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return (len(value), *(_nested_shape(value[0]) if value else ()))


def in_short(error: BaseException) -> str:
    """The first sentence of TensorFlow's own error text, without its inner addresses."""
    words = str(error)
    if words.startswith("{{function_node"):
        words = words.partition("}} ")[2]
    words = words.split("\n")[0].split(" [Op:")[0].strip()
    words = re.split(r"\.\s+(?=[A-Z])", words)[0].rstrip(".:")
    if len(words) > 200:
        words = words[:200] + "…"
    return f"{words}." if words else f"{type(error).__name__}."


def _elements(tensor: tf.Tensor) -> np.ndarray:
    try:
        values = tensor.numpy()
    except Exception as error:  # handles and variants have no elements; the dtype says which
        raise NotDrawable(
            f"A tensor of dtype {tensor.dtype.name} is a handle to something else: it has no "
            "elements that could be drawn."
        ) from error
    if tensor.dtype == tf.string:
        array = np.empty(tuple(tensor.shape), dtype=object)
        array[...] = values
        return array
    array = np.asarray(values)
    if array.dtype.kind == "V" or array.dtype == np.float16:  # bfloat16, float8, int4
        return array.astype(np.int64 if tensor.dtype.is_integer else np.float32)
    return array


def value_in_words(element: Element) -> str:
    """One element as a sentence shows it: six significant digits, strings in quotes."""
    if isinstance(element, bytes):
        words = element.decode("utf-8", "replace")
        return '"' + (words if len(words) <= 40 else words[:39] + "…") + '"'
    if isinstance(element, bool | np.bool_):
        return str(bool(element))
    if isinstance(element, numbers.Integral):
        return str(int(element))
    if isinstance(element, numbers.Real):
        return f"{float(element):.6g}"
    return f"{complex(element):.6g}"


def label(element: Element, room: int = LABEL) -> str:
    """One element as a cell shows it, in at most ``room`` characters (at least 6)."""
    if isinstance(element, bytes):
        words = element.decode("utf-8", "replace")
        words = "".join(character if character.isprintable() else "·" for character in words)
        return words if len(words) <= room else words[: room - 1] + "…"
    words = value_in_words(element)
    if len(words) <= room:
        return words
    if isinstance(element, numbers.Real):
        for digits in (4, 3, 2, 1):
            shorter = f"{float(element):.{digits}g}".replace("e+0", "e").replace("e-0", "e-")
            shorter = shorter.replace("e+", "e")
            if len(shorter) <= room:
                return shorter
    elif isinstance(element, numbers.Complex):
        shorter = f"{complex(element):.2g}"
        if len(shorter) <= room:
            return shorter
    return words[: room - 1] + "…"


def summary(array: Any, room: int, short: bool = False) -> str:
    """The first numbers of an array in about ``room`` characters, and its shape where some are cut."""
    if array is None:
        return "None"
    array = np.asarray(array)
    one = label if short else value_in_words
    if array.ndim == 0:
        return one(array[()])
    whole = _nested(array, one) if array.size <= 16 else ""
    if whole and len(whole) <= room:
        return whole
    shape = written(array.shape)
    flat = array.reshape(-1)
    kept: list[str] = []
    for element in flat[:8]:
        if len(", ".join([*kept, one(element)])) > room - len(shape) - 7:
            break
        kept.append(one(element))
    return f"[{', '.join([*kept, '…'])}] {shape}" if kept else f"shape {shape}"


def _nested(array: np.ndarray, one: Any) -> str:
    if array.ndim == 0:
        return one(array[()])
    return f"[{', '.join(_nested(part, one) for part in array)}]"
