"""The picture behind `explorables.request`: five stages from JSON to JSON, and where a request is refused."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorables.page import palette, svg
from explorables.page.host import WIDTH, Choice, Control, Entry, Explorable, Frame, Walk, only_words
from explorables.pictures.request.served import Served, examples, load
from explorables.reading.tensors import NotDrawable
from shipping.protocol import STAGES, Answer, Tensors, predict

TYPED: Final = "as typed below"
_TITLES: Final = {
    "parse": "JSON is read",
    "signature": "a signature is chosen",
    "tensors": "lists become tensors",
    "run": "the export computes",
    "write": "tensors become JSON",
}
_MONO: Final = 12.5
_TEXT_LEFT = 196.0
_COLUMNS: Final = int((WIDTH - _TEXT_LEFT - 14) / (_MONO * svg.MONO_ADVANCE))  # letters in a line
_WIDE: Final = int((WIDTH - 24) / (_MONO * svg.MONO_ADVANCE))
_LINE = 17.0
_ERROR_LINES = 5
# What TensorFlow says of where in a graph an error was raised, before and behind the error itself.
_NODES: Final = re.compile(r"Detected at node .*?<stack traces unavailable>|\[\[\{\{.*", re.S)
_DONE: Final = palette.tint(palette.OKABE_ITO["bluish green"], 0.30)


def explore(folder: object) -> Explorable:
    """The picture for the export in a folder; or a sentence why there is none."""
    try:
        served = load(folder)
        picture = _Picture(served, examples(served))
    except NotDrawable as why:
        return only_words(str(why))
    return Explorable(picture.draw, picture.controls, walk=picture.walk)


@dataclass(eq=False)
class _Picture:
    served: Served
    ready: Mapping[str, str]

    @property
    def controls(self) -> dict[str, Control]:
        first = next(iter(self.ready))
        return {
            "request": Choice("request", (*self.ready, TYPED), first),
            "typed": Entry("typed", self.ready[first]),
        }

    @property
    def walk(self) -> Walk:
        """What the book moves through: the requests that are ready."""
        return Walk(positions={"request": tuple(self.ready)})

    def draw(self, request: str, typed: str) -> Frame:
        """The frame for one request, a ready one or the one that was typed."""
        text, version = self.ready.get(request, typed), self.served.version
        answer = predict(text, self.served.signatures)
        stages = [(stage, *self._stage(stage, answer)) for stage in STAGES]
        description = (
            f"A request{f' to version {version}' if version else ''}: {_clipped(text, 200)}. "
            + ". ".join(
                f"{number}, {_TITLES[stage]}: {' '.join(lines) or state}"
                for number, (stage, state, lines) in enumerate(stages, 1)
            )
            + f". Status {answer.status}."
        )
        body, height = _drawing(text, answer, stages, self.served)
        return Frame(
            svg.picture(WIDTH, height, description, body),
            description,
            _reading(answer),
            hint=f"To type a request of your own, choose “{TYPED}”, and press Enter at its end.",
        )

    def _stage(self, stage: str, answer: Answer) -> tuple[str, list[str]]:
        """Whether a stage was done, refused the request or was not reached; and what it made."""
        at = STAGES.index(answer.stage) if answer.stage else len(STAGES)
        if STAGES.index(stage) > at:
            return "not reached", []
        if stage == answer.stage:
            return "refused", _both_ends(json.loads(answer.text)["error"])
        return "done", [_clipped(line, _COLUMNS) for line in self._made(stage, answer)]

    def _made(self, stage: str, answer: Answer) -> list[str]:
        if stage == "parse":
            return [f"an object with {', '.join(answer.request) or 'no key'}"]
        if stage == "signature":
            inputs = self.served.signatures[answer.signature].inputs
            wanted = ", ".join(f"{name} ({dtype})" for name, dtype in inputs.items())
            return [f"{answer.signature} takes {wanted}"]
        if stage == "tensors":
            return [f"by {answer.layout}", *_tensors(answer.inputs)]
        if stage == "run":
            return _tensors(answer.outputs)
        return _wrapped(answer.text, _COLUMNS, 3)


def _tensors(tensors: Tensors) -> list[str]:
    """A line for each tensor: name, dtype, shape, and its first values."""
    lines = []
    for name, array in list(tensors.items())[:3]:
        dtype = "string" if array.dtype == object else array.dtype.name
        first = ", ".join(_short(value) for value in np.ravel(array)[:4])
        more = ", ..." if array.size > 4 else ""
        lines.append(f"{name}: {dtype} {tuple(array.shape)}  {first}{more}")
    return lines + (["..."] if len(tensors) > 3 else [])


def _short(value: object) -> str:
    if isinstance(value, bytes):
        return repr(value.decode("utf-8", "replace"))
    return f"{value:.4g}" if isinstance(value, np.floating) else str(value)


def _clipped(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 3]}..."


def _wrapped(text: str, width: int, most: int) -> list[str]:
    """A text in so many lines at most; what is left out is marked."""
    lines = textwrap.wrap(" ".join(text.split()), width) or [""]
    return (
        lines[:most]
        if len(lines) <= most
        else [*lines[: most - 1], _clipped(" ".join(lines[most - 1 :]), width)]
    )


def _both_ends(error: str) -> list[str]:
    """An error in lines: its beginning and its end, where it is long, without the names of graph nodes."""
    flat = " ".join(_NODES.sub("", error).split())
    lines = textwrap.wrap(flat, _COLUMNS) or [""]
    if len(lines) <= _ERROR_LINES:
        return lines
    return [*lines[:1], "...", *textwrap.wrap(flat, _COLUMNS)[2 - _ERROR_LINES :]]


def _reading(answer: Answer) -> str:
    if answer.stage:
        where = f"at stage {STAGES.index(answer.stage) + 1}, {_TITLES[answer.stage]}"
        return f"Refused {where}: status {answer.status}."
    rows = "predictions, an entry for each row" if answer.layout == "row" else "outputs"
    return f"Answered: status {answer.status}, under {rows}."


# As a drawing


def _drawing(
    text: str, answer: Answer, stages: list[tuple[str, str, list[str]]], served: Served
) -> tuple[str, float]:
    heading = f"POST ...:predict{f', version {served.version}' if served.version else ''}"
    pieces = [svg.text(4, 15, heading, size=svg.LARGE, bold=True)]
    y = 24.0
    for line in _wrapped(text, _WIDE, 3):
        y += _LINE
        pieces.append(svg.text(12, y, line, size=_MONO, mono=True))
    y += 12
    for number, (stage, state, lines) in enumerate(stages, 1):
        height = max(1, len(lines)) * _LINE + 14
        looks = {
            "done": (_DONE, palette.EDGE, None),
            "refused": (palette.CONFLICT_GROUND, palette.CONFLICT, None),
            "not reached": (palette.PANEL, palette.EDGE, "4 3"),
        }[state]
        pieces.append(_arrow(26, y, state))
        y += 12
        pieces.append(
            svg.element(
                "rect",
                x=4.0,
                y=y,
                width=WIDTH - 8,
                height=height,
                rx=5.0,
                fill=looks[0],
                stroke=looks[1],
                stroke_width=2 if state == "refused" else 1,
                stroke_dasharray=looks[2],
            )
        )
        faded = state == "not reached"
        pieces.append(
            svg.text(
                12,
                y + 19,
                f"{number} {_TITLES[stage]}",
                size=svg.SMALL,
                bold=not faded,
                fill=palette.MUTED if faded else palette.INK,
            )
        )
        if state != "done":
            words = f"refused: {answer.status}" if state == "refused" else "not reached"
            place = (12, y + 36) if len(lines) > 1 else (_TEXT_LEFT, y + 19)
            if not lines or len(lines) > 1:
                color = palette.CONFLICT if state == "refused" else palette.MUTED
                pieces.append(svg.text(place[0], place[1], words, size=svg.SMALL, fill=color))
        for row, line in enumerate(lines):
            pieces.append(
                svg.text(
                    _TEXT_LEFT,
                    y + 19 + row * _LINE,
                    line,
                    size=_MONO,
                    mono=True,
                    fill=palette.CONFLICT if state == "refused" else palette.INK,
                )
            )
        y += height
    y += 24
    refused = bool(answer.stage)
    pieces.append(
        svg.text(
            12,
            y,
            f"Status {answer.status}" + (", with the error as JSON" if refused else ""),
            bold=True,
            fill=palette.CONFLICT if refused else palette.INK,
        )
    )
    return "".join(pieces), y + 12


def _arrow(x: float, y: float, state: str) -> str:
    """From what came before down to a stage; dashed where nothing arrives."""
    dash = "3 3" if state == "not reached" else None
    points = f"{svg.number(x - 4)},{svg.number(y + 6)} {svg.number(x + 4)},{svg.number(y + 6)} {svg.number(x)},{svg.number(y + 12)}"
    return svg.line(x, y, x, y + 7, stroke=palette.EDGE, stroke_dasharray=dash) + svg.element(
        "polygon", points=points, fill=palette.EDGE
    )
