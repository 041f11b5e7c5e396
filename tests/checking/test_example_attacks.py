"""What is said of an example never gives away what is right, whatever is passed as an example."""

from __future__ import annotations

import itertools
import random
from typing import ClassVar

import numpy as np
import pytest

from grader.catalog import assignments, find_task
from grader.course import course
from grader.feedback.checking.examples import example_note
from grader.judging.example_inputs import why_no_example
from grader.judging.example_verdict import ExampleVerdict, judge_example

MATRIX = [[1.0, 3.0], [2.0, 2466.0]]
RIGHT = [[2.0], [1234.0]]
NOT_RIGHT = ExampleVerdict()


def verdict(result, inputs=(MATRIX,), name="row_means"):
    task = find_task(name)
    return judge_example(task, task.draw_cases(course().seed), inputs, {}, result)


class Spy:
    """Compares equal to everything, and keeps what it is compared with."""

    met: ClassVar[list[object]] = []

    def __eq__(self, other):
        Spy.met.append(other)
        return True

    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__
    __sub__ = __rsub__ = __add__ = __radd__ = __mul__ = __eq__
    __hash__ = object.__hash__


class SpyText(Spy, str):
    """A text that slices to itself, so that it may pass through where plain text is made."""

    def __str__(self):
        return self

    def __getitem__(self, item):
        return self


class SpyArray(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        Spy.met.append((ufunc, inputs))
        return True

    def __array_function__(self, func, types, args, kwargs):
        Spy.met.append((func, args))
        return True

    def __eq__(self, other):
        Spy.met.append(other)
        return True

    __hash__ = None


class SpyNumber(Spy, float):
    __module__ = "builtins"


class SpyList(Spy, list):
    pass


class SpyTensor(Spy):
    """What looks like a tensor to whoever asks its class."""

    shape = (2, 1)
    dtype = SpyText("float32")

    def numpy(self):
        return np.zeros((2, 1)).view(SpyArray)

    def __array__(self, *_, **__):
        return self.numpy()


class SaysText(Spy):
    """Says that it is a text, and is none."""

    __class__ = str

    def __str__(self):
        return SpyText("x")


SPIES = {
    "an object": Spy(),
    "a text": SpyText("/device:CPU:0"),
    "an array": np.zeros((2, 1)).view(SpyArray),
    "a number": SpyNumber(2.5),
    "a list": SpyList([SpyNumber(2.5)]),
    "a list of texts": [SpyText("2.0")],
    "a tensor": SpyTensor(),
    "a class of its own": SaysText(),
    "an array of objects": np.array([Spy()], dtype=object),
    "a dict": {SpyText("a"): Spy()},
}


@pytest.mark.parametrize("spy", SPIES.values(), ids=SPIES.keys())
@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("row_means", (MATRIX,)),
        ("best_device", (("/device:CPU:0", "/device:GPU:0"), [1, 9], 5)),
        ("overfitting_starts", ([0.9, 0.5, 0.6], 0.0)),
        ("standardize_split", ([[1.0], [3.0]], [[6.0]])),
    ],
)
def test_an_object_is_never_compared_with_what_is_right(spy, name, inputs):
    Spy.met.clear()
    for result in (spy, [spy], (spy, spy)):
        assert verdict(result, inputs, name) == NOT_RIGHT
    assert Spy.met == []


@pytest.mark.parametrize("spy", SPIES.values(), ids=SPIES.keys())
def test_an_object_in_place_of_an_input_meets_nothing_either(spy):
    Spy.met.clear()
    for inputs in ((spy,), ([spy, spy],)):
        assert not verdict(RIGHT, inputs).right
    assert Spy.met == []


@pytest.mark.parametrize(
    "result",
    [
        [2.0, 1234.0], [[2.0, 1234.0]], [[[2.0], [1234.0]]], 2.0, [], [[]], None, ..., "right",
        [[np.nan], [np.nan]], [[np.inf], [np.inf]], [[-np.inf], [np.inf]], [["2.0"], ["1234.0"]],
        [[2.0 + 0j], [1234.0]], [[2.0], [1235.0]], [[2.0], [1234.0], [0.0]], [[2.0], [1234.0, 0.0]],
        {"a": RIGHT}, {2.0, 1234.0}, (RIGHT, RIGHT), [RIGHT], RIGHT[0], 10**400, [[10**400], [1]],
        lambda: RIGHT, iter(RIGHT), np.array(RIGHT, object), np.array([[2], [1234]], "datetime64[s]"),
        [[True], [True]], range(3), b"2.0", type, Exception("x"),
    ],
)  # fmt: skip
def test_of_what_is_wrong_nothing_is_said_but_that(result):
    assert verdict(result) == NOT_RIGHT
    assert "1234" not in repr(verdict(result))


def test_nothing_of_what_is_right_hangs_on_what_a_cell_gets():
    task = find_task("row_means")
    for result in ([[0.0], [0.0]], RIGHT):
        note = example_note(task, verdict(result))
        assert set(vars(note)) == {"page", "text"}
        assert all(type(value) is str and "1234" not in value for value in vars(note).values())
    first, second = (example_note(task, verdict(wrong)) for wrong in ([[0.0], [1.0]], [2.0, 1.0]))
    assert (first.page, first.text) == (second.page, second.text)


def test_what_is_said_of_a_right_example_names_no_idea():
    for group, name in ((MATRIX, "row_means"), ([[1.0]], "row_means")):
        task = find_task(name)
        right = np.mean(group, axis=1, keepdims=True)
        note = example_note(task, verdict(right, (group,)))
        for idea in task.misconceptions:
            assert idea.key not in note.page and idea.why not in note.page


def test_the_same_example_always_gives_the_same_number():
    numbers = {
        verdict(form(RIGHT), (MATRIX,)).told_apart
        for form, _ in itertools.product((list, tuple, np.array, np.float32), range(5))
    }
    assert len(numbers) == 1


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("row_means", ([[1e308, 1e308]],)),
        ("row_means", ([[np.nan, 1.0]],)),
        ("row_means", ([[np.inf, -np.inf]],)),
        ("row_means", ([[]],)),
        ("row_means", (np.zeros((0, 3)),)),
        ("row_means", (np.zeros((50, 50)),)),
        ("row_means", ([[3e38, 3e38]],)),
        ("standardize", ([],)),
        ("fahrenheit", ([3e38],)),
        ("distances", ([[0.0, 0.0]], [[0.0]])),
        ("channels_first", ([[1.0]],)),
        ("channels_first", ("text",)),
        ("overfitting_starts", ([], 0.0)),
        ("overfitting_starts", (5, 0.0)),
        ("sure_labels", ([[1e300, 0.0]], 0.5)),
        ("descent_step", ([1.0, 2.0], [1.0], 0.0, 0.1)),
        ("timed_comparison", (1.0, 0.0, 1.0)),
    ],
)
def test_odd_inputs_get_a_sentence_without_a_word_of_the_oracle(name, inputs):
    said = verdict(0.0, inputs, name)
    assert said.trouble and not said.right and said.told_apart == 0
    for word in ("Error", "Warning", "broadcast", "operand", "Traceback", "lambda", "0x"):
        assert word not in said.trouble


def test_whatever_is_passed_gets_an_answer_and_never_an_error(capsys):
    draw = random.Random(7)
    things = [
        None, ..., 0, -1, 1.5, True, 10**30, "a", "", b"b", [], [[]], [1, [2]], {}, {"a": 1}, (), (1, 2),
        np.zeros(3), np.zeros((2, 2), np.int8), np.array("a"), np.array([None]), float("nan"), float("inf"),
        len, int, object(), lambda x: x, lambda: 1, [[1.0, 2.0]], [0.5, 0.25], [["a"]], range(4), Spy(),
    ]  # fmt: skip
    for task in (task for group in assignments() for task in group.tasks):
        if why_no_example(task):
            continue
        cases = task.draw_cases(course(task.module).seed)
        for _ in range(60):
            passed = [draw.choice(things) for _ in range(draw.randint(0, 5))]
            said = judge_example(task, cases, passed, {}, draw.choice(things))
            assert isinstance(said, ExampleVerdict)
            assert len(said.trouble) < 900
    assert capsys.readouterr() == ("", "")
