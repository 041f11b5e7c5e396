"""`nbgrader export`: nbgrader's own table, and in what state each student's work is.

Nothing handed in, nothing readable and nothing right are three things, and all of them 0 points.
"""

from __future__ import annotations

import csv

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin

from grader.autograding.classes.roll import NOT_LISTED, read_roll
from grader.autograding.recording.class_marks import class_marks_of
from grader.autograding.terms.course_folder import CourseFolder, open_course
from grader.autograding.terms.spreadsheet_text import as_text

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
    "status",
    "late",
)


class GradesWithStatus(ExportPlugin):
    """Writes grades.csv: a line for each student and each assignment in the gradebook."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the table to `to`, of the students and assignments asked for."""
        course = open_course()
        path = self.to or "grades.csv"
        students = {str(one) for one in self.student}
        assignments = {str(one) for one in self.assignment}
        self.log.info("Exporting grades to %s", path)
        with open(path, "w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, COLUMNS)
            table.writeheader()
            for name in [one.name for one in gradebook.assignments]:
                if not assignments or name in assignments:
                    rows = _rows(course, gradebook, name)
                    table.writerows(
                        {column: as_text(value) for column, value in row.items()}
                        for row in rows
                        if not students or row["student_id"] in students
                    )


def _rows(course: CourseFolder, book: Gradebook, assignment: str) -> list[dict[str, object]]:
    marks = class_marks_of(book, assignment)
    rows: list[dict[str, object]] = []
    for entry in read_roll(course, assignment, marks).entries:
        if entry.status == NOT_LISTED or entry.person.id not in marks.people:
            continue
        mark, person = entry.marks, entry.person
        rows.append(
            {
                "assignment": assignment,
                "duedate": marks.due or "",
                "timestamp": (mark.timestamp if mark else None) or "",
                "student_id": person.id,
                "last_name": person.last_name,
                "first_name": person.first_name,
                "email": person.email,
                "raw_score": mark.raw_score if mark else 0.0,
                "late_submission_penalty": mark.penalty if mark else 0.0,
                "score": mark.score if mark else 0.0,
                "max_score": marks.most,
                "status": entry.status,
                "late": {True: "yes", False: "no", None: ""}[entry.late],
            }
        )
    return rows
