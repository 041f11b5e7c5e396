"""The picture behind `explorables.receptive`: a cell of a layer, and the part of the input it sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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
from explorables.pictures.receptive.fields import Fields, Layer
from explorables.reading.tensors import NotDrawable

_SIDE: Final = 272.0  # px; the longer side of the input
_LEFT: Final = 4.0
_RIGHT: Final = 322.0
_TOP: Final = 58.0
_MOST: Final = 400  # cells of a layer that are drawn one by one


def explore(model: object) -> Explorable:
    """The picture for a model, or a sentence why there is none."""
    try:
        picture = _Picture(Fields(model))
    except NotDrawable as why:
        return only_words(str(why))
    return Explorable(picture.draw, picture.controls, walk=Walk(most=280))


@dataclass(eq=False)
class _Picture:
    fields: Fields

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{index + 1}: {layer.name}" for index, layer in enumerate(self.fields.layers))

    @property
    def controls(self) -> dict[str, Control]:
        """The last layer with places is chosen first, and its middle cell."""
        placed = [i for i, layer in enumerate(self.fields.layers) if len(layer.shape) == 3]
        index = placed[-1] if placed else 0
        rows, columns = self.fields.layers[index].grid
        middle = rows // 2 * columns + columns // 2
        return {
            "layer": Choice("layer", self.names, self.names[index]),
            "cell": Slider("cell", rows * columns - 1, middle),
        }

    def draw(self, layer: str, cell: int) -> Frame:
        """The frame for a layer and one of its cells; the last one where there are fewer."""
        index = self.names.index(layer)
        chosen = self.fields.layers[index]
        rows, columns = chosen.grid
        row, column = divmod(min(int(cell), rows * columns - 1), columns)
        influence = self.fields.influence(index, row, column)
        square = _square(chosen, row, column)
        reading = _reading(chosen, row, column, influence, square)
        height, width = self.fields.shape[:2]
        description = (
            f"An input of {height} by {width} cells, and the output of layer {layer} of shape "
            f"{chosen.shape}. Shaded are the cells of the input that have an influence on one cell of "
            f"it, by the size of the gradient; the frame is what the formula gives."
        )
        body, tall = self._drawing(layer, chosen, (row, column), influence, square)
        return Frame(
            svg.picture(WIDTH, tall, f"{description} {reading}", body),
            description,
            reading,
            hint="Influences are measured with random inputs and the model's own weights.",
            last={"cell": rows * columns - 1},
        )

    def _drawing(
        self,
        name: str,
        layer: Layer,
        cell: tuple[int, int],
        influence: np.ndarray,
        square: tuple[int, int, int, int] | None,
    ) -> tuple[str, float]:
        height, width = influence.shape
        size = _SIDE / max(height, width)
        pieces = [
            svg.text(_LEFT, 15, "What one cell sees of the input", size=svg.LARGE, bold=True),
            svg.text(_LEFT, _TOP - 12, f"input, {height} × {width}", size=svg.SMALL),
            svg.text(
                _RIGHT,
                _TOP - 12,
                f"{name}, {' × '.join(map(str, layer.shape))}"[:44],
                size=svg.SMALL,
            ),
            pixels.image(
                influence, float(influence.max()), _LEFT, _TOP, width * size, height * size
            ),
        ]
        if height * width <= _MOST:
            pieces.append(_lines(_LEFT, _TOP, height, width, size))
        if square is not None:
            top, left, tall, wide = square
            # What lies in the added zeros is cut off.
            y0, x0 = max(top, 0), max(left, 0)
            y1, x1 = min(top + tall, height), min(left + wide, width)
            pieces.append(
                svg.element(
                    "rect",
                    x=_LEFT + x0 * size,
                    y=_TOP + y0 * size,
                    width=(x1 - x0) * size,
                    height=(y1 - y0) * size,
                    fill="none",
                    stroke=palette.fixed(palette.OKABE_ITO["blue"]),
                    stroke_width=3,
                )
            )
        rows, columns = layer.grid
        step = min(_SIDE / max(rows, columns), 34.0)
        if rows * columns <= _MOST:
            pieces.append(_lines(_RIGHT, _TOP, rows, columns, step))
        pieces.append(_outline(_RIGHT, _TOP, columns * step, max(rows * step, 10.0)))
        row, column = cell
        pieces.append(
            svg.element(
                "rect",
                x=_RIGHT + column * step,
                y=_TOP + row * step,
                width=float(step),
                height=max(float(step), 10.0),
                fill=palette.FOLLOWED,
                stroke=palette.INK,
                stroke_width=2,
            )
        )
        bottom = _TOP + _SIDE
        note = (
            "frame: the formula"
            if square is not None
            else "no frame: the formula ends before this layer"
        )
        pieces.append(
            svg.text(
                _LEFT, bottom + 22, f"color: influence; {note}", size=svg.SMALL, fill=palette.MUTED
            )
        )
        return "".join(pieces), bottom + 34


def _square(layer: Layer, row: int, column: int) -> tuple[int, int, int, int] | None:
    """Top, left, rows and columns that the formula gives to a cell; None where it does not apply."""
    if layer.axes is None:
        return None
    down, across = layer.axes
    return (
        down.first + row * down.apart,
        across.first + column * across.apart,
        down.field,
        across.field,
    )


def _reading(
    layer: Layer,
    row: int,
    column: int,
    influence: np.ndarray,
    square: tuple[int, int, int, int] | None,
) -> str:
    name = f"Cell [{row}, {column}]" if len(layer.shape) == 3 else f"Unit {column}"
    seen = influence > 0
    if not seen.any():
        return f"{name}: nothing in the input has an influence on it."
    tall, wide = (int(np.ptp(np.flatnonzero(seen.any(axis=axis)))) + 1 for axis in (1, 0))
    words = f"{name} sees {tall} by {wide} cells of the input"
    if square is not None:
        words += f"; by the formula {square[2]} by {square[3]}"
        height, width = influence.shape
        inside = square[0] >= 0 and square[1] >= 0
        inside = inside and square[0] + square[2] <= height and square[1] + square[3] <= width
        if not inside:
            words += ", of which some lie in the added zeros"
        elif min(square[2:]) >= 5:
            words += f". {_middle(influence, square)}"
    return words.rstrip(".") + "."


def _middle(influence: np.ndarray, square: tuple[int, int, int, int]) -> str:
    """What the middle of a field, about half of each axis, holds of the influence, in words."""
    top, left, tall, wide = square
    inner = [size // 2 + (size - size // 2) % 2 for size in (tall, wide)]
    rows, columns = (
        slice(start + (size - part) // 2, start + (size + part) // 2)
        for start, size, part in zip((top, left), (tall, wide), inner, strict=True)
    )
    held = influence[rows, columns].sum()
    return (
        f"The middle {inner[0]} by {inner[1]} hold {held:.0%} of the influence, and are "
        f"{inner[0] * inner[1] / (tall * wide):.0%} of the cells"
    )


def _lines(x: float, y: float, rows: int, columns: int, size: float) -> str:
    """The lines between cells."""
    style = {"stroke": palette.EDGE, "stroke_width": 0.5}
    return "".join(
        [
            svg.line(x + i * size, y, x + i * size, y + rows * size, **style)
            for i in range(columns + 1)
        ]
        + [
            svg.line(x, y + i * size, x + columns * size, y + i * size, **style)
            for i in range(rows + 1)
        ]
    )


def _outline(x: float, y: float, width: float, height: float) -> str:
    return svg.element(
        "rect", x=x, y=y, width=float(width), height=float(height), fill="none", stroke=palette.EDGE
    )
