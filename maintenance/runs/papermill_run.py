"""Running a notebook as papermill's own command does, and what its cells then say."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from maintenance.environment import NO_NETWORK, has_gpu

# A file that takes a line for each notebook that was executed or read, where somebody counts them.
COUNTED = "WORKBOOK_COUNT_RUNS"
# Written at its end alone: all of it after every cell took up to half of the processor time of a run.
_OPTIONS = ("--no-progress-bar", "--no-request-save-on-cell-execute", "--autosave-cell-every=0")


@dataclass(frozen=True)
class Run:
    """A notebook after papermill ran it.

    Attributes:
        notebook: It, with the outputs of its cells.
        log: What papermill printed.
        exit_code: How papermill ended.
        seconds: How long it took, by the clock.
    """

    notebook: nbformat.NotebookNode
    log: str
    exit_code: int
    seconds: float = 0.0

    def complaints(self) -> list[str]:
        """Every error and every text on stderr, with the id of the cell it stands under."""
        complaints = []
        for cell in self.notebook.cells:
            for output in cell.get("outputs", ()):
                if output.output_type == "error":
                    complaints.append(f"{cell.id}: {output.ename}: {output.evalue}")
                elif output.get("name") == "stderr":
                    complaints.append(f"{cell.id} wrote to stderr: {output.text}")
        return complaints


def run_papermill(
    path: Path,
    made: Path,
    variables: Mapping[str, str],
    folder: Path,
    kernel: str = "",
    seconds: float | None = None,
) -> Run:
    """Run the notebook at `path` into `made`.

    Args:
        variables: Of the environment.
        folder: Where papermill, and so the kernel, starts.
        kernel: The name of a kernelspec, instead of the one the notebook names.
        seconds: How long it may take; after that subprocess.TimeoutExpired is raised.
    """
    options = [*_OPTIONS, *(["--kernel", kernel] if kernel else [])]
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "papermill", *options, str(path), str(made)],
        env=variables,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
    )
    count("executed", path)
    notebook = nbformat.read(made if made.exists() else path, as_version=4)
    return Run(notebook, done.stdout, done.returncode, time.perf_counter() - start)


def variables_of_nobody(home: Path, root: Path) -> dict[str, str]:
    """The variables of somebody who has no settings, no progress, no network and no GPU.

    Under pytest's own variable ipykernel leaves file descriptors alone, and a line that C++ code
    writes to stderr would go unseen.

    Args:
        home: An empty folder, which becomes the home folder.
        root: The repository whose packages the notebook imports.
    """
    variables = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    own = {"WORKBOOK_HOME": "", "IPYTHONDIR": f"{home}/ipython", "HOME": str(home)}
    own |= {f"JUPYTER_{kind}_DIR": f"{home}/{kind}" for kind in ("CONFIG", "DATA", "RUNTIME")}
    own["PYTHONPATH"] = os.pathsep.join([str(NO_NETWORK), str(root)])
    # A kernel named python3 that a person installed elsewhere must not stand in for this one.
    own["JUPYTER_PREFER_ENV_PATH"] = "1"
    if has_gpu():  # it rounds in its own way, and words errors in its own
        own["CUDA_VISIBLE_DEVICES"] = ""
    return variables | own


def count(what: str, path: Path) -> None:
    """Note that a notebook was executed, or read, for whoever counts them."""
    if file := os.environ.get(COUNTED):
        with open(file, "a", encoding="utf-8") as counted:
            counted.write(f"{what} {path.name}\n")
