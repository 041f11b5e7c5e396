"""The picture behind `explorables.loop`: a training step, batch by batch, beside itself without a line."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from explorables.drawing import chart
from explorables.page import palette, svg
from explorables.page.host import WIDTH, Choice, Control, Explorable, Frame, Slider, only_words
from explorables.pictures.loop.recording import record
from explorables.pictures.loop.runs import FLAG, LINES, PENALTIES, RESET, WEIGHT, WHOLE, Run, Step
from explorables.reading.tensors import NotDrawable

_LEFT, _MIDDLE = 92.0, 342.0  # px; where the two columns begin
_MARGIN: Final = 4.0
_TOP: Final = 60.0
_LINE: Final = 18.0
_MOST_LAYERS: Final = 3  # of each box; the rest is summed up in a word
_ONE = palette.OKABE_ITO["blue"]
_OTHER = palette.CONFLICT
_CHART: Final = 96.0  # px, its height

_UNITS: Final = {"gradients": "norms", "update": "how far"}
# What is said where a line is taken away and nothing changes.
_NO_MATTER: Final = {
    FLAG: "no layer of this model behaves differently in training, or the step never passes "
    "training=True",
    PENALTIES: "no layer of this model adds a loss of its own, or the step never reads model.losses",
    RESET: "there is only one epoch",
    WEIGHT: "all batches have the same size, or the step passes no sample_weight to the metric",
}
_LOST: Final = {
    FLAG: "layers that behave differently in training behave as in inference",
    PENALTIES: "the gradients leave out the losses that the layers add",
    RESET: "the mean still includes the earlier epochs",
    WEIGHT: "a small batch counts as much as a large one",
}


def explore(
    step: object, model: object, batches: object, optimizer: object = None, epochs: object = 2
) -> Explorable:
    """The picture for a step, a model and some batches; or a sentence why there is none."""
    try:
        runs = record(step, model, batches, optimizer, epochs)
    except NotDrawable as why:
        return only_words(str(why))
    return show(runs)


def show(runs: Mapping[str, Run]) -> Explorable:
    """The picture of finished runs. Nothing is run again."""
    picture = _Picture(runs)
    return Explorable(picture.draw, picture.controls)


@dataclass(eq=False)
class _Picture:
    runs: Mapping[str, Run]

    @property
    def controls(self) -> dict[str, Control]:
        last = len(self.runs[WHOLE].steps) - 1
        return {
            "step": Slider("step", last, last),
            "without": Choice("take away", (WHOLE, *LINES), self._telling),
        }

    @property
    def _telling(self) -> str:
        """The first line whose absence changes something; nothing where none does."""
        whole = self.runs[WHOLE]
        return next((line for line in LINES if self.runs[line].differs(whole)), WHOLE)

    def draw(self, step: int, without: str) -> Frame:
        """The frame for a step, beside the same step without a line."""
        whole, other = self.runs[WHOLE], self.runs[without]
        step = min(step, len(whole.steps) - 1)
        both = whole.steps[step], other.steps[step]
        compared = without != WHOLE
        boxes = _boxes(both[0]), _boxes(both[1])
        body, height = self._drawing(boxes, step, without)
        reading = self._reading(both, without)
        description = _in_words(both[0], boxes[0], "With all its lines")
        if compared:
            description += " " + _in_words(both[1], boxes[1], f"Without {without}")
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            hint="Take a line away, and move through the steps. All runs were made beforehand.",
        )

    def _reading(self, both: tuple[Step, Step], without: str) -> str:
        whole, other = both
        place = f"Epoch {whole.epoch}, batch {whole.batch}, {whole.rows} rows: "
        if without == WHOLE:
            return f"{place}the mean so far is {_written(whole.told)}."
        if not self.runs[without].differs(self.runs[WHOLE]):
            return f"Without {without} nothing changes here: {_NO_MATTER[without]}."
        return (
            f"{place}without {without}, {_LOST[without]}. The mean so far is {_written(other.told)}; "
            f"with all lines it is {_written(whole.told)}."
        )

    # As a drawing

    def _drawing(self, boxes: tuple[Boxes, Boxes], step: int, without: str) -> tuple[str, float]:
        """The body of the picture and its height."""
        compared = without != WHOLE
        whole = self.runs[WHOLE].steps[step]
        pieces = [
            svg.text(_MARGIN, 15, "One step, and what each part holds", size=svg.LARGE, bold=True),
            svg.text(
                _MARGIN,
                34,
                f"epoch {whole.epoch}, batch {whole.batch}, {whole.rows} rows",
                size=svg.SMALL,
                fill=palette.MUTED,
            ),
            svg.text(_LEFT + 8, 52, "with all lines", bold=True),
        ]
        if compared:
            pieces.append(svg.text(_MIDDLE + 8, 52, f"without {without}", bold=True))
        y = _TOP
        for name in boxes[0]:
            rows = boxes[0][name], boxes[1][name]
            high = _LINE * max(map(len, rows)) + 10
            pieces.append(_box(_MARGIN, y, WIDTH - 2 * _MARGIN, high))
            pieces.append(svg.text(_MARGIN + 8, y + 18, name, bold=True))
            if name in _UNITS and len(rows[0]) > 1:
                pieces.append(
                    svg.text(_MARGIN + 8, y + 36, _UNITS[name], size=svg.SMALL, fill=palette.MUTED)
                )
            for row, words in enumerate(rows[0]):
                size = svg.size_to_fit(words, _MIDDLE - _LEFT - 10, svg.SMALL)
                pieces.append(svg.text(_LEFT + 8, y + 18 + _LINE * row, words, size=size))
            if compared:
                for row, words in enumerate(rows[1]):
                    differs = row >= len(rows[0]) or words != rows[0][row]
                    written = f"≠ {words}" if differs else words
                    room = (WIDTH - 2 * _MARGIN - _MIDDLE - 10) / (1.06 if differs else 1)  # bold
                    pieces.append(
                        svg.text(
                            _MIDDLE + 8,
                            y + 18 + _LINE * row,
                            written,
                            size=svg.size_to_fit(written, room, svg.SMALL),
                            fill=_OTHER if differs else palette.INK,
                            bold=differs,
                        )
                    )
            y += high + 6
        pieces.append(self._chart(y + 26, step, without))
        return "".join(pieces), y + 26 + _CHART + 40

    def _chart(self, top: float, step: int, without: str) -> str:
        """The mean that the metric tells after each step, of both runs."""
        lines: list[tuple[str, str, str, str | None]] = [(WHOLE, _ONE, "circle", None)]
        if without != WHOLE:
            lines.append((without, _OTHER, "square", "7 4"))
        told = {name: [one.told for one in self.runs[name].steps] for name, *_ in lines}
        values = [value for line in told.values() for value in line if math.isfinite(value)] or [
            0.0
        ]
        low, high = min(values), max(values)
        room = 0.1 * (high - low) or max(abs(high), 1.0) * 0.1
        number = len(self.runs[WHOLE].steps)
        x = chart.Scale(0.5, number + 0.5, _LEFT, WIDTH - 24)
        y = chart.Scale(low - room, high + room, top + _CHART, top)
        pieces = [
            svg.text(
                _MARGIN,
                top - 10,
                "The mean that is reported after each step",
                size=svg.SMALL,
                bold=True,
            ),
            svg.element(
                "rect",
                x=x.at(step + 1) - 7,
                y=top,
                width=14.0,
                height=_CHART,
                fill=palette.FELLOW,
            ),
            chart.left_axis(x, y, lambda value: f"{value:.3g}", 4),
            chart.frame(x, y),
            chart.bottom_axis(
                x, y, [float(n) for n in range(1, number + 1)], lambda value: f"{value:.0f}"
            ),
        ]
        for name, color, shape, dash in lines:
            points = [
                (x.at(place), y.at(value))
                for place, value in enumerate(told[name], 1)
                if math.isfinite(value)
            ]
            for (x1, y1), (x2, y2) in itertools.pairwise(points):
                pieces.append(
                    svg.line(x1, y1, x2, y2, stroke=color, stroke_width=2, stroke_dasharray=dash)
                )
            pieces += [chart.marker(shape, *point, color, size=4.0) for point in points]
        return "".join(pieces)


Boxes = Mapping[str, list[str]]


def _boxes(step: Step) -> Boxes:
    """What each of the five parts holds, in lines."""
    averages = [f"{name} {_written(value)}" for name, value in step.averages.items()]
    loss = "the step returned no number" if step.loss is None else _written(step.loss)
    penalties = "model.losses: none there"
    if step.penalties_there:
        read = step.penalties is not None
        penalties = (
            f"including {_written(step.penalties or 0.0)} from model.losses"
            if read
            else "including nothing from model.losses"
        )
    called = "called without training"
    if step.flag != "nothing":
        called = f"called with training={step.flag}"
    return {
        "forward": [called, *_shortened(averages)],
        "loss": [loss, penalties],
        "gradients": _shortened(
            [
                f"{name}: {'None' if norm is None else _written(norm)}"
                for name, norm in step.gradients.items()
            ]
        ),
        "update": _shortened(
            [
                f"{name}: {_written(moved)}"
                + (f", kernel {_written(step.norms[name])}" if name in step.norms else "")
                for name, moved in step.updates.items()
            ]
        ),
        "metric": [
            f"total {_written(step.total)} / count {_written(step.count)}",
            f"mean {_written(step.told)}",
        ],
    }


def _shortened(lines: list[str]) -> list[str]:
    if len(lines) <= _MOST_LAYERS:
        return lines or ["nothing"]
    return [*lines[: _MOST_LAYERS - 1], f"and {len(lines) - _MOST_LAYERS + 1} more"]


def _in_words(step: Step, boxes: Boxes, which: str) -> str:
    held = "; ".join(f"{name}: {', '.join(lines)}" for name, lines in boxes.items())
    return f"{which}, epoch {step.epoch}, batch {step.batch} of {step.rows} rows: {held}."


def _written(value: float) -> str:
    return f"{value:.4g}"


def _box(x: float, y: float, width: float, height: float) -> str:
    return svg.element(
        "rect",
        x=x,
        y=y,
        width=width,
        height=height,
        fill=palette.PANEL,
        stroke=palette.EDGE,
        stroke_width=1.0,
        rx=4.0,
    )
