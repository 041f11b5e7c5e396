"""All that is kept of one student, wherever it lies: found first, so that it can be listed, then removed.

Files go first and the gradebook last: what a run that was interrupted left is found again by what the
gradebook knows of the student.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.exchange.default import Exchange
from nbgrader.utils import notebook_hash
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from grader.autograding.nbgrader_plugins.file_names import Roster
from grader.autograding.reading.handed_in import SECRET, read_said, remove
from grader.autograding.reading.submissions import why_no_id
from grader.autograding.recording.class_marks import Person, people_of
from grader.autograding.recording.dropped import leavers
from grader.autograding.recording.gradebook_copy import gradebook_file
from grader.autograding.recording.student_rows import remove_rows
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.untrusted_text import quoted
from grader.teaching.person_named import Sought, read_text
from grader.teaching.term_parts import (
    ARCHIVES,
    PAST_TERMS,
    RECORDS,
    downloads_folder,
    exchange_folder,
    feedback_folder,
    name_in_course,
    parts_of_term,
    require_gradebook,
)

_ARCHIVE_ENDINGS = (".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
_LARGEST_TEXT = (
    64 << 20
)  # bytes of a record, list or log that is rewritten, and of a file that is searched


@dataclass(frozen=True)
class Trace:
    """Something that is kept of a student.

    Attributes:
        what: What it is and where, in words.
        remove: Takes it away.
        is_needed: Whether the gradebook's rows wait until it is gone. What lies outside of the course, in
            an exchange whose files are students' own, may never be for the instructor to remove.
    """

    what: str
    remove: Callable[[], object]
    is_needed: bool = True


@dataclass(frozen=True)
class Traces:
    """What is kept of a student.

    Attributes:
        sought: Who.
        traces: What can be removed first.
        rows: The gradebook's, which are removed last: who is looked for is known by them.
        out_of_reach: What can't be, or wasn't looked into, in words.
    """

    sought: Sought
    traces: tuple[Trace, ...]
    rows: Trace | None
    out_of_reach: tuple[str, ...]

    @property
    def all(self) -> tuple[Trace, ...]:
        """What can be removed, in order."""
        return (*self.traces, *([self.rows] if self.rows else []))


def traces_of(course: CourseFolder, student: str) -> Traces:
    """Find what is kept of a student; nothing is changed.

    Raises:
        CourseError: The gradebook can't be read, or the id can be none.
    """
    if why_no_id(student) or student in ("", ".", "..") or "/" in student:
        raise CourseError(
            f"{quoted(student)} can be nobody's id: it is none of a folder in submitted/."
        )
    require_gradebook(course)
    try:
        with Gradebook(course.database, course.course_id) as book:
            sought = _sought(course, book, student)
            rows = _rows_of(book, student)
    except SQLAlchemyError as error:
        said = str(error).partition("\n")[0]
        raise CourseError(f"The gradebook cannot be read: {said}") from error
    out_of_reach: list[str] = []
    traces = [
        *_folders(course, student),
        *_records(course, sought, out_of_reach),
        *_downloads(course, sought, out_of_reach),
        *_lists(course, sought),
    ]
    last = None
    if rows:
        where = gradebook_file(course)
        name = name_in_course(course.root, where) if where else "the gradebook"
        last = Trace(f"{name}: {rows}", lambda: _remove_rows(course, student))
    out_of_reach += _elsewhere(course)
    return Traces(sought, tuple(traces), last, tuple(out_of_reach))


def _sought(course: CourseFolder, book: Gradebook, student: str) -> Sought:
    people = people_of(book)
    for leaver in leavers(course.root, student):  # whom the gradebook knows no longer
        people.setdefault(student, leaver.person)
    assignments = [name for (name,) in book.db.query(Assignment.name)]
    notebooks = [name for (name,) in book.db.query(Notebook.name).distinct()]
    person = people.get(student, Person(student))
    roster = Roster.of_people(people.values())
    return Sought.among(person, people, roster, notebooks, assignments)


def _folders(course: CourseFolder, student: str) -> Iterator[Trace]:
    for folder in (course.submitted, course.autograded, feedback_folder(course)):
        if os.path.lexists(folder / student):
            yield _removal(course, folder / student)


def _removal(course: CourseFolder, path: Path) -> Trace:
    name = name_in_course(course.root, path)
    if path.is_dir() and not path.is_symlink():
        number = sum(len(files) for _, _, files in os.walk(path))
        name = f"{name}/ ({number} file{'s' * (number != 1)})"
    return Trace(name, lambda: remove(path), path.is_relative_to(course.root))


def _records(course: CourseFolder, sought: Sought, out_of_reach: list[str]) -> Iterator[Trace]:
    """What marking, collecting and the exchange wrote down."""
    roots = [
        course.root / RECORDS,
        exchange_folder(course),
        Path(Exchange(config=course.config).cache),
    ]
    hashed = hashlib.sha256(sought.person.id.encode()).hexdigest()[:32]  # as markers are called
    pages = _released_pages(course, sought)
    seen: set[Path] = set()
    for root in roots:
        for path in _walk(root, lambda name: sought.owns_entry(name), out_of_reach):
            # Releases hold the cells of assignments, and nobody's work.
            if path in seen or path.relative_to(root).parts[0] == "releases":
                continue
            seen.add(path)
            is_theirs = sought.owns_entry(path.name) or path.name.partition(".")[0] == hashed
            if is_theirs or (path.parent.name == "feedback" and path.name in pages):
                yield _removal(course, path)
            elif path.suffix == ".json":
                yield from _rewriting(course, path, lambda text: _without_entries(sought, text))
            elif path.suffix == ".log":
                yield from _rewriting(course, path, sought.without_lines)


def _walk(root: Path, is_whole: Callable[[str], bool], out_of_reach: list[str]) -> Iterator[Path]:
    """The files below a folder, and the folders that are taken as a whole; no link is followed."""

    if not root.is_dir():
        return

    def failed(error: OSError) -> None:
        out_of_reach.append(f"{error.filename} cannot be read: {error.strerror}.")

    for place, folders, files in os.walk(root, onerror=failed):
        for name in sorted(folders):
            if is_whole(name) or (Path(place) / name).is_symlink():
                folders.remove(name)
                yield Path(place) / name
        folders.sort()
        yield from (Path(place) / name for name in sorted(files))


def _released_pages(course: CourseFolder, sought: Sought) -> set[str]:
    """How nbgrader calls this student's pages in the exchange: by the secret that came with the work."""
    places = (course.submitted, course.autograded, feedback_folder(course))
    secrets = {
        read_said(folder, SECRET)[0]
        for place in places
        for folder in sorted((place / sought.person.id).glob("*"))
        if (folder / SECRET).is_file()
    }
    return {
        f"{notebook_hash(secret=secret, notebook_id=name)}{ending}"
        for secret in secrets
        if secret
        for name in sought.notebooks
        for ending in (".html", "-tmp.html")
    }


def _without_entries(sought: Sought, text: str) -> str:
    try:
        record = json.loads(text)
    except (
        ValueError,
        RecursionError,
    ):  # half a one; what still names the student is told at the end
        return text
    kept = sought.without(record)
    return text if kept == record else json.dumps(kept, indent=1)


def _rewriting(
    course: CourseFolder, path: Path, change: Callable[[str], str], what: str = "their entries"
) -> Iterator[Trace]:
    """A trace where a text would be another one without the student."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST_TEXT:
        return
    text, encoding = read_text(path.read_bytes())
    if change(text) == text:
        return

    def rewrite() -> None:
        with _aside(path) as aside:
            aside.write_bytes(change(text).encode(encoding))

    yield Trace(f"{name_in_course(course.root, path)}: {what}", rewrite)


@contextlib.contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """A file beside another one, which takes its place, its rights and its time when it is written."""
    status = path.stat()
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    os.close(descriptor)
    aside = Path(name)
    try:
        yield aside
        aside.chmod(status.st_mode & 0o777)
        # Of two downloads the newer counts: this one is none the newer for what it lacks.
        os.utime(aside, ns=(status.st_atime_ns, status.st_mtime_ns))
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def _downloads(course: CourseFolder, sought: Sought, out_of_reach: list[str]) -> Iterator[Trace]:
    """What learning-management systems gave out: downloaded/ASSIGNMENT/archive and extracted."""
    root = downloads_folder(course)
    for path in _walk(root, lambda name: False, out_of_reach):
        shown = name_in_course(course.root, path)
        below = (
            PurePath(*path.relative_to(root).parts[2:])
            if len(path.relative_to(root).parts) > 2
            else (PurePath(path.name))
        )
        if sought.owns_path(below):
            yield _removal(course, path)
        elif path.is_symlink():
            continue
        elif path.suffix.lower() == ".csv":
            yield from _rewriting(course, path, sought.without_rows, "their rows")
        elif path.suffix.lower() == ".zip":
            yield from _zip(course, path, sought, out_of_reach)
        elif path.suffix.lower() in _ARCHIVE_ENDINGS:
            out_of_reach.append(f"{shown} is no zip, and was not looked into: unpack it and look.")


def _zip(
    course: CourseFolder, path: Path, sought: Sought, out_of_reach: list[str]
) -> Iterator[Trace]:
    shown = name_in_course(course.root, path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = [one.filename for one in archive.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        out_of_reach.append(f"{shown} cannot be opened ({error}), and was not looked into.")
        return
    theirs = {name for name in names if sought.owns_path(PurePath(name))}
    inner = [
        name
        for name in names
        if name not in theirs and name.lower().endswith((".zip", *_ARCHIVE_ENDINGS))
    ]
    if inner:
        out_of_reach.append(f"{shown} holds {inner[0]}, an archive that was not looked into.")
    tables = {name for name in names if name not in theirs and name.lower().endswith(".csv")}
    if not theirs and not any(_names_in_table(path, name, sought) for name in tables):
        return
    if theirs == set(names):
        yield _removal(course, path)
        return
    number = f"{len(theirs)} file{'s' * (len(theirs) != 1)}"
    what = f"{shown}: {number} of theirs of {len(names)}; it is written anew without"
    yield Trace(what, lambda: _rewrite_zip(path, theirs, sought))


def _names_in_table(path: Path, name: str, sought: Sought) -> bool:
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo(name).file_size > _LARGEST_TEXT:
            return False
        text, _ = read_text(archive.read(name))
    return sought.without_rows(text) != text


def _rewrite_zip(path: Path, theirs: set[str], sought: Sought) -> None:
    """Write an archive anew, with the same names, times and content but for one student's."""
    try:
        with (
            _aside(path) as aside,
            zipfile.ZipFile(path) as before,
            zipfile.ZipFile(aside, "w") as after,
        ):
            after.comment = before.comment
            for about in before.infolist():
                if about.filename in theirs:
                    continue
                if about.filename.lower().endswith(".csv") and about.file_size <= _LARGEST_TEXT:
                    text, encoding = read_text(before.read(about))
                    content = sought.without_rows(text).encode(encoding)
                    after.writestr(about, content, about.compress_type)
                    continue
                with before.open(about) as source, after.open(_same(about), "w") as target:
                    shutil.copyfileobj(source, target)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
        raise OSError(f"{path} cannot be written anew ({error}); it is as it was.") from error


def _same(about: zipfile.ZipInfo) -> zipfile.ZipInfo:
    copy = zipfile.ZipInfo(about.filename, about.date_time)
    copy.compress_type, copy.external_attr = about.compress_type, about.external_attr
    copy.create_system, copy.comment = about.create_system, about.comment
    copy.file_size = about.file_size  # so that it is known whether it needs the form for large ones
    return copy


def _lists(course: CourseFolder, sought: Sought) -> Iterator[Trace]:
    """Class lists and exports in the course's folder, and nbgrader's log."""
    for path in sorted(course.root.glob("*.csv")):
        yield from _rewriting(course, path, sought.without_rows, "their rows")
    for path in sorted(course.root.glob("*.json")):
        yield from _rewriting(course, path, lambda text: _without_entries(sought, text))
    yield from _rewriting(
        course, course.root / ".nbgrader.log", sought.without_lines, "lines on them"
    )


def _rows_of(book: Gradebook, student: str) -> str:
    """How many rows of a gradebook are a student's, in words; "" for none."""
    submissions = select(SubmittedAssignment.id).where(SubmittedAssignment.student_id == student)
    notebooks = select(SubmittedNotebook.id).where(SubmittedNotebook.assignment_id.in_(submissions))
    counts = {
        "submission": book.db.query(SubmittedAssignment.id).filter_by(student_id=student).count(),
        "mark": book.db.query(Grade.id).filter(Grade.notebook_id.in_(notebooks)).count(),
        "comment": book.db.query(Comment.id).filter(Comment.notebook_id.in_(notebooks)).count(),
    }
    is_there = book.db.query(Student.id).filter_by(id=student).count()
    if not is_there and not any(counts.values()):
        return ""
    said = ", ".join(f"{number} {what}{'s' * (number != 1)}" for what, number in counts.items())
    return f"the student, {said}"


def _remove_rows(course: CourseFolder, student: str) -> None:
    """Take a student out of the gradebook in one transaction."""
    with Gradebook(course.database, course.course_id) as book:
        try:
            remove_rows(book, student)
            book.db.commit()
        except BaseException:  # Ctrl-C as well
            book.db.rollback()
            raise


def wipe_free_pages(course: CourseFolder) -> None:
    """Have SQLite write its file anew: rows that were removed stay in it until then.

    https://sqlite.org/lang_vacuum.html

    Raises:
        CourseError: Somebody holds the gradebook.
    """
    path = gradebook_file(course)
    if path is None or not path.is_file():
        return
    try:
        with contextlib.closing(
            sqlite3.connect(path, timeout=30, isolation_level=None)
        ) as database:
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise CourseError(
            f"The rows are removed, and their bytes are still in {path.name} ({error}). Close "
            "JupyterLab, then call this again."
        ) from error


def _elsewhere(course: CourseFolder) -> Iterator[str]:
    for folder in (ARCHIVES, PAST_TERMS):
        entries = sorted(path.name for path in (course.root / folder).glob("*"))
        if entries:
            more = f" and {len(entries) - 3} more" if len(entries) > 3 else ""
            yield f"{folder}/ ({', '.join(entries[:3])}{more}): earlier terms and archives"
    if (book := gradebook_file(course)) is not None:
        for path in sorted(book.parent.glob(f"{book.name}.*")):
            yield f"{name_in_course(course.root, path)}, an earlier gradebook"
    else:
        yield "what the database's server keeps: backups, logs, pages until its next VACUUM"
    yield "archives, backups and copies elsewhere, what was sent by e-mail or committed to git"
    yield "the learning-management system, and the student's own machine or account"


def still_named(course: CourseFolder, sought: Sought) -> list[str]:
    """Files of the term in which the student's id, name or e-mail still stands, as relative paths.

    It may be in others' work, or be a word that is somebody's id.
    """
    found = []
    for part in parts_of_term(course):
        if not part.of_people:
            continue
        is_folder = part.path.is_dir() and not part.path.is_symlink()
        paths = _walk(part.path, lambda name: False, []) if is_folder else iter([part.path])
        for path in paths:
            name = name_in_course(course.root, path)
            if sought.may_be_in(name) or _may_be_in_file(path, sought):
                found.append(name)
    return found


def _may_be_in_file(path: Path, sought: Sought) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST_TEXT:
        return False
    text, _ = read_text(path.read_bytes())
    if path.suffix in (".json", ".ipynb"):
        with contextlib.suppress(
            ValueError, RecursionError
        ):  # whose escapes hide letters with accents
            text += json.dumps(json.loads(text), ensure_ascii=False)
    return sought.may_be_in(text)
