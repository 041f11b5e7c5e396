"""A panel says in words what its color says, and holds text as text."""

from __future__ import annotations

import subprocess
import sys

import pytest

from grader.feedback.page import note as module
from grader.feedback.page.note import (
    GOOD,
    OPEN,
    PARTLY,
    PLAIN,
    WRONG,
    Note,
    block,
    note,
    panel,
    prose,
)


@pytest.mark.parametrize("tone", [GOOD, PARTLY, WRONG, OPEN, PLAIN])
def test_a_panel_has_its_title_in_words_and_its_mark_for_the_eye_only(tone) -> None:
    page = panel(tone, "Title", "aside", "")
    assert "Title" in page
    assert "aside" in page
    if tone.mark:
        assert f'<span aria-hidden="true">{tone.mark}</span>' in page


def test_tones_differ_in_more_than_color() -> None:
    marks = [tone.mark for tone in (GOOD, PARTLY, WRONG, OPEN, PLAIN)]
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize("make", [prose, block, lambda text: note(text, text, code=text).page])
def test_markup_is_shown_as_text(make) -> None:
    page = make("<script>&`<i>`'\"")
    assert "<script" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;&amp;" in page


def test_backticks_become_code() -> None:
    assert ">a &lt; b</code>" in prose("see `a < b` here")


def test_a_block_can_be_reached_and_scrolled_from_the_keyboard() -> None:
    assert 'tabindex="0"' in block("x" * 1000)


def test_a_note_has_a_page_and_a_text() -> None:
    shown = note("Title", "One.", "Two.", code="x = 1")
    assert isinstance(shown, Note)
    assert repr(shown) == "Title\nOne.\nTwo.\nx = 1"
    assert shown._repr_html_() == shown.page
    assert module.note is note


WITHOUT_WIDGETS = """
import sys
sys.modules["ipywidgets"] = None
from grader.feedback import ask, check, hint, predict, progress, solution
asked = predict("Which shape?", ["(2,)", "(3,)"])
for question in (asked, predict("How many?"), ask("recall_gpu")):
    forms = question._repr_mimebundle_()
    assert set(forms) == {"text/plain", "text/html"}, forms
    assert question.question in forms["text/plain"]
assert "(2,)" in asked._repr_mimebundle_()["text/html"]
assert "Decide before" in asked._repr_mimebundle_()["text/html"]
assert "It is `(2,)`" in asked.reveal((2,)).text
assert "Not attempted" in check("shapes")._repr_html_()
assert "not begun" in progress().text and "Try first" in solution("shapes").text
assert "tensorflow" not in sys.modules
"""


def test_without_ipywidgets_the_static_page_is_there(repository) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_WIDGETS], cwd=repository, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
