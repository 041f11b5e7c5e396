import shutil
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import open_in


def write_scratch(folder: Path) -> str:
    """Write a tiny notebook with one marked cell beside the course's own; return its name."""
    check = nbformat.v4.new_code_cell("assert total == 3", id="check")
    check.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade": True,
        "solution": False,
        "locked": True,
        "task": False,
        "grade_id": "total",
        "points": 1,
        "cell_type": "code",
    }
    cells = [nbformat.v4.new_code_cell("total = 1 + 2\ntotal", id="sum"), check]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "scratch.ipynb")
    return "scratch.ipynb"


@pytest.fixture(scope="module")
def scratch(lab, open_for_all):
    return open_for_all(write_scratch(lab.folder))


def test_a_notebook_opens_and_runs_to_its_end_with_no_dialog(scratch):
    scratch.run_all()
    assert scratch.errors() == []
    outputs = [cell["outputs"] for cell in scratch.cells()]
    assert outputs[0][0]["data"]["text/plain"] == "3"
    assert outputs[1] == []
    assert scratch.page.locator(".jp-Dialog").count() == 0
    assert scratch.page.locator(".jp-toast-button").count() == 0


def test_nbgraders_validate_button_marks_the_notebook(scratch):
    scratch.page.get_by_role("button", name="Validate").click()
    expect(scratch.page.locator(".jp-Dialog")).to_contain_text("Success")
    scratch.close_dialog()


def test_validate_calls_no_notebook_a_success_in_which_nothing_is_marked(open_notebook, lab):
    shutil.copy(lab.folder / "notebooks/00-start-here.ipynb", lab.folder / "unmarked.ipynb")
    notebook = open_notebook("unmarked.ipynb")
    notebook.page.get_by_role("button", name="Validate").click()
    dialog = notebook.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("no cell of this notebook is marked")
    expect(dialog).not_to_contain_text("Success")


def test_a_notebook_that_is_opened_is_not_changed(open_notebook):
    page = open_notebook("exercises/02-variables/02-variables.ipynb").page
    # The kernel has said what language it speaks: that is when JupyterLab writes into the notebook.
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.info")
    page.wait_for_function(
        "() => jupyterapp.shell.currentWidget.model.getMetadata('language_info').version"
    )
    assert not page.evaluate("() => jupyterapp.shell.currentWidget.context.model.dirty")


def test_a_learner_has_the_assignment_list_and_none_of_the_instructors_tools(scratch):
    page = scratch.page
    expect(page.get_by_role("tab", name="Create Assignment")).to_have_count(0)
    page.get_by_role("menuitem", name="Nbgrader").click()
    expect(page.get_by_role("menuitem", name="Assignment List", exact=True)).to_be_visible()
    for name in ("Formgrader", "Course List", "Create assignment"):
        expect(page.get_by_role("menuitem", name=name)).to_have_count(0)


def test_nbgraders_menu_leads_to_its_pages_for_this_course(instructors_lab, page):
    lab = instructors_lab
    scratch = write_scratch(lab.folder)
    (lab.folder / "solutions" / "scratch").mkdir(parents=True, exist_ok=True)
    open_in(lab, page, scratch, "instructors-menu")
    expect(page.get_by_role("tab", name="Create Assignment")).to_be_visible()
    page.get_by_role("menuitem", name="Nbgrader").click()
    for name in ("Assignment List", "Formgrader"):
        expect(page.get_by_role("menuitem", name=name, exact=True)).to_be_visible()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    frame = page.frame_locator("iframe[src*=formgrader]")
    expect(frame.get_by_role("link", name="scratch")).to_be_visible()


def test_formgrader_has_room_for_its_table_beside_the_files_and_opens_in_its_own_tab(
    instructors_lab, page
):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{instructors_lab.url}lab/workspaces/formgrader-room?token={instructors_lab.token}")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    frame = page.frame_locator("iframe[src*=formgrader]")
    row = frame.locator("#main-table tr").filter(has=frame.get_by_text("02-variables", exact=True))
    expect(row).to_be_visible()
    top, cut_off = frame.locator("table").evaluate(
        "table => [table.getBoundingClientRect().top, table.scrollWidth - table.parentNode.clientWidth]"
    )
    assert top < 250
    assert cut_off <= 0
    with page.context.expect_page() as opened:
        frame.get_by_text("Open in its own tab").click()
    alone = opened.value
    line = alone.locator("#main-table tr").filter(has=alone.get_by_text("02-variables", exact=True))
    expect(line.locator(".name").get_by_role("link")).to_have_attribute(
        "href", "/lab/tree/solutions/02-variables"
    )
    expect(alone.get_by_text("Open in its own tab")).to_have_count(0)
    alone.close()
