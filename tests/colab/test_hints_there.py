"""Hints at hand on a page of Colab's ipywidgets, and a task named without quotes in its IPython."""

import pytest
from playwright.sync_api import expect

from grader.catalog import find_task
from maintenance.browser import find_browser
from tests.colab.notebook_six import open_and_run, serving

SOURCES = (
    "from grader.feedback import check, hint",
    "shapes = {'loss': (), 'sample': (13,)}\ncheck('shapes')",
    "hint(brightness)",
)


@pytest.fixture
def address(colab_variables, tmp_path):
    """Where Notebook 6 serves a notebook of these cells."""
    with serving(SOURCES, colab_variables, tmp_path) as there:
        yield there


@pytest.mark.skipif(not find_browser(), reason="there is no Chromium here")
def test_a_button_opens_the_hints_by_keys_and_a_bare_name_is_understood(browser, address):
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    open_and_run(page, address, len(SOURCES))
    page.get_by_role("button", name="Hint 1 of 3").focus()
    for level, hint in enumerate(find_task("shapes").hints, start=1):
        page.keyboard.press("Enter")
        said = f"Hint {level} of 3. {hint.replace('`', '')}"
        expect(page.get_by_role("status")).to_have_text(said)
    button = page.get_by_role("button", name="Show a solution")
    expect(button).to_be_focused()
    expect(page.get_by_text("Hint 1 of 3: brightness")).to_be_visible()
    page.close()
