"""The next day: a notebook was saved, its server is gone, and everything is still there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, expect

from grader.autograding.reading.notebook_data import read_notebook
from grader.autograding.reading.personal_data import without_personal_data
from tests.browser.conftest import PATIENCE, SCREENSHOTS, Notebook, open_in
from tests.browser.server import starting_lab

SETUP = "import tensorflow as tf\n\nimport explorables\nfrom grader.feedback import ask, check, predict, why"
QUESTION = 'guess = predict("11 + 22 gives", ["1122", "33"])\nguess'
REVEAL = "guess.reveal(11 + 22)"
RECALL = 'ask("recall_gpu")'
WHY = 'why("rounded_back")'
SENTENCE = "float16 has too few digits"
PICTURE = "explorables.shape(tf.reshape(tf.range(6), [2, 3]))"
CHECK = 'row_means = lambda matrix: tf.reduce_mean(matrix, axis=0)\ncheck("row_means")'
ADVICE = "To move this again, run its cell."
CELLS = [SETUP, QUESTION, REVEAL, RECALL, PICTURE, CHECK, WHY]


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """A notebook with one of each thing that a learner answers or moves."""
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    folder = tmp_path / "course"
    folder.mkdir()
    (tmp_path / "home").mkdir()
    nbformat.write(notebook, folder / "lesson.ipynb")
    return folder / "lesson.ipynb"


@pytest.fixture
def day(lesson: Path, browser: Browser, repository: Path):
    """A function: a day's work, done with the notebook open in a server of that day."""

    def work(do) -> None:
        home = lesson.parent.parent / "home"
        with starting_lab(lesson.parent, home, repository, warm=False) as ready:
            context = browser.new_context(viewport={"width": 1200, "height": 760})
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            try:
                do(open_in(ready(), page, lesson.name, "day"))
            finally:
                SCREENSHOTS.mkdir(exist_ok=True)
                page.screenshot(path=SCREENSHOTS / f"next-day-{do.__name__}.png")
                context.close()

    return work


def drawing(notebook: Notebook):
    return notebook.cell(notebook.index(PICTURE)).locator("svg[role=img]")


def saved(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def shown_without_widgets(path: Path, source: str) -> str:
    """What a host that reads only HTML shows of a cell in a saved notebook."""
    [cell] = [cell for cell in saved(path)["cells"] if "".join(cell["source"]) == source]
    return "".join(cell["outputs"][0]["data"]["text/html"])


def test_questions_answers_and_pictures_are_there_the_next_day_and_say_what_to_do(day, lesson):
    said: dict[str, str] = {}

    def first(notebook: Notebook) -> None:
        notebook.run_all()
        assert notebook.errors() == []
        notebook.cell(1).get_by_label("33").check()
        notebook.cell(1).get_by_label("a guess").check()
        expect(notebook.cell(1)).to_contain_text("You say 33, as a guess")
        notebook.run_cell(REVEAL)
        expect(notebook.cell(2)).to_contain_text("As you predicted")
        notebook.cell(3).get_by_label("TensorFlow sees no GPU").check()
        expect(notebook.cell(3).get_by_role("status")).to_be_visible()
        said["recall"] = notebook.cell(3).get_by_role("status").inner_text()
        reason = notebook.cell(6)
        reason.get_by_label("Your sentence:").fill(SENTENCE)
        reason.get_by_role("button", name="Compare").click()
        expect(reason.get_by_role("status")).to_contain_text("You wrote")
        picture = notebook.cell(4)
        for _ in range(4):
            picture.get_by_role("slider").press("ArrowRight")
        expect(drawing(notebook)).to_have_attribute("aria-label", re.compile(r"t\[1, 1\] is 4"))
        expect(picture.get_by_text(ADVICE)).to_be_hidden()
        said["picture"] = drawing(notebook).get_attribute("aria-label")
        notebook.cell(5).get_by_role("button", name="Hint 1 of 3").click()
        said["hint"] = notebook.cell(5).get_by_role("status").inner_text()
        # What a cell made before it ran again is not kept.
        for _ in range(3):
            notebook.run_cell(RECALL)
        notebook.save()
        notebook.page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")

    def second(notebook: Notebook) -> None:
        page = notebook.page
        expect(drawing(notebook)).to_have_attribute("aria-label", said["picture"])
        assert page.get_by_text("Error displaying widget").count() == 0
        expect(notebook.cell(1).get_by_label("33")).to_be_checked()
        expect(notebook.cell(2)).to_contain_text("As you predicted")
        expect(notebook.cell(3).get_by_role("status")).to_have_text(said["recall"])
        expect(notebook.cell(5)).to_contain_text(said["hint"])
        expect(notebook.cell(6).get_by_label("Your sentence:")).to_have_value(SENTENCE)
        expect(notebook.cell(6).get_by_role("status")).to_contain_text("float16")
        for place in (1, 3, 4, 5, 6):
            expect(notebook.cell(place).locator(".workbook-gone")).to_be_visible()
        expect(notebook.cell(4).get_by_text(ADVICE)).to_be_visible()
        notebook.picture("next-day")

        # Run again, everything moves, and what was answered counts.
        notebook.run_all()
        assert notebook.errors() == []
        expect(notebook.cell(4).get_by_text(ADVICE)).to_be_hidden()
        asked = notebook.cell(1)
        expect(asked.get_by_label("33")).to_be_checked()
        expect(asked.get_by_label("33")).to_be_disabled()
        expect(asked.get_by_label("a guess")).to_be_checked()
        expect(asked).not_to_contain_text("run the next cell")
        expect(notebook.cell(6).get_by_role("status")).to_contain_text(f"You wrote: {SENTENCE}")
        expect(notebook.cell(2)).to_contain_text("As you predicted")
        expect(notebook.cell(3).get_by_role("status")).to_have_text(said["recall"])
        asked.get_by_role("button", name="Answer again").click()
        expect(asked.get_by_label("1122")).to_be_enabled()
        asked.get_by_label("1122").check()
        expect(asked).to_contain_text("You say 1122")

    day(first)
    assert said["recall"] in re.sub("<[^>]*>", "", shown_without_widgets(lesson, RECALL))
    assert said["hint"] in re.sub("<[^>]*>", "", shown_without_widgets(lesson, CHECK))
    assert "● 33" in shown_without_widgets(lesson, QUESTION)
    assert f"You wrote: {SENTENCE}" in re.sub("<[^>]*>", "", shown_without_widgets(lesson, WHY))
    assert "t[1, 1] is 4" in shown_without_widgets(lesson, PICTURE)
    assert "offset in t: 4" in shown_without_widgets(lesson, PICTURE)
    [state] = saved(lesson)["metadata"]["widgets"].values()
    names = [model["model_name"] for model in state["state"].values()]
    assert names.count("RadioButtonsModel") == 4  # each question with the row of how sure one is
    assert lesson.stat().st_size < 100_000

    # Handed in, it is read like any other, and its pages can be made.
    raw = without_personal_data(lesson.read_bytes())
    handed_in, problems = read_notebook(raw, lesson.name)
    assert problems == []
    assert [cell.source for cell in handed_in.cells] == CELLS
    page, _ = HTMLExporter().from_filename(str(lesson))
    assert "As you predicted" in page

    day(second)
