"""Prints docs/often-said.md: what is often said of TensorFlow, and the cell that shows what happens.

A lesson corrects a common saying in a box, a quote of two paragraphs that begin with `**Often said:**` and
`**What happens:**`. `python -m maintenance.often_said` lists the boxes of all lessons, each with the code
that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from maintenance import notebooks
from maintenance.environment import ROOT

PAGE = "docs/often-said.md"
SAID = "**Often said:**"
HAPPENS = "**What happens:**"
# Code that stops, or says so, when a claim is no longer true; a print alone goes on.
_EVIDENCE = re.compile(r"\bassert\b|\.reveal\(|\bassert_\w+\(|\bcheck\(")
_HEADING = re.compile(r"^#+ ", re.M)
_INSIDE = re.compile(r"\]\((?!\.\./|[a-z]+:|#)")
_TOP = """\
# Often said

What people say of TensorFlow, and what it does in the versions of this course. Each entry is a box of a lesson, with
the cell that shows it: the cell fails, or tells the learner so, when what the box says stops being true.

This page is printed from the lessons by `make format`; to change an entry, change its lesson.
"""


@dataclass(frozen=True)
class Box:
    """A saying that a lesson corrects.

    Attributes:
        lesson: The lesson's file.
        title: The lesson's title.
        cell: The id of the cell that the box stands in.
        said: The saying, in Markdown.
        happens: What is true, in Markdown; "" where the box does not say it.
        shown_by: The id of the cell that shows it; "" where none does.
        code: That cell's source.
    """

    lesson: Path
    title: str
    cell: str
    said: str
    happens: str
    shown_by: str
    code: str


def quotes(text: str) -> list[str]:
    """The quotes of a Markdown text, each without its `>`."""
    found, lines = [], []
    for line in [*text.splitlines(), ""]:
        if line.startswith(">"):
            lines.append(line.removeprefix(">").removeprefix(" "))
        elif lines:
            found.append("\n".join(lines).strip())
            lines = []
    return found


def boxes_of(path: Path) -> Iterator[Box]:
    """The boxes of a lesson, in order."""
    cells = notebooks.read(path).cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    title = re.search(r"^# (.+)", prose, re.M)
    for place, cell in enumerate(cells):
        if cell.cell_type != "markdown":
            continue
        for quote in quotes(cell.source):
            # Several boxes may stand in one quote.
            for part in quote.split(SAID)[1:]:
                said, _, happens = part.partition(HAPPENS)
                shown = showing(cells, place)
                yield Box(
                    path,
                    title[1] if title else path.stem,
                    cell.id,
                    said.strip(),
                    happens.strip(),
                    shown.id if shown else "",
                    shown.source if shown else "",
                )


def is_evidence(code: str) -> bool:
    """Whether a cell stops, or says so, when what it shows is no longer true."""
    return bool(_EVIDENCE.search(code))


def showing(cells: Sequence[NotebookNode], place: int) -> NotebookNode | None:
    """The cell that shows what the box in the cell at `place` says.

    It is the next one of the section that would fail, or the last one above the box; where none would,
    there is none.
    """
    after = [cell for cell in _section(cells[place:]) if cell.cell_type == "code"]
    before = []
    for cell in reversed(cells[: place + 1]):
        before.append(cell)
        if cell.cell_type == "markdown" and _HEADING.search(cell.source):
            break
    before = [cell for cell in before if cell.cell_type == "code"]
    return next((cell for cell in [*after, *before] if is_evidence(cell.source)), None)


def _section(cells: Sequence[NotebookNode]) -> Iterator[NotebookNode]:
    """The first cell, and those below it up to the next heading."""
    for number, cell in enumerate(cells):
        if number and cell.cell_type == "markdown" and _HEADING.search(cell.source):
            return
        yield cell


def all_boxes(root: Path) -> list[Box]:
    """The boxes of every lesson, in the order of the course."""
    return [box for path in sorted(root.glob("notebooks/*.ipynb")) for box in boxes_of(path)]


def page(root: Path) -> str:
    """The text of the page."""
    parts = [_TOP]
    lesson = None
    for box in all_boxes(root):
        if box.lesson != lesson:
            lesson = box.lesson
            parts.append(f"## [{box.title}](../notebooks/{box.lesson.name})\n")
        parts.append(_entry(box))
    return "\n".join(parts)


def relinked(text: str) -> str:
    """A lesson's text as a page of docs/ has it: links to other lessons lead there from the page."""
    return _INSIDE.sub("](../notebooks/", text)


def _entry(box: Box) -> str:
    said, happens = relinked(box.said), relinked(box.happens)
    words = f"{SAID} {said}\n\n{HAPPENS} {happens}\n"
    if not box.shown_by:
        return words
    return f"{words}\nShown by the cell `{box.shown_by}`:\n\n```python\n{box.code}\n```\n"


def write_page(name: str, text: str) -> None:
    """Write a page that lessons give, where that changes it, and say so."""
    path = ROOT / name
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{name} written")


def main() -> None:
    """Print the page, where that changes it."""
    write_page(PAGE, page(ROOT))


if __name__ == "__main__":
    main()
