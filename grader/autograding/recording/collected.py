"""What collecting knew of a submission and nbgrader has no place for: who handed it in, whether it
was late, and what was not taken. Kept for each assignment in `.nbgrader/collected`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from grader.autograding.terms.record_files import write_record

# Fields of a delivery that hold words.
_WORDS = ("source", "owner_name", "system", "number", "given")


@dataclass(frozen=True)
class Delivery:
    """How one student's work arrived.

    Attributes:
        late: Whether the system it came from says that it was late; None where it doesn't say.
        time: When it was handed in, in ISO's form with its zone; None where that isn't known.
        source: The file, archive or folder it came from, relative to the course where it lies there.
        owner_name: The student's name, or what stands for it, as the system wrote it.
        system: What named it, as `file_names` has it: "Moodle", "Canvas" or "hand"; "" where none did.
        number: The system's own number of the student; "" where it gives none.
        given: The name that the system gave what was handed in, or its folder, as its own upload reads
            it again; "" where no system named it.
    """

    late: bool | None = None
    time: str | None = None
    source: str = ""
    owner_name: str = ""
    system: str = ""
    number: str = ""
    given: str = ""


@dataclass(frozen=True)
class Skipped:
    """What was handed in and not taken.

    Attributes:
        path: Where it lies, relative to the course where it lies there.
        why: The reason, a sentence.
        student: Whose it is, or "" where that isn't known.
    """

    path: str
    why: str
    student: str = ""


@dataclass(frozen=True)
class Collected:
    """What collecting knew of one assignment.

    Attributes:
        students: Student to how their work arrived.
        skipped: What was not taken, in the order it was met.
    """

    students: Mapping[str, Delivery] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()


def read_collected(root: Path, assignment: str) -> Collected:
    """What is recorded of an assignment; empty where nothing is, or where it can't be read.

    Args:
        root: The course's folder.
        assignment: The assignment's name.
    """
    try:
        record = json.loads(_file(root, assignment).read_text(encoding="utf-8"))
        students = {
            str(student): Delivery(
                _one_of(delivery.get("late"), bool),
                _one_of(delivery.get("time"), str),
                *(str(delivery.get(name, "")) for name in _WORDS),
            )
            for student, delivery in record["students"].items()
        }
        skipped = tuple(
            Skipped(str(entry["path"]), str(entry["why"]), str(entry.get("student", "")))
            for entry in record["skipped"]
        )
    # None, half a one, or somebody else's: collecting again writes it anew.
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Collected()
    return Collected(students, skipped)


def add_collected(
    root: Path,
    assignment: str,
    students: Mapping[str, Delivery],
    skipped: Iterable[Skipped],
    place: str,
) -> Collected:
    """Record what one collecting found; what earlier ones found of others stays.

    Args:
        root: The course's folder.
        assignment: The assignment's name.
        students: Whose work was taken.
        skipped: What was not.
        place: Where this collecting looked: what was skipped there earlier was looked at again. "" where
            it looked at single students' work, so that of the others all stands.

    Returns:
        All that is recorded then.
    """
    before, now = read_collected(root, assignment), tuple(skipped)
    paths = {entry.path for entry in now}
    kept = (
        entry
        for entry in before.skipped
        if entry.path not in paths
        and entry.student not in students
        and not (place and _lies_in(entry.path, place))
    )
    collected = Collected({**before.students, **students}, (*kept, *now))
    write_record(_file(root, assignment), asdict(collected))
    return collected


def _lies_in(path: str, place: str) -> bool:
    return path == place or path.startswith((f"{place}/", f"{place}:"))


def parts_of(root: Path, student: str) -> dict[str, Collected]:
    """What the records say of one student, by assignment."""
    parts = {}
    for name, collected in _all(root).items():
        theirs = Collected(
            {one: said for one, said in collected.students.items() if one == student},
            tuple(entry for entry in collected.skipped if entry.student == student),
        )
        if theirs != Collected():
            parts[name] = theirs
    return parts


def take_out(root: Path, student: str) -> None:
    """Let the records say nothing of a student any more."""
    for name in parts_of(root, student):
        collected = read_collected(root, name)
        others = {one: said for one, said in collected.students.items() if one != student}
        skipped = tuple(entry for entry in collected.skipped if entry.student != student)
        write_record(_file(root, name), asdict(Collected(others, skipped)))


def put_back(root: Path, parts: Mapping[str, Collected]) -> None:
    """Put back what `parts_of` gave; what was collected since counts."""
    for name, theirs in parts.items():
        before = read_collected(root, name)
        known = {entry.path for entry in before.skipped}
        skipped = tuple(entry for entry in theirs.skipped if entry.path not in known)
        both = Collected({**theirs.students, **before.students}, (*before.skipped, *skipped))
        write_record(_file(root, name), asdict(both))


def rename_in_collected(root: Path, old: str, new: str) -> None:
    """Say of a student who is called otherwise what was said before, each record in one step."""
    for name in parts_of(root, old):
        collected = read_collected(root, name)
        students = {new if one == old else one: said for one, said in collected.students.items()}
        skipped = tuple(
            replace(entry, student=new) if entry.student == old else entry
            for entry in collected.skipped
        )
        write_record(_file(root, name), asdict(Collected(students, skipped)))


def parts_from(said: Mapping[str, Any]) -> dict[str, Collected]:
    """What `parts_of` gave, from JSON.

    Raises:
        TypeError, KeyError: It is something else.
    """
    return {
        name: Collected(
            {one: Delivery(**delivery) for one, delivery in parts["students"].items()},
            tuple(Skipped(**entry) for entry in parts["skipped"]),
        )
        for name, parts in said.items()
    }


def _all(root: Path) -> dict[str, Collected]:
    """What is recorded of every assignment."""
    files = sorted(_file(root, "").parent.glob("*.json"))
    return {file.stem: read_collected(root, file.stem) for file in files}


def _file(root: Path, assignment: str) -> Path:
    return Path(root) / ".nbgrader" / "collected" / f"{assignment}.json"


def _one_of(value: Any, kind: type) -> Any:
    return value if isinstance(value, kind) else None
