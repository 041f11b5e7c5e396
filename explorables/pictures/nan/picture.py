"""The picture behind `explorables.nan`: a function's operations, and where its numbers stop being finite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from explorables.drawing import node_layout as layers
from explorables.drawing.nodes import GROUNDS, outline, route, tag_over, tag_width, way
from explorables.page import palette, svg
from explorables.page.host import (
    WIDTH,
    Choice,
    Control,
    Dial,
    Explorable,
    Frame,
    Slider,
    Walk,
    only_words,
)
from explorables.pictures.nan.births import AS_GIVEN, Births, State, broken
from explorables.pictures.nan.telling import (
    code,
    described,
    disagrees,
    gradients_in_words,
    in_few,
    overview,
    place_in_words,
    results_in_words,
    set_to,
)
from explorables.reading.signatures import shortened
from explorables.reading.taped.record import Place, gradient_of, titled, value_of
from explorables.reading.tensors import NotDrawable

_MARGIN: Final = 4.0
_HEIGHT: Final = 51.0  # px of a box: what it is, its value, its gradient
_PITCH: Final = 73.0  # px from row to row
_ROWS: Final = 5  # rows in view where the slider can bring the others
_STILL_ROWS: Final = 12  # rows of the saved picture
_WORDS: Final = 24  # characters a box shows
_NUMBERS: Final = 17  # of them for a value
_LEAST: Final = 148.0  # px; a box has room for every value that may come
_OVERHANG: Final = 14.0  # px that a mark stands out to the left
_TOP: Final = 22.0
_LINE: Final = 19.0  # px; a row of the table
_APART: Final = 50.0  # px; where its columns begin
_RESULT: Final = 118.0
_SLOPE: Final = 278.0
_LEGEND: Final = "not finite first: ↓ forward, ↑ backward; nan ↓: the first nan"
_HINT: Final = (
    "In a box: what it is, its value, and the gradient of the result by it. One slider sets a number, "
    "the other reads out a box."
)


def explore(function: Any, inputs: Sequence[object]) -> Explorable:
    """The explorable for a function and its inputs, or one that says why there is none."""
    try:
        births = Births(function, inputs)
        picture = _Picture(births)
        births.prepare()
        born = births.birth(0)
    except NotDrawable as reason:
        return only_words(str(reason))
    several = {"number": [spot.words for spot in births.spots[:3]]} if picture.several else {}
    walk = Walk({"value": born}, {"place": (0,), **several})
    return Explorable(picture.draw, picture.controls, picture.still, walk)


@dataclass(eq=False)
class _Picture:
    births: Births

    @property
    def several(self) -> bool:
        return len(self.births.spots) > 1

    @property
    def controls(self) -> Mapping[str, Control]:
        words = tuple(spot.words for spot in self.births.spots)
        value: dict[str, Control] = {
            "value": Dial(
                "its value" if self.several else words[0], self.births.options(), AS_GIVEN
            )
        }
        number: dict[str, Control] = (
            {"number": Choice("number", words, words[0])} if self.several else {}
        )
        return number | value | {"place": Slider("box", len(self.births.record.places))}

    def still(self, value: str, place: int, number: str | None = None) -> Frame:
        """The frame for a page where nothing moves: the value that breaks it, unless one was chosen."""
        if value == AS_GIVEN and not place:
            value = self.births.birth(self._spot(number))
        return self.draw(value, place, number, _STILL_ROWS)

    def _spot(self, number: str | None) -> int:
        return next((at for at, one in enumerate(self.births.spots) if one.words == number), 0)

    def draw(self, value: str, place: int, number: str | None = None, most: int = _ROWS) -> Frame:
        """The frame for a number, its value, and a place; place 0 is all of them."""
        at = self._spot(number)
        spot, state = self.births.spots[at], self.births.state(at, value)
        where = set_to(spot, value)
        description = described(self.births.record, state, where)
        reading = (
            place_in_words(state, place - 1)
            if place
            else overview(state, where, self.births.leaves)
        )
        body, height = self._drawing(state, where, place - 1, most)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            code(self.births, self.births.given(at, value), spot),
            hint=_HINT,
        )

    @cached_property
    def _edges(self) -> list[tuple[int, int]]:
        return [
            (source, at)
            for at, place in enumerate(self.births.record.places)
            for source in place.sources
            if source != at
        ]

    @cached_property
    def _placed(self) -> layers.Placed:
        """At the left, so that a narrow window shows all of a narrow graph."""
        places = self.births.record.places
        widths = [_width(place) for place in places]
        late = [place.kind != "op" for place in places]
        middle = layers.placed(widths, self._edges, late, WIDTH - 2 * _MARGIN)
        left = min(x - width / 2 for x, width in zip(middle.x, widths, strict=True))
        shift = max(left - _OVERHANG, 0.0)
        return replace(
            middle,
            x=[x - shift for x in middle.x],
            bends=[[x - shift for x in bends] for bends in middle.bends],
        )

    def _drawing(self, state: State, where: str, here: int, most: int) -> tuple[str, float]:
        """The body of the picture and its height."""
        placed = self._placed
        shown = min(placed.rows, most)
        middle = next(
            (one for one in (here, state.first, state.first_back) if one is not None and one >= 0),
            0,
        )
        first = max(0, min(placed.row[middle] - shown // 2, placed.rows - shown))
        rows = range(first, first + shown)
        height = shown * _PITCH - (_PITCH - _HEIGHT) + 20
        edges = sorted(  # those that carry what is not finite lie on top
            (self._edge(edge, state) for edge in range(len(self._edges)) if self._seen(edge, rows)),
            key=lambda drawn: palette.CONFLICT in drawn,
        )
        boxes = [
            self._box(at, state, at == here)
            for at in range(len(state.places))
            if placed.row[at] in rows
        ]
        graph = svg.element(
            "svg",
            *edges,
            *boxes,
            x=0,
            y=_TOP,
            width=WIDTH,
            height=height,
            viewBox=f"0 {svg.number(first * _PITCH - 14)} {svg.number(WIDTH)} {svg.number(height)}",
        )
        table, bottom = self._table(state, _TOP + height + 18)
        return self._header(where, first, shown) + graph + table, bottom

    def _seen(self, edge: int, rows: range) -> bool:
        start, end = self._edges[edge]
        return self._placed.row[end] >= rows.start and self._placed.row[start] < rows.stop

    def _header(self, where: str, first: int, shown: int) -> str:
        rows = self._placed.rows
        name = shortened(self.births.record.name, 24)
        part = f"rows {first + 1} to {first + shown} of {rows}" if shown < rows else ""
        return (
            svg.text(_MARGIN, 16, name, size=svg.LARGE, bold=True)
            + svg.text(_MARGIN + svg.width_of(name) + 20, 16, shortened(where, 36), bold=True)
            + svg.text(WIDTH - _MARGIN, 16, part, size=svg.SMALL, fill=palette.MUTED, anchor="end")
        )

    def _edge(self, edge: int, state: State) -> str:
        start, end = self._edges[edge]
        source, user = state.places[start], state.places[end]
        begin, bends, (last_x, last_y) = route(
            self._placed,
            edge,
            self._edges[edge],
            self.births.record.places[end].sources,
            _width(user),
            _HEIGHT,
            _PITCH,
            _MARGIN,
        )
        ill = any(map(broken, source.values))
        color = palette.CONFLICT if ill else palette.EDGE
        line = svg.element(
            "path",
            d=way(begin, bends, (last_x, last_y - 6), _HEIGHT, _PITCH - _HEIGHT),
            fill="none",
            stroke=color,
            stroke_width=2.5 if ill else 1.2,
            stroke_dasharray=None if source.reached and user.reached else "3 3",
        )
        number = svg.number
        head = f"M{number(last_x - 4)} {number(last_y - 7)}h8l-4 7z"
        return line + svg.element("path", d=head, fill=color)

    def _box(self, at: int, state: State, here: bool) -> str:
        place, placed = state.places[at], self._placed
        width = _width(place)
        middle = placed.x[at] + _MARGIN
        x, y = middle - width / 2, placed.row[at] * _PITCH
        value = in_few(value_of(place), _NUMBERS) if place.values else "…"
        gradient = "…" if state.error else in_few(gradient_of(place), _NUMBERS)
        ill_value = any(map(broken, place.values))
        ill_gradient = any(map(broken, place.gradients))
        ill = ill_value or ill_gradient
        pieces = [
            outline(
                "op" if place.role == "constant" else place.role,
                x,
                y,
                width,
                _HEIGHT,
                fill=palette.CONFLICT_GROUND if ill else GROUNDS[place.role],
                stroke=palette.INK if here else palette.CONFLICT if ill else palette.EDGE,
                stroke_width=3.0 if here else 2.0 if ill else 1.0,
            ),
            svg.text(middle, y + 15, shortened(titled(place), _WORDS), anchor="middle", bold=True),
        ]
        for low, words, sick in (
            (30.0, value, ill_value),
            (45.0, f"grad {gradient}", ill_gradient),
        ):
            ink = palette.CONFLICT if sick else palette.INK
            pieces.append(
                svg.text(
                    middle, y + low, words, size=svg.SMALL, anchor="middle", bold=sick, fill=ink
                )
            )
        left = max(x - _OVERHANG, 1.0)  # an arrow that ends here stays in sight
        for words in _tags(at, state):
            drawn, room = tag_over(left, y, words, dark=True, edge=palette.INK)
            pieces.append(drawn)
            left += room + 3
        if here:  # over the lower edge, where no arrow ends
            right = x + width - tag_width("here") + 6
            low = y + _HEIGHT + 5
            pieces.append(tag_over(right, low, "here", dark=False, edge=palette.INK)[0])
        return svg.element("g", *pieces, class_="node")

    def _table(self, state: State, top: float) -> tuple[str, float]:
        """What each way of running gives, and where the picture ends."""
        by = "gradient" if len(self.births.leaves) > 1 else f"gradient by {self.births.leaves[0]}"
        pieces = [
            svg.line(
                _MARGIN, top - 14, WIDTH - _MARGIN, top - 14, stroke=palette.EDGE, stroke_width=1.0
            ),
            svg.note(_MARGIN, top, "run"),
            svg.note(_RESULT, top, "result"),
            svg.note(_SLOPE, top, shortened(by, 36)),
        ]
        eager = state.outcomes[0]
        for row, outcome in enumerate(state.outcomes, 1):
            y = top + row * _LINE
            pieces.append(svg.text(_MARGIN, y, outcome.way, size=svg.SMALL, bold=True))
            if outcome.error:
                pieces.append(svg.text(_RESULT, y, shortened(outcome.error, 62), size=svg.SMALL))
            else:
                slopes = gradients_in_words(outcome, self.births.leaves, 36)
                for x, words, arrays in (
                    (_RESULT, results_in_words(outcome, 24), outcome.results),
                    (_SLOPE, slopes, outcome.gradients),
                ):
                    sick = any(map(broken, arrays))
                    ink = palette.CONFLICT if sick else palette.INK
                    pieces.append(
                        svg.text(x, y, shortened(words, 36), size=svg.SMALL, bold=sick, fill=ink)
                    )
            if disagrees(outcome, eager):
                pieces.append(svg.text(_APART, y, "≠ eager", size=svg.SMALL, bold=True))
        bottom = top + 4 * _LINE + 3
        pieces.append(svg.note(_MARGIN, bottom, _LEGEND))
        return "".join(pieces), bottom + 8


def _tags(at: int, state: State) -> list[str]:
    """What a place is the first of."""
    tags = []
    if at == state.first:
        tags.append("first ↓")
    elif at == state.first_nan:
        tags.append("nan ↓")
    if at == state.first_back:
        tags.append("first ↑")
    return tags


def _width(place: Place) -> float:
    """The width of a box, which no value changes."""
    first = shortened(titled(place), _WORDS)
    slanted = place.kind in ("input", "variable") or place.target
    return max(svg.width_of(first) * 1.06, _LEAST) + (34.0 if slanted else 12.0)
