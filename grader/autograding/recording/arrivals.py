"""When each submission came, as well as anybody knows it, also before it is marked; and whether what is
there now came after what was marked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.autograding.reading.handed_in import TIMESTAMP, read_said, time_of
from grader.autograding.recording.class_marks import ClassMarks
from grader.autograding.recording.collected import Collected
from grader.autograding.terms.course_folder import CourseFolder


@dataclass(frozen=True)
class Arrival:
    """How one submission came.

    Attributes:
        time: When (UTC); None where that isn't known.
        anew: Whether it is another one than was marked, by the times of both. Of what a system hands
            out without a time that can't be told; marking compares the files.
    """

    time: datetime | None = None
    anew: bool = False


def read_arrivals(
    course: CourseFolder,
    assignment: str,
    students: Iterable[str],
    marks: ClassMarks,
    collected: Collected,
) -> dict[str, Arrival]:
    """How the work of those arrived who have a folder in submitted/.

    Args:
        course, assignment: Of which course and assignment.
        students: Who has such a folder.
        marks: The gradebook's.
        collected: What collecting knew.
    """
    arrivals = {}
    for student in students:
        mark, delivery = marks.marks.get(student), collected.students.get(student)
        marked = mark.timestamp if mark else None
        own = _time_in(course.submitted / student / assignment)
        came = own or time_of((delivery.time or "") if delivery else "")
        anew = bool(mark and mark.is_marked and came and came != marked)
        if anew and own:  # a person may have set the gradebook's time
            anew = own != _time_in(course.autograded / student / assignment)
        elif anew:
            anew = marked is not None  # else it was marked by nbgrader itself, which knows none
        arrivals[student] = Arrival(came if anew or marked is None else marked, anew)
    return arrivals


def _time_in(folder: Path) -> datetime | None:
    said, _ = read_said(folder, TIMESTAMP)
    return time_of(said.strip())
