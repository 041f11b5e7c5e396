"""Finds what was handed in, and reads it as data: what can't be read is named, and follows no link."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

MOST_NOTEBOOK = 20 << 20  # bytes of a notebook
MOST_FILES = 50 << 20  # bytes of all files beside it
# What nbgrader's exchange puts beside a submission. Feedback is released by what they say.
TIMESTAMP, SECRET = EXCHANGE_FILES = ("timestamp.txt", "submission_secret.txt")


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
        if not one.name.startswith(".") and os.path.isdir(os.path.join(one.path, assignment))
    )


def read_submission(submitted: Path, student: str, assignment: str, name: str) -> Submission:
    """Read the notebook `name` of a student, and the files beside it.

    Never raises for what a student may have put there.
    """
    folder = submitted / student / assignment
    if folder.is_symlink() or folder.parent.is_symlink():
        return Submission(student, None, problems=("The folder is a link, and was not followed.",))
    seen = _Folder()
    _walk(folder, "", seen)
    sizes = {relative: size for relative, _, size in seen.files}
    paths = {relative: path for relative, path, _ in seen.files}
    wanted = _notebook_file(f"{name}.ipynb", sizes, seen.problems)
    notebook, digest = None, hashlib.sha256()
    if wanted:
        raw = _read(paths[wanted], MOST_NOTEBOOK, seen.problems, wanted)
        digest.update(raw or b"")
        notebook = _parse(raw, wanted, seen.problems) if raw is not None else None
    beside, total = [], 0
    for relative, path, size in seen.files:
        if relative == wanted or relative.endswith(".ipynb") or relative in EXCHANGE_FILES:
            continue
        total += size
        if total > MOST_FILES:
            seen.problems.append(f"`{relative}` and what follows is too large, and was left out.")
            break
        beside.append((relative, path))
        digest.update(relative.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    noted = {
        name: paths[name].read_text(encoding="utf-8", errors="replace")
        for name in EXCHANGE_FILES
        if sizes.get(name, 1000) < 1000
    }
    timestamp, secret = noted.get(TIMESTAMP, "").strip(), noted.get(SECRET, "")
    # Handed in once more, the same work has another time, and its feedback another name.
    digest.update(repr((timestamp, secret)).encode())
    return Submission(
        student,
        notebook,
        tuple(beside),
        tuple(seen.problems),
        digest.hexdigest(),
        timestamp,
        secret,
    )


def _walk(folder: Path, below: str, seen: _Folder) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda one: one.name)
    except OSError as error:
        seen.problems.append(f"`{below or '.'}` cannot be read: {error.strerror}.")
        return
    for one in entries:
        relative = f"{below}{one.name}"
        if one.is_symlink():
            seen.problems.append(f"`{relative}` is a link, and was not followed.")
            seen.unfit.append(Path(one.path))
        elif one.is_dir(follow_symlinks=False):
            if one.name not in (".ipynb_checkpoints", "__pycache__"):
                _walk(Path(one.path), f"{relative}/", seen)
        elif one.is_file(follow_symlinks=False):
            seen.files.append((relative, Path(one.path), one.stat(follow_symlinks=False).st_size))
        else:
            seen.problems.append(f"`{relative}` is no file, and was left out.")
            seen.unfit.append(Path(one.path))


def unfit_entries(folder: Path) -> list[Path]:
    """What in a submission's folder `read_submission` would leave out: links, what is neither file
    nor folder, what is too large; the folder itself, or the student's, where it is a link."""
    for part in (folder.parent, folder):
        if part.is_symlink():
            return [part]
    seen = _Folder()
    if folder.is_dir():
        _walk(folder, "", seen)
    total = 0
    for relative, path, size in seen.files:
        total += 0 if relative.endswith(".ipynb") else size
        if total > MOST_FILES or (relative.endswith(".ipynb") and size > MOST_NOTEBOOK):
            seen.unfit.append(path)
    return seen.unfit


def _notebook_file(wanted: str, sizes: dict[str, int], problems: list[str]) -> str:
    """The notebook asked for; or the only one there is, under whatever name."""
    if wanted in sizes:
        return wanted
    others = [name for name in sizes if name.endswith(".ipynb")]
    if len(others) == 1:
        problems.append(f"The notebook is called `{others[0]}`; it was taken for `{wanted}`.")
        return others[0]
    if others:
        named = ", ".join(f"`{name}`" for name in others[:5])
        problems.append(f"There is no `{wanted}`, and several others: {named}.")
    else:
        problems.append(f"There is no `{wanted}`.")
    return ""


def _read(path: Path, most: int, problems: list[str], name: str) -> bytes | None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            problems.append(f"`{name}` is no file.")
            return None
        raw = file.read(most + 1)
    if len(raw) > most:
        problems.append(f"`{name}` is larger than {most >> 20} MiB, and was not read.")
        return None
    return raw


def _parse(raw: bytes, name: str, problems: list[str]) -> NotebookNode | None:
    """The notebook in `raw`, of format 4, with what is no notebook's left out."""
    if not raw.strip():
        problems.append(f"`{name}` is empty.")
        return None
    try:
        data = json.loads(raw.decode("utf-8-sig"))
        version = data.get("nbformat", 0)
        if not isinstance(version, int) or not 1 <= version <= 4:
            problems.append(f"`{name}` is of the notebook format {version}, which is not known.")
            return None
        notebook = nbformat.from_dict(data)
        if version < 4:
            notebook = nbformat.convert(notebook, 4)
            problems.append(f"`{name}` was of the notebook format {version}, and was converted.")
    except UnicodeDecodeError:
        problems.append(f"`{name}` is not text in UTF-8.")
        return None
    except json.JSONDecodeError as error:
        problems.append(f"`{name}` is broken: {error.msg} in line {error.lineno}.")
        return None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        problems.append(f"`{name}` is no notebook: {type(error).__name__}.")
        return None
    cells = [cell for cell in map(_as_cell, notebook.get("cells", [])) if cell is not None]
    if not cells:
        problems.append(f"`{name}` has no cells.")
        return None
    notebook.cells = cells
    return notebook


def _as_cell(cell: object) -> NotebookNode | None:
    """A cell with what every cell has; None for what is none."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    metadata = cell.get("metadata")
    made = NotebookNode(cell_type=cell["cell_type"], source=str(source))
    made.metadata = NotebookNode(metadata) if isinstance(metadata, dict) else NotebookNode()
    if not isinstance(made.metadata.get("nbgrader", {}), dict):
        made.metadata.pop("nbgrader")
    if isinstance(cell.get("id"), str):
        made["id"] = cell["id"]
    if isinstance(cell.get("attachments"), dict):
        made.attachments = cell["attachments"]
    return made


def digest_of(parts: Iterable[bytes]) -> str:
    """One digest of several texts, each ended, so that two lists never run together."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
