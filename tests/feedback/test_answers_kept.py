"""What was answered is there after a restart, in the question and for what comes after it."""

from __future__ import annotations

import json

import pytest

from grader.feedback import ask, predict
from grader.feedback.questions.choices import Choices
from grader.feedback.record import kept_answers

QUESTION = ("What comes out?", ["(2,)", "(3,)"])


@pytest.fixture
def restart(monkeypatch):
    """A function: from then on the kernel is a new one."""
    return lambda: monkeypatch.setattr(kept_answers, "_seen", {})


def saying(asked: Choices) -> str:
    return asked._below.value


def test_a_prediction_is_there_after_a_restart_and_is_compared(restart) -> None:
    predict(*QUESTION).control.value = "(3,)"
    restart()
    asked = predict(*QUESTION)
    assert asked.control.value == "(3,)" and not asked.control.disabled
    assert "You said" in saying(asked)
    assert "(3,)" in asked._repr_mimebundle_()["text/html"].split("</ul>")[1]
    assert "As you predicted" in asked.reveal((3,)).text


def test_a_prediction_that_was_compared_comes_back_locked_with_what_came_out(restart) -> None:
    asked = predict(*QUESTION)
    asked.control.value = "(2,)"
    asked.reveal((3,))
    restart()
    again = predict(*QUESTION)
    assert again.control.disabled and again.control.value == "(2,)"
    assert "You predicted" in saying(again) and "(3,)" in saying(again)
    assert "You predicted `(2,)`" in again.reveal((3,)).text


def test_a_learner_can_answer_anew(restart) -> None:
    asked = predict(*QUESTION)
    asked.control.value = "(2,)"
    assert asked.again.layout.display == "none"
    asked.reveal((3,))
    assert asked.again.layout.display != "none"
    asked.again.click()
    assert asked.answer is None and asked.control.value is None and not asked.control.disabled
    asked.control.value = "(3,)"
    restart()
    assert predict(*QUESTION).answer == "(3,)"


def test_a_typed_prediction_is_there_after_a_restart(restart) -> None:
    predict("Which shape?").control.value = "2, 3"
    restart()
    asked = predict("Which shape?")
    assert asked.control.value == "2, 3"
    assert "As you predicted" in asked.reveal((2, 3)).text


def test_an_answered_question_shows_its_response_after_a_restart(restart) -> None:
    first = ask("recall_outcomes")
    first.control.value = first.options[0]
    said = saying(first)
    restart()
    again = ask("recall_outcomes")
    assert saying(again) == said and not again.control.disabled


def test_another_wording_is_another_question(restart) -> None:
    predict(*QUESTION).control.value = "(2,)"
    assert predict(QUESTION[0], ["(2,)", "(4,)"]).answer is None
    assert predict("What comes out now?", QUESTION[1]).answer is None


def test_whoever_marks_a_notebook_reads_and_keeps_no_answers(home, monkeypatch) -> None:
    predict(*QUESTION).control.value = "(2,)"
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    asked = predict(*QUESTION)
    assert asked.answer is None
    asked.control.value = "(3,)"
    kept = json.loads((home / "answers.json").read_text())["answers"]
    assert [one["answer"] for one in kept.values()] == ["(2,)"]


def test_a_file_that_cannot_be_read_loses_no_answer_of_this_kernel(home) -> None:
    predict(*QUESTION).control.value = "(2,)"
    (home / "answers.json").write_text('{"answers": [1]}')
    assert predict(*QUESTION).answer == "(2,)"


def test_what_cannot_be_written_is_said(tmp_path, monkeypatch) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "a file" / "folder"))
    asked = predict(*QUESTION)
    asked.control.value = "(2,)"
    assert "Your answer was not kept" in saying(asked)
    assert predict(*QUESTION).answer == "(2,)"


def test_the_file_keeps_a_bounded_number_of_answers(home, monkeypatch) -> None:
    monkeypatch.setattr(kept_answers, "_MOST", 3)
    for number in range(5):
        predict(f"Question {number}?").control.value = "1"
    assert len(json.loads((home / "answers.json").read_text())["answers"]) == 3
