"""Any Python value as plain data: what may cross from a learner's process to the judge's.

The functions that take a value apart are held by names of this module's own: what the learner's code
later puts in their place, in NumPy or elsewhere, is not called here.
"""

from __future__ import annotations

import itertools
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import array as make_array
from numpy import asarray, ascontiguousarray
from numpy.char import decode

MAX_ELEMENTS = 2_000_000
MAX_DEPTH = 6
MAX_ITEMS = 10_000  # members of lists and dicts, all levels together
MAX_TEXT = 10_000  # characters

ARRAY_KINDS = ("tensor", "variable", "array")
SCALAR_KINDS = ("number", "boolean")
SEQUENCE_KINDS = ("list", "tuple", "shape")
_OTHER_KINDS = ("text", "nothing", "ellipsis", "dict", "dtype", "function", "other")
_PLAIN_DTYPES = "biufcU"  # NumPy's letters for the dtypes that cross as raw bytes
# One of these, as NumPy writes it: of a long list of dtypes NumPy takes minutes to make one.
_PACKED_DTYPE = re.compile(rf"[<>|][{_PLAIN_DTYPES}]\d{{1,9}}")


@dataclass(frozen=True)
class Plain:
    """A value taken apart into plain data.

    Attributes:
        kind: One of `tensor`, `variable`, `array`, `number`, `boolean`, `text`, `nothing`,
            `ellipsis`, `list`, `tuple`, `shape`, `dict`, `dtype`, `function` and `other`.
        array: The numbers, for the array kinds and for `number` and `boolean`.
        dtype: The name of the dtype the value had, such as `bfloat16`, for the array kinds.
        items: The members of a list, tuple, shape or dict.
        keys: The keys of a dict, as text.
        text: A text itself, a dtype's name, or for `other` the name of its type.
    """

    kind: str
    array: np.ndarray | None = None
    dtype: str = ""
    items: tuple[Plain, ...] = ()
    keys: tuple[str, ...] = ()
    text: str = ""

    @property
    def numbers(self) -> np.ndarray:
        """The numbers of a kind that has them.

        Raises:
            ValueError: It is of another kind.
        """
        if self.array is None:
            raise ValueError(f"a {self.kind} has no numbers of its own")
        return self.array


class _TooManyItems(Exception):
    """A value has more members, over all levels, than a message or a comparison has use for."""


def to_plain(value: Any) -> Plain:
    """Take `value` apart. Never raises: what cannot be taken apart comes back as `other`.

    TensorFlow's classes are known by what they offer, so this needs no TensorFlow.
    """
    try:
        return _take_apart(value, 0, itertools.count())
    except KeyboardInterrupt:
        raise
    except _TooManyItems:
        return Plain("other", text=f"{type(value).__name__} of more than {MAX_ITEMS:,} items")
    except BaseException:  # the value's own methods, such as `numpy`, may raise anything
        return _other(value)


def _take_apart(value: Any, depth: int, counted: Iterator[int]) -> Plain:
    if next(counted) >= MAX_ITEMS:
        raise _TooManyItems
    if value is None:
        return Plain("nothing")
    if value is Ellipsis:
        return Plain("ellipsis")
    if depth > MAX_DEPTH:
        return Plain("other", text="value nested too deeply")
    if isinstance(value, bool | np.bool_):
        return Plain("boolean", array=make_array(bool(value)))
    if isinstance(value, int | float | complex) and type(value).__module__ == "builtins":
        return _number(value)
    if isinstance(value, str):
        return Plain("text", text=str(value)[:MAX_TEXT])
    if isinstance(value, np.ndarray | np.generic):
        return _array("array", asarray(value), str(value.dtype))
    if isinstance(value, list | tuple | dict) or _is_shape(value):
        return _collection(value, depth, counted)
    if _offers(value, "numpy", "shape", "dtype"):
        return _tensor(value)
    if _offers(value, "as_numpy_dtype", "name"):
        return Plain("dtype", text=str(value.name))
    if isinstance(value, type) and issubclass(value, np.generic):
        return Plain("dtype", text=np.dtype(value).name)
    # A model can be called as well, and is told as what it is.
    if callable(value) and isinstance(name := getattr(value, "__name__", None), str):
        return Plain("function", text=str(name))
    return _other(value)


def _other(value: Any) -> Plain:
    return Plain("other", text=type(value).__name__)


def _offers(value: Any, *names: str) -> bool:
    """Whether the class of `value` has all these attributes; asks the class, so runs no code."""
    return all(hasattr(type(value), name) for name in names)


def _is_shape(value: Any) -> bool:
    return _offers(value, "as_list", "rank", "is_fully_defined")


def _number(value: complex) -> Plain:
    array = make_array(value)
    if array.dtype == object:  # an int beyond 64 bits
        return Plain("other", text="number too large to compare")
    return Plain("number", array=array)


def _array(kind: str, array: np.ndarray, dtype: str) -> Plain:
    if array.size > MAX_ELEMENTS:
        return Plain("other", text=f"{kind} of {array.size:,} elements, too many to compare")
    if array.dtype == object:
        texts = [_as_text(item) for item in array.ravel()]
        array = make_array(texts, dtype=str).reshape(array.shape)
        return Plain(kind, array=array, dtype="string")
    if array.dtype.kind == "S":  # a scalar string tensor gives bytes
        return Plain(kind, array=decode(array, "utf-8", "replace"), dtype="string")
    if array.dtype.kind == "V":  # bfloat16 and the float8 family, which raw NumPy cannot name
        array = array.astype(np.float32)
    if array.dtype.kind not in _PLAIN_DTYPES:  # dates and the like
        return Plain("other", text=f"{kind} of dtype {dtype}")
    return Plain(kind, array=make_array(array), dtype=dtype)


def _as_text(item: Any) -> str:
    return item.decode("utf-8", "replace") if isinstance(item, bytes) else str(item)


def _tensor(value: Any) -> Plain:
    if hasattr(type(value), "row_splits") or hasattr(type(value), "dense_shape"):
        return _other(value)  # ragged and sparse tensors are not one block of numbers
    try:
        array = asarray(value.numpy())
        dtype = str(getattr(value.dtype, "name", value.dtype))
    except Exception as error:  # a symbolic or deleted tensor has no values; each raises its own
        return Plain("other", text=f"{type(value).__name__} without values ({error})"[:200])
    kind = "variable" if _offers(value, "assign") else "tensor"
    return _array(kind, array, dtype)


def _collection(value: Any, depth: int, counted: Iterator[int]) -> Plain:
    if isinstance(value, dict):
        items = tuple(_take_apart(item, depth + 1, counted) for item in value.values())
        return Plain("dict", items=items, keys=tuple(str(key)[:MAX_TEXT] for key in value))
    if _is_shape(value):
        if value.rank is None:
            return Plain("other", text="TensorShape of unknown rank")
        return Plain("shape", items=tuple(to_plain(size) for size in value.as_list()))
    kind = "tuple" if isinstance(value, tuple) else "list"
    return Plain(kind, items=tuple(_take_apart(item, depth + 1, counted) for item in value))


def value_of(plain: Plain) -> Any:
    """The value again, as NumPy and Python have it: a tensor or a variable as an array.

    Raises:
        ValueError: It is of a kind that is known by its name alone, as a function is.
    """
    if plain.kind in ARRAY_KINDS:
        return plain.array
    if plain.kind in SCALAR_KINDS:
        return plain.numbers.item()
    if plain.kind in ("list", "tuple", "shape"):
        values = [value_of(item) for item in plain.items]
        return values if plain.kind == "list" else tuple(values)
    if plain.kind == "dict":
        return dict(zip(plain.keys, map(value_of, plain.items), strict=True))
    if plain.kind in ("text", "dtype"):
        return plain.text
    if plain.kind in ("nothing", "ellipsis"):
        return None if plain.kind == "nothing" else ...
    raise ValueError(f"no value can be made of a {plain.kind}")


def numbers_of(plain: Plain) -> np.ndarray | None:
    """The value as one array of numbers, or None if it is not one.

    A list or tuple of numbers counts, as does a shape without unknown sizes.
    """
    if plain.array is not None:
        return plain.array
    if plain.kind not in SEQUENCE_KINDS:
        return None
    parts: list[np.ndarray] = []
    for item in plain.items:
        part = numbers_of(item)
        if part is None or part.dtype.kind == "U":
            return None
        parts.append(part)
    if any(part.shape != parts[0].shape for part in parts):
        return None
    return np.stack(parts) if parts else np.zeros(0)


def pack(plain: Plain) -> dict[str, Any]:
    """`plain` as JSON's own types; arrays as dtype, shape and base64 of their bytes."""
    packed: dict[str, Any] = {"kind": plain.kind}
    if plain.array is not None:
        packed["array"] = {
            "dtype": plain.array.dtype.str,
            "shape": list(plain.array.shape),
            "bytes": b64encode(ascontiguousarray(plain.array).tobytes()).decode(),
        }
    if plain.items:
        packed["items"] = [pack(item) for item in plain.items]
    for name in ("dtype", "text"):
        if getattr(plain, name):
            packed[name] = getattr(plain, name)
    if plain.keys:
        packed["keys"] = list(plain.keys)
    return packed


def unpack(packed: dict[str, Any]) -> Plain:
    """The reverse of `pack`.

    Raises:
        ValueError: The data are not what `pack` writes.
    """
    try:
        array = None
        if "array" in packed:
            raw = packed["array"]
            if not _PACKED_DTYPE.fullmatch(str(raw["dtype"])):
                raise ValueError(f"an array of dtype {str(raw['dtype'])[:20]} is not plain data")
            dtype = np.dtype(raw["dtype"])
            data = b64decode(raw["bytes"], validate=True)
            shape = tuple(int(size) for size in raw["shape"])
            array = np.ndarray(shape, dtype, data)
            if array.shape != shape or array.nbytes != len(data):
                raise ValueError(f"{len(data)} bytes do not make an array of shape {shape}")
        plain = Plain(
            str(packed["kind"]),
            array=array,
            dtype=str(packed.get("dtype", "")),
            items=tuple(unpack(item) for item in packed.get("items", ())),
            keys=tuple(str(key) for key in packed.get("keys", ())),
            text=str(packed.get("text", "")),
        )
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"not a packed value: {error!r}") from error
    if not _fits_together(plain):
        raise ValueError(f"not a packed value of the kind {plain.kind!r}")
    return plain


def _fits_together(plain: Plain) -> bool:
    """Whether a value has what its kind has, and nothing else."""
    if plain.kind in ARRAY_KINDS:
        return plain.array is not None and not plain.items
    if plain.kind in SCALAR_KINDS:
        return plain.array is not None and plain.array.ndim == 0
    if plain.kind not in (*SEQUENCE_KINDS, *_OTHER_KINDS) or plain.array is not None:
        return False
    if plain.kind == "dict":
        return len(plain.keys) == len(plain.items)
    return plain.kind in SEQUENCE_KINDS or not plain.items
