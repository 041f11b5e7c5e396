"""The picture behind `explorables.network`: a model's layers, their weights, what one input does."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from explorables.drawing import pixels
from explorables.page import palette, svg
from explorables.page.host import (
    WIDTH,
    Choice,
    Control,
    Explorable,
    Frame,
    Slider,
    Walk,
    only_words,
)
from explorables.pictures.network.panels import (
    ROOM,
    Panel,
    channels,
    fitting,
    heat,
    ink,
    kernel_panel,
    note,
    numbered,
    thinned,
    tiles_of,
)
from explorables.pictures.network.parts import Inside, Network, look_inside
from explorables.reading.signatures import shortened
from explorables.reading.tensors import NotDrawable, count, value_in_words, written

ACTIVATIONS: Final = "activations"
WEIGHTS: Final = "weights"
VIEWS: Final = (ACTIVATIONS, WEIGHTS)
_TOP: Final = 38.0  # px; below the heading
_COLUMNS: Final = 4  # layers side by side
_GAP: Final = 14.0
_CARD: Final = (WIDTH - (_COLUMNS - 1) * _GAP) / _COLUMNS
_HEAD: Final = 74.0  # px; the words of a card
_BODY: Final = 50.0  # px; its cells
_DETAIL: Final = _TOP + _HEAD + _BODY + 20
_LINES: Final = 20.0  # px; the title of the detail


def explore(
    model: Any, example: object, outputs: Iterable[object] = (), labels: Iterable[object] = ()
) -> Explorable:
    """The explorable for a model and a batch of inputs, or one that says why there is none.

    Args:
        outputs: what each output stands for; none where nothing was said.
        labels: what each input is; none where nothing was said.
    """
    try:
        network = look_inside(model, example)
        names, known = _names(network, outputs), _labels(network, labels)
    except NotDrawable as reason:
        return only_words(str(reason))
    picture = _Picture(network, names, known)
    return Explorable(
        picture.draw, picture.controls, walk=Walk({"layer": len(network.parts) - 1}, most=400)
    )


def _most(values: np.ndarray) -> float:
    """The largest finite size of a number among values; 0 where there is none."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def _names(network: Network, outputs: Iterable[object]) -> tuple[str, ...]:
    """What the outputs are called, once it is sure that there are as many."""
    listed = _listed(outputs)
    if isinstance(listed, str) or not isinstance(listed, Iterable):
        raise NotDrawable('`outputs` is a list of names, one for each output: ["cat", "dog"].')
    names = tuple(str(name) for name in listed)
    values = network.parts[-1].activations
    if names and values is not None and values[0].shape != (len(names),):
        raise NotDrawable(
            f"`outputs` has {count(len(names), 'name')}, and for one input the model's last layer, "
            f"{network.parts[-1].name}, gives {count(values[0].size, 'value')} in the shape "
            f"{written(values[0].shape)}."
        )
    return names


def _labels(network: Network, labels: Iterable[object]) -> tuple[str, ...]:
    """What the inputs are, once it is sure that there are as many."""
    listed = _listed(labels)
    if isinstance(listed, str) or not isinstance(listed, Iterable):
        raise NotDrawable("`labels` is a list of what the inputs are, one for each: [7, 0, 4].")
    known = tuple(str(label) for label in listed)
    if known and len(known) != network.given:
        raise NotDrawable(
            f"`labels` has {count(len(known), 'entry', 'entries')}, and the batch has "
            f"{count(network.given, 'input')}: each input has one."
        )
    return known


def _listed(values: object) -> Any:
    """Of a tensor or an array its values, and not their types; anything else as it is."""
    return np.ravel(np.asarray(values)).tolist() if hasattr(values, "shape") else values


def _parameters(number: int) -> str:
    return count(number, "parameter") if number else "no parameters"


@dataclass(eq=False)
class _Picture:
    network: Network
    names: tuple[str, ...] = ()  # of the outputs
    labels: tuple[str, ...] = ()  # of the inputs
    _minis: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def controls(self) -> dict[str, Control]:
        network = self.network
        first = next(at for at, part in enumerate(network.parts) if part.place is not None)
        return {
            "layer": Slider("layer", len(network.parts) - 1, first),
            "view": Choice("view", VIEWS, ACTIVATIONS),
            "row": Slider("input of the batch", network.rows - 1),
        }

    def draw(self, layer: int, view: str, row: int) -> Frame:
        """The frame for a layer (0 is the input), a view and a row of the batch."""
        part = self.network.parts[layer]
        panel = self._activations(part, row) if view == ACTIVATIONS else self._weights(part)
        description = self._description(view, row)
        reading = f"{self._reading(part, row)} {panel.words}".strip()
        title = self._detail_title(part, view, row)
        body = "".join(
            [
                self._heading(),
                self._cards(layer, row),
                svg.line(0, _DETAIL - 14, WIDTH, _DETAIL - 14, stroke="#D9D9D9"),
                svg.text(4, _DETAIL + 8, title, size=svg.LARGE, bold=True),
                panel.body,
            ]
        )
        return Frame(
            svg.picture(WIDTH, _DETAIL + _LINES - 4 + ROOM + 28, f"{description} {reading}", body),
            description,
            reading,
            self._code(part, view, row),
        )

    # In words

    def _description(self, view: str, row: int) -> str:
        network = self.network
        layers = [part for part in network.parts if part.place is not None]
        listed = "; ".join(
            f"{part.name} ({self._kind(part)}) gives {part.gives or 'nothing seen'}, "
            f"{_parameters(part.parameters)}"
            for part in layers[:20]
        )
        if len(layers) > 20:
            listed += f"; and {len(layers) - 20} more"
        words = (
            f"The model {network.name} ({network.kind}), {count(len(layers), 'layer')} and "
            f"{_parameters(network.parameters)}: {listed}. Shown: {view}"
        )
        if view == ACTIVATIONS:
            words += f" for input {row} of the batch, and the same, small, for the layers beside it"
        return " ".join([f"{words}.", *network.notes])

    @staticmethod
    def _kind(part: Inside) -> str:
        return part.kind + (f", {part.activation}" if part.activation else "")

    def _reading(self, part: Inside, row: int) -> str:
        if part.place is None:
            words = f"{part.name}: {part.gives}, as the model takes it"
        else:
            shapes = f"{part.takes or '?'} -> {part.gives or '?'}"
            words = f"{part.name} ({self._kind(part)}): {shapes}, "
            words += f"{part.sum} parameters" if part.weights else "no parameters"
        if part.activations is None:
            return f"{words}. {part.why}".strip()
        values = part.activations[row]
        what = "unit" if part.place is not None and values.ndim == 1 else "value"
        zeros = int((values == 0).sum())
        if values.size > 1 and (zeros or part.activation == "relu"):
            are = "is" if zeros == 1 else "are"
            words += f"; {zeros:,} of {values.size:,} {what}s {are} 0 for this input"
        words += "."
        finite = np.isfinite(values)
        if not finite.all():
            words += f" {int((~finite).sum()):,} of {values.size:,} are not finite numbers."
        elif values.size == 1:
            words += f" Its one value is {value_in_words(values.ravel()[0])}."
        elif values.ndim == 1:
            best = int(values.argmax())
            words += f" The largest is {what} {best}, {value_in_words(values[best])}"
            words += (
                f", which stands for {self._names_of(part)[best]}." if self._names_of(part) else "."
            )
            if self.labels and part is self.network.parts[-1]:
                words += f" The label says {self.labels[row]}."
        else:
            words += (
                f" They lie between {value_in_words(values.min())} and "
                f"{value_in_words(values.max())}."
            )
        return f"{words} {part.why}".strip()

    def _names_of(self, part: Inside) -> tuple[str, ...]:
        """What the values of a layer stand for, where that was said: those of the last one."""
        return self.names if part is self.network.parts[-1] else ()

    def _code(self, part: Inside, view: str, row: int) -> str:
        if part.place is None:
            return f"x[{row}]"
        layer = f"model.layers[{part.place}]"
        if view == WEIGHTS:
            if not part.weights:
                return f"{layer}.get_weights()  # []"
            return f"{layer}.get_weights()[0]  # {part.weights[0].name}"
        if self.network.known:
            return f"inside = keras.Model(model.inputs, {layer}.output)\ninside(x[{row}:{row + 1}])"
        return f"{layer}(...)  # what it gave when model(x[{row}:{row + 1}]) called it"

    # The layers, left to right

    def _heading(self) -> str:
        network = self.network
        title = f"{shortened(network.name, 30)} ({network.kind}), {_parameters(network.parameters)}"
        batch = f"a batch of {network.given:,}"
        return svg.text(4, 15, title, size=svg.LARGE, bold=True) + note(
            WIDTH - 4, 15, batch, anchor="end"
        )

    def _cards(self, layer: int, row: int) -> str:
        parts = self.network.parts
        start = min(max(layer - _COLUMNS // 2, 0), max(len(parts) - _COLUMNS, 0))
        pieces = []
        if len(parts) > _COLUMNS:
            last = min(start + _COLUMNS, len(parts)) - 1
            pieces.append(note(4, 33, f"columns {start} to {last} of 0 to {len(parts) - 1}"))
        for place, at in enumerate(range(start, min(start + _COLUMNS, len(parts)))):
            x = place * (_CARD + _GAP)
            if place and parts[at].follows:
                middle = _TOP + 22
                pieces.append(
                    svg.element(
                        "path",
                        d=f"M{svg.number(x - _GAP + 1)} {middle}h7m0 -4l6 4l-6 4z",
                        fill=palette.INK,
                        stroke=palette.INK,
                    )
                )
            pieces.append(self._card(parts[at], at, x, row, at == layer))
        return "".join(pieces)

    def _card(self, part: Inside, at: int, x: float, row: int, followed: bool) -> str:
        thick = 2.5 if followed else 1.0
        high = _HEAD + _BODY
        room = int((_CARD - 12) / svg.width_of("0", size=svg.SMALL))
        given = part.gives or "output not seen"
        pieces = [
            svg.element(
                "rect",
                x=x + thick / 2,
                y=_TOP + thick / 2,
                width=_CARD - thick,
                height=high - thick,
                rx=4,
                fill=palette.PANEL,
                stroke=palette.INK if followed else palette.EDGE,
                stroke_width=thick,
            ),
            svg.text(x + 7, _TOP + 17, shortened(part.name, room - 1), bold=True),
            ink(x + 7, _TOP + 33, shortened(self._kind(part), room)),
            ink(x + 7, _TOP + 49, shortened(given.replace("None, ", "None,\u2009"), room + 2)),
            ink(
                x + 7,
                _TOP + 65,
                (f"{part.parameters:,} params" if part.parameters else "no params")
                if part.place is not None
                else f"{part.activations[row].size:,} values"
                if part.activations is not None
                else "",
            ),
        ]
        if followed:
            corner = f"M{svg.number(x + _CARD - 12)} {svg.number(_TOP + 3)}h9v9z"
            pieces.append(svg.element("path", d=corner, fill=palette.INK, class_="marker"))
        if (at, row) not in self._minis:
            self._minis[at, row] = self._mini(part, row)
        moved = f"translate({svg.number(x + 7)} {svg.number(_TOP + _HEAD)})"
        pieces.append(svg.element("g", self._minis[at, row], transform=moved))
        return svg.element("g", *pieces, class_="cell")

    def _mini(self, part: Inside, row: int) -> str:
        """The activations of one input, small: as many cells as there is room for."""
        x = y = 0.0
        if part.activations is None:
            return ink(x, y + 14, "not known")
        values = part.activations[row]
        wide, high = _CARD - 14, _BODY - 8
        most = self._scale(part, row)
        if values.ndim <= 1:
            flat = values.reshape(-1)
            across = 10 if len(flat) <= 30 else 16
            side = wide / across
            rows = int(high // side)
            if len(flat) > across * rows:
                rows = int((high - 14) // side)
            shown = flat[: across * rows]
            pieces = [
                svg.element(
                    "rect",
                    x=x + at % across * side,
                    y=y + at // across * side,
                    width=side - 1,
                    height=side - 1,
                    fill=fill,
                    stroke=palette.EDGE,
                    stroke_width=0.6,
                )
                for at, fill in enumerate(pixels.written_colors(shown, most))
            ]
            if len(shown) < len(flat):
                pieces.append(ink(x, y + high, f"{len(shown)} of {len(flat):,}"))
            return "".join(pieces)
        if values.ndim == 2:
            matrix = thinned(values)[0]
            return pixels.image(matrix, most, x, y, *fitting(matrix, wide, high))
        tiles = tiles_of(values)[:4]
        side = min((wide - 4) / 2, (high - 18) / 2)
        pieces = [
            pixels.image(
                thinned(tile)[0],
                most,
                x + at % 2 * (side + 4),
                y + at // 2 * (side + 4),
                *fitting(tile, side, side),
            )
            for at, tile in enumerate(tiles)
        ]
        channels = len(tiles_of(values))
        if channels > len(tiles):
            pieces.append(ink(x, y + high, f"{len(tiles)} of {channels:,}"))
        return "".join(pieces)

    @staticmethod
    def _scale(part: Inside, row: int) -> float:
        """What full color stands for: the largest activation of this input in this layer."""
        return 0.0 if part.activations is None else _most(part.activations[row])

    # The chosen layer, large

    def _detail_title(self, part: Inside, view: str, row: int) -> str:
        if view == WEIGHTS:
            return f"{shortened(part.name, 40)}: its weights"
        label = f", labeled {shortened(self.labels[row], 20)}," if self.labels else ""
        return f"{shortened(part.name, 40)}: what input {row}{label} causes"

    def _activations(self, part: Inside, row: int) -> Panel:
        if part.activations is None:
            return _only_words(part.why)
        values = part.activations[row]
        most = self._scale(part, row)
        y = _DETAIL + _LINES
        if values.ndim <= 1:
            panel = numbered(
                values.reshape(-1),
                most,
                y,
                "unit" if part.place is not None else "value",
                self._names_of(part),
            )
        elif values.ndim == 2:
            steps, features = values.shape
            panel = heat(
                values, most, y, f"{count(steps, 'step')} down, {count(features, 'feature')} across"
            )
        else:
            panel = channels(values, most, y)
        return Panel(panel.body + _legend(most), panel.words)

    def _weights(self, part: Inside) -> Panel:
        if part.place is None:
            return _only_words("The input has no weights: it is what the model is given.")
        if not part.weights:
            return _only_words(f"{part.kind} has no weights: what it does has nothing to learn.")
        kernel = max(part.weights, key=lambda one: (len(one.shape) > 1, part.weights[0] is one))
        others = [one for one in part.weights if one is not kernel]
        most = _most(kernel.values.astype(np.float64))
        y = _DETAIL + _LINES
        panel = kernel_panel(kernel, most, y, part.image)
        words = panel.words
        if others:
            words += " Not drawn: " + ", ".join(
                f"{one.name} {written(one.shape)}" for one in others[:3]
            )
            words += f" and {len(others) - 3} more." if len(others) > 3 else "."
        finite = kernel.values[np.isfinite(kernel.values.astype(np.float64))]
        if finite.size:
            words += f" From {float(finite.min()):.3g} to {float(finite.max()):.3g}."
        if not kernel.trainable:
            words += " Not trainable."
        return Panel(panel.body + _legend(most), words)


def _only_words(sentence: str) -> Panel:
    """A panel where there are no numbers to draw; the place for them says why."""
    lines = textwrap.wrap(sentence, int(WIDTH / svg.width_of("n", size=svg.SMALL)))
    drawn = (note(4, _DETAIL + _LINES + 14 + 18 * at, line) for at, line in enumerate(lines))
    return Panel("".join(drawn), sentence)


def _legend(most: float) -> str:
    """What the colors stand for."""
    y = _DETAIL + _LINES - 4 + ROOM + 8
    pieces, x = [note(4, y + 12, "color:")], 56.0
    for share in (-1.0, -0.5, 0.0, 0.5, 1.0):
        words = value_in_words(float(f"{share * most:.3g}")) if share else "0"
        pieces.append(
            svg.element(
                "rect",
                x=x,
                y=y,
                width=22.0,
                height=15.0,
                fill=pixels.written_colors(np.array([share]), 1.0)[0],
                stroke=palette.EDGE,
            )
        )
        pieces.append(note(x + 28, y + 12, words))
        x += 38 + svg.width_of(words, size=svg.SMALL) + 10
    return "".join(pieces)
