"""Canvas's gradebook, as it takes marks back.

Format: what Export in the Gradebook writes (lib/gradebook_exporter.rb of canvas-lms) and Import reads
(lib/gradebook_importer.rb; the guide "How do I import grades in the Gradebook?"): a CSV whose header
begins with Student (or LastName, FirstName), ID, then SIS User ID, SIS Login ID and Section, then a
column for each assignment, called by its name with its number in parentheses. A line "Points Possible"
says what there is to earn, and "(read only)" where nothing is read; above it may stand one that says
which assignments are posted by hand. Delimiter and decimal separator are those of the settings of who
exports: a comma, or a semicolon and a decimal comma. "EX" is excused, "N/A" not assigned.
"""

from __future__ import annotations

import re

from grader.autograding.terms.errors import CourseError
from grader.teaching.kept_table import KeptTable
from grader.teaching.mark_sheet import Line, MarkSheet, as_number, has_decimal_comma

_TITLE = re.compile(r"(.+) \((\d+)\)")
_POSSIBLE, _READ_ONLY, _TESTER = "Points Possible", "read only", "Student, Test"
_KEYS = ("SIS User ID", "SIS Login ID", "Integration ID")
_SETTLED = {"EX": "excused in Canvas", "N/A": "not assigned in Canvas"}


def canvas_gradebook(table: KeptTable, column: str, assignment: str) -> MarkSheet:
    """The list of marks in a file.

    Args:
        table: What was read.
        column: The column that takes them, by its name, with or without the number, or by the number
            alone; "" for the one that is called like the assignment.
        assignment: The assignment's name, such as 01-tensors.

    Raises:
        CourseError: The file is no gradebook, or which column is meant can't be told.
    """
    header = table.header
    if "ID" not in header[:3] or not ("Student" in header[0] or "LastName" in header[0]):
        raise CourseError(
            f"{table.path} is no gradebook of Canvas: its first line doesn't begin with Student and "
            "ID. It comes from Export > Export Entire Gradebook, in the Gradebook."
        )
    possible = [row for row in range(1, len(table.rows)) if _POSSIBLE in table.text(row, 0)]
    index = _column(table, column, assignment, possible)
    bounds = [as_number(table.text(row, index)) for row in possible]
    numbered = header.index("ID")
    lines = [
        _line(table, row, index)
        for row in range(1, len(table.rows))
        if table.text(row, numbered) and row not in possible and table.text(row, 0) != _TESTER
    ]
    if not lines:
        raise CourseError(f"{table.path} has nobody in it.")
    values = [cell.text.strip() for row in table.rows[1:] for cell in row[numbered + 1 :]]
    most = next((bound for bound in bounds if bound is not None), None)
    return MarkSheet(table, index, most, lines, has_decimal_comma(values))


def _line(table: KeptTable, row: int, column: int) -> Line:
    header = table.header
    numbered = header.index("ID")
    name = " ".join(table.text(row, place) for place in range(numbered))
    keys = {table.text(row, header.index(key)).casefold() for key in _KEYS if key in header}
    settled = _SETTLED.get(table.text(row, column).upper(), "")
    return Line(row, table.text(row, numbered), name, frozenset(keys - {""}), settled)


def _column(table: KeptTable, wanted: str, assignment: str, possible: list[int]) -> int:
    titles = {
        index: (match[1], match[2])
        for index, name in enumerate(table.header)
        if (match := _TITLE.fullmatch(name))
        and not any(_READ_ONLY in table.text(row, index) for row in possible)
    }
    if wanted:
        said = f"has no one column {wanted!r} that takes marks"
        meant = [
            index
            for index, (title, number) in titles.items()
            if wanted.casefold() in (title.casefold(), number, f"{title} ({number})".casefold())
        ]
    else:
        said = f"has no one column that is called like {assignment}"
        meant = [
            index for index, (title, _) in titles.items() if _words(assignment) in _words(title)
        ]
    if len(meant) == 1:
        return meant[0]
    there = ", ".join(f"{title} ({number})" for title, number in titles.values()) or "none"
    raise CourseError(
        f"{table.path} {said}; --column NAME says which is meant. Columns of assignments: {there}."
    )


def _words(text: str) -> str:
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.casefold()))} "
