"""The lines of the curves: how each run looks, its name beside it, its lowest validation loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from explorables.drawing import chart
from explorables.page import palette, svg
from explorables.page.host import WIDTH
from explorables.pictures.curves.runs import VALIDATION, Run

SWITCHES: Final = 6  # runs that can be shown and hidden one by one
LEFT: Final = 58.0  # px; room for the labels of the vertical axis
RIGHT: Final = WIDTH - 140  # px; room for the names of the runs
TOP: Final = 72.0  # px; below the heading, the key, and the epochs of the lowest losses
PLOT: Final = 226.0  # px; height of the plot
_NAME: Final = 13  # characters of a run's name beside its line
_MARKS: Final = 15  # markers of a line, about; closer ones would run together
_LEADER: Final = {"stroke_dasharray": "1 4"}  # no data, so it looks like none

# Dark enough for the names that are written in them.
_COLORS: Final = (palette.OKABE_ITO["blue"], "#A84300", "#00795A", "#97457A", "#1B1B1B", "#806000")


@dataclass(frozen=True)
class Look:
    """How the lines of a run are drawn."""

    color: str
    marker: str


def look_of(number: int) -> Look:
    """How a run looks; the seventh has the first one's color with another marker."""
    count = len(_COLORS)
    marker = chart.MARKERS[(number + number // count) % len(chart.MARKERS)]
    return Look(_COLORS[number % count], marker)


def short(name: str) -> str:
    """The name with its middle left out where it is long: names often differ at an end."""
    if len(name) <= _NAME:
        return name
    return f"{name[: _NAME // 2]}…{name[-(_NAME // 2) :]}"


def value_range(values: list[float], log: bool) -> tuple[float, float]:
    """The ends of the vertical axis. A linear one begins at 0, unless that wastes most of it."""
    low, high = min(values), max(values)
    if log:
        return chart.around(values, True, least=2)
    if 0 < high - low < low:
        room = (high - low) * 0.06
        return low - room, high + room
    return chart.around(values, False)


def placed(
    series: Sequence[tuple[int, float]], x: chart.Scale, y: chart.Scale
) -> list[tuple[float, float]]:
    """Where the values of a series lie, as far as the axes have a place for them."""
    return [
        (x.at(number), y.at(value))
        for number, value in series
        if math.isfinite(value) and (value > 0 or not y.log)
    ]


def curve(
    points: list[tuple[float, float]],
    look: Look,
    validation: bool,
    x: chart.Scale,
    epoch: int,
    marked: bool = True,
) -> str:
    """One line with its markers: filled and solid for validation, hollow and dashed otherwise.

    Args:
        marked: Whether it has markers at more epochs than the one that is read out.
    """
    pieces = [chart.path(points, look.color, None if validation else "5 3")]
    every = math.ceil(len(points) / _MARKS)
    for number, (across, up) in enumerate(points):
        at_epoch = bool(epoch) and abs(across - x.at(epoch)) < 0.01
        regular = number == len(points) - 1 or number % every == every - 1
        if at_epoch or (marked and regular):
            size = 5.6 if at_epoch else 3.6
            pieces.append(
                chart.marker(look.marker, across, up, look.color, size=size, hollow=not validation)
            )
    return svg.element("g", *pieces, class_="validation" if validation else "training")


def sample(left: float, up: float, look: Look, validation: bool) -> str:
    """A short piece of a line, for the key."""
    line = svg.line(
        left,
        up,
        left + 30,
        up,
        stroke=look.color,
        stroke_width=2,
        stroke_dasharray=None if validation else "5 3",
    )
    return line + chart.marker(
        look.marker, left + 15, up, look.color, size=3.6, hollow=not validation
    )


def run_names(
    ends: list[tuple[Run, float, float]], looks: dict[str, Look], foot: float
) -> list[str]:
    """The name of each run at the right, led there from the end of its line."""
    levels = chart.apart([up for _, _, up in ends], 16.0, TOP + 6, foot - 4)
    pieces = []
    for (run, across, up), level in zip(ends, levels, strict=True):
        look = looks[run.name]
        pieces.append(
            svg.line(
                across + 6,
                up,
                RIGHT + 11,
                level,
                stroke=look.color,
                stroke_width=0.8,
                **_LEADER,
            )
        )
        pieces.append(chart.marker(look.marker, RIGHT + 16, level, look.color, size=4.2))
        pieces.append(
            svg.text(
                RIGHT + 24,
                level + 4,
                short(run.name),
                size=svg.SMALL,
                fill=look.color,
                bold=True,
            )
        )
    return pieces


def bests(
    shown: list[Run],
    metric: str,
    looks: dict[str, Look],
    x: chart.Scale,
    y: chart.Scale,
) -> list[str]:
    """A ring at the epoch of the lowest validation loss, and its number above the plot."""
    known = [(run, run.best) for run in shown if run.best is not None]
    if not known:
        return []
    crowded = len(known) > SWITCHES  # then there are rings only
    places = chart.apart([x.at(best.number) for _, best in known], 26.0, LEFT + 6, RIGHT - 4)
    pieces = []
    for (run, best), place in zip(known, places, strict=True):
        look, across = looks[run.name], x.at(best.number)
        value = best.values.get(VALIDATION + metric, math.nan)
        up = TOP
        if math.isfinite(value) and (value > 0 or not y.log):
            up = y.at(value)
            pieces.append(
                svg.element(
                    "circle",
                    cx=across,
                    cy=up,
                    r=8.5,
                    fill="none",
                    stroke=look.color,
                    stroke_width=1.6,
                )
            )
        if crowded:
            continue
        pieces.append(
            svg.line(across, up - 9, across, TOP, stroke=look.color, stroke_dasharray="1 3")
            if up - 9 > TOP
            else ""
        )
        pieces.append(svg.line(across, TOP, place, TOP - 6, stroke=look.color, stroke_width=0.8))
        pieces.append(
            svg.text(
                place,
                TOP - 9,
                str(best.number),
                size=svg.SMALL,
                fill=look.color,
                anchor="middle",
                bold=True,
            )
        )
    ring = {"fill": "none", "stroke": palette.MUTED, "stroke_width": 1.6}
    return [
        *pieces,
        svg.element("circle", cx=RIGHT + 22, cy=TOP - 13, r=5.5, **ring),
        svg.text(RIGHT + 32, TOP - 9, "lowest validation", size=svg.SMALL, fill=palette.MUTED),
    ]
