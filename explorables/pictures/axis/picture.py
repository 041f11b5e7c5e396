"""The picture behind `explorables.axis`: what a reduction over an axis keeps and loses."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import tensorflow as tf

from explorables.drawing import cells
from explorables.page import palette, svg
from explorables.page.host import (
    WIDTH,
    Choice,
    Control,
    Explorable,
    Frame,
    Slider,
    Switch,
    Walk,
    only_words,
)
from explorables.pictures.axis.reductions import (
    MEAN,
    PROD,
    SUM,
    TERMS,
    Reduction,
    axes,
    reduced,
    reductions,
)
from explorables.reading.tensors import (
    LABEL,
    NotDrawable,
    Readable,
    count,
    in_short,
    index_at,
    label,
    offset_of,
    read,
    subscript,
    value_in_words,
    written,
)

_MARGIN: Final = 4.0
_CHIP: Final = 58.0  # width of an axis in the line of shapes


def explore(value: object) -> Explorable:
    """The explorable for ``value``, or one that says why there is none."""
    try:
        given = read(value)
    except NotDrawable as reason:
        return only_words(str(reason))
    if given.dtype == tf.string:
        return only_words(
            "Strings have no sum and no mean, so there is nothing for these reductions to do. "
            "`tf.strings.reduce_join(t, axis=0)` joins strings along an axis, and "
            "`tf.strings.length(t)` turns them into numbers first."
        )
    if math.prod(given.shape) == 0:
        return only_words(_of_nothing(given))
    picture = _Picture(given)
    return Explorable(picture.draw, picture.controls, walk=picture.walk)


def _of_nothing(given: Readable) -> str:
    """What TensorFlow makes of an empty tensor."""
    axis = given.shape.index(0)
    parts = []
    for reduction in list(reductions(given.dtype).values())[:2]:
        result = reduction.apply(given.tensor, axis=axis)
        values = [value_in_words(one) for one in np.asarray(result).ravel()[:4]]
        shown = f", each {values[0]}" if values else ""
        parts.append(f"`{reduction.code}(t, axis={axis})` has shape {written(result.shape)}{shown}")
    return (
        f"This tensor is empty: shape {written(given.shape)}, no elements, so there are no cells to "
        f"group. TensorFlow reduces it all the same: {', and '.join(parts)}."
    )


@dataclass(frozen=True, eq=False)
class _Result:
    """A reduction carried out: its values, and the axes that went."""

    array: np.ndarray
    gone: tuple[int, ...]
    keepdims: bool


@dataclass(eq=False)
class _Picture:
    given: Readable
    _results: dict[tuple[str, str, bool], _Result | str] = field(default_factory=dict)

    @cached_property
    def _reductions(self) -> dict[str, Reduction]:
        return reductions(self.given.dtype)

    @cached_property
    def _axes(self) -> dict[str, int | tuple[int, ...] | None]:
        return axes(len(self.given.shape))

    @property
    def controls(self) -> dict[str, Control]:
        axis = self._first_axis
        return {
            "reduction": Choice("reduction", tuple(self._reductions), next(iter(self._reductions))),
            "axis": Choice("axis", tuple(self._axes), axis),
            "keepdims": Switch("keepdims"),
            "cell": Slider("cell of r", math.prod(self._kept_shape(axis, False)) - 1),
        }

    @property
    def walk(self) -> Walk:
        """What the book moves through."""
        return Walk(
            {"cell": min(1, math.prod(self._kept_shape(self._first_axis, False)) - 1)}, most=400
        )

    @property
    def _first_axis(self) -> str:
        rank = len(self.given.shape)
        return "None" if rank == 0 else "0" if rank == 1 else "1"

    def _kept_shape(self, axis: str, keepdims: bool) -> tuple[int, ...]:
        shape = self.given.shape
        gone = reduced(self._axes[axis], len(shape))
        if keepdims:
            return tuple(1 if at in gone else size for at, size in enumerate(shape))
        return tuple(size for at, size in enumerate(shape) if at not in gone)

    @cached_property
    def _pair(self) -> cells.Pair:
        elements = self.given.array.ravel()
        if elements.size > 3000:  # a sample sets the width; longer labels are cut by `label`
            elements = elements[:: elements.size // 3000]
        longest = cells.longest(label(element) for element in elements)
        shapes = {
            str(shape): shape
            for axis in self._axes
            for shape in (self._kept_shape(axis, False), self._kept_shape(axis, True))
        }
        return cells.paired(
            self.given.shape,
            cells.width_for(longest),
            shapes,
            cells.width_for(self._longest_result(longest)),
            WIDTH - 2 * _MARGIN,
        )

    def _longest_result(self, least: int) -> int:
        """Characters of the longest label of any result, which may exceed that of its terms."""
        if not self.given.dtype.is_integer or self.given.array.size > 3000:
            return LABEL
        found = [least]
        for reduction, axis in itertools.product(self._reductions, self._axes):
            result = self._result(reduction, axis, False)
            if isinstance(result, _Result):
                found.append(cells.longest(label(one) for one in result.array.ravel()))
        return max(found)

    def _result(self, reduction: str, axis: str, keepdims: bool) -> _Result | str:
        """The result, or TensorFlow's reason for there being none."""
        key = (reduction, axis, keepdims)
        if key not in self._results:
            try:
                tensor = self._reductions[reduction].apply(
                    self.given.tensor, axis=self._axes[axis], keepdims=keepdims
                )
            except (tf.errors.OpError, TypeError, ValueError) as error:
                self._results[key] = in_short(error)
            else:
                gone = reduced(self._axes[axis], len(self.given.shape))
                self._results[key] = _Result(read(tensor).array, gone, keepdims)
        return self._results[key]

    def _code(self, reduction: str, axis: str, keepdims: bool) -> str:
        arguments = ["t"]
        if axis != "None":
            arguments.append(f"axis={self._axes[axis]}")
        if keepdims:
            arguments.append("keepdims=True")
        return f"{self._reductions[reduction].code}({', '.join(arguments)})"

    def draw(self, reduction: str, axis: str, keepdims: bool, cell: int) -> Frame:
        """The frame for a reduction, an axis, keepdims, and a cell of the result."""
        code = self._code(reduction, axis, keepdims)
        result = self._result(reduction, axis, keepdims)
        if isinstance(result, str):
            return Frame("", f"TensorFlow has no {code} for {self.given.dtype.name}: {result}")
        size = result.array.size
        cell = min(cell, size - 1)
        there = index_at(cell, result.array.shape)
        group = self._group(result, there)
        description = self._description(code, result, there, group.size)
        reading = self._reading(self._reductions[reduction], result, there, group)
        drawing, height = self._drawing(code, result, there)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", drawing),
            description,
            reading,
            f"r = {code}",
            hint="Point at a cell to see where it goes, or what it is made of.",
            last={"cell": size - 1},
        )

    def _origin(self, result: _Result, there: tuple[int, ...]) -> tuple[int | None, ...]:
        """The index in t of all cells that fall into ``r[there]``; None on an axis that went."""
        if result.keepdims:
            return tuple(None if axis in result.gone else at for axis, at in enumerate(there))
        left = iter(there)
        return tuple(
            None if axis in result.gone else next(left) for axis in range(len(self.given.shape))
        )

    def _group(self, result: _Result, there: tuple[int, ...]) -> np.ndarray:
        """The elements of t that fall into ``r[there]``, in memory order."""
        origin = self._origin(result, there)
        return self.given.array[tuple(slice(None) if at is None else at for at in origin)].ravel()

    def _target(self, result: _Result, index: tuple[int, ...]) -> tuple[int, ...]:
        """The index in r of the cell that ``t[index]`` falls into."""
        if result.keepdims:
            return tuple(0 if axis in result.gone else at for axis, at in enumerate(index))
        return tuple(at for axis, at in enumerate(index) if axis not in result.gone)

    def _description(self, code: str, result: _Result, there: tuple[int, ...], size: int) -> str:
        shape = self.given.shape
        if not shape:
            change = "a scalar has no axis to reduce"
        else:
            which = " and ".join(map(str, result.gone))
            word = "axis" if len(result.gone) == 1 else "axes"
            if result.keepdims:
                fate = "stays with size 1" if len(result.gone) == 1 else "stay with size 1"
            else:
                fate = "disappears" if len(result.gone) == 1 else "disappear"
            change = f"{word} {which} {fate}"
        return (
            f"A tensor t of shape {written(shape)}, {self.given.dtype.name}, and r = {code} of "
            f"shape {written(result.array.shape)}: {change}. Highlighted: {subscript('r', there)} "
            f"and the {count(size, 'cell')} of t that {'falls' if size == 1 else 'fall'} into it."
        )

    def _reading(
        self,
        reduction: Reduction,
        result: _Result,
        there: tuple[int, ...],
        group: np.ndarray,
    ) -> str:
        value = result.array[there]
        chosen = group if group.size <= TERMS else [*group[: TERMS - 2], group[-1]]
        values = [value_in_words(element) for element in chosen]
        cells_of_t = subscript(
            "t", tuple(":" if at is None else at for at in self._origin(result, there))
        )
        terms = reduction.arithmetic(values, group.size)
        return (
            f"{subscript('r', there)} comes from {cells_of_t}: {terms} "
            f"{self._outcome(reduction, group, value)}"
        )

    def _outcome(self, reduction: Reduction, group: np.ndarray, value: np.number) -> str:
        """The value TensorFlow gives; where the dtype makes it another than arithmetic would, why.

        The exact value is worked out for at most 100,000 integers (100 in a product).
        """
        dtype = self.given.dtype
        given = value_in_words(value)
        if dtype == tf.bool:
            return (
                f"= {given}. To count the True ones, cast first: "
                "tf.reduce_sum(tf.cast(t, tf.int32))."
            )
        if not dtype.is_integer or group.size > (100 if reduction is PROD else 100_000):
            return f"= {given}."
        integers = [int(element) for element in group]
        if reduction is MEAN and sum(integers) != int(value) * len(integers):
            return (
                f"= {sum(integers) / len(integers):.6g}, but the mean of a {dtype.name} tensor is "
                f"{dtype.name} too: TensorFlow drops the fraction and gives {given}. "
                "tf.cast(t, tf.float32) first keeps it."
            )
        exact = int(value)
        if reduction.code == SUM.code:
            exact = sum(integers)
        elif reduction.code == PROD.code:
            exact = math.prod(integers)
        if exact != int(value):
            return (
                f"= {exact:,}, which does not fit {dtype.name}: it wraps around, and "
                f"TensorFlow gives {given}."
            )
        return f"= {given}."

    def _drawing(self, code: str, result: _Result, there: tuple[int, ...]) -> tuple[str, float]:
        """The body of the picture and its height."""
        pair = self._pair
        pieces = [cells.HOVER_STYLE, self._shape_line(result)]
        top = 84.0
        line = top + pair.height + 18
        x, y = _MARGIN + pair.x, top + pair.y
        pieces.append(svg.text(_MARGIN, top + 14, "t", size=svg.LARGE, bold=True))
        title = f"r = {code}"
        if svg.width_of(title, size=svg.LARGE) > WIDTH - x:
            title = "r"
        pieces.append(svg.text(x, y + 14, title, size=svg.LARGE, bold=True))
        shape = result.array.shape

        def look_t(index: tuple[int, ...]) -> cells.Look:
            target = self._target(result, index)
            name = subscript("t", index)
            return cells.Look(
                label(self.given.array[index]),
                self._tint(result, target),
                fellow=target == there,
                tip=f"{name} goes into {subscript('r', target)}",
                line=f"{name} is {value_in_words(self.given.array[index])} and goes into "
                f"{subscript('r', target)}",
            )

        def look_r(index: tuple[int, ...]) -> cells.Look:
            name = subscript("r", index)
            origin = tuple(":" if at is None else at for at in self._origin(result, index))
            return cells.Look(
                label(result.array[index]),
                self._tint(result, index),
                followed=index == there,
                tip=f"{name} comes from {subscript('t', origin)}",
                line=f"{name} is {value_in_words(result.array[index])} and comes from "
                f"{subscript('t', origin)}",
            )

        start = tuple(0 if at is None else at for at in self._origin(result, there))
        at = (_MARGIN, line)
        first, second = pair.first, pair.seconds[str(shape)]
        pieces.append(
            cells.grid(first, first.windows(start), look_t, _MARGIN, top + cells.TITLE, at)
        )
        pieces.append(cells.grid(second, second.windows(there), look_r, x, y + cells.TITLE, at))
        return "".join(pieces), line + 10

    def _tint(self, result: _Result, target: tuple[int, ...]) -> str:
        """One ground for each cell of r, where there are few enough to tell them apart."""
        if not 1 < result.array.size <= len(palette.GROUPS):
            return palette.PANEL
        return palette.GROUPS[offset_of(target, result.array.shape)]

    def _shape_line(self, result: _Result) -> str:
        """The shape of t, axis by axis, with what the reduction takes away; then that of r."""
        pieces = []
        x = _MARGIN
        pieces.append(svg.text(x, 43, "t", size=svg.LARGE, bold=True))
        x += 18
        for axis, size in enumerate(self.given.shape):
            pieces.append(self._chip(x, axis, size, axis in result.gone, result.keepdims))
            x += _CHIP + 8
        if not self.given.shape:
            pieces.append(svg.text(x, 43, "() no axes", size=svg.LARGE))
            x += 84
        pieces.append(svg.text(x + 12, 43, "→", size=20, anchor="middle"))
        x += 32
        words = f"r {written(result.array.shape)}"
        pieces.append(svg.text(x, 43, words, size=svg.LARGE, bold=True))
        pieces.append(svg.line(0, 74, WIDTH, 74, stroke="#D9D9D9"))
        return "".join(pieces)

    @staticmethod
    def _chip(x: float, axis: int, size: int, gone: bool, keepdims: bool) -> str:
        """One axis and its size; one that goes is crossed out, with its fate in a word below."""
        middle = x + _CHIP / 2
        pieces = [
            svg.text(
                middle, 15, f"axis {axis}", size=svg.SMALL, fill=palette.MUTED, anchor="middle"
            ),
            svg.element(
                "rect",
                x=x,
                y=22.0,
                width=_CHIP,
                height=30.0,
                rx=3,
                fill=palette.CONFLICT_GROUND if gone else palette.PANEL,
                stroke=palette.GONE if gone else palette.EDGE,
                stroke_dasharray="4 3" if gone else None,
            ),
        ]
        if gone:
            for from_y, to_y in ((24, 50), (50, 24)):
                pieces.append(
                    svg.line(
                        x + 3, from_y, x + _CHIP - 3, to_y, stroke=palette.GONE, stroke_width=1.5
                    )
                )
        ground = palette.CONFLICT_GROUND if gone else palette.PANEL
        pieces.append(
            svg.text(
                middle,
                42,
                str(size),
                size=svg.LARGE,
                anchor="middle",
                bold=True,
                stroke=ground,  # a rim that keeps the strokes off the digits
                stroke_width=5,
                paint_order="stroke",
            )
        )
        fate = ("kept as 1" if keepdims else "gone") if gone else "kept"
        fill = palette.CONFLICT if gone else palette.MUTED
        pieces.append(svg.text(middle, 66, fate, size=svg.SMALL, fill=fill, anchor="middle"))
        return "".join(pieces)
