"""Running a notebook fresh and without a network."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.conftest import outside_pytest

# Before it is imported: its asserts then say what differs, as a test's do.
pytest.register_assert_rewrite("tests.notebooks.running")

from tests.notebooks.running import Run, run_papermill  # noqa: E402


@pytest.fixture
def environment(repository: Path, tmp_path: Path) -> dict[str, str]:
    """The variables of somebody who has no settings, no progress and no network.

    Warnings are shown as Python shows them to people: those a cell causes, a package's own not.
    """
    folders = ("HOME", "WORKBOOK_HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    own = {name: str(tmp_path / name.lower()) for name in folders}
    (tmp_path / "home").mkdir()
    return outside_pytest() | own


@pytest.fixture
def run_notebook(environment: dict[str, str], tmp_path: Path, record_property):
    """A function: run the notebook at a path; the time it took goes into the summary."""

    def run(path: Path, variables: dict[str, str] = environment) -> Run:
        start = time.perf_counter()
        done = run_papermill(path, tmp_path / "run.ipynb", variables, folder=path.parent)
        seconds = time.perf_counter() - start
        record_property("figure", f"{path.parent.name}/{path.name}: {seconds:.1f} s")
        return done

    return run
