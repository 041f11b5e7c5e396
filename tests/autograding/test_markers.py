"""A marker vouches for what was written before it, and for nothing that a crash left of it."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.autograding.recording.earlier_runs import all_marked, marked_before, remember
from grader.autograding.terms.course_folder import CourseFolder, course_of
from grader.autograding.terms.results import Marked

ASSIGNMENT, NOTEBOOK = "tensors", "tensors.ipynb"


@pytest.fixture
def course(tmp_path: Path) -> CourseFolder:
    """A course in which ada's submission was recorded, with a picture and a time beside it."""
    made = course_of(CourseDirectory(root=str(tmp_path)), Config())
    folder = made.autograded / "ada" / ASSIGNMENT
    (folder / "pictures").mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(), folder / NOTEBOOK)
    (folder / "pictures/x.png").write_bytes(b"a picture")
    (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    (tmp_path / ".nbgrader/marked" / ASSIGNMENT).mkdir(parents=True)
    remember(made, ASSIGNMENT, Marked("ada", 2.0, 2.0), "digest", "entry")
    return made


def is_marked(course: CourseFolder) -> bool:
    before, reason = marked_before(course, ASSIGNMENT, "ada", "digest", "entry")
    assert (before is None) == bool(reason)
    return before is not None


def test_what_is_as_it_was_written_does_not_run_again(course):
    assert is_marked(course)
    assert [one.student for one in all_marked(course, ASSIGNMENT)] == ["ada"]


@pytest.mark.parametrize("name", [NOTEBOOK, "pictures/x.png", "timestamp.txt"])
@pytest.mark.parametrize("left", ["nothing", "zeros", "half", "no file"])
def test_what_a_crash_left_of_a_file_is_not_taken_for_it(course, name, left):
    path = course.autograded / "ada" / ASSIGNMENT / name
    content = path.read_bytes()
    parts = {"nothing": b"", "zeros": bytes(len(content)), "half": content[: len(content) // 2]}
    if left in parts:
        path.write_bytes(parts[left])
    else:
        path.unlink()
    assert not is_marked(course)


def test_a_whole_notebook_that_another_program_wrote_is_left_as_it_is(course):
    """nbgrader's own command writes it in its way, with the same marks in the gradebook."""
    path = course.autograded / "ada" / ASSIGNMENT / NOTEBOOK
    path.write_text(json.dumps(json.loads(path.read_text()), indent=4))
    assert is_marked(course)


@pytest.mark.parametrize("written", [None, [], {"a": 1}, "x"])
def test_a_marker_of_another_shape_vouches_for_nothing(course, written):
    (marker,) = (course.root / ".nbgrader/marked" / ASSIGNMENT).glob("*.json")
    marker.write_text(json.dumps(json.loads(marker.read_text()) | {"written": written}))
    assert not is_marked(course)
    assert [one.student for one in all_marked(course, ASSIGNMENT)] == ["ada"]  # for the report
