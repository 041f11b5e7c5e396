"""The pad on a page of Colab's ipywidgets: what is drawn there reaches the kernel, and is answered."""

import re

import pytest
from playwright.sync_api import expect

from maintenance.browser import find_browser
from tests.colab.notebook_six import CELLS, open_and_run, serving
from tests.pad_drawing import READER, SEVEN, draw


@pytest.fixture
def address(colab_variables, tmp_path):
    """Where Notebook 6 serves a notebook with a pad in it."""
    with serving([READER, "explorables.pad(nearest)"], colab_variables, tmp_path) as there:
        yield there


@pytest.mark.skipif(not find_browser(), reason="there is no Chromium here")
def test_the_pad_is_drawn_on_by_mouse_and_by_keys(browser, address):
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    open_and_run(page, address, 2)
    pad, strokes = page.get_by_role("application"), page.get_by_label("strokes")
    words = page.locator(".workbook-guess")
    expect(words).to_contain_text("Read as 2", timeout=30_000)

    pad.scroll_into_view_if_needed()
    draw(page, pad, *SEVEN)
    expect(words).to_contain_text("Read as 7")
    page.get_by_role("button", name="Clear").click()
    expect(words).to_contain_text("Draw a digit")

    before = page.evaluate(CELLS)
    for key in [*["ArrowUp"] * 6, "Space", *["ArrowDown"] * 7, "Space"]:
        pad.press(key)
    expect(strokes).to_have_value(re.compile(r"^\d+,8 \d+,15$"))
    expect(words).to_contain_text("Read as 1")
    assert page.evaluate(CELLS) == before
    page.close()
