"""The table of aligned axes, drawn."""

from __future__ import annotations

from typing import Final

from explorables.page import palette, svg
from explorables.pictures.broadcasting.rule import Axis

MARGIN: Final = 4.0
_COLUMN: Final = 136.0  # width of one axis in the table of aligned axes
_NAMES: Final = 62.0  # width of the names of its rows
_ROW: Final = 28.0


def axis_table(axes: list[Axis]) -> tuple[str, float]:
    """The aligned axes as SVG, from the top of the page, and where they end."""
    if not axes:
        words = "a and b are scalars, with no axes: there is nothing to align."
        return svg.text(MARGIN, 18, words), 30.0
    pieces = []
    rows = {"a": 24.0, "b": 24.0 + _ROW, "r": 24.0 + 2 * _ROW + 22}
    for name, y in rows.items():
        pieces.append(svg.text(MARGIN + 14, y + 17, name, size=svg.LARGE, bold=True))
    for column, axis in enumerate(axes):
        x = MARGIN + _NAMES + column * _COLUMN
        middle = x + (_COLUMN - 12) / 2
        pieces.append(
            svg.text(
                middle,
                14,
                f"axis {axis.place}",
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="middle",
            )
        )
        pieces.append(_slot(x, rows["a"], axis, axis.a))
        pieces.append(_slot(x, rows["b"], axis, axis.b))
        conflict = axis.fate == "conflict"
        pieces.append(
            svg.text(
                middle,
                rows["b"] + _ROW + 12,
                axis.words,
                size=svg.NORMAL,
                fill=palette.CONFLICT if conflict else palette.INK,
                bold=conflict,
                anchor="middle",
            )
        )
        pieces.append(_slot(x, rows["r"], axis, axis.size, result=True))
    return "".join(pieces), rows["r"] + _ROW + 4


def _slot(x: float, y: float, axis: Axis, size: int | None, *, result: bool = False) -> str:
    """One axis of one row of the table: its size, and how it gets to the size of the result."""
    conflict = axis.fate == "conflict"
    fill, dash, stroke, words = palette.PANEL, None, palette.EDGE, f"{size}"
    if result:
        words = "no size fits" if conflict else words
    elif size is None:
        words = "1" if axis.size == 1 else f"1 → {axis.size}"
        words = f"new {words}"
        fill, dash = palette.COPY, "4 3"
    elif axis.size is not None and size != axis.size:
        fill, words = palette.STRETCHED, f"1 → {axis.size}"
    if conflict:
        fill, stroke = palette.CONFLICT_GROUND, palette.CONFLICT
    return svg.element(
        "rect",
        x=x + 1,
        y=y + 1,
        width=_COLUMN - 14,
        height=_ROW - 6,
        rx=3,
        fill=fill,
        stroke=stroke,
        stroke_width=2.0 if conflict else 1.0,
        stroke_dasharray=dash,
    ) + svg.text(
        x + (_COLUMN - 12) / 2,
        y + _ROW / 2 + 3,
        words,
        size=svg.size_to_fit(words, _COLUMN - 18, svg.LARGE, least=9.0),
        anchor="middle",
        bold=True,
        fill=palette.CONFLICT if conflict else palette.INK,
    )
