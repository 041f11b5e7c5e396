"""Carries a question to an answer in another process, and the evidence back, as JSON.

What is asked crosses as data and as the source of its `drive`; what was seen crosses as data. No
expected value, and no truth of a case, is in it.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Callable, MutableMapping, Sequence
from functools import partial
from importlib import import_module
from json import dumps, loads
from typing import Any

import numpy as np

from grader.probing.evidence import Evidence, pack_evidence
from grader.probing.plain import pack, to_plain, unpack, value_of
from grader.probing.probe import observe
from grader.probing.questions import Arrange, Call, Case, Customs, Read

MIME = "application/x-workbook-evidence+json"
# Held from the start, where it is known by then: the learner's code may change TensorFlow's own.
_HELD: dict[str, Callable[[np.ndarray], Any]] = {"": np.array}
if "tensorflow" in sys.modules:
    _HELD["tensorflow.constant"] = sys.modules["tensorflow"].constant
_CUSTOMS = Customs()
_DRIVE_FILE = "<how the check asks>"


def write_question(
    ask: Call | Read | Arrange, cases: Sequence[Case], customs: Customs = _CUSTOMS
) -> str:
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
    asked |= {"convert": customs.convert, "settings": customs.settings}
    return dumps({"ask": asked, "inputs": inputs})


def _packed(value: Any) -> dict[str, Any]:
    plain = to_plain(value)
    if plain.kind in ("other", "function", "tensor", "variable"):
        raise ValueError(f"an input cannot cross: {type(value).__name__}")
    return pack(plain)


def _unpacked(packed: dict[str, Any]) -> Any:
    """A value as the case had it: an array stays one, a number becomes Python's."""
    return value_of(unpack(packed))


def answer_question(
    question: str,
    namespace: MutableMapping[str, Any],
    convert: Callable[[np.ndarray], Any] | None = None,
) -> Evidence:
    """Put a question to the answer in `namespace`, beside the learner's code.

    Args:
        question: What `write_question` wrote.
        namespace: The learner's globals.
        convert: Makes the value that is passed from a NumPy array; by default, what the question says.
    """
    said = loads(question)
    asked = said["ask"]
    cases = [Case({name: _unpacked(value) for name, value in inputs}) for inputs in said["inputs"]]
    settings = tuple(map(tuple, asked["settings"]))
    convert = convert or converter(asked["convert"])
    return observe(_read_ask(asked), cases, namespace, convert, settings)


def _read_ask(asked: dict[str, Any]) -> Call | Read | Arrange:
    if asked["kind"] == "Arrange":
        return Arrange(asked["subject"], asked["signature"], asked["lines"])
    if asked["kind"] == "Read":
        return Read(asked["subject"])
    if "drive" not in asked:
        return Call(asked["subject"])
    scope: dict[str, Any] = {}
    source = "from __future__ import annotations\n" + asked["drive"]
    exec(compile(source, _DRIVE_FILE, "exec"), scope)  # our own source
    return Call(asked["subject"], scope[asked["name"]])


def converter(name: str) -> Callable[[np.ndarray], Any]:
    """What makes of an array what an answer is passed, by its dotted name; "" leaves it an array.

    The library is imported when an array is passed, and not before: by then the learner's code uses
    it, and a question without an array needs none.
    """
    return partial(_converted, name)


def _converted(name: str, array: np.ndarray) -> Any:
    if name not in _HELD:
        module, _, function = name.rpartition(".")
        _HELD[name] = getattr(import_module(module), function)
    return _HELD[name](array)


def as_tensor(array: np.ndarray) -> Any:
    """TensorFlow's tensor of an array."""
    return _converted("tensorflow.constant", array)


def show_evidence(question: str, namespace: MutableMapping[str, Any]) -> None:
    """`answer_question` in a notebook's kernel; the evidence goes out as a display of type `MIME`."""
    from IPython.display import publish_display_data

    evidence = answer_question(question, namespace)
    publish_display_data({MIME: dumps(pack_evidence(evidence))})
