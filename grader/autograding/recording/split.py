"""Who marks whom: a class shared out by student among the people who mark it, for one assignment.

Written down in `.nbgrader/split`, so that nobody's share changes when somebody joins the class: the
draw that a seed makes decides only on those whom nobody has yet.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.autograding.terms.record_files import write_record


@dataclass(frozen=True)
class Split:
    """Who marks whom.

    Attributes:
        assignment: Its name.
        seed: What the draw was made with.
        markers: Who marks, in the order they were named.
        marks: Student to who marks them.
    """

    assignment: str
    seed: int
    markers: tuple[str, ...]
    marks: Mapping[str, str] = field(default_factory=dict)

    def share(self, marker: str, students: Iterable[str] | None = None) -> list[str]:
        """Whom somebody marks, by id, in order.

        Args:
            marker: Who.
            students: Only of these, such as those who are in the class now.
        """
        wanted = set(self.marks) if students is None else set(students)
        return sorted(one for one, who in self.marks.items() if who == marker and one in wanted)


def read_split(root: Path, assignment: str) -> Split | None:
    """Who marks whom; None where nobody has said so, or where it can't be read.

    Args:
        root: The course's folder.
        assignment: The assignment's name.
    """
    try:
        record = json.loads(split_file(root, assignment).read_text(encoding="utf-8"))
        markers = tuple(map(str, record["markers"]))
        marks = {str(student): str(who) for student, who in record["marks"].items()}
        return Split(assignment, int(record["seed"]), markers, marks)
    # None, half a one, or somebody else's: `grader split` with names writes it anew.
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write_split(root: Path, split: Split) -> None:
    """Write it down.

    Raises:
        OSError: It can't be written; then the old one still stands.
    """
    record = {"seed": split.seed, "markers": list(split.markers), "marks": dict(split.marks)}
    write_record(split_file(root, split.assignment), record)


def rename_in_splits(root: Path, old: str, new: str) -> None:
    """Let who marks a student mark them also where they are called otherwise, each file in one step."""
    for file in sorted(split_file(root, "").parent.glob("*.json")):
        split = read_split(root, file.stem)
        if split is not None and old in split.marks:
            marks = {new if one == old else one: who for one, who in split.marks.items()}
            write_split(root, replace(split, marks=marks))


def split_file(root: Path, assignment: str) -> Path:
    """Where it is written down."""
    return Path(root) / ".nbgrader" / "split" / f"{assignment}.json"


def shared_out(split: Split, students: Sequence[str], evened: bool = False) -> Split:
    """The same with somebody who marks for each of the class.

    Who has a marker keeps them, unless that one marks no longer; the others go to the smallest shares.
    Who left the class keeps their marker too, for the case that they come back, and counts in no share.

    Args:
        split: Who marks, and whom so far.
        students: The class.
        evened: Whether shares that have become uneven are evened out: then as few as possible go over.
    """
    order = sorted(students, key=lambda student: _drawn(split, student))
    marks = {one: who for one, who in split.marks.items() if who in split.markers}
    shares: dict[str, list[str]] = {who: [] for who in split.markers}
    for student in order:
        if student in marks:
            shares[marks[student]].append(student)
    free = [student for student in order if student not in marks]
    if evened:
        least, more = divmod(len(order), len(split.markers))
        by_size = sorted(split.markers, key=lambda who: -len(shares[who]))
        for place, who in enumerate(by_size):  # the odd ones stay with those who have most
            most = least + (place < more)
            free += shares[who][most:]
            del shares[who][most:]
    for student in free:
        smallest = min(split.markers, key=lambda who: len(shares[who]))
        shares[smallest].append(student)
        marks[student] = smallest
    return Split(split.assignment, split.seed, split.markers, marks)


def _drawn(split: Split, student: str) -> str:
    """Where a student stands in the draw: by a digest, so that it is the same on every machine, and
    another one for each assignment."""
    words = f"{split.seed}\n{split.assignment}\n{student}"
    return hashlib.sha256(words.encode()).hexdigest()
