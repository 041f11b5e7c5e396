"""A gradebook of a release in which an assignment had another name: it opens, its marks are read and
exported, and the assignment of the new name is released beside it."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader.catalog import find_assignment
from tests.conftest import outside_pytest

BEFORE = "02-variables-and-devices"
NOW = "02-variables"
# As that release had them.
POINTS = {
    "tensor_bytes": 2.0,
    "count_up": 2.0,
    "best_device": 2.0,
    "count_labels": 3.0,
    "running_mean": 3.0,
    "moving_average": 3.0,
    "add_noise": 2.0,
    "stopwatch": 3.0,
}
EARNED = {name: points for name, points in POINTS.items() if name != "stopwatch"}

pytestmark = [
    pytest.mark.xdist_group("nbgrader"),
    # nbgrader makes a submission before it is in the session.
    pytest.mark.filterwarnings("ignore:Object of type <Submitted"),
]


@pytest.fixture
def folder(repository: Path, tmp_path: Path) -> Path:
    """The course as it is now, with the gradebook of a class that was marked under the old name."""
    shutil.copy(repository / "nbgrader_config.py", tmp_path)
    for part in ("solutions", "exercises"):
        shutil.copytree(repository / part, tmp_path / part)
    with gradebook(tmp_path) as book:
        book.add_assignment(BEFORE)
        book.add_notebook(BEFORE, BEFORE)
        for name, points in POINTS.items():
            book.add_grade_cell(name, BEFORE, BEFORE, max_score=points, cell_type="code")
        book.add_student("ada")
        submission = book.add_submission(BEFORE, "ada")
        for grade in submission.notebooks[0].grades:
            grade.auto_score = EARNED.get(grade.name, 0.0)
        book.find_grade("stopwatch", BEFORE, BEFORE, "ada").manual_score = 1.5
        book.db.commit()
    return tmp_path


def gradebook(folder: Path) -> Gradebook:
    return Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "tensorflow-workbook")


def nbgrader(folder: Path, *arguments: str) -> None:
    environment = outside_pytest() | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder / "home"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "WORKBOOK_HOME": str(folder / "workbook"),
    }
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_marks_under_the_old_name_stay_readable_beside_the_new_assignment(folder):
    nbgrader(folder, "generate_assignment", "--force", NOW)
    with gradebook(folder) as book:
        assert {one.name for one in book.assignments} == {BEFORE, NOW}
        old = book.find_submission(BEFORE, "ada")
        assert (old.score, old.max_score) == (sum(EARNED.values()) + 1.5, 20)
        marks = {one.name: one.score for one in old.notebooks[0].grades}
        assert marks == EARNED | {"stopwatch": 1.5}
        new = book.find_notebook(NOW, NOW)
        assert [one.name for one in new.grade_cells] == [
            task.name for task in find_assignment(NOW).tasks
        ]
        assert book.find_assignment(NOW).max_score == 20
    nbgrader(folder, "export")
    with open(folder / "grades.csv", encoding="utf-8", newline="") as file:
        lines = {line["assignment"]: line for line in csv.DictReader(file)}
    assert float(lines[BEFORE]["score"]) == sum(EARNED.values()) + 1.5
    assert float(lines[BEFORE]["max_score"]) == 20
    assert lines[BEFORE]["student_id"] == "ada"
