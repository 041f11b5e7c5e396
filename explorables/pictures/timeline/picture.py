"""The picture behind `explorables.timeline`: what the time of a step is made of, measured here."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from explorables.drawing.quantities import in_time, listed
from explorables.page import palette, svg
from explorables.page.host import WIDTH, Control, Dial, Explorable, Frame, Switch, only_words
from explorables.pictures.timeline.costs import Costs, Timeline, fastest, pays_off
from explorables.pictures.timeline.measuring import measure
from explorables.reading.tensors import NotDrawable

CALLS: Final = (1, 10, 100, 1_000, 10_000)
_CODE: Final = {
    "eager": "step(...)",
    "graph": "tf.function(step)(...)",
    "XLA": "tf.function(step, jit_compile=True)(...)",
}
# Each part has a letter and a place in the bar beside its color.
_PARTS: Final = {
    "tracing": palette.FELLOW,
    "compiling": palette.tint(palette.OKABE_ITO["vermillion"], 0.22),
    "Python": palette.tint(palette.OKABE_ITO["blue"], 0.26),
    "running": palette.tint(palette.OKABE_ITO["bluish green"], 0.30),
}
_MARGIN: Final = 4.0
_LEFT: Final = 56.0  # px; room for the names of the ways
_RIGHT: Final = WIDTH - 74.0  # px; room for the totals
_TOP: Final = 72.0  # px; below the heading and the legend
_ROW: Final = 38.0
_BAR: Final = 26.0
_LINE: Final = 86  # characters of a note that fit a line below


def explore(
    step: object,
    arguments: tuple[object, ...] = (),
    repeat: object = 31,
    seconds: object = 3.0,
    clock: Callable[[], float] = time.perf_counter,
) -> Explorable:
    """The picture for a step and its arguments; or a sentence why there is none."""
    try:
        timeline = measure(step, arguments, repeat, seconds, clock)
    except NotDrawable as why:
        return only_words(str(why))
    return show(timeline)


def show(timeline: Timeline) -> Explorable:
    """The picture of a finished measurement. Nothing is measured again."""
    picture = _Picture(timeline)
    return Explorable(picture.draw, picture.controls)


@dataclass(eq=False)
class _Picture:
    timeline: Timeline

    @property
    def controls(self) -> dict[str, Control]:
        options = tuple(f"{calls:,}" for calls in CALLS)
        return {
            "calls": Dial("calls", options, options[2]),
            "later": Switch("after the first call"),
        }

    @property
    def _costs(self) -> dict[str, Costs]:
        return dict(self.timeline.costs)

    def draw(self, calls: str, later: bool) -> Frame:
        """The frame for so many calls: from the first on, or of those that come later."""
        number = int(calls.replace(",", ""))
        description, reading = self._description(), self._reading(number, not later)
        body, height = self._drawing(number, not later)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            "\n".join(f"{name + ':':<7}{_CODE[name]}" for name in self._costs),
            hint="The slider reckons with another number of calls; nothing is measured again.",
        )

    # In words

    @property
    def _conditions(self) -> str:
        where = self.timeline.device
        alone = ", no GPU found" if where == "CPU:0" else ""
        return f"on {where}{alone}; from medians of {self.timeline.runs} calls"

    def _description(self) -> str:
        number = self.timeline.operations
        parts = [
            f"What the time of this step is made of, measured here, on this machine, "
            f"{self._conditions}; the graph has {number:,} operation{'s' * (number != 1)}."
        ]
        for name, one in self._costs.items():
            once = (
                f" once tracing {in_time(one.tracing)} and compiling {in_time(one.compiling)};"
                if name != "eager"
                else ""
            )
            parts.append(
                f"{name}:{once} at every call Python {in_time(one.python)} and running "
                f"{in_time(one.running)}."
            )
        return " ".join([*parts, *self._pay_offs(), *self.timeline.notes])

    def _pay_offs(self) -> list[str]:
        """From which call on each way has made up for what it costs once."""
        said = []
        eager = self._costs["eager"]
        for name, one in self._costs.items():
            if name == "eager":
                continue
            calls = pays_off(one, eager)
            who = "The graph" if name == "graph" else name
            said.append(
                f"{who} never makes up for what it costs once: its calls are not clearly shorter "
                "than eager ones."
                if calls is None
                else f"{who} has made up for what it costs once after about {calls:,} "
                f"call{'s' * (calls != 1)}."
            )
        return said

    def _reading(self, calls: int, with_once: bool) -> str:
        totals = {name: one.total(calls, with_once) for name, one in self._costs.items()}
        order = sorted(totals, key=lambda name: totals[name])
        leaders = fastest(self._costs, calls, with_once)
        verdict = (
            f"{leaders[0]} is first"
            if len(leaders) == 1
            else f"{listed(list(leaders))} are too close to call"
        )
        apart = "" if with_once else " after the first"
        times = ", ".join(f"{name} {in_time(totals[name])}" for name in order)
        return f"{calls:,} call{'s' * (calls != 1)}{apart}: {times}: {verdict}."

    # As a drawing

    def _drawing(self, calls: int, with_once: bool) -> tuple[str, float]:
        """The body of the picture and its height."""
        longest = max(one.total(calls, with_once) for one in self._costs.values())
        pieces = [
            svg.text(_MARGIN, 15, "What the time of a step is made of", size=svg.LARGE, bold=True),
            svg.text(
                _MARGIN,
                34,
                f"{calls:,} call{'s' * (calls != 1)}{'' if with_once else ' after the first'}; "
                f"{self._conditions}",
                size=svg.SMALL,
                fill=palette.MUTED,
            ),
            *_legend(),
        ]
        y = _TOP
        for name, one in self._costs.items():
            pieces.append(svg.text(_MARGIN, y + 18, name, bold=True))
            pieces.append(_bar(one.parts(calls, with_once), longest, y))
            pieces.append(svg.text(_RIGHT + 6, y + 18, in_time(one.total(calls, with_once))))
            y += _ROW
        pieces.append(self._table(y + 22))
        bottom = y + 22 + 20 * (len(self._costs) + 1)
        for sentence in [*self._pay_offs(), *self.timeline.notes]:
            for line in textwrap.wrap(sentence, _LINE):
                bottom += 18
                pieces.append(svg.text(_MARGIN, bottom, line, size=svg.SMALL))
        return "".join(pieces), bottom + 12

    def _table(self, top: float) -> str:
        """What each part takes, in numbers."""
        columns = (132.0, 240.0, 372.0, 480.0)
        heads = ("tracing, once", "compiling, once", "Python, a call", "running, a call")
        pieces = [
            svg.text(x, top, words, size=svg.SMALL, fill=palette.MUTED, anchor="middle")
            for x, words in zip(columns, heads, strict=True)
        ]
        for row, (name, one) in enumerate(self._costs.items(), start=1):
            base = top + 20 * row
            pieces.append(svg.text(_MARGIN, base, name, size=svg.SMALL))
            for x, seconds in zip(columns, one.parts(1).values(), strict=True):
                nothing = "none" if name == "eager" and x < columns[2] else "too short to tell"
                words = in_time(seconds) if seconds else nothing
                pieces.append(svg.text(x, base, words, size=svg.SMALL, anchor="middle"))
        return "".join(pieces)


def _legend() -> list[str]:
    """The letter, the color and the name of each part."""
    pieces = []
    x = _LEFT
    for name, color in _PARTS.items():
        pieces.append(_box(x, 44, 18, 18, color))
        pieces.append(svg.text(x + 9, 57.5, name[0].upper(), size=svg.SMALL, anchor="middle"))
        pieces.append(svg.text(x + 24, 57.5, name, size=svg.SMALL))
        x += 116
    return pieces


def _bar(parts: dict[str, float], longest: float, y: float) -> str:
    """One bar, a piece a part; each piece has its letter where there is room for it."""
    pieces = []
    x = _LEFT
    for name, seconds in parts.items():
        width = (_RIGHT - _LEFT) * seconds / longest if longest else 0.0
        if width < 0.05:
            continue
        pieces.append(_box(x, y, width, _BAR, _PARTS[name]))
        if width > 14:
            pieces.append(svg.text(x + width / 2, y + 17.5, name[0].upper(), anchor="middle"))
        x += width
    return svg.element("g", *pieces, class_="way")


def _box(x: float, y: float, width: float, height: float, color: str) -> str:
    return svg.element(
        "rect",
        x=float(x),
        y=float(y),
        width=float(width),
        height=float(height),
        fill=color,
        stroke=palette.EDGE,
        stroke_width=1.0,
    )
