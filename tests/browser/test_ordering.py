"""Lines of code are brought into order by pointer and by keys, and the order is saved with the notebook."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from grader.autograding.reading.notebook_data import read_notebook
from grader.feedback.checking.line_surface import STILL

EXERCISE = "exercises/04-gradient-tape/04-gradient-tape.ipynb"
CALL = 'order("descent_step")'
RIGHT = "D B H F"


@pytest.fixture(scope="module")
def notebook(open_for_all):
    opened = open_for_all(EXERCISE)
    opened.run_cell("from grader.feedback import")
    opened.run_cell(CALL)
    return opened


@pytest.fixture
def lines(notebook):
    """The cell with the lines, none of them in the function."""
    cell = notebook.cell(notebook.index(CALL))
    cell.get_by_label("In letters:").fill("")
    cell.get_by_label("In letters:").press("Enter")
    expect(cell.locator("ol[aria-label] li")).to_have_count(0)
    yield cell


def letters(cell):
    return cell.locator("ol[aria-label] li").evaluate_all(
        "rows => rows.map(row => row.dataset.letter).join(' ')"
    )


def focused(notebook):
    return notebook.page.evaluate("() => document.activeElement.getAttribute('aria-label')")


def test_keys_alone_bring_lines_into_order_and_the_line_that_moves_keeps_the_focus(notebook, lines):
    page = notebook.page
    said = lines.get_by_role("status").first
    lines.get_by_role("button", name="Put in line B").focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text("Line B is now 1 of 1: slope = tape.gradient(error, w)")
    assert focused(notebook).startswith("Leave out line B, 1 of 1")
    page.keyboard.press("ArrowDown")
    assert focused(notebook).startswith("Put in line A")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(said).to_contain_text("Line D is now 2 of 2: with tf.GradientTape()")
    page.keyboard.press("Alt+ArrowUp")
    expect(said).to_contain_text("Line D is now 1 of 2")
    assert focused(notebook).startswith("Leave out line D, 1 of 2")
    page.keyboard.press("Alt+ArrowUp")
    expect(said).to_have_text("Line D is the first already.")
    page.keyboard.press("Shift+Tab")
    assert focused(notebook) == "Move line D down, from 1 of 2"
    page.keyboard.press("Enter")
    assert letters(lines) == "B D"
    assert focused(notebook) == "Move line D down, from 2 of 2"
    page.keyboard.press("Backspace")
    assert letters(lines) == "B"
    expect(said).to_contain_text("Line D is left out")


def test_a_row_is_dragged_to_its_place_and_out_again(notebook, lines):
    mouse = notebook.page.mouse
    box = lines.get_by_label("In letters:")
    box.fill("d b h f")
    box.press("Enter")
    expect(box).to_have_value("D B H F")
    row = {name: lines.locator(f"li[data-letter={name}]") for name in "ADF"}

    def drag(row, onto, part):
        row.locator("code").hover()
        mouse.down()
        goal = onto.bounding_box()
        mouse.move(goal["x"] + 150, goal["y"] + part * goal["height"], steps=6)

    drag(row["F"], row["D"], 0.2)
    mouse.up()
    expect(box).to_have_value("F D B H")
    drag(row["A"], row["D"], 0.2)
    mouse.up()
    expect(box).to_have_value("F A D B H")
    drag(row["F"], lines.locator("li[data-letter=G]"), 0.5)
    mouse.up()
    expect(box).to_have_value("A D B H")
    expect(lines.get_by_role("status").first).to_contain_text("Line F is left out")
    drag(row["D"], lines.locator("li[data-letter=G]"), 0.5)
    notebook.page.keyboard.press("Escape")  # as if it had not been touched
    mouse.up()
    assert letters(lines) == box.input_value() == "A D B H"


def test_letters_that_are_no_order_get_a_sentence_and_move_nothing(notebook, lines):
    box = lines.get_by_label("In letters:")
    box.fill("D B")
    box.press("Enter")
    box.fill("D Z")
    box.press("Enter")
    expect(lines).to_contain_text("No line is called Z")
    assert letters(lines) == "D B"


def test_on_a_narrow_page_every_button_is_in_view(notebook, lines):
    page, wide = notebook.page, notebook.page.viewport_size
    lines.get_by_role("button", name="Put in line D").click()
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    page.set_viewport_size({"width": 430, "height": 1000})
    area = lines.locator(".jp-OutputArea-output").first
    page.wait_for_function(
        "area => area.clientWidth < 350 && area.scrollWidth <= area.clientWidth",
        arg=area.element_handle(),
    )
    right = area.evaluate("area => area.getBoundingClientRect().right")
    buttons = lines.locator(".workbook-lines button:visible")
    assert (
        buttons.evaluate_all(
            "all => Math.max(...all.map(one => one.getBoundingClientRect().right))"
        )
        < right
    )
    notebook.picture("ordering-narrow")
    page.set_viewport_size(wide)


def in_file(lab, notebook):
    """What stands in the saved file, as whoever marks it reads it."""
    notebook.save()
    raw = (lab.folder / EXERCISE).read_bytes()
    read, _ = read_notebook(raw, EXERCISE)
    return raw, next(
        cell.source for cell in read.cells if cell.source.startswith("# Run this cell")
    )


def test_a_check_reads_them_and_the_file_holds_them_after_a_restart_and_on_a_page_loaded_anew(
    notebook, lines, lab
):
    for name in RIGHT.split():
        lines.get_by_role("button", name=f"Put in line {name}").click()
    check = notebook.cell(notebook.index('check("descent_step")'))
    notebook.run_cell('check("descent_step")')
    expect(check).to_contain_text("2 of 2 points")
    _, source = in_file(lab, notebook)
    assert f'step_order = "{RIGHT}"' in source

    audit = Axe().run(notebook.page, context=".workbook-live")
    assert audit.violations_count == 0, audit.generate_report()

    page = notebook.page
    page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    notebook.wait_idle()
    expect(lines.locator(".workbook-gone").first).to_be_visible()
    lines.get_by_role("button", name="Move line F up").press("Enter")  # nobody would hear of it
    expect(lines.get_by_role("status").first).to_have_text("To move lines, run this cell.")
    assert letters(lines) == RIGHT
    notebook.run_all()
    assert notebook.errors() == []
    expect(notebook.cell(notebook.index('check("descent_step")'))).to_contain_text("2 of 2 points")
    _, source = in_file(lab, notebook)
    assert f'step_order = "{RIGHT}"' in source

    page.reload()
    notebook.wait_idle()
    cell = notebook.cell(notebook.index(CALL))
    expect(cell.locator("ol[aria-label] li")).to_have_count(4)
    cell.get_by_role("button", name="Move line F up").click()
    # The page writes the letters into the box at once; what is saved comes back from the kernel.
    expect(cell.locator(f".{STILL}")).to_contain_text("UTC: D B F H")
    raw, source = in_file(lab, notebook)
    assert 'step_order = "D B F H"' in source
    saved = json.loads(raw)["cells"][notebook.index(CALL)]["outputs"][0]["data"]["text/html"]
    page_text = re.sub(r"<[^>]+>", " ", "".join(saved))
    assert re.search(
        r"D +with tf.*B +slope.*F +return.*H +w\.assign_sub.*Left out", page_text, re.S
    )
    assert "Put in" not in page_text

    # Validate runs the file in a kernel of its own, where nobody moves anything.
    page.get_by_role("button", name="Validate").click()
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("`slope_at` has no answer yet")
    expect(dialog).not_to_contain_text("`step_order` holds no line yet")
    expect(dialog).to_contain_text(
        "descent_step: 0 of 2 points"
    )  # of "D B F H", which never moves w
    notebook.close_dialog()
