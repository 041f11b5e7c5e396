"""Refuses a task in which something is still to be done, and says what, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.authoring.checked import CheckedTask
from grader.authoring.new_files import todo_in
from grader.authoring.notices import Notice
from grader.exercise_script import percent_cells


def check_begun(checked: CheckedTask) -> Iterator[Notice]:
    """Nothing is marked as still to be done: in the module, in its cells, in its collected answers."""
    source, name = checked.source, checked.task.name
    yield from _in(checked, source.file, 1, source.file.read_text(encoding="utf-8").splitlines())
    files = [file for file in checked.course.answer_files() if f"%% {name} " in _text(file)]
    scripts = [source.script] if source.script else []
    for file in (*scripts, *files):
        for number, marker, lines in percent_cells(_text(file)):
            if marker.split("%%")[1].split()[:1] == [name]:
                yield from _in(checked, file, number + 1, lines)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _in(checked: CheckedTask, file: Path, first: int, lines: list[str]) -> Iterator[Notice]:
    for number, line in enumerate(lines, start=first):
        if what := todo_in(line):
            yield checked.refuse("begun", number, f"still to be done: {what}", file)
