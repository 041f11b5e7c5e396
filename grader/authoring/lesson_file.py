"""A lesson as its file has it: its cells, each with the line of the file that it begins in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.authoring.notebook_rules import lines_of_sources
from grader.course import FOLDED

_CODE_BLOCK = re.compile(r"^```.*?^```", re.M | re.S)


@dataclass(frozen=True)
class LessonCell:
    """A cell of a lesson.

    Attributes:
        name: Its id; "" where it has none.
        kind: `code` or `markdown`.
        source: Its text.
        tags: What it is tagged with.
        was_run: Whether it holds outputs, or a number of a run.
        is_folded: Whether JupyterLab and Colab both hide its code until it is asked for.
        line: The line of the file that its text begins in.
    """

    name: str
    kind: str
    source: str
    tags: tuple[str, ...]
    was_run: bool
    is_folded: bool
    line: int

    def line_of(self, text: str) -> int:
        """The line of the file that a text of the cell stands in; of "", where the cell begins."""
        if not text:
            return self.line
        return self.line + self.source.partition(text)[0].count("\n")

    @property
    def prose(self) -> str:
        """Its text without code blocks, whose lines are kept empty; "" for code."""
        if self.kind != "markdown":
            return ""
        return _CODE_BLOCK.sub(lambda block: "\n" * block[0].count("\n"), self.source)


@dataclass(frozen=True)
class LessonFile:
    """A lesson.

    Attributes:
        path: Its file.
        cells: Its cells, in order.
        metadata: What the notebook says of itself.
        version: Of the format, such as (4, 5).
        text: The file's text.
    """

    path: Path
    cells: tuple[LessonCell, ...]
    metadata: Mapping[str, Any]
    version: tuple[int, int]
    text: str

    @property
    def name(self) -> str:
        """Its name, without the ending."""
        return self.path.stem

    @property
    def code(self) -> list[LessonCell]:
        """Its cells of code."""
        return [cell for cell in self.cells if cell.kind == "code"]

    def tagged(self, tag: str) -> list[LessonCell]:
        """The cells that carry a tag."""
        return [cell for cell in self.cells if tag in cell.tags]


def read_lesson(path: Path) -> LessonFile | None:
    """A lesson; None where the file is no notebook.

    Raises:
        OSError: The file can't be read.
    """
    text = path.read_text(encoding="utf-8")
    try:
        content = json.loads(text)
        lines = lines_of_sources(text)
        if len(lines) != len(content["cells"]):  # not written as Jupyter writes it
            lines = [1] * len(content["cells"])
        cells = tuple(
            LessonCell(
                cell.get("id", ""),
                cell["cell_type"],
                "".join(cell["source"]),
                tuple(cell["metadata"].get("tags", ())),
                bool(cell.get("outputs")) or cell.get("execution_count") is not None,
                FOLDED.items() <= cell["metadata"].items(),
                line,
            )
            for cell, line in zip(content["cells"], lines, strict=True)
        )
        version = (content["nbformat"], content["nbformat_minor"])
        return LessonFile(path, cells, content["metadata"], version, text)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
