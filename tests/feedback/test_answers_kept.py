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
    assert "You say" in saying(asked)
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


def test_what_is_needed_to_ask_again_is_kept(restart, monkeypatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", "/course/notebooks/01-tensors.ipynb")
    asked = predict(*QUESTION)
    asked.control.value = "(2,)"
    asked.reveal((3,))
    restart()
    [kept] = kept_answers.answers().values()
    assert (kept.question, list(kept.options)) == QUESTION
    assert (kept.answer, kept.outcome, kept.lesson) == ("(2,)", "(3,)", "01-tensors")
    assert kept.day == kept_answers.today()


def test_a_file_of_the_first_form_is_read_and_written_on(home, restart) -> None:
    key = kept_answers.question_key(*QUESTION)
    home.mkdir()
    old = {"version": 1, "answers": {key: {"answer": "(2,)", "outcome": "(3,)"}}}
    (home / "answers.json").write_text(json.dumps(old))
    assert kept_answers.answers() == {key: kept_answers.Answer("(2,)", "(3,)")}
    assert predict(*QUESTION).control.disabled
    predict("Another?").control.value = "1"
    restart()
    assert kept_answers.answers()[key] == kept_answers.Answer("(2,)", "(3,)")
    assert len(kept_answers.answers()) == 2


@pytest.mark.parametrize(
    ("entry", "read"),
    [
        ({"answer": "1"}, None),
        (["1", "2"], None),
        ({"answer": "1", "outcome": "2", "sure": float("inf")}, None),
        ({"answer": "1", "outcome": "2", "options": 3}, None),
        ({"answer": "1", "outcome": "2", "sure": 9}, kept_answers.Answer("1", "2", sure=3)),
        ({"answer": "1", "outcome": "2", "day": "Monday"}, kept_answers.Answer("1", "2")),
    ],
)
def test_one_damaged_answer_costs_no_other(home, entry, read) -> None:
    home.mkdir()
    kept = {"a": entry, "b": {"answer": "yes", "outcome": ""}}
    (home / "answers.json").write_text(json.dumps({"version": 2, "answers": kept}))
    there = kept_answers.answers()
    assert there["b"] == kept_answers.Answer("yes")
    assert there.get("a") == read


def test_a_surprise_stays_when_an_answer_is_taken_back_or_given_anew(restart) -> None:
    surprise = kept_answers.Answer("(2,)", "(3,)", sure=kept_answers.SURE, surprised="2026-01-31")
    kept_answers.keep_answer("key", surprise)
    kept_answers.take_back("key")
    restart()
    assert kept_answers.earlier_answer("key") is None and not kept_answers.any_answer()
    taken_back = kept_answers.answers()["key"]
    assert (taken_back.answer, taken_back.surprised) == ("", "2026-01-31")
    kept_answers.keep_answer("key", kept_answers.Answer("(3,)", "(3,)"))
    restart()
    assert kept_answers.answers()["key"].surprised == "2026-01-31"
    kept_answers.keep_answer("other", kept_answers.Answer("1"))
    kept_answers.take_back("other")
    assert "other" not in kept_answers.answers()
