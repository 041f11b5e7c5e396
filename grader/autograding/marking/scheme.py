"""What one assignment is marked by: the release, the questions, the limits, and a digest of them."""

from __future__ import annotations

import functools
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import explorables
from grader.autograding.marking.grounds import (
    code_of,
    code_that_marks,
    digests_as_text,
    installed_packages,
)
from grader.autograding.reading.handed_in import left_by_system
from grader.autograding.reading.released_notebooks import read_released
from grader.autograding.terms.asked import Asked, Limits
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.released import Released
from grader.catalog import UnknownTaskError, UnusableCourseError, find_assignment
from grader.course import course as course_facts
from grader.judging.task import Task
from grader.probing.questions import Case


@dataclass(frozen=True)
class Scheme:
    """How an assignment is marked; nothing in it belongs to one student.

    Attributes:
        course: Where things are.
        assignment: Its name.
        released: Its notebooks, as they were handed out.
        files: What the instructor put beside them: path relative to the folder, and absolute path.
        seed: What hidden cases are drawn from, with the submission.
        limits: Seconds for a cell and a notebook.
        digest: Of all that a mark depends on besides the submission, a line for each ground.
    """

    course: CourseFolder
    assignment: str
    released: tuple[Released, ...]
    files: tuple[tuple[str, Path], ...]
    seed: int
    limits: Limits
    digest: str

    def asked_of(self, submission: str) -> Mapping[str, Asked]:
        """Task name to what is asked of one submission, hidden cases included.

        Each submission has hidden cases of its own, the same each time: code can print what it is
        asked, and what one submission shows of its cases is of no use to the next.

        Args:
            submission: Its digest.
        """
        seed = hashlib.sha256(f"{self.seed} {submission}".encode()).digest()
        hidden = int.from_bytes(seed[:8], "big") >> 1
        return {
            task.name: Asked(task, (*public, *task.draw_cases(hidden, hidden=True)))
            for task, public in _public_cases(self.assignment, self.course.root)
        }


def read_scheme(
    course: CourseFolder, assignment: str, limits: Limits, confined: bool = True
) -> Scheme:
    """Read how an assignment is marked.

    Args:
        course: Where things are.
        assignment: Its name.
        limits: Seconds for a cell and a notebook.
        confined: Whether kernels are confined.

    Raises:
        CourseError: The gradebook doesn't know the assignment, or the secret seed is lost.
    """
    tasks = _tasks(assignment, course.root)
    subjects = {task.answer_id: task.ask.subject for task in tasks}
    released = read_released(course, assignment, subjects)
    seed = secret_seed(course)
    files = _instructors_files(course.source / assignment)
    grounds = {
        "release": (repr((one.name, one.cells, one.versions)).encode() for one in released),
        "files": (part for name, path in files for part in (os.fsencode(name), path.read_bytes())),
        "tasks": (
            *code_of(tasks),
            str(_seed(tasks)).encode(),
            *(repr(task.customs).encode() for task in tasks),
        ),
        "marking": (*code_that_marks(), *_pictures_used(released)),
        "packages": installed_packages(),
        "limits": (repr(limits).encode(),),
        "sandbox": (repr(confined).encode(),),
        "seed": (str(seed).encode(),),
    }
    digest = digests_as_text(grounds)
    return Scheme(course, assignment, tuple(released), files, seed, limits, digest)


def _tasks(assignment: str, root: Path) -> Sequence[Task]:
    try:
        return find_assignment(assignment, root).tasks
    except UnusableCourseError as error:  # which must not pass for an assignment without tasks
        raise CourseError(str(error)) from error
    except UnknownTaskError:  # an assignment of plain nbgrader cells
        return ()


def _seed(tasks: Sequence[Task]) -> int:
    """What a learner's notebook draws the cases of some tasks from; of plain cells, nothing."""
    return course_facts(tasks[0].module).seed if tasks else 0


@functools.lru_cache(maxsize=8)
def _public_cases(assignment: str, root: Path) -> Sequence[tuple[Task, Sequence[Case]]]:
    """The tasks, each with the cases that a learner's notebook asks too."""
    tasks = _tasks(assignment, root)
    seed = _seed(tasks)
    return tuple((task, tuple(task.draw_cases(seed))) for task in tasks)


def secret_seed(course: CourseFolder) -> int:
    """What hidden cases are drawn from: this course's own, made at the first marking and kept.

    Raises:
        CourseError: It can't be read or made.
    """
    path = course.root / ".nbgrader" / "secret-seed"
    try:
        return _secret_seed(path)
    except OSError as error:
        raise CourseError(f"{path} cannot be used: {error.strerror}.") from error
    except ValueError:
        raise CourseError(
            f"{path} holds no number. Restore it from a backup; or remove it: then hidden cases are "
            "drawn anew, and everybody is marked again."
        ) from None


def _secret_seed(path: Path) -> int:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Whole or not at all: half of it would stop every later run.
        descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix="secret-seed-")
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{secrets.randbits(63)}\n")
        os.replace(aside, path)
    return int(path.read_text())


def _pictures_used(released: Sequence[Released]) -> Iterator[bytes]:
    """The pictures' code, where the assignment uses it: most don't."""
    if any("explorables" in cell.source for one in released for cell in one.cells):
        for path in sorted(Path(explorables.__file__).parent.rglob("*.py")):
            yield path.read_bytes()


def _instructors_files(folder: Path) -> tuple[tuple[str, Path], ...]:
    """What stands beside the source notebooks; a student's file of the same name gives way."""
    return tuple(
        (path.relative_to(folder).as_posix(), path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix != ".ipynb"
        and not any(map(left_by_system, path.relative_to(folder).parts))
    )
