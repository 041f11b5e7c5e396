"""A why cell: one sentence of one's own, then an expert's beside it; or neither."""

from __future__ import annotations

import html
import json

import pytest
from ipywidgets.embed import dependency_state

from explorables.page import saved_notebook
from grader import feedback
from grader.autograding.running import silent_feedback
from grader.catalog import find_reason
from grader.feedback import predict, why
from grader.feedback.questions.reasons import EXPERT, LOOK, WRITE_FIRST
from grader.feedback.record import kept_answers

NAME = "literal_wraps"
EXPERTS = find_reason(NAME).expert
SENTENCE = "because <b>300</b> is too `large`"


@pytest.fixture
def restart(monkeypatch):
    """A function: from then on the kernel is a new one."""
    return lambda: monkeypatch.setattr(kept_answers, "_seen", {})


def below(asked) -> str:
    """What stands below the box, as it is read."""
    return html.unescape(asked._below.value)


def test_nobody_meets_the_experts_sentence_before_asking_for_it() -> None:
    asked = why(NAME)
    assert asked._below.value == ""
    for part in asked.widget.children:
        if EXPERTS[:20] in str(part.get_state()):
            assert part.layout.display == "none" and f"<summary>{EXPERT}" in html.unescape(
                part.value
            )


@pytest.mark.parametrize("way", ["Enter", "Compare"])
def test_a_sentence_is_compared_by_enter_and_by_the_button(way) -> None:
    asked = why(NAME)
    asked.box.value = SENTENCE + ("\n" if way == "Enter" else "")
    if way == "Compare":
        assert asked._below.value == ""
        asked.compare.click()
    assert "because &lt;b&gt;300" in asked._below.value
    said = below(asked)
    assert 'role="status"' in said and LOOK in said
    assert said.index("You wrote") < said.index(EXPERT)
    assert asked.box.value == SENTENCE  # without the line break


def test_without_a_sentence_the_box_says_what_to_do_and_keeps_nothing() -> None:
    asked = why(NAME)
    for empty in ("", "  \n"):
        asked.box.value = empty
        asked.compare.click()
        assert WRITE_FIRST.split("`")[0] in below(asked)
        assert EXPERT not in below(asked)
    assert kept_answers.answers() == {}


def test_the_experts_sentence_is_shown_without_writing_one() -> None:
    asked = why(NAME)
    asked.other.click()
    assert EXPERT in below(asked) and "You wrote" not in below(asked)
    assert LOOK not in below(asked)
    assert kept_answers.answers() == {}
    # And who then writes one has it compared.
    asked.box.value = SENTENCE
    asked.compare.click()
    assert "You wrote" in below(asked)


def test_a_sentence_is_there_the_next_day_and_can_be_written_anew(restart) -> None:
    why(NAME).box.value = SENTENCE + "\n"
    restart()
    again = why(NAME)
    assert again.box.value == SENTENCE and EXPERT in below(again)
    assert again.other.description == "Answer again"
    assert "You wrote" in again._repr_mimebundle_()["text/html"]
    again.other.click()
    assert (again.box.value, again._below.value) == ("", "")
    restart()
    assert why(NAME).box.value == "" and kept_answers.answers() == {}


def test_a_sentence_may_be_changed_and_the_last_one_counts(restart) -> None:
    asked = why(NAME)
    asked.box.value = "first\n"
    asked.box.value = "second\n"
    assert "first" not in below(asked)
    restart()
    assert why(NAME).box.value == "second"


def test_what_is_kept_is_no_answer_that_a_review_could_ask_for(home) -> None:
    why(NAME).box.value = "x" * 10_000 + "\n"
    [entry] = kept_answers.answers().values()
    assert (entry.outcome, entry.options) == ("", ())
    assert entry.question == find_reason(NAME).question
    assert (home / "answers.json").stat().st_size < 1500


def test_a_page_without_widgets_folds_the_experts_sentence_away() -> None:
    forms = why(NAME)._repr_mimebundle_()
    before, folded = forms["text/html"].split("<details")
    assert "54" in before and EXPERTS[:20] not in before
    assert f"<summary>{EXPERT}</summary>" in folded and EXPERTS[:20] in folded
    assert forms["text/plain"].endswith(EXPERTS)


@pytest.mark.parametrize("do", ["nothing", "write", "show", "write and open again"])
def test_a_saved_notebook_shows_it_to_hosts_without_widgets(do) -> None:
    asked = why(NAME)
    if "write" in do:
        asked.box.value = SENTENCE + "\n"
    if do != "nothing" and do != "write":
        asked.other.click()
    state = dependency_state([asked.widget])
    data = asked._repr_mimebundle_()
    output = {"output_type": "execute_result", "data": data, "metadata": {}}
    widgets = {saved_notebook.STATE: {"state": state}}
    notebook = {"cells": [{"outputs": [output]}], "metadata": {"widgets": widgets}}
    saved_notebook.bring_up_to_date(notebook)
    page = html.unescape(data["text/html"])
    assert page.count(EXPERTS[:20]) == 1 and "run this cell" not in page
    assert ("<details" in page) == (do in ("nothing", "write and open again"))
    assert ("You wrote" in page) == (do == "write")


def test_whoever_marks_a_notebook_reads_and_keeps_no_sentence(home, monkeypatch) -> None:
    why(NAME).box.value = SENTENCE + "\n"
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    asked = why(NAME)
    assert asked.box.value == ""
    asked.box.value = "another\n"
    written = json.loads((home / "answers.json").read_text())["answers"]
    assert [entry["answer"] for entry in written.values()] == [SENTENCE]


def test_what_cannot_be_written_is_said(tmp_path, monkeypatch) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "a file" / "folder"))
    asked = why(NAME)
    asked.box.value = SENTENCE + "\n"
    assert "Your answer was not kept" in below(asked) and EXPERT in below(asked)


@pytest.mark.parametrize(
    ("name", "said"),
    [("literal_wrap", "Did you mean 'literal_wraps'?"), (3, "a name stands in quotes")],
)
def test_a_name_that_is_none_gets_a_sentence(name, said) -> None:
    assert said in why(name).text


def test_a_prediction_and_a_reason_of_the_same_words_are_kept_apart() -> None:
    question = find_reason(NAME).question
    predict(question).control.value = "54"
    why(NAME).box.value = SENTENCE + "\n"
    assert len(kept_answers.answers()) == 2


def test_every_call_of_the_feedback_has_its_silent_twin_where_a_notebook_is_marked() -> None:
    # An order stands for an answer that was handed out, and says so itself.
    names = [name for name in feedback.__all__ if name != "order"]
    assert silent_feedback.order("name") is ...
    silent = [getattr(silent_feedback, name)("name") for name in names]
    assert {repr(said) for said in silent} == {"(not shown while a notebook is marked)"}
