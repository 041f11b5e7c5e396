"""The picture behind `explorables.tape`: a function's operations forward, its gradients backward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from explorables import layers, palette, svg
from explorables.host import WIDTH, Control, Explorable, Frame, Slider, only_words
from explorables.node_drawing import GROUNDS, outline, way
from explorables.signatures import shortened
from explorables.tape_steps import Place, Record, record
from explorables.tensors import NotDrawable, count, label, value_in_words, written

_MARGIN: Final = 4.0
_HEIGHT: Final = 62.0  # px of a box: what it is, its value, its gradient
_PITCH: Final = 94.0  # px from row to row
_GAP: Final = _PITCH - _HEIGHT
_ROWS: Final = 6  # rows in view where the slider can bring the others
_STILL_ROWS: Final = 12  # rows of the saved picture
_WORDS: Final = 24  # characters a box shows
_TOP: Final = 44.0
_LEGEND: Final = 46.0
_HINT: Final = (
    "The slider, or the arrow keys on it, steps forward over the operations in the order they were "
    "recorded, then back in reverse."
)


def explore(function: Any, args: Sequence[object], watch: object) -> Explorable:
    """The explorable for a function and its arguments, or one that says why there is none."""
    try:
        found = record(function, args, watch)
    except NotDrawable as reason:
        return only_words(str(reason))
    picture = _Picture(found)
    return Explorable(picture.draw, picture.controls, picture.still)


@dataclass(frozen=True)
class _Step:
    """One position of the slider: where it is, and how far both passes have come."""

    way: str  # start, forward, or backward
    at: int  # the place; -1 at the start
    number: int  # of this pass, from 1
    valued: frozenset[int]  # places whose value is shown
    asked: frozenset[int]  # places whose gradient is shown


@dataclass(frozen=True, eq=False)
class _Picture:
    record: Record

    @cached_property
    def steps(self) -> list[_Step]:
        """What each position of the slider shows."""
        record = self.record
        places = record.places
        valued = {at for at, place in enumerate(places) if place.kind != "op"}
        steps = [_Step("start", -1, 0, frozenset(valued), frozenset())]
        for number, at in enumerate(record.forward, 1):
            valued.add(at)
            steps.append(_Step("forward", at, number, frozenset(valued), frozenset()))
        asked: set[int] = set()
        for number, at in enumerate(record.backward, 1):
            asked.add(at)
            steps.append(_Step("backward", at, number, frozenset(valued), frozenset(asked)))
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
            now = _Step("start", -1, 0, now.valued, now.asked)
        description = self._description
        reading = self._result if whole else self._reading(now)
        body, height = self._drawing(now, most, whole)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            self._code(now),
            hint=_HINT,
        )

    def _code(self, now: _Step) -> str:
        """The lines of TensorFlow that give what is shown."""
        record = self.record
        watches = "; ".join(f"tape.watch({name})" for name in record.watched)
        lines = ["with tf.GradientTape() as tape:"]
        if watches:
            lines.append(f"    {watches}")
        lines.append(f"    {record.result} = {record.name}({', '.join(record.arguments)})")
        leaf = [place for place in record.places if place.kind in ("input", "variable")]
        one = record.places[now.at] if now.way == "backward" else None
        if one not in leaf:
            one = next((place for place in leaf if place.reached), leaf[0] if leaf else None)
        if one is not None:
            lines.append(
                f"tape.gradient({record.result}, {one.name})  # {_summary(_gradient(one), 30)}"
            )
        return "\n".join(lines)

    @cached_property
    def _description(self) -> str:
        record = self.record
        places = record.places
        words = (
            f"What a tf.GradientTape does with {record.name}: "
            f"{count(len(record.forward), 'operation')} forward, then the gradients backward. "
        )
        watched = [
            place.name for place in places if place.kind in ("input", "variable") and place.followed
        ]
        not_watched = [
            place.name
            for place in places
            if place.kind in ("input", "variable", "constant") and not place.followed
        ]
        words += f"Watched: {', '.join(watched) or 'nothing'}."
        if not_watched:
            words += f" Not watched: {', '.join(not_watched)}."
        if record.converted:
            words += (
                " AutoGraph made Python's if, while or for over a tensor one operation here; a "
                "tape without tf.function records the operations of the branch that runs."
            )
        for place in places:
            value = _summary(_value(place), 60)
            head = (
                f"{place.name} = {place.formula} = {value}"
                if place.formula
                else f"{place.name} = {value}"
            )
            words += f" {head}, gradient {_summary(_gradient(place), 60)}"
            words += f" ({place.why})." if place.why else "."
        return words

    @cached_property
    def _result(self) -> str:
        leaf = [place for place in self.record.places if place.kind in ("input", "variable")]
        parts = [
            f"with respect to {place.name} {_summary(_gradient(place), 60)}"
            + (f" ({place.why})" if place.why else "")
            for place in leaf
        ]
        return f"Gradient of {self._target}: {'; '.join(parts) or 'there is no input to ask for'}."

    @cached_property
    def _target(self) -> str:
        names = [place.name for place in self.record.places if place.target]
        sizes = [
            _value(place).size for place in self.record.places if place.target and place.values
        ]
        words = " + ".join(names)
        if any(size != 1 for size in sizes):
            return f"the sum of the elements of {words}"
        return words

    def _reading(self, now: _Step) -> str:
        record = self.record
        if now.way == "start":
            return (
                "Start: the inputs have their values. Step forward to compute each operation and "
                "back to carry the gradient from the target to the inputs."
            )
        place = record.places[now.at]
        if now.way == "forward":
            head = f"forward {now.number} of {len(record.forward)}: "
            value = _summary(_value(place), 60)
            words = f"{head}{place.name} = {place.formula} = {value}"
            words += f" ({place.type}, {_kind(place)})."
            if place.type == "StopGradient":
                words += " Not recorded: here the record is interrupted on purpose."
            elif not place.followed:
                words += f" Not recorded: {_without(place.why, record)}."
            elif place.target:
                words += " Recorded; this is the target."
            return words
        head = f"backward {now.number} of {len(record.backward)}: "
        gradient = _gradient(place)
        if gradient is None:
            return f"{head}the gradient with respect to {place.name}: None, because {place.why}."
        words = f"{head}the gradient with respect to {place.name}: {_summary(gradient, 60)}"
        return words + self._origin(place)

    def _origin(self, place: Place) -> str:
        """Where a gradient comes from, as far as that is known for certain."""
        places = self.record.places
        if place.target and place.why:
            return f", as it is the target itself. It goes no further: {place.why}."
        if place.target and not place.arrivals:
            if place.reached and _value(place).size == 1:
                return ", the slope of the target with respect to itself."
            return ", a 1 for each element of the target: the tape goes back from their sum."
        arrivals = place.arrivals
        if not arrivals:
            users = [
                one.name for one in places if places.index(place) in one.sources and one.reached
            ]
            return f", what comes back from {', '.join(users)}." if users else "."
        one = arrivals[0]
        if len(arrivals) == 1 and not place.target:
            user, arrived = places[one.user].name, _summary(one.arriving, 40)
            if one.slope is not None:
                return (
                    f", what arrived at {user} ({arrived}) times the local slope of {user} with "
                    f"respect to {place.name} ({value_in_words(one.slope)})."
                )
            return f", what {user} hands back of what arrived there, {arrived}."
        parts = [
            f"{_summary(each.brought, 24)} from {places[each.user].name}" for each in arrivals[:4]
        ]
        if len(arrivals) > 4:
            parts.append(f"{len(arrivals) - 4} more")
        if place.target:
            parts.append("1 as a target itself")
        edges = count(len(arrivals), "edge")
        return f", the sum of what arrives over {edges}: {', '.join(parts)}."

    def _drawing(self, now: _Step, most: int, whole: bool) -> tuple[str, float]:
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
        plain, marked = [], []
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

    def _header(self, now: _Step, whole: bool, first: int, shown: int) -> str:
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
        placed = self._placed
        start, end = self._edges[place]
        sources = sorted(self.record.places[end].sources, key=lambda one: placed.x[one])
        share = (sources.index(start) + 1) / (len(sources) + 1)
        wide = _width(self.record.places[end]) - 30
        x, y = placed.x[start] + _MARGIN, placed.row[start] * _PITCH + _HEIGHT
        bends = [
            (bend + _MARGIN, (placed.row[start] + 1 + at) * _PITCH)
            for at, bend in enumerate(placed.bends[place])
        ]
        last_x = placed.x[end] + _MARGIN + (share - 0.5) * wide
        last_y = placed.row[end] * _PITCH
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

    def _box(self, at: int, now: _Step) -> str:
        place = self.record.places[at]
        placed = self._placed
        width = _width(place)
        middle = placed.x[at] + _MARGIN
        x, y = middle - width / 2, placed.row[at] * _PITCH
        here = at == now.at
        first, value, gradient = _lines(place)
        kind = {"variable": "input"}.get(place.kind, place.kind)
        if place.target and place.kind == "op":
            kind = "output"
        pieces = [
            outline(
                kind if kind != "constant" else "op",
                x,
                y,
                width,
                _HEIGHT,
                fill=palette.FOLLOWED if here else GROUNDS[kind],
                stroke=palette.INK if here else palette.EDGE,
                stroke_width=2.5 if here else 1.0,
            ),
            svg.text(middle, y + 17, first, anchor="middle", bold=True),
        ]
        if at in now.valued:
            pieces.append(svg.text(middle, y + 35, value, size=svg.SMALL, anchor="middle"))
        if at in now.asked:
            pieces.append(
                svg.text(middle, y + 53, gradient, size=svg.SMALL, anchor="middle", bold=True)
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
        for tag in tags:
            room = svg.width_of(tag, size=11.5) + 6
            dark = tag == "here"
            pieces.append(
                svg.element(
                    "rect",
                    x=left,
                    y=y - 11,
                    width=room,
                    height=14.0,
                    rx=3,
                    fill=palette.INK if dark else palette.PANEL,
                    stroke=palette.INK if dark or tag == "watched" else palette.EDGE,
                    stroke_width=1.0,
                    class_="marker",
                )
            )
            pieces.append(
                svg.text(
                    left + room / 2,
                    y,
                    tag,
                    size=11.5,
                    anchor="middle",
                    fill=palette.PANEL if dark else palette.INK,
                )
            )
            left += room + 3
        return svg.element("g", *pieces, class_="node")


def _kind(place: Place) -> str:
    """dtype and shape of what a place gives."""
    if not place.values:
        return "no value"
    if len(place.values) > 1:
        return count(len(place.values), "output")
    return f"{place.dtypes[0].name} {written(np.shape(place.values[0]))}"


def _without(why: str, record: Record) -> str:
    return why.removesuffix(", so the tape did not record it")


def _value(place: Place) -> Any:
    """The value of a place, or of its first output."""
    return place.values[0] if place.values else None


def _gradient(place: Place) -> np.ndarray | None:
    """The gradient with respect to a place; of several outputs, the first that has one."""
    return next((one for one in place.gradients if one is not None), None)


def _summary(array: Any, room: int, short: bool = False) -> str:
    """The first numbers of an array in about ``room`` characters, and its shape where some are cut."""
    if array is None:
        return "None"
    array = np.asarray(array)
    one = label if short else value_in_words
    if array.ndim == 0:
        return one(array[()])
    whole = _nested(array, one) if array.size <= 16 else ""
    if whole and len(whole) <= room:
        return whole
    shape = written(array.shape)
    flat = array.reshape(-1)
    kept: list[str] = []
    for element in flat[:8]:
        if len(", ".join([*kept, one(element)])) > room - len(shape) - 7:
            break
        kept.append(one(element))
    return f"[{', '.join([*kept, '…'])}] {shape}" if kept else f"shape {shape}"


def _nested(array: np.ndarray, one: Any) -> str:
    if array.ndim == 0:
        return one(array[()])
    return f"[{', '.join(_nested(part, one) for part in array)}]"


def _lines(place: Place) -> tuple[str, str, str]:
    """What the box of a place says: what it is, its value, its gradient."""
    first = f"{place.name} = {place.formula}" if place.formula else place.name
    if place.kind == "variable":
        first = f"variable {place.name}"
    value = _summary(_value(place), _WORDS - 2, short=True) if place.values else "…"
    if len(place.values) > 1:
        value = count(len(place.values), "output")
    gradient = _summary(_gradient(place), _WORDS - 2, short=True)
    return shortened(first, _WORDS), shortened(value, _WORDS), f"grad {gradient}"


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
                shape, x, y, 26.0, 15.0, fill=GROUNDS[kind], stroke=palette.EDGE, stroke_width=1.0
            )
        )
        pieces.append(_note(x + 31, y + 12, words))
        x += 45 + svg.width_of(words, size=svg.SMALL)
    pieces.append(
        svg.line(
            x, y + 8, x + 26, y + 8, stroke=palette.EDGE, stroke_width=1.4, stroke_dasharray="3 3"
        )
    )
    pieces.append(_note(x + 31, y + 12, "no gradient returns"))
    pieces.append(
        _note(
            _MARGIN,
            y + 33,
            "In a box: what it is, its value, then the gradient of the target with respect to it.",
        )
    )
    return "".join(pieces)


def _note(x: float, y: float, words: str) -> str:
    return svg.text(x, y, words, size=svg.SMALL, fill=palette.MUTED)
