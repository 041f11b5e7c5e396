"""`grader new-term`: puts a term aside, so that the next one begins with an empty gradebook and a new seed.

What is cleared is moved into one folder, by renaming. A file in that folder lists what is to be moved: a
run that was interrupted goes on by it.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from grader.autograding.classes.summary import counted, indented, wrapped
from grader.autograding.marking.scheme import secret_seed
from grader.autograding.recording.gradebook_copy import gradebook_file
from grader.autograding.terms.course_folder import CourseFolder, open_course
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.record_files import write_record
from grader.autograding.terms.untrusted_text import printable
from grader.teaching.archive import why_not_whole
from grader.teaching.term_archive import ENDING, changed_since, nothing_is_marked, read_marks
from grader.teaching.term_parts import (
    ARCHIVES,
    PAST_TERMS,
    Part,
    exchange_folder,
    name_in_course,
    parts_of_term,
)

DONE, WRONG_USE, INTERRUPTED = 0, 2, 130
_PREFIX = "grader new-term"
_MOVING = "moving.json"
_GRADEBOOK = "the gradebook"
_JOURNALS = ("-journal", "-wal", "-shm")  # which SQLite keeps beside a database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.description = (
        "Begin the next term: the gradebook, what was handed in, marked and given back, class lists, "
        f"downloads and .nbgrader/ are moved into {PAST_TERMS}/DATE; a new secret seed is made, and the "
        "gradebook begins empty. Assignments, tasks, settings and plug-ins stay."
    )
    parser.epilog = (
        "Refuses where no archive holds all that would be moved (`grader archive` makes one). "
        "Interrupted, the same command goes on. Exit codes: 0 done; 2 nothing was done."
    )
    parser.add_argument(
        "--archive",
        type=Path,
        metavar="FILE",
        help=f"the archive (without: the newest in {ARCHIVES}/)",
    )
    parser.add_argument(
        "--without-archive", action="store_true", help="begin although there is no archive"
    )
    parser.add_argument(
        "--delete", action="store_true", help="delete what was moved, in the end; asks first"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(options: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""
    try:
        return _run(options)
    except CourseError as error:
        print(f"{_PREFIX}: {error}", file=sys.stderr)
        return WRONG_USE
    except OSError as error:
        print(
            f"{_PREFIX}: {printable(str(error))}. What was moved so far is kept, and the same command "
            "goes on.",
            file=sys.stderr,
        )
        return WRONG_USE
    except KeyboardInterrupt:
        print("\nInterrupted. The same command goes on where this one was.", file=sys.stderr)
        return INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    course = open_course()
    if begun := _begun(course):
        folder = begun
        print(f"Goes on with what was begun: {folder.relative_to(course.root)}")
    else:
        parts = _to_move(course)
        if not parts:
            raise CourseError(f"There is nothing of a term in {course.root}.")
        if linked := next((part for part in parts if part.path.is_symlink()), None):
            raise CourseError(
                f"{linked.name} is a link to {linked.path.resolve()}: what lies there would stay. Put the "
                "folder itself in its place, or clear it by hand and remove the link."
            )
        with nothing_is_marked(course):
            _refuse_where_open(course)
            _refuse_server(course)
            if not options.without_archive:
                _refuse_without_archive(course, options.archive, parts)
        if options.delete and not _agreed(
            options, "Delete all of it, for good, after it was moved?"
        ):
            raise CourseError("Nothing was done.")
        folder = _plan(course, parts)
    moved = _move(course, folder)
    secret_seed(course)
    if options.delete:
        shutil.rmtree(folder)
    print(_told(course, folder, moved, options.delete))
    return DONE


def _to_move(course: CourseFolder) -> list[Part]:
    """What is cleared, the gradebook last: while it is there, nothing looks like a new term."""
    parts = [part for part in parts_of_term(course) if part.of_people]
    if book := gradebook_file(course):
        paths = [book, *(book.with_name(f"{book.name}{ending}") for ending in _JOURNALS)]
        parts += [
            Part(path, name_in_course(course.root, path), _GRADEBOOK)
            for path in reversed(paths)
            if path.exists()
        ]
    return parts


def _refuse_where_open(course: CourseFolder) -> None:
    """Who has the gradebook open would go on writing into the one that is moved away."""
    book = gradebook_file(course)
    if book is None:
        return
    if holder := next(_who_has_open(book), ""):
        raise CourseError(
            f"{book.name} is open in {holder}. Close it first: JupyterLab keeps the gradebook open once "
            "Formgrader was used."
        )


def _who_has_open(path: Path) -> Iterator[str]:
    """The programs of this account that have a file open, as far as Linux says so in /proc."""
    wanted = os.path.realpath(path)
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        try:
            links = [os.readlink(link) for link in (process / "fd").iterdir()]
            if wanted in links:
                yield f"{(process / 'comm').read_text().strip()} (process {process.name})"
        except OSError:  # another account's, or it has ended
            continue


def _refuse_server(course: CourseFolder) -> None:
    if gradebook_file(course) is None and not read_marks(course).is_empty:
        raise CourseError(
            "The gradebook is a database of a server and holds a class, which is not cleared from here. "
            "Save it with pg_dump, make an empty one (`createdb`), name it in nbgrader_config.py "
            "as c.CourseDirectory.db_url, then call this again."
        )


def _refuse_without_archive(course: CourseFolder, path: Path | None, parts: list[Part]) -> None:
    newest = sorted((course.root / ARCHIVES).glob(f"*{ENDING}"), key=lambda a: a.stat().st_mtime)
    chosen = path or (newest[-1] if newest else None)
    if chosen is None:
        raise CourseError(
            "No archive of this term was found, so nothing was moved. `grader archive` makes one; "
            "--archive names one that lies elsewhere; --without-archive goes on without."
        )
    if gradebook_file(course) is not None:  # a server's was cleared already
        why, checked = why_not_whole(course, chosen)
    else:
        why, checked = "", why_not_whole(course, chosen)[1]
        why = checked.faults[0] if checked.faults else ""
    # The gradebook was compared by its marks.
    files = [part for part in parts if part.what != _GRADEBOOK]
    changed = [] if why else changed_since(checked, files)
    if changed:
        some = printable(", ".join(changed[:3])) + (" and others" if changed[3:] else "")
        why = f"{counted(len(changed), 'file')} changed since {chosen} was made: {some}."
    if why:
        raise CourseError(
            f"{why.rstrip('.')}. Nothing was moved; `grader archive` makes a new one."
        )


def _agreed(options: argparse.Namespace, question: str) -> bool:
    return options.yes or agreed(question)


def agreed(question: str) -> bool:
    """Whether the person at the terminal says yes; no without one."""
    if not sys.stdin.isatty():
        raise CourseError("There is nobody here to be asked: --yes says so beforehand.")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def _plan(course: CourseFolder, parts: list[Part]) -> Path:
    """Write down what is to be moved, and where to."""
    today = datetime.date.today().isoformat()
    past = course.root / PAST_TERMS
    past.mkdir(mode=0o700, exist_ok=True)
    names = (today if number == 1 else f"{today}-{number}" for number in range(1, 1000))
    folder = next(past / name for name in names if not (past / name).exists())
    folder.mkdir(mode=0o700)
    write_record(folder / _MOVING, [[str(part.path), part.name] for part in parts])
    return folder


def _begun(course: CourseFolder) -> Path | None:
    """The folder of a run that didn't come to its end."""
    begun = sorted((course.root / PAST_TERMS).glob(f"*/{_MOVING}"))
    return begun[0].parent if begun else None


def _move(course: CourseFolder, folder: Path) -> list[str]:
    """Move what the plan lists and is still there, then take the plan away."""
    plan = folder / _MOVING
    try:
        parts = [(Path(path), str(name)) for path, name in json.loads(plan.read_text("utf-8"))]
    except (ValueError, TypeError) as error:
        raise CourseError(
            f"{plan} is not what this command wrote. Move what is left by hand into {folder}, then "
            "remove that file."
        ) from error
    for path, name in parts:
        if not os.path.lexists(path):  # moved already
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        number = itertools.count(2)
        while os.path.lexists(target):  # made anew after a run that was interrupted
            target = folder / f"{name} {next(number)}"
        _rename(path, target)
    plan.unlink()
    return [name for _, name in parts]


def _rename(path: Path, target: Path) -> None:
    """Move a file or folder in one step; onto another disk, by a copy that is whole before the
    original goes."""
    if path.is_symlink() or path.stat().st_dev == target.parent.stat().st_dev:
        path.rename(target)
        return
    aside = target.with_name(f"{target.name}.writing")
    if aside.is_dir():
        shutil.rmtree(aside)
    if path.is_dir():
        shutil.copytree(path, aside, symlinks=True)
        aside.rename(target)
        shutil.rmtree(path)
    else:
        shutil.copy2(path, aside)
        aside.rename(target)
        path.unlink()


def _told(course: CourseFolder, folder: Path, moved: list[str], deleted: bool) -> str:
    where = folder.relative_to(course.root)
    done = "deleted" if deleted else f"moved into {where}/"
    lines = [f"A new term: {', '.join(moved)} {'is' if len(moved) == 1 else 'are'} {done}."]
    lines = [wrapped(lines[0], "", "    ")]
    has_file = gradebook_file(course) is not None
    empty = "The gradebook is empty, and the" if has_file else "The"
    lines.append(indented(f"{empty} secret seed is a new one: hidden cases are drawn anew."))
    if not deleted:
        lines.append(
            indented(
                f"{where}/ still holds the last term's people. What must be deleted and when, ask your "
                "institution; then delete that folder."
            )
        )
    exchange = exchange_folder(course)
    if exchange.is_dir() and not exchange.resolve().is_relative_to(course.root.resolve()):
        lines.append(indented(f"Not touched: the exchange {exchange}, which may hold submissions."))
    lines.append(
        indented(
            "Next: `nbgrader db student import class.csv` with the new class; then Generate and "
            "Release in Formgrader."
        )
    )
    return "\n".join(lines)
