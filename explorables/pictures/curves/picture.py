"""The picture behind `explorables.curves`: what Keras reported, by epoch and within the epochs."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from explorables.drawing import chart
from explorables.page import palette, svg
from explorables.page.host import (
    WIDTH,
    Choice,
    Control,
    Explorable,
    Frame,
    Slider,
    Switch,
    Walk,
    only_words,
)
from explorables.pictures.curves import words
from explorables.pictures.curves.lines import (
    LEFT,
    PLOT,
    RIGHT,
    SWITCHES,
    TOP,
    Look,
    bests,
    curve,
    look_of,
    placed,
    run_names,
    sample,
    short,
    value_range,
)
from explorables.pictures.curves.runs import VALIDATION, Epoch, Run, Runs
from explorables.pictures.curves.table import MANY, table_height, value_table
from explorables.reading import stopping

MOST: Final = 12  # runs drawn; the latest ones
_MARGIN: Final = 4.0
_LINE: Final = 86  # characters of a note that fit a line below the plot
_POINTS: Final = 440  # points of a run's thin line; the plot is about as many pixels wide
_WIDE_RATIO: Final = 100.0  # from here on, values are drawn on a logarithmic scale at first
_SOME_LEFT_OUT: Final = (
    "Values of 0 and below have no place on a logarithmic scale; they are not drawn."
)
_ALL_LEFT_OUT: Final = "No value is above 0, so the scale is linear."
_EMPTY: Final = (
    "No training has been recorded yet. Give this object to Keras, "
    "model.fit(x, y, callbacks=[curves]), or a run of it with a name: "
    'callbacks=[curves.run("SGD 0.01")].'
)


def explore(runs: Runs, metric: str = "loss", log: bool | None = None) -> Explorable:
    """The picture of what was recorded; or a sentence, where nothing was."""
    picture = _Picture(list(runs))
    if not picture.metrics:
        return only_words(_EMPTY)
    controls = picture.controls(metric, log)
    return Explorable(picture.draw, controls, walk=picture.walk(controls))


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
        if 1 < len(self.drawn) <= SWITCHES:
            for number, run in enumerate(self.drawn):
                found[f"show_{number}"] = Switch(short(run.name), True)
        return found

    def walk(self, controls: Mapping[str, Control]) -> Walk:
        """What the book moves through; of more than two runs all are shown."""
        runs = [name for name in controls if name.startswith("show_")]
        return Walk(positions=dict.fromkeys(runs, (True,)) if len(runs) > 2 else {})

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
        reading = words.reading(shown, metric, epoch)
        if self._has_table:  # in a sentence so many numbers can't be compared
            reading = words.above_table(shown, metric, epoch)
        return self.frame(metric, log, epoch, shown, reading, True)

    @property
    def _has_table(self) -> bool:
        """Whether the values of the runs stand in a table below the plot."""
        return len(self.drawn) >= MANY

    def frame(
        self, metric: str, log: bool, epoch: int, shown: list[Run], reading: str, live: bool = False
    ) -> Frame:
        """The frame with a given reading; with ``live``, the pointer reads epochs."""
        said = " ".join([words.description(shown, metric), *self._notes(metric, shown)])
        if live and self._has_table:
            said = f"{said} {words.reading(shown, metric, epoch)}"
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
        foot = TOP + PLOT
        x = chart.Scale(0, self._width, LEFT, RIGHT)
        values = list(self._all_values(metric, shown or self.drawn))
        notes = self._notes(metric, self.drawn)
        room = self._room if live else 0
        if log:
            above = [value for value in values if value > 0]
            if len(above) < len(values):
                notes.append(_SOME_LEFT_OUT if above else _ALL_LEFT_OUT)
            log, values = (True, above) if above else (not values, values)
        y = chart.Scale(*value_range(values or [1.0], log), foot, TOP, log)
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
                    y=TOP,
                    width=12.0,
                    height=PLOT,
                    fill=palette.tint(palette.OKABE_ITO["orange"], 0.25),
                )
            )
        ticks = [value for value in x.ticks(9) if value >= 1 and abs(value - round(value)) < 1e-9]
        pieces += [
            chart.left_axis(x, y, words.written),
            chart.frame(x, y),
            chart.bottom_axis(x, y, ticks, lambda value: f"{value:.0f}"),
            svg.text(
                (LEFT + RIGHT) / 2,
                foot + 37,
                f"epoch; {words.title(metric)} on a {'logarithmic' if log else 'linear'} scale",
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="middle",
            ),
        ]
        looks = {run.name: look_of(number) for number, run in enumerate(self.drawn)}
        pieces += [self._thin(run, metric, x, y, looks[run.name]) for run in shown]
        ends: list[tuple[Run, float, float]] = []
        for run in shown:
            look = looks[run.name]
            for name, validation in ((metric, False), (VALIDATION + metric, True)):
                points = placed(run.series(name), x, y)
                if points:
                    marked = validation or not self._has_table
                    pieces.append(curve(points, look, validation, x, epoch, marked))
                    end = (run, points[-1][0], points[-1][1])
                    ends = [one for one in ends if one[0] is not run] + [end]
        pieces += run_names(ends, looks, foot)
        pieces += bests(shown, metric, looks, x, y)
        if not shown:
            pieces.append(
                svg.text(
                    (LEFT + RIGHT) / 2,
                    TOP + PLOT / 2,
                    "No run is shown: tick one.",
                    anchor="middle",
                )
            )
        bottom = foot + 44
        lines = [line for note in notes for line in textwrap.wrap(note, _LINE)]
        for number, line in enumerate(lines, start=1):
            pieces.append(svg.text(_MARGIN, bottom + 18 * number, line, size=svg.SMALL))
        bottom += 18 * max(len(lines), room)
        if live and self._has_table:
            pieces += value_table(shown, metric, epoch, looks, bottom)
            bottom += table_height(len(self.drawn))
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
            if self._has_room_within and not self._has_table:
                for epoch in run.epochs:
                    means = epoch.means.get(metric, ())
                    yield from (
                        value for value in means[:: self._stride(run, epoch)] if value - value == 0
                    )

    @property
    def _has_room_within(self) -> bool:
        """Whether an epoch is wide enough for a line within it."""
        return (RIGHT - LEFT) / self._width >= 4

    def _stride(self, run: Run, epoch: Epoch) -> int:
        """Every how many batches there is a point, of which there is room for some in an epoch."""
        room = max(4, _POINTS // self._width)
        return max(1, math.ceil(len(epoch.batches) / room))

    def _thin(self, run: Run, metric: str, x: chart.Scale, y: chart.Scale, look: Look) -> str:
        """Within each epoch, the mean so far, which begins anew with the epoch."""
        if not self._has_room_within or self._has_table:
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

    def _key(self, metric: str, shown: list[Run]) -> str:
        """What each kind of line is."""
        entries = [("training (epoch mean)", False)]
        if any(run.series(VALIDATION + metric) for run in self.drawn):
            entries.append(("validation (after it)", True))
        pieces, left = [], _MARGIN
        look = Look(palette.MUTED, "circle")
        for label, validation in entries:
            pieces.append(sample(left, 31, look, validation))
            pieces.append(svg.text(left + 36, 35, label, size=svg.SMALL, fill=palette.MUTED))
            left += 36 + len(label) * 6.3 + 22
        if self._has_room_within and not self._has_table:
            pieces.append(svg.line(left, 31, left + 28, 31, stroke=palette.MUTED, stroke_width=0.9))
            pieces.append(
                svg.text(
                    left + 34,
                    35,
                    "training, batch by batch",
                    size=svg.SMALL,
                    fill=palette.MUTED,
                )
            )
        return "".join(pieces)

    def _readers(self, metric: str, shown: list[Run], x: chart.Scale) -> str:
        """A strip over each epoch that tells its values to the pointer."""
        if self._last > 200:
            return ""
        half = (RIGHT - LEFT) / self._width / 2
        strips = [
            svg.element(
                "rect",
                svg.element("title", svg.plain(words.reading(shown, metric, number))),
                x=x.at(number) - half,
                y=TOP,
                width=2 * half,
                height=PLOT,
            )
            for number in range(1, self._last + 1)
        ]
        return svg.element("g", *strips, fill="#FFFFFF", fill_opacity="0", class_="reader")
