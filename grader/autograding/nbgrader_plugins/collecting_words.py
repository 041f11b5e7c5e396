"""What `nbgrader zip_collect` says at its end, on one screen: who, what was left out, and where it stands.

What matters most stands last: whose work could not be taken, and who is not in the class.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.autograding.classes.summary import counted, name_of, wrapped
from grader.autograding.nbgrader_plugins.file_names import TEAM
from grader.autograding.nbgrader_plugins.student_names import few
from grader.autograding.recording.class_marks import Person
from grader.autograding.recording.collected import Delivery, Skipped
from grader.autograding.terms.untrusted_text import printable

_NAMED, _FILED_NAMED = 8, 60  # students, and files, that a line names
LOG = ".nbgrader/collecting.log"


@dataclass(frozen=True)
class Findings:
    """What came of a download.

    Attributes:
        assignment: Its name.
        people: The class, by id.
        deliveries: Student to how their work arrived.
        along: Student to how many files lie beside their notebooks.
        passing: Students filed under a number, or a team's name, of this assignment alone.
        has_due_date: Whether the assignment has one.
        notes: What else was decided, in sentences.
        skipped: What was not taken.
    """

    assignment: str
    people: Mapping[str, Person]
    deliveries: Mapping[str, Delivery]
    along: Mapping[str, int]
    passing: Collection[str]
    has_due_date: bool
    notes: Sequence[str]
    skipped: Sequence[Skipped]


def words(findings: Findings) -> str:
    """All of it, in lines that fit a terminal."""
    number = counted(len(findings.deliveries), "student")
    lines = [f"{findings.assignment}: collected the work of {number}."]
    sentences = (
        *_filed(findings),
        *findings.notes,
        *_about_time(findings),
        *_about_ids(findings),
        *_about_skipped(findings),
        f"All of it, file by file: {LOG}",
    )
    lines += [wrapped(printable(text), "  ", "      ") for text in sentences]
    return "\n".join(lines)


def _filed(findings: Findings) -> Iterable[str]:
    known = [student for student in findings.deliveries if student in findings.people]
    if known:
        names = (name_of(findings.people[student]) for student in known)
        yield f"Filed under their id ({len(known)}): {few(list(names), _FILED_NAMED)}."
    if findings.along:
        yield (
            f"Files beside their notebooks came along ({sum(findings.along.values())}): "
            f"{_called(sorted(findings.along), findings)}."
        )


def _about_time(findings: Findings) -> Iterable[str]:
    deliveries = findings.deliveries
    late = [student for student, known in deliveries.items() if known.late]
    if late:
        yield f"Late, as the system says ({len(late)}): {_called(late, findings)}."
    timeless = [student for student, known in deliveries.items() if not known.time]
    if timeless and findings.has_due_date:
        yield (
            f"A due date is set, and of {_called(timeless, findings)} no time is known, so that no "
            "penalty can be worked out. Moodle's grading worksheet (CSV), put beside its archive, "
            "holds the times."
        )


def _about_ids(findings: Findings) -> Iterable[str]:
    passing = [student for student in findings.deliveries if student in findings.passing]
    teams = [student for student in passing if student.startswith(TEAM)]
    if teams:
        yield f"Work of a team, whose members Moodle doesn't name ({len(teams)}): {few(teams)}."
    numbers = [student for student in passing if student not in teams]
    if numbers:
        yield (
            f"Filed under a number that Moodle gives for this assignment alone ({len(numbers)}): "
            f"{_called(numbers, findings)}. For an id that lasts, add students with their names: "
            "`nbgrader db student add ID --first-name=... --last-name=...`"
        )
    has_list = any(person.full_name for person in findings.people.values())
    unknown = [
        student
        for student in findings.deliveries
        if has_list and student not in findings.people and student not in passing
    ]
    if unknown:
        yield f"Not in the class list ({len(unknown)}): {_called(unknown, findings)}."


def _about_skipped(findings: Findings) -> Iterable[str]:
    """What was left out of those of whom nothing was taken, one by one; of the others how much."""
    alone = [entry for entry in findings.skipped if entry.student not in findings.deliveries]
    beside = [entry for entry in findings.skipped if entry.student in findings.deliveries]
    if beside:
        students = list(dict.fromkeys(entry.student for entry in beside))
        yield f"Left out beside notebooks that were collected ({len(beside)}): {_called(students, findings)}."
    for entry in alone[:_NAMED]:
        whose = f"{_person(entry.student, findings)}: " if entry.student else ""
        yield f"Left out: {whose}{file_name(entry.path)}: {entry.why}"
    if alone[_NAMED:]:
        yield f"{len(alone) - _NAMED} more left out."


def file_name(path: str) -> str:
    """How a file is called, of the words that say where it lies: in an archive with its folders there,
    which name the student."""
    archive, inside, name = path.rpartition(": '")
    return name.removesuffix("'") if inside else archive or name.rpartition("/")[2]


def _called(students: Sequence[str], findings: Findings) -> str:
    return few([_person(student, findings) for student in students])


def called(student: str, people: Mapping[str, Person]) -> str:
    """Id and name of somebody of the class; the id alone of anybody else."""
    return name_of(people[student]) if student in people else student


def _person(student: str, findings: Findings) -> str:
    """Id and name: as the class has it, else as the system wrote it."""
    if student in findings.people:
        return called(student, findings.people)
    delivery = findings.deliveries.get(student)
    name = delivery.owner_name if delivery else ""
    return f"{student} ({name})" if name not in ("", student) else student
