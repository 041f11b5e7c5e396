"""The surface of a loss: a map with contour bands over two parameters, a curve over one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypedDict

import numpy as np

from explorables.drawing import chart
from explorables.drawing.contours import outlines
from explorables.page import palette, svg
from explorables.pictures.descent.path import Descent
from explorables.pictures.descent.words import written

TOP: Final = 66.0  # px; below the heading
HIGH: Final = 230.0  # px; of the map and of the chart
FOOT: Final = TOP + HIGH
_MAP: Final = (48.0, 346.0)  # px; left and right edge of the map
_CURVE: Final = (48.0, 392.0)  # and of a curve, which needs no key
_KEY: Final = 354.0  # px; left edge of the color key
_BANDS: Final = 12  # at most about so many levels
_DECADES: Final = 3.5  # of the loss, that get levels of their own


class _Outline(TypedDict):
    """Attributes of SVG."""

    stroke: str
    stroke_width: float
    stroke_linejoin: str
    paint_order: str


_HALO: Final[_Outline] = {
    "stroke": palette.PANEL,
    "stroke_width": 3.5,
    "stroke_linejoin": "round",
    "paint_order": "stroke",
}

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(eq=False)
class Ground:
    """The surface of a loss with its axes: what lies below every path."""

    descent: Descent

    @property
    def edges(self) -> tuple[float, float]:
        """Left and right edge of the plot of the loss, in pixels."""
        return _MAP if len(self.descent.start) == 2 else _CURVE

    @property
    def box(self) -> Box:
        """Its sides, in pixels."""
        return self.edges[0], TOP, self.edges[1], FOOT

    @cached_property
    def scales(self) -> tuple[chart.Scale, chart.Scale]:
        """Across and up, of the map or of the curve's plot."""
        limits = self.descent.limits
        x = chart.Scale(*limits[0], *self.edges)
        if len(limits) == 2:
            return x, chart.Scale(*limits[1], FOOT, TOP)
        losses = self.descent.surface.losses
        losses = losses[np.isfinite(losses)]
        low, high = float(losses.min()), float(losses.max())
        room = 0.07 * (high - low) or max(abs(high), 1.0)
        return x, chart.Scale(low - room, high + room, FOOT, TOP)

    @cached_property
    def drawing(self) -> str:
        """What lies below the path: the surface with its axes and its key."""
        x, y = self.scales
        names = self.descent.parameters
        pieces = [self._bands() if len(names) == 2 else self._curve()]
        pieces.append(
            svg.element(
                "rect",
                x=self.edges[0],
                y=TOP,
                width=self.edges[1] - self.edges[0],
                height=HIGH,
                fill="none",
                stroke=palette.EDGE,
            )
        )
        for value in y.ticks(6):
            up = y.at(value)
            pieces.append(svg.line(self.edges[0] - 4, up, self.edges[0], up, stroke=palette.EDGE))
            pieces.append(note(self.edges[0] - 7, up + 4, written(round(value, 10)), anchor="end"))
        pieces.append(chart.bottom_axis(x, y, x.ticks(6), lambda value: written(round(value, 10))))
        middle = (self.edges[0] + self.edges[1]) / 2
        pieces.append(svg.text(middle, FOOT + 37, names[0], mono=True, anchor="middle", bold=True))
        if len(names) == 2:
            pieces.append(svg.text(6, TOP - 9, names[1], mono=True, bold=True))
        return "".join(pieces)

    def _bands(self) -> str:
        """The map: a tint for each band of the loss, a line at each level, and the key to them."""
        surface, (x, y) = self.descent.surface, self.scales
        finite = np.isfinite(surface.losses)
        levels, _ = _levels(surface.losses[finite])
        heights = np.where(finite, surface.losses, surface.losses[finite].min())

        def across(column: float) -> float:
            share = column / (len(surface.axes[0]) - 1)
            return x.start + share * (x.end - x.start)

        def up(row: float) -> float:
            share = row / (len(surface.axes[1]) - 1)
            return y.start + share * (y.end - y.start)

        def region(heights: np.ndarray, level: float) -> str:
            return "".join(
                "M"
                + "L".join(f"{svg.number(across(c))} {svg.number(up(r))}" for c, r in loop)
                + "z"
                for loop in outlines(heights, level)
            )

        grounds = [palette.tint(palette.OKABE_ITO["blue"], s) for s in _shades(len(levels) + 1)]
        pieces = [
            svg.element(
                "rect",
                x=self.edges[0],
                y=TOP,
                width=self.edges[1] - self.edges[0],
                height=HIGH,
                fill=grounds[0],
            )
        ]
        for level, ground in zip(levels, grounds[1:], strict=True):
            pieces.append(
                svg.element(
                    "path",
                    d=region(heights, level),
                    fill=ground,
                    fill_rule="evenodd",
                    stroke=palette.PANEL,
                    stroke_width=0.8,
                )
            )
        if not finite.all():
            hole = outlines(np.where(finite, 0.0, 1.0), 0.5)
            pieces.append(self._hole(hole, across, up))
        return palette.fixed("".join(pieces)) + self._key(levels, grounds)

    @staticmethod
    def _hole(loops, across, up) -> str:
        """A region without a finite loss: white, with a dashed edge."""
        shape = "".join(
            "M" + "L".join(f"{svg.number(across(c))} {svg.number(up(r))}" for c, r in loop) + "z"
            for loop in loops
        )
        return svg.element(
            "path",
            d=shape,
            fill=palette.PANEL,
            fill_rule="evenodd",
            stroke=palette.EDGE,
            stroke_width=1.5,
            stroke_dasharray="3 3",
        )

    @staticmethod
    def _key(levels: list[float], grounds: list[str]) -> str:
        """Which tint is which band; the number stands at the level between two."""
        pieces = [note(_KEY, TOP - 9, "loss")]
        high = HIGH / len(grounds)
        for at, ground in enumerate(map(palette.fixed, grounds)):
            pieces.append(
                svg.element(
                    "rect",
                    x=_KEY,
                    y=FOOT - (at + 1) * high,
                    width=14.0,
                    height=high,
                    fill=ground,
                    stroke=palette.EDGE,
                    stroke_width=0.6,
                )
            )
        for at, level in enumerate(levels):
            pieces.append(note(_KEY + 19, FOOT - (at + 1) * high + 4, written(round(level, 12))))
        return "".join(pieces)

    def _curve(self) -> str:
        """The loss of one parameter; a gap where it is not finite."""
        surface, (x, y) = self.descent.surface, self.scales
        pieces, run = [], []
        for value, loss in [*zip(surface.axes[0], surface.losses, strict=True), (0.0, math.nan)]:
            if np.isfinite(loss):
                run.append((x.at(value), y.at(loss)))
            elif run:
                pieces.append(chart.path(run, palette.OKABE_ITO["blue"], None, stroke_width=2.5))
                run = []
        return "".join(pieces)

    def lowest(self) -> str:
        """A cross at the lowest point of the grid."""
        (x, y), place = self.scales, self.descent.surface.lowest[0]
        across, up = x.at(place[0]), y.at(place[1])
        stroke = {"stroke": palette.INK, "stroke_width": 1.8}
        return (
            svg.line(across - 5, up - 5, across + 5, up + 5, **stroke)
            + svg.line(across - 5, up + 5, across + 5, up - 5, **stroke)
            + haloed(across, up + 19, "lowest", "middle", self.box)
        )


def _levels(losses: np.ndarray) -> tuple[list[float], bool]:
    """Round levels between the least and the greatest loss, and whether by equal ratios."""
    low, high = float(losses.min()), float(losses.max())
    if low == high:
        return [], False
    if low >= 0 and low < high / 30:
        scale = chart.Scale(max(low, high / 10**_DECADES), high, 0, 1, log=True)
        return [one for one in scale.ticks(_BANDS) if low < one < high], True
    return [one for one in chart.Scale(low, high, 0, 1).ticks(9) if low < one < high], False


def _shades(count: int) -> list[float]:
    """Strengths of the tints, light for a low loss."""
    return [0.04 + 0.5 * at / max(count - 1, 1) for at in range(count)]


def note(x: float, y: float, words: str, anchor: str = "start") -> str:
    """Words in small, gray letters."""
    return svg.text(x, y, words, size=svg.SMALL, fill=palette.MUTED, anchor=anchor)


def haloed(x: float, y: float, words: str, anchor: str, box: Box, bold: bool = False) -> str:
    """Words over the map, kept inside it."""
    wide = svg.width_of(words, size=svg.SMALL)
    before = {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    x = min(max(x, box[0] + before + 3), box[2] - (wide - before) - 3)
    y = min(max(y, box[1] + 13), box[3] - 4)
    return svg.text(x, y, words, size=svg.SMALL, anchor=anchor, bold=bold, **_HALO)
