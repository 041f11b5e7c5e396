"""A map of probabilities over the plane, as SVG: bands, the boundary, and the points."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np

from explorables.drawing import chart
from explorables.drawing.contours import Loop, outlines
from explorables.page import palette, svg
from explorables.pictures.boundary.data import GRID, Box, Points
from explorables.pictures.boundary.scores import Plane

# One for each class: its areas, its points (darker, to stand out from the areas), their shape.
HUES: Final = tuple(
    palette.OKABE_ITO[name] for name in ("blue", "orange", "bluish green", "reddish purple")
)
DARK: Final = ("#003F66", "#8A3600", "#004D38", "#7A2E5C")
SHAPES: Final = ("circle", "square", "triangle", "diamond")
# Where the bands of two classes end, as probabilities of class 1; the boundary is in the middle.
LEVELS: Final = (0.1, 0.3, 0.5, 0.7, 0.9)
BANDS: Final = (
    palette.tint(HUES[0], 0.62),
    palette.tint(HUES[0], 0.40),
    palette.tint(HUES[0], 0.18),
    palette.tint(HUES[1], 0.20),
    palette.tint(HUES[1], 0.42),
    palette.tint(HUES[1], 0.70),
)
SURE: Final = 0.75  # of more than two classes: from here on an area is darker
_TINY: Final = 1e-6


def log_odds(chance: np.ndarray | float) -> np.ndarray:
    """``log(p / (1 - p))``: between grid points it is closer to a straight line than ``p`` is."""
    kept = np.clip(np.asarray(chance, np.float64), _TINY, 1 - _TINY)
    return np.log(kept) - np.log1p(-kept)


def lead(chances: np.ndarray, number: int) -> np.ndarray:
    """By how much the log of a class's probability exceeds that of the best other class.

    Args:
        chances: shape (classes, ...).
        number: of the class.
    """
    logs = np.log(np.clip(np.asarray(chances, np.float64), _TINY, 1.0))
    return logs[number] - np.delete(logs, number, axis=0).max(axis=0)


class Map:
    """The plane of a box in a square of pixels."""

    def __init__(self, box: Box, left: float, top: float, side: float):
        self.x = chart.Scale(box.left, box.right, left, left + side)
        self.y = chart.Scale(box.low, box.high, top + side, top)
        self._left, self._foot, self._cell = left, top + side, side / (GRID - 1)
        self._square = {"x": left, "y": top, "width": side, "height": side}

    def areas(self, snapshot: Plane, threshold: float = 0.5) -> str:
        """The bands, and a dark line where the class changes.

        Args:
            threshold: of two classes, from which probability on a place counts as class 1.
        """
        classes = len(snapshot.map)
        if classes == 2:
            heights = log_odds(snapshot.map[1])
            pieces = [svg.element("rect", fill=BANDS[0], **self._square)]
            bands = {level: outlines(heights, float(log_odds(level))) for level in LEVELS}
            for level, color in zip(LEVELS, BANDS[1:], strict=True):
                pieces.append(self._filled(bands[level], color))
            known = bands.get(threshold)
            lines = outlines(heights, float(log_odds(threshold))) if known is None else known
        else:
            pieces = [svg.element("rect", fill=palette.PANEL, **self._square)]
            lines = []
            for number in range(classes):
                ahead = lead(snapshot.map, number)
                loops = outlines(ahead, 0.0)
                sure = np.minimum(ahead, log_odds(snapshot.map[number]) - log_odds(SURE))
                pieces.append(self._filled(loops, palette.tint(HUES[number], 0.22)))
                pieces.append(self._filled(outlines(sure, 0.0), palette.tint(HUES[number], 0.52)))
                lines += loops
        pieces.append(self._line(lines))
        drawn = svg.element("g", *(piece for piece in pieces if piece), class_="areas")
        return palette.fixed(drawn)

    def _pixel(self, place: tuple[float, float]) -> str:
        across, up = place
        return f"{self._left + across * self._cell:.1f} {self._foot - up * self._cell:.1f}"

    def _filled(self, loops: list[Loop], color: str) -> str:
        if not loops:
            return ""
        d = "".join(f"M{'L'.join(map(self._pixel, loop))}Z" for loop in loops)
        return svg.element("path", d=d, fill=color, fill_rule="evenodd")

    def _line(self, loops: Iterable[Loop]) -> str:
        """The loops, but not where they follow the edge of the map."""
        parts = []
        for loop in loops:
            down = False  # whether the pen is
            for place, following in zip(loop, [*loop[1:], loop[0]], strict=True):
                if _along_the_edge(place, following):
                    down = False
                    continue
                parts.append(
                    f"L{self._pixel(following)}"
                    if down
                    else f"M{self._pixel(place)}L{self._pixel(following)}"
                )
                down = True
        return svg.element(
            "path",
            d="".join(parts) or "M0 0",
            fill="none",
            stroke=palette.INK,
            stroke_width=2.4,
            stroke_linejoin="round",
            class_="boundary",
        )

    def points(self, points: Points, size: float = 3.7) -> str:
        """Every point: the shape says its class, filled or hollow its set."""
        order = np.argsort(points.trained, kind="stable")  # those trained on lie on top
        drawn = svg.element(
            "g",
            *(
                chart.marker(
                    SHAPES[points.labels[at]],
                    self.x.at(float(points.places[at, 0])),
                    self.y.at(float(points.places[at, 1])),
                    DARK[points.labels[at]],
                    size=size if points.trained[at] else size - 0.5,
                    hollow=not points.trained[at],
                )
                for at in order
            ),
            class_="points",
        )
        return palette.fixed(drawn)

    def axes(self) -> str:
        """The frame, and ticks at round values."""
        pieces = [
            svg.element("rect", fill="none", stroke=palette.EDGE, **self._square),
            chart.bottom_axis(self.x, self.y, self.x.ticks(5), _tick),
        ]
        for value in self.y.ticks(5):
            at = self.y.at(value)
            pieces.append(svg.line(self._left - 5, at, self._left, at, stroke=palette.EDGE))
            pieces.append(
                svg.text(
                    self._left - 8,
                    at + 4,
                    _tick(value),
                    size=svg.SMALL,
                    fill=palette.MUTED,
                    anchor="end",
                )
            )
        return "".join(pieces)


def _along_the_edge(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return any(one[way] == other[way] and one[way] in (0, GRID - 1) for way in (0, 1))


def _tick(value: float) -> str:
    return f"{value:.6g}".replace("-", "\N{MINUS SIGN}")


def color_key(left: float, top: float, width: float) -> str:
    """What the bands of two classes mean: a bar with its ends written below."""
    ends = [0.0, *LEVELS, 1.0]
    pieces = []
    for at, color in enumerate(map(palette.fixed, BANDS)):
        start = left + width * at / len(BANDS)
        pieces.append(
            svg.element("rect", x=start, y=top, width=width / len(BANDS), height=12.0, fill=color)
        )
    pieces.append(
        svg.element(
            "rect", x=left, y=top, width=width, height=12.0, fill="none", stroke=palette.EDGE
        )
    )
    middle = left + width / 2
    pieces.append(svg.line(middle, top - 2, middle, top + 14, stroke=palette.INK, stroke_width=2.4))
    for at, value in enumerate(ends):
        pieces.append(
            svg.text(
                left + width * at / len(BANDS),
                top + 27,
                f"{value:g}",
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="middle",
            )
        )
    return "".join(pieces)


def pieces_of(area: np.ndarray) -> int:
    """How many separate pieces a region of the grid has; neighbors share a side.

    Args:
        area: shape (rows, columns), bool.
    """
    wide = area.shape[1] + 1  # with an empty column, so that no row continues into the next
    left = set(np.flatnonzero(np.pad(area, ((0, 0), (0, 1)))).tolist())
    found = 0
    while left:
        found += 1
        ahead = [left.pop()]
        while ahead:
            place = ahead.pop()
            for near in (place + 1, place - 1, place + wide, place - wide):
                if near in left:
                    left.remove(near)
                    ahead.append(near)
    return found


def ceiling(largest: float) -> float:
    """The top of an axis of losses: the same for runs whose losses are alike."""
    steps = (0.8, 1.2, 2.0, 3.0, 5.0, 8.0, 12.0, 17.0)
    return next((step for step in steps if step >= largest), math.ceil(largest))
