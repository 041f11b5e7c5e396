"""The class, one by one: who handed in what, whether late, and what it earned by the gradebook.

All that is told of a class is told from this: the summary, `--json`, the report and the export.
"""

from __future__ import annotations

import statistics
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from grader.autograding.reading.submissions import find_students
from grader.autograding.recording.arrivals import Arrival, read_arrivals
from grader.autograding.recording.class_list import class_list_of
from grader.autograding.recording.class_marks import (
    ClassMarks,
    Person,
    StudentMarks,
    read_class_marks,
    read_term_marks,
)
from grader.autograding.recording.collected import Collected, Delivery, Skipped, read_collected
from grader.autograding.recording.earlier_runs import all_marked
from grader.autograding.recording.feedback_pages import Feedback, read_exchange, read_feedback
from grader.autograding.recording.split import read_split
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.results import UNREADABLE, Marked

MARKED, NOT_MARKED = "marked", "not marked"
NOTHING, NOT_LISTED = "not handed in", "not in the class list"
GONE = "no longer in submitted/"  # marked, and the folder was taken away
_NO_FEEDBACK = Feedback()
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
        time: When it was handed in (UTC); None where that isn't known.
        anew: Whether it was handed in anew since it was marked.
        feedback: How far its feedback is.
        marker: Who marks it, where the class is shared out; else "".
    """

    person: Person
    status: str
    late: bool | None = None
    seconds_late: float | None = None
    marks: StudentMarks | None = None
    marked: Marked | None = None
    not_taken: tuple[str, ...] = ()
    time: datetime | None = None
    anew: bool = False
    feedback: Feedback = _NO_FEEDBACK
    marker: str = ""

    @property
    def is_submission(self) -> bool:
        """Whether a notebook, or what may be one, was handed in by somebody of the class."""
        return self.status in (MARKED, UNREADABLE, NOT_MARKED)

    @property
    def score(self) -> float | None:
        """What counts, by the gradebook; None where it has no marks."""
        return self.marks.score if self.marks and self.marks.is_marked else None

    @property
    def is_to_be_marked(self) -> bool:
        """Whether `grader autograde` has something to do for it."""
        return self.status == NOT_MARKED or self.anew

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody has to give a mark, look at one again or at what has a flag, or say whether
        its owner belongs to the class."""
        waits = self.is_submission and self.marks and (self.marks.waiting or self.marks.flagged)
        return bool(waits) or self.status == NOT_LISTED


@dataclass(frozen=True)
class Roll:
    """A class and one assignment.

    Attributes:
        assignment: Its name.
        entries: Everybody in the class, and who handed in and isn't, by id.
        most: Points to be had.
        has_due_date: Whether one is set.
        skipped: What was handed in and not taken, of nobody who is known.
        due: When it was due (UTC), without extensions; None where nothing is set.
    """

    assignment: str
    entries: tuple[Entry, ...]
    most: float
    has_due_date: bool
    skipped: tuple[Skipped, ...] = ()
    due: datetime | None = None

    @property
    def submissions(self) -> list[Entry]:
        """Those who handed in what may be marked."""
        return [entry for entry in self.entries if entry.is_submission]

    @property
    def mean(self) -> float | None:
        """The mean points of those who handed in and are marked; None where nobody is."""
        scores = [entry.score for entry in self.submissions if entry.score is not None]
        return statistics.mean(scores) if scores else None

    def of(self, *statuses: str) -> list[Entry]:
        """Those of some statuses."""
        return [entry for entry in self.entries if entry.status in statuses]


def read_roll(
    course: CourseFolder,
    assignment: str,
    marks: ClassMarks | None = None,
    marked: Sequence[Marked] | None = None,
) -> Roll:
    """Read what is known of a class and one assignment.

    Args:
        course, assignment: Of which course and assignment.
        marks: The gradebook's, where they are read already.
        marked: What marking recorded, where that is known already.
    """
    marks = read_class_marks(course, assignment) if marks is None else marks
    return _rolls(course, {assignment: marks}, marked)[0]


def read_term(course: CourseFolder) -> list[Roll]:
    """The same for every assignment that the gradebook knows, in order."""
    return _rolls(course, read_term_marks(course))


def _rolls(
    course: CourseFolder, term: Mapping[str, ClassMarks], marked: Sequence[Marked] | None = None
) -> list[Roll]:
    listed, released = class_list_of(course), read_exchange(course)
    rolls = []
    for assignment, marks in term.items():
        handed_in = find_students(course.submitted, assignment)
        collected = read_collected(course.root, assignment)
        split = read_split(course.root, assignment)
        rolls.append(
            call_roll(
                assignment,
                marks,
                all_marked(course, assignment) if marked is None else marked,
                handed_in,
                collected,
                read_arrivals(course, assignment, handed_in, marks, collected),
                read_feedback(course, assignment, marks.marks, released),
                {student for student in handed_in if listed.has(student)},
                split.marks if split else {},
            )
        )
    return rolls


def call_roll(
    assignment: str,
    marks: ClassMarks,
    marked: Sequence[Marked],
    handed_in: Sequence[str],
    collected: Collected,
    arrivals: Mapping[str, Arrival] | None = None,
    feedback: Mapping[str, Feedback] | None = None,
    joining: Collection[str] = (),
    markers: Mapping[str, str] | None = None,
) -> Roll:
    """Put together what is known of each student.

    Args:
        assignment: Its name.
        marks: The gradebook's.
        marked: What marking recorded, of whomever it concerns.
        handed_in: Who has a folder in submitted/.
        collected: What collecting knew.
        arrivals: When it came, of those who have such a folder.
        feedback: How far it is, of those who have any.
        joining: Who belongs to the class, or will when their work is marked.
        markers: Who marks whom, by student.
    """
    arrivals, feedback, markers = arrivals or {}, feedback or {}, markers or {}
    there, recorded = {*handed_in}, {one.student: one for one in marked}
    not_taken: dict[str, list[str]] = {}
    for skipped in collected.skipped:
        not_taken.setdefault(skipped.student, []).append(PurePosixPath(skipped.path).name)
    students = sorted({*marks.people, *there})
    entries = []
    for student in students:
        known = student in marks.people or student in joining
        found = recorded.get(student)
        mark = marks.marks.get(student)
        delivery = collected.students.get(student)
        arrival = arrivals.get(student) or Arrival(mark.timestamp if mark else None)
        entries.append(
            Entry(
                person_of(marks.people, student, delivery),
                _status(known, student in there, found, mark),
                *_lateness(marks, student, arrival.time, delivery),
                mark,
                found,
                tuple(not_taken.get(student, ())),
                arrival.time,
                arrival.anew,
                feedback.get(student, _NO_FEEDBACK),
                markers.get(student, ""),
            )
        )
    nobodys = tuple(one for one in collected.skipped if one.student not in marks.people)
    return Roll(assignment, tuple(entries), marks.most, marks.due is not None, nobodys, marks.due)


def person_of(
    people: Mapping[str, Person], student: str, delivery: Delivery | None = None
) -> Person:
    """Who it is by the gradebook; where that knows no more than the id, under the name that a system
    gave them."""
    person = people.get(student, Person(student))
    name = delivery.owner_name if delivery else ""
    return replace(person, first_name=name) if person.is_bare and name != student else person


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
    marks: ClassMarks, student: str, time: datetime | None, delivery: Delivery | None
) -> tuple[bool | None, float | None]:
    """By the time and the gradebook's date; where one is missing, what the system said."""
    seconds = marks.seconds_late(student, time)
    if seconds is not None:
        return seconds > 0, seconds
    return (delivery.late if delivery else None), None


def standing(entry: Entry, most: float) -> dict[str, Any]:
    """Where one student stands, for a program.

    Args:
        entry: Who.
        most: Points to be had.
    """
    mark = entry.marks or StudentMarks("")
    return {
        "student": entry.person.id,
        "name": entry.person.full_name,
        "marker": entry.marker,
        "status": entry.status,
        "score": entry.score,
        "most": most,
        "raw_score": None if entry.score is None else mark.raw_score,
        "penalty": mark.penalty,
        "automatic": None if entry.score is None else mark.automatic,
        "changed_by_hand": mark.by_hand,
        "waiting": mark.waiting,
        "flagged": mark.flagged,
        "late": entry.late,
        "seconds_late": entry.seconds_late,
        "time": in_iso(entry.time),
        "extension_seconds": mark.extension.total_seconds() if mark.extension else None,
        "handed_in_anew": entry.anew,
        "not_taken": list(entry.not_taken),
        "feedback": entry.feedback.state,
        "returned": in_iso(entry.feedback.returned),
        "returned_by": entry.feedback.by if entry.feedback.returned else "",
    }


def in_iso(time: datetime | None) -> str | None:
    """A time of the gradebook's (UTC) in ISO's form, with its zone."""
    return f"{time.isoformat()}+00:00" if time else None


def as_json(entry: Entry, most: float, before: Mapping[str, StudentMarks]) -> dict[str, Any]:
    """One student after marking, for a program.

    Args:
        entry: Who.
        most: Points to be had.
        before: The gradebook's marks before the command, by student.
    """
    marked = asdict(entry.marked or Marked(entry.person.id))
    was = before.get(entry.person.id)
    return {
        **standing(entry, most),
        "score_before": was.score if was and was.is_marked else None,
        "by_hand": entry.marks.waiting if entry.marks else 0,
        **{
            name: value
            for name, value in marked.items()
            if name not in (*_INTERNAL, "student", "most")
        },
    }
