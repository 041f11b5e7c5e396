"""Every task of the course: one module an assignment."""

from __future__ import annotations

import difflib

from grader.checking.task import Assignment, Question, Task
from grader.tasks import graphs, start_here, tensors, variables

ASSIGNMENTS: tuple[Assignment, ...] = (
    start_here.ASSIGNMENT,
    tensors.ASSIGNMENT,
    variables.ASSIGNMENT,
    graphs.ASSIGNMENT,
)


class UnknownTaskError(LookupError):
    """There is no task, question or assignment of that name."""


def find_task(name: str) -> Task:
    """The task called `name`.

    Raises:
        UnknownTaskError: There is none; the text names the nearest.
    """
    tasks = {task.name: task for assignment in ASSIGNMENTS for task in assignment.tasks}
    if isinstance(name, str) and name in tasks:
        return tasks[name]
    raise UnknownTaskError(_unknown("task", name, list(tasks)))


def find_question(name: str) -> Question:
    """The question called `name`.

    Raises:
        UnknownTaskError: There is none; the text names the nearest.
    """
    questions = {asked.name: asked for assignment in ASSIGNMENTS for asked in assignment.recall}
    if isinstance(name, str) and name in questions:
        return questions[name]
    raise UnknownTaskError(_unknown("question", name, list(questions)))


def find_assignment(name: str) -> Assignment:
    """The assignment called `name`.

    Raises:
        UnknownTaskError: There is none; the text names those there are.
    """
    assignments = {assignment.name: assignment for assignment in ASSIGNMENTS}
    if name in assignments:
        return assignments[name]
    raise UnknownTaskError(_unknown("assignment", name, list(assignments)))


def _unknown(what: str, name: object, known: list[str]) -> str:
    near = difflib.get_close_matches(str(name), known, n=1)
    advice = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(known)}."
    return f"There is no {what} called {name!r}. {advice}"
