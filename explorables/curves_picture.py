"""The picture behind `explorables.curves`: what Keras reported, by epoch and within the epochs."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from explorables import chart, palette, stopping, svg
from explorables import curves_words as words
from explorables.host import WIDTH, Choice, Control, Explorable, Frame, Slider, Switch, only_words
from explorables.training_runs import VALIDATION, Epoch, Run, Runs

MOST: Final = 12  # runs drawn; the latest ones
_SWITCHES: Final = 6  # runs that can be shown and hidden one by one
_MARGIN: Final = 4.0
_LEFT: Final = 58.0  # px; room for the labels of the vertical axis
_RIGHT: Final = WIDTH - 140  # px; room for the names of the runs
_TOP: Final = 72.0  # px; below the heading, the key, and the epochs of the lowest losses
_PLOT: Final = 250.0  # px; height of the plot
_NAME: Final = 13  # characters of a run's name beside its line
_LINE: Final = 86  # characters of a note that fit a line below the plot
_POINTS: Final = 440  # points of a run's thin line; the plot is about as many pixels wide
_MARKS: Final = 15  # markers of a line, about; closer ones would run together
_WIDE_RATIO: Final = 100.0  # from here on, values are drawn on a logarithmic scale at first
_LEADER: Final = {"stroke_dasharray": "1 4"}  # no data, so it looks like none
_SOME_LEFT_OUT: Final = (
    "Values of 0 and below have no place on a logarithmic scale; they are not drawn."
)
_ALL_LEFT_OUT: Final = "No value is above 0, so the scale is linear."
_EMPTY: Final = (
    "No training has been recorded yet. Give this object to Keras, "
    "model.fit(x, y, callbacks=[curves]), or a run of it with a name: "
    'callbacks=[curves.run("SGD 0.01")].'
)

# Dark enough for the names that are written in them.
_COLORS: Final = (palette.OKABE_ITO["blue"], "#A84300", "#00795A", "#97457A", "#1B1B1B", "#806000")


@dataclass(frozen=True)
class _Look:
    color: str
    marker: str


def _look(number: int) -> _Look:
    """How a run looks; the seventh has the first one's color with another marker."""
    count = len(_COLORS)
    marker = chart.MARKERS[(number + number // count) % len(chart.MARKERS)]
    return _Look(_COLORS[number % count], marker)


def explore(runs: Runs, metric: str = "loss", log: bool | None = None) -> Explorable:
    """The picture of what was recorded; or a sentence, where nothing was."""
    picture = _Picture(list(runs))
    if not picture.metrics:
        return only_words(_EMPTY)
    return Explorable(picture.draw, picture.controls(metric, log))


def live_frame(
    runs: Runs, current: Run | None, can_stop: bool, metric: str = "loss", log: bool | None = None
) -> Frame:
    """The picture while ``current`` trains, with where it stands and how to stop it."""
    picture = _Picture(list(runs))
    reading = words.standing(current) if current is not None else ""
    if can_stop and current is not None and not current.ended:
        reading = f"{reading} {stopping.HOW}"
    if not picture.metrics:
        return Frame("", "The training has begun.", reading)
    metric = picture.known(metric)
    chosen = picture.suits_log(metric) if log is None else log
    return picture.frame(metric, chosen, 0, picture.drawn, reading)


def _short(name: str) -> str:
    """The name with its middle left out where it is long: names often differ at an end."""
    if len(name) <= _NAME:
        return name
    return f"{name[: _NAME // 2]}…{name[-(_NAME // 2) :]}"


@dataclass(eq=False)
class _Picture:
    runs: list[Run]

    @cached_property
    def drawn(self) -> list[Run]:
        """The runs that are drawn: the latest, where there are many."""
        return self.runs[-MOST:]

    @cached_property
    def metrics(self) -> list[str]:
        """What was reported of any run, the loss first."""
        names = dict.fromkeys(name for run in self.drawn for name in run.metrics)
        return sorted(names, key=lambda name: name != "loss")

    def known(self, metric: str) -> str:
        """The metric, or the first there is."""
        metric = metric.removeprefix(VALIDATION)
        return metric if metric in self.metrics else self.metrics[0]

    def controls(self, metric: str, log: bool | None) -> dict[str, Control]:
        """The controls: metric, epoch, scale, and which runs are shown."""
        metric = self.known(metric)
        found: dict[str, Control] = {}
        if len(self.metrics) > 1:
            found["metric"] = Choice("metric", tuple(self.metrics), metric)
        found["epoch"] = Slider("epoch (0: the best)", self._last)
        found["log"] = Switch("log scale", self.suits_log(metric) if log is None else log)
        if 1 < len(self.drawn) <= _SWITCHES:
            for number, run in enumerate(self.drawn):
                found[f"show_{number}"] = Switch(_short(run.name), True)
        return found

    @cached_property
    def _last(self) -> int:
        """The number of the last epoch of any run."""
        return max(run.epochs[-1].number for run in self.drawn)

    def suits_log(self, metric: str) -> bool:
        """Whether the values at the ends of epochs are above 0 and far apart."""
        values = [
            value
            for run in self.drawn
            for name in (metric, VALIDATION + metric)
            for _, value in run.series(name)
            if math.isfinite(value)
        ]
        return bool(values) and min(values) > 0 and max(values) / min(values) > _WIDE_RATIO

    def draw(self, epoch: int, log: bool, metric: str | None = None, **show: bool) -> Frame:
        """The frame for a metric, an epoch (0: each run's best) and a scale."""
        metric = metric or self.metrics[0]
        epoch = min(epoch, self._last)
        shown = [run for at, run in enumerate(self.drawn) if show.get(f"show_{at}", True)]
        return self.frame(metric, log, epoch, shown, words.reading(shown, metric, epoch), True)

    def frame(
        self, metric: str, log: bool, epoch: int, shown: list[Run], reading: str, live: bool = False
    ) -> Frame:
        """The frame with a given reading; with ``live``, the pointer reads epochs."""
        said = " ".join([words.description(shown, metric), *self._notes(metric, shown)])
        body, height = self._drawing(metric, log, epoch, shown, live)
        return Frame(
            svg.picture(WIDTH, height, f"{said} {reading}", body),
            said,
            reading,
            hint="The slider reads out an epoch; so does the pointer, resting on one."
            if live
            else "",
        )

    def _notes(self, metric: str, shown: list[Run]) -> list[str]:
        """What else one should know."""
        left_out = len(self.runs) - len(self.drawn)
        notes = [f"The latest {MOST} of {len(self.runs)} runs are drawn."] if left_out else []
        return notes + words.notes(shown, metric)

    # As a drawing

    def _drawing(
        self, metric: str, log: bool, epoch: int, shown: list[Run], live: bool
    ) -> tuple[str, float]:
        """The body of the picture and its height."""
        foot = _TOP + _PLOT
        x = chart.Scale(0, self._width, _LEFT, _RIGHT)
        values = list(self._all_values(metric, shown or self.drawn))
        notes = self._notes(metric, self.drawn)
        room = self._room if live else 0
        if log:
            above = [value for value in values if value > 0]
            if len(above) < len(values):
                notes.append(_SOME_LEFT_OUT if above else _ALL_LEFT_OUT)
            log, values = (True, above) if above else (not values, values)
        y = chart.Scale(*_range(values or [1.0], log), foot, _TOP, log)
        pieces = [
            svg.text(
                _MARGIN,
                15,
                f"{words.title(metric).capitalize()} by epoch",
                size=svg.LARGE,
                bold=True,
            ),
            self._key(metric, shown or self.drawn),
        ]
        if epoch:
            pieces.append(
                svg.element(
                    "rect",
                    x=x.at(epoch) - 6,
                    y=_TOP,
                    width=12.0,
                    height=_PLOT,
                    fill=palette.tint(palette.OKABE_ITO["orange"], 0.25),
                )
            )
        ticks = [value for value in x.ticks(9) if value >= 1 and abs(value - round(value)) < 1e-9]
        pieces += [
            chart.left_axis(x, y, words.written),
            chart.frame(x, y),
            chart.bottom_axis(x, y, ticks, lambda value: f"{value:.0f}"),
            svg.text(
                (_LEFT + _RIGHT) / 2,
                foot + 37,
                f"epoch; {words.title(metric)} on a {'logarithmic' if log else 'linear'} scale",
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="middle",
            ),
        ]
        looks = {run.name: _look(number) for number, run in enumerate(self.drawn)}
        pieces += [self._thin(run, metric, x, y, looks[run.name]) for run in shown]
        ends: list[tuple[Run, float, float]] = []
        for run in shown:
            look = looks[run.name]
            for name, validation in ((metric, False), (VALIDATION + metric, True)):
                points = self._points(run.series(name), x, y)
                if points:
                    pieces.append(_curve(points, look, validation, x, epoch))
                    end = (run, points[-1][0], points[-1][1])
                    ends = [one for one in ends if one[0] is not run] + [end]
        pieces += self._names(ends, looks, foot)
        pieces += self._bests(shown, metric, looks, x, y)
        if not shown:
            pieces.append(
                svg.text(
                    (_LEFT + _RIGHT) / 2,
                    _TOP + _PLOT / 2,
                    "No run is shown: tick one.",
                    anchor="middle",
                )
            )
        bottom = foot + 44
        lines = [line for note in notes for line in textwrap.wrap(note, _LINE)]
        for number, line in enumerate(lines, start=1):
            pieces.append(svg.text(_MARGIN, bottom + 18 * number, line, size=svg.SMALL))
        bottom += 18 * max(len(lines), room)
        if live:
            pieces.append(self._readers(metric, shown, x))
        return "".join(pieces), bottom + 8

    @cached_property
    def _room(self) -> int:
        """How many lines of notes there are at most, whatever the controls say."""
        most = 0
        for metric in self.metrics:
            notes = self._notes(metric, self.drawn)
            if any(value <= 0 for value in self._all_values(metric, self.drawn)):
                notes.append(_SOME_LEFT_OUT)
            most = max(most, sum(len(textwrap.wrap(note, _LINE)) for note in notes))
        return most

    @cached_property
    def _width(self) -> int:
        """How many epochs the axis has room for.

        While a run trains it is wider than needed, so that it need not change at every epoch, and
        doubles when it is full: a plan of 2000 epochs would leave the first ones no room.
        """
        room = 10
        while room < self._last:
            room *= 2
        planned = [run.planned for run in self.drawn if not run.ended]
        return max(self._last, min(room, max(planned, default=0)))

    def _all_values(self, metric: str, shown: list[Run]) -> Iterable[float]:
        """What the vertical axis has to hold: all values of the metric that are finite."""
        for run in shown:
            for name in (metric, VALIDATION + metric):
                yield from (value for _, value in run.series(name) if math.isfinite(value))
            if self._has_room_within:
                for epoch in run.epochs:
                    means = epoch.means.get(metric, ())
                    yield from (
                        value for value in means[:: self._stride(run, epoch)] if value - value == 0
                    )

    @property
    def _has_room_within(self) -> bool:
        """Whether an epoch is wide enough for a line within it."""
        return (_RIGHT - _LEFT) / self._width >= 4

    def _stride(self, run: Run, epoch: Epoch) -> int:
        """Every how many batches there is a point, of which there is room for some in an epoch."""
        room = max(4, _POINTS // self._width)
        return max(1, math.ceil(len(epoch.batches) / room))

    def _thin(self, run: Run, metric: str, x: chart.Scale, y: chart.Scale, look: _Look) -> str:
        """Within each epoch, the mean so far, which begins anew with the epoch."""
        if not self._has_room_within:
            return ""
        pieces = []
        for epoch in run.epochs:
            means = epoch.means.get(metric)
            if not means or len(means) < 2:
                continue
            stride, count = self._stride(run, epoch), run.batches_of(epoch)
            at = [*range(0, len(means) - 1, stride), len(means) - 1]
            points = [
                (x.at(epoch.number - 1 + (epoch.batches[one] + 1) / count), y.at(means[one]))
                for one in at
                if math.isfinite(means[one]) and (means[one] > 0 or not y.log)
            ]
            pieces.append(" ".join(f"{across:.1f},{up:.1f}" for across, up in points))
        drawn = "".join(f'<polyline points="{points}"/>' for points in pieces if points)
        return (
            svg.element(
                "g", drawn, fill="none", stroke=look.color, stroke_width=0.9, class_="within"
            )
            if drawn
            else ""
        )

    @staticmethod
    def _points(
        series: Sequence[tuple[int, float]], x: chart.Scale, y: chart.Scale
    ) -> list[tuple[float, float]]:
        return [
            (x.at(number), y.at(value))
            for number, value in series
            if math.isfinite(value) and (value > 0 or not y.log)
        ]

    def _key(self, metric: str, shown: list[Run]) -> str:
        """What each kind of line is."""
        entries = [("training (epoch mean)", False)]
        if any(run.series(VALIDATION + metric) for run in self.drawn):
            entries.append(("validation (after it)", True))
        pieces, left = [], _MARGIN
        look = _Look(palette.MUTED, "circle")
        for label, validation in entries:
            pieces.append(_sample(left, 31, look, validation))
            pieces.append(svg.text(left + 36, 35, label, size=svg.SMALL, fill=palette.MUTED))
            left += 36 + len(label) * 6.3 + 22
        if self._has_room_within:
            pieces.append(svg.line(left, 31, left + 28, 31, stroke=palette.MUTED, stroke_width=0.9))
            pieces.append(
                svg.text(
                    left + 34,
                    35,
                    "training so far (within it)",
                    size=svg.SMALL,
                    fill=palette.MUTED,
                )
            )
        return "".join(pieces)

    def _names(
        self, ends: list[tuple[Run, float, float]], looks: dict[str, _Look], foot: float
    ) -> list[str]:
        """The name of each run at the right, led there from the end of its line."""
        levels = chart.apart([up for _, _, up in ends], 16.0, _TOP + 6, foot - 4)
        pieces = []
        for (run, across, up), level in zip(ends, levels, strict=True):
            look = looks[run.name]
            pieces.append(
                svg.line(
                    across + 6,
                    up,
                    _RIGHT + 11,
                    level,
                    stroke=look.color,
                    stroke_width=0.8,
                    **_LEADER,
                )
            )
            pieces.append(chart.marker(look.marker, _RIGHT + 16, level, look.color, size=4.2))
            pieces.append(
                svg.text(
                    _RIGHT + 24,
                    level + 4,
                    _short(run.name),
                    size=svg.SMALL,
                    fill=look.color,
                    bold=True,
                )
            )
        return pieces

    def _bests(
        self,
        shown: list[Run],
        metric: str,
        looks: dict[str, _Look],
        x: chart.Scale,
        y: chart.Scale,
    ) -> list[str]:
        """A ring at the epoch of the lowest validation loss, and its number above the plot."""
        known = [run for run in shown if run.best is not None]
        if not known:
            return []
        crowded = len(known) > _SWITCHES  # then there are rings only
        places = chart.apart([x.at(run.best.number) for run in known], 26.0, _LEFT + 6, _RIGHT - 4)
        pieces = []
        for run, place in zip(known, places, strict=True):
            look, across = looks[run.name], x.at(run.best.number)
            value = run.best.values.get(VALIDATION + metric, math.nan)
            up = _TOP
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
                svg.line(across, up - 9, across, _TOP, stroke=look.color, stroke_dasharray="1 3")
                if up - 9 > _TOP
                else ""
            )
            pieces.append(
                svg.line(across, _TOP, place, _TOP - 6, stroke=look.color, stroke_width=0.8)
            )
            pieces.append(
                svg.text(
                    place,
                    _TOP - 9,
                    str(run.best.number),
                    size=svg.SMALL,
                    fill=look.color,
                    anchor="middle",
                    bold=True,
                )
            )
        ring = {"fill": "none", "stroke": palette.MUTED, "stroke_width": 1.6}
        return [
            *pieces,
            svg.element("circle", cx=_RIGHT + 22, cy=_TOP - 13, r=5.5, **ring),
            svg.text(
                _RIGHT + 32, _TOP - 9, "lowest validation", size=svg.SMALL, fill=palette.MUTED
            ),
        ]

    def _readers(self, metric: str, shown: list[Run], x: chart.Scale) -> str:
        """A strip over each epoch that tells its values to the pointer."""
        if self._last > 200:
            return ""
        half = (_RIGHT - _LEFT) / self._width / 2
        strips = [
            svg.element(
                "rect",
                svg.element("title", svg.plain(words.reading(shown, metric, number))),
                x=x.at(number) - half,
                y=_TOP,
                width=2 * half,
                height=_PLOT,
            )
            for number in range(1, self._last + 1)
        ]
        return svg.element("g", *strips, fill="#FFFFFF", fill_opacity="0", class_="reader")


def _range(values: list[float], log: bool) -> tuple[float, float]:
    """The ends of the vertical axis. A linear one begins at 0, unless that wastes most of it."""
    low, high = min(values), max(values)
    if log:
        return chart.around(values, True, least=2)
    if 0 < high - low < low:
        room = (high - low) * 0.06
        return low - room, high + room
    return chart.around(values, False)


def _curve(
    points: list[tuple[float, float]], look: _Look, validation: bool, x: chart.Scale, epoch: int
) -> str:
    """One line with its markers: filled and solid for validation, hollow and dashed otherwise."""
    pieces = [chart.path(points, look.color, None if validation else "5 3")]
    every = math.ceil(len(points) / _MARKS)
    for number, (across, up) in enumerate(points):
        at_epoch = bool(epoch) and abs(across - x.at(epoch)) < 0.01
        if at_epoch or number == len(points) - 1 or number % every == every - 1:
            size = 5.6 if at_epoch else 3.6
            pieces.append(
                chart.marker(look.marker, across, up, look.color, size=size, hollow=not validation)
            )
    return svg.element("g", *pieces, class_="validation" if validation else "training")


def _sample(left: float, up: float, look: _Look, validation: bool) -> str:
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
