"""`grader archive`: puts a term into one file, and tells whether such a file is whole."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from grader.autograding.classes.summary import counted, indented
from grader.autograding.recording.gradebook_copy import gradebook_file
from grader.autograding.terms.course_folder import CourseFolder, open_course
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.untrusted_text import printable
from grader.teaching.every_mark import EveryMark
from grader.teaching.term_archive import (
    ENDING,
    Checked,
    Made,
    check_archive,
    read_marks,
    write_archive,
)
from grader.teaching.term_parts import (
    ARCHIVES,
    database_server,
    exchange_folder,
    parts_of_term,
    require_gradebook,
)

DONE, DIFFERS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
_NAMED = 8  # files or marks that are named
_PREFIX = "grader archive"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.description = (
        "Put all that belongs to a term into one file: the gradebook, what was handed in, marked and "
        "given back, class lists, settings and plug-ins, the secret seed. The file is then read "
        "again and its marks are compared with the gradebook's."
    )
    parser.epilog = (
        f"Without TO it is {ARCHIVES}/COURSE-DATE{ENDING} in the course's folder. An archive holds "
        "personal data, and is not encrypted; only your account can read it. Exit codes: 0 whole; "
        "1 with --check, damaged or with other marks; 2 it can't be written or read."
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("to", nargs="?", type=Path, metavar="TO", help="the file, or its folder")
    where.add_argument(
        "--check",
        type=Path,
        metavar="FILE",
        help="read an archive through, open the gradebook in it, and compare every mark",
    )


def run(options: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""
    try:
        course = open_course()
        if options.check is not None:
            return _check(course, options.check)
        return _archive(course, options.to)
    except CourseError as error:
        print(f"{_PREFIX}: {error}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print("\nInterrupted. Nothing was left behind.", file=sys.stderr)
        return INTERRUPTED


def _archive(course: CourseFolder, to: Path | None) -> int:
    require_gradebook(course)
    target = _target(course, to)
    try:
        made = write_archive(course, target)
        checked = check_archive(target)
    except FileExistsError:
        raise CourseError(f"{target} is there already, and is not replaced.") from None
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror or error}.") from error
    if checked.faults:
        target.unlink()
        raise CourseError(f"{target} was not whole when it was read again: {checked.faults[0]}")
    print(_told(course, target, made))
    return DONE


def new_archive(course: CourseFolder) -> Path:
    """Where an archive of today goes, whose name is not taken."""
    today = datetime.date.today().isoformat()
    folder = course.root / ARCHIVES
    names = (
        f"{course.course_id or 'course'}-{today}{f'-{number}' if number > 1 else ''}{ENDING}"
        for number in range(1, 1000)
    )
    return next(folder / name for name in names if not (folder / name).exists())


def _target(course: CourseFolder, to: Path | None) -> Path:
    if to is None:
        target = new_archive(course)
        # Whoever else has an account here needs no list of archives either.
        target.parent.mkdir(mode=0o700, exist_ok=True)
        return target
    target = to.absolute()
    if target.is_dir():
        target /= new_archive(course).name
    if not target.parent.is_dir():
        raise CourseError(f"There is no folder {target.parent}.")
    for part in parts_of_term(course):
        if part.path.is_dir() and target.resolve().is_relative_to(part.path.resolve()):
            raise CourseError(f"{target} would lie in {part.name}/, which is to be archived.")
    return target


def _told(course: CourseFolder, target: Path, made: Made) -> str:
    marks = made.marks
    lines = [
        f"{_shown(course, target)}: {counted(len(marks.people), 'student')}, "
        f"{counted(len(marks.marks), 'mark')}, {counted(made.files, 'file')}, "
        f"{_size(target.stat().st_size)}"
    ]
    if gradebook_file(course) is None:
        lines.append(
            indented(
                "The gradebook is a database of a server: the marks are in the archive, as a list, and "
                f"the database is not. Save it beside it: `pg_dump --format=custom "
                f"--file={target.name.removesuffix(ENDING)}.dump {database_server(course)}`"
            )
        )
    else:
        lines.append(indented("It opens, and its gradebook gives the same marks."))
    if made.left_out:
        lines.append(indented(f"Left out, {len(made.left_out)}: {_few(made.left_out)}"))
    exchange = exchange_folder(course)
    if exchange.is_dir() and not exchange.resolve().is_relative_to(course.root.resolve()):
        lines.append(indented(f"Not in it: the exchange, {exchange}."))
    if target.is_relative_to(course.root) and target.parent != course.root / ARCHIVES:
        lines.append(indented("It lies in the course's folder, where git would take it: move it."))
    lines.append(
        indented(
            "It holds personal data and is not encrypted; only your account can read it (mode 0600). Keep "
            "a copy on another disk. How long it has to be kept, and when it must be deleted, ask "
            "your institution."
        )
    )
    return "\n".join(lines)


def _check(course: CourseFolder, path: Path) -> int:
    try:
        checked = check_archive(path)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror or error}.") from error
    if checked.faults:
        print(f"{path}: {_few(checked.faults)}")
        return DIFFERS
    own = checked.marks or checked.written or EveryMark([], [], [], [])
    print(
        f"{path}: {checked.course_id}, made {checked.made}; {counted(len(own.people), 'student')}, "
        f"{counted(len(own.marks), 'mark')}, {counted(len(checked.files), 'file')}"
    )
    opens = "its gradebook opens" if checked.marks else "it lists the marks, without a gradebook"
    print(indented(f"Every file in it is as it was put in, and {opens}."))
    if (book := gradebook_file(course)) and not book.is_file():
        print(indented("There is no gradebook here to compare it with."))
        return DONE
    here = read_marks(course)
    if here.is_empty:
        print(indented("The gradebook here is empty: there is nothing to compare it with."))
        return DONE
    if differences := own.differences(here):
        print(
            indented(
                f"The gradebook here differs in {counted(len(differences), 'place')} (in the archive, "
                f"here): {_few(differences)}"
            )
        )
        return DIFFERS
    print(indented("It gives the same marks as the gradebook here, every one of them."))
    return DONE


def why_not_whole(course: CourseFolder, path: Path) -> tuple[str, Checked]:
    """Why an archive can't stand for the term that lies here, in words; "" where it can.

    Raises:
        CourseError: It, or the gradebook, can't be read.
    """
    try:
        checked = check_archive(path)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror or error}.") from error
    if checked.faults:
        return f"{path}: {checked.faults[0]}", checked
    own = checked.marks or checked.written
    if own and (differences := own.differences(read_marks(course))):
        return f"{path} has other marks than the gradebook: {_few(differences)}", checked
    return "", checked


def _few(texts: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
    return printable("; ".join(texts[:_NAMED])) + more


def _shown(course: CourseFolder, path: Path) -> str:
    """A path, relative to the course where it lies there."""
    return str(path.relative_to(course.root) if path.is_relative_to(course.root) else path)


def _size(number: int) -> str:
    return f"{number / (1 << 20):.1f} MiB" if number >= 1 << 20 else f"{max(1, number >> 10)} KiB"
