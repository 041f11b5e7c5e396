"""What nbgrader would copy along and must not is moved out of its way before it copies.

nbgrader follows links when it copies what lies beside a notebook, from `submitted/` into `autograded/`
and from there into `feedback/`: one to the gradebook would end up in the feedback. nbgrader_config.py
names this step for both.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from traitlets.log import get_logger

from grader.autograding.reading.handed_in import TIMESTAMP, read_said, time_of, unfit_entries
from grader.autograding.terms.untrusted_text import printable

ASIDE = Path(".nbgrader/set-aside")  # in the course


def set_aside(assignment: str, student: str, notebooks: Sequence[str]) -> None:
    """Move links, special files and what is too large out of a submission before it is copied.

    They are kept in `.nbgrader/set-aside`. So is a time that nbgrader would stop at.

    Args:
        assignment, student: What nbgrader was asked for; may be patterns.
        notebooks: Paths of the notebooks of one submission. The working directory is the course.
    """
    for folder in sorted({os.path.dirname(notebook) for notebook in notebooks}):
        for path, what in _unfit(Path(folder)):
            try:
                told = f"Set aside, {what}: {path} is now {_move(path)}"
            except OSError as error:  # the others are moved still; marking refuses this one
                told = f"{path} cannot be set aside: {error.strerror}."
            get_logger().warning("%s", printable(told))


def _unfit(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in unfit_entries(folder):
        yield path, "a link or too large"
    said = read_said(folder, TIMESTAMP)[0].strip() if (folder / TIMESTAMP).is_file() else ""
    if said and time_of(said) is None:
        yield folder / TIMESTAMP, "no time that can be read"


def _move(path: Path) -> Path:
    place = Path(os.path.realpath(path.parent))
    root = Path(os.path.realpath(Path.cwd()))
    target = ASIDE / (place.relative_to(root) if place.is_relative_to(root) else "") / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    number = itertools.count(2)
    while os.path.lexists(target):
        target = target.with_name(f"{path.name} {next(number)}")
    path.rename(target)
    return target


def set_aside_before(aside: Path) -> tuple[str, ...]:
    """What of a submission was set aside, now or earlier, in words.

    Args:
        aside: Its folder below `ASIDE`.
    """
    kept = sorted(aside.rglob("*")) if aside.is_dir() else []
    return tuple(
        f"`{path.relative_to(aside)}` is {_what(path)}, and was set aside."
        for path in kept
        if path.is_symlink() or not path.is_dir()
    )


def _what(path: Path) -> str:
    is_time = path.name.startswith(TIMESTAMP) and path.is_file() and not path.is_symlink()
    return "no time that can be read" if is_time else "a link or too large"
