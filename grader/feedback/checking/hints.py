"""Three levels of hint, then the worked solution after an attempt."""

from __future__ import annotations

import sys
from typing import Any

from grader.catalog import UnknownTaskError, find_task
from grader.course import course
from grader.feedback.checking.meant import how_to_name, task_name
from grader.feedback.page.note import OPEN, Note, note
from grader.feedback.record import progress_record
from grader.judging.task import Task

COMPARE = "Compare it with yours: what does each line do to the shape and the dtype?"


def hint(name: Any = None, level: int = 1) -> Note:
    """Show a hint for the task called `name`.

    Args:
        name: The task's name; the learner's own answer, without quotes, is understood too.
        level: 1 to 3; each says a little more.
    """
    if name is None:
        return note("Which task?", how_to_name("hint"), tone=OPEN)
    try:
        task = find_task(task_name(name, sys._getframe(1)))
        name = task.name
    except UnknownTaskError as error:
        return note("No hint", str(error), tone=OPEN)
    count = len(task.hints)
    if not isinstance(level, int) or not 1 <= level <= count:
        return note("No hint", f'Hints go from 1 to {count}: `hint("{name}", 1)`.', tone=OPEN)
    more = f'More: `hint("{name}", {level + 1})`.' if level < count else _last_resort(task)
    trouble = progress_record.remember_help(name, hints=level)
    said = [text for text in (task.hints[level - 1], more, trouble) if text]
    return note(f"Hint {level} of {count}: {name}", *said)


def has_solution(task: Task) -> bool:
    """Whether the worked solution may be opened: the course allows it, and there was an attempt."""
    return course(task.module).worked_solutions and bool(progress_record.attempts(task.name))


def _last_resort(task: Task) -> str:
    if not course(task.module).worked_solutions:
        return "That was the last one."
    return f'That was the last one. After an attempt, `solution("{task.name}")` shows one way.'


def solution(name: Any = None) -> Note:
    """Show the worked solution of the task called `name`, once it was attempted.

    Args:
        name: The task's name; the learner's own answer, without quotes, is understood too.
    """
    if name is None:
        return note("Which task?", how_to_name("solution"), tone=OPEN)
    try:
        task = find_task(task_name(name, sys._getframe(1)))
        name = task.name
    except UnknownTaskError as error:
        return note("No solution", str(error), tone=OPEN)
    if not course(task.module).worked_solutions:
        return note("No solution", "Worked solutions are switched off in this course.", tone=OPEN)
    if not progress_record.attempts(name):
        return note(
            "Try first",
            "The worked solution opens after an attempt: write an answer, run it, and run "
            f'`check("{name}")`.',
            f'`hint("{name}")` gives a first hint.',
            tone=OPEN,
        )
    trouble = progress_record.remember_help(name, solution=True)
    said = [text for text in (COMPARE, trouble) if text]
    return note(f"One way to solve {name}", *said, code=task.worked)
