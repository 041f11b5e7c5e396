import nbformat
import pytest
from playwright.sync_api import expect


@pytest.fixture
def scratch(lab):
    """A tiny notebook with one marked cell, beside the course's own."""
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
    nbformat.write(notebook, lab.folder / "scratch.ipynb")
    return "scratch.ipynb"


def test_a_notebook_opens_and_runs_to_its_end_with_no_dialog(open_notebook, scratch):
    notebook = open_notebook(scratch)
    notebook.run_all()
    assert notebook.errors() == []
    outputs = [cell["outputs"] for cell in notebook.cells()]
    assert outputs[0][0]["data"]["text/plain"] == "3"
    assert outputs[1] == []
    assert notebook.page.locator(".jp-Dialog").count() == 0
    assert notebook.page.locator(".jp-toast-button").count() == 0


def test_nbgraders_validate_button_marks_the_notebook(open_notebook, scratch):
    notebook = open_notebook(scratch)
    notebook.page.get_by_role("button", name="Validate").click()
    expect(notebook.page.locator(".jp-Dialog")).to_contain_text("Success")


def test_nbgraders_menu_leads_to_its_pages_for_this_course(open_notebook, scratch, lab):
    (lab.folder / "solutions" / "scratch").mkdir(parents=True, exist_ok=True)
    page = open_notebook(scratch).page
    page.get_by_role("menuitem", name="Nbgrader").click()
    for name in ("Assignment List", "Formgrader"):
        expect(page.get_by_role("menuitem", name=name, exact=True)).to_be_visible()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    frame = page.frame_locator("iframe[src*=formgrader]")
    expect(frame.get_by_role("link", name="scratch")).to_be_visible()
