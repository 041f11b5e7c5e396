"""What a person marks waits for a person, and what that person gave stays."""

from __future__ import annotations

import contextlib

import nbformat
from nbgrader.api import Gradebook

from tensorflow_workbook.tasks.capstone import ASSIGNMENT
from tests.autograding.conftest import Class

CAPSTONE = ASSIGNMENT.name
BY_HAND = {answer.name: answer.points for answer in ASSIGNMENT.by_hand}
CHECKED = {task.name: task.points for task in ASSIGNMENT.tasks}


def short(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without the instructor's own trials, which nobody marks and which take their time."""
    for cell in notebook.cells:
        if cell.id in ("runs", "at-the-end", "opened", "served"):
            cell.source = "# mine"
    return notebook


def test_a_capstone_earns_what_is_checked_and_the_rest_waits_for_a_person(
    tmp_path, repository, kernels
):
    ours = Class.ours(tmp_path, repository, kernels, CAPSTONE)
    source = repository / f"solutions/{CAPSTONE}/{CAPSTONE}.ipynb"
    ours.hand_in("ada", CAPSTONE, CAPSTONE, short(nbformat.read(source, as_version=4)))
    ours.hand_in("ben", CAPSTONE, CAPSTONE, ours.released(CAPSTONE, CAPSTONE))
    ours.mark(CAPSTONE)
    assert ours.scores("ada", CAPSTONE, CAPSTONE) == CHECKED | dict.fromkeys(BY_HAND, 0.0)
    with gradebook(ours) as book:
        submission = book.find_submission_notebook(CAPSTONE, CAPSTONE, "ada")
        assert submission.max_score == sum(BY_HAND.values()) + sum(CHECKED.values()) == 20
        waiting = {grade.name for grade in submission.grades if grade.needs_manual_grade}
        assert waiting == set(BY_HAND)
        # What was left as it was handed out, nobody has to read.
        untouched = book.find_submission_notebook(CAPSTONE, CAPSTONE, "ben")
        assert not any(grade.needs_manual_grade for grade in untouched.grades)
        for grade in submission.grades:
            if grade.name in BY_HAND:
                grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
    ours.mark(CAPSTONE, force=True)
    assert ours.scores("ada", CAPSTONE, CAPSTONE) == CHECKED | dict.fromkeys(BY_HAND, 1.5)
    with gradebook(ours) as book:
        submission = book.find_submission_notebook(CAPSTONE, CAPSTONE, "ada")
        assert submission.needs_manual_grade is False


@contextlib.contextmanager
def gradebook(ours):
    with Gradebook(ours.course.database, ours.course.course_id) as book:
        yield book
