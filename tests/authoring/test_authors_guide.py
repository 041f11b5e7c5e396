"""docs/authors.md is followed from its beginning: what it has somebody write is written, what it has them
run is run, and what it says that the commands print is what they print."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from tests.surroundings import ROOT

GUIDE = ROOT / "docs/authors.md"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_FILE = re.compile(r"`((?:course|tests)/[\w./-]+\.py)`:$")
_CELL = re.compile(r"[Tt]he cell `([\w-]+)`:$")
_SECONDS = re.compile(r"\d+\.\d s")
NAME = "arrays-by-doing"


@dataclass(frozen=True)
class Step:
    """One thing that the guide has somebody do.

    Attributes:
        line: Where it stands.
        kind: `run`, or the `file` or `cell` that is to hold a text.
        what: The command, the file's path, or the cell's name.
        text: What the command prints, or what is to be written.
    """

    line: int
    kind: str
    what: str
    text: str


def steps(guide: str) -> Iterator[Step]:
    """What the guide has somebody do, in order."""
    for block in _BLOCK.finditer(guide):
        line = guide[: block.start()].count("\n") + 1
        before = " ".join(guide[: block.start()].strip().rpartition("\n\n")[2].split())
        if block[2].startswith("$ "):
            for command in re.split(r"^\$ ", block[2], flags=re.M)[1:]:
                what, _, printed = command.partition("\n")
                yield Step(line, "run", what, printed)
        elif found := _FILE.search(before):
            yield Step(line, "file", found[1], block[2])
        elif found := _CELL.search(before):
            yield Step(line, "cell", found[1], block[2].rstrip("\n"))


def follow(step: Step, folder: Path) -> str:
    """Do what a step says, in the folder around the course; what was printed, if it is a command."""
    course = folder / NAME
    if step.kind == "file":
        (course / step.what).write_text(step.text, encoding="utf-8")
        return ""
    if step.kind == "cell":
        [path] = course.glob("notebooks/*.ipynb")
        lesson = nbformat.read(path, nbformat.NO_CONVERT)
        [cell] = [cell for cell in lesson.cells if cell.id == step.what]
        cell.source = step.text
        if cell is lesson.cells[-1]:
            pytest.fail("the guide leaves the last cell as it is")
        path.write_text(nbformat.writes(lesson) + "\n", encoding="utf-8")
        return ""
    words = shlex.split(step.what)
    where = course if course.exists() else folder
    if words[:2] == ["make", "exercises"]:
        given = words[2].partition("=")[2]
        command = ["-m", "maintenance.exercises", "--course", str(folder / Path(given).name)]
        where = ROOT
    else:
        command = ["-m", "grader.cli", *words[1:]]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=where,
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout.replace(str(folder.resolve()), "..")


def test_the_guide_can_be_followed_and_says_what_comes_out(tmp_path):
    told = list(steps(GUIDE.read_text("utf-8")))
    assert [step.what.split()[1] for step in told if step.kind == "run"] == [
        "new-course", "new-task", "check-task", "exercises", "check-task", "check-task",
        "new-lesson", "check-lesson",
    ]  # fmt: skip
    for step in told:
        printed = follow(step, tmp_path)
        if step.kind == "run":
            wanted = _SECONDS.sub("N s", step.text)
            assert _SECONDS.sub("N s", printed) == wanted, (
                f"{GUIDE.name}:{step.line}: $ {step.what}"
            )
    assert "1 lesson, 0 refused" in told[-1].text
    checked = [step for step in told if step.what == "grader check-task row_sums"]
    assert "row_sums: nothing to say" in checked[-1].text


def _written_anew() -> None:
    """Put into the guide what the commands print: `python -m tests.authoring.test_authors_guide`."""
    import tempfile

    guide = GUIDE.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for step in steps(guide):
            printed = follow(step, Path(folder))
            if step.kind == "run":
                there = re.escape(f"$ {step.what}\n{step.text}") + r"(?!\0)"
                new = f"$ {step.what}\n\0{printed}"
                guide = re.sub(there, lambda _, new=new: new, guide, count=1)
    GUIDE.write_text(guide.replace("\0", ""), "utf-8")


if __name__ == "__main__":
    _written_anew()
