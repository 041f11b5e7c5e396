"""`grader new-task`: the cells, the module and the first collected answers of a task."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.authoring.course_files import CourseFiles, this_course
from grader.authoring.new_files import (
    NotWrittenError,
    check_notebook_name,
    check_python_name,
    nearest,
    to_do,
    write_new,
)
from grader.authoring.notices import relative
from grader.authoring.task_modules import TaskModules, read_tasks
from grader.catalog import UnknownTaskError
from grader.course import NoCourseError
from grader.exercise_script import NAME
from grader.judging.task import Assignment

_MODULE = '''\
"""TODO: what the task asks, in a line"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _cases(draw: np.random.Generator) -> Iterator[Case]:
    # TODO: cases of every kind that the docstring allows; edge cases first, then random ones
    yield Case({{"values": np.array([1.0, 2.0])}}, "two numbers")
    yield Case({{"values": draw.normal(size=5)}}, "random numbers")


TASK = Task(
    name="{name}",
    points={points:g},
    ask=Call("{name}"),
    cases=_cases,
    # TODO: what is right, by NumPy or a formula, and not by the solution's own calls
    expected=lambda values: values,
    dtype="float64",
    misconceptions=(
        # TODO: the common wrong ideas, likeliest first: what each gives, why, and what to try next
        Misconception(
            "opposite",
            lambda values: -values,
            "The signs are wrong.",
            "Try it on one number.",
        ),
    ),
    hints=(
        # TODO: three hints, each saying a little more, none of them the answer
        "What does the docstring ask for?",
        "Which function does something of that kind?",
        "Look at its arguments.",
    ),
)
'''
_CELLS = '''
# %% {name} [markdown]
# ## TODO: a heading
#
# TODO: what is asked, in a sentence or two


# %% {name}
def {name}(values):
    """TODO: what it gives, in a line

    Args:
        values: TODO: its dtype and shape

    Returns:
        TODO: its dtype and shape

    Example:
        TODO: an example, such as {name}(...) gives ...
    """
    ### BEGIN SOLUTION
    return values  # TODO: the solution
    ### END SOLUTION
'''
_SCRIPT = '''\
"""The exercise of {assignment}: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=30 hint="{name}"
# # {title}

# %% imports
{imports}

from grader.feedback import check, example, hint, progress, solution
'''
_PACKAGE = '''\
"""The tasks of assignment {assignment}, a module each."""

from __future__ import annotations

from grader.assignments import scripted

ASSIGNMENT = scripted("{assignment}", __name__)
'''
_ANSWERS = '"""Answers that learners write to {assignment}: right ones, and wrong ones with what they hear."""\n'
_ANSWER = """

# %% {name} passed
# TODO: a right answer that is written in another way


# %% {name} misconception.opposite
# TODO: an answer by which a learner shows this idea
"""


@dataclass(frozen=True)
class NewTask:
    """A task that was begun.

    Attributes:
        written: The files that were written, with their texts.
        before: The lines each of them had before.
        points: What the assignment is worth now.
        others: Its other tasks, with their points.
    """

    written: Mapping[Path, str]
    before: Mapping[Path, int]
    points: float
    others: Mapping[str, float]


def add_parser(commands: Any) -> None:
    """Add `new-task` to the commands of `grader`."""
    parser = commands.add_parser(
        "new-task",
        help="begin a task",
        description="Begin a task: its cells in the script of its assignment, its module, and a place "
        "for the answers that learners write. `grader check-task` says what is left to be done.",
    )
    parser.add_argument(
        "assignment", help="such as 01-tensors; with --title, one that is not there yet"
    )
    parser.add_argument("name", help="the task's name, and that of the function it asks for")
    parser.add_argument("--points", type=float, default=2.0, help="what it is worth (2)")
    parser.add_argument("--title", help="makes a new assignment, of this title")


def run(options: argparse.Namespace, course: CourseFiles | None = None) -> int:
    """Run the command; returns its exit code."""
    try:
        where = course or this_course()
        made = new_task(where, options.assignment, options.name, options.points, options.title)
    except (NotWrittenError, NoCourseError, UnknownTaskError, ValueError) as error:
        print(f"grader new-task: {error}", file=sys.stderr)
        return 2
    print("To be done:")
    for line in _to_do(made, where.root):
        print(f"  {line}")
    if where.points and made.points != where.points:
        spare = ", ".join(
            f"{name} {points:g}" for name, points in made.others.items() if points > 1
        )
        more = f" {made.points - where.points:g} too many: take them from {spare}." if spare else ""
        more = more if made.points > where.points else ""
        print(f"Points: {made.points:g} of {where.points:g}.{more}")
    print(f"Then {where.printing}, and `grader check-task {options.name}`.")
    return 0


def new_task(
    course: CourseFiles, assignment: str, name: str, points: float, title: str | None = None
) -> NewTask:
    """Begin a task.

    Args:
        course: The course.
        assignment: The name of its assignment.
        name: Its own.
        points: What it is worth.
        title: Of a new assignment; None for one that is there.

    Raises:
        NotWrittenError: A name is taken or none, or there is no such assignment.
    """
    tasks = read_tasks(course.package)
    check_python_name(name, "a task")
    _check_free(name, tasks, course.root)
    if points <= 0:
        raise NotWrittenError(f"A task is worth more than nothing, and {points:g} was asked for.")
    known = {group.name: group for group in tasks.assignments}
    if title is None:
        group = known.get(assignment)
        if group is None:
            raise NotWrittenError(
                f"There is no assignment called {assignment!r}. {nearest(assignment, known)} With --title "
                "a new one is made."
            )
        if not group.package:
            raise NotWrittenError(f"{assignment} has no script: its tasks stand in a lesson.")
        folder = _folder_of(group, course)
    else:
        check_notebook_name(assignment, "an assignment", known)
        group, folder = None, _new_folder(assignment, course)
    answers = course.root / "tests/answers" / f"{assignment}.py"
    script = folder / NAME
    before = {path: path.read_text("utf-8") for path in (script, answers) if path.exists()}
    names = {"name": name, "points": points, "assignment": assignment, "title": title or ""}
    imports = "\n".join(
        f"import {module}" + (f" as {short}" if short != module else "")
        for short, module in sorted(course.imports.items(), key=lambda pair: pair[1])
    )
    start = before.get(script, _SCRIPT.format(imports=imports, **names))
    new = {folder / f"{name}.py": _MODULE.format(**names)}
    if group is None:
        new |= {folder / "__init__.py": _PACKAGE.format(**names)}
    changed = {
        # After a function stand two empty lines, after imports one.
        script: start.rstrip("\n")
        + ("\n\n" if script in before else "\n")
        + _CELLS.format(**names),
        answers: before.get(answers, _ANSWERS.format(**names)).rstrip("\n")
        + "\n"
        + _ANSWER.format(**names),
    }
    write_new(new, changed)
    others = {task.name: task.points for task in group.tasks} if group else {}
    lines = {path: text.count("\n") for path, text in before.items()}
    return NewTask(new | changed, lines, sum(others.values()) + points, others)


def _check_free(name: str, tasks: TaskModules, root: Path) -> None:
    for placed in tasks.tasks:
        if placed.task.name == name:
            where = f"{relative(placed.source.file, root)}:{placed.source.line_of('name')}"
            raise NotWrittenError(f"The name {name} is taken: {where}. Nothing was written.")
    for question, file in tasks.questions:
        if question == name:
            raise NotWrittenError(f"The name {name} is a question's, in {relative(file, root)}.")


def _folder_of(group: Assignment, course: CourseFiles) -> Path:
    return course.tasks.joinpath(*group.package.split(".")[course.package.count(".") + 1 :])


def _new_folder(assignment: str, course: CourseFiles) -> Path:
    name = assignment.partition("-")[2].replace("-", "_")
    check_python_name(name, "the folder of an assignment")
    folder = course.tasks / name
    if folder.exists():
        raise NotWrittenError(f"{folder} is there already. Give the assignment another name.")
    return folder


def _to_do(made: NewTask, root: Path) -> list[str]:
    """The lines of `to_do` that are new."""
    lines = []
    for path, text in made.written.items():
        for line in to_do({path: text}, root):
            number = int(line.partition("  ")[0].rpartition(":")[2])
            if number > made.before.get(path, 0):
                lines.append(line)
    return lines
