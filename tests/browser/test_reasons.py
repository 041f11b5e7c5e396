"""How sure and why, by keys alone: in the width there is, with every part named for a screen reader."""

from __future__ import annotations

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from grader.catalog import find_reason
from grader.feedback.questions.confidence import COMES_BACK
from tests.browser.conftest import Notebook

NAME = "rounded_back"
SETUP = "from grader.feedback import ask, predict, why"
QUESTION = 'guess = predict("11 + 22 gives", ["1122", "33"])\nguess'
REVEAL = "guess.reveal(11 + 22)"
WHY = f'why("{NAME}")'
RECALL = 'ask("recall_gpu")'
NARROW = {"width": 350, "height": 760}
_WIDE = """cell => [...cell.querySelectorAll(".jp-OutputArea-output, .workbook-live, .workbook-live *")]
  .filter(node => node.getClientRects().length
    && (node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflowX !== "visible"
      || node.getBoundingClientRect().right > cell.getBoundingClientRect().right + 1))
  .map(node => node.className || node.tagName)"""
_ALONE = """() => window.jupyterapp.commands.execute("application:set-mode", { mode: "single-document" })
  .then(() => window.jupyterapp.shell.collapseLeft())"""


@pytest.fixture
def notebook(lab, open_notebook) -> Notebook:
    """A notebook with each thing that is asked, run once."""
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, QUESTION, REVEAL, WHY, RECALL)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(made, lab.folder / "reasons.ipynb")
    opened = open_notebook("reasons.ipynb")
    opened.run_all()
    assert opened.errors() == []
    return opened


def tab_to(notebook: Notebook, target: Locator) -> None:
    """Press Tab until the focus stands on the target."""
    for _ in range(12):
        if target.evaluate("node => node === document.activeElement"):
            return
        notebook.page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there")


def fits(cell: Locator) -> None:
    assert cell.evaluate(_WIDE) == []


def test_sure_and_wrong_is_said_and_a_reason_is_written_and_compared_by_keys_alone(notebook):
    keys, page = notebook.page.keyboard, notebook.page
    asked = notebook.cell(1)
    asked.get_by_label("1122").focus()
    keys.press("Space")
    expect(asked.get_by_role("status")).to_contain_text("You say 1122")
    tab_to(notebook, asked.get_by_label("sure", exact=True))
    keys.press("Space")
    expect(asked.get_by_role("status")).to_contain_text("and are sure")
    notebook.run_cell(REVEAL)
    revealed = notebook.cell(2)
    expect(revealed).to_contain_text("You predicted 1122, and you were sure.")
    expect(revealed).to_contain_text(COMES_BACK)
    expect(asked.get_by_label("sure", exact=True)).to_be_disabled()

    reason = notebook.cell(3)
    expert = find_reason(NAME).expert
    box = reason.get_by_label("Your sentence:")
    expect(reason).not_to_contain_text(expert[:30], use_inner_text=True)
    box.focus()
    keys.press("Enter")
    expect(reason.get_by_role("status")).to_contain_text("Write a sentence first")
    keys.type("float16 has too few digits")
    keys.press("Enter")
    expect(reason.get_by_role("status")).to_contain_text(expert)
    expect(reason.get_by_role("status")).to_contain_text("You wrote: float16 has too few digits")
    expect(box).to_have_value("float16 has too few digits")
    assert box.evaluate("node => node === document.activeElement")
    notebook.picture("reasons-wide")
    again = reason.get_by_role("button", name="Answer again")
    tab_to(notebook, again)
    keys.press("Enter")
    expect(box).to_have_value("")
    expect(reason).not_to_contain_text(expert[:30], use_inner_text=True)
    show = reason.get_by_role("button", name="Show an expert's sentence")
    assert show.evaluate("node => node === document.activeElement")
    keys.press("Space")
    expect(reason.get_by_role("status")).to_contain_text(expert)

    recall = notebook.cell(4)
    recall.get_by_label("sure", exact=True).focus()
    keys.press("Space")
    recall.get_by_label("The machine has no GPU").focus()
    keys.press("Space")
    expect(recall.get_by_role("status")).to_contain_text("Not this one, and you were sure.")
    notebook.picture("reasons-recall")

    for theme, name in (("true", "light"), ("false", "dark")):
        page.evaluate("light => { document.body.dataset.jpThemeLight = light }", theme)
        parts = {"include": [[".jp-NotebookPanel .jp-OutputArea-output"]]}
        audit = Axe().run(page, context=parts)
        assert audit.violations_count == 0, f"{name}: {audit.generate_report()}"


def test_all_of_it_fits_a_narrow_page(notebook):
    notebook.page.set_viewport_size(NARROW)
    notebook.page.evaluate(_ALONE)
    for place in (1, 3, 4):
        cell = notebook.cell(place)
        if place == 1:
            again = cell.get_by_role("button", name="Answer again")
            if again.is_visible():  # another test has answered and compared it
                again.click()
                expect(again).to_be_hidden()  # else what is chosen next is taken back with it
            cell.get_by_label("1122").check()
            expect(cell.get_by_role("status")).to_be_visible()
        if place == 3:
            cell.get_by_role("button", name="Show an expert's sentence").click()
            expect(cell.get_by_role("status")).to_be_visible()
        fits(cell)
        notebook.picture(f"reasons-narrow-{place}")
