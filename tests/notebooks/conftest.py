"""Running a notebook fresh and without a network, or reading its run where that is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from maintenance.runs.kept import kept_run
from maintenance.runs.papermill_run import Run, run_papermill, variables_of_nobody
from tests.surroundings import ROOT

# Before it is imported: its asserts then say what differs, as a test's do.
pytest.register_assert_rewrite("tests.notebooks.running")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The variables of somebody who has no settings, no progress and no network.

    Warnings are shown as Python shows them to people: those a cell causes, a package's own not.
    """
    home = tmp_path / "home"
    home.mkdir()
    return variables_of_nobody(home, ROOT)


@pytest.fixture
def run_notebook(environment: dict[str, str], tmp_path: Path, record_property):
    """A function: run the notebook at a path; the time it took goes into the summary."""

    def run(path: Path, variables: dict[str, str] = environment) -> Run:
        done = run_papermill(path, tmp_path / "run.ipynb", variables, folder=path.parent)
        _note_time(record_property, path, done)
        return done

    return run


@pytest.fixture
def run_of(record_property):
    """A function: the run of a notebook of the course, executed if none is kept."""

    def run(path: Path) -> Run:
        done = kept_run(path)
        _note_time(record_property, path, done)
        return done

    return run


def _note_time(record_property, path: Path, run: Run) -> None:
    record_property("figure", f"{path.parent.name}/{path.name}: {run.seconds:.1f} s")
