"""The `grader` command."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from grader.checking.task import Assignment, Task
from grader.course import course
from grader.tasks import ASSIGNMENTS, UnknownTaskError, find_assignment


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0, or 2 for arguments that name nothing."""
    parser = argparse.ArgumentParser(
        prog="grader", description="The tasks of TensorFlow Workbook and their marking."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    tasks = commands.add_parser(
        "tasks",
        help="list assignments and tasks",
        description="List assignments and tasks with their points, and how many cases, hints, "
        "misconceptions and accepted alternatives each has. A task of 0 points is practice inside "
        "a lesson.",
    )
    tasks.add_argument("assignment", nargs="?", help="only this one, such as 01-tensors")
    tasks.add_argument("--json", action="store_true", help="the same for a program")
    # Not in Colab, where nobody marks a class, nor on Windows, where nothing can be forked.
    if find_spec("nbgrader") and sys.platform != "win32":
        from grader.autograding import command

        command.add_parser(commands)
        command.add_report_parser(commands)
    options = parser.parse_args(arguments)
    if options.command == "autograde":
        return command.run(options)
    try:
        if options.command == "report":
            return command.run_report(options)
        return _list_tasks(options.assignment, options.json)
    except BrokenPipeError:  # the reader, `head` say, has enough; Python would complain at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _list_tasks(name: str | None, as_json: bool) -> int:
    try:
        assignments = [find_assignment(name)] if name else list(ASSIGNMENTS)
    except UnknownTaskError as error:
        print(f"grader tasks: {error}", file=sys.stderr)
        return 2
    listed = [describe_assignment(assignment) for assignment in assignments]
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
        "cases": len(task.draw_cases(course().seed)),
        "hints": len(task.hints),
        "misconceptions": len(task.misconceptions),
        "accepted": len(task.accepted),
    }


_COLUMNS = ("points", "cases", "hints", "misconceptions", "accepted")


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
