"""Finds every task of a course, listed or not, whatever else in the course is broken.

A module that can't be imported becomes one that has nothing; so its neighbors, and the assignment
that lists it, are there all the same.
"""

from __future__ import annotations

import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.assignments import script_of
from grader.authoring.notices import Notice
from grader.authoring.task_source import TaskSource, read_sources
from grader.exercise_script import NAME as SCRIPT
from grader.judging.syntax import syntax_tree
from grader.judging.task import Assignment, Question, Reason, Task


@dataclass(frozen=True)
class PlacedTask:
    """A task and where it is defined.

    Attributes:
        task: The task.
        source: Its definition, as code.
        assignment: The assignment that lists it; None where none does.
    """

    task: Task
    source: TaskSource
    assignment: Assignment | None


@dataclass(frozen=True)
class TaskModules:
    """The tasks of a course.

    Attributes:
        assignments: Those that there are, with the tasks that could be read.
        tasks: Every task, in the order of the assignments, then those that none lists.
        questions: The questions that lessons ask, by name, with the file they stand in.
        reasons: What lessons ask the reason of, likewise.
        broken: One for each module that could not be imported.
    """

    assignments: tuple[Assignment, ...]
    tasks: tuple[PlacedTask, ...]
    questions: tuple[tuple[str, Path], ...]
    reasons: tuple[tuple[str, Path], ...]
    broken: tuple[Notice, ...]


def read_tasks(package: str) -> TaskModules:
    """Import a package of tasks, and every module below it.

    Args:
        package: Its dotted name; it has `ASSIGNMENTS`.

    Raises:
        ModuleNotFoundError: There is no such package.
    """
    forgiving = _Forgiving(package)
    sys.meta_path.insert(0, forgiving)
    try:
        top = importlib.import_module(package)
        folder = _file_of(top).parent
        modules = [top, *(importlib.import_module(name) for name in _names(folder, package))]
    finally:
        sys.meta_path.remove(forgiving)
    listed = _assignments(modules)
    placed = list(_placed(modules, listed))
    order = {task.name: n for n, task in enumerate(t for a in listed for t in a.tasks)}
    placed.sort(key=lambda entry: order.get(entry.task.name, len(order)))
    questions = tuple(dict.fromkeys(_named(modules, Question)))
    reasons = tuple(dict.fromkeys(_named(modules, Reason)))
    return TaskModules(listed, tuple(placed), questions, reasons, tuple(forgiving.broken))


def _file_of(module: ModuleType) -> Path:
    """The file of a module; a package's is its __init__.py."""
    spec = module.__spec__
    if spec is None or spec.origin is None:
        raise ImportError(f"{module.__name__} has no file")
    return Path(spec.origin)


def _names(folder: Path, package: str) -> list[str]:
    """The modules below a package, by their dotted names; not the scripts, which are the text of
    notebooks and import what those do."""
    names = []
    for path in sorted(folder.rglob("*.py")):
        if path.name == SCRIPT:
            continue
        parts = path.relative_to(folder).with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
        if parts:
            names.append(".".join([package, *parts]))
    return names


def _assignments(modules: Sequence[ModuleType]) -> tuple[Assignment, ...]:
    """Those the package lists, else those its modules define, with what could be read of them."""
    listed = getattr(modules[0], "ASSIGNMENTS", ())
    if not isinstance(listed, tuple | list):
        listed = [value for module in modules for value in vars(module).values()]
    unique = {id(value): value for value in listed if isinstance(value, Assignment)}
    return tuple(
        replace(group, tasks=tuple(task for task in group.tasks if isinstance(task, Task)))
        for group in unique.values()
        if isinstance(group.tasks, tuple | list)
    )


def _placed(modules: Sequence[ModuleType], listed: Sequence[Assignment]) -> Iterator[PlacedTask]:
    by_task = {id(task): (task, assignment) for assignment in listed for task in assignment.tasks}
    # What a script completes is another object than its module holds.
    by_module = {
        (task.module, task.name): (task, assignment)
        for assignment in listed
        for task in assignment.tasks
        if task.module
    }
    for module in modules:
        sources: dict[str, TaskSource] | None = None
        for value in list(vars(module).values()):
            if not isinstance(value, Task):
                continue
            if sources is None:
                sources = read_sources(_file_of(module))
            if value.name in sources:  # elsewhere it is only imported
                named = by_module.get((module.__name__, value.name))
                task, assignment = by_task.get(id(value)) or named or (value, None)
                yield PlacedTask(
                    task, _with_script(sources[value.name], task, assignment), assignment
                )


def _with_script(source: TaskSource, task: Task, assignment: Assignment | None) -> TaskSource:
    """The same with where the answer cell stands, if that is in a script."""
    if assignment is None or not assignment.package:
        return source
    script = script_of(assignment.package)
    return replace(source, script=script.path, script_line=script.code(task.name).line + 1)


def _named(
    modules: Sequence[ModuleType], kind: type[Question | Reason]
) -> Iterator[tuple[str, Path]]:
    """The names of a kind that modules have in a tuple, each with the file."""
    for module in modules:
        for value in list(vars(module).values()):
            if isinstance(value, tuple) and value and isinstance(value[0], kind):
                for entry in value:
                    yield entry.name, _file_of(module)


class _Absent:
    """What a module that could not be imported has in the place of everything."""


_ABSENT = _Absent()


def _nothing(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return _ABSENT


class _Forgiving(importlib.abc.MetaPathFinder):
    """Finds the modules of a package, and lets none of them stop the others."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.broken: list[Notice] = []

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> Any:
        if name != self.package and not name.startswith(self.package + "."):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _ForgivingLoader(spec.loader.name, spec.loader.path, self.broken)
        return spec


class _ForgivingLoader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, broken: list[Notice]) -> None:
        super().__init__(name, path)
        self.broken = broken

    def exec_module(self, module: ModuleType) -> None:
        try:
            super().exec_module(module)
        except Exception as error:  # whatever a module raises is what its author is told
            self.broken.append(_what_is_broken(Path(self.path), error))
            vars(module)["__getattr__"] = _nothing


def _what_is_broken(file: Path, error: Exception) -> Notice:
    name = file.parent.name if file.stem == "__init__" else file.stem
    text = f"It can't be imported. {type(error).__name__}: {error}"
    return Notice("REFUSED", "module", name, file, _line_of(file, error), text)


def _line_of(file: Path, error: Exception) -> int:
    """The line of a module that an exception is about."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return error.lineno or 1
    misspelled = re.search(r"unexpected keyword argument '(\w+)'", str(error))
    if isinstance(error, TypeError) and misspelled:
        for node in ast.walk(syntax_tree(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == misspelled[1]:
                return node.lineno
    frames = traceback.extract_tb(error.__traceback__)
    return next((f.lineno or 1 for f in reversed(frames) if f.filename == str(file)), 1)
