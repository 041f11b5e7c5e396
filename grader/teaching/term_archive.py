"""The archive of a term: one file that holds all of it, and tells by itself whether it is whole.

A gzipped tar (POSIX.1-2001, "pax", so that any file name fits). Its last member, `term.json`, lists the
others with their digests, and the marks: an archive that was cut short has none.
"""

from __future__ import annotations

import contextlib
import datetime
import gzip
import hashlib
import io
import json
import os
import sqlite3
import stat
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from nbgrader.api import Gradebook
from sqlalchemy.exc import SQLAlchemyError

from grader.autograding.reading.handed_in import look_through, open_plain
from grader.autograding.recording.earlier_runs import only_one
from grader.autograding.recording.gradebook_copy import copy_gradebook, gradebook_file
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.untrusted_text import quoted
from grader.teaching.every_mark import EveryMark
from grader.teaching.term_parts import (
    RECORDS,
    Part,
    name_in_course,
    parts_of_term,
    require_gradebook,
)

MANIFEST = "term.json"
ENDING = ".tar.gz"
_FORMAT = 1
_BLOCK = 1 << 20  # bytes read at once
_BROKEN = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Made:
    """An archive that was written.

    Attributes:
        files: How many files are in it.
        bytes: How large they are together.
        marks: The gradebook's.
        left_out: What of the term is not in it, in words.
    """

    files: int
    bytes: int
    marks: EveryMark
    left_out: tuple[str, ...]


@dataclass
class Checked:
    """What looking through an archive found.

    Attributes:
        files: Name to digest, as they are in the archive.
        marks: Those that its gradebook gives; None where it has no gradebook of its own.
        written: Those that stood in the gradebook when it was made.
        faults: What is wrong with it, in words; none for a whole one.
        course_id, made: Whose it is, and when it was made, as it says.
    """

    files: dict[str, str] = field(default_factory=dict)
    marks: EveryMark | None = None
    written: EveryMark | None = None
    faults: list[str] = field(default_factory=list)
    course_id: str = ""
    made: str = ""


def read_marks(course: CourseFolder) -> EveryMark:
    """Every mark of the gradebook.

    Raises:
        CourseError: It can't be read.
    """
    require_gradebook(course)
    return _marks_in(course.database, course.course_id)


def _marks_in(address: str, course_id: str) -> EveryMark:
    try:
        with Gradebook(address, course_id) as book:
            return EveryMark.of(book)
    except SQLAlchemyError as error:
        said = str(error).partition("\n")[0]
        raise CourseError(f"The gradebook cannot be read: {said}") from error


@contextlib.contextmanager
def nothing_is_marked(course: CourseFolder) -> Iterator[None]:
    """Keep `grader autograde` from marking anything while inside.

    Raises:
        CourseError: It does.
    """
    with contextlib.ExitStack() as held:
        for folder in sorted((course.root / RECORDS / "marked").glob("*/")):
            held.enter_context(only_one(course, folder.name))
        yield


def write_archive(course: CourseFolder, target: Path) -> Made:
    """Write all of a term into one file, which only its owner can read.

    The gradebook is copied by SQLite itself, so that a copy made while Formgrader writes is whole.

    Args:
        course: Whose term.
        target: The file; it is not there yet.

    Raises:
        CourseError: Something is being marked, or the gradebook can't be copied.
        FileExistsError: The file is there.
        OSError: It can't be written; then nothing is left of it.
    """
    aside = target.with_name(f".{target.name}.writing")
    aside.unlink(missing_ok=True)  # of a run that was interrupted
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file, nothing_is_marked(course):
            made = _write(course, file)
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, target)  # which never replaces what is there
    finally:
        aside.unlink(missing_ok=True)
    return made


def _write(course: CourseFolder, file: IO[bytes]) -> Made:
    digests: dict[str, str] = {}
    left_out: list[str] = []
    total = 0
    with (
        tempfile.TemporaryDirectory() as scratch,
        tarfile.open(fileobj=file, mode="w:gz", format=tarfile.PAX_FORMAT) as archive,
    ):
        book = gradebook_file(course)
        if book is None:
            marks = read_marks(course)
        else:
            copy = Path(scratch) / "gradebook.db"
            copy_gradebook(book, copy)
            marks = _marks_in(f"sqlite:///{copy}", course.course_id)
            name = name_in_course(course.root, book)
            with copy.open("rb") as copied:
                total += _add(archive, name, copied, digests)
        for part in parts_of_term(course):
            for name, content, problem in _files_of(part):
                if content is None:
                    left_out.append(problem)
                    continue
                with content:
                    total += _add(archive, name, content, digests)
        record = {
            "format": _FORMAT,
            "course_id": course.course_id,
            "made": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
            "gradebook": name_in_course(course.root, book) if book else None,
            "revision": _revision(course.root),
            "left_out": left_out,
            "files": digests,
            "marks": json.loads(marks.as_json()),
        }
        text = json.dumps(record, indent=1).encode()  # escaped, so that any name can be written
        about = tarfile.TarInfo(MANIFEST)
        about.size, about.mode = len(text), 0o600
        archive.addfile(about, io.BytesIO(text))
    return Made(len(digests), total, marks, tuple(left_out))


def _files_of(part: Part) -> Iterator[tuple[str, IO[bytes] | None, str]]:
    """The files of a part, each opened; or None and why it is not taken.

    The part itself may be a link that the instructor made; below it none is followed.
    """
    place = part.path.resolve()
    if place.is_dir():
        seen = look_through(place)
        names = [(file.name, f"{part.name}/{file.name}") for file in seen.files]
        folder = place
        for problem in seen.problems:
            yield part.name, None, f"{part.name}: {problem}"
    else:
        folder, names = place.parent, [(place.name, part.name)]
    for below, name in names:
        try:
            file = os.fdopen(open_plain(folder, below), "rb")
        except OSError as error:
            yield name, None, f"{quoted(name)} cannot be read: {error.strerror}."
        else:
            yield name, file, ""


class _Digested:
    """A file that is read once; the digest of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.digest.update(content)
        return content


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes], digests: dict[str, str]) -> int:
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):  # put there between the look and the reading
        raise CourseError(f"{quoted(name)} changed while it was read. Run the command again.")
    about = tarfile.TarInfo(name)
    about.size, about.mode, about.mtime = status.st_size, 0o600, int(status.st_mtime)
    read = _Digested(file)
    try:
        archive.addfile(about, read)
    except OSError as error:
        if error.errno is None:  # tarfile's own: the file became shorter
            raise CourseError(
                f"{quoted(name)} changed while it was read. Run the command again."
            ) from error
        raise
    digests[name] = read.digest.hexdigest()
    return status.st_size


def _revision(root: Path) -> str | None:
    """The commit that a course stands at; None where that isn't known."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):  # no git, or no repository
        return None
    return done.stdout.strip()


def check_archive(path: Path) -> Checked:
    """Read an archive through, and open the gradebook in it; nothing is written beside it.

    Raises:
        OSError: There is no such file, or it can't be read.
    """
    checked = Checked()
    with path.open("rb"):  # one that isn't there is no fault of an archive
        pass
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "gradebook.db"
        try:
            record = _read_through(path, checked, copy)
        except _BROKEN as error:
            said = f" ({error})" if str(error) else ""
            checked.faults.append(
                f"It cannot be read to its end{said}: it is cut short or damaged."
            )
            return checked
        if record is None:
            checked.faults.append(
                f"It has no {MANIFEST} at its end: it is cut short, or no archive of a term."
            )
            return checked
        _compare_with_manifest(checked, record, copy)
    return checked


def _read_through(path: Path, checked: Checked, copy: Path) -> dict[str, Any] | None:
    """Digest every member; the gradebook and what is listed at the end are kept."""
    record = None
    with gzip.open(path) as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is None:
                checked.faults.append(f"{quoted(member.name)} in it is no file.")
                continue
            if member.name == MANIFEST:
                record = json.loads(content.read())
                continue
            digest = hashlib.sha256()
            # The gradebook is the first member of one that has any.
            with copy.open("wb") if not checked.files else contextlib.nullcontext() as kept:
                while block := content.read(_BLOCK):
                    digest.update(block)
                    if kept is not None:
                        kept.write(block)
            checked.files[member.name] = digest.hexdigest()
        while plain.read(_BLOCK):  # to the check sum at its end
            pass
    return record if isinstance(record, dict) else None


def _compare_with_manifest(checked: Checked, record: dict[str, Any], copy: Path) -> None:
    try:
        listed = dict(record["files"])
        checked.written = EveryMark.from_json(json.dumps(record["marks"]))
        checked.course_id, checked.made = str(record["course_id"]), str(record["made"])
        book, kind = record["gradebook"], record["format"]
    except (KeyError, TypeError, ValueError):
        checked.faults.append(f"Its {MANIFEST} is none that this command wrote.")
        return
    if kind != _FORMAT:
        checked.faults.append(f"It was written in form {kind}, and this command reads {_FORMAT}.")
        return
    for name in sorted(listed.keys() | checked.files.keys()):
        if name not in checked.files:
            checked.faults.append(f"{quoted(name)} is missing in it.")
        elif listed.get(name) != checked.files[name]:
            checked.faults.append(f"{quoted(name)} in it is not what was put in.")
    if book is None or checked.faults:
        return
    try:
        with contextlib.closing(sqlite3.connect(copy)) as database:
            [(said,), *_] = database.execute("PRAGMA integrity_check").fetchall()
        if said != "ok":
            raise CourseError(f"The gradebook in it is damaged: {said}.")
        checked.marks = _marks_in(f"sqlite:///{copy}", checked.course_id)
    except (sqlite3.Error, CourseError) as error:
        checked.faults.append(f"The gradebook in it does not open: {error}")
        return
    if differences := checked.written.differences(checked.marks):
        checked.faults.append(f"The gradebook in it gives other marks: {differences[0]}.")


def _digest_of(file: IO[bytes]) -> str:
    read = _Digested(file)
    while read.read(_BLOCK):
        pass
    return read.digest.hexdigest()


def changed_since(checked: Checked, parts: Sequence[Part]) -> list[str]:
    """Files of some parts of a term that an archive lacks, or has otherwise."""
    now = {}
    for part in parts:
        if part.path.name == ".nbgrader.log":  # which every command of nbgrader adds to
            continue
        for name, content, _ in _files_of(part):
            if content is not None:
                with content:
                    now[name] = _digest_of(content)
    return sorted(name for name in now if checked.files.get(name) != now[name])
