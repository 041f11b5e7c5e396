"""What Formgrader's tables show is what nbgrader's own interface answers, key by key."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from nbgrader.api import Grade, Gradebook, Student, SubmittedAssignment, SubmittedNotebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.apps.baseapp import NbGrader
from sqlalchemy import event, insert
from sqlalchemy.engine import Engine

from grader.autograding.nbgrader_plugins.formgrader_tables import QuickGradebook, QuickTables
from tests.autograding.made_class import earning
from tests.autograding.test_faults import NAME

ANSWERS = {"row_means": earning(1), "scale_pixels": earning(2)}

# What Formgrader's pages ask, by the name of what answers.
QUESTIONS: dict[str, Callable[[NbGraderAPI], object]] = {
    "assignments": lambda api: api.get_assignments(),
    "submissions": lambda api: api.get_submissions(NAME),
    "submissions of an assignment nobody knows": lambda api: api.get_submissions("none"),
    "notebooks": lambda api: api.get_notebooks(NAME),
    "notebook submissions": lambda api: api.get_notebook_submissions(NAME, NAME),
    "notebook submissions of none": lambda api: api.get_notebook_submissions(NAME, "none"),
    "order": lambda api: list(api.get_notebook_submission_indices(NAME, NAME).items()),
    "students": lambda api: api.get_students(),
    **{
        f"submissions of {student}": lambda api, student=student: [
            api.get_student_submissions(student),
            api.get_submission(NAME, student),
            api.get_student_notebook_submissions(student, NAME),
        ]
        for student in ("ada", "ben", "cyn", "dan", "eve", "a[d]a", "nobody")
    },
}


@pytest.fixture
def term(made, capsys) -> SimpleNamespace:
    """A class in the middle of a term, with everything in it that makes a row differ from another."""
    for student in ("ada", "ben", "cyn", "dan"):
        made.add(student, "Moore", first_name=student.title())
    folders = {
        student: made.hands_in(student, ANSWERS if student != "ben" else {}).parent
        for student in ("ada", "ben", "cyn")
    }
    (folders["ada"] / "timestamp.txt").write_text("2026-11-01 10:00:00.123456 UTC")
    (folders["ben"] / "timestamp.txt").write_text("2026-11-02 11:00 +0100")
    made.autograde(capsys)
    with made.gradebook() as book:
        book.find_grade("distances", NAME, NAME, "ada").manual_score = 1.5
        book.find_grade("row_means", NAME, NAME, "ada").extra_credit = 0.25
        book.find_grade("shapes", NAME, NAME, "ben").needs_manual_grade = True
        book.find_submission_notebook(NAME, NAME, "ben").flagged = True
        text = book.add_grade_cell("essay", NAME, NAME, max_score=2, cell_type="markdown")
        task = book.add_task_cell("drawing", NAME, NAME, max_score=3, cell_type="markdown")
        handed_in = book.find_submission_notebook(NAME, NAME, "ada")
        for cell, score in ((text, 0.5), (task, None)):
            book.db.add(Grade(cell=cell, notebook=handed_in, manual_score=score))
        handed_in = book.find_submission_notebook(NAME, NAME, "ben")
        book.db.add(Grade(cell=task, notebook=handed_in, manual_score=1.25))
        book.db.commit()
    # Cyn hands in anew; of Eve no gradebook knows.
    (folders["cyn"] / "timestamp.txt").write_text("2026-11-03 10:00:00 UTC")
    made.hands_in("eve")
    return made


@contextlib.contextmanager
def asked(made, kind: type[NbGraderAPI]) -> Iterator[NbGraderAPI]:
    """The interface that Formgrader asks, for a course."""
    with contextlib.chdir(made.folder):
        app = NbGrader()
        app.initialize([])
        yield kind(app.coursedir, app.authenticator, parent=app)


def sent(answer: object) -> object:
    """As a page gets it, but for the last digits of a sum."""
    return json.loads(json.dumps(answer), parse_float=lambda text: round(float(text), 9))


def test_every_table_is_nbgraders_own(term):
    with asked(term, NbGraderAPI) as theirs, asked(term, QuickTables) as ours:
        for name, question in QUESTIONS.items():
            assert sent(question(ours)) == sent(question(theirs)), name
        rows = {row["student"]: row for row in ours.get_submissions(NAME)}
    assert rows["ada"]["score"] == 1.5 + 1 + 0.25 + 2 + 0.5
    assert rows["ben"]["needs_manual_grade"]
    assert not rows["cyn"]["autograded"]
    # The way from one submission to the next, and to the next that failed.
    own, quick = Gradebook(ours.coursedir.db_url), QuickGradebook(ours.coursedir.db_url)
    with own, quick:
        way, as_quick = (
            {
                (entry.id, entry.name, entry.student.id, entry.failed_tests)
                for entry in book.notebook_submissions(NAME, NAME)
            }
            for book in (own, quick)
        )
        assert as_quick == way
    assert len(way) == 3


def test_a_time_that_nobody_can_read_is_told_as_nbgrader_tells_it(made):
    path = made.hands_in("ada").parent / "timestamp.txt"
    with asked(made, NbGraderAPI) as theirs, asked(made, QuickTables) as ours:
        for text in ("2026-11-01 10:00:00 CET", "2026-11-01", "1 November 2026 10:00"):
            path.write_text(text)
            said = theirs.get_submitted_timestamp(NAME, "ada")
            assert ours.get_submitted_timestamp(NAME, "ada") == said
        path.write_text("soon")
        with pytest.raises(ValueError, match="soon"):
            ours.get_submitted_timestamp(NAME, "ada")


def marked(made, first: int, last: int) -> None:
    """Put students into the gradebook who have a grade for each cell."""
    with made.gradebook() as book:
        assignment = book.find_assignment(NAME)
        (notebook,) = assignment.notebooks
        cells = [cell.id for cell in notebook.grade_cells]
        for number in range(first, last):
            entry = str(number)
            add = book.db.execute
            add(insert(Student).values(id=entry))
            add(
                insert(SubmittedAssignment).values(
                    id=entry, assignment_id=assignment.id, student_id=entry
                )
            )
            add(
                insert(SubmittedNotebook).values(
                    id=entry, assignment_id=entry, notebook_id=notebook.id
                )
            )
            for cell in cells:
                add(
                    insert(Grade).values(
                        id=f"{entry} {cell}"[:32], cell_id=cell, notebook_id=entry, auto_score=1,
                        needs_manual_grade=False,
                    )
                )  # fmt: skip
        book.db.commit()


def test_what_a_table_asks_of_the_gradebook_does_not_grow_with_the_class(made):
    def questions(rows: int) -> int:
        asked_for: list[str] = []
        listener = ("before_cursor_execute", lambda *said: asked_for.append(said[2]))
        with asked(made, QuickTables) as api:
            event.listen(Engine, *listener)
            try:
                assert len(api.get_submissions(NAME)) == rows
                api.get_notebook_submissions(NAME, NAME)
            finally:
                event.remove(Engine, *listener)
        return len(asked_for)

    marked(made, 0, 2)
    before = questions(2)
    marked(made, 2, 30)
    assert questions(30) == before
