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

import grader
from grader.autograding.course_folder import CourseError, CourseFolder, read_released
from grader.autograding.repair import Released
from grader.autograding.running import Asked, Limits
from grader.autograding.submissions import digest_of
from grader.checking.task import Case, Task
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
        seed: What hidden cases are drawn from, with the submission.
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
            for task, public in _public_cases(self.assignment)
        }


def read_scheme(course: CourseFolder, assignment: str, limits: Limits) -> Scheme:
    """Read how an assignment is marked.

    Raises:
        CourseError: The gradebook doesn't know the assignment, or the secret seed is lost.
    """
    subjects = {f"{task.name}-answer": task.ask.subject for task in _tasks(assignment)}
    released = read_released(course, assignment, subjects)
    seed = secret_seed(course)
    files = _instructors_files(course.source / assignment)
    digest = digest_of(_rules(released, files, seed, limits))
    return Scheme(course, assignment, tuple(released), files, seed, limits, digest)


def _tasks(assignment: str) -> Sequence[Task]:
    try:
        return find_assignment(assignment).tasks
    except UnknownTaskError:  # an assignment of plain nbgrader cells
        return ()


@functools.lru_cache(maxsize=8)
def _public_cases(assignment: str) -> Sequence[tuple[Task, Sequence[Case]]]:
    """The tasks, each with the cases that a learner's notebook asks too."""
    seed = course_facts().seed
    return tuple((task, tuple(task.draw_cases(seed))) for task in _tasks(assignment))


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


def _rules(
    released: Sequence[Released],
    files: Sequence[tuple[str, Path]],
    seed: int,
    limits: Limits,
) -> Iterator[bytes]:
    for one in released:
        yield repr((one.name, one.cells)).encode()
    for name, path in files:
        yield os.fsencode(name)
        yield path.read_bytes()
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
