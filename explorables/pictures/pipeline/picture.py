"""The picture behind `explorables.pipeline`: stations, what they hold, and old places against new ones."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np

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
from explorables.pictures.pipeline.stations import Run, Step, read, rows_of, run
from explorables.reading.tensors import NotDrawable

_AS_WRITTEN: Final = "as written"
_SIZES: Final = (1, 2, 3, 4, 8, 16, 32, 60)
_CHIP: Final = 20.0  # px, the height of a chip
_MOST_CHIPS: Final = 5  # lines of chips in a station
_PLANE: Final = 150.0
_TOP: Final = 34.0
_DOT: Final = palette.OKABE_ITO["blue"]


def explore(steps: object) -> Explorable:
    """The picture for a list of steps in words; or a sentence why there is none."""
    try:
        picture = _Picture(read(steps))
    except NotDrawable as why:
        return only_words(str(why))
    picture.prepare()
    return Explorable(picture.draw, picture.controls, walk=Walk({"drawn": 1}, most=480))


def correlation(elements: tuple[Any, ...], rows: int) -> float:
    """Of a row's place in the data with its place in the first epoch; 0 where one does not vary."""
    order = [row for element in elements for row in rows_of(element)][:rows]
    return float(np.corrcoef(np.arange(len(order)), order)[0, 1]) if np.ptp(order) else 0.0


class _Picture:
    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps
        self.rows = steps[0].number
        pairs = pairwise(steps[1:])
        self.swaps = [
            (f"{one.name} and {other.name}", place)
            for place, (one, other) in enumerate(pairs, 1)
            if one != other
        ]
        first = next((step.number for step in steps if step.name == "shuffle"), 0)
        fitting = {size for size in _SIZES if size <= max(self.rows, first)}
        self.sizes = sorted({first, *fitting}) if first else []
        self.runs: dict[tuple[str, str], tuple[tuple[Step, ...], Run]] = {}

    @property
    def controls(self) -> dict[str, Control]:
        first = self._run(_AS_WRITTEN, "")[1]
        controls: dict[str, Control] = {"drawn": Slider("next", len(first.elements) - 1)}
        if self.swaps:
            names = tuple(name for name, _ in self.swaps)
            controls["swap"] = Choice("exchange", (_AS_WRITTEN, *names), _AS_WRITTEN)
        if self.sizes:
            words = tuple(map(str, self.sizes))
            size = next(step.number for step in self.steps if step.name == "shuffle")
            controls["buffer"] = Dial("buffer", words, str(size))
        return controls

    def prepare(self) -> None:
        """Run every arrangement once, so that no control has to wait."""
        for swap in (_AS_WRITTEN, *(name for name, _ in self.swaps)):
            for size in self.sizes or [0]:
                self._run(swap, str(size) if size else "")

    def _run(self, swap: str, buffer: str) -> tuple[tuple[Step, ...], Run]:
        key = swap, buffer
        if key not in self.runs:
            steps = list(self.steps)
            for name, place in self.swaps:
                if name == swap:
                    steps[place], steps[place + 1] = steps[place + 1], steps[place]
            if buffer:
                sized = [
                    Step("shuffle", int(buffer)) if step.name == "shuffle" else step
                    for step in steps
                ]
                steps = sized
            self.runs[key] = tuple(steps), run(tuple(steps))
        return self.runs[key]

    def draw(self, drawn: int, swap: str = _AS_WRITTEN, buffer: str = "") -> Frame:
        """The frame before the element of this number is drawn."""
        steps, ran = self._run(swap, buffer)
        drawn = min(drawn, len(ran.elements) - 1)
        element, held = ran.elements[drawn], ran.held[drawn]
        agreement = correlation(ran.elements, self.rows)
        stations = "; ".join(
            f"{step.written} holds {_listed(content)}"
            for step, content in zip(steps, held, strict=True)
        )
        sizes = [len(rows_of(each)) for each in ran.elements]
        shown = ", ".join(map(str, sizes[:12])) + (", ..." if len(sizes) > 12 else "")
        description = (
            f"Stations of a data set. Before element {drawn} leaves: {stations}. Elements: "
            f"{len(sizes)}, of {shown} rows. In the first {self.rows} rows that come out, the old place "
            f"and the new one correlate by {agreement:.2f}."
        )
        reading = f"next gives element {drawn}: {_listed(rows_of(element))}."
        body, height = _drawing(steps, ran, drawn, self.rows, agreement)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            "tf.data.Dataset." + ".".join(step.written for step in steps),
            hint="The slider draws elements; exchange two stations, or give shuffle another buffer.",
            last={"drawn": len(ran.elements) - 1},
        )


def _listed(content: Any) -> str:
    """A few chips in words."""
    words = [str(part) if not isinstance(part, tuple) else _inner(part) for part in content]
    if not words:
        return "nothing"
    return ", ".join(words[:10]) + (f" and {len(words) - 10} more" if len(words) > 10 else "")


def _inner(part: tuple[Any, ...]) -> str:
    return "[" + " ".join(map(str, rows_of(part))) + "]"


# As a drawing


def _drawing(
    steps: tuple[Step, ...], ran: Run, drawn: int, rows: int, agreement: float
) -> tuple[str, float]:
    """The body of the picture and its height."""
    columns = len(steps) + 1
    wide = (WIDTH - 8) / columns
    out = set(rows_of(ran.elements[drawn]))
    pieces = [
        svg.text(4, 15, f"Before element {drawn} is drawn", size=svg.LARGE, bold=True),
    ]
    contents = [*ran.held[drawn], tuple(rows_of(ran.elements[drawn]))]
    names = [*(step.written for step in steps), "next"]
    for column, (name, content) in enumerate(zip(names, contents, strict=True)):
        left = 4 + column * wide
        last = column == columns - 1
        box_height = _CHIP * (_MOST_CHIPS + 1) + 34
        pieces.append(
            svg.element(
                "rect",
                x=left,
                y=_TOP,
                width=wide - 12,
                height=box_height,
                rx=5.0,
                fill="none",
                stroke=palette.INK if last else palette.EDGE,
                stroke_width=2 if last else 1,
            )
        )
        pieces.append(svg.text(left + 6, _TOP + 18, name, size=svg.SMALL, bold=True, mono=not last))
        pieces.append(_chips(content, left + 6, _TOP + 28, wide - 24, out))
        if not last:
            middle = _TOP + box_height / 2
            pieces.append(svg.text(left + wide - 6, middle, "→", size=svg.SMALL, anchor="middle"))
    top = _TOP + _CHIP * (_MOST_CHIPS + 1) + 52
    pieces.append(_places(ran, rows, top, agreement, drawn))
    return "".join(pieces), top + _PLANE + 26


def _chips(content: Any, left: float, top: float, room: float, out: set[int]) -> str:
    """What a station holds, in lines; rows that leave with the next element are marked."""
    pieces, x, line = [], left, 0
    for position, part in enumerate(content):
        words = _inner(part) if isinstance(part, tuple) else str(part)
        marked = not isinstance(part, str) and bool(out & set(rows_of(part)))
        size = svg.size_to_fit(words, room - 8, svg.SMALL, svg.SMALL)
        long = min(room, max(20.0, svg.width_of(words, size=svg.SMALL, mono=True) + 6))
        if x > left and x + long > left + room:
            x, line = left, line + 1
        if line >= _MOST_CHIPS:
            more = f"+ {len(content) - position}"
            pieces.append(svg.text(left, top + line * _CHIP + 14, more, size=svg.SMALL))
            break
        if len(words) * svg.SMALL * svg.MONO_ADVANCE + 6 > room:
            shown = max(2, int((room - 10) / (svg.SMALL * svg.MONO_ADVANCE)) - 1)
            words = words[:shown] + "…"
        pieces.append(
            svg.element(
                "rect",
                x=x,
                y=top + line * _CHIP,
                width=long,
                height=_CHIP - 3,
                rx=3.0,
                fill=palette.FOLLOWED if marked else "none",
                stroke=palette.INK if marked else palette.EDGE,
                stroke_width=2 if marked else 1,
            )
        )
        pieces.append(
            svg.text(
                x + long / 2,
                top + line * _CHIP + 13,
                words,
                size=size,
                anchor="middle",
                mono=True,
                bold=marked,
            )
        )
        x += long + 3
    return "".join(pieces)


def _places(ran: Run, rows: int, top: float, agreement: float, drawn: int) -> str:
    """Old place against new place, a dot a row, as far as elements have been drawn filled."""
    left = 60.0
    order = [row for element in ran.elements for row in rows_of(element)][:rows]
    gone = sum(len(rows_of(element)) for element in ran.elements[: drawn + 1])
    step = (_PLANE - 12) / max(rows - 1, 1)
    pieces = [
        svg.element(
            "rect", x=left, y=top, width=_PLANE, height=_PLANE, fill="none", stroke=palette.EDGE
        ),
        svg.text(
            left + _PLANE / 2, top + _PLANE + 18, "new place", size=svg.SMALL, anchor="middle"
        ),
        svg.text(left - 6, top + 12, "old", size=svg.SMALL, anchor="end"),
        svg.text(left - 6, top + 27, "place", size=svg.SMALL, anchor="end"),
    ]
    for place, row in enumerate(order):
        came = place < gone
        pieces.append(
            svg.element(
                "circle",
                cx=left + 6 + step * place,
                cy=top + _PLANE - 6 - step * row,
                r=3.4 if came else 2.6,
                fill=_DOT if came else "none",
                stroke=_DOT,
                stroke_width=1,
            )
        )
    words = (
        f"The first {rows} rows that come out.",
        "Filled: out by now. On the diagonal,",
        "a row keeps its old place.",
        f"Correlation of both places: {agreement:.2f}",
    )
    for line, each in enumerate(words):
        bold = line == len(words) - 1
        pieces.append(
            svg.text(left + _PLANE + 24, top + 30 + 22 * line, each, size=svg.NORMAL, bold=bold)
        )
    return "".join(pieces)
