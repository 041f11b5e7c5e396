"""How sure a learner is of an answer: one click, optional; a mistake they were sure of is pointed out."""

from __future__ import annotations

import json

import pytest
from ipywidgets.embed import dependency_state

from explorables.page import saved_notebook
from grader.feedback import ask, predict
from grader.feedback.questions.confidence import COMES_BACK, LEVELS, RIGHT_GUESS
from grader.feedback.record import kept_answers
from grader.feedback.record.kept_answers import GUESS, NOT_SAID, SURE

QUESTION = ("What comes out?", ["(2,)", "(3,)"])


@pytest.fixture
def restart(monkeypatch):
    """A function: from then on the kernel is a new one."""
    return lambda: monkeypatch.setattr(kept_answers, "_seen", {})


def sure(asked, words: str) -> None:
    """Click on one of the choices."""
    assert not asked.confidence.control.disabled
    asked.confidence.control.value = words


def kept() -> kept_answers.Answer:
    [answer] = kept_answers.answers().values()
    return answer


@pytest.mark.parametrize("words", LEVELS)
@pytest.mark.parametrize("first", ["the answer", "how sure"])
def test_one_click_is_kept_with_the_answer_whichever_comes_first(words, first, restart) -> None:
    asked = predict(*QUESTION)
    if first == "how sure":
        sure(asked, words)
        assert kept_answers.answers() == {}  # there is nothing yet to be sure of
    asked.control.value = "(2,)"
    if first == "the answer":
        sure(asked, words)
    assert words.removeprefix("a ") in asked._below.value
    restart()
    assert kept().sure == LEVELS[words] > NOT_SAID
    again = predict(*QUESTION)
    assert again.confidence.control.value == words and not again.confidence.control.disabled
    assert f"({words})" in again._repr_mimebundle_()["text/html"]


def test_who_says_nothing_is_told_what_they_were_always_told() -> None:
    asked = predict(*QUESTION)
    asked.control.value = "(2,)"
    note = asked.reveal((3,))
    assert note.text.endswith("You predicted `(2,)`. What did you assume that is not so?")
    assert kept().sure == NOT_SAID and kept().surprised == ""
    assert asked.confidence.control.layout.display == "none"


def test_a_wrong_prediction_one_was_sure_of_is_pointed_out_in_every_form(restart) -> None:
    asked = predict(*QUESTION)
    asked.control.value = "(2,)"
    sure(asked, "sure")
    note = asked.reveal((3,))
    assert "You predicted `(2,)`, and you were sure." in note.text and COMES_BACK in note.text
    assert COMES_BACK in note._repr_html_()
    assert asked.confidence.control.disabled and asked.confidence.control.layout.display != "none"
    assert kept().surprised == kept_answers.today()
    restart()
    again = predict(*QUESTION)
    assert "and were sure" in again._below.value
    assert COMES_BACK in again.reveal((3,)).text


@pytest.mark.parametrize("words", ["a guess", "fairly sure"])
def test_a_mistake_one_was_not_sure_of_is_no_surprise(words) -> None:
    asked = predict(*QUESTION)
    asked.control.value = "(2,)"
    sure(asked, words)
    assert COMES_BACK not in asked.reveal((3,)).text
    assert kept().surprised == "" and kept().outcome == "(3,)"


def test_a_right_guess_is_asked_for_its_reason_and_other_right_answers_are_not() -> None:
    for words in LEVELS:
        asked = predict(f"{words}?", QUESTION[1])
        asked.control.value = "(3,)"
        sure(asked, words)
        note = asked.reveal((3,))
        assert note.text.startswith("As you predicted: `(3,)`")
        assert (RIGHT_GUESS in note.text) == (LEVELS[words] == GUESS)


def test_a_surprise_stays_when_the_question_is_answered_again(restart) -> None:
    asked = predict(*QUESTION)
    asked.control.value = "(2,)"
    sure(asked, "sure")
    asked.reveal((3,))
    asked.again.click()
    assert asked.confidence.control.value is None and not asked.confidence.control.disabled
    assert (kept().answer, kept().surprised) == ("", kept_answers.today())
    restart()
    again = predict(*QUESTION)
    assert again.answer is None and again.control.value is None
    again.control.value = "(3,)"
    assert "As you predicted" in again.reveal((3,)).text
    restart()
    assert (kept().answer, kept().sure, kept().surprised) == (
        "(3,)",
        NOT_SAID,
        kept_answers.today(),
    )


def test_the_day_is_that_of_the_answer_and_not_of_a_later_run(restart, monkeypatch) -> None:
    monkeypatch.setattr("grader.feedback.questions.choices.today", lambda: "2026-01-30")
    asked = predict(*QUESTION)
    asked.control.value = "(2,)"
    asked.reveal((3,))
    restart()
    monkeypatch.setattr("grader.feedback.questions.choices.today", lambda: "2026-02-15")
    predict(*QUESTION).reveal((3,))
    assert kept().day == "2026-01-30"


def right_and_wrong(asked) -> tuple[str, str]:
    wrong = next(text for text, option in asked._choices.items() if not option.right)
    return asked._right, wrong


def test_a_question_takes_how_sure_one_is_above_the_choices_before_the_first_choice() -> None:
    asked = ask("recall_outcomes")
    rows = asked.widget.children
    assert rows.index(asked.confidence.control) < rows.index(asked.control)
    right, wrong = right_and_wrong(asked)
    sure(asked, "sure")
    asked.control.value = wrong
    assert "Not this one, and you were sure." in asked._below.value
    assert COMES_BACK in asked._below.value
    assert asked.confidence.control.disabled
    assert (kept().outcome, kept().sure, kept().surprised) == (right, SURE, kept_answers.today())
    # Who goes on to the other choices has read a response, and is asked nothing of it.
    asked.control.value = right
    assert (kept().answer, kept().sure) == (right, NOT_SAID)
    assert kept().surprised == kept_answers.today()


def test_a_question_that_was_answered_asks_no_more_how_sure_one_is(restart) -> None:
    right, wrong = right_and_wrong(asked := ask("recall_outcomes"))
    asked.control.value = wrong
    assert "you were sure" not in asked._below.value
    restart()
    again = ask("recall_outcomes")
    assert again.confidence.control.disabled
    again.control.value = right
    assert kept().surprised == "" and kept().outcome == right


def test_a_saved_notebook_shows_no_row_and_still_says_how_sure_one_was() -> None:
    asked = predict(*QUESTION)
    asked.control.value = "(2,)"
    sure(asked, "fairly sure")
    data = asked._repr_mimebundle_()
    widgets = {saved_notebook.STATE: {"state": dependency_state([asked.widget])}}
    output = {"output_type": "execute_result", "data": data, "metadata": {}}
    notebook = {"cells": [{"outputs": [output]}], "metadata": {"widgets": widgets}}
    saved_notebook.bring_up_to_date(notebook)
    assert "a guess" not in data["text/html"] and "and are fairly sure" in data["text/html"]


def test_whoever_marks_a_notebook_leaves_no_trace(home, monkeypatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    asked = predict(*QUESTION)
    asked.control.value = "(2,)"
    sure(asked, "sure")
    asked.reveal((3,))
    assert not home.exists() and kept_answers.answers() == {}


def test_without_widgets_a_question_has_no_row_and_is_asked_all_the_same(monkeypatch) -> None:
    monkeypatch.setattr("grader.feedback.questions.choices.find_spec", lambda _: None)
    asked = predict(*QUESTION)
    assert asked.confidence is None
    assert "no prediction" in asked.reveal((3,)).text


def test_the_file_says_its_form(home) -> None:
    predict(*QUESTION).control.value = "(2,)"
    written = json.loads((home / "answers.json").read_text())
    assert written["version"] == 2
    [entry] = written["answers"].values()
    assert {"answer", "outcome", "sure", "question", "options", "day", "surprised"} <= set(entry)
