"""The picture behind `explorables.convolution`: an image, a window on it, the kernel, and the sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from explorables.drawing.cells import Look, cell, together
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
from explorables.pictures.convolution.places import (
    LARGEST_IMAGE,
    LARGEST_KERNEL,
    SAME,
    VALID,
    WIDEST,
    Way,
    added,
    alike_on_both_sides,
    convolved,
    matrix,
    window,
)
from explorables.reading.tensors import NotDrawable, written

_STEPS: Final = {
    "stride 1": (1, 1),
    "stride 2": (2, 1),
    "stride 3": (3, 1),
    "dilation 2": (1, 2),
}
_CELL: Final = 31.0  # px; the width of a cell of the image
_WIDE: Final = 33.0  # px; of the kernel and the output, whose numbers have signs
_HEIGHT: Final = 26.0
_ZERO: Final = 18.0  # px; both sides of an added zero
_RIGHT: Final = 344.0  # px; where kernel and output stand
_TOP: Final = 46.0
_TITLE: Final = 22.0
_LINE: Final = 88  # characters of the line that holds the sum


def explore(image: object, kernel: object) -> Explorable:
    """The picture for an image and a kernel, or a sentence why there is none."""
    try:
        picture = _Picture(
            matrix(image, "image", LARGEST_IMAGE), matrix(kernel, "kernel", LARGEST_KERNEL)
        )
        if any(k > n for k, n in zip(picture.kernel.shape, picture.image.shape, strict=True)):
            raise NotDrawable(
                f"The kernel of shape {written(picture.kernel.shape)} does not fit into the image of "
                f"shape {written(picture.image.shape)}."
            )
    except NotDrawable as why:
        return only_words(str(why))
    return Explorable(picture.draw, picture.controls, walk=picture.walk)


@dataclass(eq=False)
class _Picture:
    image: np.ndarray
    kernel: np.ndarray

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """What can be chosen: a dilated kernel has to fit as well."""
        reaches = [2 * (size - 1) + 1 for size in self.kernel.shape]
        fits = max(reaches) <= WIDEST and all(
            reach <= size for reach, size in zip(reaches, self.image.shape, strict=True)
        )
        return tuple(_STEPS) if fits else tuple(_STEPS)[:3]

    @property
    def controls(self) -> dict[str, Control]:
        return {
            "cell": Slider("window", self._last),
            "step": Choice("stride or dilation", self.steps, "stride 1"),
            "padding": Choice("padding", (VALID, SAME), VALID),
        }

    @cached_property
    def _last(self) -> int:
        return convolved(self.image, self.kernel, Way(1, 1, VALID)).size - 1

    @property
    def walk(self) -> Walk:
        """What the book moves through."""
        return Walk({"cell": self._last // 2}, most=520)

    def draw(self, cell: int, step: str, padding: str) -> Frame:
        """The frame for a place of the window and a way to go over the image."""
        way = Way(*_STEPS[step], padding)
        output = convolved(self.image, self.kernel, way)
        index = divmod(min(int(cell), output.size - 1), output.shape[1])
        other = alike_on_both_sides(self.image, self.kernel, way)
        places = window(index, self.image.shape, self.kernel.shape, way)
        description = self._description(output, way, step)
        reading = self._reading(output, other, places, index)
        body, height = self._drawing(output, other, places, index, way)
        options = f'strides={way.stride}, padding="{way.padding.upper()}"'
        if way.dilation > 1:
            options += f", dilations={way.dilation}"
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            f"tf.nn.conv2d(image[None, :, :, None], kernel[:, :, None, None], {options})",
            hint="The slider moves the window, from left to right and down.",
            last={"cell": output.size - 1},
        )

    # In words

    def _description(self, output: np.ndarray, way: Way, step: str) -> str:
        zeros = [
            added(size, k, way) for size, k in zip(self.image.shape, self.kernel.shape, strict=True)
        ]
        (above, below), (left, right) = zeros
        around = (
            f" Added zeros: {above} above, {below} below, {left} to the left, {right} to the right."
            if way.padding == SAME
            else ""
        )
        return (
            f"An image of {_size(self.image)} and a kernel of {_size(self.kernel)}, {step}, padding "
            f"{way.padding}: {_size(output)} numbers come out, {_rows(output)}.{around}"
        )

    def _reading(
        self,
        output: np.ndarray,
        other: np.ndarray | None,
        places: list[list[tuple[int, int]]],
        index: tuple[int, int],
    ) -> str:
        reading = (
            f"Output [{index[0]}, {index[1]}]: {self._sum(places)} = {_in_full(output[index])}."
        )
        if other is not None and index[0] < other.shape[0] and index[1] < other.shape[1]:
            reading += (
                f" With as many zeros on both sides, as PyTorch's padding has it, this number is "
                f"{_in_full(other[index])}."
            )
        return reading

    def _value(self, place: tuple[int, int]) -> float:
        """The number of the image at a place; 0 where a zero was added."""
        row, column = place
        inside = 0 <= row < self.image.shape[0] and 0 <= column < self.image.shape[1]
        return float(self.image[row, column]) if inside else 0.0

    def _sum(self, places: list[list[tuple[int, int]]]) -> str:
        """The products of a window, written as a sum; those with a kernel's 0 left out."""
        products = [
            f"{_in_full(self._value(place))} × {_signed(weight)}"
            for row, weights in zip(places, self.kernel, strict=True)
            for place, weight in zip(row, weights, strict=True)
            if weight
        ]
        return " + ".join(products) or "nothing"

    # As a drawing

    def _drawing(
        self,
        output: np.ndarray,
        other: np.ndarray | None,
        places: list[list[tuple[int, int]]],
        index: tuple[int, int],
        way: Way,
    ) -> tuple[str, float]:
        covered = {place for row in places for place in row}
        below_kernel = _TOP + len(self.kernel) * _HEIGHT + 16 + _TITLE
        pieces = [
            svg.text(4, 15, "Window times kernel, added up", size=svg.LARGE, bold=True),
            svg.text(4, _TOP - 8, "image, and the zeros that are added", size=svg.SMALL),
            svg.text(_RIGHT, _TOP - 8, "kernel", size=svg.SMALL),
            self._image(covered, way),
            together(
                [
                    self._kernel_cell(row, column)
                    for row in range(self.kernel.shape[0])
                    for column in range(self.kernel.shape[1])
                ]
            ),
            svg.text(
                _RIGHT, below_kernel - 8, f"output, {_size(output)}", size=svg.SMALL, bold=True
            ),
            _grid(output, below_kernel, lambda at: Look("", followed=at == index)),
        ]
        if other is not None:
            top = below_kernel + len(output) * _HEIGHT + 16 + _TITLE
            pieces += [
                svg.text(_RIGHT, top - 8, "with as many zeros on both sides", size=svg.SMALL),
                _grid(other, top, lambda at: Look("", fellow=at == index)),
            ]
        height = self._height
        sums = self._sum(places)
        line = f"{sums} = {_in_full(output[index])}"
        if len(line) > _LINE:
            line = f"the {sum(map(len, places))} products add up to {_in_full(output[index])}"
        pieces.append(svg.text(4, height - 12, line, size=svg.SMALL, mono=len(line) <= 76))
        return "".join(pieces), height

    @cached_property
    def _height(self) -> float:
        """Of the whole picture, whatever is chosen."""
        tallest = 0.0
        for step in self.steps:
            for padding in (VALID, SAME):
                way = Way(*_STEPS[step], padding)
                rows = added(self.image.shape[0], self.kernel.shape[0], way)
                left = len(self.image) * _HEIGHT + sum(rows) * _ZERO
                right = (len(self.kernel) + len(convolved(self.image, self.kernel, way))) * _HEIGHT
                right += 16 + _TITLE
                other = alike_on_both_sides(self.image, self.kernel, way)
                if other is not None:
                    right += len(other) * _HEIGHT + 16 + _TITLE
                tallest = max(tallest, left, right)
        return _TOP + tallest + 34

    def _image(self, covered: set[tuple[int, int]], way: Way) -> str:
        """The image with its added zeros, which are small; the window is marked."""
        (above, below), (left, right) = (
            added(size, k, way) for size, k in zip(self.image.shape, self.kernel.shape, strict=True)
        )
        height, width = self.image.shape
        pieces = []
        y = _TOP
        for row in range(-above, height + below):
            x, tall = 4.0, _HEIGHT if 0 <= row < height else _ZERO
            for column in range(-left, width + right):
                wide = _CELL if 0 <= column < width else _ZERO
                inside = 0 <= row < height and 0 <= column < width
                value = self._value((row, column))
                look = Look(
                    short(value) if inside else "0",
                    fill=palette.PANEL if inside else palette.COPY,
                    fellow=(row, column) in covered,
                    copy=not inside,
                    tip=f"image[{row}, {column}] = {_in_full(value)}"
                    if inside
                    else "an added zero",
                )
                pieces.append(cell(x, y, wide, look, height=tall))
                x += wide
            y += tall
        return together(pieces)

    def _kernel_cell(self, row: int, column: int) -> str:
        value = float(self.kernel[row, column])
        look = Look(
            short(value),
            fill=palette.GROUPS[0],
            tip=f"kernel[{row}, {column}] = {_in_full(value)}",
        )
        return cell(_RIGHT + column * _WIDE, _TOP + row * _HEIGHT, _WIDE, look, height=_HEIGHT)


def _grid(values: np.ndarray, top: float, look: Callable[[tuple[int, int]], Look]) -> str:
    pieces = []
    for row, column in np.ndindex(*values.shape):
        marked, value = look((row, column)), float(values[row, column])
        shown = Look(
            short(value),
            followed=marked.followed,
            fellow=marked.fellow,
            tip=f"[{row}, {column}] = {_in_full(value)}",
        )
        pieces.append(
            cell(_RIGHT + column * _WIDE, top + row * _HEIGHT, _WIDE, shown, height=_HEIGHT)
        )
    return together(pieces)


def short(value: float) -> str:
    """A number in at most three characters, or four without its leading 0: `-12`, `.25`, `1e5`."""
    for digits in (4, 3, 2, 1):
        words = f"{value:.{digits}g}".replace("e+0", "e").replace("e-0", "e-")
        words = words.replace("0.", ".", 1) if words.lstrip("-").startswith("0.") else words
        if len(words) <= 3 + (value < 0):
            return words
    return "…"


def _in_full(value: float) -> str:
    return f"{float(value):.5g}"


def _signed(value: float) -> str:
    return f"({_in_full(value)})" if value < 0 else _in_full(value)


def _size(matrix: np.ndarray) -> str:
    return f"{matrix.shape[0]} by {matrix.shape[1]}"


def _rows(matrix: np.ndarray) -> str:
    return "[" + ", ".join(f"[{', '.join(map(_in_full, row))}]" for row in matrix) + "]"
