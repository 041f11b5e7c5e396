"""The picture behind `explorables.descent`: a map of the loss, and the way gradient descent takes."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from explorables.drawing import chart
from explorables.page import palette, svg
from explorables.page.host import WIDTH, Control, Dial, Explorable, Frame, Slider, Walk, only_words
from explorables.pictures.descent import words
from explorables.pictures.descent.path import MOMENTA, Descent, Path
from explorables.pictures.descent.surface import FOOT, HIGH, TOP, Box, Ground, haloed, note
from explorables.reading.signatures import shortened
from explorables.reading.tensors import NotDrawable

_CHART: Final = (462.0, WIDTH - 12)
_WALK: Final = "#A84300"  # vermillion, darker: the path
_NUMBERED: Final = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500)
_LOOKED_AT: Final = (0, 1, 2, 3, 5, 10, 20)  # steps that the book has of a path, and the last
_FAR: Final = 1e60  # beyond this a place is as good as not finite

Point = tuple[float, float]


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
    return Explorable(picture.draw, picture.controls, walk=picture.walk)


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


def _here(at: tuple[float, float], radius: float, stroke: float) -> str:
    """The mark of the step that is shown, on the map and on the curve alike."""
    return svg.element(
        "circle",
        cx=at[0],
        cy=at[1],
        r=radius,
        fill=palette.FOLLOWED,
        stroke=palette.INK,
        stroke_width=stroke,
    )


def _within(point: Point, box: Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


@dataclass(eq=False)
class _Picture:
    descent: Descent

    @cached_property
    def ground(self) -> Ground:
        """What lies below the path."""
        return Ground(self.descent)

    def prepare(self) -> None:
        """Work out what no control changes.

        Raises:
            NotDrawable: there is no surface.
        """
        self.ground.drawing  # noqa: B018  computed once, kept
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

    @property
    def walk(self) -> Walk:
        """What the book moves through; it begins where the path has gone some way."""
        given = self.descent
        steps = sorted({*(step for step in _LOOKED_AT if step < given.steps), given.steps})
        momenta = sorted({given.momentum, 0.0, 0.9})
        return Walk(
            {"step": max(step for step in steps if step <= 10)},
            {"momentum": tuple(f"{one:g}" for one in momenta), "step": tuple(steps)},
            most=300,
        )

    def draw(self, rate: str, momentum: str, step: int) -> Frame:
        """The frame for a learning rate, a momentum and a step of the path."""
        path = self.descent.path(self._rates[rate], self._momenta[momentum])
        description = words.description(self.descent, path)
        reading = words.reading(self.descent, path, step)
        body = "".join([self._heading(path), self._map(path, step), self._chart(path, step)])
        return Frame(
            svg.picture(WIDTH, FOOT + 44, f"{description} {reading}", body),
            description,
            reading,
            words.code(self.descent, path, step),
            hint="Every path is walked anew by TensorFlow; the map keeps its range.",
        )

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
                    font_size=svg.size_to_fit(word + verdict.sentence, WIDTH - 8),
                    fill=palette.CONFLICT if verdict.word == "diverging" else palette.INK,
                ),
                note(self.ground.edges[0], TOP - 9, what),
                note(_CHART[0], TOP - 9, "loss at each step"),
            ]
        )

    def _places(self, path: Path) -> list[Point | None]:
        """Where each row of a path lies on the page; None where no page has a place for it."""
        x, y = self.ground.scales
        second = path.points[:, 1] if len(self.descent.start) == 2 else path.losses
        return [
            (x.at(one), y.at(other)) if abs(one) < _FAR and abs(other) < _FAR else None
            for one, other in zip(path.points[:, 0], second, strict=True)
        ]

    def _map(self, path: Path, step: int) -> str:
        places = self._places(path)
        pieces = []
        if len(self.descent.start) == 2:
            pieces.append(self.ground.lowest())
        width = 1.4 if len(self.descent.start) == 2 else 0.9
        left = words.leaves(self.descent, path) or len(places)
        for number, (one, other) in enumerate(itertools.pairwise(places), 1):
            part = clipped(one, other, self.ground.box) if one and other else None
            if part:
                (x1, y1), (x2, y2) = part
                look = {"stroke_width": width} if number <= left else {"stroke_width": 0.6}
                pieces.append(svg.line(x1, y1, x2, y2, stroke=_WALK, **look))
        seen: list[Point] = []
        for place in places:
            near = any(math.dist(place, other) < 1.5 for other in seen[-2:]) if place else True
            if place and not near and _within(place, self.ground.box):
                seen.append(place)
                pieces.append(chart.marker("circle", *place, _WALK, size=2.2))
        pieces.append(self._numbers(places, step))
        pieces.append(self._exit(places))
        if len(self.descent.start) == 1:
            pieces.append(self._tangent(path, step, places[step]))
        pieces.append(self._ball(places, step))
        drawn = "".join(pieces)
        on_map = len(self.descent.start) == 2
        return self.ground.drawing + (palette.fixed(drawn) if on_map else drawn)

    def _numbers(self, places: list[Point | None], step: int) -> str:
        """The numbers of some steps, as far as there is room between them."""
        pieces = []
        place = self.descent.surface.lowest[0]
        x, y = self.ground.scales
        taken = [one for one in (places[0], places[step]) if one]
        if len(place) == 2:
            taken += [(x.at(place[0]) + dx, y.at(place[1]) + 14) for dx in (-14, 0, 14)]
        for number in _NUMBERED:
            at = places[number] if number < len(places) else None
            if number == step or not at or not _within(at, self.ground.box):
                continue
            if all(math.dist(at, other) >= 22 for other in taken):
                taken.append(at)
                pieces.append(haloed(at[0], at[1] - 7, str(number), "middle", self.ground.box))
        return "".join(pieces)

    def _exit(self, places: list[Point | None]) -> str:
        """An arrow where the path first leaves the map, with the number of the step."""
        for number, (one, other) in enumerate(itertools.pairwise(places), 1):
            if one is None or not _within(one, self.ground.box):
                return ""
            if other is not None and _within(other, self.ground.box):
                continue
            if other is None:
                return ""
            (_, end) = clipped(one, other, self.ground.box) or (one, one)
            words = f"step {number} leaves the {self.descent.ground}"
            inside = min(max(end[1] + (18 if end[1] < TOP + 30 else -10), TOP + 16), FOOT - 6)
            anchor = (
                "start" if end[0] < (self.ground.edges[0] + self.ground.edges[1]) / 2 else "end"
            )
            shift = 8 if anchor == "start" else -8
            return _head(one, end, _WALK, 10) + haloed(
                end[0] + shift, inside, words, anchor, self.ground.box, bold=True
            )
        return ""

    def _tangent(self, path: Path, step: int, place: Point | None) -> str:
        """The slope at the current place, as a line through it."""
        if place is None or not np.isfinite(path.gradients[step][0]):
            return ""
        x, y = self.ground.scales
        rise = path.gradients[step][0] * (y.end - y.start) / (y.high - y.low)
        rise /= (x.end - x.start) / (x.high - x.low)  # pixels up for each pixel to the right
        long = 80 / math.hypot(1, rise)
        left = (place[0] - long, place[1] - long * rise)
        right = (place[0] + long, place[1] + long * rise)
        part = clipped(left, right, self.ground.box)
        if not part:
            return ""
        (x1, y1), (x2, y2) = part
        return svg.line(x1, y1, x2, y2, stroke=palette.INK, stroke_width=2, stroke_dasharray="6 3")

    def _ball(self, places: list[Point | None], step: int) -> str:
        """The current step, and an arrow along its update; at the edge where it lies outside."""
        at = places[step]
        box = self.ground.box
        if at is None or not _within(at, box):
            middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            if at is None:
                # At the top, where no mark of the ground stands.
                place = (middle[0], TOP + 20)
                return haloed(*place, f"step {step}: too far out to point at", "middle", box, True)
            _, edge = clipped(middle, at, box) or (middle, middle)
            anchor = "start" if edge[0] < middle[0] else "end"
            shift = 14 if anchor == "start" else -14
            up = min(max(edge[1] + 5, TOP + 34), FOOT - 24)
            return _head(middle, edge, palette.INK, 14) + haloed(
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
        pieces.append(_here(at, 6.5, 2.2))
        words = "start" if step == 0 else f"step {step}"
        pieces.append(haloed(at[0], at[1] - 12, words, "middle", box, True))
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
            return x, chart.Scale(low / 2, first * 30, FOOT, TOP, log=True)
        high = float(losses[np.isfinite(losses)].max())
        low, high = min(lowest, first), max(first, high)
        room = 0.07 * (high - low) or max(abs(high), 1.0)
        return x, chart.Scale(low - room, high + room, FOOT, TOP)

    def _chart(self, path: Path, step: int) -> str:
        x, y = self._chart_scales
        box = (_CHART[0], TOP, _CHART[1], FOOT)

        def up(loss: float) -> float:
            if not y.log:
                return y.at(min(max(loss, -_FAR), _FAR))
            return y.at(min(max(loss, y.low * 1e-30), _FAR))

        rows = [(x.at(at), up(loss)) for at, loss in enumerate(path.losses) if np.isfinite(loss)]
        pieces = [
            svg.element(
                "rect",
                x=x.at(step) - 4,
                y=TOP,
                width=8.0,
                height=HIGH,
                fill=palette.FELLOW,
            ),
            chart.left_axis(x, y, lambda value: f"{words.written(value):.7}", 8),
            chart.frame(x, y),
            chart.bottom_axis(
                x, y, [t for t in x.ticks(4) if t == round(t)], lambda value: f"{value:.0f}"
            ),
            note(
                (_CHART[0] + _CHART[1]) / 2,
                FOOT + 37,
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
            if _within(one, box) and other[1] < TOP:
                _, end = clipped(one, other, box) or (one, one)
                pieces.append(_head((end[0], end[1] + 9), end, _WALK, 9))
                break
        if step < len(path.losses) and np.isfinite(path.losses[step]):
            at = (x.at(step), up(path.losses[step]))
            if _within(at, box):
                pieces.append(_here(at, 5.0, 2))
        return "".join(pieces)


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
