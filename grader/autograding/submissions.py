"""Finds what was handed in, and reads it as data: what can't be read is named, and follows no link."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode
from nbgrader.utils import parse_utc

from grader.autograding.cleaning import quoted
from grader.autograding.notebook_data import read_notebook

MOST_NOTEBOOK = 64 << 20  # bytes of a notebook: its saved outputs may be large
MOST_FILES = 50 << 20  # bytes of all files beside it
# What nbgrader's exchange puts beside a submission. Feedback is released by what they say.
TIMESTAMP, SECRET = EXCHANGE_FILES = ("timestamp.txt", "submission_secret.txt")
MOST_COUNT = 2000  # files beside it
_DEEPEST = 20  # folders in folders
_NAMED = 20  # problems of a folder that are named one by one
# A zone is a name such as Europe/Berlin: what looks like a path would be opened as one.
_TIME = re.compile(r"[\w:.,+-]+( [\w:.,+-]+)*( \w[\w+-]*(/\w[\w+-]*)*)?")
_DOWNLOADED = (".ipynb", ".txt", ".json")  # how browsers call a notebook that they save


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one notebook.

    Attributes:
        student: The student's id: the name of their folder.
        notebook: What was read, or None where nothing could be.
        files: Files beside it that may be used: path relative to the folder, and absolute path.
        problems: What is wrong with the folder, in words.
        digest: Of the notebook's and the files' bytes, the time and the secret.
        timestamp: The content of timestamp.txt, if there is one.
        secret: The content of submission_secret.txt, if there is one: by it nbgrader's exchange
            names the feedback, so that nobody else finds it.
    """

    student: str
    notebook: NotebookNode | None
    files: tuple[tuple[str, Path], ...] = ()
    problems: tuple[str, ...] = ()
    digest: str = ""
    timestamp: str = ""
    secret: str = ""


@dataclass
class _Folder:
    files: list[tuple[str, Path, int]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unfit: list[Path] = field(default_factory=list)


def find_students(submitted: Path, assignment: str) -> list[str]:
    """Everybody with a folder for the assignment below `submitted`, in order. One whose folder is a
    link is among them: `read_submission` says so, and follows it no further."""
    if not submitted.is_dir():
        return []
    return sorted(
        one.name
        for one in os.scandir(submitted)
        if not one.name.startswith(".") and _may_be_folder(os.path.join(one.path, assignment))
    )


def _may_be_folder(path: str) -> bool:
    """Whether a path leads to a folder, or to what can't be looked at: no right, or links in a ring."""
    try:
        return os.path.islink(path) or stat.S_ISDIR(os.stat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def why_no_id(student: str) -> str:
    """Why a folder's name can be no student's id, or ""."""
    try:
        student.encode()
    except UnicodeEncodeError:
        return "The folder's name is not text in UTF-8, so the gradebook can't hold it: rename it."
    if "\n" in student:  # nbgrader stops at it, for everybody
        return "The folder's name has more than one line, which nbgrader can't read: rename it."
    return ""


def read_submission(
    submitted: Path, student: str, assignment: str, name: str, others: Collection[str] = ()
) -> Submission:
    """Read the notebook `name` of a student, and the files beside it.

    Never raises for what a student may have put there.

    Args:
        submitted: Where submissions lie.
        student, assignment, name: Whose, for what, and which notebook, without its ending.
        others: Other notebooks of the assignment: a file of such a name stands for no other one.
    """
    folder = submitted / student / assignment
    if folder.is_symlink() or folder.parent.is_symlink():
        return Submission(student, None, problems=("The folder is a link, and was not followed.",))
    seen = _Folder()
    _walk(folder, "", seen)
    sizes = {relative: size for relative, _, size in seen.files}
    paths = {relative: path for relative, path, _ in seen.files}
    wanted = _notebook_file(name, sizes, others, seen.problems)
    notebook, digest = None, hashlib.sha256()
    if wanted:
        raw = _read(paths[wanted], MOST_NOTEBOOK, seen.problems, wanted)
        digest.update(raw or b"")
        notebook = read_notebook(raw, quoted(wanted), seen.problems) if raw is not None else None
    beside = []
    fitting, left_out = _fit(seen.files)
    if left_out:
        more = f" and {len(left_out) - 1} more" if len(left_out) > 1 else ""
        said = f"{quoted(left_out[0][0])}{more} would be too much beside it, and was left out."
        seen.problems.append(said)
    for relative, path, _ in fitting:
        if relative == wanted or relative.endswith(".ipynb") or relative in EXCHANGE_FILES:
            continue
        content = _read(path, MOST_FILES, seen.problems, relative)
        if content is not None:
            beside.append((relative, path))
            digest.update(os.fsencode(relative) + b"\0" + hashlib.sha256(content).digest())
    noted = {
        name: (_read(paths[name], 1000, seen.problems, name) or b"").decode("utf-8", "replace")
        for name in EXCHANGE_FILES
        if name in paths
    }
    seen.problems += [
        f"`{name}` is a folder, and says nothing."
        for name in (wanted or f"{name}.ipynb", *EXCHANGE_FILES)
        if (folder / name).is_dir() and name not in paths
    ]
    timestamp = _time(noted.get(TIMESTAMP, "").strip(), seen.problems)
    secret = noted.get(SECRET, "")
    # Handed in once more, the same work has another time, and its feedback another name.
    digest.update(repr((timestamp, secret)).encode())
    return Submission(
        student,
        notebook,
        tuple(beside),
        _few(seen.problems),
        digest.hexdigest(),
        timestamp,
        secret,
    )


_File = tuple[str, Path, int]  # path relative to the folder, absolute path, bytes


def _fit(files: Sequence[_File]) -> tuple[list[_File], list[_File]]:
    """Of the files of a submission those there is room for, and those left out.

    Those in the folder itself come first; notebooks have a limit of their own.
    """
    fitting, left_out = [], []
    total = count = 0
    for one in sorted(files, key=lambda one: (one[0].count("/"), one[0])):
        counts = not one[0].endswith(".ipynb")
        if counts and (total + one[2] > MOST_FILES or count == MOST_COUNT):
            left_out.append(one)
        else:
            fitting.append(one)
            total += one[2] * counts
            count += counts
    return fitting, left_out


def lay_out(
    theirs: Iterable[tuple[str, Path]], instructors: Iterable[tuple[str, Path]]
) -> tuple[dict[str, Path], list[str]]:
    """What lies beside a notebook that runs: path relative to its folder, and absolute path.

    An instructor's file stands in for a student's of the same name.

    Returns:
        The files; and, in words, what of the student's could not be beside an instructor's.
    """
    ours = dict(instructors)
    folders = {parent.as_posix() for name in ours for parent in PurePosixPath(name).parents}
    files, problems = {}, []
    for name, path in theirs:
        above = {parent.as_posix() for parent in PurePosixPath(name).parents}
        if name in folders or above & set(ours):
            problems.append(f"{quoted(name)} stands where the course has a file, and was left out.")
        else:
            files[name] = path
    return {**files, **ours}, problems


def _time(text: str, problems: list[str]) -> str:
    """A time as nbgrader reads it; "" for what is none, which nbgrader would stop at."""
    try:
        if text and not _TIME.fullmatch(text):
            raise ValueError
        if text:
            parse_utc(text)
        return text
    except (ValueError, OverflowError, TypeError, AttributeError):
        problems.append(f"`timestamp.txt` says {quoted(text)}, which is no time; it was left out.")
        return ""


def _few(problems: list[str]) -> tuple[str, ...]:
    if len(problems) <= _NAMED:
        return tuple(problems)
    return (*problems[:_NAMED], f"And {len(problems) - _NAMED} more of such problems.")


def _walk(folder: Path, below: str, seen: _Folder) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda one: one.name)
    except OSError as error:
        seen.problems.append(f"{quoted(below or '.')} cannot be read: {error.strerror}.")
        return
    for one in entries:
        relative = f"{below}{one.name}"
        if one.is_symlink():
            seen.problems.append(f"{quoted(relative)} is a link, and was not followed.")
            seen.unfit.append(Path(one.path))
        elif one.is_dir(follow_symlinks=False):
            if one.name in (".ipynb_checkpoints", "__pycache__"):
                continue
            if relative.count("/") < _DEEPEST:
                _walk(Path(one.path), f"{relative}/", seen)
            else:
                seen.problems.append(f"{quoted(relative)} lies too deep, and was left out.")
        elif one.is_file(follow_symlinks=False):
            seen.files.append((relative, Path(one.path), _size(one)))
        else:
            seen.problems.append(f"{quoted(relative)} is no file, and was left out.")
            seen.unfit.append(Path(one.path))


def _size(entry: os.DirEntry) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:  # it is gone; reading it says so
        return 0


def unfit_entries(folder: Path) -> list[Path]:
    """What in a submission's folder `read_submission` would leave out: links, what is neither file
    nor folder, what is too large; the folder itself, or the student's, where it is a link."""
    for part in (folder.parent, folder):
        if part.is_symlink():
            return [part]
    seen = _Folder()
    if folder.is_dir():
        _walk(folder, "", seen)
    seen.unfit += [path for _, path, _ in _fit(seen.files)[1]]
    seen.unfit += [
        path for name, path, size in seen.files if name.endswith(".ipynb") and size > MOST_NOTEBOOK
    ]
    return seen.unfit


def _notebook_file(
    name: str, sizes: dict[str, int], others: Collection[str], problems: list[str]
) -> str:
    """The notebook asked for; or the only one that may be meant, under whatever name."""
    wanted = f"{name}.ipynb"
    if wanted in sizes:
        return wanted
    mine = [path for path in sizes if _meant(path, (name, *others)) not in others]
    found = [path for path in mine if path.lower().endswith(".ipynb")]
    alike = [
        path
        for path in mine
        if name.lower() in Path(path).name.lower() and path.lower().endswith(_DOWNLOADED)
    ]
    for meant in (alike, found):
        if len(meant) == 1:
            problems.append(
                f"The notebook is called {quoted(meant[0])}; it was taken for `{wanted}`."
            )
            return meant[0]
    if found:
        named = ", ".join(quoted(path) for path in found[:5])
        problems.append(f"There is no `{wanted}`, and several others: {named}.")
    else:
        problems.append(f"There is no `{wanted}`.")
    return ""


def _meant(path: str, names: Sequence[str]) -> str:
    """The name that a file's name begins with; "" where it is none of them."""
    file = PurePosixPath(path).name
    return max((name for name in names if file.startswith(name)), key=len, default="")


def _read(path: Path, most: int, problems: list[str], name: str) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                problems.append(f"{quoted(name)} is no file.")
                return None
            raw = file.read(most + 1)
    except OSError as error:
        problems.append(f"{quoted(name)} cannot be read: {error.strerror}.")
        return None
    if len(raw) > most:
        limit = f"{most >> 20} MiB" if most >> 20 else f"{most} bytes"
        problems.append(f"{quoted(name)} is larger than {limit}, and was not read.")
        return None
    return raw


def digest_of(parts: Iterable[bytes]) -> str:
    """One digest of several texts, each ended, so that two lists never run together."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
