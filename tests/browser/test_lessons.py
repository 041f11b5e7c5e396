"""Lesson 01 in JupyterLab, as a learner meets it: run it all, then move each explorable by key."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

LESSON = "notebooks/01-tensors.ipynb"
OUTPUT = ".jp-OutputArea-output"


@pytest.fixture
def lesson(open_notebook):
    notebook = open_notebook(LESSON)
    notebook.run_all()
    return notebook


def output_of(notebook, call):
    """The cell that calls an explorable, with its output."""
    return notebook.cell(notebook.index(call))


def picture(cell):
    return cell.locator(f"{OUTPUT} .widget-html-content svg[role=img]").first


def alternative(cell):
    return picture(cell).get_attribute("aria-label") or picture(cell).inner_text()


def test_lesson_01_runs_and_its_explorables_answer_to_the_keyboard(lesson):
    assert lesson.errors() == []
    for call in ("explorables.shape(", "explorables.axis(", "explorables.broadcasting("):
        cell = output_of(lesson, call)
        expect(picture(cell)).to_be_visible()
        before, said = picture(cell).inner_html(), alternative(cell)
        move_by_keyboard(cell)
        expect(picture(cell)).not_to_have_attribute("aria-label", said)
        assert picture(cell).inner_html() != before, f"{call}: the picture did not change"
    lesson.picture("lesson-01")


def move_by_keyboard(cell):
    """Move the first slider one step, or type other shapes where the controls are text boxes."""
    sliders = cell.locator(".noUi-handle:visible")
    if sliders.count():
        sliders.first.focus()
        sliders.first.press("ArrowRight")
    else:
        box = cell.locator("input[type=text]:visible").first
        box.fill("4, 1")
        box.press("Enter")


def test_every_output_of_lesson_01_passes_the_accessibility_audit(lesson):
    audit = Axe().run(lesson.page, context=f".jp-NotebookPanel {OUTPUT}")
    assert audit.violations_count == 0, audit.generate_report()


def test_a_prediction_is_noted_and_compared_with_what_came_out(open_notebook):
    notebook = open_notebook("notebooks/00-start-here.ipynb")
    notebook.run_all()
    cell = notebook.cell(notebook.index("guess_sum = predict("))
    cell.get_by_label("33").check()
    expect(cell).to_contain_text("You say 33")
    run_cell(notebook, "guess_sum.reveal(")
    revealed = notebook.cell(notebook.index("guess_sum.reveal("))
    expect(revealed).to_contain_text("You predicted 33")
    expect(revealed).to_contain_text("It is [11, 22]")


def run_cell(notebook, text):
    """Run one cell as a learner does, by Ctrl+Enter in its editor."""
    notebook.cell(notebook.index(text)).locator(".cm-content").press("Control+Enter")
    notebook.wait_idle()


def test_the_page_holds_no_horizontal_scroll_at_800_pixels(lesson):
    lesson.page.set_viewport_size({"width": 800, "height": 1000})
    cell = output_of(lesson, "explorables.shape(")
    expect(picture(cell)).to_be_visible()
    wide = lesson.page.evaluate(
        "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    assert not wide
    lesson.picture("lesson-01-at-800")
    assert re.search(r"rank", alternative(cell))
