"""What the learner's code puts in the place of a library's function changes data, and no verdict for
the better.

Patched is every public function of NumPy, TensorFlow and Keras that a probe or a drive calls, all
those of a task at once, each with what would suit a wrong answer best.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from grader.judging import graph_evidence as graph_operations
from grader.judging.judge import judge
from grader.judging.task import Task
from grader.probing import crossing as remote
from grader.probing import plain, probe
from grader.probing.evidence import Evidence, pack_evidence, unpack_evidence
from grader.probing.questions import Call, Case
from grader.session import capture
from tensorflow_workbook.tasks import ASSIGNMENTS

LIBRARIES = {"np": np, "tf": tf, "keras": keras}
DRIVEN = [
    task
    for assignment in ASSIGNMENTS
    for task in assignment.tasks
    if isinstance(task.ask, Call) and task.ask.drive
]


def called(source: str) -> set[str]:
    """The functions of the libraries that a source calls: `np.asarray`, `tf.random.normal`."""
    names = (
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(textwrap.dedent(source)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )
    return {name for name in names if name.split(".")[0] in LIBRARIES and "(" not in name}


BESIDE_ANSWERS = (capture, graph_operations, plain, probe, remote)
CALLED_BY_ALL = set().union(*(called(inspect.getsource(module)) for module in BESIDE_ANSWERS))


@contextlib.contextmanager
def patched(names: set[str], stand_in: Callable[..., Any]) -> Iterator[None]:
    """The functions replaced, as a learner's code would; those that are classes are left."""
    with pytest.MonkeyPatch.context() as patch:
        for name in sorted(names):
            library, *way, last = name.split(".")
            owner = LIBRARIES[library]
            for step in way:
                owner = getattr(owner, step)
            if not isinstance(getattr(owner, last), type):
                patch.setattr(owner, last, stand_in)
        yield


def stand_ins(task: Task, case: Case) -> dict[str, Callable[..., Any]]:
    """What may do in the place of any function, for one case."""
    expected = case.put_to(task.expected)
    return {
        "what is expected": lambda *_, **__: expected,
        "its first argument": lambda *given, **__: given[0] if given else None,
        "yes": lambda *_, **__: True,
        "nothing": lambda *_, **__: None,
    }


def wrong_answer(*given: Any) -> Any:
    """Wrong for every driven task: the first of what it was given."""
    return given[0] if given else 3


@pytest.mark.parametrize("stand_in", ["what is expected", "its first argument", "yes", "nothing"])
@pytest.mark.parametrize("task", DRIVEN, ids=lambda task: task.name)
def test_a_patched_library_makes_no_wrong_answer_right(task: Task, stand_in: str) -> None:
    names = called(inspect.getsource(task.ask.drive)) | CALLED_BY_ALL
    cases = task.draw_cases(5, hidden=True)[:2]
    observations = []
    for case in cases:
        with patched(names, stand_ins(task, case)[stand_in]):
            seen = probe.observe(
                task.ask, [case], {task.ask.subject: wrong_answer}, remote.as_tensor
            )
            packed = pack_evidence(seen)
        evidence = unpack_evidence(packed)
        observations += evidence.observations
    verdict = judge(task, cases, Evidence("observed", observations=tuple(observations)))
    # Of a part that none of these cases belongs to, nothing was asked.
    assert not any(verdict.parts[case.part] for case in cases)


def test_something_is_patched() -> None:
    names = set().union(*(called(inspect.getsource(task.ask.drive)) for task in DRIVEN))
    assert {"tf.function", "tf.random.normal", "np.random.random_sample"} <= names
    assert "np.asarray" in CALLED_BY_ALL


def test_what_takes_values_apart_calls_nothing_that_can_be_patched() -> None:
    assert called(inspect.getsource(plain)) <= {"np.dtype", "np.ndarray", "np.stack", "np.zeros"}
    with patched({"np.asarray", "np.array", "np.ascontiguousarray"}, lambda *_, **__: None):
        packed = plain.pack(plain.to_plain([tf.constant([1.5]), np.arange(3), 2.5]))
    assert plain.value_of(plain.unpack(packed))[2] == 2.5
