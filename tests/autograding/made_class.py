"""A class whose notebooks are read, repaired and recorded for real, and not run: an answer earns what
its text says. For all that is told of a class, which needs no kernel.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook

from grader import cli
from grader.autograding.classes import batch
from grader.autograding.marking import submission as one_submission
from grader.autograding.marking.cell_marks import is_unanswered, mark_plain_cell
from grader.autograding.marking.second_chances import Ran
from grader.autograding.running import kernel_pool as kernel_supply
from grader.autograding.terms.cell_roles import grade_id, is_answer, is_graded
from grader.autograding.terms.results import Mark
from tests.autograding.conftest import Class
from tests.autograding.test_faults import NAME

SECONDS = 1.5


def earning(points: float, says: str = "") -> str:
    """The text of an answer that earns so many points."""
    return f"# earns {points:g}\n{says}"


def run_by_text(notebook, asked, new_kernel, limits, own=None) -> Ran:
    """In place of running: what an answer's comment says is what the check behind it gives."""
    marks, answer = [], None
    for cell in notebook.cells:
        if is_answer(cell):
            answer = cell
        if is_graded(cell) and answer is None:
            marks.append(mark_plain_cell(cell, ""))
        elif is_graded(cell):
            most = float(cell.metadata.nbgrader.points)
            said = re.search(r"# earns (\S+)", answer.source)
            score = min(most, float(said[1])) if said else 0.0
            key = "passed" if score == most else "untouched" if is_unanswered(answer) else "values"
            if "# makes nothing" in answer.source:
                key = "missing"
            marks.append(Mark(grade_id(cell), score, most, key))
    return Ran(notebook, set(), marks, [], SECONDS)


class _NoKernels:
    new = None

    @staticmethod
    def new_of(course):
        """What makes kernels for a course: nothing."""


@dataclass
class MadeClass(Class):
    """A course folder whose submissions are not run."""

    def command(self, capsys, *arguments: str) -> tuple[int, str, str]:
        """What `grader` prints; its exit code, too."""
        with contextlib.chdir(self.folder):
            code = cli.main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    def autograde(self, capsys, *arguments: str) -> str:
        """What `grader autograde` prints at its end."""
        _, out, err = self.command(capsys, "autograde", NAME, *arguments)
        log = self.folder / ".nbgrader/autograde.log"
        assert not log.exists(), log.read_text()
        assert out, err
        return out

    def as_json(self, capsys, *arguments: str) -> dict[str, dict]:
        """Student to what `grader autograde --json` says."""
        return {
            one["student"]: one for one in json.loads(self.autograde(capsys, "--json", *arguments))
        }

    def gradebook(self) -> Gradebook:
        return Gradebook(self.course.database, self.course.course_id)

    def add(self, student: str, last_name: str = "", **more: str) -> None:
        """Somebody of the class list."""
        with self.gradebook() as book:
            book.add_student(student, **({"last_name": last_name} if last_name else {}), **more)

    def answered(self, answers: Mapping[str, str]) -> NotebookNode:
        """The notebook handed out, with answers in it, by the task's name."""
        notebook = self.released(NAME, NAME)
        for cell in notebook.cells:
            name = grade_id(cell).removesuffix("-answer")
            if is_answer(cell) and name in answers:
                cell.source = answers[name]
        return notebook

    def hands_in(self, student: str, answers: Mapping[str, str] | None = None) -> Path:
        return self.hand_in(student, NAME, NAME, self.answered(answers or {}))

    def due(self, when: datetime.datetime | None) -> None:
        with self.gradebook() as book:
            book.find_assignment(NAME).duedate = when
            book.db.commit()

    def configure(self, text: str) -> None:
        """Add lines to nbgrader_config.py."""
        path = self.folder / "nbgrader_config.py"
        path.write_text(f"{path.read_text()}\n{text}\n")

    def plug_in(self, module: str, source: str) -> None:
        """Put a plug-in into the course's folder; one of that name, of another course, is forgotten."""
        (self.folder / f"{module}.py").write_text(source)
        sys.modules.pop(module, None)


def made_class(folder: Path, base: Path, monkeypatch) -> MadeClass:
    """A copy of a course with its assignment generated, whose notebooks are not run."""
    shutil.copytree(base, folder, dirs_exist_ok=True)
    monkeypatch.setattr(one_submission, "run_submission", run_by_text)
    monkeypatch.setattr(batch, "os", _OneCore)
    none = contextlib.nullcontext(_NoKernels)
    monkeypatch.setattr(kernel_supply, "Kernels", lambda confined: none)
    monkeypatch.setattr(kernel_supply, "why_not", lambda confined, by: "")
    return MadeClass(folder, _NoKernels)


class _OneCore:
    cpu_count = staticmethod(lambda: 1)
