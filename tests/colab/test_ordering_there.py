"""Lines are moved on a page of Colab's ipywidgets: by keys and by pointer, and the answer follows."""

import pytest
from playwright.sync_api import expect

from grader.autograding.reading.notebook_data import read_notebook
from maintenance.browser import find_browser
from tests.colab.notebook_six import CELLS, PATIENCE, open_and_run, serving

IMPORT = "import tensorflow as tf\nfrom grader.feedback import check, order"
ANSWER = 'line_order = order("feature_rows")'
CHECK = 'check("feature_rows")'
_RUN_CHECK = "() => Jupyter.notebook.execute_cells([2])"
_SAVE = "() => Jupyter.notebook.save_notebook()"


@pytest.fixture
def address(colab_variables, tmp_path):
    """Where Notebook 6 serves a notebook with lines to be moved."""
    with serving([IMPORT, ANSWER, CHECK], colab_variables, tmp_path) as there:
        yield there


@pytest.mark.skipif(not find_browser(), reason="there is no Chromium here")
def test_lines_are_moved_by_keys_and_by_pointer_and_saved(browser, address, tmp_path):
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    open_and_run(page, address, 2)
    box, said = page.get_by_label("In letters:"), page.get_by_role("status").first
    page.get_by_role("button", name="Put in line D").wait_for(timeout=PATIENCE)

    before = page.evaluate(CELLS)
    page.get_by_role("button", name="Put in line D").press("Enter")
    page.get_by_role("button", name="Put in line F").press("Space")
    expect(said).to_contain_text("Line F is now 2 of 2: pixels = tf.cast(images, tf.float32)")
    page.keyboard.press("Alt+ArrowUp")
    expect(box).to_have_value("F D")
    assert page.evaluate("() => document.activeElement.textContent") == "Leave out"
    assert page.evaluate(CELLS) == before

    for name in "BC":
        page.get_by_role("button", name=f"Put in line {name}").click()
    page.locator("li[data-letter=G] code").hover()
    page.mouse.down()
    last = page.locator("li[data-letter=C]").bounding_box()
    page.mouse.move(last["x"] + 90, last["y"] + 0.9 * last["height"], steps=6)
    page.mouse.up()
    expect(box).to_have_value("F D B C G")
    page.evaluate(_RUN_CHECK)
    expect(page.locator(".output_area", has_text="2 of 2 points")).to_be_visible()
    expect(page.locator(".output_area", has_text="Colab forgets an order")).to_be_visible()

    page.evaluate(_SAVE)
    notebook, _ = read_notebook((tmp_path / "content/there.ipynb").read_bytes(), "there.ipynb")
    assert notebook is not None
    assert notebook.cells[1].source == 'line_order = "F D B C G"'
    page.close()
