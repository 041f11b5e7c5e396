"""What one class is asked, and what a submission may use to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.judging.task import Task
from grader.probing.questions import Case


@dataclass(frozen=True)
class Limits:
    """What a submission may use: seconds a cell, and for all its cells together."""

    cell: float = 30.0
    whole: float = 600.0

    @classmethod
    def for_cell(cls, seconds: float) -> Limits:
        """The limits where a cell may take so many seconds: twenty times that for all of them."""
        return cls(seconds, 20 * seconds)


@dataclass(frozen=True)
class Asked:
    """A task as one class is asked it: its definition and the cases, hidden ones included."""

    task: Task
    cases: Sequence[Case]
