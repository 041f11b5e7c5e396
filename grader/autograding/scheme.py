"""What one assignment is marked by: the release, the questions, the limits, and a digest of them."""

from __future__ import annotations

import functools
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import grader
from grader.autograding.course_folder import CourseFolder, read_released
from grader.autograding.repair import Released
from grader.autograding.running import Asked, Limits
from grader.autograding.submissions import digest_of
from grader.checking.task import Task
from grader.course import course as course_facts
from grader.tasks import UnknownTaskError, find_assignment


@dataclass(frozen=True)
class Scheme:
    """How an assignment is marked; nothing in it belongs to one student.

    Attributes:
        course: Where things are.
        assignment: Its name.
        released: Its notebooks, as they were handed out.
        files: What the instructor put beside them: path relative to the folder, and absolute path.
        seed: What hidden cases are drawn from.
        limits: Seconds for a cell and a notebook.
        digest: Of all that a mark depends on besides the submission.
    """

    course: CourseFolder
    assignment: str
    released: tuple[Released, ...]
    files: tuple[tuple[str, Path], ...]
    seed: int
    limits: Limits
    digest: str

    @property
    def asked(self) -> Mapping[str, Asked]:
        """Task name to what is asked, hidden cases included; the same object each time."""
        return _asked(self.assignment, self.seed)


def read_scheme(course: CourseFolder, assignment: str, limits: Limits) -> Scheme:
    """Read how an assignment is marked.

    Raises:
        CourseError: The gradebook doesn't know the assignment.
    """
    subjects = {f"{task.name}-answer": task.ask.subject for task in _tasks(assignment)}
    released = read_released(course, assignment, subjects)
    seed = secret_seed(course)
    digest = digest_of(_rules(released, seed, limits))
    files = _instructors_files(course.source / assignment)
    return Scheme(course, assignment, tuple(released), files, seed, limits, digest)


def _tasks(assignment: str) -> Sequence[Task]:
    try:
        return find_assignment(assignment).tasks
    except UnknownTaskError:  # an assignment of plain nbgrader cells
        return ()


@functools.lru_cache(maxsize=8)
def _asked(assignment: str, seed: int) -> Mapping[str, Asked]:
    public = course_facts().seed
    return {
        task.name: Asked(task, (*task.draw_cases(public), *task.draw_cases(seed, hidden=True)))
        for task in _tasks(assignment)
    }


def secret_seed(course: CourseFolder) -> int:
    """What hidden cases are drawn from: this course's own, made at the first marking and kept."""
    path = course.root / ".nbgrader" / "secret-seed"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{secrets.randbits(63)}\n")
    return int(path.read_text())


def _rules(released: Sequence[Released], seed: int, limits: Limits) -> Iterator[bytes]:
    for one in released:
        yield repr((one.name, one.cells)).encode()
    for room in ("checking", "tasks", "autograding"):
        for path in sorted((Path(grader.__file__).parent / room).rglob("*.py")):
            yield path.read_bytes()
    yield repr((seed, course_facts(), limits)).encode()


def _instructors_files(folder: Path) -> tuple[tuple[str, Path], ...]:
    """What stands beside the source notebooks; a student's file of the same name gives way."""
    return tuple(
        (path.relative_to(folder).as_posix(), path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix != ".ipynb"
        and not {".ipynb_checkpoints", "__pycache__"} & set(path.parts)
    )
