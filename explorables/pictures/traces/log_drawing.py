"""The parts of the drawing: a call, a trace, the arrow from one to the other."""

from __future__ import annotations

from typing import Final

from explorables.page import palette, svg
from explorables.page.host import (
    WIDTH,
)
from explorables.pictures.traces.cache import Call, Trace
from explorables.reading.signatures import shortened
from explorables.reading.tensors import count

MARGIN: Final = 4.0
CALL_WIDTH: Final = 334.0
CALL_HEIGHT: Final = 38.0
CARD_LEFT: Final = 404.0
_CARD_WIDTH: Final = WIDTH - CARD_LEFT - MARGIN
CARD_HEIGHT: Final = 80.0
_CARD_LINES: Final = 2  # arguments a card names


def _box(x: float, y: float, width: float, height: float, fill: str, followed: bool) -> str:
    thick = 2.5 if followed else 1.0
    if followed and fill != palette.FELLOW:
        fill = palette.FOLLOWED
    return svg.element(
        "rect",
        x=x + thick / 2,
        y=y + thick / 2,
        width=width - thick,
        height=height - thick,
        rx=4,
        fill=fill,
        stroke=palette.INK if followed else palette.EDGE,
        stroke_width=thick,
    )


def part_in_view(what: str, shown: range, size: int) -> str:
    """Which part of a list is in view; "" where all of it is."""
    if len(shown) == size:
        return ""
    return f"{what}s {shown.start + 1} to {shown.stop} of {size:,}"


def heading(x: float, words: str, part: str) -> str:
    """The heading of a list, and which part of it is in view."""
    drawn = svg.text(x, 15, words, size=svg.LARGE, bold=True)
    if part:
        drawn += note(x + svg.width_of(words, size=svg.LARGE) * 1.05 + 8, 15, part)
    return drawn


def note(x: float, y: float, words: str) -> str:
    """Small words beside something else."""
    return svg.text(x, y, words, size=svg.SMALL, fill=palette.MUTED)


def legend(y: float) -> str:
    """What the two kinds of arrow mean."""
    pieces = []
    x = MARGIN
    for dash, words in ((None, "made this trace"), ("5 4", "used it: a hit")):
        stroke = {"stroke": palette.INK, "stroke_width": 1.6, "stroke_dasharray": dash}
        pieces.append(svg.line(x, y + 9, x + 30, y + 9, **stroke))
        pieces.append(note(x + 38, y + 13, words))
        x += 60 + svg.width_of(words, size=svg.SMALL)
    return "".join(pieces)


def arrow(call: Call, start: float, end: float, row: int, followed: bool = False) -> str:
    """From a call to its trace: solid where it made it, dashed where it used it."""
    x1, x2 = MARGIN + CALL_WIDTH + 2, CARD_LEFT - 9
    # Several calls may end at one card: a little apart, so that each arrow can be followed.
    end += (row % 5 - 2) * 9
    bend = (x2 - x1) / 2
    color = palette.INK if followed else palette.EDGE
    number = svg.number
    path = (
        f"M{number(x1)} {number(start)}C{number(x1 + bend)} {number(start)} "
        f"{number(x2 - bend)} {number(end)} {number(x2)} {number(end)}"
    )
    return svg.element(
        "path",
        d=path,
        fill="none",
        stroke=color,
        stroke_width=2.5 if followed else 1.2,
        stroke_dasharray="5 4" if call.outcome == "hit" else None,
    ) + svg.element("path", d=f"M{number(x2)} {number(end - 5)}l8 5l-8 5z", fill=color)


def call_row(call: Call, number: int, y: float, followed: bool) -> str:
    """One line of the log."""
    outcome, fill = {
        "new": ("★ new trace", palette.STRETCHED),
        "hit": ("● hit", palette.PANEL),
        "error": ("✗ raised an error", palette.CONFLICT_GROUND),
    }[call.outcome]
    if call.trace is not None:
        outcome += f" {call.trace + 1}" if call.outcome == "new" else f", trace {call.trace + 1}"
    pieces = [_box(MARGIN, y, CALL_WIDTH, CALL_HEIGHT, fill, followed)]
    if followed:
        corner = f"M{svg.number(MARGIN + 2)} {svg.number(y + 2)}h8l-8 8z"
        pieces.append(svg.element("path", d=corner, fill=palette.INK, class_="marker"))
    room = int((CALL_WIDTH - 52) / svg.width_of("0", size=svg.SMALL, mono=True))
    typed = shortened(" ".join(call.words.split()), room)
    x = MARGIN + 14
    pieces.append(svg.text(x, y + 15, str(number), size=svg.SMALL, bold=True))
    pieces.append(svg.text(x + 24, y + 15, f"({typed})", size=svg.SMALL, mono=True))
    color = palette.CONFLICT if call.outcome == "error" and not followed else palette.INK
    pieces.append(svg.text(x + 24, y + 31, outcome, bold=True, fill=color))
    return svg.element("g", *pieces, class_="cell")


def trace_card(trace: Trace, at: int, y: float, calls: list[Call], followed: bool) -> str:
    """One trace: what it takes, who made it, and how many calls used it since."""
    fill = palette.FELLOW if followed else palette.PANEL
    pieces = [_box(CARD_LEFT, y, _CARD_WIDTH, CARD_HEIGHT, fill, followed)]
    if followed:
        pieces.append(
            svg.element(
                "circle", cx=CARD_LEFT + 8, cy=y + 8, r=3, fill=palette.INK, class_="marker"
            )
        )
    x = CARD_LEFT + 16
    pieces.append(svg.text(x, y + 18, f"trace {at + 1}", bold=True, size=svg.LARGE))
    room = int((_CARD_WIDTH - 22) / svg.width_of("0", size=svg.SMALL))
    lines = [f"{path}: {leaf.words}" for path, leaf in trace.leaves.items()] or ["no arguments"]
    if len(lines) > _CARD_LINES:
        rest = len(lines) - _CARD_LINES + 1
        lines = [*lines[: _CARD_LINES - 1], f"and {rest} more arguments"]
    for place, line in enumerate(lines):
        pieces.append(svg.text(x, y + 36 + 17 * place, shortened(line, room), size=svg.SMALL))
    hits = sum(call.outcome == "hit" and call.trace == at for call in calls)
    made = f"made by call {trace.made}" if trace.made else "made before the picture"
    pieces.append(
        svg.text(
            x,
            y + 74,
            f"{made}, {count(hits, 'hit')}",
            size=svg.SMALL,
            fill=palette.INK if followed else palette.MUTED,
        )
    )
    return svg.element("g", *pieces, class_="cell")
