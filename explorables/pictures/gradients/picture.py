"""The picture behind `explorables.gradients`: a bar a layer, forward to the right, backward to the left."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from explorables.page import palette, svg
from explorables.page.host import (
    WIDTH,
    Control,
    Dial,
    Explorable,
    Frame,
    Walk,
    only_words,
)
from explorables.pictures.gradients.measuring import Flow, measure
from explorables.reading.losses import Loss
from explorables.reading.tensors import NotDrawable, in_short

MOST: Final = 40  # networks that are measured for one picture
LOW, HIGH = 1e-2, 1e2  # of the shaded band
_MARGIN: Final = 4.0
_NUMBERS: Final = 62.0  # px; room for a number at each edge
_MIDDLE: Final = 44.0  # px; room for the numbers of the layers
_TOP: Final = 78.0
_ROOM: Final = 264.0  # px; for the bars of a deep network
_FARTHEST: Final = 20  # powers of ten from 1 that the axis reaches at most
_BACKWARD: Final = palette.tint(palette.OKABE_ITO["vermillion"], 0.40)
_FORWARD: Final = palette.tint(palette.OKABE_ITO["blue"], 0.40)
_BAND: Final = palette.tint(palette.OKABE_ITO["bluish green"], 0.16)

Settings = tuple[Any, ...]


def explore(
    build: object, x: object, y: object, loss: Loss | None, choices: Mapping[str, object]
) -> Explorable:
    """The picture for a model, or for all that a function builds; or a sentence why there is none."""
    try:
        options = _read(choices)
        flows = _measured(build, x, y, loss, options)
    except NotDrawable as why:
        return only_words(str(why))
    return show(flows, options)


def show(flows: Mapping[Settings, Flow], options: Mapping[str, Settings]) -> Explorable:
    """The picture of finished measurements; nothing is measured again.

    Args:
        flows: by the values of the options, in their order; `{(): flow}` where there are none.
        options: what can be chosen, by its name.
    """
    picture = _Picture(flows, options)
    return Explorable(picture.draw, picture.controls, walk=Walk(most=300))


def _read(choices: Mapping[str, object]) -> dict[str, Settings]:
    options: dict[str, Settings] = {}
    for name, values in choices.items():
        if isinstance(values, str) or not isinstance(values, list | tuple | range) or not values:
            raise NotDrawable(
                f"{name} should be a list of what can be chosen, such as {name}=[5, 20], and is "
                f"{values!r:.60}."
            )
        if len({str(value) for value in values}) < len(values):
            raise NotDrawable(f"Two of the values of {name} are written alike.")
        options[name] = tuple(values)
    number = math.prod(map(len, options.values()))
    if number > MOST:
        raise NotDrawable(
            f"These choices make {number} networks, and at most {MOST} are measured: leave some out."
        )
    return options


def _measured(
    build: object, x: object, y: object, loss: Loss | None, options: Mapping[str, Settings]
) -> dict[Settings, Flow]:
    if not options and not _is_function(build):
        return {(): measure(build, x, y, loss)}
    if not _is_function(build):
        raise NotDrawable(
            "To choose among networks, pass the function that builds them, and not a model."
        )
    flows = {}
    for values in itertools.product(*options.values()):
        named = dict(zip(options, values, strict=True))
        try:
            model = build(**named)
        except Exception as error:  # the learner's own code
            called = ", ".join(f"{name}={value!r}" for name, value in named.items())
            raise NotDrawable(
                f"build({called}) raised. {type(error).__name__}: {in_short(error)}"
            ) from error
        flows[values] = measure(model, x, y, loss)
    return flows


def _is_function(build: object) -> TypeGuard[Callable[..., object]]:
    return callable(build) and not hasattr(build, "layers")  # a model can be called as well


def written(value: float) -> str:
    """A size in few letters: `0.15`, `12`, `2.5e-13`, `inf`."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "not finite"
    if 0.001 <= value < 1000:
        return f"{float(f'{value:.2g}'):g}"
    mantissa, power = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(power)}"


def verdict(flow: Flow) -> str:
    """What the numbers at both ends mean, in a sentence."""
    gradient, spread = flow.gradients[0], flow.spreads[-1]
    ends = (*flow.gradients, *flow.spreads)
    if not all(map(math.isfinite, ends)):
        return "Some numbers are infinite or nan: the values outgrew float32."
    if max(ends) > 1e2 * HIGH:
        return "It explodes: the numbers grow from layer to layer."
    if gradient < LOW and spread < LOW:
        if 0.1 <= flow.ratio <= 10:
            return (
                "The ratio looks healthy, but it is a trap: the last kernel sees a signal that has faded, "
                "and the first one gets an error that has faded on its way back."
            )
        return "Both directions fade: the first layers hardly learn, and the last one sees examples that are alike."
    if gradient < LOW:
        return "The examples still differ at the end, but the gradient fades on its way back."
    if spread < LOW:
        return "The gradient arrives, but the examples are nearly alike at the end."
    if max(gradient, spread) > HIGH:
        return "The numbers are large: the first steps of a training will leap."
    return "Both directions get through."


@dataclass(eq=False)
class _Picture:
    flows: Mapping[Settings, Flow]
    options: Mapping[str, Settings]

    def __post_init__(self) -> None:
        sizes = [
            size
            for flow in self.flows.values()
            for size in (*flow.gradients, *flow.spreads)
            if size > 0 and math.isfinite(size)
        ] + [LOW, HIGH]
        least, most = (math.log10(of(sizes)) for of in (min, max))
        self._low = max(math.floor(least) - 1, -_FARTHEST)
        self._high = min(math.ceil(most), _FARTHEST)

    @property
    def controls(self) -> dict[str, Control]:
        made: dict[str, Control] = {}
        for name, values in self.options.items():
            words = tuple(map(str, values))
            if len(words) > 1:
                made[name] = Dial(name, words, words[0])
        deepest = max(len(flow.names) for flow in self.flows.values())
        made["layer"] = Dial("layer", tuple(str(index + 1) for index in range(deepest)), "1")
        return made

    def draw(self, layer: str, **chosen: str) -> Frame:
        """The frame for the words that are chosen, with one layer read out; a shorter network's last."""
        values = tuple(
            next(value for value in values if str(value) == chosen.get(name, str(values[0])))
            for name, values in self.options.items()
        )
        flow = self.flows[values]
        setting = ", ".join(
            f"{name} {value}" for name, value in zip(self.options, values, strict=True)
        )
        index = min(int(layer), len(flow.names)) - 1
        description, reading = self._description(flow, setting), _reading(flow, index)
        body, height = self._drawing(flow, setting, index)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            hint="Every network was built and measured once; choosing shows another one."
            if self.options
            else "",
        )

    # In words

    def _description(self, flow: Flow, setting: str) -> str:
        count = len(flow.names)
        some = sorted({round(place * (count - 1) / 7) for place in range(8)})
        parts = [
            f"layer {index + 1}: {written(flow.gradients[index])} and {written(flow.spreads[index])}"
            for index in some
        ]
        which = f" ({setting})" if setting else ""
        return (
            f"What gets through a network of {count} layers with a kernel{which}, before training: the norm "
            f"of the gradient by a layer's kernel, and how far the examples differ behind the layer. "
            f"{'; '.join(parts)}."
        )

    # As a drawing

    def _drawing(self, flow: Flow, setting: str, followed: int) -> tuple[str, float]:
        count = len(flow.names)
        deepest = max(len(each.names) for each in self.flows.values())
        room = min(17.0 * deepest, _ROOM)
        row, bottom = min(room / count, 26.0), _TOP + room
        middle = WIDTH / 2
        left, right = middle - _MIDDLE / 2, middle + _MIDDLE / 2
        length = left - _MARGIN - _NUMBERS
        pieces = [
            svg.text(_MARGIN, 15, "What gets through the layers", size=svg.LARGE, bold=True),
            svg.text(_MARGIN, 34, setting, size=svg.SMALL, fill=palette.MUTED),
            svg.text(left, 54, "gradient at the kernel", anchor="end", bold=True),
            svg.text(right, 54, "examples differ behind it", bold=True),
            svg.text(middle, 54, "layer", size=svg.SMALL, anchor="middle"),
            svg.text(left, 71, "backward \u2190", size=svg.SMALL, fill=palette.MUTED, anchor="end"),
            svg.text(right, 71, "\u2192 forward", size=svg.SMALL, fill=palette.MUTED),
        ]
        for start, sign in ((left, -1), (right, 1)):
            ends = sorted(start + sign * length * self._share(edge) for edge in (LOW, HIGH))
            pieces.append(_box(ends[0], _TOP, ends[1] - ends[0], room, _BAND, None))
        for index in range(count):
            y = _TOP + row * index
            if index == followed:
                pieces.append(
                    _box(left + 2, y + 0.5, _MIDDLE - 4, row - 1, palette.FOLLOWED, palette.INK)
                )
            pieces.append(self._bars(flow, index, (left, right, length), y, row))
            if _is_told(index, followed, count, row):
                pieces.append(self._numbers(flow, index, (left, right, length), y + row / 2 + 4.5))
        pieces.append(self._axis(left, right, length, bottom))
        pieces.append(
            svg.text(
                middle,
                bottom + 38,
                f"shaded: {LOW:g} to {HIGH:g}; each step of the axes is a factor of 10",
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="middle",
            )
        )
        return "".join(pieces), bottom + 48

    def _bars(
        self, flow: Flow, index: int, places: tuple[float, float, float], y: float, row: float
    ) -> str:
        left, right, length = places
        back, ahead = (
            length * self._share(sizes[index]) for sizes in (flow.gradients, flow.spreads)
        )
        return _box(left - back, y + 1, back, row - 2, _BACKWARD, palette.EDGE) + _box(
            right, y + 1, ahead, row - 2, _FORWARD, palette.EDGE
        )

    def _numbers(
        self, flow: Flow, index: int, places: tuple[float, float, float], base: float
    ) -> str:
        left, right, length = places
        back, ahead = written(flow.gradients[index]), written(flow.spreads[index])
        return "".join(
            [
                svg.text(left - length - 5, base, back, size=svg.SMALL, anchor="end"),
                svg.text(WIDTH / 2, base, str(index + 1), size=svg.SMALL, anchor="middle"),
                svg.text(right + length + 5, base, ahead, size=svg.SMALL),
            ]
        )

    def _share(self, size: float) -> float:
        """How far from the middle a size lies, 0 to 1."""
        if size == 0:
            return 0.0
        if not math.isfinite(size):
            return 1.0
        share = (math.log10(size) - self._low) / (self._high - self._low)
        return min(max(share, 0.0), 1.0)

    def _axis(self, left: float, right: float, length: float, bottom: float) -> str:
        span = self._high - self._low
        every = next(step for step in (1, 2, 3, 5, 10) if span / step <= 5)
        pieces = []
        for power in range(self._low, self._high + 1):
            for start, sign in ((left, -1), (right, 1)):
                x = start + sign * length * (power - self._low) / span
                tall = power % every == 0
                pieces.append(
                    svg.line(x, bottom, x, bottom + (6 if tall else 3), stroke=palette.EDGE)
                )
                if tall and power > self._low:
                    pieces.append(
                        svg.text(
                            x,
                            bottom + 19,
                            f"1e{power}",
                            size=svg.SMALL,
                            fill=palette.MUTED,
                            anchor="middle",
                        )
                    )
        for start, sign in ((left, -1), (right, 1)):
            pieces.append(
                svg.line(start, bottom, start + sign * length, bottom, stroke=palette.EDGE)
            )
        return "".join(pieces)


def _reading(flow: Flow, layer: int) -> str:
    first, last = flow.gradients[0], flow.gradients[-1]
    ratio = f", ratio {written(flow.ratio)}" if not math.isnan(flow.ratio) else ""
    return (
        f"Layer {layer + 1}: gradient {written(flow.gradients[layer])}, examples differ by "
        f"{written(flow.spreads[layer])}. First kernel {written(first)}, last {written(last)}{ratio}. "
        f"{verdict(flow)}"
    )


def _is_told(index: int, followed: int, count: int, row: float) -> bool:
    """Whether there is room for the numbers of a layer beside those that always stand there."""
    if index in (followed, count - 1):
        return index == followed or abs(count - 1 - followed) * row >= 14
    every = max(1, math.ceil(14 / row))
    near = min(abs(index - followed), count - 1 - index) * row < 14
    return index % every == 0 and not near


def _box(x: float, y: float, width: float, height: float, color: str, edge: str | None) -> str:
    return svg.element(
        "rect",
        x=float(x),
        y=float(y),
        width=float(max(width, 0.0)),
        height=float(height),
        fill=color,
        stroke=edge,
        stroke_width=0.8 if edge else None,
    )
