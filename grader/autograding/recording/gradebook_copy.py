"""A copy of the gradebook in a file of its own, whole whoever writes to it meanwhile."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from nbgrader.api import Base, Gradebook
from sqlalchemy import create_engine, delete, insert, select
from sqlalchemy.engine import make_url

from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError


def gradebook_file(course: CourseFolder) -> Path | None:
    """The gradebook's file; None where it is a database of a server."""
    address = make_url(course.database)
    if not address.drivername.startswith("sqlite") or not address.database:
        return None
    return course.root / str(address.database)


def copy_gradebook(book: Path, copy: Path) -> None:
    """Copy an SQLite gradebook as it is between two of its changes.

    SQLite does it itself: https://sqlite.org/backup.html

    Raises:
        CourseError: It can't be read.
    """
    address = f"{book.absolute().as_uri()}?mode=ro"
    try:
        with (
            contextlib.closing(sqlite3.connect(address, uri=True)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise CourseError(f"The gradebook {book} cannot be copied: {error}.") from error


def copy_server(database: str, copy: Path, course_id: str) -> None:
    """Copy a server's gradebook into an SQLite file, row by row, as one transaction reads it.

    Args:
        database: Its address, as SQLAlchemy takes it.
        copy: The file; it is not there yet.
        course_id: nbgrader's name for the course.
    """
    Gradebook(f"sqlite:///{copy}", course_id).close()
    source, target = create_engine(database), create_engine(f"sqlite:///{copy}")
    try:
        with source.connect() as reading, target.begin() as writing:
            for table in reversed(Base.metadata.sorted_tables):
                writing.execute(delete(table))
            for table in Base.metadata.sorted_tables:
                if rows := [dict(row) for row in reading.execute(select(table)).mappings()]:
                    writing.execute(insert(table), rows)
    finally:
        source.dispose()
        target.dispose()
