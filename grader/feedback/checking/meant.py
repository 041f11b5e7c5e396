"""Which task a learner means who names it by what they wrote, and not by its name in quotes."""

from __future__ import annotations

from collections.abc import Mapping, Set
from types import FrameType
from typing import Any

from grader.catalog import assignments


def task_name(said: Any, caller: FrameType | None) -> Any:
    """The name of the task that is meant by `said`, or `said` itself where that can't be told.

    Args:
        said: What was passed: a task's name, or the learner's own function or value.
        caller: The frame that passed it; its globals are the learner's.
    """
    if isinstance(said, str):
        return said
    return task_asking(_subjects_of(said, caller.f_globals if caller else {})) or said


def task_asking(subjects: Set[str]) -> str:
    """The task that asks for something of one of these names; "" where none does, or several do."""
    meant = [
        task.name for group in assignments() for task in group.tasks if task.ask.subject in subjects
    ]
    return meant[0] if len(meant) == 1 else ""


def _subjects_of(said: Any, namespace: Mapping[str, Any]) -> set[str]:
    """The names that a value has in a notebook; a function has one of its own besides."""
    names = {name for name, value in namespace.items() if value is said}
    own = getattr(said, "__name__", None)
    return names | {own} if isinstance(own, str) else names


def how_to_name(call: str) -> str:
    """What to say to a call without a name."""
    return f'Put the name of the task in it, in quotes: `{call}("row_means")`.'
