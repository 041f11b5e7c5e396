"""The pad in JupyterLab: drawn on by the mouse and by keys; what is read follows, and the page stays."""

import re

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import open_in
from tests.browser.server import starting_lab
from tests.browser.walking import look, walk
from tests.pad_drawing import READER, SEVEN, draw, place

OUTPUT = ".jp-OutputArea-output"
_DARK = (
    "() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
)
_ACTIVE = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"


@pytest.fixture
def notebook(page, repository, tmp_path):
    """Open in a server of its own: the theme is changed."""
    sources = (READER, "explorables.pad(nearest)", "after = 1")
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in sources]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    folder, home = tmp_path / "course", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(made, folder / "pad.ipynb")
    with starting_lab(folder, home, repository, warm=False) as ready:
        yield open_in(ready(), page, "pad.ipynb", "pad")


def test_a_digit_is_drawn_by_mouse_and_by_keys_and_read_while_it_is_drawn(notebook):
    page = notebook.page
    walk(page)
    notebook.wait_idle()
    assert notebook.errors() == []
    cell = notebook.cell(1)
    pad, shown = cell.locator("svg[role=application]"), cell.locator(f"{OUTPUT} svg.explorable")
    strokes, words = cell.get_by_label("strokes"), cell.get_by_role("status")
    expect(words).to_contain_text("Read as 2")  # the example

    # By mouse. The example gives way, and the guess is there before the pen is lifted.
    page.mouse.move(*place(pad, SEVEN[0]))
    page.mouse.down()
    for point in SEVEN[1:]:
        page.mouse.move(*place(pad, point), steps=6)
    expect(words).to_contain_text("Read as 7")
    page.mouse.up()
    expect(shown).to_have_attribute("aria-label", re.compile("rows 2 to 14 and columns 3 to 12"))
    expect(strokes).to_have_value(re.compile(r"^3,2 12,2 "))
    draw(page, pad, (5, 8), (10, 8))
    expect(strokes).to_have_value(re.compile(r"/ 5,8 10,8$"))
    expect(words).to_contain_text("Read as 7")
    notebook.picture("pad-by-mouse")
    cell.get_by_role("button", name="Undo").click()
    expect(strokes).not_to_have_value(re.compile("/"))
    cell.get_by_role("button", name="Clear").click()
    expect(strokes).to_have_value("")
    expect(words).to_contain_text("Draw a digit")

    # By keys: none of them does what JupyterLab does with it.
    before = page.evaluate(_ACTIVE), len(notebook.cells())
    for key in [*["ArrowUp"] * 6, "ArrowLeft", "Space", *["ArrowDown"] * 11, "Enter"]:
        pad.press(key)
    expect(cell.locator(".workbook-pad [aria-live]")).to_have_text("column 9, row 13, pen up")
    expect(strokes).to_have_value("9,2 9,13")
    expect(words).to_contain_text("Read as 1")
    assert (page.evaluate(_ACTIVE), len(notebook.cells())) == before
    pad.press("Backspace")
    expect(strokes).to_have_value("")

    # By hand, as where a page runs no script; what stands there is on the pad as well.
    strokes.fill("9,4 7,6 6,9 6,11 8,12 10,11 10,9 8,8 6,9")
    strokes.press("Enter")
    expect(words).to_contain_text("Read as 6")
    expect(cell.locator(".ink")).to_have_attribute("d", re.compile("M9 4h1"))

    audit = Axe().run(page, context={"include": [[f".jp-NotebookPanel {OUTPUT}"]]})
    assert audit.violations_count == 0, audit.generate_report()
    for width in (1200, 800):
        page.set_viewport_size({"width": width, "height": 760})
        cell.scroll_into_view_if_needed()
        sight = look(page, 1)
        assert sight.scrolling == [] and sight.output[2] <= sight.view[0]
        notebook.picture(f"pad-at-{width}")
    page.evaluate(_DARK)
    page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
    notebook.picture("pad-at-800-dark")
    page.set_viewport_size({"width": 1200, "height": 760})
    cell.scroll_into_view_if_needed()
    notebook.picture("pad-at-1200-dark")
