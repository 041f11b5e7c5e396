"""Running a notebook as papermill's own command does, and what a run may not do."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from grader.feedback.predictions import NO_CHOICE
from grader.tasks import ASSIGNMENTS


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
        variables: of the environment.
        folder: where papermill, and so the kernel, starts.
        kernel: the name of a kernelspec, instead of the one the notebook names.
        seconds: how long it may take; after that subprocess.TimeoutExpired is raised.
    """
    options = ["--no-progress-bar", *(["--kernel", kernel] if kernel else [])]
    done = subprocess.run(
        [sys.executable, "-m", "papermill", *options, str(path), str(made)],
        env=variables,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
    )
    notebook = nbformat.read(made if made.exists() else path, as_version=4)
    return Run(notebook, done.stdout, done.returncode)


def check_run(path: Path, run: Run) -> None:
    """Hold a run of a lesson, a solution or an exercise to what people may expect of it."""
    assert run.exit_code == 0, run.log
    assert run.complaints() == []
    assert NO_CHOICE not in json.dumps(run.notebook, ensure_ascii=False)
    assert all(cell.execution_count for cell in run.notebook.cells if cell.cell_type == "code")
    shown = {
        cell.source: output["data"]["text/plain"]
        for cell in run.notebook.cells
        if cell.source.startswith("check(")
        for output in cell.outputs
        if output.output_type == "execute_result"
    }
    if path.parent.name == "notebooks":  # a lesson has no tasks of its assignment
        return
    for assignment in ASSIGNMENTS:
        if path.stem == assignment.name:
            points = {task.name: float(shown[f'check("{task.name}")']) for task in assignment.tasks}
            right = "solutions" in path.parts
            assert points == {task.name: task.points * right for task in assignment.tasks}
