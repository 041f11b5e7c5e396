"""Axes, lines and markers of a chart, as SVG: where a value lies, and what is written beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from explorables.page import palette, svg

GRID: Final = "#E2E2E2"  # lines behind the data; what they mark is written at the axis
MARKERS: Final = ("circle", "square", "triangle", "diamond", "down", "cross")
DASHES: Final = (None, "7 4", "2 3", "9 3 2 3", "12 4", "4 2 1 2 1 2")


@dataclass(frozen=True)
class Scale:
    """From values to pixels along one axis.

    Attributes:
        low, high: the least and the greatest value; ``low < high``, and above 0 if ``log``.
        start, end: the pixels where they lie; ``end`` may be the smaller, as upward in SVG.
        log: whether equal ratios, instead of equal differences, are equally far apart.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """The pixel of a value; one outside the range lies outside."""
        if self.log:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int = 6) -> list[float]:
        """Round values in the range, at most about ``most``."""
        if self.log:
            return self._log_ticks(most)
        step = _nice((self.high - self.low) / most)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]

    def _log_ticks(self, most: int) -> list[float]:
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        steps = (1, 2, 5) if (last - first) * 2 <= most else (1,)
        every = max(1, math.ceil((last - first) / most))
        values = [step * 10.0**power for power in range(first, last + 1, every) for step in steps]
        slack = 1 + 1e-9
        return [value for value in values if self.low / slack <= value <= self.high * slack]


def _nice(step: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(one * power for one in (1, 2, 5, 10) if one * power >= step * (1 - 1e-9))


def around(
    values: Iterable[float], log: bool, margin: float = 0.06, least: float = 1.0
) -> tuple[float, float]:
    """A range for a `Scale` that holds ``values`` with room; a linear one begins at 0.

    Args:
        values: at least one; above 0 if ``log``.
        log: whether the scale is logarithmic.
        margin: room at the ends, as a share of the range.
        least: for a logarithmic scale, the least ratio of its ends, so that values that hardly
            differ don't look as if they did.
    """
    given = list(values)
    low, high = min(given), max(given)
    if log:
        room = max((high / low) ** margin, 1.15, math.sqrt(least * low / high))
        return low / room, high * room
    low = min(low, 0.0)
    room = (high - low) * margin or 1.0
    return (low - room if low < 0 else low), high + room


def frame(x: Scale, y: Scale) -> str:
    """The two lines the axes stand on."""
    return svg.line(x.start, y.start, x.end, y.start, stroke=palette.EDGE) + svg.line(
        x.start, y.start, x.start, y.end, stroke=palette.EDGE
    )


def left_axis(x: Scale, y: Scale, written: Callable[[float], str], most: int = 6) -> str:
    """Ticks of ``y`` left of the plot, each with its grid line."""
    pieces = []
    for value in y.ticks(most):
        at = y.at(value)
        pieces.append(svg.line(x.start, at, x.end, at, stroke=GRID))
        pieces.append(
            svg.text(
                x.start - 7,
                at + 4,
                written(value),
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="end",
            )
        )
    return "".join(pieces)


def bottom_axis(
    x: Scale, y: Scale, values: Sequence[float], written: Callable[[float], str]
) -> str:
    """Ticks of ``x`` below the plot; labels that would touch are left out, the last one stays."""
    pieces, labels = [], []
    edge = math.inf
    for value in reversed(values):
        at, words = x.at(value), written(value)
        pieces.append(svg.line(at, y.start, at, y.start + 5, stroke=palette.EDGE))
        half = svg.width_of(words, size=svg.SMALL) / 2
        if at + half + 4 > edge:
            continue
        edge = at - half
        labels.append(
            svg.text(at, y.start + 19, words, size=svg.SMALL, fill=palette.MUTED, anchor="middle")
        )
    return "".join(pieces + labels[::-1])


def path(
    points: Sequence[tuple[float, float]], color: str, dash: str | None, **more: object
) -> str:
    """A line through points in pixels; ``dash`` is one of `DASHES`."""
    return svg.element(
        "polyline",
        points=" ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in points),
        fill="none",
        stroke=color,
        stroke_dasharray=dash,
        **({"stroke_width": 2, "stroke_linejoin": "round"} | more),
    )


def marker(shape: str, x: float, y: float, color: str, *, size: float, hollow: bool = False) -> str:
    """One point; ``shape`` is one of `MARKERS`, ``size`` half its width in pixels."""
    look: dict[str, object] = {
        "fill": palette.PANEL if hollow else color,
        "stroke": color,
        "stroke_width": 1.8,
    }
    s = size
    match shape:
        case "circle":
            return svg.element("circle", cx=float(x), cy=float(y), r=float(s), **look)
        case "square":
            s *= 0.9
            corners = [(-s, -s), (s, -s), (s, s), (-s, s)]
        case "triangle":
            corners = [(0, -1.15 * s), (1.1 * s, 0.85 * s), (-1.1 * s, 0.85 * s)]
        case "down":
            corners = [(0, 1.15 * s), (1.1 * s, -0.85 * s), (-1.1 * s, -0.85 * s)]
        case "diamond":
            corners = [(0, -1.3 * s), (1.3 * s, 0), (0, 1.3 * s), (-1.3 * s, 0)]
        case _:
            a, b = 0.4 * s, 1.2 * s
            corners = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a)]
            corners += [(-one, -other) for one, other in corners]
    points = " ".join(f"{svg.number(x + dx)},{svg.number(y + dy)}" for dx, dy in corners)
    return svg.element("polygon", points=points, **look)


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near ``wanted``, at least ``gap`` apart and between ``low`` and ``high``.

    Order is kept. If they can't all have the gap, they share the room evenly.
    """
    if not wanted:
        return []
    if (len(wanted) - 1) * gap > high - low:
        gap = (high - low) / (len(wanted) - 1)
    order = sorted(range(len(wanted)), key=lambda one: wanted[one])
    placed: list[float] = []
    for at in order:
        placed.append(max(wanted[at], low, placed[-1] + gap if placed else low))
    ceiling = high
    for number in reversed(range(len(placed))):
        placed[number] = min(placed[number], ceiling)
        ceiling = placed[number] - gap
    found = [0.0] * len(wanted)
    for position, at in zip(placed, order, strict=True):
        found[at] = position
    return found
