"""Carries a question to an answer in another process, and the evidence back, as JSON.

What is asked crosses as data and as the source of its `drive`; what was seen crosses as data. No
expected value, and no truth of a case, is in it.
"""

from __future__ import annotations

import inspect
import json
import textwrap
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

import numpy as np

from grader.checking.evidence import Evidence, pack_evidence
from grader.checking.plain import pack, to_plain, unpack
from grader.checking.probe import observe
from grader.checking.task import Arrange, Call, Case, Read

MIME = "application/x-workbook-evidence+json"
_PYTHON_NUMBERS = ("number", "boolean")


def write_question(ask: Call | Read | Arrange, cases: Sequence[Case]) -> str:
    """What is asked of an answer, for `answer_question` in its process.

    Raises:
        ValueError: An input is of a kind that does not cross.
    """
    asked: dict[str, Any] = {"kind": type(ask).__name__, "subject": ask.subject}
    if isinstance(ask, Arrange):
        asked |= {"signature": ask.signature, "lines": dict(ask.lines)}
    if isinstance(ask, Call) and ask.drive:
        asked |= {
            "drive": textwrap.dedent(inspect.getsource(ask.drive)),
            "name": ask.drive.__name__,
        }
    inputs = [[[name, _packed(value)] for name, value in case.inputs.items()] for case in cases]
    return json.dumps({"ask": asked, "inputs": inputs})


def _packed(value: Any) -> dict[str, Any]:
    plain = to_plain(value)
    if plain.kind in ("other", "function", "tensor", "variable"):
        raise ValueError(f"an input cannot cross: {type(value).__name__}")
    return pack(plain)


def _unpacked(packed: dict[str, Any]) -> Any:
    """A value as the case had it: an array stays one, a number becomes Python's."""
    plain = unpack(packed)
    if plain.kind == "array":
        return plain.array
    if plain.kind in _PYTHON_NUMBERS:
        return plain.array.item()
    if plain.kind in ("list", "tuple"):
        items = [_unpacked(item) for item in packed.get("items", ())]
        return items if plain.kind == "list" else tuple(items)
    if plain.kind == "dict":
        values = [_unpacked(item) for item in packed.get("items", ())]
        return dict(zip(plain.keys, values, strict=True))
    if plain.kind in ("nothing", "ellipsis"):
        return None if plain.kind == "nothing" else ...
    return plain.text


def answer_question(
    question: str,
    namespace: MutableMapping[str, Any],
    convert: Callable[[np.ndarray], Any] = np.array,
) -> Evidence:
    """Put a question to the answer in `namespace`, beside the learner's code.

    Args:
        question: What `write_question` wrote.
        namespace: The learner's globals.
        convert: Makes the value that is passed from a NumPy array.
    """
    said = json.loads(question)
    asked = said["ask"]
    cases = [Case({name: _unpacked(value) for name, value in inputs}) for inputs in said["inputs"]]
    return observe(_read_ask(asked), cases, namespace, convert)


def _read_ask(asked: dict[str, Any]) -> Call | Read | Arrange:
    if asked["kind"] == "Arrange":
        return Arrange(asked["subject"], asked["signature"], asked["lines"])
    if asked["kind"] == "Read":
        return Read(asked["subject"])
    if "drive" not in asked:
        return Call(asked["subject"])
    scope: dict[str, Any] = {}
    exec("from __future__ import annotations\n" + asked["drive"], scope)  # our own source
    return Call(asked["subject"], scope[asked["name"]])


def show_evidence(question: str, namespace: MutableMapping[str, Any]) -> None:
    """`answer_question` in a notebook's kernel; the evidence goes out as a display of type `MIME`."""
    import tensorflow as tf
    from IPython.display import publish_display_data

    evidence = answer_question(question, namespace, convert=tf.constant)
    publish_display_data({MIME: json.dumps(pack_evidence(evidence))})
