"""Running a notebook as papermill's own command does, fresh and without a network."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

GUARD = Path(__file__).parent / "no_network"


@dataclass(frozen=True)
class Run:
    """A notebook after papermill ran it: seconds and peak MiB are of its largest process."""

    notebook: nbformat.NotebookNode
    exit_code: int
    log: str
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
    """The variables of somebody who has no settings, no progress and no network."""
    folders = ("HOME", "WORKBOOK_HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    own = {name: str(tmp_path / name.lower()) for name in folders}
    (tmp_path / "home").mkdir()
    path = os.pathsep.join([str(GUARD), str(repository)])
    return os.environ | own | {"PYTHONPATH": path, "PYTHONWARNINGS": "default"}


@pytest.fixture
def run_notebook(environment: dict[str, str], tmp_path: Path, record_property):
    """A function: run the notebook at a path; its time and memory go into the summary."""

    def run(path: Path) -> Run:
        made, log = tmp_path / "run.ipynb", tmp_path / "log.txt"
        command = [sys.executable, "-m", "papermill", "--no-progress-bar", str(path), str(made)]
        with log.open("w") as output:
            before = os.times().elapsed
            process = subprocess.Popen(
                command, env=environment, cwd=path.parent, stdout=output, stderr=output
            )
            # wait4 tells the peak memory of the process and of the kernel it waited for.
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = os.times().elapsed - before
        peak = usage.ru_maxrss / 1024
        record_property("figure", f"{path.name}: {seconds:.1f} s, peak {peak:.0f} MiB")
        notebook = nbformat.read(made if made.exists() else path, as_version=4)
        return Run(notebook, process.returncode, log.read_text(), seconds, peak)

    return run
