"""What `grader return` does: reads the system's list, writes the copy and the archive, and says for whom.

Nothing that is there is written over: the downloaded list stays as it is, and so do the files of an
earlier call.
"""

from __future__ import annotations

import argparse
import datetime
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from grader.autograding.classes.roll import Entry, Roll, call_roll
from grader.autograding.classes.summary import counted, name_of, wrapped
from grader.autograding.nbgrader_plugins.file_names import CANVAS, MOODLE
from grader.autograding.reading.submissions import find_students
from grader.autograding.recording.class_marks import read_class_marks
from grader.autograding.recording.collected import read_collected
from grader.autograding.recording.earlier_runs import all_marked
from grader.autograding.recording.returned import Returned, add_returned, digest_of_pages
from grader.autograding.terms.course_folder import CourseFolder, open_course
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.untrusted_text import printable
from grader.teaching.canvas_gradebook import canvas_gradebook
from grader.teaching.feedback_zip import zipped
from grader.teaching.kept_table import read_table
from grader.teaching.mark_sheet import Line, MarkSheet, whose_lines
from grader.teaching.moodle_worksheet import moodle_worksheet
from grader.teaching.who_returns import GoingBack, Returning, sort_class

_NAMED = 24  # students that a line names
_UPLOADS = {
    MOODLE: "Next: in Moodle, on the page of the assignment's submissions, `Upload grading worksheet` "
    "takes the first and `Upload multiple feedback files in a zip` the second.",
    CANVAS: "Next: in Canvas, in the Gradebook, `Import` takes the first, and `Upload Submissions` in "
    "the menu of the assignment's column the second.",
}
_Named = TypeVar("_Named")


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
    marks = read_class_marks(course, name)
    collected = read_collected(course.root, name)
    handed_in = find_students(course.submitted, name)
    roll = call_roll(name, marks, all_marked(course, name), handed_in, collected)
    _refuse_unmarked(roll)
    scale = _scale(roll, sheet, system, options.scale)
    lines = whose_lines(sheet.lines, marks.people, collected.students, system)
    returning = sort_class(
        roll, sheet, lines, collected.students, system, course.feedback, options.all, scale
    )
    if not returning.going:
        return "\n".join(
            [f"Nobody's marks of {name} go back to {system}.", *_others(returning, name)]
        )
    folder = _folder_for(course, sheet.table.path)
    copy = _write_new(folder, f"{sheet.table.path.stem}-marked.csv", _marked(sheet, returning))
    archive = None
    if files := returning.files:
        archive = _write_new(folder, f"{name}-{system.lower()}-feedback.zip", _zip(files))
    _record(course, name, system, returning)
    return _said(roll, sheet, system, returning, copy, archive)


def _sheet(options: argparse.Namespace, system: str) -> MarkSheet:
    if system == MOODLE:
        return moodle_worksheet(read_table(options.moodle), options.column)
    return canvas_gradebook(read_table(options.canvas), options.column, options.assignment)


def _refuse_unmarked(roll: Roll) -> None:
    if not roll.most:
        raise CourseError(
            f"The gradebook of this folder knows no assignment {roll.assignment} with points. "
            "`grader tasks` lists the course's."
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
    return folder.parent if is_read else downloaded.parent


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


def _said(
    roll: Roll,
    sheet: MarkSheet,
    system: str,
    returning: Returning,
    copy: Path,
    archive: Path | None,
) -> str:
    going = returning.going
    column = printable(sheet.table.header[sheet.column])
    files = len(returning.files)
    lines = [
        f"{roll.assignment}: {counted(len(going), 'mark')} and {counted(files, 'page')} for {system}.",
        f"  {printable(str(copy))}",
        _wrapped(f"holds the marks in its column {column}; nothing else differs.", "      "),
    ]
    if archive:
        lines += [f"  {printable(str(archive))}", "      holds the feedback pages."]
    replaced = [one for one in going if one.before and one.before != sheet.written(one.points)]
    if replaced:
        shown = _listed(replaced, lambda one: f"{_called(one.entry)} {printable(one.before)} by "
                        f"{sheet.written(one.points)}")  # fmt: skip
        lines.append(_wrapped(f"Another mark stood there and is replaced: {shown}."))
    if penalized := [one for one in going if one.entry.marks and one.entry.marks.penalty]:
        shown = _listed(penalized, _penalty)
        lines.append(_wrapped(f"Penalties for lateness are taken off: {shown}."))
    lines += _others(returning, roll.assignment)
    if archive:
        lines.append(_wrapped(_UPLOADS[system]))
    else:
        lines.append(
            _wrapped(_UPLOADS[system].partition("takes the first")[0] + "takes the marks.")
        )
    return "\n".join(lines)


def _others(returning: Returning, name: str) -> list[str]:
    """Who gets nothing back now, and why, in sentences."""
    paged = [one for one in returning.going if not one.files]
    sentences = (
        (
            "Handed in another way, so that Canvas can't be told whose it is; the mark goes back and the "
            "page doesn't: {}.",
            _listed(paged, lambda one: _called(one.entry)),
        ),
        (
            "No mark, so that their line stays as it was: {}.",
            _listed(returning.unmarked, _why_none),
        ),
        (
            "Wait for you, so that nothing of theirs goes back (with --all it does): {}.",
            _listed(returning.waiting, _called),
        ),
        (
            f"No feedback page yet, so that nothing of theirs goes back: {{}}. "
            f"`nbgrader generate_feedback {name}` makes it.",
            _listed(returning.pageless, _called),
        ),
        (
            "The feedback page shows other points than the gradebook, so that nothing of theirs goes "
            f"back: {{}}. `nbgrader generate_feedback --force {name}` makes it anew.",
            _listed(returning.outdated, _called),
        ),
        (
            "The mark is above the maximum, which Moodle doesn't take: {}.",
            _listed(returning.above, _called),
        ),
        (
            "Left as it was, since it says so there: {}.",
            _listed(returning.settled, lambda pair: f"{_called(pair[0])} ({pair[1]})"),
        ),
        ("In the file, and nobody in the class: {}.", _listed(returning.strangers, _stranger)),
        ("Have a mark and are not in the file: {}.", _listed(returning.absent, _called)),
    )
    return [_wrapped(said.format(names)) for said, names in sentences if names]


def _called(entry: Entry) -> str:
    return name_of(entry.person)


def _why_none(entry: Entry) -> str:
    return f"{_called(entry)} ({entry.status})"


def _penalty(one: GoingBack) -> str:
    penalty = one.entry.marks.penalty if one.entry.marks else 0
    return f"{_called(one.entry)} {penalty:g}"


def _stranger(line: Line) -> str:
    return printable(f"{line.name} ({line.number})".strip())


def _listed(entries: Sequence[_Named], said: Callable[[_Named], str]) -> str:
    more = f" and {len(entries) - _NAMED} more" if len(entries) > _NAMED else ""
    return ", ".join(said(entry) for entry in entries[:_NAMED]) + more


def _wrapped(text: str, first: str = "  ") -> str:
    return wrapped(text, first, "      ")
