"""The picture behind `explorables.descent`: a map of the loss, and the way gradient descent takes."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from explorables import chart, palette, svg
from explorables.contours import outlines
from explorables.descent_path import MOMENTA, Descent, Path
from explorables.host import WIDTH, Control, Dial, Explorable, Frame, Slider, only_words
from explorables.signatures import shortened
from explorables.tensors import NotDrawable

_TOP: Final = 66.0  # px; below the heading
_HIGH: Final = 280.0  # px; of the map and of the chart
_FOOT: Final = _TOP + _HIGH
_MAP: Final = (48.0, 346.0)  # px; left and right edge of the map
_CURVE: Final = (48.0, 392.0)  # and of a curve, which needs no key
_KEY: Final = 354.0  # px; left edge of the color key
_CHART: Final = (462.0, WIDTH - 12)
_BANDS: Final = 12  # at most about so many levels
_DECADES: Final = 3.5  # of the loss, that get levels of their own
_WALK: Final = "#A84300"  # vermillion, darker: the path
_HALO: Final = {
    "stroke": palette.PANEL,
    "stroke_width": 3.5,
    "stroke_linejoin": "round",
    "paint_order": "stroke",
}
_NUMBERED: Final = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500)
_FAR: Final = 1e60  # beyond this a place is as good as not finite

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


def explore(
    loss: object,
    start: object,
    learning_rate: object = 0.01,
    momentum: object = 0.0,
    steps: object = 60,
) -> Explorable:
    """The explorable for a loss and a start, or one that says why there is none."""
    try:
        descent = Descent(loss, start, learning_rate, momentum, steps)
        picture = _Picture(descent)
        picture.prepare()
    except NotDrawable as reason:
        return only_words(str(reason))
    return Explorable(picture.draw, picture.controls)


def written(value: float, digits: int = 4) -> str:
    """A number in a few digits, never ``-0``."""
    return f"{value + 0.0:.{digits}g}" if value else "0"


def _signed(value: float) -> str:
    return f"({written(value)})" if value < 0 else written(value)


def clipped(one: Point, other: Point, box: Box) -> tuple[Point, Point] | None:
    """The part of a segment inside a box, by Liang and Barsky; None where there is none."""
    (x, y), (dx, dy) = one, (other[0] - one[0], other[1] - one[1])
    begin, end = 0.0, 1.0
    for slope, room in (
        (-dx, x - box[0]),
        (dx, box[2] - x),
        (-dy, y - box[1]),
        (dy, box[3] - y),
    ):
        if slope == 0:
            if room < 0:
                return None
        elif slope < 0:
            begin = max(begin, room / slope)
        else:
            end = min(end, room / slope)
    if begin > end:
        return None
    return (x + begin * dx, y + begin * dy), (x + end * dx, y + end * dy)


def _within(point: Point, box: Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _levels(losses: np.ndarray) -> tuple[list[float], bool]:
    """Round levels between the least and the greatest loss, and whether by equal ratios."""
    low, high = float(losses.min()), float(losses.max())
    if low == high:
        return [], False
    if low >= 0 and low < high / 30:
        scale = chart.Scale(max(low, high / 10**_DECADES), high, 0, 1, log=True)
        return [one for one in scale.ticks(_BANDS) if low < one < high], True
    return [one for one in chart.Scale(low, high, 0, 1).ticks(9) if low < one < high], False


@dataclass(eq=False)
class _Picture:
    descent: Descent

    @property
    def _edges(self) -> tuple[float, float]:
        """Left and right edge of the plot of the loss, in pixels."""
        return _MAP if len(self.descent.start) == 2 else _CURVE

    def prepare(self) -> None:
        """Work out what no control changes.

        Raises:
            NotDrawable: there is no surface.
        """
        self._ground  # noqa: B018  computed once, kept
        self._chart_scales  # noqa: B018

    @cached_property
    def _rates(self) -> dict[str, float]:
        return {f"{rate:g}": rate for rate in self.descent.rates}

    @cached_property
    def _momenta(self) -> dict[str, float]:
        return {f"{one:g}": one for one in sorted({*MOMENTA, self.descent.momentum})}

    @property
    def controls(self) -> dict[str, Control]:
        given = self.descent
        return {
            "rate": Dial("learning rate", tuple(self._rates), f"{given.rate:g}"),
            "momentum": Dial("momentum", tuple(self._momenta), f"{given.momentum:g}"),
            "step": Slider("step", given.steps),
        }

    def draw(self, rate: str, momentum: str, step: int) -> Frame:
        """The frame for a learning rate, a momentum and a step of the path."""
        path = self.descent.path(self._rates[rate], self._momenta[momentum])
        description = self._description(path)
        reading = self._reading(path, step)
        body = "".join([self._heading(path), self._map(path, step), self._chart(path, step)])
        return Frame(
            svg.picture(WIDTH, _FOOT + 44, f"{description} {reading}", body),
            description,
            reading,
            self._code(path, step),
            hint="Every path is walked anew by TensorFlow; the map keeps its range.",
        )

    # In words

    def _named(self, values: np.ndarray | tuple[float, ...]) -> str:
        return ", ".join(
            f"{name} = {written(value)}"
            for name, value in zip(self.descent.parameters, values, strict=True)
        )

    def _description(self, path: Path) -> str:
        given, surface = self.descent, self.descent.surface
        ranges = " and ".join(
            f"{name} from {written(low, 3)} to {written(high, 3)}"
            for name, (low, high) in zip(given.parameters, given.limits, strict=True)
        )
        place, lowest = surface.lowest
        verdict = given.verdict(path)
        shown = given.ground
        words = (
            f"A {shown} of {given.name}: {ranges}. The lowest of the points computed for it is "
            f"{written(lowest, 3)}, at {self._named(place)}. On it the path of {path.steps} steps of "
            f"gradient descent from {self._named(given.start)} with learning rate {path.rate:g} and "
            f"momentum {path.momentum:g}. {verdict.word.capitalize()}: {verdict.sentence}."
        )
        gone = self._leaves(path)
        if gone is not None:
            words += f" Step {gone} leaves the {shown}."
        if not np.isfinite(surface.losses).all():
            what = "the map is white" if shown == "map" else "the curve has a gap"
            words += f" Where the loss is not a finite number {what}."
        return words

    def _leaves(self, path: Path) -> int | None:
        """The first step whose place is not on the map; None where all are."""
        for at, point in enumerate(path.points):
            for value, (low, high) in zip(point, self.descent.limits, strict=True):
                if not low <= value <= high:  # NaN is not within either
                    return at
        return None

    def _reading(self, path: Path, step: int) -> str:
        if path.broken is not None and step >= path.broken:
            return (
                f"Step {step} of {path.steps}: the numbers overflowed at step {path.broken}; now "
                f"{self._named(path.points[step])}, loss {written(path.losses[step])}. "
                "No later step comes back from there."
            )
        slopes = ", ".join(
            f"{written(slope)} for {name}"
            for name, slope in zip(self.descent.parameters, path.gradients[step], strict=True)
        )
        words = (
            f"Step {step} of {path.steps}: {self._named(path.points[step])}, loss "
            f"{written(path.losses[step])}. Gradient: {slopes}."
        )
        if any(
            not low <= value <= high
            for value, (low, high) in zip(path.points[step], self.descent.limits, strict=True)
        ):
            words += " This place is outside what is drawn."
        elif step == path.steps:
            words += " The walk ends here."
        elif len(self.descent.start) == 1:
            slope = path.gradients[step][0]
            way = "falls" if slope < 0 else "rises" if slope > 0 else "is level"
            words += f" To the right the loss {way}" + (
                f", so the step goes to the {'right' if slope < 0 else 'left'}."
                if slope and not path.momentum
                else "."
            )
        return words

    def _code(self, path: Path, step: int) -> str:
        """The next update of each parameter, as a line of TensorFlow and with its numbers."""
        if step == path.steps:
            after = "the end of this path: a larger steps goes on"
            return "\n".join([f"# {after}", *["#"] * (len(self.descent.start) - 1)])
        lines = []
        for at, name in enumerate(self.descent.parameters):
            here, slope = path.points[step][at], path.gradients[step][at]
            then, before = path.points[step + 1][at], path.velocities[step][at]
            if path.momentum:
                lines.append(
                    f"{name}.assign_add({path.momentum:g} * {_signed(before)} - {path.rate:g} * "
                    f"{_signed(slope)})  # {written(here)} -> {written(then)}"
                )
            else:
                lines.append(
                    f"{name}.assign({name} - {path.rate:g} * {_signed(slope)})"
                    f"  # {written(here)} -> {written(then)}"
                )
        return "\n".join(lines)

    # As a drawing

    def _heading(self, path: Path) -> str:
        verdict = self.descent.verdict(path)
        name = shortened(self.descent.name, 24)
        title = f"{name}: learning rate {path.rate:g}, momentum {path.momentum:g}"
        word = f"{verdict.word}: "
        what = "loss over " + " and ".join(self.descent.parameters)
        return "".join(
            [
                svg.text(4, 15, title, size=svg.LARGE, bold=True),
                svg.element(
                    "text",
                    svg.element("tspan", svg.plain(word), font_weight="600"),
                    svg.plain(verdict.sentence),
                    x=4.0,
                    y=35.0,
                    font_size=svg.NORMAL,
                    fill=palette.CONFLICT if verdict.word == "diverging" else palette.INK,
                ),
                _note(self._edges[0], _TOP - 9, what),
                _note(_CHART[0], _TOP - 9, "loss at each step"),
            ]
        )

    @cached_property
    def _scales(self) -> tuple[chart.Scale, chart.Scale]:
        """Across and up, of the map or of the curve's plot."""
        limits = self.descent.limits
        x = chart.Scale(*limits[0], *self._edges)
        if len(limits) == 2:
            return x, chart.Scale(*limits[1], _FOOT, _TOP)
        losses = self.descent.surface.losses
        losses = losses[np.isfinite(losses)]
        low, high = float(losses.min()), float(losses.max())
        room = 0.07 * (high - low) or max(abs(high), 1.0)
        return x, chart.Scale(low - room, high + room, _FOOT, _TOP)

    @cached_property
    def _ground(self) -> str:
        """What lies below the path: the surface with its axes and its key."""
        x, y = self._scales
        names = self.descent.parameters
        pieces = [self._bands() if len(names) == 2 else self._curve()]
        pieces.append(
            svg.element(
                "rect",
                x=self._edges[0],
                y=_TOP,
                width=self._edges[1] - self._edges[0],
                height=_HIGH,
                fill="none",
                stroke=palette.EDGE,
            )
        )
        for value in y.ticks(6):
            up = y.at(value)
            pieces.append(svg.line(self._edges[0] - 4, up, self._edges[0], up, stroke=palette.EDGE))
            pieces.append(
                _note(self._edges[0] - 7, up + 4, written(round(value, 10)), anchor="end")
            )
        pieces.append(chart.bottom_axis(x, y, x.ticks(6), lambda value: written(round(value, 10))))
        middle = (self._edges[0] + self._edges[1]) / 2
        pieces.append(svg.text(middle, _FOOT + 37, names[0], mono=True, anchor="middle", bold=True))
        if len(names) == 2:
            pieces.append(svg.text(6, _TOP - 9, names[1], mono=True, bold=True))
        return "".join(pieces)

    def _bands(self) -> str:
        """The map: a tint for each band of the loss, a line at each level, and the key to them."""
        surface, (x, y) = self.descent.surface, self._scales
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
                x=self._edges[0],
                y=_TOP,
                width=self._edges[1] - self._edges[0],
                height=_HIGH,
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
        return "".join(pieces) + self._key(levels, grounds)

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
        pieces = [_note(_KEY, _TOP - 9, "loss")]
        high = _HIGH / len(grounds)
        for at, ground in enumerate(grounds):
            pieces.append(
                svg.element(
                    "rect",
                    x=_KEY,
                    y=_FOOT - (at + 1) * high,
                    width=14.0,
                    height=high,
                    fill=ground,
                    stroke=palette.EDGE,
                    stroke_width=0.6,
                )
            )
        for at, level in enumerate(levels):
            pieces.append(_note(_KEY + 19, _FOOT - (at + 1) * high + 4, written(round(level, 12))))
        return "".join(pieces)

    def _curve(self) -> str:
        """The loss of one parameter; a gap where it is not finite."""
        surface, (x, y) = self.descent.surface, self._scales
        pieces, run = [], []
        for value, loss in [*zip(surface.axes[0], surface.losses, strict=True), (0.0, math.nan)]:
            if np.isfinite(loss):
                run.append((x.at(value), y.at(loss)))
            elif run:
                pieces.append(chart.path(run, palette.OKABE_ITO["blue"], None, stroke_width=2.5))
                run = []
        return "".join(pieces)

    @property
    def _box(self) -> Box:
        return self._edges[0], _TOP, self._edges[1], _FOOT

    def _places(self, path: Path) -> list[Point | None]:
        """Where each row of a path lies on the page; None where no page has a place for it."""
        x, y = self._scales
        second = path.points[:, 1] if len(self.descent.start) == 2 else path.losses
        return [
            (x.at(one), y.at(other)) if abs(one) < _FAR and abs(other) < _FAR else None
            for one, other in zip(path.points[:, 0], second, strict=True)
        ]

    def _map(self, path: Path, step: int) -> str:
        places = self._places(path)
        pieces = [self._ground]
        if len(self.descent.start) == 2:
            pieces.append(self._lowest())
        width = 1.4 if len(self.descent.start) == 2 else 0.9
        left = self._leaves(path) or len(places)
        for number, (one, other) in enumerate(itertools.pairwise(places), 1):
            part = clipped(one, other, self._box) if one and other else None
            if part:
                (x1, y1), (x2, y2) = part
                look = {"stroke_width": width} if number <= left else {"stroke_width": 0.6}
                pieces.append(svg.line(x1, y1, x2, y2, stroke=_WALK, **look))
        seen: list[Point] = []
        for place in places:
            near = any(math.dist(place, other) < 1.5 for other in seen[-2:]) if place else True
            if place and not near and _within(place, self._box):
                seen.append(place)
                pieces.append(chart.marker("circle", *place, _WALK, size=2.2))
        pieces.append(self._numbers(places, step))
        pieces.append(self._exit(places))
        if len(self.descent.start) == 1:
            pieces.append(self._tangent(path, step, places[step]))
        pieces.append(self._ball(places, step))
        return "".join(pieces)

    def _lowest(self) -> str:
        """A cross at the lowest point of the grid."""
        (x, y), place = self._scales, self.descent.surface.lowest[0]
        across, up = x.at(place[0]), y.at(place[1])
        stroke = {"stroke": palette.INK, "stroke_width": 1.8}
        return (
            svg.line(across - 5, up - 5, across + 5, up + 5, **stroke)
            + svg.line(across - 5, up + 5, across + 5, up - 5, **stroke)
            + _haloed(across, up + 19, "lowest", "middle", self._box)
        )

    def _numbers(self, places: list[Point | None], step: int) -> str:
        """The numbers of some steps, as far as there is room between them."""
        pieces = []
        place = self.descent.surface.lowest[0]
        x, y = self._scales
        taken = [one for one in (places[0], places[step]) if one]
        if len(place) == 2:
            taken += [(x.at(place[0]) + dx, y.at(place[1]) + 14) for dx in (-14, 0, 14)]
        for number in _NUMBERED:
            at = places[number] if number < len(places) else None
            if number == step or not at or not _within(at, self._box):
                continue
            if all(math.dist(at, other) >= 22 for other in taken):
                taken.append(at)
                pieces.append(_haloed(at[0], at[1] - 7, str(number), "middle", self._box))
        return "".join(pieces)

    def _exit(self, places: list[Point | None]) -> str:
        """An arrow where the path first leaves the map, with the number of the step."""
        for number, (one, other) in enumerate(itertools.pairwise(places), 1):
            if one is None or not _within(one, self._box):
                return ""
            if other is not None and _within(other, self._box):
                continue
            if other is None:
                return ""
            (_, end) = clipped(one, other, self._box) or (one, one)
            words = f"step {number} leaves the {self.descent.ground}"
            inside = min(max(end[1] + (18 if end[1] < _TOP + 30 else -10), _TOP + 16), _FOOT - 6)
            anchor = "start" if end[0] < (self._edges[0] + self._edges[1]) / 2 else "end"
            shift = 8 if anchor == "start" else -8
            return _head(one, end, _WALK, 10) + _haloed(
                end[0] + shift, inside, words, anchor, self._box, bold=True
            )
        return ""

    def _tangent(self, path: Path, step: int, place: Point | None) -> str:
        """The slope at the current place, as a line through it."""
        if place is None or not np.isfinite(path.gradients[step][0]):
            return ""
        x, y = self._scales
        rise = path.gradients[step][0] * (y.end - y.start) / (y.high - y.low)
        rise /= (x.end - x.start) / (x.high - x.low)  # pixels up for each pixel to the right
        long = 80 / math.hypot(1, rise)
        ends = [(place[0] + sign * long, place[1] + sign * long * rise) for sign in (-1, 1)]
        part = clipped(*ends, self._box)
        if not part:
            return ""
        (x1, y1), (x2, y2) = part
        return svg.line(x1, y1, x2, y2, stroke=palette.INK, stroke_width=2, stroke_dasharray="6 3")

    def _ball(self, places: list[Point | None], step: int) -> str:
        """The current step, and an arrow along its update; at the edge where it lies outside."""
        at = places[step]
        box = self._box
        if at is None or not _within(at, box):
            middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            if at is None:
                return _haloed(
                    *middle, f"step {step}: too far out to point at", "middle", box, True
                )
            _, edge = clipped(middle, at, box) or (middle, middle)
            anchor = "start" if edge[0] < middle[0] else "end"
            shift = 14 if anchor == "start" else -14
            up = min(max(edge[1] + 5, _TOP + 34), _FOOT - 24)
            return _head(middle, edge, palette.INK, 14) + _haloed(
                edge[0] + shift, up, f"step {step} is out there", anchor, box, True
            )
        pieces = []
        following = places[step + 1] if step + 1 < len(places) else None
        if following and len(self.descent.start) == 1:
            following = (following[0], at[1])  # along the axis: the update is in the parameter
        part = clipped(at, following, box) if following else None
        if part and math.dist(*part) > 12:
            (x1, y1), (x2, y2) = part
            pieces.append(svg.line(x1, y1, x2, y2, stroke=palette.INK, stroke_width=2.4))
            pieces.append(_head(part[0], part[1], palette.INK, 9))
        pieces.append(
            svg.element(
                "circle",
                cx=at[0],
                cy=at[1],
                r=6.5,
                fill=palette.FOLLOWED,
                stroke=palette.INK,
                stroke_width=2.2,
            )
        )
        words = "start" if step == 0 else f"step {step}"
        pieces.append(_haloed(at[0], at[1] - 12, words, "middle", box, True))
        return svg.element("g", *pieces, class_="followed")

    # The chart beside it

    @cached_property
    def _chart_scales(self) -> tuple[chart.Scale, chart.Scale]:
        descent = self.descent
        first = descent.path(descent.rate, descent.momentum).losses[0]
        lowest, losses = descent.lowest, descent.surface.losses
        x = chart.Scale(0, descent.steps, *_CHART)
        if first > 0 and lowest >= 0 and lowest < first / 2:
            low = max(lowest, first * 1e-6)
            return x, chart.Scale(low / 2, first * 30, _FOOT, _TOP, log=True)
        high = float(losses[np.isfinite(losses)].max())
        low, high = min(lowest, first), max(first, high)
        room = 0.07 * (high - low) or max(abs(high), 1.0)
        return x, chart.Scale(low - room, high + room, _FOOT, _TOP)

    def _chart(self, path: Path, step: int) -> str:
        x, y = self._chart_scales
        box = (_CHART[0], _TOP, _CHART[1], _FOOT)

        def up(loss: float) -> float:
            if not y.log:
                return y.at(min(max(loss, -_FAR), _FAR))
            return y.at(min(max(loss, y.low * 1e-30), _FAR))

        rows = [(x.at(at), up(loss)) for at, loss in enumerate(path.losses) if np.isfinite(loss)]
        pieces = [
            svg.element(
                "rect",
                x=x.at(step) - 4,
                y=_TOP,
                width=8.0,
                height=_HIGH,
                fill=palette.FELLOW,
            ),
            chart.left_axis(x, y, lambda value: f"{written(value):.7}", 8),
            chart.frame(x, y),
            chart.bottom_axis(
                x, y, [t for t in x.ticks(4) if t == round(t)], lambda value: f"{value:.0f}"
            ),
            _note(
                (_CHART[0] + _CHART[1]) / 2,
                _FOOT + 37,
                f"step{' (loss on a log scale)' if y.log else ''}",
                anchor="middle",
            ),
        ]
        for one, other in itertools.pairwise(rows):
            part = clipped(one, other, box)
            if part:
                (x1, y1), (x2, y2) = part
                pieces.append(svg.line(x1, y1, x2, y2, stroke=_WALK, stroke_width=2))
        for one, other in itertools.pairwise(rows):
            if _within(one, box) and other[1] < _TOP:
                _, end = clipped(one, other, box) or (one, one)
                pieces.append(_head((end[0], end[1] + 9), end, _WALK, 9))
                break
        if step < len(path.losses) and np.isfinite(path.losses[step]):
            at = (x.at(step), up(path.losses[step]))
            if _within(at, box):
                pieces.append(
                    svg.element(
                        "circle",
                        cx=at[0],
                        cy=at[1],
                        r=5.0,
                        fill=palette.FOLLOWED,
                        stroke=palette.INK,
                        stroke_width=2,
                    )
                )
        return "".join(pieces)


def _shades(count: int) -> list[float]:
    """Strengths of the tints, light for a low loss."""
    return [0.04 + 0.5 * at / max(count - 1, 1) for at in range(count)]


def _note(x: float, y: float, words: str, anchor: str = "start") -> str:
    return svg.text(x, y, words, size=svg.SMALL, fill=palette.MUTED, anchor=anchor)


def _haloed(x: float, y: float, words: str, anchor: str, box: Box, bold: bool = False) -> str:
    """Words over the map, kept inside it."""
    wide = svg.width_of(words, size=svg.SMALL)
    before = {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    x = min(max(x, box[0] + before + 3), box[2] - (wide - before) - 3)
    y = min(max(y, box[1] + 13), box[3] - 4)
    return svg.text(x, y, words, size=svg.SMALL, anchor=anchor, bold=bold, **_HALO)


def _head(start: Point, end: Point, color: str, size: float) -> str:
    """The head of an arrow that ends at ``end``."""
    long = math.dist(start, end)
    if long == 0:
        return ""
    dx, dy = (end[0] - start[0]) / long, (end[1] - start[1]) / long
    base = (end[0] - size * dx, end[1] - size * dy)
    wing = (0.5 * size * dy, -0.5 * size * dx)
    corners = [end, (base[0] + wing[0], base[1] + wing[1]), (base[0] - wing[0], base[1] - wing[1])]
    points = " ".join(f"{svg.number(one)},{svg.number(other)}" for one, other in corners)
    return svg.element("polygon", points=points, fill=color)
