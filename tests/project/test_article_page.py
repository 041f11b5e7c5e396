"""docs/article.md: every line of the article is shown by cells that are there, and one of them is evidence."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from maintenance import notebooks
from maintenance.often_said import is_evidence

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/article.md").read_text(encoding="utf-8")
ROWS = [
    [part.strip() for part in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| The article |")
]
_LESSON = re.compile(r"\[(\d\d)\]\(\.\./notebooks/([\w-]+\.ipynb)\) ((?:`[\w-]+`(?:, )?)+)")


@cache
def code_of(lesson: str) -> dict[str, str]:
    """The code cells of a lesson, by their ids."""
    path = ROOT / "notebooks" / lesson
    return {cell.id: cell.source for cell in notebooks.read(path).cells if cell.cell_type == "code"}


def test_the_page_has_rows_of_three_parts() -> None:
    assert len(ROWS) > 30
    assert [row for row in ROWS if len(row) != 3] == []


@pytest.mark.parametrize("row", ROWS, ids=[str(number) for number in range(len(ROWS))])
def test_a_line_is_shown_by_cells_that_are_there_and_one_of_them_is_evidence(row) -> None:
    said, _, shown = row
    lessons = _LESSON.findall(shown)
    assert "; ".join(f"[{n}](../notebooks/{file}) {cells}" for n, file, cells in lessons) == shown
    cells = {}
    for number, file, names in lessons:
        assert file.startswith(f"{number}-"), f"{said}: {number} links to {file}"
        for name in re.findall(r"`([\w-]+)`", names):
            assert name in code_of(file), f"{said}: {file} has no code cell {name}"
            cells[name] = code_of(file)[name]
    assert any(map(is_evidence, cells.values())), f"{said}: none of {', '.join(cells)} would fail"
