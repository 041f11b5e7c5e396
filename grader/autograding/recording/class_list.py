"""Who belongs to the class: whom somebody added to the gradebook, by a list or one by one.

A folder in submitted/ makes nobody a member of a class that has a list: its name may be a slip, or its
owner may have left. Where nobody was ever added, whoever hands in is a member; whom marking added so
is written down, so that they are not taken for a list later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment

from grader.autograding.recording.class_marks import Person, people_of
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.record_files import write_record
from grader.autograding.terms.untrusted_text import printable


@dataclass(frozen=True)
class ClassList:
    """Who is in the gradebook, and who got there by handing in.

    Attributes:
        people: Everybody in the gradebook, by id.
        came_by_themselves: Those whom marking added.
        seen: Everybody who was in this gradebook when something was marked.
        gradebook: What tells this gradebook from another one: assignments with their ids.
    """

    people: Mapping[str, Person] = field(default_factory=dict)
    came_by_themselves: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    gradebook: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_a_list(self) -> bool:
        """Whether anybody is there who didn't come by handing in."""
        return bool(set(self.people) - self.came_by_themselves)

    def has(self, student: str) -> bool:
        """Whether a student belongs to the class, or may be added to it by handing in.

        Who was in the gradebook and is no longer was taken out of it.
        """
        return student in self.people or not (self.is_a_list or student in self.seen)


def not_in_the_list(student: str, name: str = "") -> str:
    """What is said of a submission of somebody who doesn't belong to the class.

    Args:
        student: Their id.
        name: What a system calls them; "" where that isn't known.
    """
    whose = printable(f"{student} {name}".strip())
    return (
        f"{whose} has handed in and is not in the class list, so nothing was marked. "
        f"`nbgrader db student add {printable(student)}` adds them."
    )


def class_list_of(course: CourseFolder) -> ClassList:
    """The list of a course."""
    with Gradebook(course.database, course.course_id) as book:
        return read_class_list(book, course.root)


def read_class_list(book: Gradebook, root: Path) -> ClassList:
    """The list as the gradebook and what earlier runs wrote down have it.

    Args:
        book: The gradebook.
        root: The course's folder.
    """
    people = people_of(book)
    ids = dict(book.db.query(Assignment.name, Assignment.id).all())
    record = _read(root)
    if record is None:
        # Marks of an earlier version, or of another system, where nothing was written down.
        entered = {student for (student,) in book.db.query(SubmittedAssignment.student_id)}
        bare = frozenset(one for one, person in people.items() if person.is_bare)
        return ClassList(people, bare & entered, frozenset(people), ids)
    before, came, seen = record
    came = frozenset(one for one in came if one not in people or people[one].is_bare)
    known = [ids[name] == number for name, number in before.items() if name in ids]
    if known and not any(known):
        # A new gradebook, or its only assignment was removed and made again: whom nobody has said
        # anything about beyond the id, and who came by handing in, makes no list of either.
        return ClassList(people, came & set(people), frozenset(people), ids)
    return ClassList(people, came, seen | set(people), {**before, **ids})


def write_class_list(root: Path, listed: ClassList, added: Iterable[str] = ()) -> None:
    """Write down who is there, and whom marking adds.

    Raises:
        CourseError: The course's own folder can't be written.
    """
    record = {
        "gradebook": dict(listed.gradebook),
        "came_by_themselves": sorted(listed.came_by_themselves | set(added)),
        "seen": sorted(listed.seen),
    }
    try:
        write_record(_path(root), record)
    except OSError as error:
        raise CourseError(f"{_path(root)} cannot be written: {error.strerror}.") from error


def rename_in_class_list(root: Path, old: str, new: str) -> None:
    """Let what is written down of one student be said of one who is called otherwise, too: the old id
    is of nobody any more.

    Raises:
        CourseError: The course's own folder can't be written.
    """
    record = _read(root)
    if record is None:
        return
    gradebook, came, seen = record
    renamed = ClassList(
        came_by_themselves=came | ({new} if old in came else set()),
        seen=seen | {old, new},
        gradebook=gradebook,
    )
    write_class_list(root, renamed)


def _path(root: Path) -> Path:
    return root / ".nbgrader" / "class-list.json"


def _read(root: Path) -> tuple[dict[str, str], frozenset[str], frozenset[str]] | None:
    try:
        record = json.loads(_path(root).read_text(encoding="utf-8"))
        gradebook = {str(name): str(number) for name, number in record["gradebook"].items()}
        came, seen = (frozenset(map(str, record[key])) for key in ("came_by_themselves", "seen"))
    # None, half a one, or somebody else's: it is written anew.
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return gradebook, came, seen
