"""What a trace was made for, and in what two such signatures differ.

TensorFlow tells the signature of a trace (``ConcreteFunction.structured_input_signature``). It keeps
no record of why it made one, so the differences named here are a comparison of signatures and
nothing that TensorFlow said.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import tensorflow as tf

from explorables.reading.tensors import count, written

# Python values that TensorFlow compares by value (`==`) when it looks for a trace.
_VALUES = (bool, int, float, complex, str, bytes, type(None), tf.DType, tf.TensorShape)


@dataclass(frozen=True, eq=False)
class Leaf:
    """One argument of a signature, or one item inside a list or dictionary argument.

    Attributes:
        kind: tensor, variable, value (compared by value), object (anything else in Python), or
            other (a spec of a composite tensor, such as a ragged one).
        dtype: name of the dtype, for a tensor or a variable.
        shape: its sizes, None for an open one; None for an unknown rank.
        value: the Python value, or the spec of a composite tensor.
    """

    kind: str
    dtype: str = ""
    shape: tuple[int | None, ...] | None = None
    value: object = None

    @property
    def words(self) -> str:
        """What a trace takes here, in a few words."""
        if self.kind == "tensor":
            return f"{self.dtype} {shape_in_words(self.shape)}"
        if self.kind == "variable":
            return f"variable {self.dtype} {shape_in_words(self.shape)}"
        if self.kind == "object":
            name = type(self.value).__name__
            # Inside a signature TensorFlow leaves a stand-in for an object it will not name.
            return "a Python object" if name == "UnknownArgument" else f"a Python object ({name})"
        return shortened(repr(self.value), 40)


def shortened(words: str, most: int) -> str:
    """``words`` in at most ``most`` characters."""
    return words if len(words) <= most else words[: most - 1] + "…"


def shape_in_words(shape: tuple[int | None, ...] | None) -> str:
    """``(2, None)``, or ``of unknown rank``."""
    if shape is None:
        return "of unknown rank"
    sizes = tuple(size for size in shape if size is not None)
    return written(sizes) if len(sizes) == len(shape) else str(tuple(shape))


def _leaf(value: object) -> Leaf:
    if isinstance(value, tf.TypeSpec):
        plain = isinstance(value, tf.TensorSpec)
        if plain or issubclass(value.value_type, tf.Variable):
            shape = None if value.shape.rank is None else tuple(value.shape.as_list())
            return Leaf("tensor" if plain else "variable", value.dtype.name, shape)
        return Leaf("other", value=value)
    return Leaf("value" if isinstance(value, _VALUES) else "object", value=value)


def _walk(path: str, value: object) -> Iterator[tuple[str, Leaf]]:
    if type(value) is list or type(value) is tuple:
        if not value:
            yield path, Leaf("value", value=value)
        for at, item in enumerate(value):
            yield from _walk(f"{path}[{at}]", item)
    elif isinstance(value, dict):
        if not value:
            yield path, Leaf("value", value=value)
        for key, item in value.items():
            yield from _walk(f"{path}[{shortened(repr(key), 20)}]", item)
    else:
        yield path, _leaf(value)


def leaves(
    args: tuple[object, ...], kwargs: Mapping[str, object], names: tuple[str, ...]
) -> dict[str, Leaf]:
    """Every argument by its name, lists and dictionaries taken apart: ``x``, ``x[0]``, ``x['a']``.

    Args:
        args: positional arguments, or the specs that stand for them in a signature.
        kwargs: the others, by name.
        names: of the positional ones; arguments beyond them are numbered.
    """
    found: dict[str, Leaf] = {}
    for at, value in enumerate(args):
        found.update(_walk(names[at] if at < len(names) else f"argument {at}", value))
    for name, value in kwargs.items():
        found.update(_walk(name, value))
    return found


def name_of(function: object) -> str:
    """The name a function was defined by, or that a Keras layer has; ``f`` for a lambda and the like."""
    name = getattr(function, "__name__", None) or getattr(function, "name", None)
    return name if isinstance(name, str) and name.isidentifier() else "f"


def names_of(function: Callable[..., object]) -> tuple[str, ...]:
    """Names of the positional parameters of ``function``; none where Python does not know them."""
    return tuple(
        name
        for name, one in _parameters(function).items()
        if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    )


def required_by(function: Callable[..., object]) -> int:
    """How many positional arguments a call of ``function`` cannot leave out; 1 where unknown."""
    parameters = _parameters(function)
    if not parameters:
        return 0 if _known(function) else 1
    if any(
        one.kind == one.KEYWORD_ONLY and one.default is one.empty for one in parameters.values()
    ):
        return -1
    return sum(
        one.default is one.empty
        for one in parameters.values()
        if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    )


def _known(function: Callable[..., object]) -> bool:
    try:
        inspect.signature(function)
    except (TypeError, ValueError):  # some callables written in C have no signature to read
        return False
    return True


def _parameters(function: Callable[..., object]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(function).parameters if _known(function) else {}


def differences(new: Mapping[str, Leaf], old: Mapping[str, Leaf]) -> list[str]:
    """In what the signature ``new`` differs from ``old``, a few words each; none where alike."""
    found = []
    for root in dict.fromkeys(map(_root, (*new, *old))):
        one, other = (
            {path: leaf for path, leaf in side.items() if _root(path) == root}
            for side in (new, old)
        )
        if not other:
            found.append(f"it does not have {root}")
        elif not one:
            found.append(f"it has {root}, which this call does not give")
        elif one.keys() != other.keys():
            found.append(f"{root}: {_structure(root, one)} is not {_structure(root, other)}")
        else:
            for path, leaf in one.items():
                found += [f"{path}: {words}" for words in _difference(leaf, other[path])]
    return found


def distance(new: Mapping[str, Leaf], old: Mapping[str, Leaf]) -> float:
    """How far apart two signatures are: the number of differences, and half a one where a tensor
    stands for a variable of another dtype or shape."""
    far = float(len(differences(new, old)))
    for path, leaf in new.items():
        other = old.get(path)
        if other is not None and other.kind != leaf.kind:
            far += 0.5 * ((leaf.dtype, leaf.shape) != (other.dtype, other.shape))
    return far


def _root(path: str) -> str:
    """The argument that a path leads into."""
    return path.partition("[")[0]


def _structure(root: str, items: Mapping[str, Leaf]) -> str:
    if root in items:
        return _with_kind(items[root])
    return f"a list or dictionary with {count(len(items), 'value')}"


def _difference(new: Leaf, old: Leaf) -> list[str]:
    if new.kind == "object":
        return ["a fresh Python object, one this trace was not made for"]
    if new.kind != old.kind:
        return [f"{_with_kind(new)} is not {_with_kind(old)}"]
    if new.kind in ("tensor", "variable"):
        parts = []
        if new.dtype != old.dtype:
            parts.append(f"dtype {new.dtype} is not {old.dtype}")
        if new.shape != old.shape:
            parts.append(f"shape {shape_in_words(new.shape)} is not {shape_in_words(old.shape)}")
        return parts
    if same(new.value, old.value):
        return []
    if new.kind == "other":
        return [f"{new.words} is not {old.words}"]
    return [f"Python value {new.words} is not {old.words}: Python values are compared by value"]


def _with_kind(leaf: Leaf) -> str:
    if leaf.kind == "tensor":
        return f"a tensor ({leaf.words})"
    if leaf.kind == "variable":
        return f"a variable ({leaf.dtype} {shape_in_words(leaf.shape)})"
    return f"the Python value {leaf.words}" if leaf.kind == "value" else leaf.words


def same(one: object, other: object) -> bool:
    """Whether two Python values are equal, as the lookup of a trace asks: 1, 1.0 and True are."""
    try:
        return bool(one == other)
    except Exception:  # a learner's object may raise anything when compared
        return False
