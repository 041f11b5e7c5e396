"""Questions on a page of Colab's ipywidgets: how sure, why, and a review, answered by keys."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from grader.catalog import assignments, find_reason
from maintenance.browser import find_browser
from tests.colab.notebook_six import CELLS, PATIENCE, open_and_run, serving

REASON = "rounded_back"
PASSED = ("brightness", "count_up")
SOURCES = (
    'from grader.feedback import predict, review, why\n\nguess = predict("11 + 22 gives", ["1122", "33"])',
    "guess",
    "guess.reveal(11 + 22)",
    f'why("{REASON}")',
    "review()",
)
_CELL = "#notebook-container > .cell >> nth={}"
_REVEAL = "() => Jupyter.notebook.execute_cells([2])"


@pytest.fixture
def progress(tmp_path: Path) -> Path:
    """The progress of somebody who passed two tasks some days ago; of the lessons nothing is due."""
    day, today = (date.today() - timedelta(days=5)).isoformat(), date.today().isoformat()
    tasks = {name: {"best": 1.0, "attempts": 2} for name in PASSED}
    dates = {
        question.name: {"day": today, "gap": 30} for one in assignments() for question in one.recall
    }
    dates |= {name: {"day": day, "gap": 2} for name in PASSED}
    file = tmp_path / "workbook" / "progress.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"version": 1, "tasks": tasks, "review": dates}))
    return file


@pytest.fixture
def address(colab_variables, progress, tmp_path):
    """Where Notebook 6 serves a notebook of these cells."""
    variables = colab_variables | {"WORKBOOK_HOME": str(progress.parent)}
    with serving(SOURCES, variables, tmp_path) as there:
        yield there


@pytest.mark.skipif(not find_browser(), reason="there is no Chromium here")
def test_how_sure_and_why_and_a_review_are_answered_by_keys(browser, address, progress):
    page = browser.new_page(viewport={"width": 1000, "height": 1200})
    open_and_run(page, address, len(SOURCES))
    cells = page.evaluate(CELLS)
    _say_how_sure(page)
    _write_a_reason(page)
    _review(page, progress)
    assert page.evaluate(CELLS) == cells  # no key was the notebook's own
    page.close()


def _say_how_sure(page: Page) -> None:
    asked = page.locator(_CELL.format(1))
    asked.get_by_label("1122").press("Space")
    expect(asked.get_by_role("status")).to_contain_text("You say 1122")
    asked.get_by_label("sure", exact=True).press("Space")
    expect(asked.get_by_role("status")).to_contain_text("and are sure")
    page.evaluate(_REVEAL)
    revealed = page.locator(_CELL.format(2))
    expect(revealed).to_contain_text("You predicted 1122, and you were sure.", timeout=PATIENCE)
    expect(asked.get_by_label("sure", exact=True)).to_be_disabled()


def _write_a_reason(page: Page) -> None:
    reason, expert = page.locator(_CELL.format(3)), find_reason(REASON).expert
    box = reason.get_by_label("Your sentence:")
    box.press("Enter")
    expect(reason.get_by_role("status")).to_contain_text("Write a sentence first")
    expect(reason).not_to_contain_text(expert[:30], use_inner_text=True)
    box.press_sequentially("float16 has too few digits")
    box.press("Enter")
    expect(reason.get_by_role("status")).to_contain_text(expert)
    expect(reason.get_by_role("status")).to_contain_text("You wrote: float16 has too few digits")
    expect(box).to_have_value("float16 has too few digits")


def _review(page: Page, progress: Path) -> None:
    cell = page.locator(_CELL.format(4))
    for number in range(1, len(PASSED) + 1):
        expect(cell).to_contain_text(f"question {number} of {len(PASSED)}")
        choices = cell.get_by_role("radio")
        expect(choices.first).to_be_enabled()
        assert [choice.is_checked() for choice in choices.all()] == [False] * choices.count()
        choices.first.press("Space")
        expect(choices.first).to_be_checked()
        cell.get_by_role("button", name="Answer").press("Enter")
        word = "Finish" if number == len(PASSED) else "Next question"
        button = cell.get_by_role("button", name=word)
        expect(button).to_be_focused()
        expect(choices.first).to_be_disabled()
        page.wait_for_timeout(500)  # a second press so soon would be the half of a double click
        button.press("Enter")
    expect(cell).to_contain_text("Review done")
    expect(cell.get_by_role("radio")).to_have_count(0)
    kept = json.loads(progress.read_text())["review"]
    assert {kept[name]["day"] for name in PASSED} == {date.today().isoformat()}
