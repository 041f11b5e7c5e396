"""The picture behind `explorables.activation`: a curve, its slope, and what a chain makes of slopes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from explorables.drawing import chart
from explorables.page import palette, svg
from explorables.page.host import WIDTH, Choice, Control, Dial, Explorable, Frame, Walk, only_words
from explorables.pictures.activation.measuring import (
    LONGEST,
    REACH,
    Activation,
    Chain,
    activation,
    chain,
)
from explorables.reading.tensors import NotDrawable

_INPUTS: Final = tuple(f"{step / 4:g}" for step in range(-20, 21))
_WEIGHTS: Final = ("0.5", "0.8", "1", "1.2", "1.5", "2", "3", "5")
_LENGTHS: Final = tuple(str(number) for number in range(1, LONGEST + 1))
_WALK: Final = Walk(
    positions={
        "x": ("-2", "0.5", "2"),
        "weight": ("0.5", "1", "2"),
        "layers": ("1", "5", "10", "20", "50"),
    }
)
_LEFT: Final = (34.0, 284.0)  # px; of the curves
_RIGHT: Final = (366.0, 596.0)  # px; of the products
_TOP, _BOTTOM = 58.0, 236.0
_VALUE: Final = palette.OKABE_ITO["blue"]
_SLOPE: Final = palette.OKABE_ITO["vermillion"]
_LOWEST, _HIGHEST = -1.5, 2.0  # of the curves; what lies outside is cut off
_FARTHEST: Final = 40  # powers of ten from 1 that the products' axis reaches at most
GONE, LARGE = 1e-3, 1e3  # below and above: it vanishes, it explodes


def explore(functions: Sequence[object]) -> Explorable:
    """The picture for one activation, or for several to choose from; or a sentence why there is none."""
    try:
        known = [activation(function) for function in functions or ("sigmoid",)]
    except NotDrawable as why:
        return only_words(str(why))
    by_name = {each.name: each for each in known}
    if len(by_name) < len(known):
        return only_words(
            "Two of these activations have the same name: give each a name of its own."
        )
    picture = _Picture(by_name)
    return Explorable(picture.draw, picture.controls, walk=_WALK)


@dataclass(eq=False)
class _Picture:
    known: dict[str, Activation]
    sent: dict[tuple[str, float, float], Chain] = field(default_factory=dict)

    @property
    def controls(self) -> dict[str, Control]:
        names = tuple(self.known)
        chosen: dict[str, Control] = (
            {"kind": Choice("activation", names, names[0])} if len(names) > 1 else {}
        )
        return chosen | {
            "x": Dial("input x", _INPUTS, "0.5"),
            "weight": Dial("weight of each unit", _WEIGHTS, "1"),
            "layers": Dial("layers", _LENGTHS, "20"),
        }

    def draw(self, x: str, weight: str, layers: str, kind: str = "") -> Frame:
        """The frame for an input, the weight of every unit, and a number of layers."""
        shown = self.known[kind or next(iter(self.known))]
        way, count = self._chain(shown.name, float(x), float(weight)), int(layers)
        description = _description(shown, way, x, weight, count)
        reading = _reading(way, count)
        return Frame(
            svg.picture(
                WIDTH, _BOTTOM + 58, f"{description} {reading}", _drawing(shown, way, count)
            ),
            description,
            reading,
            f"slope = tape.gradient(keras.activations.{shown.name}(z), z)"
            if _is_of_keras(shown)
            else f"slope = tape.gradient({shown.name}(z), z)",
            hint="Move the input, the weight, or the number of layers.",
        )

    def _chain(self, name: str, x: float, weight: float) -> Chain:
        asked = (name, x, weight)
        if asked not in self.sent:
            self.sent[asked] = chain(self.known[name], x, weight)
        return self.sent[asked]


def _is_of_keras(shown: Activation) -> bool:
    return "keras" in getattr(shown.call, "__module__", "")


# In words


def written(value: float) -> str:
    """A number in few letters: `0.25`, `-3.2`, `9.1e-13`."""
    if not math.isfinite(value):
        return "not finite"
    if value == 0 or 0.001 <= abs(value) < 1000:
        return f"{float(f'{value:.3g}'):g}"
    mantissa, power = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(power)}"


def verdict(way: Chain, layers: int) -> str:
    """What the product means, in a sentence."""
    product = way.products[layers - 1]
    if not math.isfinite(product):
        return "The numbers have outgrown float32."
    if product == 0:
        first = int(np.flatnonzero(way.slopes[:layers] == 0)[:1].sum()) + 1
        return f"Layer {first} has the slope 0, and a product with a 0 in it is 0: nothing gets through."
    if abs(product) < GONE:
        return "It vanishes: a small change of the input hardly moves the output."
    if abs(product) > LARGE:
        return "It explodes: a small change of the input throws the output far."
    return "It gets through."


def _description(shown: Activation, way: Chain, x: str, weight: str, layers: int) -> str:
    some = [number for number in (1, 2, 5, 10, 20, 30, 40, 50) if number < layers] + [layers]
    parts = ", ".join(f"{number}: {written(way.products[number - 1])}" for number in some)
    return (
        f"The activation {shown.name} and its slope, and a chain of units that apply it, each with the weight "
        f"{weight}, for the input {x}. The output's slope by the input after so many layers: {parts}."
    )


def _reading(way: Chain, layers: int) -> str:
    one = (
        f"First layer: sum {written(way.sums[0])}, value {written(way.values[0])}, slope "
        f"{written(way.slopes[0])}."
    )
    many = (
        f"{layers} layer{'s' if layers > 1 else ''}: product {written(way.products[layers - 1])}."
    )
    return f"{one} {many} {verdict(way, layers)}"


# As a drawing


def _drawing(shown: Activation, way: Chain, layers: int) -> str:
    heads = ((4.0, f"{shown.name} and its slope"), (_RIGHT[0] - 44, "slope of the whole chain"))
    pieces = [svg.text(x, 15, words, size=svg.LARGE, bold=True) for x, words in heads]
    pieces += [_curves(shown, way, layers), _products(way, layers)]
    return "".join(pieces)


def _curves(shown: Activation, way: Chain, layers: int) -> str:
    everything = np.concatenate([shown.values, shown.slopes])
    finite = everything[np.isfinite(everything)]
    low, high = max(min(finite, default=0.0), _LOWEST), min(max(finite, default=1.0), _HIGHEST)
    room = 0.08 * max(high - low, 0.1)
    x = chart.Scale(-REACH, REACH, *_LEFT)
    y = chart.Scale(low - room, high + room, _BOTTOM, _TOP)
    pieces = [
        chart.frame(x, y),
        chart.left_axis(x, y, lambda value: f"{value:g}", 5),
        chart.bottom_axis(x, y, x.ticks(), lambda value: f"{value:g}"),
        _key(_LEFT[0] + 4, "value", _VALUE, None),
        _key(_LEFT[0] + 96, "slope", _SLOPE, chart.DASHES[1]),
        svg.text(sum(_LEFT) / 2, _BOTTOM + 40, "what a unit gets; circles: the units, the first filled", size=svg.SMALL, fill=palette.MUTED, anchor="middle"),
    ]  # fmt: skip
    for numbers, color, dash in (
        (shown.values, _VALUE, None),
        (shown.slopes, _SLOPE, chart.DASHES[1]),
    ):
        points = [
            (x.at(float(at)), y.at(float(number)))
            for at, number in zip(shown.inputs, numbers, strict=True)
            if y.low <= number <= y.high
        ]
        pieces.append(chart.path(points, color, dash))
    for index in reversed(range(layers)):
        at, slope = float(way.sums[index]), float(way.slopes[index])
        if abs(at) > REACH or not y.low <= slope <= y.high:
            continue
        first = index == 0
        size = 6.0 if first else 3.0
        pieces.append(
            chart.marker("circle", x.at(at), y.at(slope), _SLOPE, size=size, hollow=not first)
        )
    return "".join(pieces)


def _products(way: Chain, layers: int) -> str:
    sizes = np.abs(way.products)
    with np.errstate(all="ignore"):
        powers = np.clip(np.log10(sizes), -_FARTHEST, _FARTHEST)
    inside = powers[np.isfinite(sizes) & (sizes > 0)]
    low = min(math.floor(min(inside, default=0.0)), -4)
    high = max(math.ceil(max(inside, default=0.0)), 2)
    x = chart.Scale(1, LONGEST, *_RIGHT)
    y = chart.Scale(low, high, _BOTTOM, _TOP)
    one = y.at(0)
    pieces = [
        chart.frame(x, y),
        chart.left_axis(x, y, _power, 5),
        chart.bottom_axis(x, y, [1, 10, 20, 30, 40, 50], lambda value: f"{value:g}"),
        svg.line(_RIGHT[0], one, _RIGHT[1], one, stroke=palette.EDGE, stroke_dasharray="2 3"),
        svg.text(sum(_RIGHT) / 2, _BOTTOM + 40, "layers", size=svg.SMALL, fill=palette.MUTED, anchor="middle"),
    ]  # fmt: skip
    drawn = [
        (x.at(index + 1), y.at(float(powers[index])))
        for index in range(layers)
        if math.isfinite(sizes[index]) and sizes[index] > 0
    ]
    pieces.append(chart.path(drawn, palette.INK, None))
    if len(drawn) == layers:
        pieces.append(chart.marker("circle", *drawn[-1], palette.INK, size=5))
    size, edge = written(way.products[layers - 1]), _RIGHT[1]
    words = f"{layers} layer{'s' if layers > 1 else ''}: {size}"
    pieces.append(svg.text(edge, 42, words, bold=True, anchor="end"))
    return "".join(pieces)


def _power(value: float) -> str:
    return "1" if value == 0 else f"1e{value:g}"


def _key(x: float, words: str, color: str, dash: str | None) -> str:
    """A piece of a line, and what it stands for."""
    line = svg.line(x, 37, x + 26, 37, stroke=color, stroke_width=2.5, stroke_dasharray=dash)
    return line + svg.text(x + 32, 41, words, size=svg.SMALL)
