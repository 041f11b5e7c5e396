"""A prediction is compared with what TensorFlow gave, however either is written."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from grader.feedback import ask, predict
from grader.feedback.questions.predictions import NO_CHOICE, in_words

SAME = [
    ((2, 3), "(2, 3)", "[2,3]", "2, 3"),
    ([1, 2], "[1, 2]", "(1, 2)", "[1, 2.0]"),
    (tf.TensorShape([2, None]), "(2, None)", "[2, None]"),
    (tf.zeros([2, 3]).shape, "(2, 3)", " ( 2,3 ) "),
    (tf.shape(tf.zeros([2, 3])), "[2, 3]", "(2, 3)"),
    (tf.float32, "float32", "tf.float32", "'float32'", "FLOAT32"),
    (np.dtype("int64"), "int64"),
    (tf.constant(3), "3", "3.0"),
    (tf.constant(0.1), "0.1", ".1"),
    (tf.constant([0.1, 0.2]), "[0.1, 0.2]", "0.1, 0.2"),
    (tf.constant([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]", "((1, 2), (3, 4))"),
    (tf.Variable([1.5]), "[1.5]"),
    (tf.constant([1.5], tf.bfloat16), "[1.5]"),
    (np.float32(0.3), "0.3"),
    (np.array([True]), "[True]"),
    (0.5, "0.5", "5e-1"),
    (True, "True", "true"),
    (tf.constant(True), "True"),
    (tf.constant("text"), "text", "'text'", '"text"'),
    ("InvalidArgumentError", "InvalidArgumentError"),
    (None, "None"),
]


@pytest.mark.parametrize(("actual", "answer"), [(a, text) for a, *texts in SAME for text in texts])
def test_a_right_prediction_is_right_however_it_is_written(actual, answer) -> None:
    asked = predict("What comes out?")
    asked.control.value = answer
    assert asked.answer == answer
    note = asked.reveal(actual)
    assert "As you predicted" in note.text
    assert asked.control.disabled


@pytest.mark.parametrize(
    ("actual", "answer"),
    [((2, 3), "(3, 2)"), (1, "True"), (True, "1"), (0.1, "0.2"), ([1], "1"), ("a", "{[]}")],
)
def test_a_wrong_prediction_is_told_what_came_out(actual, answer) -> None:
    asked = predict("What comes out?")
    asked.control.value = answer
    note = asked.reveal(actual)
    assert f"It is `{in_words(actual)}`" in note.text
    assert f"You predicted `{answer}`" in note.text


def test_without_a_prediction_the_notebook_runs_on() -> None:
    note = predict("What comes out?", ["1", "2"]).reveal(tf.constant(2))
    assert "It is `2`" in note.text
    assert "no prediction" in note.text


def test_a_choice_is_a_prediction() -> None:
    asked = predict("What comes out?", ["(2,)", "(3,)"])
    asked.control.value = "(3,)"
    assert "run the next cell" in asked._below.value
    assert "As you predicted" in asked.reveal((3,)).text
    assert asked._below.value == ""  # it has run, and says what came out


def test_what_is_none_of_the_choices_is_said_and_nobody_is_called_wrong() -> None:
    note = predict("What comes out?", ["1", "2"]).reveal(4)
    assert "It is `4`" in note.text
    assert NO_CHOICE in note.text


def test_a_question_answers_each_choice_and_says_whether_it_is_right() -> None:
    asked = ask("recall_outcomes")
    said = []
    for option in asked.options:
        asked.control.value = option
        said.append(asked._below.value)
    assert len(set(said)) == 3
    assert sum("Right." in page for page in said) == 1
    assert sum("Not this one." in page for page in said) == 2
    assert all('role="status"' in page for page in said)


@pytest.mark.parametrize("asked", [predict("<script>?", ["<b>", "b"]), ask("recall_gpu")])
def test_a_question_has_three_forms_that_say_the_same(asked) -> None:
    forms = asked._repr_mimebundle_()
    view = forms.pop("application/vnd.jupyter.widget-view+json")
    assert view["model_id"] == asked.widget.model_id
    assert set(forms) == {"text/plain", "text/html"}
    assert "<script" not in forms["text/html"]
    assert asked.title in forms["text/plain"]
    assert asked.title in forms["text/html"]
    assert (
        forms["text/html"].count("<li") == forms["text/plain"].count("\n- ") == len(asked.options)
    )
