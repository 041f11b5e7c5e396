"""A real JupyterLab on a copy of the course, and a real browser that looks at it.

One server serves all workers of a run (tests/services.py). Each test gets a fresh page, but for lessons,
which a worker's tests open one after the other in one page; its last sight is kept in screenshots/, and
the kernels of what it opened are shut down after it. No two tests open one file at the same time, and none
changes the server's settings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.course_copy import copy_course
from tests.browser.server import Lab, starting_lab
from tests.services import shared

SCREENSHOTS = Path(__file__).parent / "screenshots"
# Longest wait for anything on a page, in milliseconds: TensorFlow's import on a busy machine.
PATIENCE = 120_000


expect.set_options(timeout=PATIENCE)
# The paths of the notebooks that the test which runs has opened.
_opened: set[str] = set()


def pytest_itemcollected(item):
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def lab() -> Lab:
    """JupyterLab on a copy of the course, with the settings of a person who has none."""
    return Lab.from_facts(shared("jupyterlab", "tests.browser.lab_service"))


@pytest.fixture(scope="session")
def instructors_lab(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """An instructor's JupyterLab, on a copy of its own."""
    folder = copy_course(tmp_path_factory.mktemp("instructor") / "course")
    home = tmp_path_factory.mktemp("instructors-home")
    with starting_lab(folder, home, repository, warm=False, instructor=True) as ready:
        yield ready()


def _new_page(browser: Browser) -> Page:
    """An empty page of a fresh browser profile."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def _keep_sight(page: Page, name: str) -> Path:
    """Keep what a page shows now in screenshots/NAME.png; return its path."""
    SCREENSHOTS.mkdir(exist_ok=True)
    path = SCREENSHOTS / (re.sub(r"[^\w-]+", "-", name) + ".png")
    page.screenshot(path=path)
    return path


@pytest.fixture
def page(browser: Browser, lab: Lab, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page of a fresh browser profile; what it shows at the end is kept as a picture."""
    fresh = _new_page(browser)
    yield fresh
    _keep_sight(fresh, request.node.name)
    fresh.context.close()
    lab.end_sessions(_opened)
    _opened.clear()


# What is asked of the JupyterLab in the page; `jupyterapp` is JupyterLab's own object.
_READY = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  return panel?.context?.isReady && panel.sessionContext?.session?.kernel?.status === "idle";
}"""
_RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
_RUN_CELL = "() => window.jupyterapp.commands.execute('notebook:run-cell')"
_SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"
_OPEN = "async path => { await window.jupyterapp.commands.execute('docmanager:open', { path }); }"
# What is not saved is given up, without a question.
_CLOSE_ALL = """() => {
  for (const panel of [...(window.jupyterapp?.shell.widgets("main") ?? [])]) {
    if (panel.context) panel.context.model.dirty = false;
    panel.close();
  }
}"""
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

    def close_dialog(self) -> None:
        """Close what is shown above the page."""
        self.page.keyboard.press("Escape")
        expect(self.page.locator(".jp-Dialog")).to_have_count(0)

    def picture(self, name: str) -> Path:
        """Keep what the page shows now in screenshots/NAME.png; return its path."""
        return _keep_sight(self.page, name)


def open_in(lab: Lab, page: Page, path: str, workspace: str) -> Notebook:
    """Open a notebook in a JupyterLab by its path, and wait for its kernel.

    A workspace of its own: JupyterLab opens nothing that another test had open.
    """
    page.goto(f"{lab.url}lab/workspaces/{workspace}/tree/{path}?reset&token={lab.token}")
    opened = Notebook(page, path)
    opened.wait_idle()
    return opened


@pytest.fixture(scope="module")
def open_for_all(browser: Browser, lab: Lab, request: pytest.FixtureRequest):
    """A function: opens a notebook by its path for all tests of a module, which pass it on as they
    found it but for what ran. Loading JupyterLab takes most of the time of a small test."""
    pages, paths = [], []
    workspace = re.sub(r"\W+", "-", request.node.name)

    def opened(path: str) -> Notebook:
        pages.append(_new_page(browser))
        paths.append(path)
        return open_in(lab, pages[-1], path, f"{workspace}-{len(paths)}")

    yield opened
    for number, page in enumerate(pages):
        _keep_sight(page, f"{workspace}-{number}")
        page.context.close()
    lab.end_sessions(paths)


@pytest.fixture(scope="module")
def lessons_page(browser: Browser) -> Iterator[Page]:
    """The page in which a module's lessons are opened one after the other."""
    page = _new_page(browser)
    yield page
    page.context.close()


@pytest.fixture
def open_lesson(lab: Lab, lessons_page: Page, request: pytest.FixtureRequest):
    """A function: opens a lesson by its path in the page in which others were, and are no longer.

    As a learner goes on to the next one; and loading JupyterLab takes a quarter of the time that its page
    needs for a lesson.
    """
    paths = []

    def opened(path: str) -> Notebook:
        paths.append(path)
        if lessons_page.url == "about:blank":
            workspace = re.sub(r"\W+", "-", request.node.name)
            return open_in(lab, lessons_page, path, workspace)
        lessons_page.evaluate(_OPEN, path)
        lesson = Notebook(lessons_page, path)
        lesson.wait_idle()
        return lesson

    yield opened
    _keep_sight(lessons_page, request.node.name)
    lessons_page.evaluate(_CLOSE_ALL)
    lab.end_sessions(paths)


@pytest.fixture
def open_notebook(lab: Lab, page: Page, request: pytest.FixtureRequest):
    """A function: opens a notebook of the course by its path and waits for its kernel."""
    workspace = re.sub(r"\W+", "-", request.node.name)

    def opened(path: str) -> Notebook:
        _opened.add(path)
        return open_in(lab, page, path, workspace)

    return opened
