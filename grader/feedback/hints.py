"""Three levels of hint, then the worked solution after an attempt."""

from __future__ import annotations

from grader.course import course
from grader.feedback import record
from grader.feedback.note import OPEN, Note, note
from grader.tasks import UnknownTaskError, find_task


def hint(name: str, level: int = 1) -> Note:
    """Show a hint for the task called `name`.

    Args:
        name: The task's name.
        level: 1 to 3; each says a little more.
    """
    try:
        task = find_task(name)
    except UnknownTaskError as error:
        return note("No hint", str(error), tone=OPEN)
    count = len(task.hints)
    if not isinstance(level, int) or not 1 <= level <= count:
        return note("No hint", f'Hints go from 1 to {count}: `hint("{name}", 1)`.', tone=OPEN)
    more = f'More: `hint("{name}", {level + 1})`.' if level < count else _last_resort(name)
    return note(f"Hint {level} of {count}: {name}", task.hints[level - 1], more)


def _last_resort(name: str) -> str:
    if not course().worked_solutions:
        return "That was the last one."
    return f'That was the last one. After an attempt, `solution("{name}")` shows one way.'


def solution(name: str) -> Note:
    """Show the worked solution of the task called `name`, once it was attempted.

    Args:
        name: The task's name.
    """
    try:
        task = find_task(name)
    except UnknownTaskError as error:
        return note("No solution", str(error), tone=OPEN)
    if not course().worked_solutions:
        return note("No solution", "Worked solutions are switched off in this course.", tone=OPEN)
    if not record.attempts(name):
        return note(
            "Try first",
            "The worked solution opens after an attempt: write an answer, run it, and run "
            f'`check("{name}")`.',
            f'`hint("{name}")` gives a first hint.',
            tone=OPEN,
        )
    return note(
        f"One way to solve {name}",
        "Compare it with yours: what does each line do to the shape and the dtype?",
        code=task.worked,
    )
