"""What stops the marking of a class or of one submission, each with what to do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class AutogradingError(Exception):
    """Whatever is said to an instructor in one sentence; the base of the others."""


class CourseError(AutogradingError):
    """The course is not set up for marking; the text says what is missing and what to do."""


class NoKernelsError(AutogradingError):
    """Nothing can be run here; the text says why."""


class MachineError(AutogradingError):
    """What a machine did or lacked kept a submission from being run; the text says what."""


class KernelStartError(MachineError):
    """No kernel could be had; the text says why."""


class TimeError(AutogradingError):
    """A time that somebody wrote can't be read, or there is none such; the text says what to write."""


def no_gradebook(root: Path) -> CourseError:
    """What is raised where a folder has no gradebook, which nbgrader would make by looking into it.

    Args:
        root: The folder.
    """
    return CourseError(
        f"There is no gradebook in {root}. In a course's folder `nbgrader generate_assignment --force "
        "ASSIGNMENT` makes it."
    )


def unusable_gradebook(error: Exception) -> str:
    """What is said where the database failed.

    Args:
        error: SQLAlchemy's, whose first line says why; the others are the query.
    """
    return f"the gradebook cannot be used: {str(error).partition(chr(10))[0]}"


def no_such_assignment(assignment: str, known: Iterable[str]) -> CourseError:
    """What is raised where the gradebook doesn't know an assignment.

    Args:
        assignment: Its name.
        known: The names of those that it knows.
    """
    return CourseError(
        f"The gradebook has no assignment {assignment!r} (it has: {', '.join(known) or 'none'}). "
        f"`nbgrader generate_assignment --force {assignment}` puts it there."
    )
