"""How many of a class stand where, counted once for whoever shows it: the table, JSON, the term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from grader.autograding.classes.roll import NOT_LISTED, NOTHING, Entry, Roll
from grader.autograding.recording.feedback_pages import NONE
from grader.autograding.terms.results import NO_NOTEBOOK, UNREADABLE


@dataclass(frozen=True)
class Counts:
    """Of one assignment.

    Attributes:
        students: In the class.
        handed_in: Who handed in what may be marked.
        not_handed_in: Who handed in nothing, or no notebook.
        late: Of those who handed in.
        marked: Likewise.
        to_mark: Who is not marked yet, or handed in anew.
        waiting: Whose work waits for a person, those who are not in the class list among them.
        unreadable: Whose notebook could not be read.
        changed_by_hand: Who has a mark that a person changed or gave.
        wrote: Who wrote to the teacher.
        not_in_the_list: Who handed in and is not in the class list.
        feedback: Whose feedback is made.
        returned: Whose feedback went back, if it was made anew since, too.
    """

    students: int
    handed_in: int
    not_handed_in: int
    late: int
    marked: int
    to_mark: int
    waiting: int
    unreadable: int
    changed_by_hand: int
    wrote: int
    not_in_the_list: int
    feedback: int
    returned: int


def count(roll: Roll) -> Counts:
    """Count the entries of a roll."""
    here = roll.submissions
    strangers = roll.of(NOT_LISTED)
    return Counts(
        students=len(roll.entries) - len(strangers),
        handed_in=len(here),
        not_handed_in=len(roll.of(NOTHING, NO_NOTEBOOK)),
        late=sum(bool(entry.late) for entry in here),
        marked=sum(entry.score is not None for entry in here),
        to_mark=sum(entry.is_to_be_marked for entry in here),
        waiting=sum(entry.needs_a_person for entry in roll.entries),
        unreadable=len(roll.of(UNREADABLE)),
        changed_by_hand=sum(bool(entry.marks and entry.marks.by_hand) for entry in here),
        wrote=sum(bool(entry.marked and entry.marked.letters) for entry in here),
        not_in_the_list=len(strangers),
        feedback=sum(entry.feedback.state != NONE for entry in here),
        returned=sum(entry.feedback.returned is not None for entry in here),
    )


def something_waits(entry: Entry) -> bool:
    """Whether there is something to do for a student: to mark their work, or to look at it."""
    return entry.is_to_be_marked or entry.needs_a_person


def is_due(entry: Entry, due: datetime | None) -> bool:
    """Whether the time to hand in is over, an extension counted; it never is without a due date."""
    extension = entry.marks.extension if entry.marks else None
    now = datetime.now(UTC).replace(tzinfo=None)
    return due is not None and now > due + (extension or timedelta())
