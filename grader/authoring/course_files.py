"""Where a course keeps what its tasks are checked against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.authoring.trying import IMPORTS
from grader.catalog import load
from grader.course import FOLDER, NoCourseError, course

SECRET_SEED = 987_654_321  # beside the course's own: cases that nobody has seen


@dataclass(frozen=True)
class CourseFiles:
    """A course, by its files.

    Attributes:
        root: Its folder.
        package: The package of its tasks: it has `ASSIGNMENTS`.
        seed: The seed of the cases that learners see.
        solutions: The folder of nbgrader's sources, below the root.
        exercises: The folder of what is handed out, below the root.
        answers: Patterns of files with answers that were collected, below the root.
        imports: Name to module: what its exercises import before their first task.
        points: What each assignment is worth; 0 where that is free.
        tasks_in: The folder of its tasks, below the root.
    """

    root: Path
    package: str
    seed: int
    solutions: str = "solutions"
    exercises: str = "exercises"
    answers: tuple[str, ...] = ("tests/answers/*.py",)
    imports: Mapping[str, str] = field(default_factory=lambda: dict(IMPORTS))
    points: float = 0
    tasks_in: str = f"{FOLDER}/tasks"

    @property
    def tasks(self) -> Path:
        """The folder of its tasks."""
        return self.root / self.tasks_in

    @property
    def printing(self) -> str:
        """What prints its notebooks, in a sentence's words: of a course without a Makefile, the engine's."""
        if (self.root / "Makefile").exists():
            return "`make exercises`"
        return f"`make exercises COURSE={self.root}` in the engine's folder"

    @property
    def seeds(self) -> tuple[int, int]:
        """The learner's seed, and one of which nobody knows the cases."""
        return self.seed, SECRET_SEED

    def answer_files(self) -> list[Path]:
        """The files with collected answers."""
        return sorted({path for pattern in self.answers for path in self.root.glob(pattern)})

    def notebook(self, folder: str, assignment: str) -> Path:
        """Where an assignment's notebook lies in `solutions` or `exercises`."""
        return self.root / folder / assignment / f"{assignment}.ipynb"


def this_course() -> CourseFiles:
    """The course that somebody works in.

    Raises:
        NoCourseError: There is none here, or there are several.
        UnknownTaskError: It works with other versions of the engine.
    """
    here = course()
    root, package = here.notebooks_folder, here.package_folder
    if not package.samefile(root / FOLDER):
        raise NoCourseError(
            f"{root / FOLDER} belongs to another account, so no code of it is run. Work in a copy of "
            "your own."
        )
    load(here)
    return CourseFiles(
        root=root.resolve(),
        package=f"{here.package}.tasks",
        seed=here.seed,
        imports=dict(here.imports),
        points=here.points,
    )
