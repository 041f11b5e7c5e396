"""What a mark rests on, a digest each, so that a submission runs again only for a reason, which can be
said.

Of the course it is the tasks of the assignment itself and the code that runs, cleans, judges and
records; not other assignments' tasks, nor what only tells or collects.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import platform
import sysconfig
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import grader
from grader.autograding.terms.digest import digest_of
from grader.course import GROUP
from grader.judging.syntax import syntax_tree
from grader.judging.task import Task

_HERE = Path(grader.__file__).parent
# What a mark rests on: what asks, runs, cleans, judges and records; not what only tells or collects.
_MARKING = (
    "session",
    "probing",
    "judging",
    "kernels",
    "autograding/terms",
    "autograding/showing",
    "autograding/reading",
    "autograding/running",
    "autograding/marking",
    "autograding/recording/gradebook_rows.py",
    "autograding/recording/ledger.py",
    "autograding/nbgrader_plugins/autograde.py",
    # How tasks are put together, and how a verdict looks where it is read.
    "assignments.py",
    "exercise_script.py",
    "feedback/checking/checks.py",
    "feedback/page/note.py",
)
_AT_START = ("colab.py", "startup.py")
_SUBMISSION = "submission"
# Each ground, and what is said when it is another than it was. In this order: what concerns one
# student comes first.
REASONS = {
    _SUBMISSION: "it was handed in anew",
    "release": "the assignment was generated anew",
    "files": "a file beside the assignment has changed",
    "tasks": "the course has changed",
    "marking": "the course has changed",
    "packages": "the installed packages have changed",
    "limits": "the limits are others",
    "sandbox": "the sandbox is switched another way",
    "seed": "the secret seed is another",
}
NEW, FORCED, LOST = "new", "told by --force", "its record or its marks were gone"


def digests_as_text(grounds: Mapping[str, Iterable[bytes]]) -> str:
    """One line a ground, its name and the digest of its parts."""
    return "\n".join(f"{name} {digest_of(parts)}" for name, parts in grounds.items())


def with_submission(digests: str, submission: str) -> str:
    """The same with the digest of what one student handed in."""
    return f"{digests}\n{_SUBMISSION} {submission}"


def reason_to_run(before: str, now: str) -> str:
    """Why what was marked on some grounds has to be marked on others, in words; "" for no reason."""
    if before == now:
        return ""
    earlier, later = _read(before), _read(now)
    if _SUBMISSION not in earlier:  # by an earlier version of the grader
        return REASONS["marking"]
    changed = [name for name in REASONS if earlier.get(name) != later.get(name)]
    said = list(dict.fromkeys(REASONS[name] for name in changed))
    return " and ".join(said)


def _read(digests: str) -> dict[str, str]:
    pairs = (line.partition(" ") for line in digests.splitlines())
    return {name: digest for name, _, digest in pairs if digest}


def code_that_marks() -> Iterator[bytes]:
    """The files of all that asks, runs, cleans, judges and records, and of what a kernel starts with."""
    for name in (*_MARKING, *_AT_START):
        path = _HERE / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            yield file.read_bytes()


def code_of(tasks: Iterable[Task]) -> Iterator[bytes]:
    """The files of some tasks: of their folders, and of what those import of other tasks."""
    named = {task.module for task in tasks if task.module}
    packages = {module.rpartition(".")[0] for module in named}
    courses = {module.partition(".")[0] for module in named}
    waiting = [path for name in sorted(packages | named) for path in _files_of(name, courses)]
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop(0)
        if path not in seen:
            seen.add(path)
            source = path.read_bytes()
            yield source
            for name in _imported(source):
                waiting += _files_of(name, courses)


def _files_of(module: str, courses: Collection[str]) -> list[Path]:
    """The file of a module of tasks, or all of a folder of them; none of what is no task's."""
    course, _, below = module.partition(".")
    if course not in courses or not below.startswith("tasks."):
        return []
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.origin:
        return []
    path = Path(spec.origin)
    return sorted(path.parent.glob("*.py")) if spec.submodule_search_locations else [path]


def _imported(source: bytes) -> Iterator[str]:
    """The modules that a source imports from, and what may be modules in those."""
    for node in ast.walk(syntax_tree(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module.endswith(".tasks"):
                yield from (f"{node.module}.{name.name}" for name in node.names)


def installed_packages() -> Iterator[bytes]:
    """Python, and all that a notebook may import, each with its version."""
    yield f"{platform.python_implementation()} {platform.python_version()}".encode()
    folders = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    # The engine and the courses count by their files.
    ours = {entry.dist.name for entry in (*entry_points(group=GROUP), *_engine()) if entry.dist}
    starts = tuple(f"{name.replace('-', '_')}-" for name in sorted(ours))
    for folder in sorted(folders):
        names = os.listdir(folder) if os.path.isdir(folder) else []
        for name in sorted(names):
            if name.endswith(".dist-info") and not name.startswith(starts):
                yield os.fsencode(name)


def _engine() -> Iterator[EntryPoint]:
    yield from entry_points(group="console_scripts", name="grader")
