"""Feedback goes back through the exchange to those who handed in through it."""

import shutil
import subprocess
import sys

import pytest

NAME = "01-tensors"


@pytest.fixture
def course(tmp_path, repository):
    """A course folder with feedback for four students, two of whom used the exchange."""
    shutil.copy(repository / "nbgrader_config.py", tmp_path)
    (tmp_path / ".nbgrader/exchange").mkdir(parents=True)
    for student in ("4001", "ada", "o'brien [2]", "zoë"):
        folder = tmp_path / "feedback" / student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.html").write_text(student)
        if student in ("ada", "o'brien [2]"):
            (folder / "timestamp.txt").write_text("2026-11-27 19:49:15 UTC")
            (folder / "submission_secret.txt").write_text(f"secret of {student}")
    return tmp_path


def release(course, *options):
    """What nbgrader's command says, and the pages that are then in the exchange."""
    command = [sys.executable, "-m", "nbgrader", "release_feedback", NAME, *options]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    pages = (course / ".nbgrader/exchange/tensorflow-workbook/feedback").glob("*.html")
    return done.stderr, sorted(page.read_text() for page in pages)


def test_who_handed_in_another_way_is_named_and_keeps_nobody_from_their_feedback(course):
    said, released = release(course)
    assert released == ["ada", "o'brien [2]"]
    left = "2 not released, since they did not hand in through the exchange: 4001, zoë."
    assert [line for line in said.splitlines() if left in line], said


def test_the_feedback_of_one_student_can_be_released_alone(course):
    assert release(course, "--student", "ada")[1] == ["ada"]


def test_a_secret_that_cannot_be_read_costs_its_own_student_alone(course):
    broken = course / "feedback" / "4001" / NAME
    (broken / "timestamp.txt").write_text("2026-11-27 19:49:15 UTC")
    (broken / "submission_secret.txt").write_bytes(b"\xff\xfe")
    (course / "feedback" / "aaa" / NAME).mkdir(parents=True)
    linked = course / "feedback" / "aaa" / NAME
    (linked / "01-tensors.html").symlink_to(course / "nbgrader_config.py")
    (linked / "timestamp.txt").write_text("2026-11-27 19:49:15 UTC")
    (linked / "submission_secret.txt").write_text("x")
    said, released = release(course)
    assert released == ["ada", "o'brien [2]"]
    assert f"Not released: 4001: {broken}: " in said
    assert f"Not released: aaa: {linked}/01-tensors.html is a link or too large" in said
    assert "1 not released, since they did not hand in through the exchange: zoë." in said
