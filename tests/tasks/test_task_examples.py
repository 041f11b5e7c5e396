"""Every task takes examples, or says in a sentence why it takes none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.polynomial import Polynomial

from grader.authoring.docstring_rules import read_examples
from grader.catalog import assignments, find_task
from grader.course import course
from grader.judging.docstrings import arguments, function_of
from grader.judging.example_inputs import call_form, inputs_of, why_no_example
from grader.judging.example_verdict import ideas_told_apart, judge_example, right_result
from grader.judging.task import Task
from grader.probing.questions import Call

TASKS = [task for group in assignments() for task in group.tasks]
TAKING = [task for task in TASKS if not why_no_example(task)]


def cases_of(task: Task) -> Any:
    return task.draw_cases(course(task.module).seed)


def as_a_learner_types_it(value: Any) -> Any:
    """Lists and numbers in place of arrays; a function in place of a polynomial."""
    if isinstance(value, Polynomial):
        return lambda x: sum(float(c) * x**power for power, c in enumerate(value.coef))
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        return type(value)(map(as_a_learner_types_it, value))
    return value


def another(result: Any) -> Any:
    """A result that is not right."""
    if isinstance(result, tuple):
        return (another(result[0]), *result[1:]) if result else ("another",)
    if isinstance(result, str):
        return result + "0"
    numbers = np.asarray(result)
    return ~numbers if numbers.dtype == bool else numbers + 1


def typed_tensor(task: Task, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Inputs that a task reads in its own way, as objects that it is passed."""
    import tensorflow as tf

    if task.name == "signature_fits":
        (shape, dtype), (sizes, kind) = inputs
        return tf.TensorSpec(shape, dtype), tf.zeros(sizes, kind)
    if task.name == "count_traces":
        return ([kind_made(kind) for kind in inputs[0]],)
    if task.name == "first_bad":
        return ({name: tf.constant(array) for name, array in inputs[0].items()},)
    return inputs  # records of plain values


def kind_made(kind: str) -> Any:
    import tensorflow as tf

    if kind.startswith("Python"):
        number = float(kind.split()[1])
        return int(number) if number == int(number) else number
    dtype, shape = kind.split(" ", 1)
    return tf.ones([int(size) for size in re.findall(r"\d+", shape)], dtype)


def samples_of(task: Task) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Inputs of the task's cases, as they are passed and as the oracle takes them."""
    keeps_dtype = any(
        len({np.asarray(value).dtype for value in column}) > 1
        for column in zip(*inputs_of(task, cases_of(task)).samples, strict=True)
        if isinstance(column[0], np.ndarray)
    )
    for inputs in inputs_of(task, cases_of(task)).samples:
        if task.example.read:
            yield typed_tensor(task, inputs), inputs
        elif keeps_dtype:
            yield inputs, inputs
        else:
            yield tuple(map(as_a_learner_types_it, inputs)), inputs


@pytest.mark.parametrize("task", TAKING, ids=lambda task: task.name)
def test_what_the_oracle_gives_is_right_and_anything_else_is_not(task):
    looked_at = 0
    for typed, inputs in samples_of(task):
        right = right_result(task, inputs)
        verdict = judge_example(task, cases_of(task), typed, {}, as_a_learner_types_it(right))
        if verdict.trouble:
            allowed = task.example.refuses is None or task.example.refuses(*inputs)
            assert allowed, (inputs, verdict.trouble)
            continue
        looked_at += 1
        assert verdict.right, (inputs, right)
        assert 0 <= verdict.told_apart <= verdict.ideas
        wrong = judge_example(task, cases_of(task), typed, {}, another(right))
        assert (wrong.trouble, wrong.right, wrong.told_apart, wrong.ideas) == ("", False, 0, 0)
    assert looked_at >= 2


@pytest.mark.parametrize("task", TAKING, ids=lambda task: task.name)
def test_some_example_catches_some_wrong_idea_and_most_ideas_can_be_caught(task):
    samples = inputs_of(task, cases_of(task)).samples
    ideas = ideas_told_apart(task, samples)
    assert len(ideas) >= 5
    # The clipping of a gradient is not in the values that come out, and models show their size alone.
    if task.name not in ("clipped_gradient", "make_regressor", "wide_classifier"):
        assert len(ideas) >= 0.6 * len(task.misconceptions)


@pytest.mark.parametrize("task", TAKING, ids=lambda task: task.name)
def test_the_names_are_those_of_the_docstring(task):
    names = inputs_of(task, cases_of(task)).names
    assert call_form(task, cases_of(task)).startswith(f'example("{task.name}", {names[0]}')
    function = function_of(task)
    if function is None or task.name in (
        "stopwatch",
        "fit_with_patience",
        "stop_on_spike",
        "smooth",
    ):
        return  # what these are passed is called in turn; the example says what the calls give
    said = [*arguments(function)]
    assert [name for name in names if name in said] == [name for name in said if name in names]
    assert set(names) - {"step"} <= set(said)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_task_that_takes_none_says_so_in_a_sentence(task):
    reason = why_no_example(task)
    assert not reason or re.fullmatch(r"This task takes no example: [^.]{20,150}\.", reason)


def test_most_tasks_take_examples():
    assert len(TAKING) >= 0.6 * len(TASKS)


def plain_examples() -> Iterator[tuple[Task, Any]]:
    for task in TAKING:
        plain = isinstance(task.ask, Call) and not (task.example.inputs or task.ask.drive)
        for example in read_examples(task) if plain else ():
            if not isinstance(example.arguments, str):
                yield task, example


@pytest.mark.parametrize(
    ("task", "example"), [*plain_examples()], ids=lambda value: getattr(value, "name", "")
)
def test_the_example_of_a_docstring_is_right(task, example):
    verdict = judge_example(task, cases_of(task), (), example.arguments, example.result)
    assert (verdict.trouble, verdict.right) == ("", True)


# As the docstrings' Examples have it, put as the form has it.
SAID = {
    "count_up": ((0, 2), 2),
    "best_weights": (([0.0], [[1.0], [2.0], [4.0]], [0.9, 0.2, 0.5]), [3.0]),
    "count_labels": (([1, 0, 2], [1, 2]), [1, 1, 3]),
    "running_mean": (([3.0], 2, [9.0]), [5.0]),
    "moving_average": (([2.5], [10.0], 0.75), [4.375]),
    "huber": (([0.5, -3.0], 1.0), [0.125, 2.5]),
    "smooth": ((8.0, 0.25, [4.0, 0.0, 8.0]), [7.0, 5.25, 5.9375]),
    "slope_at": ((lambda x: x * x, 3.0), 6.0),
    "second_derivative": ((lambda x: x * x * x, [1.0, 2.0, -1.0]), [6.0, 12.0, -6.0]),
    "four_nones": ((2.0, 3), (12.0, -0.7568025, 27.0, 1.6)),
    "clipped_gradient": (([3.0, -2.0, 0.5], 1.0), [3.0, -2.0, 0.5]),
    "wide_classifier": ((4, 3, 55), 55),
    "standardize_split": (([[1.0], [3.0]], [[6.0]]), ([[-1.0], [1.0]], [[4.0]])),
    "fit_with_patience": (([0.9, 0.5, 0.6, 0.7], 2), 4),
    "stop_on_spike": ((2.0, [1.0, 0.5, 0.8, 1.1, 0.4]), 4),
    "leaking_validation": (
        ([[[9.0, 1.0]], [[2.0, 4.0]]], 1),
        ([[[-1.0, 1.0]], [[1.0, -1.0]]], [[[6.0, -2.0]]]),
    ),
    "stopwatch": (([2.0, 9.0, 3.0],), 3.0),
    "collatz_steps": ((6,), 8),
    "running_max": (([2.0, 5.0, 3.0, 7.0],), [2.0, 5.0, 5.0, 7.0]),
    "warm_up_cosine": ((1.0, 2, 6, 4), 0.5),
}


@pytest.mark.parametrize("name", SAID)
def test_the_examples_that_docstrings_tell_in_words_are_right(name):
    task, (inputs, result) = find_task(name), SAID[name]
    assert judge_example(task, cases_of(task), inputs, {}, result).right


@pytest.mark.parametrize(
    ("name", "inputs", "said"),
    [
        ("pick_by_label", ([[0.1, 0.9]], [2]), "from 0 to classes - 1"),
        ("pick_by_label", ([[0.1, 0.9]], [-1]), "from 0 to classes - 1"),
        ("pick_by_label", ([[0.1, 0.9]], [0, 1]), "`batch` is the same"),
        ("count_labels", ([0, 0], [2]), "from 0 to classes - 1"),
        ("running_mean", ([1.0], 0, [2.0]), "0 before the first"),
        ("huber", ([1.0], -1.0), "above 0"),
        ("four_nones", (1.0, 0), "at least 1"),
        ("smooth", (0.0, 1.5, [1.0]), "at most 1"),
        ("stop_on_spike", (1.0, [1.0]), "above 1"),
        ("leaking_validation", ([[[1.0]]], 1), "left to train on"),
        ("standardize_split", ([[1.0]], [[1.0]]), "at least 2 rows"),
        ("best_device", (("/device:GPU:0",), [1], 1), "each kind numbered"),
        ("best_device", (("/device:CPU:0",), [1, 2], 1), "free bytes for each"),
        ("least_time", (np.ones([2, 3], np.float32), np.ones([3, 2]), 1.0, 1.0), "same dtype"),
        ("collatz_steps", (0,), "from 1 to"),
        ("collatz_steps", (10**15,), "from 1 to"),
        ("wide_classifier", (4, 3, 10), "one hidden unit"),
        ("wide_classifier", (4, 3, 10**9), "at most 10,000"),
        ("make_regressor", (10**6,), "1 to 1,000"),
        ("one_step", ([[1.0]], [[1.0, 2.0]], [[1.0]], [0.0], 0.1), "has the shape (1, 2)"),
        ("tensor_bytes", ("abc",), "numeric or bool"),
        ("slope_at", (3.0, 3.0), "An example takes functions"),
        ("slope_at", (np.sin, 3.0), "An example takes functions"),
        ("slope_at", (lambda x: 1 / 0, 3.0), "An example takes functions"),
    ],
)
def test_inputs_that_the_docstring_does_not_allow_get_a_sentence(name, inputs, said):
    task = find_task(name)
    verdict = judge_example(task, cases_of(task), inputs, {}, 0.0)
    assert said in verdict.trouble
    assert verdict.trouble.endswith((".", ".", "`.")) and not verdict.right
