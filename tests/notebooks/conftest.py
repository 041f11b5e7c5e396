"""Running a notebook as papermill's own command does, fresh and without a network."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from tests.conftest import outside_pytest


@dataclass(frozen=True)
class Run:
    """A notebook after papermill ran it, with what papermill printed."""

    notebook: nbformat.NotebookNode
    log: str
    exit_code: int

    def complaints(self) -> list[str]:
        """Every error and every text on stderr, with the cell it stands under."""
        found = []
        for cell in self.notebook.cells:
            for output in cell.get("outputs", ()):
                if output.output_type == "error":
                    found.append(f"{cell.id}: {output.ename}: {output.evalue}")
                elif output.get("name") == "stderr":
                    found.append(f"{cell.id} wrote to stderr: {output.text}")
        return found


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
        made = tmp_path / "run.ipynb"
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "papermill", "--no-progress-bar", str(path), str(made)],
            env=variables,
            cwd=path.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        seconds = time.perf_counter() - start
        record_property("figure", f"{path.parent.name}/{path.name}: {seconds:.1f} s")
        notebook = nbformat.read(made if made.exists() else path, as_version=4)
        return Run(notebook, done.stdout, done.returncode)

    return run
