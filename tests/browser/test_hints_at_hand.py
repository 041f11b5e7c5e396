"""Hints at hand in JupyterLab: by keys alone, in a narrow view, and read out."""

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from grader.catalog import find_task

SETUP = "import grader.startup\nimport tensorflow as tf\n\nfrom grader.feedback import check, hint"
WRONG = "row_means = lambda matrix: tf.reduce_mean(matrix, axis=0)\ncheck('row_means')"
STOPPED = "def distances(a, b):\n    print('a long line ' * 20)\n    return tf.norm(a - b)\n\ncheck('distances')"
PARTLY = "shapes = {'loss': (), 'sample': (13,), 'batch': (32, 13)}\ncheck('shapes')"
RIGHT = "scale_pixels = lambda images: tf.cast(images, tf.float32) / 255\ncheck('scale_pixels')"
UNQUOTED = "hint(brightness)"
CELLS = (SETUP, WRONG, STOPPED, PARTLY, RIGHT, UNQUOTED)
WIDTHS = (1200, 800, 400)

# Of each panel: whether a sentence stands below evidence, what scrolls sideways, and what sticks out.
_PANELS = """cell => [...cell.querySelectorAll(".workbook-note")].map(note => {
  const parts = [...note.querySelectorAll("p, pre")];
  const first = parts.findIndex(part => part.tagName === "PRE");
  const view = cell.querySelector(".jp-OutputArea-output").getBoundingClientRect();
  return {
    late: parts.slice(first).filter(part => first >= 0 && part.tagName === "P")
      .map(part => part.innerText),
    scrolls: parts.filter(part => part.scrollWidth > part.clientWidth + 1)
      .map(part => part.innerText),
    sticks: note.getBoundingClientRect().right > view.right + 1,
  };
})"""


@pytest.fixture(scope="module")
def notebook(lab, open_for_all):
    """A notebook with a check of each kind, which has run."""
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(made, lab.folder / "hints-at-hand.ipynb")
    opened = open_for_all("hints-at-hand.ipynb")
    opened.page.set_viewport_size({"width": 1200, "height": 900})
    opened.run_all()
    assert opened.errors() == []
    return opened


def test_keys_alone_open_hint_after_hint_and_then_a_solution(notebook):
    task = find_task("row_means")
    cell, keys = notebook.cell(1), notebook.page.keyboard
    status = cell.get_by_role("status")
    expect(status).to_have_count(0)
    cell.locator("pre").last.focus()
    keys.press("Tab")
    button = cell.locator(".jupyter-button")  # JupyterLab has some of its own there
    place = button.bounding_box()
    for level, key in ((1, "Enter"), (2, "Space"), (3, "Enter")):
        expect(button).to_have_text(f"Hint {level} of 3")
        keys.press(key)
        expect(status).to_have_text(f"Hint {level} of 3. {task.hints[level - 1].replace('`', '')}")
        expect(cell).to_contain_text(task.hints[0].replace("`", ""))  # what was opened stays
        expect(button).to_be_focused()
    expect(button).to_have_text("Show a solution")
    keys.press("Enter")
    expect(status).to_contain_text("return tf.reduce_mean(matrix, axis=1, keepdims=True)")
    keys.press("Enter")
    expect(cell).not_to_contain_text("Hint 1 of 3.")
    keys.press("Enter")
    expect(cell).to_contain_text("Hint 1 of 3.")
    expect(button).to_have_text("Hide the hints")
    expect(button).to_be_focused()
    after = button.bounding_box()
    assert (after["x"], after["y"]) == (place["x"], place["y"])
    assert len(notebook.cells()) == len(CELLS)  # no key went to the notebook itself
    notebook.picture("hints-at-hand")


def test_a_right_answer_has_no_button_and_a_word_on_another_way(notebook):
    cell = notebook.cell(4)
    expect(cell).to_contain_text("✓ Passed")
    expect(cell).to_contain_text(find_task("scale_pixels").afterword.replace("`", ""))
    expect(cell.locator(".jupyter-button")).to_have_count(0)


def test_a_task_named_without_quotes_is_understood(notebook):
    expect(notebook.cell(5)).to_contain_text("Hint 1 of 3: brightness")


@pytest.mark.parametrize("width", WIDTHS)
def test_sentences_stand_before_evidence_and_wrap(notebook, width):
    notebook.page.set_viewport_size({"width": width, "height": 900})
    if width == 400:  # a phone, or a split view; the column of files takes more than half of it
        notebook.page.evaluate("() => jupyterapp.shell.collapseLeft()")
    for place in range(1, len(CELLS)):
        for note in notebook.cell(place).evaluate(_PANELS):
            assert note["late"] == []
            assert not note["sticks"], notebook.picture(f"hints-{width}")
            for text in note["scrolls"]:
                assert "long line" not in text and "Error" not in text
    expect(notebook.cell(2).locator(".jupyter-button")).to_be_visible()
    notebook.picture(f"hints-at-hand-{width}")


def test_an_audit_finds_nothing_against_it(notebook):
    notebook.page.set_viewport_size({"width": 1200, "height": 900})
    notebook.cell(1)
    for place in (".workbook-note", ".workbook-live .jupyter-button"):
        audit = Axe().run(notebook.page, context=place)
        assert audit.violations_count == 0, audit.generate_report()
