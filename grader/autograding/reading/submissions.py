"""Finds what was handed in, and reads it as data: what can't be read is named, and follows no link."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode

from grader.autograding.reading.assignment_cells import AssignmentCells
from grader.autograding.reading.handed_in import (
    EXCHANGE_FILES,
    MOST_FILES,
    MOST_NOTEBOOK,
    SECRET,
    TIMESTAMP,
    fit,
    linked_part,
    look_through,
    read_file,
    read_said,
    time_of,
    too_much,
)
from grader.autograding.reading.notebook_data import read_notebook
from grader.autograding.terms.untrusted_text import quoted

_NAMED = 20  # problems of a folder that are named one by one
_DOWNLOADED = (".ipynb", ".txt", ".json")  # how browsers call a notebook that they save
_MOST_COMPARED = 30  # notebooks of a folder that are read to find the assignment's


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one notebook.

    Attributes:
        student: The student's id: the name of their folder.
        notebook: What was read, or None where nothing could be.
        files: Files beside it that may be used, other notebooks too, which a cell may run: path
            relative to the folder, and absolute path.
        problems: What is wrong with the folder, in words.
        digest: Of the notebook's and the files' bytes, the time and the secret.
        timestamp: The content of timestamp.txt, if there is one.
        secret: The content of submission_secret.txt, if there is one: by it nbgrader's exchange
            names the feedback, so that nobody else finds it.
        notebooks: Names of all notebooks in the folder, whichever was read.
    """

    student: str
    notebook: NotebookNode | None
    files: tuple[tuple[str, Path], ...] = ()
    problems: tuple[str, ...] = ()
    digest: str = ""
    timestamp: str = ""
    secret: str = ""
    notebooks: tuple[str, ...] = ()


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


def misplaced(submitted: Path, assignment: str) -> list[str]:
    """What lies below `submitted` where nobody looks for it, though it seems to be of the assignment:
    folders the wrong way round, in another letter case, or left out; each in words."""
    said = []
    for student in _folders(submitted):
        inside = _folders(Path(student.path))
        if _folded(student.name) == _folded(assignment):
            names = [entry.name for entry in inside if _folded(entry.name) != _folded(assignment)]
            if names:
                few = ", ".join(map(quoted, names[:3])) + (" and others" if names[3:] else "")
                said.append(
                    f"{quoted(f'{submitted.name}/{student.name}/')} holds {few} and is not read: "
                    f"work lies in {submitted.name}/STUDENT/{assignment}/."
                )
            continue
        there = {entry.name for entry in inside}
        for name in sorted(there - {assignment}):
            if _folded(name) == _folded(assignment) and assignment not in there:
                said.append(
                    f"{quoted(f'{submitted.name}/{student.name}/{name}/')} is not read: rename it "
                    f"to {assignment}."
                )
        if assignment not in there and (Path(student.path) / f"{assignment}.ipynb").is_file():
            said.append(
                f"{quoted(f'{submitted.name}/{student.name}/{assignment}.ipynb')} is not read: move "
                f"it into a folder {assignment} beside it."
            )
    return said


def _folders(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as listing:
            entries = [entry for entry in listing if entry.is_dir() and entry.name[:1] != "."]
    except OSError:  # no such folder, or no right to look: nothing can be said of it
        return []
    return sorted(entries, key=lambda entry: entry.name)


def _folded(name: str) -> str:
    return re.sub(r"[ _-]+", "-", unicodedata.normalize("NFC", name).casefold())


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
    submitted: Path,
    student: str,
    assignment: str,
    name: str,
    others: Collection[str] = (),
    cells: AssignmentCells | None = None,
) -> Submission:
    """Read the notebook `name` of a student, and the files beside it.

    Never raises for what a student may have put there.

    Args:
        submitted: Where submissions lie.
        student, assignment, name: Whose, for what, and which notebook, without its ending.
        others: Other notebooks of the assignment: a file of such a name stands for no other one.
        cells: What the notebook is known by, where several may be meant.
    """
    folder = submitted / student / assignment
    if linked_part(folder):
        return Submission(student, None, problems=("The folder is a link, and was not followed.",))
    seen = look_through(folder)
    sizes = {file.name: file.size for file in seen.files}
    known = _by_their_cells(folder, sizes, name, others, cells)
    wanted, said_of_name = _notebook_file(name, sizes, others, known)
    problems = [*seen.problems, *said_of_name]
    notebook, digest = None, hashlib.sha256()
    if wanted:
        notebook, raw, said_of_notebook = notebook_in(folder, wanted, quoted(wanted))
        digest.update(raw)
        problems += said_of_notebook
    beside = []
    fitting, left_out = fit(seen.files, (wanted,))
    if left_out:
        problems.append(too_much(left_out))
    for relative, path, _ in fitting:
        if relative == wanted or relative in EXCHANGE_FILES:
            continue
        content, problem = read_file(folder, relative, MOST_FILES)
        if content is None:
            problems.append(problem)
        else:
            beside.append((relative, path))
            digest.update(os.fsencode(relative) + b"\0" + hashlib.sha256(content).digest())
    said = {}
    for file in EXCHANGE_FILES:
        if file in sizes:
            said[file], problem = read_said(folder, file)
            problems += [problem] if problem else []
    problems += [
        f"`{name}` is a folder, and says nothing."
        for name in (wanted or f"{name}.ipynb", *EXCHANGE_FILES)
        if (folder / name).is_dir() and name not in sizes
    ]
    timestamp, problem = _time(said.get(TIMESTAMP, "").strip())
    problems += [problem] if problem else []
    secret = said.get(SECRET, "")
    # Handed in once more, the same work has another time, and its feedback another name.
    digest.update(repr((timestamp, secret)).encode())
    return Submission(
        student,
        notebook,
        tuple(beside),
        _few(problems),
        digest.hexdigest(),
        timestamp,
        secret,
        tuple(path for path in sizes if path.lower().endswith(".ipynb")),
    )


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


def notebook_in(folder: Path, path: str, name: str) -> tuple[NotebookNode | None, bytes, list[str]]:
    """The notebook in a file, None where there is none; the file's content; and what is wrong."""
    raw, problem = read_file(folder, path, MOST_NOTEBOOK)
    if raw is None:
        return None, b"", [problem]
    notebook, problems = read_notebook(raw, name)
    return notebook, raw, problems


def _time(text: str) -> tuple[str, str]:
    """A time as nbgrader reads it, "" for what is none, which nbgrader would stop at; and what is
    said of that."""
    if text and time_of(text) is None:
        return "", f"`timestamp.txt` says {quoted(text)}, which is no time; it was left out."
    return text, ""


def _few(problems: list[str]) -> tuple[str, ...]:
    if len(problems) <= _NAMED:
        return tuple(problems)
    return (*problems[:_NAMED], f"And {len(problems) - _NAMED} more of such problems.")


def _by_their_cells(
    folder: Path,
    sizes: Mapping[str, int],
    name: str,
    others: Collection[str],
    cells: AssignmentCells | None,
) -> list[str]:
    """Of several notebooks those that hold the assignment's cells; empty where that says nothing."""
    candidates = [
        path
        for path in sorted(sizes, key=lambda path: (path != f"{name}.ipynb", path))
        if path.lower().endswith(_DOWNLOADED if name.lower() in path.lower() else ".ipynb")
        and _meant(path, (name, *others)) not in others
    ][:_MOST_COMPARED]
    if cells is None or len(candidates) < 2:
        return []
    read, paths, total = [], [], 0
    for path in candidates:
        total += sizes[path]
        if total > 2 * MOST_NOTEBOOK:
            break
        # Of what is wrong with the one that is taken, whoever reads it then says so.
        notebook, _, _ = notebook_in(folder, path, path)
        if notebook is None:
            continue
        read.append(notebook)
        paths.append(path)
        if path == f"{name}.ipynb" and cells.in_full(notebook):
            break
    return [paths[number] for number in cells.best(read)]


def _notebook_file(
    name: str,
    sizes: Mapping[str, int],
    others: Collection[str],
    known: Sequence[str],
) -> tuple[str, list[str]]:
    """The notebook asked for; or the only one that may be meant, under whatever name.

    Returns:
        Its path, "" where there is none; and, in words, what is not as it should be.
    """
    wanted = f"{name}.ipynb"
    if wanted in (known or sizes):
        return wanted, []
    mine = [path for path in sizes if _meant(path, (name, *others)) not in others]
    found = [path for path in mine if path.lower().endswith(".ipynb")]
    alike = [
        path
        for path in mine
        if name.lower() in Path(path).name.lower() and path.lower().endswith(_DOWNLOADED)
    ]
    for meant in (known, [path for path in alike if path in known]) if known else (alike, found):
        if len(meant) == 1:
            return meant[0], [_taken(meant[0], wanted, wanted in sizes, bool(known))]
    if found:
        named = ", ".join(quoted(path) for path in found[:5])
        return "", [f"There is no `{wanted}`, and several others: {named}."]
    return "", [f"There is no `{wanted}`."]


def _taken(path: str, wanted: str, there: bool, by_cells: bool) -> str:
    if there:
        return (
            f"{quoted(path)} was taken for `{wanted}`: it holds more work on this assignment than "
            "the file of that name."
        )
    if by_cells:
        return (
            f"There is no `{wanted}`; of the notebooks that are there {quoted(path)} was taken for "
            "it, which holds the assignment's cells."
        )
    return f"The notebook is called {quoted(path)}; it was taken for `{wanted}`."


def _meant(path: str, names: Sequence[str]) -> str:
    """The name that a file's name begins with; "" where it is none of them."""
    file = PurePosixPath(path).name
    return max((name for name in names if file.startswith(name)), key=len, default="")
