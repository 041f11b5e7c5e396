"""The lessons in JupyterLab, as a learner meets them: run it all, then use each thing by key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

OUTPUT = ".jp-OutputArea-output"
# All that our cells show. The handle of a slider is ipywidgets' own markup, which gives it a value
# and no name (8.1.9); the picture beside it says what moved.
AUDITED = {"include": [[f".jp-NotebookPanel {OUTPUT}"]], "exclude": [[".noUi-handle"]]}
ROOT = Path(__file__).parents[2]
# Every lesson that shows explorables, but the first, whose own test is below.
LESSONS = sorted(path.name for path in ROOT.glob("notebooks/*.ipynb"))[1:]
_SCROLLS_SIDEWAYS = """() => {
  const page = document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook");
  return page.scrollWidth > page.clientWidth;
}"""


def picture(cell: Locator) -> Locator:
    """The live picture of an explorable."""
    return cell.locator(f"{OUTPUT} svg[role=img]").first


def move_by_keyboard(cell: Locator) -> None:
    """Move the first slider a step, to the side where there is room."""
    slider = cell.get_by_role("slider").first
    at_end = slider.get_attribute("aria-valuenow") == slider.get_attribute("aria-valuemax")
    slider.press("ArrowLeft" if at_end else "ArrowRight")


def explorables(lesson) -> list[tuple[str, Locator]]:
    """What each explorable of a lesson is called, with the cell it stands under."""
    found = []
    for place, source in enumerate(cell["source"] for cell in lesson.cells()):
        call = re.search(r"^explorables\.(?!still)(\w+)\(", source, flags=re.MULTILINE)
        if call:
            found.append((call[1], lesson.cell(place)))
    return found


def picture_for_the_readme(lesson) -> None:
    """Keep a sight of the lesson; `make picture` puts it into the README."""
    lesson.page.set_viewport_size({"width": 1200, "height": 760})
    cell = lesson.cell(lesson.index("explorables.broadcasting("))
    for _ in range(5):
        cell.get_by_role("slider").first.press("ArrowRight")
    expect(picture(cell)).to_have_attribute("aria-label", re.compile(r"r\[1, 2\]"))
    cell.evaluate("cell => cell.scrollIntoView({ block: 'start' })")
    lesson.picture("readme")


# One opening for all that is said of a lesson: TensorFlow's import is what takes the time.
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_runs_its_pictures_answer_to_keys_and_all_of_it_is_accessible(open_notebook, name):
    lesson = open_notebook(f"notebooks/{name}")
    lesson.run_all()
    assert lesson.errors() == []

    shown = explorables(lesson)
    assert shown
    for call, cell in shown:
        cell.scroll_into_view_if_needed()
        expect(picture(cell)).to_be_visible()
        said, drawn = picture(cell).get_attribute("aria-label"), picture(cell).inner_html()
        move_by_keyboard(cell)
        expect(picture(cell)).not_to_have_attribute("aria-label", said)
        assert picture(cell).inner_html() != drawn, f"{call}: the picture stayed as it was"

    audit = Axe().run(lesson.page, context=AUDITED)
    assert audit.violations_count == 0, audit.generate_report()

    if name.startswith("01"):
        picture_for_the_readme(lesson)
    lesson.page.set_viewport_size({"width": 800, "height": 1000})
    for call, cell in shown:
        cell.scroll_into_view_if_needed()
        expect(picture(cell)).to_be_visible()
        lesson.picture(f"{name[:2]}-{call}-at-800")
    assert not lesson.page.evaluate(_SCROLLS_SIDEWAYS)


@pytest.fixture
def start_here(open_notebook):
    """Lesson 00 after Run All."""
    lesson = open_notebook("notebooks/00-start-here.ipynb")
    lesson.run_all()
    return lesson


def test_a_prediction_is_noted_and_compared_and_a_failing_check_turned_into_a_passing_one(
    start_here,
):
    asked = start_here.cell(start_here.index("guess_sum = predict("))
    asked.get_by_label("33").check()
    expect(asked).to_contain_text("You say 33")
    start_here.run_cell("guess_sum.reveal(")
    revealed = start_here.cell(start_here.index("guess_sum.reveal("))
    expect(revealed).to_contain_text("It is [11, 22]")
    expect(revealed).to_contain_text("You predicted 33")

    check = start_here.cell(start_here.index('check("fahrenheit")'))
    expect(check).to_contain_text("Not right yet")
    expect(check).to_contain_text("32 degrees too low")
    right = "def fahrenheit(celsius):\n    return celsius * 1.8 + 32"
    start_here.run_cell("def fahrenheit(celsius)", right)
    start_here.run_cell('check("fahrenheit")')
    expect(check).to_contain_text("✓ Passed")

    audit = Axe().run(start_here.page, context=AUDITED)
    assert audit.violations_count == 0, audit.generate_report()
