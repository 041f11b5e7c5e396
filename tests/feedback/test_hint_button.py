"""Below a check that has not passed, a button opens the task's hints, one after the other."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from explorables.page.host import LIVE
from explorables.page.saved_notebook import STATE, VIEW, bring_up_to_date
from grader.catalog import find_task
from grader.course import course
from grader.feedback.checking import checks, hints
from grader.feedback.checking.hint_button import NoteWithHints
from grader.feedback.page.note import Note

HINTS = find_task("row_means").hints


def shown(note: NoteWithHints) -> NoteWithHints:
    """The note once a notebook has shown it."""
    note._repr_mimebundle_()
    return note


def below(note: NoteWithHints) -> str:
    """What stands below the button, in words."""
    return re.sub(r"<style>.*?</style>|<[^>]*>", "", note._below.value)


def announced(note: NoteWithHints) -> str:
    """What a screen reader says of it."""
    said = re.findall(r'role="status"[^>]*>(.*?)</div>', note._below.value, re.S)
    assert len(said) <= 1
    return re.sub("<[^>]*>", "", "".join(said))


def words(hint: str) -> str:
    return hint.replace("`", "").replace("'", "&#x27;")


def test_each_press_opens_the_next_hint_and_earlier_ones_stay(run, cells, home) -> None:
    note = shown(run(cells["wrong"]))
    assert below(note) == ""
    for level in (1, 2, 3):
        assert note.button.description == f"Hint {level} of 3"
        note.button.click()
        places = [below(note).find(words(hint)) for hint in HINTS[:level]]
        assert places == sorted(places) and -1 not in places
        assert announced(note) == f"Hint {level} of 3. {words(HINTS[level - 1])}"
        saved = json.loads((home / "progress.json").read_text())["tasks"]["row_means"]
        assert saved["hints"] == level and "solution" not in saved
    assert "tf.reduce_mean(matrix" not in below(note)


def test_after_the_last_hint_an_attempt_opens_a_solution(run, cells, home) -> None:
    note = shown(run(cells["wrong"]))
    for _ in HINTS:
        note.button.click()
    assert note.button.description == "Show a solution"
    note.button.click()
    assert "One way to solve it." in announced(note)
    assert "return tf.reduce_mean(matrix, axis=1, keepdims=True)" in below(note)
    assert json.loads((home / "progress.json").read_text())["tasks"]["row_means"]["solution"]


def test_without_an_attempt_there_is_no_solution(run, cells) -> None:
    note = shown(run(cells["none"]))
    for _ in HINTS:
        note.button.click()
    assert note.button.description == "Hide the hints"


def test_where_solutions_are_switched_off_there_is_none(run, cells, monkeypatch) -> None:
    closed = replace(course(), worked_solutions=False)
    for module in (checks, hints):
        monkeypatch.setattr(module, "course", lambda _name=None: closed)
    note = shown(run(cells["wrong"]))
    for _ in HINTS:
        note.button.click()
    assert note.button.description == "Hide the hints"
    assert "solution" not in note._advice


def test_when_all_is_open_the_button_hides_and_shows_it(run, cells) -> None:
    note = shown(run(cells["none"]))
    for _ in HINTS:
        note.button.click()
    opened = below(note)
    note.button.click()
    assert (note.button.description, below(note)) == ("Show the hints", "")
    note.button.click()
    assert (note.button.description, below(note)) == ("Hide the hints", opened)


def test_checked_again_the_hints_stay_open(run, cells) -> None:
    note = shown(run(cells["wrong"]))
    note.button.click()
    again = shown(run(cells["wrong"]))
    assert words(HINTS[0]) in below(again) and announced(again) == ""
    assert again.button.description == "Hint 2 of 3"
    assert shown(run(cells["none"])).button.description == "Hint 1 of 3"  # another task


def beside(note: NoteWithHints) -> str:
    """What stands beside the button, in words."""
    _, row, _ = note.widget.children
    assert row.children[0] is note.button
    return re.sub("<[^>]*>", "", row.children[1].value).replace("&quot;", '"')


def test_what_to_type_is_said_beside_the_button_and_nothing_that_would_not_open(run, cells) -> None:
    note = shown(run(cells["none"]))
    assert beside(note) == 'The same in a new cell: hint("distances").'
    note = shown(run(cells["wrong"]))
    assert beside(note) == 'The same in a new cell: hint("row_means"), solution("row_means").'


def test_the_static_page_has_no_button_and_says_what_to_type(run, cells) -> None:
    forms = run(cells["wrong"])._repr_mimebundle_()
    assert set(forms) == {"text/plain", "text/html", VIEW}
    assert forms["text/plain"] == "0.0"
    assert "<button" not in forms["text/html"]
    assert "hint(&quot;row_means&quot;)" in forms["text/html"]


def test_without_a_kernel_what_was_opened_is_there_and_it_says_what_to_do(run, cells) -> None:
    from ipywidgets.embed import dependency_state

    note = shown(run(cells["wrong"]))
    note.button.click()
    assert LIVE in note.widget._dom_classes
    assert "To open a hint here, run this cell." in note.widget.children[0].value
    forms = note._repr_mimebundle_()
    notebook = {
        "cells": [{"outputs": [{"data": forms}]}],
        "metadata": {"widgets": {STATE: {"state": dependency_state([note.widget])}}},
    }
    bring_up_to_date(notebook)
    page = re.sub("<[^>]*>", "", forms["text/html"])
    for said in ("Not right yet", words(HINTS[0]), "hint(&quot;row_means&quot;)"):
        assert said in page
    assert "run this cell" not in page


def test_a_check_that_passed_has_none(run, cells) -> None:
    assert type(run(cells["right"])) is Note


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_where_nbgrader_runs_the_notebook_there_is_none(run, cells, monkeypatch, mode) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    assert type(run(cells["partly"])) is Note


def test_what_could_not_be_kept_is_said(run, cells, tmp_path, monkeypatch) -> None:
    note = shown(run(cells["wrong"]))
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "a file" / "folder"))
    note.button.click()
    assert words(HINTS[0]) in below(note)
    assert "Your progress was not saved" in below(note)


def test_a_check_that_is_not_shown_makes_no_widgets(run, cells) -> None:
    assert run(cells["wrong"]).widget is None
