"""A question asked in another process is the one asked here; tests/tasks asks every task so."""

import numpy as np
import pytest

from grader.probing.crossing import answer_question, write_question
from grader.probing.probe import observe
from grader.probing.questions import Call, Case


@pytest.mark.parametrize(
    "value",
    [
        np.array([[1.5, 2]], np.float32),
        np.array(["a", "b"]),
        np.array(2.5),
        7,
        2.5,
        True,
        "text",
        None,
        [1, "two", (3.0, None)],
        {"key": [1, 2]},
        (1, 2),
    ],
    ids=repr,
)
def test_an_input_arrives_as_the_case_had_it(value):
    seen = []
    question = write_question(Call("answer"), [Case({"value": value})])
    answer_question(question, {"answer": seen.append}, convert=np.array)
    (arrived,) = seen
    assert type(arrived) is type(value)
    assert repr(arrived) == repr(value)


def test_neither_truth_nor_label_nor_expected_value_is_in_a_question():
    case = Case({"x": 1}, label="the special one", truth=np.array([123456]))
    question = write_question(Call("answer"), [case])
    assert "special" not in question
    assert "123456" not in question


def test_a_drive_goes_along_by_its_source():
    question = write_question(Call("answer", twice, "called twice"), [Case({"x": 3})])
    seen = answer_question(question, {"answer": lambda x: x + 1})
    assert seen == observe(Call("answer", twice), [Case({"x": 3})], {"answer": lambda x: x + 1})


def twice(answer, x):
    return answer(answer(x))


def test_an_input_that_cannot_cross_is_named():
    with pytest.raises(ValueError, match="set"):
        write_question(Call("answer"), [Case({"x": {1, 2}})])
