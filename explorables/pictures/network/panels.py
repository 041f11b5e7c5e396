"""The numbers of one layer, drawn: cells with their values, heat maps, channels, kernels."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorables.drawing import pixels
from explorables.page import palette, svg
from explorables.page.host import WIDTH
from explorables.pictures.network.parts import Weight
from explorables.reading.signatures import shortened
from explorables.reading.tensors import count, label, value_in_words, written

ROOM: Final = 148.0  # px; height of a panel
_ROW: Final = 17.0
_ACROSS: Final = 10  # cells with numbers in a row
_MOST_CELLS: Final = 64
_TILES: Final = 12
_MOST_SIDE: Final = 64  # rows or columns of a heat map


@dataclass(frozen=True)
class Panel:
    """A drawing, and what it shows in a sentence."""

    body: str
    words: str


def channels(values: np.ndarray, most: float, y: float) -> Panel:
    """The channels of an image, each a small one."""
    panel = _tiles(values, most, y, "channel")
    tiles = tiles_of(values)
    rows, columns = tiles[0].shape
    words = f"{count(len(tiles), 'channel')} of {rows} x {columns}"
    return Panel(panel.body, f"{words}{panel.words}")


def _tiles(values: np.ndarray, most: float, y: float, what: str) -> Panel:
    """Small pictures side by side, one for each place on the last axis; the words say what is left
    out."""
    tiles = tiles_of(values)
    pieces = []
    across = 6 if len(tiles) > 3 else 3
    pitch = WIDTH / across
    side = min(pitch - 10, ROOM / math.ceil(min(len(tiles), _TILES) / across) - 24)
    left_out = ""
    for at, tile in enumerate(tiles[:_TILES]):
        x, top = 4 + at % across * pitch, y + at // across * (side + 24)
        small, left_out = thinned(tile)
        pieces.append(ink(x, top + 11, f"{what} {at}"))
        pieces.append(pixels.image(small, most, x, top + 16, *fitting(tile, side, side)))
    words = f"; the first {_TILES} are shown" if len(tiles) > _TILES else ""
    return Panel("".join(pieces), f"{words}.{left_out}")


def kernel_panel(
    kernel: Weight, most: float, y: float, image: tuple[int, int] | None = None
) -> Panel:
    """The weights of one array: cells, a heat map, filters, or for the pixels of an image a picture
    a unit."""
    values, shape = kernel.values.astype(np.float64), kernel.shape
    name = f"{kernel.name} {written(shape)}"
    if len(shape) <= 1:
        panel = numbered(values.reshape(-1), most, y, "number")
        return Panel(panel.body, f"{name}: {panel.words}")
    if image and len(shape) == 2 and image[0] * image[1] == shape[0]:
        high, wide = image
        panel = _tiles(values.reshape(high, wide, -1), most, y, "unit")
        words = f"{name}: each unit's weights as a picture of {high} x {wide} pixels"
        return Panel(panel.body, f"{words}{panel.words}")
    if len(shape) == 2:
        rows, columns = ("row", "column") if "kernel" not in kernel.name else ("input", "unit")
        panel = heat(
            values, most, y, f"{count(shape[0], rows)} down, {count(shape[1], columns)} across"
        )
        return Panel(panel.body, f"{name}: {panel.words}")
    if len(shape) == 4:
        high, wide, depth, filters = shape
        matrix = values[:, :, 0, :]
        pieces = []
        pitch = ROOM / math.ceil(min(filters, _TILES) / 6)
        for at in range(min(filters, _TILES)):
            x, top = 4 + at % 6 * WIDTH / 6, y + at // 6 * pitch
            pieces.append(ink(x, top + 11, f"filter {at}"))
            box = fitting(matrix[:, :, at], 88.0, min(pitch - 24, 88.0))
            pieces.append(pixels.image(matrix[:, :, at], most, x, top + 16, *box))
        words = f"{name}: {count(filters, 'filter')} of {high} x {wide}"
        words += f" on {count(depth, 'channel')}"
        if filters > _TILES or depth > 1:
            words += f"; shown: {min(filters, _TILES)} filters" + (
                ", channel 0 of each" if depth > 1 else ""
            )
        return Panel("".join(pieces), f"{words}.")
    flat = values.reshape(-1, shape[-1])
    panel = heat(flat, most, y, f"as {flat.shape[0]:,} rows of {shape[-1]:,}")
    return Panel(panel.body, f"{name}: {panel.words}")


def tiles_of(values: np.ndarray) -> list[np.ndarray]:
    """The channels, along the last axis, of an array of rank 3 or more, each as a matrix."""
    flat = values.reshape(-1, values.shape[-2], values.shape[-1])
    return [flat[:, :, at] for at in range(flat.shape[2])]


def thinned(matrix: np.ndarray, most: int = _MOST_SIDE) -> tuple[np.ndarray, str]:
    """The first ``most`` rows and columns; and in words what is left out."""
    rows, columns = matrix.shape
    left_out = []
    if rows > most:
        left_out.append(f"the first {most} of {rows:,} rows")
    if columns > most:
        left_out.append(f"the first {most} of {columns:,} columns")
    words = f" Drawn: {' and '.join(left_out)}." if left_out else ""
    return matrix[:most, :most], words


def fitting(matrix: np.ndarray, wide: float, high: float) -> tuple[float, float]:
    """The largest width and height of square cells within a box; no cell above 44 px."""
    rows, columns = (min(size, _MOST_SIDE) for size in matrix.shape)
    side = min(wide / columns, high / rows, 44.0)
    return columns * side, rows * side


def heat(values: np.ndarray, most: float, y: float, words: str) -> Panel:
    """A matrix as a heat map."""
    small, left_out = thinned(values)
    rows, columns = small.shape
    few = rows <= 9 and columns <= 9
    wide = min(columns * (62.0 if few else 40.0), WIDTH - 48)
    high = min(rows * (_ROW if few else 40.0), ROOM - 16)
    x = 40.0
    pieces = [pixels.image(small, most, x, y + 14, wide, high)]
    if few:  # room for the numbers themselves
        fills = pixels.written_colors(small.reshape(-1), most)
        for at, (value, fill) in enumerate(zip(small.reshape(-1), fills, strict=True)):
            row, column = divmod(at, columns)
            pieces.append(
                svg.text(
                    x + (column + 0.5) * wide / columns,
                    y + 18.5 + (row + 0.5) * high / rows,
                    _short(value),
                    mono=True,
                    fill=_ink_on(fill),
                    anchor="middle",
                )
            )
    for at in sorted({0, columns - 1}):
        pieces.append(note(x + (at + 0.5) * wide / columns, y + 10, str(at), anchor="middle"))
    for at in sorted({0, rows - 1}):
        pieces.append(note(x - 6, y + 18 + (at + 0.5) * high / rows, str(at), anchor="end"))
    return Panel("".join(pieces), f"{words}.{left_out}")


def numbered(
    values: np.ndarray, most: float, y: float, what: str, names: Sequence[str] = ()
) -> Panel:
    """Values as cells with their numbers, in rows of ten.

    Args:
        names: what each value stands for, if that is known; there is room for them above one row.
    """
    named = bool(names) and len(names) <= _ACROSS
    shown = values[:_MOST_CELLS]
    wide = (WIDTH - 40) / _ACROSS
    pieces = []
    fills = pixels.written_colors(shown, most)
    for at, (value, fill) in enumerate(zip(shown, fills, strict=True)):
        row, column = divmod(at, _ACROSS)
        x, top = 36 + column * wide, y + 14 + row * (_ROW + 2)
        if column == 0 and not named:
            pieces.append(note(30, top + 13, str(at), anchor="end"))
        if row == 0:
            above = f"+{column}" if column else ""
            if named:
                above = shortened(names[at], int(wide / svg.width_of("n", size=svg.SMALL)))
            pieces.append(note(x + wide / 2, y + 10, above, anchor="middle"))
        ink = _ink_on(fill)
        title = f"{what} {at}, {names[at]}" if names else f"{what} {at}"
        pieces.append(
            svg.element(
                "g",
                svg.element("title", svg.plain(f"{title}: {value_in_words(value)}")),
                svg.element(
                    "rect",
                    x=x + 0.5,
                    y=top,
                    width=wide - 3,
                    height=_ROW,
                    rx=2,
                    fill=fill,
                    stroke=palette.EDGE,
                ),
                svg.text(
                    x + wide / 2 - 1,
                    top + 13,
                    _short(value),
                    mono=True,
                    fill=ink,
                    anchor="middle",
                ),
                class_="cell",
            )
        )
    words = count(len(values), what)
    if len(shown) < len(values):
        words += f"; the first {len(shown)} are shown"
    return Panel("".join(pieces), f"{words}.")


@functools.cache
def _ink_on(fill: str) -> str:
    """The color of numbers on a ground of the data's color, which stays on a dark page."""
    inks = palette.INK, palette.PANEL
    return palette.fixed(max(inks, key=lambda ink: palette.contrast(ink, fill)))


def _short(value: float) -> str:
    """A number for a cell: three significant digits, in at most seven characters."""
    return label(float(f"{value:.3g}"), 7) if np.isfinite(value) else str(value)


def note(x: float, y: float, words: str, anchor: str = "start") -> str:
    """Words in small, gray letters."""
    return svg.text(x, y, words, size=svg.SMALL, fill=palette.MUTED, anchor=anchor)


def ink(x: float, y: float, words: str) -> str:
    """Words in small, black letters."""
    return svg.text(x, y, words, size=svg.SMALL)
