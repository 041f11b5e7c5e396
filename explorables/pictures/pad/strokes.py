"""A drawing as it is written down: strokes of cells, such as ``4,2 12,2 7,14 / 6,8 10,8``."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

SIZE: Final = 16  # cells along each side of the pad
BETWEEN: Final = "/"  # two strokes
EXAMPLE: Final = "6,5 7,4 9,4 10,5 10,7 8,9 6,11 10,11"  # a two; small, so it needs preparing
_POINT: Final = re.compile(r"(\d{1,3})\s*,\s*(\d{1,3})(?!\S)")

Point = tuple[int, int]  # column and row of a cell, counted from the upper left one


def read(written: str) -> tuple[list[list[Point]], str]:
    """The strokes of a drawing, and the first thing in it that is no cell of the pad, or "".

    What is no cell is left out, so that a drawing can be looked at while it is typed.
    """
    strokes: list[list[Point]] = []
    wrong = ""
    for piece in written.split(BETWEEN):
        points = [(int(x), int(y)) for x, y in _POINT.findall(piece)]
        outside = [f"{x},{y}" for x, y in points if x >= SIZE or y >= SIZE]
        wrong = wrong or _POINT.sub(" ", piece).strip() or (outside[0] if outside else "")
        points = [(x, y) for x, y in points if x < SIZE and y < SIZE]
        if points:
            strokes.append(points)
    return strokes, wrong


def line(start: Point, end: Point) -> list[Point]:
    """The cells of a straight line, both ends among them. The pad's own script draws the same."""
    (x, y), (to_x, to_y) = start, end
    steps = max(abs(to_x - x), abs(to_y - y), 1)
    # Halves go up, as in JavaScript's Math.round; Python's own would take the even neighbor.
    return [
        (int(x + (to_x - x) * at / steps + 0.5), int(y + (to_y - y) * at / steps + 0.5))
        for at in range(steps + 1)
    ]


def cells_of(strokes: list[list[Point]]) -> np.ndarray:
    """Which cells a drawing fills: bool of shape (16, 16), rows first."""
    filled = np.zeros((SIZE, SIZE), bool)
    for points in strokes:
        for start, end in zip(points, points[1:] or points, strict=False):
            for x, y in line(start, end):
                filled[y, x] = True
    return filled
