"""A learning-management system's own list of marks: whose line is which, and where the mark goes.

What differs between the systems stands in `moodle_worksheet` and `canvas_gradebook`; what they have in
common, and who of the class is meant by a line, stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.autograding.nbgrader_plugins.file_names import CANVAS, Roster
from grader.autograding.recording.class_marks import Person
from grader.autograding.recording.collected import Delivery
from grader.teaching.kept_table import KeptTable

_NUMBER = re.compile(r"\d+([.,]\d+)?")


@dataclass(frozen=True)
class Line:
    """A student's line in a list of marks.

    Attributes:
        row: Which line of the table.
        number: The system's own number of the student.
        name: Their name as it stands there; "" where names are hidden.
        keys: What else may tell who it is, such as an address or a login, in small letters.
        settled: Why no mark may be written there, as the end of a sentence; "" where one may.
    """

    row: int
    number: str
    name: str
    keys: frozenset[str] = frozenset()
    settled: str = ""


@dataclass(frozen=True)
class MarkSheet:
    """A list of marks.

    Attributes:
        table: The file.
        column: Where the marks go.
        most: The points to be had there; None where it doesn't say.
        lines: Each student's.
        has_comma: Whether numbers have a decimal comma.
    """

    table: KeptTable
    column: int
    most: float | None
    lines: Sequence[Line]
    has_comma: bool

    def written(self, points: float) -> str:
        """Points as the file has its numbers: with two decimals, as both systems show them."""
        text = f"{points:.2f}"
        return text.replace(".", ",") if self.has_comma else text

    def with_marks(self, points: Mapping[int, float]) -> bytes:
        """The file with marks in some of its lines, by their row."""
        return self.table.with_cells(
            {(row, self.column): self.written(one) for row, one in points.items()}
        )


def as_number(text: str) -> float | None:
    """A number as a system writes it, with a decimal point or comma; None where it is none."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def has_decimal_comma(texts: Iterable[str]) -> bool:
    """Whether a number among these has one."""
    return any(_NUMBER.fullmatch(text) and "," in text for text in texts)


def whose_lines(
    lines: Sequence[Line],
    people: Mapping[str, Person],
    deliveries: Mapping[str, Delivery],
    system: str,
) -> dict[str, Line]:
    """Each student's line: by the system's number, else by an address or login, else by their name.

    Nobody has two lines, and no line is two students'; where either would be, neither counts.

    Args:
        lines: The lines of a list of marks.
        people: The class, by id.
        deliveries: How work arrived, by student.
        system: The system's name, as deliveries have it.
    """
    numbers: dict[str, list[str]] = {}
    for student, delivery in deliveries.items():
        if delivery.system == system and delivery.number and student in people:
            numbers.setdefault(delivery.number, []).append(student)
    keys: dict[str, list[str]] = {}
    for person in people.values():
        for key in {person.id.casefold(), person.email.casefold()} - {""}:
            keys.setdefault(key, []).append(person.id)
    roster = Roster.of_people(people.values())

    def by_number(line: Line) -> list[str]:
        if line.number in numbers:
            return numbers[line.number]
        # `lms_user_id` is Canvas's; Moodle's numbers are those of one assignment.
        known = roster.numbers.get(line.number, "") if system == CANVAS else ""
        return [known] if known else []

    def by_key(line: Line) -> list[str]:
        return sorted({one for key in line.keys for one in keys.get(key, [])})

    def by_name(line: Line) -> list[str]:
        known = roster.id_called(line.name) if line.name else ""
        return [known] if known else []

    found: dict[str, Line] = {}
    left = list(lines)
    for ask in (by_number, by_key, by_name):
        claims: dict[str, list[Line]] = {}
        for line in left:
            if len(students := ask(line)) == 1 and students[0] not in found:
                claims.setdefault(students[0], []).append(line)
        found |= {student: claimed[0] for student, claimed in claims.items() if len(claimed) == 1}
        taken = {line.row for line in found.values()}
        left = [line for line in left if line.row not in taken]
    return found
