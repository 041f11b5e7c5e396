"""`grader check-lesson`: what is refused of a lesson, which is read and not run."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from grader.authoring.lesson_file import read_lesson
from grader.authoring.lesson_rules import RULES, CheckedLesson, reasons_asked
from grader.authoring.new_files import nearest
from grader.authoring.notices import Notice
from grader.authoring.task_modules import TaskModules, read_tasks
from grader.catalog import UnknownTaskError, load
from grader.course import Course, course

LESSONS = "notebooks"


def add_parser(commands: Any) -> None:
    """Add `check-lesson` to the commands of `grader`."""
    parser = commands.add_parser(
        "check-lesson",
        help="check lessons before anybody learns with them",
        description="Check lessons before anybody learns with them. What is REFUSED has to be mended. "
        "Each comes with its file, its line and its cell. Lessons are read, and not run.",
        epilog="It ends with 0, with 1 where something is refused, with 2 for a name that is none.",
    )
    parser.add_argument("lesson", nargs="*", help="such as 01-tensors; all lessons without one")
    parser.add_argument("--json", action="store_true", help="the same for a program")


def run(options: argparse.Namespace, here: Course | None = None) -> int:
    """Run the command; returns its exit code."""
    try:
        facts = here or course()
        paths = find_lessons(facts, options.lesson)
        notices = check_lessons(facts, paths)
    except (LookupError, ValueError) as error:
        print(f"grader check-lesson: {error}", file=sys.stderr)
        return 2
    root = facts.notebooks_folder
    if options.json:
        print(json.dumps([n.as_data(root) for n in notices], indent=2, ensure_ascii=False))
    else:
        for notice in notices:
            print(notice.as_text(root))
        count = f"{len(paths)} lesson{'' if len(paths) == 1 else 's'}"
        print(f"{count}, {len(notices)} refused")
    return 1 if notices else 0


def find_lessons(facts: Course, names: Sequence[str]) -> list[Path]:
    """The files of the lessons of these names; all of them without a name.

    Raises:
        NoCourseError: The course is installed here without its notebooks.
        UnknownTaskError: There is no lesson of that name.
    """
    folder = facts.notebooks_folder / LESSONS
    known = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    for name in names:
        if name not in known:
            raise UnknownTaskError(f"There is no lesson called {name!r}. {nearest(name, known)}")
    return [known[name] for name in names] if names else list(known.values())


def check_lessons(facts: Course, paths: Sequence[Path]) -> list[Notice]:
    """What is refused of some lessons, and of what is written to be asked in them."""
    load(facts)
    modules = read_tasks(f"{facts.package}.tasks")
    tasks = {placed.task.name for placed in modules.tasks}
    questions = {name for name, _ in modules.questions}
    reasons = {name for name, _ in modules.reasons}
    notices = []
    for path in paths:
        lesson = read_lesson(path)
        if lesson is None:
            text = "it can't be read as a notebook"
            notices.append(Notice("REFUSED", "source", path.stem, path, 1, text))
            continue
        checked = CheckedLesson(lesson, facts, tasks, questions, reasons)
        notices += [notice for rule in RULES for notice in rule(checked)]
    return [*notices, *_unasked(facts, paths, modules)]


def _unasked(facts: Course, paths: Sequence[Path], modules: TaskModules) -> Iterator[Notice]:
    """One for each reason that was written for some lessons, and that no lesson asks for."""
    everywhere = [read_lesson(path) for path in find_lessons(facts, [])]
    asked = {name for lesson in everywhere if lesson for name in reasons_asked(lesson)}
    files = dict(modules.reasons)
    lessons = {path.stem for path in paths}
    for assignment in modules.assignments:
        for reason in assignment.reasons:
            if assignment.name in lessons and reason.name not in asked:
                file = files[reason.name]
                text = f"no lesson asks for the reason {reason.name!r}: `why({reason.name!r})`"
                line = _line_of(f'"{reason.name}"', file)
                yield Notice("REFUSED", "reasons", assignment.name, file, line, text)


def _line_of(text: str, file: Path) -> int:
    return file.read_text(encoding="utf-8").partition(text)[0].count("\n") + 1
