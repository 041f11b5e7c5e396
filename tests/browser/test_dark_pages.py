"""In JupyterLab's dark theme pictures and boxes are dark as well, and light again in the light one."""

import nbformat
import pytest

from tests.browser.conftest import open_in
from tests.browser.server import starting_lab

SETUP = "import numpy as np\n\nimport explorables\nfrom grader.feedback import check, hint"
PICTURE = "explorables.shape(np.arange(6).reshape(2, 3))"
BOX = 'hint("row_means")'
CHECK = 'check("row_means")'
_THEME = "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
_LIGHT = "light => document.body.dataset.jpThemeLight === light"
# The ground of what the picture or the box stands on, and of the drawing itself.
_GROUND = "node => getComputedStyle(node).backgroundColor"
_FILL = "node => getComputedStyle(node.querySelector('rect')).fill"


@pytest.fixture
def notebook(page, repository, tmp_path):
    """Open in a server of its own: a theme is one for all that a server shows."""
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, PICTURE, BOX, CHECK)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    folder, home = tmp_path / "course", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    nbformat.write(made, folder / "dark.ipynb")
    with starting_lab(folder, home, repository, warm=False) as ready:
        yield open_in(ready(), page, "dark.ipynb", "dark")


def change_theme(notebook, theme, light):
    notebook.page.evaluate(_THEME, theme)
    notebook.page.wait_for_function(_LIGHT, arg=light)


def grounds(notebook):
    picture = notebook.cell(1).locator(".workbook-picture")
    box = notebook.cell(2).locator(".workbook-note")
    return (
        picture.evaluate(_GROUND),
        picture.locator("svg[role=img]").evaluate(_FILL),
        box.evaluate(_GROUND),
        notebook.cell(3).get_by_role("status").evaluate(_GROUND),
    )


def test_pictures_and_boxes_follow_the_theme(notebook):
    notebook.run_all()
    notebook.cell(3).get_by_role("button", name="Hint 1 of 3").click()
    white, dark = "rgb(255, 255, 255)", "rgb(26, 26, 26)"
    assert grounds(notebook) == (white,) * 4
    change_theme(notebook, "JupyterLab Dark", "false")
    assert grounds(notebook) == (dark,) * 4
    # What to type beside the button is no box: no other ground than the page's may show.
    beside = notebook.cell(3).get_by_text("The same in a new cell")
    nothing = "rgba(0, 0, 0, 0)"
    assert beside.evaluate(f"node => ({_GROUND})(node.parentElement)") == nothing
    notebook.picture("dark-theme")
