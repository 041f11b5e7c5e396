"""Judges one example: whether what somebody says of an input is right, and what it is good for.

An example is right where the oracle gives the same, by the task's own tolerance and in the same shape; a
dtype is none of its business, since a list of numbers has none. A wrong idea is told apart by it where
the idea gives something else for these inputs, which an answer with that idea would then give too. An
idea that raises there gives nothing, and is not counted: what a learner's code would do is not known.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.judging.compare import difference
from grader.judging.example_form import as_it_is
from grader.judging.example_inputs import NotAnInput, inputs_of, members_of, pure, read_inputs
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.plain import Plain, numbers_of, to_plain
from grader.probing.questions import Case

_NO_RESULT = "These inputs have no result that could be written down: try others."


@dataclass(frozen=True)
class ExampleVerdict:
    """What is said of an example; it holds nothing of what was expected.

    Attributes:
        trouble: Why it could not be looked at, in a sentence; "" where it could.
        right: Whether it says what should come out.
        told_apart: Of a right one, how many wrong ideas give something else.
        ideas: How many wrong ideas an example of this task can tell apart.
    """

    trouble: str = ""
    right: bool = False
    told_apart: int = 0
    ideas: int = 0


def judge_example(
    task: Task,
    cases: Sequence[Case],
    passed: Sequence[Any],
    named: Mapping[str, Any],
    result: Any,
) -> ExampleVerdict:
    """The verdict on an example.

    Args:
        task: A task that takes examples.
        cases: Its cases; by them is known which inputs and wrong ideas there are.
        passed: The inputs that were passed by position.
        named: The inputs that were passed by name.
        result: What should come out, by the learner.
    """
    said = pure(result)  # before anything right is worked out
    try:
        inputs = read_inputs(task, cases, passed, named)
    except NotAnInput as trouble:
        return ExampleVerdict(str(trouble))
    with _quietly():
        expected = _given(task, task.expected, inputs)
        if not _can_be_said(expected):
            return ExampleVerdict(_NO_RESULT)
        if not _is_same(said, expected, task.tolerance):
            return ExampleVerdict()
        ideas = ideas_told_apart(task, inputs_of(task, cases).samples)
        told = sum(_tells_apart(task, idea, inputs, expected) for idea in ideas)
    return ExampleVerdict(right=True, told_apart=told, ideas=len(ideas))


def right_result(task: Task, inputs: Sequence[Any]) -> Any:
    """What an example of these inputs should say, by the oracle; for whoever checks a task.

    Raises:
        ValueError: The oracle gives nothing for them that could be said.
    """
    with _quietly():
        expected = _given(task, task.expected, inputs)
    if not _can_be_said(expected):
        raise ValueError(f"the oracle of {task.name} gives nothing for {inputs!r}")
    return expected


def ideas_told_apart(task: Task, samples: Sequence[Sequence[Any]]) -> tuple[Misconception, ...]:
    """The wrong ideas of a task that some sample tells apart from the right one.

    The others differ in what an example doesn't say, such as the dtype.
    """
    left = [idea for idea in task.misconceptions if idea.shown_by is None]
    with _quietly():
        for inputs in samples:
            expected = _given(task, task.expected, inputs) if left else None
            if _can_be_said(expected):
                left = [idea for idea in left if not _tells_apart(task, idea, inputs, expected)]
    hidden = {idea.key for idea in left}
    return tuple(idea for idea in task.misconceptions if not (idea.shown_by or idea.key in hidden))


_NOTHING = object()  # what an idea gives that raises for these inputs


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Without NumPy's warnings: a wrong idea may divide by zero."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _given(task: Task, answer: Callable[..., Any], inputs: Sequence[Any]) -> Any:
    """What the oracle or an idea gives; `_NOTHING` where it raises."""
    copies = [value.copy() if isinstance(value, np.ndarray) else value for value in inputs]
    try:
        return (task.example.put or as_it_is)(answer, *copies)
    except Exception:  # of inputs that were never drawn, whatever NumPy raises
        return _NOTHING


def _tells_apart(task: Task, idea: Misconception, inputs: Sequence[Any], expected: Any) -> bool:
    came_out = _given(task, idea.answer, inputs)
    if came_out is _NOTHING:
        return False
    return not _is_same(to_plain(came_out), expected, task.tolerance)


def _is_same(said: Plain, expected: Any, tolerance: Tolerance) -> bool:
    if isinstance(expected, tuple):
        parts = members_of(said)
        return len(parts) == len(expected) and all(
            _is_same(part, right, tolerance) for part, right in zip(parts, expected, strict=True)
        )
    if isinstance(expected, str):
        return said.kind == "text" and said.text == expected
    if isinstance(expected, list):  # a check, too, takes the members of a list as they are
        tolerance = Tolerance(0.0, 0.0)
    mine, right = numbers_of(said), np.asarray(expected)
    if mine is None or mine.dtype.kind not in "biuf":
        return False
    actual, wanted = Plain("array", array=mine), Plain("array", array=right)
    return difference(actual, wanted, tolerance=tolerance) is None


def _can_be_said(expected: Any) -> bool:
    """Whether the oracle gave something, and all of it finite."""
    if isinstance(expected, tuple):
        return all(map(_can_be_said, expected))
    kind = np.asarray(expected).dtype.kind
    return kind == "U" or (kind in "biuf" and bool(np.isfinite(expected).all()))
