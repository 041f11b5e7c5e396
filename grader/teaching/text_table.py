"""A table of text in columns that line up on a terminal, whatever letters names are written in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.teaching.terminal_width import cut, padded, width

_BETWEEN = 2  # columns of the terminal


@dataclass(frozen=True)
class TextColumn:
    """One column.

    Attributes:
        title: What stands above it.
        right: Whether it stands at the right, as figures do.
        least: How narrow it may become where the terminal is; 0 for a column that is never cut.
    """

    title: str
    right: bool = False
    least: int = 0


def lines_of_table(
    columns: Sequence[TextColumn], rows: Sequence[Sequence[str]], most: int | None
) -> list[str]:
    """The table's lines, the titles first.

    Args:
        columns: Its columns.
        rows: Its cells, as many in each row.
        most: The terminal's width; None for no limit, as into a pipe.
    """
    whole = [[column.title for column in columns], *rows]
    widths = [max(width(row[place]) for row in whole) for place in range(len(columns))]
    if most is not None:
        widths = _narrowed(columns, widths, most - _BETWEEN * (len(columns) - 1))
    return [
        (" " * _BETWEEN)
        .join(
            padded(cut(cell, wide), wide, column.right)
            for cell, wide, column in zip(row, widths, columns, strict=True)
        )
        .rstrip()
        for row in whole
    ]


def _narrowed(columns: Sequence[TextColumn], widths: Sequence[int], room: int) -> list[int]:
    """Widths that fit, the widest column cut first; where none may be cut further they don't."""
    narrowed = [*widths]
    while sum(narrowed) > room:
        able = [
            place
            for place, column in enumerate(columns)
            if column.least and narrowed[place] > column.least
        ]
        if not able:
            break
        narrowed[max(able, key=lambda place: narrowed[place])] -= 1
    return narrowed
