"""What an object is and holds at one moment, and whether it has changed since."""

from __future__ import annotations

import sys
import types
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.reading.signatures import shortened
from explorables.reading.tensors import count, written

_PLAIN: Final = (bool, int, float, complex, str, bytes, type(None))
_MOST_ITEMS: Final = 6  # of a list, a dictionary or an object, that are named
_WORDS: Final = 46  # characters of a value
_EXACT: Final = 100_000  # bytes; of larger values a check sum is kept in place of a copy


@dataclass(frozen=True, eq=False)
class Sight:
    """An object as it looks at one moment.

    Attributes:
        kind: what it is, in a few words.
        about: its dtype and shape, or "".
        value: what it holds.
        changes: whether objects of its kind can change at all.
        mark: two sights of one object are of the same state if their marks are equal.
        holds: the numbers of the objects inside it.
    """

    kind: str
    about: str
    value: str
    changes: bool
    mark: object
    holds: tuple[int, ...] = ()


class Register:
    """Objects by the order in which they were met, from 1 on.

    It keeps every one of them: a freed object could give its identity to another.
    """

    def __init__(self) -> None:
        self._objects: list[object] = []
        self._numbers: dict[int, int] = {}

    def number(self, value: object) -> int:
        """The number of an object, a new one for an object not met before."""
        if id(value) not in self._numbers:
            self._objects.append(value)
            self._numbers[id(value)] = len(self._objects)
        return self._numbers[id(value)]

    def __getitem__(self, number: int) -> object:
        return self._objects[number - 1]

    def __len__(self) -> int:
        return len(self._objects)


def look(value: Any, number: Callable[[object], int]) -> Sight:
    """How an object looks now.

    Args:
        value: any object of a learner's; it may raise whatever it likes when it is read.
        number: gives the number of an object that is inside it.
    """
    try:
        return _look(value, number)
    except Exception:
        return Sight(type(value).__name__, "", "", True, id(value))


def _look(value: Any, number: Callable[[object], int]) -> Sight:
    if isinstance(value, _PLAIN):
        words = shortened(repr(value), _WORDS)
        return Sight(type(value).__name__, "", words, False, repr(value))
    if isinstance(value, tf.Variable):
        return _numbers("tf.Variable", value.numpy(), value.dtype.name, True)
    if _is_of_keras(value):
        return _numbers("keras.Variable", np.asarray(value), str(value.dtype), True)
    if tf.is_tensor(value) and hasattr(value, "numpy"):
        return _numbers("tensor", value.numpy(), value.dtype.name, False)
    if isinstance(value, np.ndarray):
        return _numbers("array", value, value.dtype.name, value.flags.writeable)
    if isinstance(value, np.generic):
        return _numbers("NumPy number", np.asarray(value), value.dtype.name, False)
    if isinstance(value, tf.random.Generator):
        state = value.state.numpy()
        return Sight("generator", "", f"state {_written(state)}", True, state.tobytes())
    if isinstance(value, list | tuple | set | frozenset):
        kind, changes = type(value).__name__, not isinstance(value, tuple | frozenset)
        return _container(kind, [("", one) for one in value], changes, number)
    if isinstance(value, dict):
        return _container("dict", [(f"{key!r}: ", one) for key, one in value.items()], True, number)
    if isinstance(value, type | types.FunctionType | types.BuiltinFunctionType):
        return Sight("class" if isinstance(value, type) else "function", "", "", False, id(value))
    return _with_attributes(value, number)


def _is_of_keras(value: object) -> bool:
    """Whether it is a keras.Variable; where nobody imported Keras, it isn't."""
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(value, getattr(keras, "Variable", ()))


def _numbers(kind: str, array: Any, dtype: str, changes: bool) -> Sight:
    array = np.asarray(array)
    held = repr(array.tolist()).encode() if array.dtype == object else array.tobytes()
    if len(held) > _EXACT:
        held = zlib.crc32(held).to_bytes(4, "big")
    about = f"{dtype}, shape {written(array.shape)}"
    return Sight(kind, about, _written(array), changes, (dtype, array.shape, held))


def _written(array: np.ndarray) -> str:
    if array.size == 0:
        return "no elements"
    words = np.array2string(
        array, separator=", ", threshold=12, edgeitems=2, formatter={"all": _element}
    )
    words = " ".join(words.split()).replace("[ ", "[")
    more = f" ({count(array.size, 'element')})" if array.size > 12 else ""
    return shortened(words, _WORDS - len(more)) + more


def _element(one: object) -> str:
    if isinstance(one, bytes):
        return repr(one.decode("utf-8", "replace"))
    if isinstance(one, float | np.floating):
        words = f"{float(one):.6g}"
        return f"{words}.0" if words.lstrip("-").isdigit() else words
    return str(one)


def _container(
    kind: str, items: list[tuple[str, Any]], changes: bool, number: Callable[[object], int]
) -> Sight:
    """A container is as it was as long as it holds the same objects, whatever becomes of those."""
    words: list[str] = []
    holds: list[int] = []
    mark: list[tuple[str, object]] = []
    for label, one in items:
        plain = isinstance(one, _PLAIN)
        mark.append((label, repr(one) if plain else id(one)))
        if len(words) < _MOST_ITEMS:
            if not plain:
                holds.append(number(one))
            words.append(f"{label}{shortened(repr(one), 12) if plain else f'object {holds[-1]}'}")
    if len(items) > _MOST_ITEMS:
        words.append("…")
    value = shortened(", ".join(words), _WORDS) or "nothing inside"
    return Sight(kind, count(len(items), "item"), value, changes, tuple(mark), tuple(holds))


def _with_attributes(value: Any, number: Callable[[object], int]) -> Sight:
    """An object of a class: what it holds are its public attributes, where they are few."""
    found: Mapping[str, Any] = getattr(value, "__dict__", {})
    own = [(f"{name} = ", one) for name, one in found.items() if not name.startswith("_")]
    if not own or len(own) > _MOST_ITEMS:
        return Sight(type(value).__name__, "", "", True, id(value))
    sight = _container(type(value).__name__, own, True, number)
    return Sight(sight.kind, "", sight.value, True, sight.mark, sight.holds)
