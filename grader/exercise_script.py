"""Reads an assignment's script: the one source of all that a learner reads and writes in it.

A script, `exercise.py`, lies beside the modules of its tasks. It is Python in the percent format, which
editors run cell by cell, and jupytext reads: a line that begins with `# %%` begins a cell. Its name
follows, then `[markdown]` where it holds prose, written as comments, then options:

    # %% title [markdown] minutes=60 hint="row_means"
    # # Tensors

    # %% imports
    import tensorflow as tf

    # %% row_means [markdown]
    # ## Row means, as a column
    #
    # Each row of a matrix becomes one number.

    # %% row_means
    def row_means(matrix):
        ### BEGIN SOLUTION
        ...

The prose of a task and the cell of its answer carry the task's name. Prose with `by_hand=3` is an answer
that a person marks, with 3 points at most: what stands between `### BEGIN SOLUTION` and `### END
SOLUTION` in it is a model answer, which learners do not get. What stands above the first cell
is for whoever reads the script. Numbers, points, checks, the badge and the set-up are printed round it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

NAME = "exercise.py"
BY_HAND = "by_hand"  # the option that says how many points a person gives
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
_MARKER = re.compile(r"# ?%%.*")
_PARTS = re.compile(
    r"\s+(?P<name>[\w-]+)(?P<markdown>\s+\[markdown\])?(?P<options>(?:\s+\w+=.*)?)\s*"
)
_OPTION = re.compile(r'\s+(\w+)=("[^"]*"|\S+)')


class ScriptError(ValueError):
    """A script is not written as one; the text says where and what to do."""


@dataclass(frozen=True)
class ScriptCell:
    """One cell of a script.

    Attributes:
        name: What its marker calls it; a task's name for a task's prose and answer.
        is_markdown: Whether it holds prose.
        source: Its text as it stands in a notebook.
        options: What its marker says besides, such as `minutes=60`.
        line: The number of its marker's line, from 1.
    """

    name: str
    is_markdown: bool
    source: str
    options: Mapping[str, str | int | float]
    line: int

    @property
    def identity(self) -> str:
        """What the ids of its cells in a notebook begin with: the name, without underscores."""
        return self.name.replace("_", "-")

    @property
    def grade_id(self) -> str:
        """nbgrader's name for it, where a person marks it."""
        return f"{self.name}_by_hand"

    @property
    def asked_and_answered(self) -> tuple[str, str]:
        """Of an answer that a person marks, the question, and the model answer between its markers.

        The second begins with `### BEGIN SOLUTION` and ends with `### END SOLUTION`; without them it is "".
        """
        question, begin, answer = self.source.partition(BEGIN_SOLUTION)
        return question.strip("\n"), (begin + answer).strip("\n")

    @property
    def heading(self) -> str:
        """The text of the heading it begins with; "" where it begins with none."""
        heading = re.match(r"#+ (.+)", self.source) if self.is_markdown else None
        return heading[1] if heading else ""


@dataclass(frozen=True)
class Script:
    """The cells of a script, in order; a name stands once for prose and once for code at most."""

    path: Path
    cells: tuple[ScriptCell, ...]

    def prose(self, name: str) -> ScriptCell:
        """The prose called `name`.

        Raises:
            ScriptError: There is none.
        """
        return self._cell(name, True)

    def code(self, name: str) -> ScriptCell:
        """The code called `name`.

        Raises:
            ScriptError: There is none.
        """
        return self._cell(name, False)

    @property
    def by_hand(self) -> tuple[ScriptCell, ...]:
        """The answers that a person marks, in order."""
        return tuple(cell for cell in self.cells if BY_HAND in cell.options)

    @property
    def answers(self) -> tuple[str, ...]:
        """The names that have both prose and code, in order: those of the tasks."""
        prose = {cell.name for cell in self.cells if cell.is_markdown}
        return tuple(
            cell.name for cell in self.cells if not cell.is_markdown and cell.name in prose
        )

    def _cell(self, name: str, is_markdown: bool) -> ScriptCell:
        for cell in self.cells:
            if (cell.name, cell.is_markdown) == (name, is_markdown):
                return cell
        marker = f"# %% {name}{' [markdown]' if is_markdown else ''}"
        raise ScriptError(f"{self.path}: there is no cell that begins with `{marker}`.")


def percent_cells(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """The cells of a text in the percent format: the number of the marker's line, from 1, the marker,
    and the lines below it. What stands above the first marker is left out."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if _MARKER.fullmatch(line)]
    for start, end in pairwise([*starts, len(lines)]):
        yield start + 1, lines[start], lines[start + 1 : end]


def read_script(path: Path) -> Script:
    """Read a script.

    Raises:
        ScriptError: A marker or a comment is not written as it should be, or a name stands twice.
        OSError: The file cannot be read.
    """
    cells: list[ScriptCell] = []
    for number, marker, lines in percent_cells(path.read_text(encoding="utf-8")):
        cell = _read_cell(path, number, marker, lines)
        for other in cells:
            if (other.name, other.is_markdown) == (cell.name, cell.is_markdown):
                raise ScriptError(
                    f"{path}:{cell.line}: the name {cell.name!r} stands in line {other.line} already."
                )
        cells.append(cell)
    return Script(path, tuple(cells))


def _read_cell(path: Path, number: int, marker: str, lines: list[str]) -> ScriptCell:
    where = f"{path}:{number}"
    parts = _PARTS.fullmatch(marker.removeprefix("#").lstrip().removeprefix("%%"))
    if parts is None:
        raise ScriptError(
            f"{where}: a cell begins with `# %% name` or `# %% name [markdown]`, then options such as "
            f"`minutes=60`; here stands {marker!r}."
        )
    options = {}
    for key, value in _OPTION.findall(parts["options"]):
        try:
            options[key] = json.loads(value)
        except json.JSONDecodeError:
            raise ScriptError(
                f"{where}: {key}={value} should be a number, or a text in double quotes."
            ) from None
    is_markdown = parts["markdown"] is not None
    if is_markdown:
        lines = [
            _uncommented(path, number + offset, line) for offset, line in enumerate(lines, start=1)
        ]
    return ScriptCell(parts["name"], is_markdown, "\n".join(lines).strip("\n"), options, number)


def _uncommented(path: Path, number: int, line: str) -> str:
    if line.strip() and not line.startswith("#"):
        raise ScriptError(
            f"{path}:{number}: prose stands in comments, each line behind `# `; here stands {line!r}."
        )
    return line.removeprefix("#").removeprefix(" ")


def with_cell(text: str, cell: ScriptCell, source: str) -> str:
    """The text of a script in which `cell` holds `source`; its marker and all else stay."""
    lines = text.splitlines()
    later = [number for number in range(cell.line, len(lines)) if _MARKER.fullmatch(lines[number])]
    end = later[0] if later else len(lines)
    blank = 0
    while lines[end - 1 - blank] == "":
        blank += 1
    if cell.is_markdown:
        new = [f"# {line}" if line else "#" for line in source.splitlines()]
    else:
        new = source.splitlines()
    return "\n".join([*lines[: cell.line], *new, *[""] * blank, *lines[end:]]) + "\n"
