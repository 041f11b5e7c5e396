"""What learners hand in is looked at, read and copied here, and nowhere else.

Taken are plain files of a limited size and number. No link is followed, no pipe or device is opened,
and what systems leave beside files is passed over. Whoever reads what learners hand in (collecting
from the exchange or from a download, marking by either command, feedback) asks this module.
"""

from __future__ import annotations

import datetime
import fnmatch
import os
import re
import shutil
import stat
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from nbgrader.utils import parse_utc

from grader.autograding.terms.untrusted_text import quoted

MOST_NOTEBOOK = 64 << 20  # bytes of a notebook: its saved outputs may be large
MOST_FILES = 50 << 20  # bytes of all files beside it
MOST_COUNT = 2000  # files beside it
# What nbgrader's exchange puts beside a submission. Feedback is released by what they say.
TIMESTAMP, SECRET = EXCHANGE_FILES = ("timestamp.txt", "submission_secret.txt")
_MOST_SAID = 1000  # bytes of one of these
_DEEPEST = 20  # folders in folders
# As `nbgrader submit` and collecting write it, which is read fast: a class has a thousand of them.
_USUAL_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.(?:\d{3}){1,2})?)(?: UTC|\+00:00)"
)
# A zone is a name such as Europe/Berlin: what looks like a path would be opened as one.
_TIME = re.compile(r"[\w:.,+-]+( [\w:.,+-]+)*( \w[\w+-]*(/\w[\w+-]*)*)?")
# What macOS, Windows, Linux desktops, Jupyter, Office and cloud folders leave beside files, in any
# letter case. Nobody wrote it, and nobody means to hand it in.
_LEFT_BY_SYSTEMS = (
    "._*",
    ".DS_Store",
    ".AppleDouble",
    ".LSOverride",
    ".Spotlight-V100",
    ".Trashes",
    ".fseventsd",
    ".TemporaryItems",
    ".DocumentRevisions-V100",
    "__MACOSX",
    "Icon\r",
    "Thumbs.db",
    "Thumbs.db:encryptable",
    "ehthumbs*.db",
    "desktop.ini",
    "$RECYCLE.BIN",
    "System Volume Information",
    "*:Zone.Identifier",
    ".directory",
    ".Trash-*",
    ".nfs*",
    ".fuse_hidden*",
    "~$*",
    ".~*",
    ".ipynb_checkpoints",
    ".virtual_documents",
    "__pycache__",
    ".dropbox*",
    ".sync*",
)
_LEFT = re.compile("|".join(map(fnmatch.translate, _LEFT_BY_SYSTEMS)), re.IGNORECASE)


def left_by_system(name: str) -> bool:
    """Whether a file or folder of this name is something that systems leave beside files."""
    return bool(_LEFT.fullmatch(name))


class File(NamedTuple):
    """A plain file of a folder.

    Attributes:
        name: Its path relative to the folder.
        path: The same, absolute.
        size: In bytes.
    """

    name: str
    path: Path
    size: int


@dataclass
class Folder:
    """What is in a folder.

    Attributes:
        files: The plain files, in order.
        problems: What else is there, in words.
        unfit: Where that is.
    """

    files: list[File] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unfit: list[Path] = field(default_factory=list)


def look_through(folder: Path) -> Folder:
    """What is in a folder and in those below it, without following a link."""
    seen = Folder()
    try:
        descriptor = _open_folder(folder)
    except OSError as error:
        seen.problems.append(f"`.` cannot be read: {error.strerror}.")
        return seen
    try:
        _walk(descriptor, folder, "", seen)
    finally:
        os.close(descriptor)
    return seen


def _walk(descriptor: int, folder: Path, below: str, seen: Folder, silent: bool = False) -> None:
    # By its descriptor: whose folder it is may put a link in its place meanwhile.
    problems = [] if silent else seen.problems
    try:
        with os.scandir(descriptor) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        problems.append(f"{quoted(below or '.')} cannot be read: {error.strerror}.")
        return
    for entry in entries:
        name, path = f"{below}{entry.name}", folder / f"{below}{entry.name}"
        # It counts for nothing; but a link in it is one that nbgrader would follow.
        by_system = silent or left_by_system(entry.name)
        said = [] if by_system else problems
        if entry.is_symlink():
            said.append(f"{quoted(name)} is a link, and was not followed.")
            seen.unfit.append(path)
        elif entry.is_dir(follow_symlinks=False):
            if name.count("/") >= _DEEPEST:
                said.append(f"{quoted(name)} lies too deep, and was left out.")
                seen.unfit.append(path)
                continue
            try:
                inner = _open_folder(entry.name, descriptor)
            except OSError as error:
                said.append(f"{quoted(f'{name}/')} cannot be read: {error.strerror}.")
                continue
            try:
                _walk(inner, folder, f"{name}/", seen, by_system)
            finally:
                os.close(inner)
        elif not entry.is_file(follow_symlinks=False):
            said.append(f"{quoted(name)} is no file, and was left out.")
            seen.unfit.append(path)
        elif not by_system:
            seen.files.append(File(name, path, _size(entry)))


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:  # it is gone; reading it says so
        return 0


def _open_folder(folder: str | Path, within: int | None = None) -> int:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    return os.open(folder, flags, dir_fd=within)


def fit(
    files: Sequence[File], apart: Collection[str] | None = None
) -> tuple[list[File], list[File]]:
    """Of the files of a submission those there is room for, and those left out.

    Those in the folder itself come first.

    Args:
        files: All of them.
        apart: The names of those that take no room here, for they have a limit of their own; None
            for every notebook.
    """
    if apart is None:
        apart = {file.name for file in files if file.name.endswith(".ipynb")}
    fitting, left_out = [], []
    total = count = 0
    for file in sorted(files, key=lambda file: (file.name.count("/"), file.name)):
        counts = file.name not in apart
        if counts and (total + file.size > MOST_FILES or count == MOST_COUNT):
            left_out.append(file)
        else:
            fitting.append(file)
            total += file.size * counts
            count += counts
    return fitting, left_out


def too_much(left_out: Sequence[File]) -> str:
    """What of a submission there was no room for, in words."""
    more = f" and {len(left_out) - 1} more" if len(left_out) > 1 else ""
    return f"{quoted(left_out[0].name)}{more} would be too much beside it, and was left out."


def linked_part(folder: Path) -> Path | None:
    """Of a submission's folder and the student's above it the one that is a link, if one is."""
    return next((part for part in (folder.parent, folder) if part.is_symlink()), None)


def unfit_entries(folder: Path) -> list[Path]:
    """What in a submission's folder is not taken: links, what is neither file nor folder, what is
    too large; the folder itself, or the student's, where it is a link."""
    if linked := linked_part(folder):
        return [linked]
    seen = look_through(folder) if folder.is_dir() else Folder()
    seen.unfit += [file.path for file in fit(seen.files)[1]]
    seen.unfit += [
        file.path
        for file in seen.files
        if file.name.endswith(".ipynb") and file.size > MOST_NOTEBOOK
    ]
    return seen.unfit


def read_file(
    folder: Path, name: str, most: int, owner: int | None = None
) -> tuple[bytes | None, str]:
    """The content of a plain file, or why it can't be had.

    Args:
        folder: The folder it was found in.
        name: Its path relative to that.
        most: More bytes than these are not read.
        owner: The account that has to own it; None for any.

    Returns:
        The content and ""; or None and what is wrong, in words.
    """
    try:
        with os.fdopen(open_plain(folder, name), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return None, f"{quoted(name)} is no file."
            if owner not in (None, status.st_uid):
                return None, f"{quoted(name)} belongs to another account, and was left out."
            content = file.read(most + 1)
    except OSError as error:
        return None, f"{quoted(name)} cannot be read: {error.strerror}."
    if len(content) > most:
        limit = f"{most >> 20} MiB" if most >> 20 else f"{most} bytes"
        return None, f"{quoted(name)} is larger than {limit}, and was not read."
    return content, ""


def open_plain(folder: Path, name: str) -> int:
    """A descriptor of a file; no part of its path below the folder may be a link.

    Args:
        folder: The folder it was found in.
        name: Its path relative to that.

    Raises:
        OSError: It is a link, or can't be opened.
    """
    descriptor = _open_folder(folder)
    *folders, last = name.split("/")
    try:
        for part in folders:
            inner = _open_folder(part, descriptor)
            os.close(descriptor)
            descriptor = inner
        return os.open(last, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=descriptor)
    finally:
        os.close(descriptor)


def most_of(name: str) -> int:
    """How many bytes a file of this name may have."""
    return MOST_NOTEBOOK if name.lower().endswith(".ipynb") else MOST_FILES


def read_said(folder: Path, name: str) -> tuple[str, str]:
    """The text of one of `EXCHANGE_FILES`, "" where it can't be had; and why it can't, or ""."""
    content, problem = read_file(folder, name, _MOST_SAID)
    return (content or b"").decode("utf-8", "replace"), problem


def copy_folder(
    source: Path, target: Path, wanted: Callable[[File], bool] = lambda file: True
) -> list[str]:
    """Copy what is taken of a folder that somebody else may change meanwhile.

    Args:
        source: The folder.
        target: Where the copy is made; it is not there yet.
        wanted: Whether a file is to be copied.

    Returns:
        What was left out, in words.

    Raises:
        OSError: The source is no folder, or the copy can't be written.
    """
    descriptor = _open_folder(source)
    owner = os.fstat(descriptor).st_uid
    os.close(descriptor)
    seen = look_through(source)
    fitting, left_out = fit([file for file in seen.files if wanted(file)])
    problems = [*seen.problems, *([too_much(left_out)] if left_out else [])]
    target.mkdir(parents=True)
    for file in fitting:
        content, problem = read_file(source, file.name, most_of(file.name), owner)
        if content is None:
            problems.append(problem)
        else:
            copied = target / file.name
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(content)
    return problems


def replace_folder(new: Path, old: Path) -> None:
    """Put a folder in the place of another one, which is there until then."""
    if os.path.lexists(old):
        aside = old.with_name(f".{old.name} replaced")
        remove(aside)
        os.rename(old, aside)
        os.rename(new, old)
        remove(aside)
    else:
        os.rename(new, old)


def remove(path: Path) -> None:
    """Remove a folder, a file or a link, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def time_of(text: str) -> datetime.datetime | None:
    """A time as nbgrader reads it, in UTC without saying so; None for what is none, which nbgrader
    would stop at."""
    try:
        if usual := _USUAL_TIME.fullmatch(text):
            return datetime.datetime.fromisoformat(usual[1])
        return parse_utc(text) if text and _TIME.fullmatch(text) else None
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
