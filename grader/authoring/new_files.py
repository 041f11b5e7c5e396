"""Writes files that were not there, all of them or none, and says what is to be done in each."""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from grader.authoring.notices import relative

TODO = re.compile(r"TODO:? *(.*)")
_ASSIGNMENT = re.compile(r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)")


class NotWrittenError(Exception):
    """Nothing was written; the text says why, and what to do."""


def write_new(files: Mapping[Path, str], changed: Mapping[Path, str] | None = None) -> None:
    """Write files, and others that are there anew.

    Args:
        files: Those that must not be there.
        changed: Those that may be, with the text they had kept in it.

    Raises:
        NotWrittenError: One of the new ones is there.
    """
    for path in files:
        if path.exists():
            raise NotWrittenError(f"{path} is there already. Nothing was written.")
    for path, text in {**files, **(changed or {})}.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def to_do(files: Mapping[Path, str], root: Path) -> list[str]:
    """What is to be done, a line each, with its file and line; what stood there before included."""
    lines = []
    for path, text in files.items():
        for number, line in enumerate(text.splitlines(), start=1):
            if what := todo_in(line):
                lines.append(f"{relative(path, root)}:{number}  {what}")
    return lines


def todo_in(line: str) -> str:
    """What a line says is to be done; "" where it says nothing."""
    found = TODO.search(line)
    return re.sub(r'\\n.*|["\\,]+$', "", found[1]).strip() or "to be written" if found else ""


def check_python_name(name: str, what: str) -> None:
    """A name that Python can give to something.

    Raises:
        NotWrittenError: It cannot.
    """
    if not name.isidentifier() or keyword.iskeyword(name):
        better = re.sub(r"\W+", "_", name.strip()).strip("_").lower()
        hint = f" Perhaps {better}?" if better.isidentifier() and better != name else ""
        raise NotWrittenError(
            f"{name!r} cannot be the name of {what}: it should be letters, digits and _, begin with no "
            f"digit, and be no word of Python's own.{hint}"
        )


def check_notebook_name(name: str, what: str, known: Collection[str]) -> None:
    """A name such as `03-linear-models`, which no other has.

    Raises:
        NotWrittenError: It is not written so, or is taken.
    """
    if not _ASSIGNMENT.fullmatch(name):
        raise NotWrittenError(
            f"{name!r} cannot be the name of {what}: two digits and words in small letters, joined by -, "
            "such as 03-linear-models, put notebooks in order."
        )
    if name in known:
        raise NotWrittenError(f"There is {what} called {name} already. Nothing was written.")


def nearest(name: str, known: Collection[str]) -> str:
    """A sentence on the names there are that are most like one."""
    near = difflib.get_close_matches(name, known, n=3)
    if near:
        return f"The nearest: {', '.join(near)}."
    return f"There are: {', '.join(sorted(known))}." if known else "There is none yet."
