"""The picture behind `explorables.overlap`: loading and working as bars, and the waiting between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from explorables.drawing.chart import Scale
from explorables.drawing.quantities import in_time
from explorables.page import palette, svg
from explorables.page.host import WIDTH, Choice, Control, Explorable, Frame, Slider, only_words
from explorables.pictures.overlap.measuring import measure
from explorables.pictures.overlap.passes import (
    AS_WRITTEN,
    CACHED,
    FOUR,
    ONE_BY_ONE,
    WAYS,
    Pass,
    mean_load,
    mean_step,
)
from explorables.reading.tensors import NotDrawable

_CODE: Final = {
    ONE_BY_ONE: "options = tf.data.Options()\n"
    "options.experimental_optimization.inject_prefetch = False\n"
    "data = rows.map(load).with_options(options)",
    AS_WRITTEN: "data = rows.map(load)",
    FOUR: "data = rows.map(load, num_parallel_calls=4)",
    CACHED: "data = rows.map(load).cache()",
}
_SAID: Final = {
    ONE_BY_ONE: "nothing is loaded before it is asked for",
    AS_WRITTEN: "tf.data reads ahead by itself",
    FOUR: "up to four elements may be loaded at the same time, if tf.data has the threads",
    CACHED: "nothing is loaded anymore",
}
_LOAD: Final = palette.tint(palette.OKABE_ITO["sky blue"], 0.42)
_STEP: Final = palette.tint(palette.OKABE_ITO["bluish green"], 0.30)
_LEFT: Final = 60.0  # px; room for the names of the rows of bars
_RIGHT: Final = WIDTH - 10.0
_TOP: Final = 52.0
_LANE: Final = 24.0
_BAR: Final = 19.0
_HATCH: Final = 6.0  # px between two lines
_NAMES: Final = 182.0  # px; room for the names of the ways below
_NUMBER: Final = 14.0  # px, of which a bar needs as many to hold its number


def explore(
    rows: object, load: object, step: object, elements: object = 10, seconds: object = 4.0
) -> Explorable:
    """The picture for rows, how they are loaded, and a step; or a sentence why there is none."""
    try:
        return show(measure(rows, load, step, elements, seconds))
    except NotDrawable as why:
        return only_words(str(why))


def show(passes: Mapping[str, Pass]) -> Explorable:
    """The picture of finished passes. Nothing is measured again."""
    picture = _Picture(passes)
    return Explorable(picture.draw, picture.controls)


@dataclass(eq=False)
class _Picture:
    passes: Mapping[str, Pass]

    @property
    def controls(self) -> dict[str, Control]:
        last = len(self.passes[ONE_BY_ONE].elements) - 1
        return {
            "way": Choice("how", WAYS, ONE_BY_ONE),
            "element": Slider("element", last),
        }

    def draw(self, way: str, element: int) -> Frame:
        """The frame for one way, with one element pointed out."""
        element = min(element, len(self.passes[way].elements) - 1)
        description, reading = self._description(), self._reading(way, element)
        body, height = self._drawing(way, element)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            _CODE[way],
            hint="All ways were measured when the cell ran; the bars of each have the same scale.",
        )

    @property
    def longest(self) -> float:
        """The seconds of the slowest way, which gives all bars their scale."""
        return max(each.total for each in self.passes.values())

    # In words

    def _description(self) -> str:
        number = len(self.passes[ONE_BY_ONE].elements)
        totals = "; ".join(
            f"{way}: {in_time(each.total)} in all, of which the step waits {in_time(each.waited)}"
            for way, each in self.passes.items()
        )
        return (
            f"{number} elements, measured here. One by one, loading takes "
            f"{in_time(mean_load(self.passes))} an element, and the step "
            f"{in_time(mean_step(self.passes))}. {totals}."
        )

    def _reading(self, way: str, number: int) -> str:
        element, longest = self.passes[way].elements[number], self.longest
        begin = f"{way[0].upper()}{way[1:]}: {_SAID[way]}"
        if way == FOUR:
            at_once = self.passes[way].loaded_at_once
            begin += f"; here it was {'one' if at_once == 1 else at_once} at most"
        begin += f". Element {number} "
        if element.loading:
            first, last = (_moment(moment, longest) for moment in element.loading)
            begin += f"is loaded from {first} to {last} ms, and "
        else:
            begin += "comes from the cache, and "
        from_, to = (_moment(moment, longest) for moment in element.working)
        return (
            f"{begin}the step works on it from {from_} to {to} ms, after waiting "
            f"{in_time(element.waited)}."
        )

    # As a drawing

    def _drawing(self, way: str, number: int) -> tuple[str, float]:
        """The body of the picture and its height."""
        longest = self.longest
        scale = (_RIGHT - _LEFT) / longest
        shown = self.passes[way]
        lanes = max(each.loaded_at_once for each in self.passes.values())
        floor = _TOP + lanes * _LANE
        pieces = [
            svg.text(4, 15, f"Loading and working, {way}", size=svg.LARGE, bold=True),
            *_legend(),
            svg.text(4, _TOP + 14, "load", bold=True),
            svg.text(4, floor + 14, "step", bold=True),
        ]
        for place, (element, lane) in enumerate(zip(shown.elements, shown.lanes, strict=True)):
            pointed = place == number
            if element.loading:
                top = _TOP + lane * _LANE
                pieces.append(_bar(element.loading, top, scale, _LOAD, place, pointed))
            pieces.append(_waiting(element.asked, element.working[0], floor, scale))
            pieces.append(_bar(element.working, floor, scale, _STEP, place, pointed))
        if not any(element.loading for element in shown.elements):
            pieces.append(
                svg.text(_LEFT, _TOP + 14, "nothing to load", size=svg.SMALL, fill=palette.MUTED)
            )
        bottom = floor + _BAR + 10
        pieces.append(_axis(bottom, longest))
        top = bottom + 42
        pieces.append(svg.text(4, top, "In all, with the step's waiting hatched", bold=True))
        for row, (name, each) in enumerate(self.passes.items()):
            pieces.append(_total(name, each, top + 10 + row * _LANE, longest, name == way))
        return "".join(pieces), top + 10 + len(self.passes) * _LANE + 6


def _moment(seconds: float, longest: float) -> str:
    """A moment in ms, with as many decimals as can be told apart in a pass of this length."""
    decimals = 0 if longest >= 0.04 else 1 if longest >= 0.004 else 2
    return f"{max(seconds, 0.0) * 1000:.{decimals}f}"


def _legend() -> list[str]:
    pieces, x = [], _LEFT
    for words, fill in (("load", _LOAD), ("step", _STEP), ("the step waits", "")):
        if fill:
            pieces.append(
                svg.element(
                    "rect", x=x, y=28.0, width=16.0, height=12.0, fill=fill, stroke=palette.EDGE
                )
            )
        else:
            pieces.append(_hatched(x, 28.0, 16.0, 12.0))
        pieces.append(svg.text(x + 22, 38, words, size=svg.SMALL))
        x += 40 + svg.width_of(words, size=svg.SMALL)
    return pieces


def _bar(
    span: tuple[float, float], top: float, scale: float, fill: str, number: int, pointed: bool
) -> str:
    """The bar of one element, with its number where there is room."""
    left, wide = _LEFT + max(span[0], 0.0) * scale, max((span[1] - span[0]) * scale, 1.0)
    pieces = [
        svg.element(
            "rect",
            x=left,
            y=top,
            width=wide,
            height=_BAR,
            fill=palette.FOLLOWED if pointed else fill,
            stroke=palette.INK if pointed else palette.EDGE,
            stroke_width=2 if pointed else 1,
        )
    ]
    if wide >= _NUMBER:
        middle = left + wide / 2
        words = str(number)
        pieces.append(
            svg.text(middle, top + 14, words, size=svg.SMALL, anchor="middle", bold=pointed)
        )
    return "".join(pieces)


def _waiting(begin: float, end: float, top: float, scale: float) -> str:
    """The time from begin to end, hatched; nothing where it is too short to be seen."""
    left, wide = _LEFT + begin * scale, (end - begin) * scale
    return _hatched(left, top, wide, _BAR) if wide >= 1.5 else ""


def _hatched(left: float, top: float, wide: float, high: float) -> str:
    """A rectangle of slanting lines."""
    pieces = [
        svg.element(
            "rect", x=left, y=top, width=wide, height=high, fill="none", stroke=palette.EDGE
        )
    ]
    offset = _HATCH - high
    while offset < wide:
        low, up = max(0.0, offset), min(wide, offset + high)
        if up > low:
            pieces.append(
                svg.line(
                    left + low,
                    top + high - (low - offset),
                    left + up,
                    top + high - (up - offset),
                    stroke=palette.EDGE,
                )
            )
        offset += _HATCH
    return "".join(pieces)


def _axis(top: float, longest: float) -> str:
    scale = Scale(0.0, longest * 1000, _LEFT, _RIGHT)
    pieces = [svg.line(_LEFT, top, _RIGHT, top, stroke=palette.EDGE)]
    ticks = scale.ticks(5)
    for tick in ticks:
        x = scale.at(tick)
        pieces.append(svg.line(x, top, x, top + 4, stroke=palette.EDGE))
        words = f"{tick:,g} ms" if tick == ticks[-1] else f"{tick:,g}"
        half = svg.width_of(words, size=svg.SMALL) / 2
        inside = min(x, WIDTH - half - 2)
        pieces.append(svg.text(inside, top + 17, words, size=svg.SMALL, anchor="middle"))
    return "".join(pieces)


def _total(name: str, each: Pass, top: float, longest: float, chosen: bool) -> str:
    """One way as a bar: the steps, then the waiting."""
    room = _RIGHT - _NAMES - 70
    scale = room / longest
    worked, waited = each.worked * scale, each.waited * scale
    end = _NAMES + worked + waited
    return "".join(
        (
            svg.text(4, top + 14, name, bold=chosen),
            svg.element(
                "rect", x=_NAMES, y=top, width=worked, height=_BAR, fill=_STEP, stroke=palette.EDGE
            ),
            _hatched(_NAMES + worked, top, waited, _BAR) if waited >= 1.5 else "",
            svg.text(end + 6, top + 14, in_time(each.total), bold=chosen),
        )
    )
