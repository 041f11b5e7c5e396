"""The picture behind `explorables.tape`: a function's operations forward, its gradients backward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from explorables.drawing import node_layout as layers
from explorables.drawing.nodes import GROUNDS, outline, route, tag_over, way
from explorables.page import palette, svg
from explorables.page.host import WIDTH, Control, Explorable, Frame, Slider, Walk, only_words
from explorables.pictures.tape.words import (
    Step,
    code,
    record_in_words,
    result,
    step_in_words,
)
from explorables.reading.signatures import shortened
from explorables.reading.taped.record import Place, Record, gradient_of, titled, value_of
from explorables.reading.taped.tracing import record
from explorables.reading.tensors import NotDrawable, count, summary

_MARGIN: Final = 4.0
_HEIGHT: Final = 51.0  # px of a box: what it is, its value, its gradient
_PITCH: Final = 73.0  # px from row to row
_GAP: Final = _PITCH - _HEIGHT
_ROWS: Final = 4  # rows in view where the slider can bring the others
_STILL_ROWS: Final = 12  # rows of the saved picture
_WORDS: Final = 24  # characters a box shows
_TOP: Final = 22.0
_LEGEND: Final = 26.0
_HINT: Final = (
    "The slider, or the arrow keys on it, steps forward over the operations in the order they were "
    "recorded, then back in reverse. In a box: what it is, its value, then the gradient of the "
    "target with respect to it."
)


def explore(function: Any, args: Sequence[object], watch: object) -> Explorable:
    """The explorable for a function and its arguments, or one that says why there is none."""
    try:
        found = record(function, args, watch)
    except NotDrawable as reason:
        return only_words(str(reason))
    picture = _Picture(found)
    return Explorable(
        picture.draw, picture.controls, picture.still, Walk({"step": len(picture.steps) - 1})
    )


@dataclass(frozen=True, eq=False)
class _Picture:
    record: Record

    @cached_property
    def steps(self) -> list[Step]:
        """What each position of the slider shows."""
        record = self.record
        places = record.places
        valued = {at for at, place in enumerate(places) if place.kind != "op"}
        steps = [Step("start", -1, 0, frozenset(valued), frozenset())]
        for number, at in enumerate(record.forward, 1):
            valued.add(at)
            steps.append(Step("forward", at, number, frozenset(valued), frozenset()))
        asked: set[int] = set()
        for number, at in enumerate(record.backward, 1):
            asked.add(at)
            steps.append(Step("backward", at, number, frozenset(valued), frozenset(asked)))
        return steps

    @property
    def controls(self) -> Mapping[str, Control]:
        return {"step": Slider("step", len(self.steps) - 1)}

    @cached_property
    def _edges(self) -> list[tuple[int, int]]:
        return [
            (source, at)
            for at, place in enumerate(self.record.places)
            for source in place.sources
            if source != at
        ]

    @cached_property
    def _placed(self) -> layers.Placed:
        places = self.record.places
        return layers.placed(
            [_width(place) for place in places],
            self._edges,
            [place.kind != "op" for place in places],
            WIDTH - 2 * _MARGIN,
        )

    def still(self, step: int) -> Frame:
        """The frame for a page where nothing moves: all of it, unless a step was chosen."""
        return self.draw(step or len(self.steps) - 1, _STILL_ROWS, whole=not step)

    def draw(self, step: int, most: int = _ROWS, whole: bool = False) -> Frame:
        """The frame for a step; ``most`` is how many rows are in view.

        A ``whole`` one highlights nothing and reads the result.
        """
        step = min(step, len(self.steps) - 1)
        now = self.steps[step]
        if whole:
            now = Step("start", -1, 0, now.valued, now.asked)
        description = self._description
        reading = result(self.record) if whole else step_in_words(self.record, now)
        body, height = self._drawing(now, most, whole)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            code(self.record, now),
            hint=_HINT,
        )

    @cached_property
    def _description(self) -> str:
        return record_in_words(self.record)

    def _drawing(self, now: Step, most: int, whole: bool) -> tuple[str, float]:
        """The body of the picture and its height."""
        placed = self._placed
        places = self.record.places
        shown = min(placed.rows, most)
        focus = placed.row[now.at] if now.at >= 0 else 0
        first = max(0, min(focus - shown // 2, placed.rows - shown))
        rows = range(first, first + shown)
        height = shown * _PITCH - _GAP + 18
        origin = first * _PITCH - 14
        pieces = [self._header(now, whole, first, shown)]
        plain: list[str] = []
        marked: list[str] = []
        for place, (start, end) in enumerate(self._edges):
            if placed.row[end] < rows.start or placed.row[start] >= rows.stop:
                continue
            forward = now.way == "forward" and end == now.at
            backward = now.way == "backward" and start == now.at and self._carries(start, end)
            drawing = self._edge(place, forward, backward)
            (marked if forward or backward else plain).append(drawing)
        boxes = [self._box(at, now) for at in range(len(places)) if placed.row[at] in rows]
        pieces.append(
            svg.element(
                "svg",
                *plain,
                *marked,
                *boxes,
                x=0,
                y=_TOP,
                width=WIDTH,
                height=height,
                viewBox=f"0 {svg.number(origin)} {svg.number(WIDTH)} {svg.number(height)}",
            )
        )
        bottom = _TOP + height
        pieces.append(_legend(bottom + 6))
        return "".join(pieces), bottom + _LEGEND

    def _header(self, now: Step, whole: bool, first: int, shown: int) -> str:
        """The name, which way the tape goes, and how far it has come."""
        rows = self._placed.rows
        part = f"rows {first + 1} to {first + shown} of {rows}" if shown < rows else ""
        head = {
            "start": "start",
            "forward": f"forward {now.number} of {len(self.record.forward)} ↓",
            "backward": f"backward {now.number} of {len(self.record.backward)} ↑",
        }[now.way]
        title = shortened(self.record.name, 30)
        ways = "forward and backward" if whole else head
        note = palette.MUTED
        return (
            svg.text(_MARGIN, 16, title, size=svg.LARGE, bold=True)
            + svg.text(WIDTH / 2, 16, ways, anchor="middle", bold=True)
            + svg.text(WIDTH - _MARGIN, 16, part, size=svg.SMALL, fill=note, anchor="end")
        )

    def _carries(self, start: int, end: int) -> bool:
        """Whether a gradient comes back over the edge from ``start`` to ``end``."""
        places = self.record.places
        if not (places[start].reached and places[end].reached):
            return False
        arrivals = places[start].arrivals
        return not arrivals or any(one.user == end for one in arrivals)

    def _edge(self, place: int, forward: bool, backward: bool) -> str:
        start, end = self._edges[place]
        (x, y), bends, (last_x, last_y) = route(
            self._placed,
            place,
            self._edges[place],
            self.record.places[end].sources,
            _width(self.record.places[end]),
            _HEIGHT,
            _PITCH,
            _MARGIN,
        )
        up = 8.0 if backward else 0.0
        down = 0.0 if backward else 6.0
        color = palette.CODE if backward else palette.INK if forward else palette.EDGE
        line = svg.element(
            "path",
            d=way((x, y + up), bends, (last_x, last_y - down), _HEIGHT, _GAP),
            fill="none",
            stroke=color,
            stroke_width=2.5 if forward or backward else 1.2,
            stroke_dasharray=None if self._carries(start, end) else "3 3",
        )
        number = svg.number
        head = (
            f"M{number(x - 4.5)} {number(y + 8)}h9l-4.5 -8z"
            if backward
            else f"M{number(last_x - 4)} {number(last_y - 7)}h8l-4 7z"
        )
        return line + svg.element("path", d=head, fill=color)

    def _box(self, at: int, now: Step) -> str:
        place = self.record.places[at]
        placed = self._placed
        width = _width(place)
        middle = placed.x[at] + _MARGIN
        x, y = middle - width / 2, placed.row[at] * _PITCH
        here = at == now.at
        first, value, gradient = _lines(place)
        pieces = [
            outline(
                "op" if place.role == "constant" else place.role,
                x,
                y,
                width,
                _HEIGHT,
                fill=palette.FOLLOWED if here else GROUNDS[place.role],
                stroke=palette.INK if here else palette.EDGE,
                stroke_width=2.5 if here else 1.0,
            ),
            svg.text(middle, y + 15, first, anchor="middle", bold=True),
        ]
        if at in now.valued:
            pieces.append(svg.text(middle, y + 30, value, size=svg.SMALL, anchor="middle"))
        if at in now.asked:
            pieces.append(
                svg.text(middle, y + 45, gradient, size=svg.SMALL, anchor="middle", bold=True)
            )
        tags = []
        if place.kind in ("input", "variable", "constant"):
            tags.append("watched" if place.followed else "not watched")
        elif place.type == "StopGradient":
            tags.append("gradient stops")
        elif not place.followed:
            tags.append("not recorded")
        if place.target:
            tags.append("target")
        if here:
            tags.insert(0, "here")
        left = max(x - 6, 1.0)
        for words in tags:
            dark = words == "here"
            edge = palette.INK if dark or words == "watched" else palette.EDGE
            drawn, room = tag_over(left, y, words, dark=dark, edge=edge)
            pieces.append(drawn)
            left += room + 3
        return svg.element("g", *pieces, class_="node")


def _lines(place: Place) -> tuple[str, str, str]:
    """What the box of a place says: what it is, its value, its gradient."""
    value = summary(value_of(place), _WORDS - 2, short=True) if place.values else "…"
    if len(place.values) > 1:
        value = count(len(place.values), "output")
    gradient = summary(gradient_of(place), _WORDS - 2, short=True)
    return shortened(titled(place), _WORDS), shortened(value, _WORDS), f"grad {gradient}"


def _width(place: Place) -> float:
    """The width of a box; what appears in it later is counted in, so it never moves."""
    first, value, gradient = _lines(place)
    wide = max(
        svg.width_of(first) * 1.06,
        svg.width_of(value, size=svg.SMALL),
        svg.width_of(gradient, size=svg.SMALL) * 1.06,
        92.0 if place.kind != "op" or not place.followed else 60.0,
    )
    return wide + (34.0 if place.kind in ("input", "variable") or place.target else 18.0)


def _legend(y: float) -> str:
    """What the lines of a box and the lines between boxes mean."""
    pieces = []
    x = _MARGIN
    for kind, words in (
        ("input", "input, variable"),
        ("constant", "constant"),
        ("op", "operation"),
        ("output", "target"),
    ):
        shape = "op" if kind == "constant" else kind
        pieces.append(
            outline(
                shape,
                x,
                y,
                26.0,
                15.0,
                fill=GROUNDS[kind],
                stroke=palette.EDGE,
                stroke_width=1.0,
            )
        )
        pieces.append(svg.note(x + 31, y + 12, words))
        x += 45 + svg.width_of(words, size=svg.SMALL)
    pieces.append(
        svg.line(
            x, y + 8, x + 26, y + 8, stroke=palette.EDGE, stroke_width=1.4, stroke_dasharray="3 3"
        )
    )
    pieces.append(svg.note(x + 31, y + 12, "no gradient returns"))
    return "".join(pieces)
