"""Moodle's grading worksheet, as it takes marks back.

Format: what "Download grading worksheet" of an assignment writes with the feedback type "Offline grading
worksheet" (mod/assign/gradingtable.php) and "Upload grading worksheet" reads
(mod/assign/feedback/offline/importgradeslib.php): a CSV with the columns Identifier, Full name, further
fields of the user, Status, Grade, Maximum grade (or Scale), Grade can be changed, Last modified
(submission), Last modified (grade) and feedback, each called as in the language of who downloads it.
Moodle looks up who is meant by the number behind Identifier's word, reads a number with the decimal
separator of that language, and passes over a mark that is above the maximum.
"""

from __future__ import annotations

from grader.autograding.nbgrader_plugins.worksheet import participant_number
from grader.autograding.terms.errors import CourseError
from grader.teaching.kept_table import KeptTable
from grader.teaching.mark_sheet import Line, MarkSheet, as_number, has_decimal_comma

_GRADE = "grade"


def moodle_worksheet(table: KeptTable, column: str) -> MarkSheet:
    """The list of marks in a file.

    Args:
        table: What was read.
        column: The name of the column that takes them; "" to find it.

    Raises:
        CourseError: The file is no worksheet, or which column is meant can't be told.
    """
    rows = [row for row in range(1, len(table.rows)) if participant_number(table.text(row, 0))]
    if not rows:
        raise CourseError(
            f"{table.path} is no grading worksheet of Moodle: its first column says of nobody which "
            "participant it is. It is called Grades-...csv, and comes from `Download grading "
            "worksheet` on the page of the assignment's submissions."
        )
    index = _column(table, rows, column)
    bounds = {table.text(row, index + 1) for row in rows}
    numbers = [as_number(bound) for bound in bounds]
    if index + 1 < len(table.header) and None in numbers:
        raise CourseError(
            f"In {table.path} the column behind {table.header[index]!r} holds no maximum grade: the "
            "assignment has a scale in Moodle, which takes no points. Set its grade to points there."
        )
    lines = [_line(table, row, index) for row in rows]
    values = {table.text(row, at) for row in rows for at in (index, index + 1)}
    most = max((number for number in numbers if number is not None), default=None)
    return MarkSheet(table, index, most, lines, has_decimal_comma(values))


def _line(table: KeptTable, row: int, grade: int) -> Line:
    # Where names are hidden, the next column is the status of the submission already.
    between = [table.text(row, column) for column in range(1, grade)]
    addresses = frozenset(text.casefold() for text in between if "@" in text)
    name = between[0] if len(between) > 1 else ""
    return Line(row, participant_number(table.text(row, 0)), name, addresses)


def _column(table: KeptTable, rows: list[int], wanted: str) -> int:
    names = [name.casefold() for name in table.header]
    if wanted:
        if names.count(wanted.casefold()) == 1:
            return names.index(wanted.casefold())
    elif names.count(_GRADE) == 1:
        return names.index(_GRADE)
    elif len(columns := _in_front_of_a_maximum(table, rows)) == 1:
        return columns[0]
    said = (
        f"has no one column {wanted!r}" if wanted else "doesn't tell which column takes the marks"
    )
    raise CourseError(
        f"{table.path} {said}; --column NAME says it. Its columns: {', '.join(table.header)}."
    )


def _in_front_of_a_maximum(table: KeptTable, rows: list[int]) -> list[int]:
    """The columns whose neighbor holds the same number above 0 in every line, and that hold nothing
    but numbers: the grade, whatever the language."""
    found = []
    for column in range(1, len(table.header) - 1):
        bounds = {as_number(table.text(row, column + 1)) for row in rows}
        values = {table.text(row, column) for row in rows} - {""}
        bound = bounds.pop() if len(bounds) == 1 else None
        if bound and all(as_number(value) is not None for value in values):
            found.append(column)
    return found
