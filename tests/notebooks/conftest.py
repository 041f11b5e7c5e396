"""Running a notebook as papermill's own command does, fresh and without a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from tests.conftest import outside_pytest

GUARD = Path(__file__).parent / "no_network"
MEASURED = Path(__file__).parent / "measured.py"


@dataclass(frozen=True)
class Run:
    """A notebook after papermill ran it, with what papermill printed.

    The peak is that of the largest process: the kernel.
    """

    notebook: nbformat.NotebookNode
    log: str
    exit_code: int
    seconds: float
    peak_mib: float

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
    path = os.pathsep.join([str(GUARD), str(repository)])
    return outside_pytest() | own | {"PYTHONPATH": path}


@pytest.fixture
def run_notebook(environment: dict[str, str], tmp_path: Path, record_property):
    """A function: run the notebook at a path; its time and memory go into the summary."""

    def run(path: Path) -> Run:
        made = tmp_path / "run.ipynb"
        papermill = [sys.executable, "-m", "papermill", "--no-progress-bar", str(path), str(made)]
        done = subprocess.run(
            [sys.executable, str(MEASURED), *papermill],
            env=environment,
            cwd=path.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        *log, last = done.stdout.strip().splitlines()
        figures = json.loads(last)
        figure = f"{figures['seconds']:.1f} s, peak {figures['peak_mib']:.0f} MiB"
        record_property("figure", f"{path.parent.name}/{path.name}: {figure}")
        notebook = nbformat.read(made if made.exists() else path, as_version=4)
        return Run(notebook, log="\n".join(log), **figures)

    return run
