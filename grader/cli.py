"""The `grader` command."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from grader.authoring import check_lesson, check_task, new_course, new_lesson, new_task
from grader.catalog import assignments, find_assignment
from grader.course import course, courses_here
from grader.judging.task import Assignment, Task

# What authors call; each needs no task whole, and nothing that marks.
AUTHORS = {
    "new-course": new_course,
    "new-task": new_task,
    "check-task": check_task,
    "new-lesson": new_lesson,
    "check-lesson": check_lesson,
}
# What teachers call around marking: the module of each, and what `grader --help` says of it.
TEACHERS: dict[str, tuple[str, str]] = {
    "status": ("grader.teaching.status", "where each student stands"),
    "return": ("grader.teaching.give_back", "marks and feedback for Moodle or Canvas"),
    "due": ("grader.teaching.set_due", "say when an assignment is due, or show it"),
    "extend": ("grader.teaching.extend", "give a student more time"),
    "drop": ("grader.teaching.drop", "take a student out of the class, and back"),
    "rename": ("grader.teaching.rename", "give a student another id"),
    "split": ("grader.teaching.split_class", "share a class out among those who mark"),
    "archive": ("grader.teaching.archive", "put a term into one file, and check such a file"),
    "new-term": ("grader.teaching.new_term", "put a term aside and begin the next one"),
    "class-release": ("grader.teaching.class_release", "make the folder that a class gets"),
    "forget": ("grader.teaching.forget", "remove all that is kept of a student"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0, or 2 for arguments that name nothing.

    Of the commands only the one that is asked for is imported with all that it needs: marking takes
    seconds to import, and needs every task whole, which what authors call does not.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    name = words[0] if words else ""
    parser = argparse.ArgumentParser(
        prog="grader", description="The tasks of a course and their marking."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    tasks = commands.add_parser(
        "tasks",
        help="list assignments and tasks",
        description="List assignments and tasks with their points, and how many cases, hints "
        "and misconceptions each has. A task of 0 points is practice inside a lesson.",
    )
    tasks.add_argument("assignment", nargs="?", help="only this one, such as 01-tensors")
    tasks.add_argument("--json", action="store_true", help="the same for a program")
    for tool in AUTHORS.values():
        tool.add_parser(commands)
    # Not in Colab, where nobody marks a class, nor on Windows, where nothing can be forked.
    if name not in AUTHORS and find_spec("nbgrader") and sys.platform != "win32":
        if name not in TEACHERS:
            from grader.autograding.classes import command

            command.add_parser(commands)
            command.add_report_parser(commands)
        _add_teachers(commands, name)
    options = parser.parse_args(words)
    if options.command == "autograde":
        return command.run(options)
    try:
        if options.command in AUTHORS:
            return AUTHORS[options.command].run(options)
        if options.command in TEACHERS:
            return import_module(TEACHERS[options.command][0]).run(options)
        if options.command == "report":
            return command.run_report(options)
        return _list_tasks(options.assignment, options.json)
    except BrokenPipeError:  # the reader, `head` say, has enough; Python would complain at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _add_teachers(commands: Any, asked: str) -> None:
    """Add what teachers call; the arguments of the one that is asked for alone, so that it alone is
    imported."""
    for name, (module, said) in TEACHERS.items():
        command = commands.add_parser(name, help=said)
        if name == asked:
            import_module(module).add_arguments(command)


def _list_tasks(name: str | None, as_json: bool) -> int:
    try:
        chosen = [find_assignment(name)] if name else list(assignments())
        if not (chosen or courses_here()):
            course()  # says where to go
    except (LookupError, ValueError) as error:
        print(f"grader tasks: {error}", file=sys.stderr)
        return 2
    if not (chosen or as_json):
        print("There is no assignment yet.")
        return 0
    listed = [describe_assignment(assignment) for assignment in chosen]
    if as_json:
        print(json.dumps(listed, indent=2, ensure_ascii=False))
    else:
        print("\n\n".join(_table(assignment) for assignment in listed))
    sys.stdout.flush()
    return 0


def describe_assignment(assignment: Assignment) -> dict[str, Any]:
    """An assignment and its tasks as JSON's own types."""
    return {
        "name": assignment.name,
        "title": assignment.title,
        "points": assignment.points,
        "tasks": [describe_task(task) for task in assignment.tasks],
    }


def describe_task(task: Task) -> dict[str, Any]:
    """A task as JSON's own types, with how many of everything it has."""
    return {
        "name": task.name,
        "title": task.title,
        "points": task.points,
        "cases": len(task.draw_cases(course(task.module).seed)),
        "hints": len(task.hints),
        "misconceptions": len(task.misconceptions),
    }


_COLUMNS = ("points", "cases", "hints", "misconceptions")


def _table(assignment: dict[str, Any]) -> str:
    width = max(len(task["name"]) for task in assignment["tasks"]) + 2
    points = f"{assignment['points']:g} points" if assignment["points"] else "practice"
    lines = [f"{assignment['name']}  {assignment['title']} ({points})"]
    lines.append("  " + "task".ljust(width) + "  ".join(_COLUMNS) + "  title")
    for task in assignment["tasks"]:
        figures = "  ".join(f"{task[column]:{len(column)}g}" for column in _COLUMNS)
        lines.append("  " + task["name"].ljust(width) + figures + "  " + task["title"])
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
