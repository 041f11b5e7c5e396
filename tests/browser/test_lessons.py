"""The lessons in JupyterLab, as a learner meets them: cell by cell with Shift+Enter, in a window of a
laptop and in a small one; then each thing is used by key, and the lesson saved."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from explorables.page.host import SMALLEST
from tests.browser import moving_picture
from tests.browser.conftest import SCREENSHOTS
from tests.browser.parameters import set_parameters
from tests.browser.walking import Sight, look, walk

OUTPUT = ".jp-OutputArea-output"
# All that our cells show. The handle of a slider is ipywidgets' own markup, which gives it a value
# and no name (8.1.9); the picture beside it says what moved.
AUDITED = {"include": [[f".jp-NotebookPanel {OUTPUT}"]], "exclude": [[".noUi-handle"]]}
ROOT = Path(__file__).parents[2]
# Every lesson that shows explorables, but the first, whose own test is below.
LESSONS = sorted(path.name for path in ROOT.glob("notebooks/*.ipynb"))[1:]
# What each computes is seen to where it is executed whole. Here it has less to compute: values for its
# cell of parameters, by the lesson's number.
SMALL: dict[str, dict[str, object]] = {
    "01": {"digits_shown": 6},
    "02": {"steps": 4},
    "03": {},  # it computes little
    "04": {"steps": 20},
    "05": {"line_epochs": 20, "digit_epochs": 2},
    "06": {"rows": 120, "epochs": 4},
    "07": {"repeat": 3, "links": 20, "race_sizes": [4, 16], "race_seconds": 0.5},
    "08": {"epochs": 1, "long_epochs": 2, "player_steps": 50},
    "09": {"epochs": 1},
    "10": {"spiral_steps": 40, "steps": 20, "depths": [3, 20]},
    "11": {"epochs": 6, "few_epochs": 12, "transfer_epochs": 10},
    "12": {"sentence_count": 60, "epochs": 1},
    "13": {"other_python": False},
    "14": {"epochs": 2},
}
LAPTOP = {"width": 1200, "height": 760}
SMALL_WINDOW = {"width": 800, "height": 760}  # with the file browser open, as JupyterLab has it
# px, in that window: from the first control of a picture to its end. The view of the notebook is some
# 640 px high, so wherever the end of a picture is in view, its controls and its sentence are, too.
ROOM = 450
LARGEST = 1_500_000  # bytes of a lesson that was run and saved with all it shows
_SCROLLS_SIDEWAYS = """() => {
  const page = document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook");
  return page.scrollWidth > page.clientWidth;
}"""


def picture(cell: Locator) -> Locator:
    """The live picture of an explorable."""
    return cell.locator(f"{OUTPUT} svg[role=img]").first


def move_by_keyboard(cell: Locator) -> None:
    """Move the first slider a step, to the side where there is room; without one, take another choice."""
    slider = cell.get_by_role("slider").first
    if not slider.count():
        # Not by an arrow: outside an editor, JupyterLab takes that for a step to the next cell.
        cell.locator(f"{OUTPUT} select").first.select_option(index=1)
        return
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


def walked(lesson) -> list[Sight]:
    """Go through a lesson cell by cell; every picture and question is all in view when it comes."""
    lesson.page.set_viewport_size(LAPTOP)
    sights = walk(lesson.page)
    lesson.wait_idle()
    assert lesson.errors() == []
    for sight in sights:
        shown = [sight.output, *sight.controls, *sight.words]
        assert all(map(sight.is_in_view, shown)), f"{sight.name}: {sight.output} of {sight.view}"
        assert sight.scrolling == [], sight.name
    return sights


def fits_a_small_window(lesson, places: list[int]) -> None:
    """At 800 px, beside the list of files, nothing is too wide, and every answer has its button."""
    lesson.page.set_viewport_size(SMALL_WINDOW)
    for place in places:
        lesson.cell(place)
        sight = look(lesson.page, place)
        assert sight.scrolling == [] and sight.output[2] <= sight.view[0], sight.name
        assert sight.scale == 0 or sight.scale > SMALLEST - 0.01, sight.name
        for above, below in zip(sight.answers, sight.answers[1:], strict=False):
            assert above[3] <= below[1], f"{sight.name}: answers lie over each other"
        for button, answer in zip(sight.buttons, sight.answers, strict=True):
            assert answer[0] <= button[0] and button[2] <= answer[2], sight.name
            assert answer[1] <= button[1] and button[3] <= answer[3] + 1, sight.name
        if sight.scale:
            first = min(top for _, top, _, _ in sight.controls)
            assert sight.output[3] - first < ROOM, f"{sight.name}: controls out of view"
    assert not lesson.page.evaluate(_SCROLLS_SIDEWAYS)


def live_cells(lesson) -> list[int]:
    """The places of the cells that show pictures and questions."""
    view = "application/vnd.jupyter.widget-view+json"
    return [
        place
        for place, cell in enumerate(lesson.cells())
        if any(view in output.get("data", {}) for output in cell.get("outputs", ()))
    ]


def save(lesson, file: Path) -> None:
    """Save a lesson that was run: what it shows is in the file, which has a bounded size."""
    lesson.save()
    lesson.page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    assert file.stat().st_size < LARGEST
    [state] = json.loads(file.read_text(encoding="utf-8"))["metadata"]["widgets"].values()
    assert sum("children" in model["state"] for model in state["state"].values()) >= 2


def picture_for_the_readme(lesson) -> None:
    """Keep a picture that moves; `make picture` puts it into the README."""
    lesson.page.set_viewport_size(LAPTOP)
    index = lesson.index("explorables.broadcasting(")
    cell = lesson.cell(index)
    slider = cell.get_by_role("slider").first
    slider.press("Home")
    sights = []
    for place in ("0, 0", "0, 1", "0, 2", "0, 3", "1, 0", "1, 1", "1, 2"):
        if sights:
            slider.press("ArrowRight")
        expect(picture(cell)).to_have_attribute("aria-label", re.compile(rf"r\[{place}\]"))
        sights.append(moving_picture.sight(lesson.page, [index]))
    moving_picture.write_moving(sights, (*[0.6] * 6, 3), SCREENSHOTS / "guide-moved.gif")


def test_every_lesson_has_small_values_for_what_it_computes():
    assert set(SMALL) == {name[:2] for name in LESSONS}, "add or remove values in SMALL, above"


# One opening for all that is said of a lesson: running it is what takes the time.
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_fits_its_window_its_pictures_answer_to_keys_and_all_of_it_is_accessible(
    open_lesson, lab, name
):
    set_parameters(lab.folder / "notebooks" / name, SMALL[name[:2]])
    lesson = open_lesson(f"notebooks/{name}")
    walked(lesson)
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
    fits_a_small_window(lesson, live_cells(lesson))
    for call, cell in shown:
        cell.scroll_into_view_if_needed()
        expect(picture(cell)).to_be_visible()
        lesson.picture(f"{name[:2]}-{call}-at-800")
    save(lesson, lab.folder / lesson.path)


@pytest.fixture
def start_here(open_lesson):
    """Lesson 00, gone through cell by cell."""
    lesson = open_lesson("notebooks/00-start-here.ipynb")
    walked(lesson)
    return lesson


def test_a_digit_drawn_is_read_a_prediction_compared_and_a_failing_check_turned_into_a_passing_one(
    start_here,
):
    drawn = start_here.cell(start_here.index("explorables.pad("))
    pad, words = drawn.locator("svg[role=application]"), drawn.get_by_role("status")
    expect(words).to_contain_text("Read as 2")
    pad.scroll_into_view_if_needed()
    for key in ["Space", *["ArrowDown"] * 10, "Space"]:
        pad.press(key)
    expect(words).to_contain_text("Read as 1")
    start_here.picture("00-pad")

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
    fits_a_small_window(start_here, live_cells(start_here))
