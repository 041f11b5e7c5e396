"""A real JupyterLab on a copy of the course, and a real browser that looks at it.

One server a test session: tests/conftest.py keeps this folder in one worker. Each test gets a fresh page;
its last sight is kept in screenshots/, and its kernels are shut down after it.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import Lab, starting_lab

SCREENSHOTS = Path(__file__).parent / "screenshots"
PARTS = ("notebooks", "solutions", "exercises", "nbgrader_config.py")
# Longest wait for anything on a page, in milliseconds: TensorFlow's import on a busy machine.
PATIENCE = 120_000


expect.set_options(timeout=PATIENCE)


def pytest_itemcollected(item):
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def lab(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a copy of the course, with the settings of a person who has none."""
    folder = tmp_path_factory.mktemp("course")
    for part in PARTS:
        source = repository / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        elif source.exists():
            shutil.copy(source, folder)
    for part in ("exchange", "cache"):
        (folder / ".nbgrader" / part).mkdir(parents=True)
    with starting_lab(folder, tmp_path_factory.mktemp("home"), repository) as ready:
        yield ready()


@pytest.fixture
def page(browser: Browser, lab: Lab, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page of a fresh browser profile; what it shows at the end is kept as a picture."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(PATIENCE)
    fresh = context.new_page()
    yield fresh
    SCREENSHOTS.mkdir(exist_ok=True)
    name = re.sub(r"[^\w-]+", "-", request.node.name)
    fresh.screenshot(path=SCREENSHOTS / f"{name}.png")
    context.close()
    lab.end_sessions()


# What is asked of the JupyterLab in the page; `jupyterapp` is JupyterLab's own object.
_READY = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  return panel?.context?.isReady && panel.sessionContext?.session?.kernel?.status === "idle";
}"""
_RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
_RUN_CELL = "() => window.jupyterapp.commands.execute('notebook:run-cell')"
_SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"
_CELLS = "() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells"


@dataclass(frozen=True)
class Notebook:
    """A notebook open in JupyterLab. `page` is Playwright's; `path` is relative to the course."""

    page: Page
    path: str

    def run_all(self) -> None:
        """Run every cell; return when the last has run, or one has raised."""
        self.page.evaluate(_RUN_ALL)
        self.wait_idle()

    def wait_idle(self) -> None:
        """Wait until the kernel has nothing left to do."""
        self.page.wait_for_function(_READY)

    def save(self) -> None:
        """Write the notebook to its file."""
        self.page.evaluate(_SAVE)

    def cells(self) -> list[dict]:
        """Return the notebook's cells as nbformat has them, outputs included."""
        return self.page.evaluate(_CELLS)

    def errors(self) -> list[str]:
        """Return "name: value" of every error that stands in an output."""
        return [
            f"{output['ename']}: {output['evalue']}"
            for cell in self.cells()
            for output in cell.get("outputs", [])
            if output["output_type"] == "error"
        ]

    def cell(self, index: int):
        """Return the locator of the cell at an index, scrolled into view."""
        found = self.page.locator(".jp-NotebookPanel:visible .jp-Notebook .jp-Cell").nth(index)
        found.scroll_into_view_if_needed()
        return found

    def index(self, text: str) -> int:
        """Return the index of the first cell whose source holds a text."""
        for number, cell in enumerate(self.cells()):
            if text in cell["source"]:
                return number
        raise AssertionError(f"{self.path}: no cell holds {text!r}")

    def run_cell(self, text: str, source: str = "") -> None:
        """Run the first cell that holds `text`, after typing `source` over it if there is any."""
        editor = self.cell(self.index(text)).locator(".cm-content")
        if source:
            editor.press("Control+a")
            self.page.keyboard.insert_text(source)
        editor.focus()
        self.page.evaluate(_RUN_CELL)  # until it has run; after a key the kernel is idle at first
        self.wait_idle()

    def picture(self, name: str) -> Path:
        """Keep what the page shows now in screenshots/NAME.png; return its path."""
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")
        return SCREENSHOTS / f"{name}.png"


@pytest.fixture
def open_notebook(lab: Lab, page: Page, request: pytest.FixtureRequest):
    """A function: opens a notebook of the course by its path and waits for its kernel."""

    def open_(path: str) -> Notebook:
        # A workspace of its own: JupyterLab opens nothing that another test had open.
        workspace = re.sub(r"\W+", "-", request.node.name)
        page.goto(f"{lab.url}lab/workspaces/{workspace}/tree/{path}?reset&token={lab.token}")
        opened = Notebook(page, path)
        opened.wait_idle()
        return opened

    return open_
