"""`grader new-lesson`: a lesson with everything that each has, and the places where it is written."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from grader.authoring.check_lesson import LESSONS, check_lessons, find_lessons
from grader.authoring.new_files import NotWrittenError, check_notebook_name, write_new
from grader.authoring.notices import relative
from grader.course import FOLDED, Course, course

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_TITLE = """\
# {title}

TODO: what it is about, and what a learner can do at its end

About 30 minutes."""
_PARAMETERS = "# What a run of this lesson may change.\nsize = 3"
_FIRST = "## TODO: the first step\n\nTODO: what it shows, in a few sentences"
_PREDICT = """\
from grader.feedback import predict

# TODO: ask what few would guess, and let the next cell show it
guess = predict("`size * 2` gives", ["5", "6"])
guess"""
_REVEAL = "guess.reveal(size * 2)"
_WHY = "# TODO: ask why it is so, by the name of a Reason of the course; or leave this cell out"
_RECAP = "## Recap\n\n- TODO: what to keep in mind"


def add_parser(commands: Any) -> None:
    """Add `new-lesson` to the commands of `grader`."""
    parser = commands.add_parser(
        "new-lesson",
        help="begin a lesson",
        description="Begin a lesson: a notebook with everything that each has. `grader check-lesson` says "
        "what is left to be done.",
    )
    parser.add_argument("name", help="such as 03-linear-models")
    parser.add_argument("--title", help="what it is about; by default, from its name")


def run(options: argparse.Namespace, here: Course | None = None) -> int:
    """Run the command; returns its exit code."""
    try:
        facts = here or course()
        path = new_lesson(facts, options.name, options.title)
        notices = check_lessons(facts, [path])
    except (NotWrittenError, LookupError, ValueError) as error:
        print(f"grader new-lesson: {error}", file=sys.stderr)
        return 2
    print(relative(path, facts.notebooks_folder))
    print("To be done:")
    for notice in notices:
        text = notice.text.replace("still to be done: ", "")
        print(f"  {relative(notice.file, facts.notebooks_folder)}:{notice.line}  {text}")
    print(f"Then `grader check-lesson {options.name}`.")
    return 0


def new_lesson(facts: Course, name: str, title: str | None = None) -> Path:
    """Begin a lesson; returns its file.

    Raises:
        NotWrittenError: The name is none for a lesson, or taken.
        NoCourseError: The course is installed here without its notebooks.
    """
    known = [path.stem for path in find_lessons(facts, [])]
    check_notebook_name(name, "a lesson", known)
    title = title or name.partition("-")[2].replace("-", " ").capitalize()
    path = facts.notebooks_folder / LESSONS / f"{name}.ipynb"
    cells = [
        _cell("markdown", "badge", facts.badge_markdown(f"{LESSONS}/{path.name}"), "badge"),
        _cell("markdown", "title", _TITLE.format(title=title)),
        _cell("code", "setup", facts.setup_cell, "setup", **FOLDED),
        _cell("code", "parameters", _PARAMETERS, "parameters"),
        _cell("markdown", "first-step", _FIRST),
        _cell("code", "first-guess", _PREDICT),
        _cell("code", "first-reveal", _REVEAL),
        _cell("code", "first-why", _WHY),
        _cell("markdown", "recap", _RECAP),
        _cell("markdown", "next", f"## Next\n\n{_way_on(facts, name)}"),
    ]
    content = {
        "cells": cells,
        "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    write_new({path: text})
    return path


def _way_on(facts: Course, name: str) -> str:
    """Where the lesson leads: to its exercise where there is one, else to itself until there is."""
    exercise = Path("exercises") / name / f"{name}.ipynb"
    if (facts.notebooks_folder / exercise).exists():
        return f"Go on with [the lesson's exercise](../{exercise.as_posix()})."
    return (
        f"TODO: lead on to the exercise or to another lesson, in place of [this one]({name}.ipynb)."
    )


def _cell(kind: str, name: str, source: str, *tags: str, **metadata: Any) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": name,
        "metadata": ({"tags": list(tags)} if tags else {}) | metadata,
        "source": source.splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})
