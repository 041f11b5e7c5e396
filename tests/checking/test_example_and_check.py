"""An example and a check of one task agree: on what is right for an input, and on which ideas differ there."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from grader.catalog import assignments
from grader.course import course
from grader.judging.compare import difference
from grader.judging.example_form import as_it_is
from grader.judging.example_inputs import inputs_of, why_no_example
from grader.judging.example_verdict import ideas_told_apart, judge_example, right_result
from grader.judging.task import Task
from grader.probing.plain import to_plain

# Those whose inputs are objects, or whose results are several, have tests of their own.
TASKS = [
    task
    for group in assignments()
    for task in group.tasks
    if not (why_no_example(task) or task.example.read or task.example.results > 1)
]
_NEAR = (0.5, 0.9, 1.1, 2.0, -0.9, -1.1)  # in tolerances
_DTYPES = ("float32", "float64", "float16", "int64", "int32", "int8", "bool")


def as_results(right: Any, task: Task) -> Iterator[Any]:
    """What somebody might say comes out: other forms of what is right, and what lies beside it."""
    if isinstance(right, str):
        yield from (right, f"{right} ", right.lower(), right[:-1], "")
        return
    array = np.asarray(right)
    yield from (array, array[..., None], array[None], array.ravel(), np.squeeze(array), array.T)
    if array.dtype.kind == "b":
        yield from (~array, array.astype(int), array.astype(float))
        return
    numbers = array.astype(float)
    room = task.tolerance.absolute + task.tolerance.relative * np.abs(numbers)
    yield from (numbers + near * room for near in _NEAR)
    for dtype in _DTYPES:
        with np.errstate(all="ignore"):
            yield array.astype(dtype)
    yield from (np.round(numbers, digits) for digits in (2, 3, 4))
    yield from (-numbers, numbers * 0, numbers + 1, numbers * np.nan, numbers + np.inf)


def of_ideas(task: Task, inputs: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """The key of each wrong idea, and what it gives for some inputs."""
    put = task.example.put or as_it_is
    for idea in task.misconceptions:
        copies = [value.copy() if isinstance(value, np.ndarray) else value for value in inputs]
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield idea.key, put(idea.answer, *copies)
        except Exception:
            continue  # an idea that raises there gives nothing


def examples_of(task: Task) -> Iterator[tuple[tuple[Any, ...], Any]]:
    cases = task.draw_cases(course(task.module).seed)
    for inputs in inputs_of(task, cases).samples[:2]:
        try:
            right = right_result(task, inputs)
        except ValueError:  # of such an input nothing can be said
            continue
        if not judge_example(task, cases, inputs, {}, right).trouble:
            yield inputs, right


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_an_example_is_right_where_a_check_takes_its_result(task) -> None:
    cases = task.draw_cases(course(task.module).seed)
    taken = refused = 0
    for inputs, right in examples_of(task):
        said = [*as_results(right, task), *(given for _, given in of_ideas(task, inputs))]
        for result in said:
            # In any dtype: a list of numbers has none. No task asks for complex numbers.
            # Where a list is asked for, a check takes a list.
            shown = np.asarray(result).tolist() if isinstance(right, list) else result
            accepts = difference(to_plain(shown), to_plain(right), "", task.tolerance) is None
            taken, refused = taken + accepts, refused + (not accepts)
            # As somebody types it, too, in lists and in tuples.
            forms = [result] if isinstance(result, str) else [result, np.asarray(result).tolist()]
            for form in forms:
                verdict = judge_example(task, cases, inputs, {}, form)
                assert (verdict.trouble, verdict.right) == ("", accepts), (inputs, form, right)
    assert taken >= 2 and refused >= 10


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_an_idea_is_counted_where_a_check_refuses_what_it_gives(task) -> None:
    cases = task.draw_cases(course(task.module).seed)
    samples = inputs_of(task, cases).samples
    counted = {idea.key for idea in ideas_told_apart(task, samples)}
    for inputs, right in examples_of(task):
        refused = {
            key
            for key, given in of_ideas(task, inputs)
            if difference(to_plain(given), to_plain(right), "", task.tolerance) is not None
        }
        verdict = judge_example(task, cases, inputs, {}, right)
        shown = {idea.key for idea in task.misconceptions if idea.shown_by}
        assert refused - shown <= counted
        assert (verdict.told_apart, verdict.ideas) == (len(refused & counted), len(counted))
