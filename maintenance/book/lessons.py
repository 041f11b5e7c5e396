"""Lessons executed for the book, each kept until something it rests on changes."""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.kernels.warm import warm_kernels
from maintenance import notebooks

AT_ONCE = 2
# What a lesson imports of this repository, and the versions of all else it imports.
RESTS_ON = ("explorables", "grader", "requirements.lock")


def digest(lesson: Path, root: Path) -> str:
    """Return a digest of all that decides what a run of the lesson gives: its source, the course's
    packages, the locked versions and this Python. 64 hexadecimal digits."""
    total = hashlib.sha256(sys.version.encode())
    paths = [path for name in RESTS_ON for path in (root / name, *(root / name).rglob("*"))]
    for path in [lesson, *sorted(paths)]:
        if path.is_file() and path.suffix != ".pyc":
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return total.hexdigest()


def executed(lessons: list[Path], root: Path, kept: Path) -> list[NotebookNode]:
    """Return the lessons with the outputs of a run, in their order.

    Args:
        kept: where runs are kept; those that no longer hold are removed for the lessons asked for.

    Raises:
        RuntimeError: a lesson did not run to its end; with papermill's last words.
    """
    kept.mkdir(parents=True, exist_ok=True)
    places = [kept / f"{path.stem}-{digest(path, root)[:16]}.ipynb" for path in lessons]
    due = [pair for pair in zip(lessons, places, strict=True) if not pair[1].exists()]
    if due:
        with tempfile.TemporaryDirectory(prefix="workbook-book-") as home:
            variables = _variables(home)
            with warm_kernels(variables) as warm, ThreadPoolExecutor(AT_ONCE) as pool:
                run = partial(_run, variables=variables | warm, home=home)
                list(pool.map(lambda pair: run(*pair), due))
    for lesson, place in zip(lessons, places, strict=True):
        for old in kept.glob(f"{lesson.stem}-{'[0-9a-f]' * 16}.ipynb"):
            if old != place:
                old.unlink()
    return [notebooks.read(place) for place in places]


def _variables(home: str) -> dict[str, str]:
    """The environment of somebody who has no settings and no progress."""
    own = {"WORKBOOK_HOME": "", "IPYTHONDIR": f"{home}/ipython", "HOME": home}
    own |= {f"JUPYTER_{kind}_DIR": f"{home}/{kind}" for kind in ("CONFIG", "DATA", "RUNTIME")}
    # A kernel named python3 that a person installed elsewhere must not stand in for this one.
    return os.environ | own | {"JUPYTER_PREFER_ENV_PATH": "1"}


def _run(lesson: Path, place: Path, variables: dict[str, str], home: str) -> None:
    """Run a lesson by papermill's own command, and put what it gave where it is kept."""
    start = time.perf_counter()
    made = Path(home) / lesson.name
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", str(lesson), str(made)]
    done = subprocess.run(
        command,
        env=variables,
        cwd=lesson.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(
            f"{lesson.name} did not run to its end, so there is no book. "
            f"papermill says:\n{done.stdout[-2000:]}"
        )
    # A reader's own home is not this folder.
    text = made.read_text(encoding="utf-8").replace(home, "~")
    aside = place.with_suffix(".part")
    aside.write_text(nbformat.writes(nbformat.reads(text, as_version=4)), encoding="utf-8")
    aside.replace(place)  # a run that was interrupted is not taken for a whole one
    print(f"{lesson.name} ran in {time.perf_counter() - start:.0f} s", flush=True)
