"""Evidence crosses a process as JSON and comes back the same, or is refused."""

from __future__ import annotations

import base64
import json
import pickle
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from grader.probing.evidence import (
    Evidence,
    Observation,
    Raised,
    pack_evidence,
    unpack_evidence,
)
from grader.probing.plain import Plain, pack, to_plain, unpack

VALUES = {
    "tensor": tf.constant([[1.5, np.nan, np.inf, -0.0]]),
    "variable": tf.Variable([1, 2], dtype=tf.int64),
    "array": np.arange(6, dtype=np.uint8).reshape(2, 3),
    "big-endian array": np.arange(3, dtype=">i4"),
    "strided array": np.arange(12).reshape(3, 4)[::2, ::-1],
    "scalar array": np.float32(0.1),
    "empty array": np.zeros((0, 3)),
    "boolean array": np.array([True, False]),
    "complex array": np.array([1 + 2j]),
    "bfloat16": tf.constant([1.5], tf.bfloat16),
    "string tensor": tf.constant([["a", "\N{SNOWMAN}"], ["", "\x00"]]),
    "string scalar": tf.constant("text"),
    "empty string array": np.array([""]),
    "empty string scalar": np.array(""),
    "int": 3,
    "float": float("nan"),
    "complex": 1j,
    "bool": True,
    "text": "line\nline \N{SNOWMAN} \ud800",
    "none": None,
    "ellipsis": ...,
    "list": [1, (2.5, "a"), [None, ...]],
    "empty tuple": (),
    "shape": tf.TensorShape([None, 3]),
    "dict": {"a": 1, 2: {"b": np.ones(2)}},
    "dtype": tf.float32,
    "function": len,
    "other": object(),
}


def same(one: Plain, other: Plain) -> bool:
    fields = ("kind", "dtype", "keys", "text")
    if any(getattr(one, name) != getattr(other, name) for name in fields):
        return False
    if (one.array is None) != (other.array is None) or len(one.items) != len(other.items):
        return False
    if one.array is not None:
        a, b = one.array, other.array
        if (a.dtype, a.shape, a.tobytes()) != (b.dtype, b.shape, b.tobytes()):
            return False
    return all(map(same, one.items, other.items))


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_every_kind_of_value_survives_json(value: Any) -> None:
    plain = to_plain(value)
    assert same(unpack(json.loads(json.dumps(pack(plain)))), plain)


def test_evidence_survives_json() -> None:
    seen = (
        Observation(to_plain(tf.ones([2])), None, "printed\n", ("a",)),
        Observation(None, Raised("ValueError", "text", "line"), "", ()),
    )
    evidence = Evidence("observed", to_plain(len), "note", seen)
    back = unpack_evidence(json.loads(json.dumps(pack_evidence(evidence))))
    assert same(back.observations[0].result, seen[0].result)
    assert back.observations[1] == seen[1]
    assert (back.status, back.note, back.found) == ("observed", "note", evidence.found)


def bytes_of(array: np.ndarray) -> str:
    return base64.b64encode(array.tobytes()).decode()


def array(**changes: Any) -> dict[str, Any]:
    """A packed array of two float32 numbers, with changes."""
    whole = {"dtype": "<f4", "shape": [2], "bytes": bytes_of(np.zeros(2, np.float32))}
    return {"kind": "array", "array": whole | changes}


MALFORMED = {
    "nothing": None,
    "a list": [],
    "a text": "array",
    "no kind": {},
    "unknown kind": {"kind": "program"},
    "array without numbers": {"kind": "tensor"},
    "numbers without array": {"kind": "none", "array": array()["array"]},
    "number of rank 1": array() | {"kind": "number"},
    "no dtype": array(dtype=None),
    "object dtype": array(dtype="|O", bytes=base64.b64encode(pickle.dumps(print)).decode()),
    "structured dtype": array(dtype="V8"),
    "date": array(dtype="M8[D]"),
    "unknown dtype": array(dtype="float33"),
    "dtype with objects": array(dtype="O,f4"),
    "too few bytes": array(shape=[3]),
    "too many bytes": array(shape=[1]),
    "negative size": array(shape=[-1]),
    "endless size": array(shape=[float("inf")]),
    "size of text": array(shape=["a"]),
    "no shape": array(shape=None),
    "huge shape": array(shape=[2**62, 2**62]),
    "not base64": array(bytes="*"),
    "no bytes": array(bytes=None),
    "items of text": {"kind": "list", "items": "abc"},
    "items in text": {"kind": "text", "items": [{"kind": "nothing"}]},
    "keys without items": {"kind": "dict", "keys": ["a"]},
}


@pytest.mark.parametrize("packed", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_value_is_refused(packed: Any) -> None:
    with pytest.raises(ValueError):
        unpack(packed)


def test_a_value_nested_without_end_is_refused() -> None:
    packed: dict[str, Any] = {"kind": "list"}
    for _ in range(5000):
        packed = {"kind": "list", "items": [packed]}
    with pytest.raises(ValueError):
        unpack(packed)


GOOD = pack_evidence(Evidence("observed", observations=(Observation(to_plain(1)),)))


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "passed"},
        {"status": None},
        {"found": None},
        {"observations": 3},
        {"observations": [None]},
        {"observations": [{}]},
        {"observations": [GOOD["observations"][0] | {"mutated": 3}]},
        {"observations": [GOOD["observations"][0] | {"raised": {"type": "E"}}]},
        {"observations": [GOOD["observations"][0] | {"raised": {"kind": "E", "text": ""}}]},
        {"observations": [GOOD["observations"][0] | {"raised": "E"}]},
        {"observations": [GOOD["observations"][0] | {"result": {"kind": "tensor"}}]},
    ],
    ids=str,
)
def test_malformed_evidence_is_refused(changes: dict[str, Any]) -> None:
    assert unpack_evidence(GOOD)
    with pytest.raises(ValueError):
        unpack_evidence(GOOD | changes)


@pytest.mark.parametrize("packed", [None, [], "evidence", {}])
def test_what_is_no_evidence_is_refused(packed: Any) -> None:
    with pytest.raises(ValueError):
        unpack_evidence(packed)
