"""A class whose marking was stopped in the middle ends as one that was not."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.autograding.conftest import CONFIG, UPSTREAM, Class
from tests.conftest import outside_pytest

FILES = UPSTREAM / "tests/apps/files"
NAME = "ps1"
STUDENTS = 24
KINDS = ("submitted-changed", "submitted-unchanged", "submitted-locked-cell-changed")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, kernels) -> Class:
    """A class that is marked without a stop. What `stopped` begins with is made before."""
    folder = tmp_path_factory.mktemp("interruption") / "whole"
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text(CONFIG)
    course = Class(folder, kernels)
    course.release(NAME, {"p1": FILES / "submitted-unchanged.ipynb"})
    for number in range(STUDENTS):
        kind = KINDS[number % len(KINDS)]
        course.hand_in(f"student{number:02}", NAME, "p1", FILES / f"{kind}.ipynb")
    (folder / ".nbgrader").mkdir()
    (folder / ".nbgrader/secret-seed").write_text("4711\n")
    shutil.copytree(folder, folder.with_name("stopped"))
    course.results = course.mark(NAME)
    return course


@pytest.fixture(scope="module")
def stopped(whole) -> Class:
    return Class(whole.folder.with_name("stopped"), whole.kernels)


def mark_and_stop(course: Class, number: signal.Signals, after: int) -> tuple[int, int]:
    """Run the command, and send it a signal once it has marked so many; its exit code, how many."""
    with subprocess.Popen(
        [sys.executable, "-m", "grader.cli", "autograde", NAME],
        cwd=course.folder,
        env=outside_pytest(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,  # a line also where the bar is drawn anew
    ) as command:
        for line in command.stderr:
            found = re.search(rf"(\d+)/{STUDENTS} ", line)
            if found and int(found[1]) >= after:
                command.send_signal(number)
                break
        command.stderr.read()
    return command.returncode, len(list((course.folder / f".nbgrader/marked/{NAME}").iterdir()))


def said_by(course: Class) -> list[object]:
    """All that the gradebook says of a class, without ids and times of its own."""
    with Gradebook(course.course.database, course.course.course_id) as book:
        return [
            (
                submission.student.id,
                submission.timestamp,
                notebook.name,
                notebook.late_submission_penalty,
                sorted(
                    (one.name, str(one.auto_score), str(one.manual_score), one.needs_manual_grade)
                    for one in notebook.grades
                ),
                sorted((one.name, str(one.auto_comment)) for one in notebook.comments),
            )
            for submission in sorted(
                book.assignment_submissions(NAME), key=lambda one: one.student.id
            )
            for notebook in submission.notebooks
        ]


def files_of(course: Class) -> dict[Path, bytes]:
    """All that lies in autograded/, half-written files too."""
    folder = course.course.autograded
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_stopped_twice_and_continued_it_ends_with_the_same_gradebook_and_notebooks(whole, stopped):
    seed = int.from_bytes(os.urandom(4))
    print(f"moments drawn from {seed}")  # shown where this fails
    drawn = random.Random(seed)
    code, first = mark_and_stop(stopped, signal.SIGINT, drawn.randint(1, 6))
    assert code == 130
    code, second = mark_and_stop(stopped, signal.SIGKILL, drawn.randint(7, 14))
    assert code == -signal.SIGKILL
    assert 0 < first <= second < STUDENTS
    continued = stopped.mark(NAME)
    assert sum(one.unchanged for one in continued.values()) >= second
    assert {name: one.score for name, one in continued.items()} == {
        name: one.score for name, one in whole.results.items()
    }
    assert said_by(stopped) == said_by(whole)
    assert files_of(stopped) == files_of(whole)


def test_after_that_nothing_runs_again(stopped):
    assert all(one.unchanged for one in stopped.mark(NAME).values())
