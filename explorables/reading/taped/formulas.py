"""What one operation of a graph computes, written as a learner would write it in Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import tensorflow as tf

from explorables.reading.tensors import value_in_words

# Operations that only serve others, or that print and check.
HELPERS: Final = frozenset({"NoOp", "Assert", "PrintV2", "StringFormat"})

_INFIX: Final = {
    "Mul": "*",
    "AddV2": "+",
    "Add": "+",
    "Sub": "-",
    "RealDiv": "/",
    "Pow": "**",
    "FloorDiv": "//",
    "FloorMod": "%",
    "MatMul": "@",
    "BatchMatMulV2": "@",
    "Greater": ">",
    "GreaterEqual": ">=",
    "Less": "<",
    "LessEqual": "<=",
    "Equal": "==",
    "NotEqual": "!=",
}

# Attributes that type what an operation is told (an axis, a shape), not what it computes with.
_TOLD: Final = frozenset(
    {"Tidx", "Tshape", "Index", "Taxis", "Tperm", "Tpaddings", "Tmultiples", "Tdim", "Tlen"}
)
_TOLD_NAMES: Final = frozenset({"split_dim", "depth", "axis", "dimension", "concat_dim"})
_FLOW: Final = {
    "If": "cond",
    "StatelessIf": "cond",
    "While": "while_loop",
    "StatelessWhile": "while_loop",
}
_WRITTEN: Final = {"reduction_indices": "axis", "dim": "axis"}


def _arguments(operation: tf.Operation) -> list[Any]:
    """For each input of an operation, the definition of the argument it belongs to."""
    found = []
    for one in operation.op_def.input_arg:
        size = 1
        if one.number_attr:
            size = operation.get_attr(one.number_attr)
        elif one.type_list_attr:
            size = len(operation.get_attr(one.type_list_attr))
        found += [one] * size
    return found


def structural(operation: tf.Operation, at: int) -> bool:
    """Whether input ``at`` tells an operation an axis or a shape, rather than numbers to use."""
    if operation.type == "Shape":
        return False
    argument = _arguments(operation)[at]
    return argument.type_attr in _TOLD or argument.name in _TOLD_NAMES


def formula(operation: tf.Operation, names: Mapping[tuple[str, int], str]) -> str:
    """``v1 * x``, ``Sum(v2, axis=[0])``, ``x[0]``.

    Args:
        names: of tensors that have one, by operation and output; a constant without one is
            written out.
    """
    kinds = _arguments(operation)
    parts = []
    told = []
    for at, one in enumerate(operation.inputs):
        words = _written(one, names)
        if not structural(operation, at):
            parts.append(words or "…")
            continue
        name = _WRITTEN.get(kinds[at].name, kinds[at].name)
        rank = operation.inputs[0].shape.rank
        if name == "axis" and rank is not None and _all_axes(one, rank):
            continue  # over all axes, which Python leaves out
        if words:
            told.append(f"{name}={words}")
    if operation.type in ("Sum", "Mean", "Prod", "Max", "Min", "All", "Any"):
        told = [one for one in told if not one.startswith("axis=[]")]
    symbol = _INFIX.get(operation.type)
    if symbol and len(parts) == 2:
        turned = [
            f"transpose({part})" if _attribute(operation, flag) else part
            for part, flag in zip(parts, ("transpose_a", "transpose_b"), strict=True)
        ]
        return f"{turned[0]} {symbol} {turned[1]}"
    if operation.type == "Neg":
        return f"-{parts[0]}"
    if operation.type == "StridedSlice":
        return f"{parts[0]}[{_slices(operation)}]"
    if operation.type == "Cast":
        told.append(operation.outputs[0].dtype.name)
    name = operation.type
    if name in _FLOW:  # what else they take are counters of TensorFlow's own
        parts = [words for one in operation.inputs if (words := names.get(_key(one), ""))]
        return f"{_FLOW[name]}({', '.join(dict.fromkeys(parts))})"
    function = _attribute(operation, "f") if "Call" in name else None
    if function is not None:
        name = re.sub(
            r"^__(forward|inference)_|_\d+$", "", getattr(function, "name", str(function))
        )
        name = name if name.isidentifier() else "f"
    return f"{name}({', '.join([*parts, *told])})"


def _written(tensor: tf.Tensor, names: Mapping[tuple[str, int], str]) -> str:
    """An input by its name, or a constant by its value; "" where neither is short."""
    name = names.get((tensor.op.name, tensor.value_index))
    if name:
        return name
    value = tf.get_static_value(tensor)
    if value is None:
        return ""
    if value.ndim == 0:
        return value_in_words(value[()])
    if value.ndim == 1 and value.size <= 4:
        return f"[{', '.join(value_in_words(one) for one in value)}]"
    return ""


def _key(tensor: tf.Tensor) -> tuple[str, int]:
    return tensor.op.name, tensor.value_index


def _all_axes(tensor: tf.Tensor, rank: int) -> bool:
    value = tf.get_static_value(tensor)
    if value is None or value.ndim != 1:
        return False
    return sorted(int(one) % rank for one in value) == [*range(rank)]


def _attribute(operation: tf.Operation, name: str) -> Any:
    return operation.get_attr(name) if name in operation.node_def.attr else None


def _slices(operation: tf.Operation) -> str:
    """The index of a slice as Python writes it."""
    known = [tf.get_static_value(one) for one in operation.inputs[1:]]
    if any(one is None for one in known):
        return "…"
    begin, end, step = known
    masks = {
        name: operation.get_attr(f"{name}_mask")
        for name in ("begin", "end", "ellipsis", "new_axis", "shrink_axis")
    }
    parts = []
    for at in range(len(begin)):
        bit = 1 << at
        if masks["ellipsis"] & bit:
            parts.append("...")
        elif masks["new_axis"] & bit:
            parts.append("None")
        elif masks["shrink_axis"] & bit:
            parts.append(str(begin[at]))
        else:
            first = "" if masks["begin"] & bit else str(begin[at])
            last = "" if masks["end"] & bit else str(end[at])
            parts.append(f"{first}:{last}" + (f":{step[at]}" if step[at] != 1 else ""))
    return ", ".join(parts)
