"""The picture behind `explorables.quantize`: where the weights lie, the levels they may take, and the cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from explorables.drawing.chart import Scale
from explorables.page import palette, svg
from explorables.page.host import WIDTH, Choice, Control, Dial, Explorable, Frame, Walk, only_words
from explorables.pictures.quantize.judged import Judged, read
from explorables.pictures.quantize.rounding import Rounded, rounded, size_in_bytes, with_outlier
from explorables.reading.tensors import NotDrawable

TENSOR, CHANNEL = "for the tensor", "for each channel"
FREE, ZERO = "of its own", "0, as LiteRT's weights"
_FACTORS: Final = ("1", "2", "5", "10", "20", "50")
_WALK: Final = Walk(
    {"bits": "4"},
    {"bits": ("2", "3", "4", "6", "8"), "zero": (FREE,), "outlier": ("1", "10", "50")},
)
_ROWS_OF_TICKS: Final = 6  # channels whose levels are drawn
_BINS: Final = 61
_LEFT, _RIGHT = 66.0, WIDTH - 14.0
_TOP, _BARS = 44.0, 130.0
_BAR: Final = palette.tint(palette.OKABE_ITO["blue"], 0.40)
_LEVEL: Final = palette.OKABE_ITO["vermillion"]


def explore(given: object, x: object, y: object) -> Explorable:
    """The picture for a model, or for weights alone; or a sentence why there is none."""
    try:
        judged = read(given, x, y)
        picture = _Picture(judged)
    except NotDrawable as why:
        return only_words(str(why))
    return Explorable(picture.draw, picture.controls, walk=_WALK)


@dataclass(eq=False)
class _Picture:
    judged: Judged
    _scores: dict[tuple[str, ...], float] = field(default_factory=dict)

    @property
    def controls(self) -> dict[str, Control]:
        made: dict[str, Control] = {
            "bits": Dial("bits", tuple(str(bits) for bits in range(2, 9)), "8"),
            "scales": Choice("a scale", (TENSOR, CHANNEL), TENSOR),
            "zero": Choice("zero point", (FREE, ZERO), FREE),
            "outlier": Dial("largest weight, times", _FACTORS, "1"),
        }
        names = tuple(self.judged.kernels)
        if len(names) > 1:
            made["kernel"] = Choice("shown", names, names[0])
        return made

    def score(self, kernels: Mapping[str, np.ndarray], *key: str) -> float:
        """How well the model does with these kernels; each setting is measured once."""
        if key not in self._scores:
            self._scores[key] = self.judged.score(kernels)
        return self._scores[key]

    def draw(self, bits: str, scales: str, zero: str, outlier: str, kernel: str = "") -> Frame:
        """The frame for a number of bits, a way of scaling, and one weight that is stretched."""
        kernel = kernel or next(iter(self.judged.kernels))
        stretched = dict(self.judged.kernels)
        stretched[kernel] = with_outlier(stretched[kernel], float(outlier))
        made = {
            name: rounded(weights, int(bits), scales == CHANNEL, zero == ZERO)
            for name, weights in stretched.items()
        }
        shown, weights = made[kernel], stretched[kernel]
        rows = self._table(made, stretched, kernel, (bits, scales, zero, outlier, kernel))
        description = (
            f"{weights.size:,} weights ({kernel}), from {weights.min():.3g} to {weights.max():.3g}, "
            f"rounded to {bits} bits with a scale {scales}. "
            + ". ".join(f"{name}: {value}" for name, value in rows)
            + "."
        )
        body, height = _drawing(weights, shown, kernel, bits, rows)
        reading = _reading(weights, shown)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            hint="The sliders set the bits, and stretch one weight.",
        )

    def _table(
        self,
        made: dict[str, Rounded],
        stretched: dict[str, np.ndarray],
        kernel: str,
        setting: tuple[str, ...],
    ) -> list[tuple[str, str]]:
        """What stands below the picture: a name and a value a row."""
        shown, weights = made[kernel], stretched[kernel]
        error = np.abs(shown.values - weights).max()
        bits = int(setting[0])
        before = sum(4 * array.size for array in stretched.values())
        after = sum(
            size_in_bytes(array, bits, len(made[name].scales)) for name, array in stretched.items()
        )
        rows = [
            ("step (scale)", _range_of(shown.scales, "{:.3g}")),
            ("level of 0 (zero point)", _range_of(shown.zeros, "{:.0f}")),
            ("largest error of a weight", f"{error:.2g}"),
            ("bytes of all kernels", f"{after:,} in place of {before:,}"),
        ]
        if self.judged.model is not None:
            whole = self.score(stretched, *setting[3:], "whole")
            now = self.score({name: one.values for name, one in made.items()}, *setting)
            digits = 3 if self.judged.measure == "accuracy" else 4
            rows.append(
                (
                    f"{self.judged.measure} on {len(self.judged.y):,} rows",
                    f"{now:.{digits}g}, and {whole:.{digits}g} with float32",
                )
            )
        return rows


def _range_of(numbers: np.ndarray, form: str) -> str:
    ends = [form.format(number) for number in (numbers.min(), numbers.max())]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _reading(weights: np.ndarray, shown: Rounded) -> str:
    at_zero = float((shown.values == 0).mean())
    used = len(np.unique(shown.values)) if len(shown.scales) == 1 else 0
    there = shown.highest - shown.lowest + 1
    parts = [f"{at_zero:.0%} of these weights have become 0."]
    if used:
        parts.append(f"Of {there} levels, {used} {'is' if used == 1 else 'are'} in use.")
    else:
        parts.append(f"Each of {len(shown.scales)} channels has its own {there} levels.")
    return " ".join(parts)


# As a drawing


def _drawing(
    weights: np.ndarray, shown: Rounded, kernel: str, bits: str, rows: list[tuple[str, str]]
) -> tuple[str, float]:
    first, last = ((level - shown.zeros) * shown.scales for level in (shown.lowest, shown.highest))
    low = min(float(weights.min()), float(first.min()))
    high = max(float(weights.max()), float(last.max()))
    room = 0.03 * (high - low)
    x = Scale(low - room, high + room, _LEFT, _RIGHT)
    bottom = _TOP + _BARS
    heading = f"{kernel}, {weights.size:,} numbers in {bits} bits"
    pieces = [
        svg.text(4, 15, heading, size=svg.size_to_fit(heading, WIDTH - 8, svg.LARGE), bold=True),
        svg.text(4, _TOP + 10, "how many", size=svg.SMALL, fill=palette.MUTED),
        svg.text(4, _TOP + 25, "(root)", size=svg.SMALL, fill=palette.MUTED),
    ]
    counts, edges = np.histogram(weights, _BINS, (low - room, high + room))
    # Few weights lie far out, and those decide on the scale: the root of a count keeps them visible.
    heights = np.sqrt(counts) / np.sqrt(max(counts.max(), 1)) * _BARS
    for height, left, right in zip(heights, edges[:-1], edges[1:], strict=True):
        if height > 0:
            pieces.append(
                svg.element(
                    "rect",
                    x=x.at(float(left)) + 0.5,
                    y=bottom - float(height),
                    width=x.at(float(right)) - x.at(float(left)) - 1,
                    height=float(height),
                    fill=_BAR,
                    stroke=palette.EDGE,
                    stroke_width=0.5,
                )
            )
    pieces.append(svg.line(x.start, bottom, x.end, bottom, stroke=palette.EDGE))
    for tick in x.ticks(7):
        at = x.at(tick)
        pieces.append(svg.line(at, bottom, at, bottom + 5, stroke=palette.EDGE))
        pieces.append(
            svg.text(
                at, bottom + 19, f"{tick:.4g}", size=svg.SMALL, fill=palette.MUTED, anchor="middle"
            )
        )
    channels = min(len(shown.scales), _ROWS_OF_TICKS)
    tall = 20.0 if channels == 1 else 10.0
    top = bottom + 30
    pieces.append(svg.text(4, top + 11, "levels", size=svg.SMALL, fill=palette.MUTED))
    for channel in range(channels):
        upper = top + channel * (tall + 4)
        for level in shown.levels(channel):
            if x.low <= level <= x.high:
                place = x.at(float(level))
                pieces.append(
                    svg.line(place, upper, place, upper + tall, stroke=_LEVEL, stroke_width=1)
                )
    below = top + channels * (tall + 4)
    if len(shown.scales) > channels:
        below += 14
        words = f"the first {channels} of {len(shown.scales)} channels, a row each"
        pieces.append(svg.text(_LEFT, below, words, size=svg.SMALL, fill=palette.MUTED))
    for number, (name, value) in enumerate(rows, 1):
        base = below + 6 + 20 * number
        pieces.append(svg.text(4, base, name, size=svg.SMALL, fill=palette.MUTED))
        pieces.append(
            svg.text(250, base, value, size=svg.SMALL, bold=name.startswith(("acc", "mean")))
        )
    return "".join(pieces), below + 20 + 20 * len(rows)
