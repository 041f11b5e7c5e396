"""What no submission may see, wherever it lies: the course, its tasks, and the home of who marks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import Exchange
from sqlalchemy.engine import make_url
from traitlets.config import Config

import grader
from grader.course import FILE, courses_here, installed_courses
from grader.kernels.hiding import in_the_way

_FOLDERS = (
    "source",
    "source_with_tests",
    "release",
    "submitted",
    "autograded",
    "feedback",
    "solution",
)

_ROOMS = ("judging", "tasks")  # of an engine, as it is and as it was


def places_of_course(courses: CourseDirectory, config: Config) -> tuple[str, ...]:
    """The folders of a course, its gradebook's and its exchange's; some may not exist."""
    root = Path(courses.root)
    parts = [getattr(courses, f"{name}_directory", "") for name in _FOLDERS]
    found = [root, *(root / part for part in parts if part)]
    exchange = Exchange(config=config)
    found += [Path(path) for path in (exchange.root, exchange.cache) if path]
    address = make_url(courses.db_url)
    if address.drivername.startswith("sqlite") and address.database:
        found.append((root / address.database).parent)  # SQLite writes its journal beside it
    return tuple(dict.fromkeys(map(str, found)))


def places_of_everybody(visible: Iterable[str]) -> list[str]:
    """What is hidden whatever the course: the tasks, wherever they are installed, and the home.

    Args:
        visible: The folders that kernels see. A home that is itself one of them stays visible: it is
            what an account of the system has whose programs lie there.
    """
    packages = [Path(grader.__file__).parent, *_courses(), *_installed()]
    # A checkout, with solutions and tests.
    checkouts = [path.parent for path in packages if (path.parent / "pyproject.toml").exists()]
    found = [*packages, *checkouts]
    home = os.path.realpath(Path.home())
    if home != "/" and not in_the_way(visible, [home]):
        found.append(Path(home))
    return list(dict.fromkeys(map(str, found)))


def _courses() -> list[Path]:
    """The packages of the courses that can be imported here, or are worked in."""
    known = (*installed_courses(), *courses_here())
    return [course.folder for course in known if course.folder]


def _installed() -> list[Path]:
    """Every engine and every course that a Python here might import."""
    folders = [Path(folder) for folder in sys.path if folder]
    for prefix in {sys.prefix, sys.base_prefix, "/usr", "/usr/local"}:
        for library in ("lib", "lib64"):
            folders += Path(prefix, library).glob("python3*/*-packages")
    engines = [folder / "grader" for folder in folders]
    found = [path for path in engines if any((path / room).is_dir() for room in _ROOMS)]
    return found + [file.parent for folder in folders for file in folder.glob(f"*/{FILE}")]
