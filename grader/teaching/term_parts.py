"""What belongs to one term of a course: whose work and marks lie where, and what it was marked with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.apps import ZipCollectApp
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import Exchange
from sqlalchemy.engine import URL, make_url

from grader.autograding.recording.gradebook_copy import gradebook_file
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import no_gradebook
from grader.course import courses_here

ARCHIVES = "archives"  # where `grader archive` puts a term, in the course's folder
PAST_TERMS = "past-terms"  # where `grader new-term` moves it
RECORDS = ".nbgrader"


@dataclass(frozen=True)
class Part:
    """A file or folder of a term.

    Attributes:
        path: Where it lies.
        name: The same as a term calls it: its path in the course, or its own name where it lies elsewhere.
        what: What is in it, in words.
        of_people: Whether it holds what students wrote or earned, so that it ends with the term.
    """

    path: Path
    name: str
    what: str
    of_people: bool = True


def require_gradebook(course: CourseFolder) -> None:
    """See that there is a gradebook: nbgrader makes one wherever it looks for it.

    Raises:
        CourseError: There is none.
    """
    book = gradebook_file(course)
    if book is not None and not book.is_file():
        raise no_gradebook(book.parent)


def database_server(course: CourseFolder) -> str:
    """The gradebook's address without its password and driver, as the server's own programs take it."""
    return server_address(course.database)


def server_address(database: str) -> str:
    """The same of an address as SQLAlchemy takes it."""
    url = make_url(database)
    plain = URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    )
    return plain.render_as_string()


def exchange_folder(course: CourseFolder) -> Path:
    """Where assignments go out and come back."""
    return Path(Exchange(config=course.config).root)


def feedback_folder(course: CourseFolder) -> Path:
    """Where feedback pages are written."""
    return course.root / CourseDirectory(config=course.config).feedback_directory


def downloads_folder(course: CourseFolder) -> Path:
    """Where archives of learning-management systems are put."""
    name = ZipCollectApp(config=course.config).downloaded_directory
    return course.root / str(name)


def parts_of_term(course: CourseFolder) -> list[Part]:
    """What there is of a term, without the gradebook, whatever kind it is of.

    What lies in the course's folder and is nobody's is among them too: settings, plug-ins, and the
    assignments as they were handed out, by which a mark can be explained later.
    """
    folders = [
        (course.submitted, "what was handed in"),
        (course.autograded, "what was marked"),
        (feedback_folder(course), "feedback pages"),
        (
            course.root / RECORDS,
            "secret seed, releases, what was collected and marked, the exchange",
        ),
        (downloads_folder(course), "what learning-management systems gave out"),
        (course.root / ".nbgrader.log", "nbgrader's log"),
    ]
    if _is_fetched(course):
        folders.append((course.root / course.course_id, "what was fetched here to try it"))
    if book := gradebook_file(course):
        # What `nbgrader db upgrade` keeps; not SQLite's journals, which are part of the gradebook.
        copies = [path for path in book.parent.glob(f"{book.name}.*") if path.is_file()]
        folders += [(path, "an earlier gradebook") for path in sorted(copies)]
    tables = [(path, "a list") for end in ("csv", "json") for path in _named(course.root, end)]
    settings = [(path, "settings and plug-ins") for path in _named(course.root, "py")]
    handed_out = [(course.source, "solutions"), (course.release, "what was handed out")]
    known = [one.folder for one in courses_here(course.root) if one.folder]
    tasks = [(folder, "tasks") for folder in known if folder != course.root]
    lock = [(course.root / "requirements.lock", "the packages it was marked with")]
    found = list(_there(course.root, [*folders, *tables], True))
    return found + list(_there(course.root, [*settings, *handed_out, *tasks, *lock], False))


def _is_fetched(course: CourseFolder) -> bool:
    """Whether the folder that is called as the course holds what `nbgrader fetch_assignment` puts there:
    folders of assignments, and nothing else."""
    folder = course.root / course.course_id
    if not course.course_id or folder.is_symlink() or not folder.is_dir():
        return False
    return all((course.release / path.name).is_dir() for path in folder.iterdir())


def _there(root: Path, candidates: list[tuple[Path, str]], of_people: bool) -> Iterator[Part]:
    for path, what in candidates:
        if os.path.lexists(path) and path != root:  # "" names the course's own folder
            yield Part(path, name_in_course(root, path), what, of_people)


def name_in_course(root: Path, path: Path) -> str:
    """A path relative to a course, or its last part where it lies elsewhere."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _named(root: Path, ending: str) -> list[Path]:
    return sorted(root.glob(f"*.{ending}"))
