"""Where all wrong numbers relate to the right ones in one way, that is said, and nothing that is not so."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from grader.judging.compare import difference
from grader.judging.judged_case import Finding
from grader.judging.relation import how_related
from grader.probing.evidence import Observation
from grader.probing.plain import to_plain
from grader.probing.questions import Case
from tests.checking.test_what_is_said import said_of

INPUTS = (np.array([[1.25, -2.5], [0.0, 7.125]], np.float32), np.array([[3.0, 40.0]], np.float32))


def findings(wrong: Callable, right: Callable = lambda x: x * 3.1) -> list[Finding]:
    """What was seen of an answer that is wrong."""
    made = []
    for value in INPUTS:
        result, expected = to_plain(wrong(value)), to_plain(right(value))
        seen = Observation(result=result)
        made.append(Finding(Case({"x": value}), seen, expected, difference(result, expected)))
    return made


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda x: x * 6.2, "Every value is 2 times what it should be."),
        (lambda x: x * 0.31, "Every value is 0.1 times what it should be."),
        (lambda x: x * -3.1, "Every value has the other sign."),
        (lambda x: x * 3.1 + 1, "Every value is too large by 1."),
        (lambda x: x * 3.1 - 0.5, "Every value is too small by 0.5."),
        (lambda x: np.round(x * 3.1), "rounded to a whole number"),
        (lambda x: (x * 3.1).astype(int), "cut off to a whole number"),
        (lambda x: np.round(x * 3.1, 1), "rounded to 1 decimal."),
        (lambda x: x, "Every value is 0.32258 times"),
    ],
)
def test_what_all_wrong_numbers_have_in_common_is_said(wrong, words) -> None:
    assert words in how_related(findings(wrong))[0]


def test_an_input_that_came_back_is_named() -> None:
    assert "the values of the input `x`" in how_related(findings(lambda x: x, np.cos))[0]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x: x * 3.1 + x**2,
        lambda x: np.zeros_like(x),
        lambda x: x * 3.1 * (2 if x.size > 2 else 3),  # another factor in each case
        lambda x: x * 3.1 + x.size,
        lambda x: np.full_like(x, np.nan),
        lambda x: x.ravel() * 6.2,
        lambda x: np.round(x * 3.1) if x.size > 2 else x * 9,
        lambda x: "text",
        lambda x: None,
    ],
)
def test_where_they_have_nothing_in_common_nothing_is_said(wrong) -> None:
    assert how_related(findings(wrong)) is None


@pytest.mark.parametrize("right", [np.ones_like, lambda x: np.array(x.size), lambda x: x > 0])
def test_of_few_different_numbers_nothing_is_concluded(right) -> None:
    assert how_related(findings(lambda x: right(x) * 2.0, right)) is None


@pytest.mark.parametrize(
    ("task", "source", "words"),
    [
        (
            "scale_pixels",
            "def scale_pixels(i):\n    return tf.cast(i, tf.float32) / 100",
            "2.55 times",
        ),
        ("row_means", "tf.round(tf.reduce_mean(m, axis=1, keepdims=True))", "a whole number"),
        (
            "best_device",
            "def best_device(names, free, needed):\n"
            "    room = {n: f for n, f in zip(names, free) if 'GPU' in n and f >= needed}\n"
            "    return max(room, key=room.get, default='/device:CPU:0').upper()",
            "only in capital letters",
        ),
    ],
)
def test_it_is_said_to_the_learner(task, source, words) -> None:
    assert words in said_of(task, source).message.why
