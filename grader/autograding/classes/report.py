"""What a class found hard: for every task how many passed, and which wrong ideas they had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.autograding.classes.roll import MARKED, NOT_MARKED, Entry, Roll
from grader.autograding.classes.summary import counted, name_of, wrapped
from grader.autograding.marking.answer_digests import MADE_NOTHING
from grader.autograding.recording.class_marks import ClassMarks
from grader.autograding.terms.results import UNREADABLE
from grader.autograding.terms.untrusted_text import printable
from grader.catalog import UnknownTaskError, find_assignment
from grader.judging.task import Task

_PASSED, _IDEA, _RAISED = "passed", "misconception.", "raised."
_NOT_ATTEMPTED = ("untouched", "missing")
# What a finding that is no known wrong idea means, said of those who showed it.
FINDINGS = {
    "nothing": "gave nothing back (None), as a function without a return does",
    "kind": "gave another kind of thing than was asked for",
    "shape": "gave a result of another shape",
    "dtype": "gave a result of another dtype",
    "nan": "gave NaN",
    "infinite": "gave an infinite number",
    "values": "gave other values, by no wrong idea that is known here",
    "entries": "gave a sequence in which not all are numbers",
    "length": "gave a sequence of another length",
    "quality": "gave a result of the right form that is not good enough",
    "mutated": "gave the right result, and changed the input",
    "unusable": "gave something that could not be used as the task asks",
    "no_change": "changed the code that was handed out, and it gives what it gave before",
    "unfinished": "could not be checked to the end: too slow, too much, or the kernel ended",
    MADE_NOTHING: "wrote an answer that made nothing of the name asked for: its cell stopped with an "
    "error, or it uses another name",
}


@dataclass(frozen=True)
class TaskReport:
    """One task, over a class.

    Attributes:
        task: Its name.
        submissions: How many were judged.
        passed, not_attempted: How many of them, by the check.
        ideas: Misconception to how many showed it, the commonest first.
        others: Any other finding (`shape`, `raised.NameError`, ...) to how many, likewise.
        mean, most: Points by the gradebook, marks by hand in them, and points to be had; None where
            the gradebook doesn't know the cell.
    """

    task: str
    submissions: int
    passed: int
    not_attempted: int
    ideas: dict[str, int]
    others: dict[str, int]
    mean: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class ClassReport:
    """An assignment, over a class.

    Attributes:
        assignment: Its name.
        submissions: How many handed in, as `grader autograde` counts them.
        unreadable, not_marked: Ids of those of them that could not be read, or have no mark yet.
        unrecorded: Ids of those whose marks are there and what was found is not: counted in no task.
        mean, most: Points by the gradebook, less penalties, and points to be had.
        tasks: Each task.
        own_cells: Graded cells that are no task of the course: name to mean and points to be had.
    """

    assignment: str
    submissions: int
    unreadable: list[str]
    not_marked: list[str]
    unrecorded: list[str]
    mean: float | None
    most: float
    tasks: list[TaskReport]
    own_cells: dict[str, tuple[float, float]]


def report(roll: Roll, marks: ClassMarks) -> ClassReport:
    """Count the findings of those who are in the class and handed in, task by task.

    Args:
        roll: The class, with what marking recorded.
        marks: The gradebook's.

    Raises:
        UnknownTaskError: Neither the course nor the gradebook has such an assignment.
    """
    tasks = _tasks(roll.assignment, marks)
    findings = [
        entry.marked.keys for entry in roll.submissions if entry.marked and entry.status == MARKED
    ]
    made = [_task_report(task.name, findings, marks) for task in tasks]
    names = {task.name for task in tasks}
    return ClassReport(
        roll.assignment,
        len(roll.submissions),
        [entry.person.id for entry in roll.of(UNREADABLE)],
        [entry.person.id for entry in roll.of(NOT_MARKED)],
        [entry.person.id for entry in _unrecorded(roll)],
        roll.mean,
        roll.most,
        made,
        {
            name: (mean, marks.points[name])
            for name, mean in marks.earned.items()
            if name not in names and name in marks.points
        },
    )


def _unrecorded(roll: Roll) -> list[Entry]:
    return [entry for entry in roll.of(MARKED) if entry.marked is None]


def _tasks(assignment: str, marks: ClassMarks) -> Sequence[Task]:
    try:
        return find_assignment(assignment).tasks
    except UnknownTaskError:
        if not marks.points:
            raise
        return ()  # one of plain nbgrader cells


def _task_report(name: str, findings: Sequence[Mapping[str, str]], marks: ClassMarks) -> TaskReport:
    found = Counter(keys[name] for keys in findings if name in keys)
    wrong = [
        (key, count) for key, count in found.most_common() if key not in (_PASSED, *_NOT_ATTEMPTED)
    ]
    return TaskReport(
        name,
        sum(found.values()),
        found[_PASSED],
        sum(found[key] for key in _NOT_ATTEMPTED),
        {key.removeprefix(_IDEA): count for key, count in wrong if key.startswith(_IDEA)},
        {key: count for key, count in wrong if not key.startswith(_IDEA)},
        marks.earned.get(name),
        marks.points.get(name),
    )


def finding_in_words(key: str) -> str:
    """What a finding that is no known wrong idea means, as the end of a sentence."""
    if key.startswith(_RAISED):
        kind = key.removeprefix(_RAISED)
        article = "an" if kind[:1] in "AEIOU" else "a"
        return f"stopped with {article} {printable(kind)}"
    # A finding of a task's own is named by its words.
    return FINDINGS.get(key, f"were not right in another way: {printable(key.replace('_', ' '))}")


def report_text(report: ClassReport, roll: Roll) -> str:
    """The report for people, the task that fewest passed first."""
    name = report.assignment
    if not any(entry.score is not None for entry in roll.submissions):
        return f"No submission of {name} has been marked. `grader autograde {name}` does."
    if not any(entry.marked for entry in roll.submissions):
        return (
            f"No submission of {name} has a record of what was found. `grader autograde {name}` "
            "makes it."
        )
    lines = [f"{name}: {counted(report.submissions, 'submission')}"]
    if report.mean is not None:
        lines.append(f"  mean       {report.mean:.2f} of {report.most:g} points")
    for title, entries in (
        ("unreadable", roll.of(UNREADABLE)),
        ("not marked yet", roll.of(NOT_MARKED)),
        ("no record of what was found", _unrecorded(roll)),
    ):
        if entries:
            names = ", ".join(name_of(entry.person) for entry in entries)
            lines.append(wrapped(f"{title:<10} {len(entries)}: {names}", "  ", "      "))
    tasks = {task.name: task for task in find_assignment(name).tasks} if report.tasks else {}
    width = max((len(one) for one in (*tasks, *report.own_cells)), default=0) + 2
    if report.tasks:
        lines.append(f"  {'task':<{width}}passed  not tried  wrong  mean points")
    for one in sorted(report.tasks, key=lambda one: one.passed):
        wrong = one.submissions - one.passed - one.not_attempted
        points = "" if one.mean is None else f"  {one.mean:.2f} of {one.most:g}"
        lines.append(
            f"  {one.task:<{width}}{one.passed:>6}  {one.not_attempted:>9}  {wrong:>5}{points}"
        )
        why = {idea.key: idea.why for idea in tasks[one.task].misconceptions}
        said = [
            (count, f"{key}: {_first_sentence(why.get(key, ''))}")
            for key, count in one.ideas.items()
        ]
        said += [(count, f"{finding_in_words(key)}.") for key, count in one.others.items()]
        lines += [wrapped(f"{count:>3} x {text}", "      ", "            ") for count, text in said]
    for cell, (mean, most) in report.own_cells.items():
        lines.append(f"  {cell:<{width}}{mean:.2f} of {most:g} points in the mean")
    return "\n".join(lines)


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "." if text else ""
