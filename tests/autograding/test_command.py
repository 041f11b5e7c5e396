"""The command as an instructor types it: what it prints, and what its exit code means."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys

import pytest

from grader import cli
from tests.autograding.conftest import Class
from tests.autograding.test_faults import NAME, perfect
from tests.conftest import outside_pytest


@pytest.fixture(scope="module")
def course(tmp_path_factory, repository, kernels):
    """A class of two."""
    made = Class.ours(tmp_path_factory.mktemp("command"), repository, kernels, NAME)
    released = made.released(NAME, NAME)
    made.hand_in("ada", NAME, NAME, perfect(released))
    made.hand_in("ben", NAME, NAME, released)
    return made


def run(course, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "grader.cli", "autograde", *arguments],
        cwd=course.folder,
        env=outside_pytest(),
        capture_output=True,
        text=True,
    )


def test_it_marks_says_so_and_does_not_run_again_what_is_unchanged(course):
    first = run(course, NAME)
    assert first.returncode == 0, first.stderr
    assert "2 submissions, 2 run now" in first.stdout
    assert "mean       10.00 of 20 points" in first.stdout
    marked = course.mark(NAME)  # as the command does a second time
    assert all(one.unchanged for one in marked.values())
    assert (marked["ada"].score, marked["ben"].score) == (20, 0)


def test_a_changed_submission_runs_again_and_a_lost_marker_loses_nothing(course):
    course.mark(NAME)
    released = course.released(NAME, NAME)
    released.cells[-1].source += "\n"
    course.hand_in("ben", NAME, NAME, perfect(released))
    marked = course.mark(NAME)
    assert (marked["ada"].unchanged, marked["ben"].unchanged) == (True, False)
    assert marked["ben"].score == 20
    for marker in (course.folder / ".nbgrader/marked").rglob("*.json"):
        marker.write_text("{half")
    again = course.mark(NAME)
    assert [one.score for one in again.values()] == [20, 20]
    assert not any(one.unchanged for one in again.values())


def test_marks_given_by_hand_stay(course):
    from nbgrader.api import Gradebook

    course.mark(NAME)
    with Gradebook(course.course.database, course.course.course_id) as book:
        book.find_grade("row_means", NAME, NAME, "ada").manual_score = 0.5
        book.db.commit()
    course.mark(NAME, force=True)
    assert course.scores("ada", NAME, NAME)["row_means"] == 0.5


def called(course, capsys, *arguments):
    with contextlib.chdir(course.folder):
        code = cli.main(["autograde", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_an_assignment_that_is_not_released_is_named_with_what_to_do(course, capsys):
    code, _, said = called(course, capsys, "02-variables-and-devices")
    assert code == 2
    assert "no assignment '02-variables-and-devices' (it has: 01-tensors)" in said
    assert "nbgrader generate_assignment --force 02-variables-and-devices" in said


@pytest.mark.parametrize(
    "arguments", [["--jobs", "0"], ["--timeout", "0.1"], ["--timeout", "soon"], ["--students"], []]
)
def test_wrong_arguments_are_refused(arguments, capsys):
    with pytest.raises(SystemExit) as refused:
        cli.main(["autograde", *arguments])
    assert refused.value.code == 2


def test_the_result_for_a_program_is_json_with_what_was_found_of_each_task(course, capsys):
    code, out, _ = called(course, capsys, NAME, "--student", "ada", "--json")
    assert code == 0
    (ada,) = json.loads(out)
    assert ada["student"] == "ada"
    assert set(ada["keys"].values()) == {"passed"}


def test_a_student_who_handed_in_nothing_is_named(course, capsys):
    code, _, said = called(course, capsys, NAME, "--student", "nobody")
    assert code == 2
    assert "nothing handed in by nobody" in said


def test_without_a_sandbox_it_says_what_is_missing_and_marks_nothing(course, capsys, monkeypatch):
    from grader.kernels import sandbox

    monkeypatch.setattr(sandbox, "why_not", lambda limits: "unshare: Operation not permitted")
    code, _, said = called(course, capsys, NAME)
    assert code == 3
    assert "unshare: Operation not permitted" in said
    assert "--no-sandbox" in said
