"""A review in a real JupyterLab: by keys alone, interrupted and gone on with, dark and narrow."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from grader.catalog import assignments
from grader.feedback.reviewing.review_page import CALL
from tests.browser.conftest import Notebook, open_in
from tests.browser.server import starting_lab

PASSED = ("row_means", "brightness", "distances", "count_up", "tensor_bytes", "slope_at")
_THEME = "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
_ON = "() => [document.activeElement.tagName, document.activeElement.textContent]"
_SIDEWAYS = """() => [...document.querySelectorAll('.workbook-live, .workbook-live *')].filter(
  node => node.clientWidth && node.scrollWidth > node.clientWidth + 1 && node.tagName != 'PRE'
    && !['visible', 'clip'].includes(getComputedStyle(node).overflowX)).map(node => node.className)"""


@pytest.fixture
def progress(tmp_path: Path) -> Path:
    """The progress of somebody who passed six tasks some days ago."""
    file = tmp_path / "home" / "workbook" / "progress.json"
    file.parent.mkdir(parents=True)
    day = (date.today() - timedelta(days=5)).isoformat()
    tasks = {name: {"best": 1.0, "attempts": 2} for name in PASSED}
    dates = {name: {"day": day, "gap": 2} for name in PASSED}
    later = {"day": date.today().isoformat(), "gap": 30}  # the lessons' questions are not due yet
    dates |= {question.name: later for one in assignments() for question in one.recall}
    file.write_text(json.dumps({"version": 1, "tasks": tasks, "review": dates}))
    return file


@pytest.fixture
def notebook(page, repository, tmp_path, progress) -> Notebook:
    """The cell that a learner runs, open in a server of its own: progress is one for all it serves."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [nbformat.v4.new_code_cell(CALL), nbformat.v4.new_code_cell("# more")]
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    (tmp_path / "course").mkdir()
    nbformat.write(made, tmp_path / "course" / "review.ipynb")
    with starting_lab(tmp_path / "course", tmp_path / "home", repository, warm=False) as ready:
        yield open_in(ready(), page, "review.ipynb", "review")


def dates(progress: Path) -> dict:
    return json.loads(progress.read_text(encoding="utf-8"))["review"]


def answered_today(progress: Path) -> list[str]:
    today = date.today().isoformat()
    return [name for name in PASSED if dates(progress)[name]["day"] == today]


def a_day_later(progress: Path) -> None:
    """What the file says as it is read tomorrow: everything was a day earlier."""
    data = json.loads(progress.read_text(encoding="utf-8"))
    for seen in data["review"].values():
        seen["day"] = (date.fromisoformat(seen["day"]) - timedelta(days=1)).isoformat()
    progress.write_text(json.dumps(data), encoding="utf-8")


def restart(notebook: Notebook) -> None:
    """Restart the kernel, as by the menu; the command itself ends after its question is answered."""
    notebook.page.evaluate("() => void jupyterapp.commands.execute('kernelmenu:restart')")
    notebook.page.locator(".jp-Dialog .jp-mod-accept").click()
    expect(notebook.page.locator(".jp-Dialog")).to_have_count(0)
    notebook.wait_idle()


def tab_to(page: Page, tag: str, text: str = "") -> None:
    """Press Tab until something of this kind has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(_ON) == [tag, text]:
            return
    raise AssertionError(f"Tab does not reach {tag} {text}")


def test_a_review_by_keys_alone(notebook: Notebook, progress: Path) -> None:
    page = notebook.page
    notebook.run_cell(CALL)
    cell = notebook.cell(0)
    expect(cell).to_contain_text("question 1 of 6, about 5 minutes")
    assert answered_today(progress) == []

    # Into the question with Tab, as far as its first choice.
    page.keyboard.press("Escape")
    tab_to(page, "INPUT")
    tab_to(page, "BUTTON", "Answer")
    page.keyboard.press("Enter")
    expect(cell.get_by_role("status")).to_contain_text("Choose an answer first")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(cell.get_by_role("radio").last).to_be_checked()
    notebook.picture("review-chosen")
    tab_to(page, "BUTTON", "Answer")
    page.keyboard.press("Enter")
    expect(cell.get_by_role("button", name="Next question")).to_be_focused()
    expect(cell.get_by_role("radio").first).to_be_disabled()
    assert len(answered_today(progress)) == 1
    notebook.picture("review-answered")

    # The next question's words have the focus; its first choice is one Tab further.
    for number in range(2, 7):
        page.wait_for_timeout(
            500
        )  # what comes as soon as the second half of a double click does not count
        page.keyboard.press("Enter")
        expect(cell).to_contain_text(f"question {number} of 6")
        page.wait_for_function(
            "words => document.activeElement.textContent.includes(words)",
            arg=f"question {number} of 6",
        )
        expect(cell.get_by_role("radio").first).not_to_be_checked()
        tab_to(page, "INPUT")
        page.keyboard.press("Space")
        tab_to(page, "BUTTON", "Answer")
        page.keyboard.press("Enter")
        word = "Finish" if number == 6 else "Next question"
        expect(cell.get_by_role("button", name=word)).to_be_focused()
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")
    expect(cell).to_contain_text("Review done")
    expect(cell).to_contain_text("Come back")
    expect(cell.get_by_role("radio")).to_have_count(0)
    assert sorted(answered_today(progress)) == sorted(PASSED)
    notebook.picture("review-done")

    # Run again on the same day, nothing is due; on the next one, what went wrong is.
    notebook.run_cell(CALL)
    expect(notebook.cell(0)).to_contain_text("nothing is due today")
    notebook.picture("review-nothing-due")
    wrong = [name for name in PASSED if dates(progress)[name]["gap"] == 1]
    a_day_later(progress)
    restart(notebook)
    notebook.run_cell(CALL)
    if wrong:
        expect(notebook.cell(0)).to_contain_text(f"question 1 of {len(wrong)}")
    assert notebook.errors() == []


def test_a_review_that_is_interrupted_goes_on_dark_and_narrow(
    notebook: Notebook, progress: Path
) -> None:
    page = notebook.page
    page.evaluate(_THEME, "JupyterLab Dark")
    page.evaluate("() => jupyterapp.shell.collapseLeft()")
    page.set_viewport_size({"width": 350, "height": 900})
    notebook.run_cell(CALL)
    cell = notebook.cell(0)
    cell.get_by_role("radio").nth(1).check()
    cell.get_by_role("button", name="Answer").click()
    expect(cell.get_by_role("status")).to_be_visible()
    notebook.picture("review-dark-narrow")
    assert page.evaluate(_SIDEWAYS) == []
    # The kernel dies; what was answered is not asked again.
    restart(notebook)
    notebook.run_cell(CALL)
    expect(notebook.cell(0)).to_contain_text("question 1 of 5")
    assert len(answered_today(progress)) == 1
