"""What a check says to an answer cell, without a notebook and without a kernel."""

from __future__ import annotations

import importlib
import linecache
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import EllipsisType
from typing import Any

import numpy as np

from grader.judging.judge import judge
from grader.judging.task import Misconception, Task
from grader.judging.verdict import Verdict
from grader.probing.crossing import converter
from grader.probing.evidence import Evidence, pack_evidence, unpack_evidence
from grader.probing.probe import observe
from grader.probing.questions import Arrange, Call, Case, Read

# What the notebooks of exercises import before their first task.
IMPORTS: Mapping[str, str] = {"np": "numpy", "tf": "tensorflow"}
# What learners import besides, in answers that were collected.
WIDER_IMPORTS: Mapping[str, str] = {
    **IMPORTS,
    "functools": "functools",
    "keras": "keras",
    "math": "math",
    "operator": "operator",
    "pathlib": "pathlib",
    "tnp": "tensorflow.experimental.numpy",
}


class CellStopped(Exception):
    """An answer cell raised before anything could be asked; the text says what."""


def run_cell(source: str, imports: Mapping[str, str] = IMPORTS, asked: str = "") -> dict[str, Any]:
    """The names an answer cell leaves behind.

    Args:
        source: The cell.
        imports: Name to module: what an earlier cell imported.
        asked: Code that runs when the answer is asked, such as lines that were to be put in order.

    Raises:
        CellStopped: It has a syntax error, or raises.
    """
    # Only what it names: an import takes seconds, and a course may do without TensorFlow.
    namespace: dict[str, Any] = {
        name: importlib.import_module(module)
        for name, module in imports.items()
        if re.search(rf"\b{name}\b", f"{source}\n{asked}")
    }
    namespace |= {"order": _nobody_moves} if "order(" in source else {}
    # As in a kernel: AutoGraph looks for the module that a function is from, and leaves one that is from
    # none as it is.
    namespace["__name__"] = "__main__"
    file = f"<answer {zlib.crc32(source.encode()):08x}>"
    # AutoGraph reads the source of a function, as it can in a notebook.
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    try:
        exec(compile(source, file, "exec"), namespace)
    except Exception as error:  # an answer may raise anything: that is what is reported
        raise CellStopped(f"{type(error).__name__}: {error}") from error
    return namespace


def _nobody_moves(*_: object) -> EllipsisType:
    """What `order("task")` gives where there is no page on which lines could be moved."""
    return ...


def answer_names(task: Task, source: str, imports: Mapping[str, str] = IMPORTS) -> dict[str, Any]:
    """The names that an answer cell of a task leaves behind.

    Raises:
        CellStopped: The cell has a syntax error, or raises.
    """
    lines = task.ask.lines.values() if isinstance(task.ask, Arrange) else ()
    return run_cell(source, imports, "\n".join(lines))


def ask(
    task: Task, source: str, cases: Sequence[Case], imports: Mapping[str, str] = IMPORTS
) -> Evidence:
    """What comes back from an answer cell, by way of JSON's types as where a class is marked.

    Raises:
        CellStopped: The cell has a syntax error, or raises.
    """
    names, customs = answer_names(task, source, imports), task.customs
    convert = converter(customs.convert)
    evidence = observe(task.ask, cases, names, convert, customs.settings)
    return unpack_evidence(pack_evidence(evidence))


def verdict_on(
    task: Task,
    source: str,
    seed: int,
    hidden: bool = False,
    imports: Mapping[str, str] = IMPORTS,
) -> Verdict:
    """The verdict on an answer cell.

    Raises:
        CellStopped: The cell has a syntax error, or raises.
    """
    cases = task.draw_cases(seed, hidden)
    return judge(task, cases, ask(task, source, cases, imports))


def answer_with(task: Task, idea: Misconception, cases: Sequence[Case]) -> dict[str, Any]:
    """The names of somebody with a wrong idea, who is right wherever the idea says nothing."""
    if isinstance(task.ask, Read):
        answers = {}
        for case in cases:
            item = case.inputs["item"]
            try:
                answers[item] = idea.answer(item)
            except KeyError:
                answers[item] = task.expected(item)
        return {task.ask.subject: answers}

    turn = iter(cases)

    def answer(*_inputs: np.ndarray) -> Any:
        with np.errstate(all="ignore"):
            wrong = next(turn).put_to(idea.answer)
        if isinstance(wrong, np.ndarray | np.generic):
            dtype = idea.dtype or task.dtype  # a task may take any
            return np.asarray(wrong).astype(dtype) if dtype else np.asarray(wrong)
        return wrong

    return {task.ask.subject: answer}


def asked_plainly(task: Task) -> Task:
    """The task as it is for a function that gives the final result at once: by one plain call."""
    if isinstance(task.ask, Read):
        return task
    return replace(task, ask=Call(task.ask.subject), facts=None)


def verdict_on_idea(task: Task, idea: Misconception, seed: int, hidden: bool = False) -> Verdict:
    """The verdict on what a wrong idea computes."""
    cases, plain = task.draw_cases(seed, hidden), asked_plainly(task)
    return judge(plain, cases, observe(plain.ask, cases, answer_with(task, idea, cases)))
