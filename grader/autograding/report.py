"""What a class found hard: for every task how many passed, and which wrong ideas they had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.autograding.cleaning import printable
from grader.autograding.one_submission import Marked
from grader.tasks import find_assignment

_PASSED, _IDEA = "passed", "misconception."
_NOT_ATTEMPTED = ("untouched", "missing")


@dataclass(frozen=True)
class TaskReport:
    """One task, over a class.

    Attributes:
        task: Its name.
        submissions: How many were judged.
        passed, not_attempted: How many of them.
        ideas: Misconception to how many showed it, the commonest first.
        others: Any other finding (`shape`, `error.NameError`, ...) to how many, likewise.
    """

    task: str
    submissions: int
    passed: int
    not_attempted: int
    ideas: dict[str, int]
    others: dict[str, int]


def report(assignment: str, marked: Sequence[Marked]) -> list[TaskReport]:
    """Count the findings of a class, task by task.

    Raises:
        UnknownTaskError: There is no such assignment, or it is one of plain nbgrader cells.
    """
    made = []
    for task in find_assignment(assignment).tasks:
        found = Counter(one.keys[task.name] for one in marked if task.name in one.keys)
        wrong = [
            (key, count)
            for key, count in found.most_common()
            if key not in (_PASSED, *_NOT_ATTEMPTED)
        ]
        made.append(
            TaskReport(
                task.name,
                sum(found.values()),
                found[_PASSED],
                sum(found[key] for key in _NOT_ATTEMPTED),
                {key.removeprefix(_IDEA): count for key, count in wrong if key.startswith(_IDEA)},
                {key: count for key, count in wrong if not key.startswith(_IDEA)},
            )
        )
    return made


def report_text(assignment: str, reports: Sequence[TaskReport]) -> str:
    """The report for people, the task that fewest passed first."""
    judged = max((one.submissions for one in reports), default=0)
    if not judged:
        return (
            f"No submission of {assignment} has been marked. `grader autograde {assignment}` does."
        )
    tasks = {task.name: task for task in find_assignment(assignment).tasks}
    width = max(len(one.task) for one in reports) + 2
    lines = [
        f"{assignment}: {judged} submissions",
        f"  {'task':<{width}}passed  not tried  wrong",
    ]
    for one in sorted(reports, key=lambda one: one.passed):
        wrong = one.submissions - one.passed - one.not_attempted
        lines.append(f"  {one.task:<{width}}{one.passed:>6}  {one.not_attempted:>9}  {wrong:>5}")
        why = {idea.key: idea.why for idea in tasks[one.task].misconceptions}
        for key, count in one.ideas.items():
            lines.append(f"  {'':<{width}}{count:>6} x {key}: {_first_sentence(why.get(key, ''))}")
        for key, count in one.others.items():
            lines.append(f"  {'':<{width}}{count:>6} x {printable(key)}")
    return "\n".join(lines)


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "." if text else ""
