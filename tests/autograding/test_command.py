"""The command as an instructor types it: what it prints, and what its exit code means."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys

import pytest

from grader import cli
from grader.autograding.marking import submission as one_submission
from grader.autograding.recording import gradebook_rows, ledger
from grader.autograding.recording.earlier_runs import all_marked, only_one
from grader.autograding.running import kernel_pool as kernel_supply
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
    code, _, said = called(course, capsys, "02-variables")
    assert code == 2
    assert "no assignment '02-variables' (it has: 01-tensors)" in said
    assert "nbgrader generate_assignment --force 02-variables" in said


@pytest.mark.parametrize(
    "arguments", [["--jobs", "0"], ["--timeout", "0.1"], ["--timeout", "soon"], ["--students"], []]
)
def test_wrong_arguments_are_refused(arguments, capsys):
    with pytest.raises(SystemExit) as refused:
        cli.main(["autograde", *arguments])
    assert refused.value.code == 2


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


PLACES = [
    (one_submission, "run_submission"),
    (os, "fsync"),  # of the notebook: a full disk
    (gradebook_rows, "_write_comments"),
]


@pytest.fixture
def shared(course, monkeypatch):
    """The class, whose command uses the kernels that are there."""
    there = contextlib.nullcontext(course.kernels)
    monkeypatch.setattr(kernel_supply, "Kernels", lambda confined: there)
    yield course
    (course.folder / ".nbgrader/autograde.log").unlink(missing_ok=True)


def test_the_result_for_a_program_is_json_with_what_was_found_of_each_task(shared, capsys):
    code, out, _ = called(shared, capsys, NAME, "--student", "ada", "--json")
    assert code == 0
    (ada,) = json.loads(out)
    assert ada["student"] == "ada"
    assert set(ada["keys"].values()) == {"passed"}


@pytest.mark.parametrize(("module", "name"), PLACES)
def test_what_nobody_expected_costs_one_submission_and_is_named_with_where_it_came_from(
    shared, capsys, monkeypatch, module, name
):
    shared.mark(NAME)
    as_before = [shared.scores(student, NAME, NAME) for student in ("ada", "ben")]
    planted = getattr(module, name)
    calls = []

    def fail_once(*arguments, **options):
        calls.append(1)
        if len(calls) == 1:
            raise ZeroDivisionError("planted \x1b[31m\nfailure")
        return planted(*arguments, **options)

    monkeypatch.setattr(module, name, fail_once)
    code, out, said = called(shared, capsys, NAME, "--force", "--jobs", "1")
    assert code == 1
    assert "2 submissions, 1 run now" in out
    assert "not run      1: ada" in out
    assert "ada: It could not be" in said
    assert "(ZeroDivisionError: planted \ufffd[31m). More in .nbgrader/autograde.log." in said
    log = (shared.folder / ".nbgrader/autograde.log").read_text()
    assert "fail_once" in log
    assert "Traceback" in log
    assert [shared.scores(student, NAME, NAME) for student in ("ada", "ben")] == as_before
    assert not list(shared.folder.rglob("*.writing"))
    (shared.folder / ".nbgrader/autograde.log").unlink()
    again = shared.mark(NAME)
    # What may be recorded in part is marked anew.
    assert (again["ada"].unchanged, again["ben"].unchanged) == (module is one_submission, True)


def test_a_gradebook_that_another_program_holds_is_named_and_nothing_of_it_is_lost(
    shared, capsys, monkeypatch
):
    monkeypatch.setattr(ledger, "PATIENCE", 0.1)
    shared.mark(NAME)
    with contextlib.closing(sqlite3.connect(shared.folder / "gradebook.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        code, out, said = called(shared, capsys, NAME, "--force", "--student", "ben")
    assert code == 1
    assert "not run      1: ben" in out
    assert "database is locked" in said
    (shared.folder / ".nbgrader/autograde.log").unlink()
    assert not shared.mark(NAME)["ben"].unchanged


def test_an_assignment_is_marked_by_one_command_at_a_time(shared, capsys):
    with only_one(shared.course, NAME):
        code, _, said = called(shared, capsys, NAME)
    assert code == 2
    assert "is being marked already" in said


@pytest.mark.parametrize("content", ["", "soon", "9" * 9999])
def test_a_secret_seed_that_is_none_is_named_with_what_to_do(shared, capsys, content):
    seed = shared.folder / ".nbgrader/secret-seed"
    kept = seed.read_text()
    seed.write_text(content)
    code, _, said = called(shared, capsys, NAME)
    seed.write_text(kept)
    assert code == 2
    assert "secret-seed holds no number. Restore it from a backup" in said


@pytest.mark.parametrize("content", ["{half", "[]", "null", "[" * 5000, "\0"])
def test_a_marker_that_is_none_vouches_for_nothing(shared, capsys, content):
    shared.mark(NAME)
    for marker in (shared.folder / f".nbgrader/marked/{NAME}").iterdir():
        said = json.loads(marker.read_text())
        marker.write_text(
            content if said["student"] == "ben" else json.dumps(said | {"score": "x"})
        )
    assert all_marked(shared.course, NAME) == []
    with contextlib.chdir(shared.folder):
        assert cli.main(["report", NAME]) == 0
    assert capsys.readouterr().out.startswith("No submission")


def test_a_release_that_cannot_be_read_is_named_with_what_to_do(shared, capsys):
    released = shared.course.release / NAME / f"{NAME}.ipynb"
    kept = released.read_bytes()
    released.write_bytes(kept[:-100])
    code, _, said = called(shared, capsys, NAME)
    released.write_bytes(kept)
    assert code == 2
    assert f"nbgrader generate_assignment --force {NAME}" in said
