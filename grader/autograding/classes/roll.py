"""The class, one by one: who handed in what, whether late, and what it earned by the gradebook.

All that is told of a class is told from this: the summary, `--json`, the report and the export.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from grader.autograding.recording.class_marks import ClassMarks, Person, StudentMarks
from grader.autograding.recording.collected import Collected, Delivery, Skipped
from grader.autograding.terms.results import UNREADABLE, Marked

MARKED, NOT_MARKED = "marked", "not marked"
NOTHING, NOT_LISTED = "not handed in", "not in the class list"
GONE = "no longer in submitted/"  # marked, and the folder was taken away
_INTERNAL = ("answers", "score", "by_hand", "unlisted", "unread")


@dataclass(frozen=True)
class Entry:
    """One student of the roll.

    Attributes:
        person: Who.
        status: MARKED; UNREADABLE and NO_NOTEBOOK for 0 points since there was nothing to read;
            NOTHING, NOT_LISTED, GONE; NOT_MARKED where something is there and has no mark yet.
        late: Whether it was late; None where that isn't known.
        seconds_late: By how much; None where that isn't known.
        marks: What the gradebook has of it.
        marked: What marking recorded of it.
        not_taken: What was handed in and is no notebook, as files are called.
    """

    person: Person
    status: str
    late: bool | None = None
    seconds_late: float | None = None
    marks: StudentMarks | None = None
    marked: Marked | None = None
    not_taken: tuple[str, ...] = ()

    @property
    def is_submission(self) -> bool:
        """Whether a notebook, or what may be one, was handed in by somebody of the class."""
        return self.status in (MARKED, UNREADABLE, NOT_MARKED)

    @property
    def score(self) -> float | None:
        """What counts, by the gradebook; None where it has no marks."""
        return self.marks.score if self.marks and self.marks.is_marked else None


@dataclass(frozen=True)
class Roll:
    """A class and one assignment.

    Attributes:
        assignment: Its name.
        entries: Everybody in the class, and who handed in and isn't, by id.
        most: Points to be had.
        has_due_date: Whether one is set.
        skipped: What was handed in and not taken, of nobody who is known.
    """

    assignment: str
    entries: tuple[Entry, ...]
    most: float
    has_due_date: bool
    skipped: tuple[Skipped, ...] = ()

    @property
    def submissions(self) -> list[Entry]:
        """Those who handed in what may be marked."""
        return [entry for entry in self.entries if entry.is_submission]

    def of(self, *statuses: str) -> list[Entry]:
        """Those of some statuses."""
        return [entry for entry in self.entries if entry.status in statuses]


def call_roll(
    assignment: str,
    marks: ClassMarks,
    marked: Sequence[Marked],
    handed_in: Sequence[str],
    collected: Collected,
) -> Roll:
    """Put together what is known of each student.

    Args:
        assignment: Its name.
        marks: The gradebook's.
        marked: What marking recorded, of whomever it concerns.
        handed_in: Who has a folder in submitted/.
        collected: What collecting knew.
    """
    recorded = {one.student: one for one in marked}
    not_taken: dict[str, list[str]] = {}
    for skipped in collected.skipped:
        not_taken.setdefault(skipped.student, []).append(PurePosixPath(skipped.path).name)
    students = sorted({*marks.people, *handed_in, *recorded})
    entries = []
    for student in students:
        known = student in marks.people
        found = recorded.get(student)
        mark = marks.marks.get(student)
        entries.append(
            Entry(
                marks.people.get(student, Person(student)),
                _status(known, student in handed_in, found, mark),
                *_lateness(marks, student, collected.students.get(student)),
                mark,
                found,
                tuple(not_taken.get(student, ())),
            )
        )
    nobodys = tuple(one for one in collected.skipped if one.student not in marks.people)
    return Roll(assignment, tuple(entries), marks.most, marks.due is not None, nobodys)


def _status(known: bool, is_there: bool, marked: Marked | None, mark: StudentMarks | None) -> str:
    if not is_there:
        return GONE if mark and mark.is_marked else NOTHING
    if marked and marked.error:
        return NOT_MARKED
    if not known:
        return NOT_LISTED
    if marked and marked.unread:
        return marked.unread
    return MARKED if mark and mark.is_marked else NOT_MARKED


def _lateness(
    marks: ClassMarks, student: str, delivery: Delivery | None
) -> tuple[bool | None, float | None]:
    """By the gradebook's time and date; where one is missing, what the system said."""
    seconds = marks.seconds_late(student)
    if seconds is not None:
        return seconds > 0, seconds
    return (delivery.late if delivery else None), None


def as_json(entry: Entry, most: float, before: Mapping[str, StudentMarks]) -> dict[str, Any]:
    """One student for a program.

    Args:
        entry: Who.
        most: Points to be had.
        before: The gradebook's marks before the command, by student.
    """
    marked = asdict(entry.marked or Marked(entry.person.id))
    mark = entry.marks or StudentMarks("")
    was = before.get(entry.person.id)
    return {
        "student": entry.person.id,
        "name": entry.person.full_name,
        "status": entry.status,
        "score": entry.score,
        "most": most,
        "raw_score": None if entry.score is None else mark.raw_score,
        "penalty": mark.penalty,
        "automatic": None if entry.score is None else mark.automatic,
        "score_before": was.score if was and was.is_marked else None,
        "by_hand": mark.waiting,
        "late": entry.late,
        "seconds_late": entry.seconds_late,
        "time": f"{mark.timestamp.isoformat()}+00:00" if mark.timestamp else None,
        "not_taken": list(entry.not_taken),
        **{
            name: value
            for name, value in marked.items()
            if name not in (*_INTERNAL, "student", "most")
        },
    }
