"""`grader class-release`: the folder that learners of a marked class get, without the answers.

What git tracks of the course is copied, so that nothing of a term can get into it. Left out are the
solutions, tests and what is written for instructors. Of the exercises' scripts the solutions are taken out, and
the modules of tasks, which hold oracles, are packed: they work as before and can't be read in passing.
Whoever owns the machine can unpack them (docs/decisions/class-release.md).
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import nbformat

from grader.autograding.classes.summary import counted, indented
from grader.autograding.reading.handed_in import remove
from grader.autograding.terms.course_folder import CourseFolder, open_course
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.untrusted_text import printable
from grader.catalog import UnknownTaskError, assignments
from grader.course import FILE, Course, NoCourseError, courses_here
from grader.exercise_script import BEGIN_SOLUTION, END_SOLUTION
from grader.exercise_script import NAME as SCRIPT

DONE, WRONG_USE, INTERRUPTED = 0, 2, 130
MARKER = "class-release.json"
_LEFT_OUT = ("tests", "docs", ".github", ".ci", "CONTRIBUTING.md", "CHANGELOG.md")
_GIT = ".git"
_LEAST = 40  # characters, without blanks, of a solution that is looked for in what is handed out
_PACKED = '''\
"""The judge's half of a task, packed for a class: what is asked and checked works as before."""

import base64
import zlib

_TEXT = """
{text}
"""
exec(compile(zlib.decompress(base64.b85decode("".join(_TEXT.split()))), __file__, "exec", dont_inherit=True))
'''
_README = """\
# {title}

This is the course as a class gets it: lessons in `notebooks/`, exercises in `exercises/`, each with its checks,
examples and hints. Worked solutions are not in it.
{start}"""
_START = """
```
make lab
```

sets everything up and opens it in JupyterLab.
"""


@dataclass(frozen=True)
class Released:
    """What was written.

    Attributes:
        files: How many files.
        packed: How many modules of tasks were packed.
        answers_in: Files in which the solution of a task stands still, each with the task.
    """

    files: int
    packed: int
    answers_in: tuple[str, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.description = (
        "Make the folder that the learners of a class get: the course without solutions, tests, "
        "instructors' pages, gradebook and records. Checks, examples and hints work in it."
    )
    parser.epilog = (
        "TO is a folder that is not there yet, is empty, or is an earlier release, which is brought up to "
        "date. Exit codes: 0 done; 2 nothing was done."
    )
    parser.add_argument("to", type=Path, metavar="TO", help="a folder outside of the course's")
    parser.add_argument(
        "--commit",
        metavar="MESSAGE",
        help="also commit it, in a git repository of its own in TO, whose history holds releases only",
    )


def run(options: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""
    try:
        folder = open_course()
        target = options.to.absolute()
        _refuse_place(folder, target)
        released = release(folder, _course_of(folder), target)
        commit = "" if options.commit is None else _commit(target, options.commit)
        print(_told(target, released, commit))
    except (CourseError, NoCourseError, UnknownTaskError, ValueError) as error:
        print(f"grader class-release: {error}", file=sys.stderr)
        return WRONG_USE
    except OSError as error:
        print(f"grader class-release: {printable(str(error))}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print("\nInterrupted. The same command makes it whole.", file=sys.stderr)
        return INTERRUPTED
    return DONE


def _course_of(folder: CourseFolder) -> Course:
    here = [one for one in courses_here(folder.root) if one.root == folder.root and one.folder]
    if not here:
        raise CourseError(
            f"{folder.root} holds no course of its own (course/{FILE}): call this in a course's folder."
        )
    return here[0]


def _refuse_place(folder: CourseFolder, target: Path) -> None:
    root = folder.root.resolve()
    if target.resolve().is_relative_to(root) or root.is_relative_to(target.resolve()):
        raise CourseError(
            f"{target} lies in the course's folder, or around it: name one beside it, such as "
            f"../{root.name}-for-class."
        )
    if not target.parent.is_dir():
        raise CourseError(f"There is no folder {target.parent}.")
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise CourseError(f"{target} is there and is no folder.")
    if target.is_dir():
        names = {path.name for path in target.iterdir()} - {_GIT}
        if names and MARKER not in names:
            raise CourseError(
                f"{target} holds other things ({sorted(names)[0]}) and no release: nothing was done."
            )


def release(folder: CourseFolder, course: Course, target: Path) -> Released:
    """Write a release into a folder; what an earlier one left there goes.

    Raises:
        CourseError: git can't say what the course consists of.
        OSError: It can't be written.
    """
    names = [name for name in _tracked(folder.root) if not _is_left_out(folder, name)]
    packed = 0
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as scratch:
        for name in names:
            path, copy = folder.root / name, Path(scratch) / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            if (change := _change(course, path)) is None:
                shutil.copy2(path, copy)
                continue
            packed += change is _pack
            copy.write_text(change(path.read_text("utf-8")), encoding="utf-8")
        start = _START if "Makefile" in names else ""
        readme = _README.format(title=course.title or course.package, start=start)
        (Path(scratch) / "README.md").write_text(readme, encoding="utf-8")
        said = {"course": course.course_id or course.package, "files": sorted(names)}
        (Path(scratch) / MARKER).write_text(json.dumps(said, indent=1), encoding="utf-8")
        answers_in = tuple(_answers_in(folder.root, Path(scratch)))
        _put(Path(scratch), target)
    return Released(len(names), packed, answers_in)


def _tracked(root: Path) -> list[str]:
    """What git tracks and is there, as relative paths; links are left out."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        raise CourseError(
            f"{root} is no git repository, or git is not installed: what git tracks is released, so "
            "that nothing of a term gets into it. `git init`, `git add` and `git commit` make one."
        ) from None
    names = [name for name in done.stdout.split("\0") if name]
    return [name for name in names if (root / name).is_file() and not (root / name).is_symlink()]


def _is_left_out(folder: CourseFolder, name: str) -> bool:
    path = PurePosixPath(name)
    solutions = folder.source.relative_to(folder.root).as_posix()
    return path.parts[0] in _LEFT_OUT or path.is_relative_to(solutions)


def _change(course: Course, path: Path) -> Callable[[str], str] | None:
    """What is done to a file of the course; None where it is copied as it is."""
    assert course.folder is not None  # `_course_of` saw to it
    if path == course.folder / FILE:
        return _without_worked_solutions
    if not path.is_relative_to(course.folder / "tasks") or path.suffix != ".py":
        return None
    if path.name == SCRIPT:
        return without_solutions
    return None if path.name == "__init__.py" else _pack


def _without_worked_solutions(facts: str) -> str:
    return re.sub(r"(?m)^worked_solutions *=.*$", "worked_solutions = false", facts)


def without_solutions(script: str) -> str:
    """An exercise's script without what stands between the markers of solutions, which stay."""
    kept, inside = [], False
    for line in script.splitlines(keepends=True):
        text = line.strip().removeprefix("# ")  # prose stands in comments
        inside = inside and text != END_SOLUTION
        if not inside:
            kept.append(line)
        inside = inside or text == BEGIN_SOLUTION
    return "".join(kept)


def _pack(source: str) -> str:
    text = base64.b85encode(zlib.compress(source.encode(), 9)).decode()
    # In b85 stand neither quotes nor backslashes.
    return _PACKED.format(text="\n".join(textwrap.wrap(text, 100)))


def _put(new: Path, target: Path) -> None:
    """Bring a folder up to date; a git repository in it stays."""
    target.mkdir(exist_ok=True)
    shutil.copyfile(new / MARKER, target / MARKER)  # by which a run that was interrupted is known
    for path in target.iterdir():
        if path.name not in (_GIT, MARKER):
            remove(path)
    for path in new.iterdir():
        if path.name != MARKER:
            path.rename(target / path.name)


def _answers_in(root: Path, released: Path) -> Iterator[str]:
    """Where the solution of a task stands in what is handed out: in a lesson, say, or in a note."""
    wanted = {
        task.name: region
        for assignment in assignments(root)
        for task in assignment.tasks
        for region in _regions(task.cell)
        if len(region) >= _LEAST
    }
    for path in sorted(released.rglob("*")):
        if path.suffix in (".py", ".md", ".ipynb", ".txt", ".toml"):
            text = _without_blanks(_text_of(path))
            for name, region in wanted.items():
                if region in text:
                    yield f"{path.relative_to(released)} ({name})"


def _regions(cell: str) -> list[str]:
    parts = cell.split(BEGIN_SOLUTION)[1:]
    return [_without_blanks(part.partition(END_SOLUTION)[0]) for part in parts]


def _text_of(path: Path) -> str:
    if path.suffix == ".ipynb":
        cells = nbformat.read(path, nbformat.NO_CONVERT).cells
        return "\n".join(cell.source for cell in cells)
    return path.read_text("utf-8", "replace")


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def _commit(target: Path, message: str) -> str:
    """Commit a release in a repository of its own; what git says of the commit, or that there is nothing new.

    Raises:
        CourseError: git refuses; the release is there nevertheless.
    """

    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", str(target), *words], capture_output=True, text=True)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().partition("\n")[0]
            raise CourseError(f"The release is in {target}, and git did not commit it: {said}")
        return done.stdout

    if not (target / _GIT).exists():
        git("init", "--quiet")
    git("add", "--all", "--force", ".")  # what the course's .gitignore names is none of a release
    if not git("status", "--porcelain"):
        return "nothing has changed since the last commit"
    git("commit", "--quiet", "--message", message)
    return git("log", "-1", "--format=%h %s").strip()


def _told(target: Path, released: Released, commit: str) -> str:
    lines = [
        f"{target}: {counted(released.files, 'file')}, without solutions; "
        f"{counted(released.packed, 'module')} of tasks packed"
    ]
    if commit:
        lines.append(f"  committed  {printable(commit)}")
    if released.answers_in:
        places = ", ".join(released.answers_in)
        lines.append(indented(f"The solution of a task still stands in: {places}."))
    lines.append(
        indented(
            "Checks, examples and hints work in it. Whoever owns the machine can unpack what is "
            "checked by; marks are by hidden cases, which are not in it."
        )
    )
    return "\n".join(lines)
