"""What the pages for teachers say that the commands print is what they print."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import nbformat
import pytest

from grader.autograding.classes import release_check
from grader.autograding.terms.cell_roles import grade_id
from tests.authoring.test_authors_guide import Step, steps
from tests.autograding.conftest import generated, made
from tests.autograding.made_class import MadeClass, earning
from tests.autograding.test_faults import NAME
from tests.surroundings import ROOT
from tests.teaching.ended_term import played, term

__all__ = ["generated", "made", "played", "term"]
PAGES = ROOT / "docs/instructors"
# What depends on the day, on the disk and on how much of the course there is.
_VARYING = (
    (re.compile(r"\d{4}-\d\d-\d\d(T[\d:+]+)?"), "DATE"),
    (re.compile(r"\d+ files?\b"), "N files"),
    (re.compile(r"[\d.]+ [KM]iB"), "SIZE"),
    (re.compile(r"\d+\.\d s"), "N s"),
)


def _compared(text: str) -> str:
    for varying, name in _VARYING:
        text = varying.sub(name, text)
    return " ".join(text.split())  # a longer number may break a line elsewhere


def printed(steps_: Iterator[Step], made: MadeClass, capsys) -> Iterator[tuple[Step, str]]:
    """What each command of a page prints, in order."""
    for step in steps_:
        if step.kind == "run":
            program, *words = shlex.split(step.what)
            assert program == "grader"
            if "--check" in words:  # the archive of today
                [archive] = (made.folder / "archives").iterdir()
                words[-1] = f"archives/{archive.name}"
            code, out, err = made.command(capsys, *words)
            assert code == 0, err
            yield step, out


def test_the_page_on_terms_says_what_the_commands_print(term, capsys):
    page = steps((PAGES / "terms.md").read_text("utf-8"))
    count = 0
    for step, out in printed(page, term, capsys):
        if step.what == "grader new-term":  # it stands before the part on a single student
            assert _compared(out) == _compared(step.text)
            count += 1
            break
        assert _compared(out) == _compared(step.text), f"{step.line}: $ {step.what}"
        count += 1
    assert count == 3


def test_what_the_page_says_of_forgetting_is_what_is_printed(term, capsys):
    told = [
        step for step in steps((PAGES / "terms.md").read_text("utf-8")) if "forget" in step.what
    ]
    [(step, out)] = printed(iter(told), term, capsys)
    assert _compared(out) == _compared(step.text)


@pytest.fixture
def without_a_task(made, monkeypatch) -> MadeClass:
    """Two were marked, and then a task counts for nothing, and the assignment is generated anew."""
    answers = {"row_means": earning(2), "scale_pixels": earning(2), "distances": earning(3)}
    for student, first, last in (("s104", "Ada", "Lovelace"), ("s105", "Grace", "Hopper")):
        made.add(student, last, first_name=first)
        made.hands_in(student, answers if student == "s104" else {"distances": earning(3)})
    made.mark(NAME)
    path = made.folder / f"solutions/{NAME}/{NAME}.ipynb"
    notebook = nbformat.read(path, 4)
    [check] = [cell for cell in notebook.cells if grade_id(cell) == "row_means"]
    check.metadata.nbgrader.points = 0
    nbformat.write(notebook, path)
    # As in the task's module, which is not this copy's own.
    points = release_check._tasks_points
    monkeypatch.setattr(
        release_check, "_tasks_points", lambda name: points(name) | {"row_means": 0}
    )
    made.generate(NAME)
    return made


def test_the_page_on_changes_says_what_the_commands_print(without_a_task, capsys):
    page = steps((PAGES / "changing-exercises.md").read_text("utf-8"))
    count = 0
    for step, out in printed(page, without_a_task, capsys):
        assert _compared(out) == _compared(step.text), f"{step.line}: $ {step.what}"
        count += 1
    assert count == 2


def test_nbgrader_takes_no_task_out_once_somebody_was_marked_as_the_page_says(without_a_task):
    path = without_a_task.folder / f"solutions/{NAME}/{NAME}.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells = [
        cell for cell in notebook.cells if grade_id(cell) not in ("row_means", "row_means-answer")
    ]
    nbformat.write(notebook, path)
    said = "Cannot add or remove cells"
    assert said in " ".join((PAGES / "changing-exercises.md").read_text("utf-8").split())
    with pytest.raises(AssertionError, match=said):
        without_a_task.generate(NAME)


def test_the_pages_name_each_other_and_files_that_exist():
    for page in PAGES.glob("*.md"):
        for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
