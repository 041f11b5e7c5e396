"""Puts an assignment together: its script says what is read and written, its modules what is right."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from dataclasses import replace
from pathlib import Path

from grader.course import Course, course
from grader.exercise_script import (
    BEGIN_SOLUTION,
    BY_HAND,
    NAME,
    Script,
    ScriptCell,
    ScriptError,
    read_script,
)
from grader.judging.task import Assignment, HandMarked, Question, Reason, Task
from grader.probing.questions import Customs


def assignments_in(package: str) -> tuple[Assignment, ...]:
    """The assignments that the modules of a package define as `ASSIGNMENT`, by their names.

    Args:
        package: The dotted name of the package, which is being imported.
    """
    path = sys.modules[package].__path__
    modules = [
        importlib.import_module(f"{package}.{found.name}") for found in pkgutil.iter_modules(path)
    ]
    # Of a module that could not be read, to whoever bears with that, nothing is.
    named = [getattr(module, "ASSIGNMENT", None) for module in modules]
    customs = _customs(course(package))
    there = [
        replace(
            assignment,
            tasks=tuple(_in_course(task, customs, module.__name__) for task in assignment.tasks),
        )
        for assignment, module in zip(named, modules, strict=True)
        if isinstance(assignment, Assignment)
    ]
    return tuple(sorted(there, key=lambda assignment: assignment.name))


def _customs(course: Course) -> Customs:
    return Customs(course.convert, course.settings, course.libraries, course.errors)


def _in_course(task: Task, customs: Customs, module: str) -> Task:
    if not isinstance(task, Task):  # of a module that could not be read
        return task
    return replace(task, customs=customs, module=task.module or module)


def script_of(package: str) -> Script:
    """The script that lies in an imported package of tasks.

    Raises:
        ScriptError: It is not written as a script.
        OSError: There is none.
    """
    return read_script(Path(str(sys.modules[package].__file__)).parent / NAME)


def scripted(
    name: str,
    package: str,
    recall: tuple[Question, ...] = (),
    reasons: tuple[Reason, ...] = (),
) -> Assignment:
    """The assignment whose tasks a package defines, in the order of its script.

    Each task of the script has a module of its name in the package, with a `TASK`.

    Args:
        name: The notebook's name without its ending.
        package: The dotted name of the package, which is being imported.
        recall: Questions that the lesson of that name asks.
        reasons: What the lesson of that name asks the reason of.

    Raises:
        ScriptError: The script is not written as one, or a task in it has no module or the module no
            task of that name.
    """
    script = script_of(package)
    tasks = tuple(_task(script, package, answer) for answer in script.answers)
    by_hand = tuple(_hand_marked(script, cell) for cell in script.by_hand)
    title = script.prose("title")
    lesson = str(title.options.get("lesson", ""))
    return Assignment(name, title.heading, tasks, recall, package, reasons, by_hand, lesson)


def _hand_marked(script: Script, cell: ScriptCell) -> HandMarked:
    points = cell.options[BY_HAND]
    where = f"{script.path}:{cell.line}"
    if not cell.is_markdown:
        raise ScriptError(f"{where}: `{BY_HAND}=` stands at prose, and {cell.name!r} is code.")
    if isinstance(points, str) or points <= 0:
        raise ScriptError(f"{where}: `{BY_HAND}=` is a number of points, and here {points!r}.")
    if not cell.heading:
        raise ScriptError(
            f"{where}: what a person marks begins with a heading, such as `# ## Findings`."
        )
    if not cell.asked_and_answered[1]:
        raise ScriptError(f"{where}: a model answer is missing, from `{BEGIN_SOLUTION}` on.")
    return HandMarked(cell.grade_id, cell.heading, float(points))


def _task(script: Script, package: str, name: str) -> Task:
    cell, prose = script.code(name), script.prose(name)
    module = f"{package}.{name}"
    try:
        task = importlib.import_module(module).TASK
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise ScriptError(
            f"{script.path}:{cell.line}: the task {name!r} needs a module {name}.py beside the script."
        ) from None
    except AttributeError:
        raise ScriptError(
            f"{script.path}:{cell.line}: {name}.py defines no `TASK = Task(...)`."
        ) from None
    if not isinstance(task, Task):  # of a module that could not be read, to whoever bears with that
        return task
    if task.name != name:
        raise ScriptError(
            f"{script.path}:{cell.line}: the task in {name}.py is called {task.name!r}; the module, the "
            "task and its cells in the script carry one name."
        )
    return replace(task, title=prose.heading, cell=cell.source, module=module)
