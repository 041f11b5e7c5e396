"""The tasks of the course that somebody works in; outside of any, those of all that are installed."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import re
import sys
from collections.abc import Iterable
from importlib.metadata import entry_points
from operator import eq, ge, gt, le, lt
from pathlib import Path
from typing import TypeVar

from grader.course import Course, courses_here
from grader.judging.task import Assignment, Question, Reason, Task

_MOST_NAME = 60  # characters of what was passed that are shown
_FEW = 20  # names that a sentence can list

_Named = TypeVar("_Named", Task, Question, Reason, Assignment)


class UnknownTaskError(LookupError):
    """There is no task, question, reason or assignment of that name."""


class UnusableCourseError(UnknownTaskError):
    """Nothing can be said of a name: two courses have it, or a course cannot be used here."""


def assignments(folder: Path | None = None) -> tuple[Assignment, ...]:
    """The assignments, in order.

    Args:
        folder: The folder whose course is meant; by default, the working directory.
    """
    return tuple(one for course in courses_here(folder) for one in _assignments_of(course))


def find_task(name: str) -> Task:
    """The task called `name`.

    Raises:
        UnknownTaskError: There is none; the text names the nearest.
    """
    return _find("task", name, (task for group in assignments() for task in group.tasks))


def find_question(name: str) -> Question:
    """The question called `name`.

    Raises:
        UnknownTaskError: There is none; the text names the nearest.
    """
    return _find("question", name, (asked for group in assignments() for asked in group.recall))


def find_reason(name: str) -> Reason:
    """The reason called `name`.

    Raises:
        UnknownTaskError: There is none; the text names the nearest.
    """
    return _find("reason", name, (reason for group in assignments() for reason in group.reasons))


def find_assignment(name: str, folder: Path | None = None) -> Assignment:
    """The assignment called `name`.

    Args:
        name: Its name.
        folder: The folder whose course is meant; by default, the working directory.

    Raises:
        UnknownTaskError: There is none; the text names the nearest, or all there are.
    """
    return _find("assignment", name, assignments(folder))


def load(course: Course) -> None:
    """Let Python import the package of a course: one that is worked in from there, installed or not.

    Raises:
        UnusableCourseError: It cannot be imported, or works with other versions of the engine.
    """
    if reason := why_not(course):
        raise UnusableCourseError(reason)
    file = course.package_folder / "__init__.py"
    if course.package in sys.modules or _is_importable(course.package, file):
        return
    spec = importlib.util.spec_from_file_location(course.package, file)
    if spec is None or spec.loader is None or not file.is_file():
        raise UnusableCourseError(f"{file} is missing: it makes a package of the course's folder.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[course.package] = module
    spec.loader.exec_module(module)


def _is_importable(package: str, file: Path) -> bool:
    """Whether Python finds a package in this file, and not another copy of it that is installed."""
    spec = importlib.util.find_spec(package)
    return bool(spec and spec.origin and file.samefile(spec.origin))


def why_not(course: Course) -> str:
    """Why a course does not work with this engine, and what to do; "" where it does."""
    [program] = [*entry_points(group="console_scripts", name="grader")][:1] or [None]
    version = program.dist.version if program and program.dist else ""
    if not version or works_with(course, version):
        return ""
    return (
        f"The course {course.title or course.package} works with the engine {course.engine}, and "
        f"{version} is installed. Install another engine, or the course in a version for this one."
    )


def works_with(course: Course, version: str) -> bool:
    """Whether a course says that it works with a version of the engine."""
    return all(_holds(version, wanted) for wanted in course.engine.split(","))


_WANTED = re.compile(r"\s*(>=|<=|==|>|<)\s*(\d+(?:\.\d+)*)\s*")
_COMPARE = {">=": ge, "<=": le, "==": eq, ">": gt, "<": lt}


def _holds(version: str, wanted: str) -> bool:
    """Whether a version is as wanted, such as `>=0.1`; each compared as far as the bound goes."""
    bound = _WANTED.fullmatch(wanted)
    if bound is None:  # "": any will do
        return True
    wanted_numbers = _numbers(bound[2])
    numbers = _numbers(version)[: len(wanted_numbers)]
    numbers += (0,) * (len(wanted_numbers) - len(numbers))
    return _COMPARE[bound[1]](numbers, wanted_numbers)


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers that a version begins with: (1, 2) of `1.2rc1`."""
    start = re.match(r"\d+(?:\.\d+)*", version.strip())
    return tuple(map(int, start[0].split("."))) if start else ()


_LOADED: dict[str, tuple[Assignment, ...]] = {}


def _assignments_of(course: Course) -> tuple[Assignment, ...]:
    if course.package not in _LOADED:
        load(course)
        tasks = importlib.import_module(f"{course.package}.tasks")
        _LOADED[course.package] = tuple(tasks.ASSIGNMENTS)
    return _LOADED[course.package]


def _find(what: str, name: str, known: Iterable[_Named]) -> _Named:
    by_name: dict[str, list[_Named]] = {}
    for one in known:
        by_name.setdefault(one.name, []).append(one)
    if not by_name:
        raise UnknownTaskError(
            f"There is no {what} here: no course is installed, and this folder belongs to none."
        )
    if not isinstance(name, str):
        kind = type(name).__name__
        example = next(iter(by_name))
        raise UnknownTaskError(
            f"There is no {what} of that name: a name stands in quotes, such as {example!r}, and "
            f"what was passed is of type {kind}."
        )
    if len(same := by_name.get(name, ())) > 1:
        article = "an" if what[0] in "aeiou" else "a"
        raise UnusableCourseError(
            f"Several courses that are installed here have {article} {what} called {name!r}. Go to the folder of "
            "the one you mean."
        )
    if same:
        return same[0]
    if near := difflib.get_close_matches(name, by_name, n=1):
        advice = f"Did you mean {near[0]!r}?"
    elif len(by_name) <= _FEW:
        advice = f"There are: {', '.join(by_name)}."
    else:
        advice = f"A name that there is: {next(iter(by_name))!r}."
    said = name if len(name) <= _MOST_NAME else f"{name[:_MOST_NAME]}..."
    raise UnknownTaskError(f"There is no {what} called {said!r}. {advice}")
