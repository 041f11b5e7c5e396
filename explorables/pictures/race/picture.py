"""The picture behind `explorables.race`: the time of one call against its size, measured here."""

from __future__ import annotations

import math
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby
from typing import Final

from explorables.drawing import chart
from explorables.drawing.quantities import about, in_time, listed
from explorables.page import palette, svg
from explorables.page.host import WIDTH, Control, Dial, Explorable, Frame, Switch, Walk, only_words
from explorables.pictures.race.contest import SIZES, WAYS, Contender, Race, hold
from explorables.pictures.race.timing import (
    Crossing,
    Timing,
    crossings,
    faster,
)
from explorables.reading.tensors import NotDrawable

_MARGIN: Final = 4.0
_LEFT: Final = 62.0  # px; room for the labels of the time axis
_RIGHT: Final = WIDTH - 104  # px; room for the names of the lines
_TOP: Final = 46.0  # px; below the two lines of the heading
_ROW: Final = 17.0  # px; of the labels of cross-overs
_PLOT: Final = 210.0  # px; height of the plot
_STEM: Final = {"stroke_dasharray": "1 3"}
_LINE: Final = 86  # characters of a note that fit a line below the plot


def explore(
    function: object,
    make_input: object,
    sizes: object = SIZES,
    repeat: object = 31,
    seconds: object = 3.0,
    clock: Callable[[], float] = time.perf_counter,
) -> Explorable:
    """The picture for a function and its inputs; or a sentence why there is none."""
    try:
        race = hold(function, make_input, sizes, repeat, seconds, clock)
    except NotDrawable as why:
        return only_words(str(why))
    return show(race)


def show(race: Race) -> Explorable:
    """The picture of a finished race. Nothing is measured again."""
    picture = _Picture(race)
    return Explorable(picture.draw, picture.controls, walk=picture.walk)


@dataclass(eq=False)
class _Picture:
    race: Race

    @property
    def _times(self) -> dict[str, dict[int, Timing]]:
        return self.race.measured.timings

    @cached_property
    def _sizes(self) -> tuple[int, ...]:
        return self.race.measured.sizes

    @property
    def controls(self) -> dict[str, Control]:
        sizes = tuple(f"{size:,}" for size in self._sizes)
        return {
            **({"size": Dial("size", sizes, sizes[-1])} if len(sizes) > 1 else {}),
            # No drop-down list: JupyterLab takes its arrow keys for moving from cell to cell.
            "linear": Switch("linear scale"),
            **{
                f"show_{number}": Switch(one.name, True)
                for number, one in enumerate(self.race.contenders)
            },
        }

    @property
    def walk(self) -> Walk:
        """What the book moves through; of more than three contenders all are shown."""
        runners = [name for name in self.controls if name.startswith("show_")]
        return Walk(positions=dict.fromkeys(runners, (True,)) if len(runners) > 3 else {})

    @cached_property
    def _crossings(self) -> list[tuple[Crossing, frozenset[str]]]:
        """Every cross-over of two lines of one device or of one way, by size."""
        found = []
        for one, other in combinations(self.race.contenders, 2):
            if one.device == other.device or one.way is other.way:
                for crossing in crossings(self._times, one.name, other.name):
                    found.append((crossing, frozenset((one.name, other.name))))
        return sorted(found, key=lambda pair: pair[0].at)

    def draw(self, linear: bool, size: str = "", **show: bool) -> Frame:
        """The frame for a size (the only one, where there is no choice), a scale, and the
        contenders shown."""
        shown = [one for number, one in enumerate(self.race.contenders) if show[f"show_{number}"]]
        chosen = next((one for one in self._sizes if f"{one:,}" == size), self._sizes[-1])
        description = self._description(shown)
        reading = self._reading(shown, chosen)
        body, height = self._drawing(shown, chosen, not linear)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            "\n".join(
                f"{way.name + ':':<7}{way.code}"
                for way in WAYS
                if any(one.way is way for one in self.race.contenders)
            ),
            hint="The slider reads out another size; nothing is measured again." if size else "",
        )

    # In words

    @cached_property
    def _conditions(self) -> str:
        counts = [len(one.runs) for times in self._times.values() for one in times.values()]
        runs = f"{min(counts)}" if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"
        devices = self.race.devices
        where = f"{devices[0]}, no GPU found" if len(devices) == 1 else listed(list(devices))
        return f"on {where}; median of {runs} runs after a first one apart"

    def _description(self, shown: list[Contender]) -> str:
        sizes = self._sizes
        span = f"size {sizes[0]:,}" if len(sizes) == 1 else f"sizes {sizes[0]:,} to {sizes[-1]:,}"
        parts = [
            f"Time of one call against its size, measured here, on this machine, {self._conditions}; "
            f"{span}."
        ]
        if shown:
            parts.append(self._ranking(shown))
        crossings = [one for one, pair in self._crossings if pair <= {each.name for each in shown}]
        for one in crossings:
            parts.append(
                f"{one.new} overtakes {one.old} between {one.before:,} and {one.after:,}, at about "
                f"{about(one.at)}."
            )
        if len(shown) > 1 and not crossings:
            parts.append("No two lines clearly change places.")
        return " ".join(parts + self.race.notes)

    def _order(self, shown: list[Contender], size: int) -> list[str]:
        """The names of those measured at a size, the fastest first."""
        there = [one.name for one in shown if size in self._times[one.name]]
        return sorted(there, key=lambda name: self._times[name][size].median)

    def _leaders(self, shown: list[Contender], size: int) -> tuple[str, ...]:
        """The fastest, and whoever is too close to it to call."""
        order = self._order(shown, size)
        return tuple(
            name
            for name in order
            if faster(self._times[order[0]][size], self._times[name][size]) == 0
        )

    def _ranking(self, shown: list[Contender]) -> str:
        """Who leads from which size to which, and the whole order at the largest."""
        parts = []
        names = [one.name for one in shown]
        leads = [
            (size, tuple(sorted(self._leaders(shown, size), key=names.index)))
            for size in self._sizes
            if self._order(shown, size)
        ]
        for leaders, group in groupby(leads, key=lambda pair: pair[1]):
            sizes = [size for size, _ in group]
            where = f"at {sizes[0]:,}" if len(sizes) == 1 else f"from {sizes[0]:,} to {sizes[-1]:,}"
            parts.append(
                f"{where} {leaders[0]} is fastest"
                if len(leaders) == 1
                else f"{where} {listed(list(leaders))} are too close to call"
            )
        sentence = "; ".join(parts)
        order = self._order(shown, self._sizes[-1])
        at_last = (
            f" By median at {self._sizes[-1]:,}: {', '.join(order)}." if len(order) > 1 else ""
        )
        return f"{sentence[0].upper()}{sentence[1:]}.{at_last}"

    def _reading(self, shown: list[Contender], size: int) -> str:
        elements = self.race.elements.get(size)
        of = f"size {size:,}"
        if elements is not None:
            words = f"{elements:,} element{'s' * (elements != 1)} of input"
            of = words if elements == size else f"{of} ({words})"
        order = self._order(shown, size)
        if not order:
            return f"At {of}: no contender is shown that was measured there."
        times = ", ".join(f"{name} {in_time(self._times[name][size].median)}" for name in order)
        leaders = self._leaders(shown, size)
        if len(order) == 1:
            verdict = ""
        elif len(leaders) == 1:
            verdict = f": {leaders[0]} is first"
        else:
            verdict = f": {listed(list(leaders))} are too close to call"
        first = ", ".join(
            f"{one.name} {in_time(self._times[one.name][size].first)}"
            for one in shown
            if one.name in order
        )
        return f"At {of}: {times}{verdict}. The first call there took {first}."

    # As a drawing

    def _drawing(self, shown: list[Contender], size: int, log: bool) -> tuple[str, float]:
        """The body of the picture and its height."""
        strip = self._strip
        top = _TOP + strip
        foot = top + _PLOT
        x = self._across(log)
        drawn = shown or list(self.race.contenders)
        medians = [one.median for each in drawn for one in self._times[each.name].values()]
        y = chart.Scale(*chart.around(medians, log, least=10), foot, top, log)
        selected = x.at(size)
        pieces = [
            svg.text(
                _MARGIN,
                15,
                "Time of one call, measured here, on this machine",
                size=svg.LARGE,
                bold=True,
            ),
            svg.text(_MARGIN, 34, self._conditions, size=svg.SMALL, fill=palette.MUTED),
            svg.element(
                "rect",
                x=selected - 9,
                y=top,
                width=18.0,
                height=_PLOT,
                fill=palette.tint(palette.OKABE_ITO["orange"], 0.25),
            ),
            chart.left_axis(x, y, lambda seconds: in_time(seconds) if seconds else "0"),
            chart.frame(x, y),
            chart.bottom_axis(x, y, self._sizes, lambda value: f"{value:,}"),
            svg.text(
                (_LEFT + _RIGHT) / 2,
                foot + 37,
                f"size given to make_input ({'logarithmic' if log else 'linear'} scale)",
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="middle",
            ),
        ]
        names = {one.name for one in shown}
        stems, rings = self._rings(x, y, names)
        pieces.append(stems)
        for one in shown:
            pieces.append(self._line(one, x, y, size, log))
        pieces.append(rings)
        pieces += self._names(shown, x, y, top, foot)
        if not shown:
            pieces.append(
                svg.text(
                    (_LEFT + _RIGHT) / 2,
                    (top + foot) / 2,
                    "No contender is shown: tick one.",
                    anchor="middle",
                )
            )
        bottom = foot + 48
        for note in self.race.notes:
            for line in textwrap.wrap(note, _LINE):
                bottom += 18
                pieces.append(svg.text(_MARGIN, bottom, line, size=svg.SMALL))
        return "".join(pieces), bottom + 8

    def _across(self, log: bool) -> chart.Scale:
        """The axis of sizes."""
        return chart.Scale(*chart.around(self._sizes, log, 0.04), _LEFT, _RIGHT, log)

    def _labels(self, names: set[str]) -> list[tuple[Crossing, str]]:
        """Each cross-over of those named, and what is said of it above the plot."""
        return [
            (one, f"at about {about(one.at)} {one.new} overtakes {one.old}")
            for one, pair in self._crossings
            if pair <= names
        ]

    @cached_property
    def _columns(self) -> int:
        """How many labels stand side by side; the same for every setting."""
        labels = self._labels({one.name for one in self.race.contenders})
        widest = max((svg.width_of(words, size=svg.SMALL) for _, words in labels), default=0)
        return 2 if widest + 26 < WIDTH / 2 else 1

    @cached_property
    def _strip(self) -> float:
        """Height of the labels above the plot; the same for every setting."""
        labels = self._labels({one.name for one in self.race.contenders})
        return math.ceil(len(labels) / self._columns) * _ROW + (10 if labels else 0)

    def _rings(self, x: chart.Scale, y: chart.Scale, names: set[str]) -> tuple[str, str]:
        """What lies below the lines, a stem down to each size; and above, rings and labels."""
        below, above = [], []
        for number, (crossing, words) in enumerate(self._labels(names)):
            row, column = divmod(number, self._columns)
            across, up = x.at(crossing.at), y.at(crossing.seconds)
            below.append(svg.line(across, up, across, y.start, stroke=palette.EDGE, **_STEM))
            base = _TOP + 12 + row * _ROW
            left = _MARGIN + 8 + column * WIDTH / 2
            above.append(self._ring(number + 1, across, up))
            above.append(self._ring(number + 1, left, base - 4))
            above.append(svg.text(left + 14, base, words, size=svg.SMALL))
        return "".join(below), "".join(above)

    @staticmethod
    def _ring(number: int, x: float, y: float) -> str:
        """The number of a cross-over in a ring."""
        return svg.element(
            "circle", cx=x, cy=y, r=8.0, fill=palette.PANEL, stroke=palette.INK, stroke_width=1.2
        ) + svg.text(x, y + 4.2, str(number), size=svg.SMALL, anchor="middle", bold=True)

    def _line(self, one: Contender, x: chart.Scale, y: chart.Scale, size: int, log: bool) -> str:
        """One contender: whiskers over the middle half of its runs, a line, and markers."""
        times = self._times[one.name]
        points = [(x.at(at), y.at(timing.median)) for at, timing in sorted(times.items())]
        pieces = []
        for at, timing in times.items():
            ends = [min(max(y.at(end), y.end), y.start) for end in timing.middle]
            pieces.append(
                svg.line(
                    x.at(at), ends[0], x.at(at), ends[1], stroke=one.way.color, stroke_width=1.2
                )
            )
        pieces.append(chart.path(points, one.way.color, one.way.dash))
        hollow = not one.device.startswith("CPU")
        for (across, up), at in zip(points, sorted(times), strict=True):
            pieces.append(
                chart.marker(
                    one.way.marker,
                    across,
                    up,
                    one.way.color,
                    size=6.5 if at == size else 4.2,
                    hollow=hollow,
                )
            )
        return svg.element("g", *pieces, class_="contender")

    def _names(
        self, shown: list[Contender], x: chart.Scale, y: chart.Scale, top: float, foot: float
    ) -> list[str]:
        """The name of each line at its right end, led there where it had to move."""
        ends = [
            (
                x.at(max(self._times[one.name])),
                y.at(self._times[one.name][max(self._times[one.name])].median),
            )
            for one in shown
        ]
        levels = chart.apart([up for _, up in ends], 16.0, top + 6, foot - 4)
        pieces = []
        for one, (across, up), level in zip(shown, ends, levels, strict=True):
            pieces.append(
                svg.line(across + 7, up, _RIGHT + 6, level, stroke=one.way.color, stroke_width=0.8)
            )
            pieces.append(
                svg.text(
                    _RIGHT + 9, level + 4, one.name, size=svg.NORMAL, fill=one.way.color, bold=True
                )
            )
        return pieces
