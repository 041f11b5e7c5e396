"""What a learner goes on with: a task that has not passed yet, or the lesson that comes next."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from grader.colab import in_colab
from grader.course import course
from grader.judging.task import Assignment, Task


@dataclass(frozen=True)
class NextStep:
    """What comes next.

    Attributes:
        words: It, in a few words.
        path: The notebook it is in, below the course's folder; "" where there is nothing left.
    """

    words: str
    path: str = ""

    @property
    def address(self) -> str:
        """Where a link in the output of a cell finds the notebook; "" where it would not."""
        if not self.path:
            return ""
        if in_colab():
            with contextlib.suppress(LookupError, ValueError):
                return course().colab_url(self.path)
            return ""
        # JupyterLab reads it from the notebook's folder, in which a kernel starts.
        here = Path.cwd()
        for root in (here, *here.parents):
            if (root / self.path).is_file():
                return quote(Path(os.path.relpath(root / self.path, here)).as_posix())
        return ""


def has_begun(assignment: Assignment, tasks: Mapping[str, Any]) -> bool:
    """Whether any of its tasks was attempted."""
    return any(is_attempted(task, tasks) for task in assignment.tasks)


def is_attempted(task: Task, tasks: Mapping[str, Any]) -> bool:
    """Whether it was checked with an answer in it; a hint can be opened before."""
    return bool(task.name in tasks and tasks[task.name]["attempts"])


def is_passed(task: Task, tasks: Mapping[str, Any]) -> bool:
    """Whether it passed once."""
    return bool(task.name in tasks and tasks[task.name]["best"] == 1)


def next_step(every: Sequence[Assignment], tasks: Mapping[str, Any]) -> NextStep:
    """What comes next for somebody whose record is `tasks`.

    That is the first task left of the last assignment begun; after its last one, the lesson that follows;
    and where none follows, what was left out on the way.
    """
    begun = [place for place, one in enumerate(every) if has_begun(one, tasks)]
    if not begun:
        return _beginning(every[0]) if every else NextStep("there are no tasks yet")
    last = begun[-1]
    if left := _first_left(every[last], tasks):
        return _task(every[last], left)
    if last + 1 < len(every):
        return _beginning(every[last + 1])
    for assignment in every:
        if left := _first_left(assignment, tasks):
            return _task(assignment, left)
    return NextStep("every task has passed")


def _first_left(assignment: Assignment, tasks: Mapping[str, Any]) -> Task | None:
    return next((task for task in assignment.tasks if not is_passed(task, tasks)), None)


def _beginning(assignment: Assignment) -> NextStep:
    if assignment.lesson:  # one without a lesson of its own
        return NextStep(f"the exercise {assignment.title}", assignment.exercise)
    # One of practice is called as what is practiced, and not as its lesson.
    title = assignment.title if assignment.points else assignment.name
    return NextStep(f"the lesson {title}", f"notebooks/{assignment.name}.ipynb")


def _task(assignment: Assignment, task: Task) -> NextStep:
    # Practice stands inside its lesson.
    name = assignment.name
    path = assignment.exercise if assignment.points else f"notebooks/{name}.ipynb"
    place = "exercise" if assignment.points else "lesson"
    return NextStep(f"{task.title}, in {place} {name.partition('-')[0]}", path)
