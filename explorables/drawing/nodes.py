"""How the nodes of a graph and the edges between them are drawn, whatever stands in the boxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from explorables.drawing.node_layout import Placed
from explorables.page import palette, svg

GROUNDS: Final = {
    "input": palette.GROUPS[0],
    "constant": palette.PANEL,
    "op": palette.GROUPS[3],
    "output": palette.GROUPS[1],
}
_TAG_SIZE: Final = 12.5  # px; of the letters
TAG: Final = 14.0  # px; height of a tag


Point = tuple[float, float]  # x and y, in pixels


def route(
    placed: Placed,
    place: int,
    edge: tuple[int, int],
    sources: Iterable[int],
    wide: float,
    height: float,
    pitch: float,
    margin: float,
) -> tuple[Point, list[Point], Point]:
    """Where an edge starts, what it passes, and where it ends, for `way`.

    Args:
        placed: the layout.
        place: which of its edges.
        edge: the nodes at its ends.
        sources: all that the second of them takes; their edges end side by side.
        wide: the width of that node.
        height: of a row.
        pitch: from row to row.
        margin: left of the layout.
    """
    start, end = edge
    taken = sorted(sources, key=lambda one: placed.x[one])
    share = (taken.index(start) + 1) / (len(taken) + 1)
    bends = [
        (bend + margin, (placed.row[start] + 1 + at) * pitch)
        for at, bend in enumerate(placed.bends[place])
    ]
    return (
        (placed.x[start] + margin, placed.row[start] * pitch + height),
        bends,
        (placed.x[end] + margin + (share - 0.5) * (wide - 30), placed.row[end] * pitch),
    )


def way(
    start: Point,
    bends: Sequence[Point],
    end: Point,
    height: float,
    gap: float,
) -> str:
    """The path of an edge, as SVG writes one, from a node down to another around what is between.

    Args:
        start, end: x and y in pixels; below the one node, above the other.
        bends: where it enters each row that it passes.
        height: of a row.
        gap: between two rows.
    """
    number = svg.number
    x, y = start
    path = f"M{number(x)} {number(y)}"
    for bend_x, top in bends:
        path += (
            f"C{number(x)} {number(y + gap / 2)} {number(bend_x)} {number(top - gap / 2)} "
            f"{number(bend_x)} {number(top)}V{number(top + height)}"
        )
        x, y = bend_x, top + height
    last_x, last_y = end
    return path + (
        f"C{number(x)} {number(y + gap / 2)} {number(last_x)} {number(last_y - gap / 2)} "
        f"{number(last_x)} {number(last_y)}"
    )


def outline(kind: str, x: float, y: float, width: float, height: float, **look: object) -> str:
    """The outline of a node from its left top corner on: its shape tells its kind."""
    number = svg.number
    if kind in ("input", "output"):
        # An input narrows to the bottom, where its edges start; an output is the other way up.
        slant = 9.0
        top, bottom = (0.0, slant) if kind == "input" else (slant, 0.0)
        points = [
            (x + top, y),
            (x + width - top, y),
            (x + width - bottom, y + height),
            (x + bottom, y + height),
        ]
        words = " ".join(f"{number(one)},{number(other)}" for one, other in points)
        return svg.element("polygon", points=words, **look)
    radius = height / 2 if kind == "constant" else 4.0
    return svg.element("rect", x=x, y=y, width=width, height=height, rx=radius, **look)


def tag_width(words: str) -> float:
    """How wide the mark is that `tag_over` draws."""
    return svg.width_of(words, size=_TAG_SIZE) + 6


def tag_over(left: float, y: float, words: str, *, dark: bool, edge: str) -> tuple[str, float]:
    """A mark over the top edge of a node, and how wide it is.

    Args:
        left: its left end.
        y: the top edge of the node.
        dark: whether it stands out: white on black.
        edge: color of its outline.
    """
    room = tag_width(words)
    ground = svg.element(
        "rect",
        x=left,
        y=y - 11,
        width=room,
        height=TAG,
        rx=3,
        fill=palette.INK if dark else palette.PANEL,
        stroke=edge,
        stroke_width=1.0,
        class_="marker",
    )
    ink = palette.PANEL if dark else palette.INK
    middle = left + room / 2
    return ground + svg.text(middle, y, words, size=_TAG_SIZE, anchor="middle", fill=ink), room
