"""Every task of the course: a folder an assignment, a module a task."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TypeVar

from grader.checking.task import Assignment, Question, Task
from grader.tasks import generalization, gradients, graphs, start_here, tensors, training, variables

ASSIGNMENTS: tuple[Assignment, ...] = (
    start_here.ASSIGNMENT,
    tensors.ASSIGNMENT,
    variables.ASSIGNMENT,
    graphs.ASSIGNMENT,
    gradients.ASSIGNMENT,
    training.ASSIGNMENT,
    generalization.ASSIGNMENT,
)


_Named = TypeVar("_Named", Task, Question, Assignment)


class UnknownTaskError(LookupError):
    """There is no task, question or assignment of that name."""


def find_task(name: str) -> Task:
    """The task called `name`.

    Raises:
        UnknownTaskError: There is none; the text names the nearest.
    """
    return _find("task", name, (task for group in ASSIGNMENTS for task in group.tasks))


def find_question(name: str) -> Question:
    """The question called `name`.

    Raises:
        UnknownTaskError: There is none; the text names the nearest.
    """
    return _find("question", name, (asked for group in ASSIGNMENTS for asked in group.recall))


def find_assignment(name: str) -> Assignment:
    """The assignment called `name`.

    Raises:
        UnknownTaskError: There is none; the text names the nearest, or all there are.
    """
    return _find("assignment", name, ASSIGNMENTS)


def _find(what: str, name: str, known: Iterable[_Named]) -> _Named:
    by_name = {one.name: one for one in known}
    if isinstance(name, str) and name in by_name:
        return by_name[name]
    near = difflib.get_close_matches(str(name), by_name, n=1)
    advice = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(by_name)}."
    raise UnknownTaskError(f"There is no {what} called {name!r}. {advice}")
