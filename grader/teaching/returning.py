"""What `grader return` does: reads the system's list, writes the copy and the archive, and says for whom.

Nothing that is there is written over: the downloaded list stays as it is, and so do the files of an
earlier call.
"""

from __future__ import annotations

import argparse
import datetime
import os
from pathlib import Path

from grader.autograding.classes.roll import Roll, read_roll
from grader.autograding.nbgrader_plugins.file_names import CANVAS, MOODLE
from grader.autograding.recording.class_marks import read_class_marks, require_assignment
from grader.autograding.recording.collected import read_collected
from grader.autograding.recording.returned import Returned, add_returned, digest_of_pages
from grader.autograding.terms.course_folder import CourseFolder, open_course
from grader.autograding.terms.errors import CourseError, no_gradebook
from grader.teaching.canvas_gradebook import canvas_gradebook
from grader.teaching.feedback_zip import zipped
from grader.teaching.kept_table import read_table
from grader.teaching.mark_sheet import MarkSheet, whose_lines
from grader.teaching.moodle_worksheet import moodle_worksheet
from grader.teaching.returning_words import nothing_said, said_of
from grader.teaching.who_returns import Returning, sort_class


def return_class(options: argparse.Namespace) -> str:
    """Write what goes back, and record it; returns what to say.

    Args:
        options: `assignment`, `moodle` or `canvas` (a path), `column`, `scale`, `all`.

    Raises:
        CourseError: Nothing can be written; the text says why and what to do.
    """
    system = MOODLE if options.moodle else CANVAS
    course, name = open_course(), options.assignment
    sheet = _sheet(options, system)
    if not course.has_gradebook:
        raise no_gradebook(course.root)
    require_assignment(course, name)
    marks = read_class_marks(course, name)
    collected = read_collected(course.root, name)
    roll = read_roll(course, name, marks)
    _refuse_unmarked(roll)
    scale = _scale(roll, sheet, system, options.scale)
    lines = whose_lines(sheet.lines, marks.people, collected.students, system)
    returning = sort_class(
        roll, sheet, lines, collected.students, system, course.feedback, options.all, scale
    )
    if not returning.going:
        return nothing_said(returning, name, system)
    folder = _folder_for(course, sheet.table.path)
    copy = _write_new(folder, f"{sheet.table.path.stem}-marked.csv", _marked(sheet, returning))
    archive = None
    if files := returning.files:
        archive = _write_new(folder, f"{name}-{system.lower()}-feedback.zip", _zip(files))
    _record(course, name, system, returning)
    return said_of(returning, sheet, name, system, copy, archive)


def _sheet(options: argparse.Namespace, system: str) -> MarkSheet:
    if system == MOODLE:
        return moodle_worksheet(read_table(options.moodle), options.column)
    return canvas_gradebook(read_table(options.canvas), options.column, options.assignment)


def _refuse_unmarked(roll: Roll) -> None:
    if not roll.most:
        raise CourseError(
            f"{roll.assignment} has no points in the gradebook, so there is no mark to return."
        )
    if not any(entry.score is not None for entry in roll.entries):
        raise CourseError(
            f"Nothing of {roll.assignment} is marked. `grader autograde {roll.assignment}` does."
        )


def _scale(roll: Roll, sheet: MarkSheet, system: str, wanted: bool) -> float:
    if sheet.most is None or sheet.most == roll.most:
        return 1.0
    if wanted:
        return sheet.most / roll.most
    raise CourseError(
        f"{roll.assignment} has {roll.most:g} points, and {system} has {sheet.most:g} for "
        f"{sheet.table.header[sheet.column]!r}. Set it to {roll.most:g} there and download the list "
        "again, or add --scale to convert the points."
    )


def _marked(sheet: MarkSheet, returning: Returning) -> bytes:
    return sheet.with_marks({one.row: one.points for one in returning.going})


def _zip(files: dict[str, Path]) -> bytes:
    try:
        return zipped(files)
    except OSError as error:
        raise CourseError(f"{error.filename} cannot be read: {error.strerror}.") from error


def _folder_for(course: CourseFolder, downloaded: Path) -> Path:
    """Where the new files go: beside the list; but out of the folder that collecting reads, which would
    take them for work that was handed in."""
    folder = downloaded.resolve().parent
    archive = course.config.ZipCollectApp.get("archive_directory", "archive")
    is_read = folder.name == archive and folder.is_relative_to(course.root.resolve())
    if not is_read:
        return downloaded.parent
    # As it was named, where that leads there.
    return downloaded.parent.parent if downloaded.parent.parts else folder.parent


def _write_new(folder: Path, name: str, content: bytes) -> Path:
    """Write a file under a name that is free, whole or not at all; returns where."""
    wanted = Path(name)
    number, target = 1, folder / wanted
    while os.path.lexists(target):
        number += 1
        target = folder / f"{wanted.stem}-{number}{wanted.suffix}"
    try:
        with target.open("xb") as file:
            try:
                file.write(content)
            except BaseException:  # a full disk, Ctrl-C
                target.unlink()
                raise
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror}.") from error
    return target


def _record(course: CourseFolder, name: str, system: str, returning: Returning) -> None:
    now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    returned = {}
    for one in returning.going:
        if one.files:
            student = one.entry.person.id
            digest = digest_of_pages(course.feedback / student / name)
            returned[student] = Returned(now, digest, system.lower())
    try:
        add_returned(course.root, name, returned)
    except OSError as error:
        raise CourseError(
            f"The files are written, and that they are can't be recorded in {course.root}/.nbgrader: "
            f"{error.strerror}."
        ) from error
