"""Lines of code are brought into order by pointer and by keys, and the order is saved with the notebook."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

EXERCISE = "exercises/04-gradient-tape/04-gradient-tape.ipynb"
CALL = 'order("descent_step")'
RIGHT = "D B H F"


@pytest.fixture(scope="module")
def notebook(open_for_all):
    opened = open_for_all(EXERCISE)
    opened.run_cell("from grader.feedback import")
    opened.run_cell(CALL)
    return opened


@pytest.fixture
def lines(notebook):
    """The cell with the lines, none of them in the function."""
    cell = notebook.cell(notebook.index(CALL))
    cell.get_by_label("In letters:").fill("")
    cell.get_by_label("In letters:").press("Enter")
    expect(cell.locator("ol[aria-label] li")).to_have_count(0)
    yield cell


def letters(cell):
    return cell.locator("ol[aria-label] li").evaluate_all(
        "rows => rows.map(row => row.dataset.letter).join(' ')"
    )


def focused(notebook):
    return notebook.page.evaluate("() => document.activeElement.getAttribute('aria-label')")


def test_keys_alone_bring_lines_into_order_and_the_line_that_moves_keeps_the_focus(notebook, lines):
    page = notebook.page
    said = lines.get_by_role("status").first
    lines.get_by_role("button", name="Put in line B").focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text("Line B is now 1 of 1: slope = tape.gradient(error, w)")
    assert focused(notebook).startswith("Leave out line B, 1 of 1")
    page.keyboard.press("ArrowDown")
    assert focused(notebook).startswith("Put in line A")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(said).to_contain_text("Line D is now 2 of 2: with tf.GradientTape()")
    page.keyboard.press("Alt+ArrowUp")
    expect(said).to_contain_text("Line D is now 1 of 2")
    assert focused(notebook).startswith("Leave out line D, 1 of 2")
    page.keyboard.press("Alt+ArrowUp")
    expect(said).to_have_text("Line D is the first already.")
    page.keyboard.press("Shift+Tab")
    assert focused(notebook) == "Move line D down, from 1 of 2"
    page.keyboard.press("Enter")
    assert letters(lines) == "B D"
    assert focused(notebook) == "Move line D down, from 2 of 2"
    page.keyboard.press("Backspace")
    assert letters(lines) == "B"
    expect(said).to_contain_text("Line D is left out")
