"""The picture behind `explorables.broadcasting`: two shapes aligned, stretched, or in conflict."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np
import tensorflow as tf

from explorables.drawing import cells
from explorables.page import palette, svg
from explorables.page.host import WIDTH, Control, Entry, Explorable, Frame, Slider, Walk
from explorables.pictures.broadcasting.axis_table import MARGIN, axis_table
from explorables.pictures.broadcasting.operands import Operand, operand_of, parsed
from explorables.pictures.broadcasting.rule import Axis, aligned, combined, repairs
from explorables.reading.tensors import (
    LARGEST,
    NotDrawable,
    Readable,
    count,
    in_short,
    index_at,
    label,
    read,
    subscript,
    value_in_words,
    written,
)

_ROOM_BESIDE: Final = 172.0  # the height of each of three grids that stand side by side
_ROOM_BELOW: Final = 86.0  # the height of each of three grids that stand below one another
_HINT: Final = "Type another shape, such as 3, 1 or (4,), and press Enter. Point at a cell."
_SIGN: Final = 30.0  # room for + and = between two grids
_DRAWN: Final = 3  # the highest rank whose cells are drawn; above, the axes alone


def explore(first: object, second: object) -> Explorable:
    """The explorable for two operands, or one that says why there is none."""
    operands = []
    for name, value, other in (("a", first, second), ("b", second, first)):
        dtype = None
        if isinstance(other, tf.Tensor | tf.Variable) and not isinstance(
            value, tf.Tensor | tf.Variable
        ):
            dtype = other.dtype  # an operator asks TensorFlow to make its other operand of this
        try:
            operands.append(operand_of(value, dtype))
        except NotDrawable as reason:
            sentence = f"{name}: {reason}"
            return Explorable(lambda sentence=sentence: Frame("", sentence))
    a, b = operands
    picture = _Picture(a, b)
    return Explorable(picture.draw, picture.controls, walk=picture.walk)


@dataclass(frozen=True, eq=False)
class _Sum:
    """``a + b`` carried out: the data of both, and the elements of the sum."""

    a: Readable
    b: Readable
    array: np.ndarray


@dataclass(frozen=True)
class _Refusal:
    """Why TensorFlow does not add them, in words."""

    words: str


@dataclass(frozen=True, eq=False)
class _Scene:
    """Everything that depends on the two operands and not on the highlighted cell."""

    a: Operand
    b: Operand
    axes: list[Axis]
    shape: tuple[int, ...] | None
    sum: _Sum | _Refusal | None  # None where it was not carried out
    layouts: tuple[cells.Layout, ...]
    stacked: bool


def _alike(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """A shape, and two that people take for it."""
    return [*dict.fromkeys([shape, tuple(size for size in shape if size != 1), (*shape, 1)])]


@dataclass(eq=False)
class _Picture:
    a: Operand
    b: Operand
    _scenes: dict[tuple[tuple[int, ...], tuple[int, ...]], _Scene] = field(default_factory=dict)

    @property
    def controls(self) -> dict[str, Control]:
        return {
            "a": Entry("shape of a", written(self.a.shape)),
            "b": Entry("shape of b", written(self.b.shape)),
            "cell": Slider("cell of r", self._first_last),
        }

    @property
    def _first_last(self) -> int:
        """The last cell of the result of the shapes as given."""
        shape = combined(self.a.shape, self.b.shape)
        size = math.prod(shape) if shape is not None else 1
        return max(self._last(shape, size), 0)

    @property
    def walk(self) -> Walk:
        """What the book moves through: the shapes, without their axes of size 1, and with one more at the end."""
        typed = {
            name: {written(shape): written(shape) for shape in _alike(operand.shape)}
            for name, operand in (("a", self.a), ("b", self.b))
        }
        return Walk({"cell": self._first_last // 2}, typed)

    @staticmethod
    def _last(shape: tuple[int, ...] | None, size: int) -> int:
        if shape is None or len(shape) > _DRAWN or size == 0:
            return 0
        return min(size, LARGEST) - 1

    def _scene(self, a: tuple[int, ...], b: tuple[int, ...]) -> _Scene:
        if (a, b) not in self._scenes:
            # Another shape than that of the learner's data has no data.
            one = self.a if a == self.a.shape else Operand(a)
            other = self.b if b == self.b.shape else Operand(b)
            if one.data is None or other.data is None:
                one, other = Operand(a), Operand(b)
            shape = combined(a, b)
            total = None
            if shape is not None and one.data and other.data and math.prod(shape) <= LARGEST:
                total = self._added(one.data, other.data)
            layouts: tuple[cells.Layout, ...] = ()
            stacked = False
            if shape is not None and len(shape) <= _DRAWN and math.prod(shape) > 0:
                layouts, stacked = _laid_out(shape, self._cell(one, other, total))
            self._scenes.clear()  # only the newest is ever asked for again
            self._scenes[a, b] = _Scene(one, other, aligned(a, b), shape, total, layouts, stacked)
        return self._scenes[a, b]

    @staticmethod
    def _added(a: Readable, b: Readable) -> _Sum | _Refusal:
        try:
            return _Sum(a, b, read(tf.add(a.tensor, b.tensor)).array)
        except (tf.errors.OpError, TypeError, ValueError) as error:
            if a.dtype != b.dtype:
                return _Refusal(
                    f"The shapes fit, the dtypes do not: a is {a.dtype.name} and b "
                    f"is {b.dtype.name}, and TensorFlow does not promote one to the other. "
                    f"tf.cast(b, a.dtype) makes them the same. Its own words: {in_short(error)}"
                )
            return _Refusal(
                f"The shapes fit, but TensorFlow adds no {a.dtype.name} tensors. "
                + (
                    "tf.logical_or(a, b) combines them; tf.cast(a, tf.int32) makes numbers of them."
                    if a.dtype == tf.bool
                    else f"Its own words: {in_short(error)}"
                )
            )

    @staticmethod
    def _cell(a: Operand, b: Operand, total: _Sum | _Refusal | None) -> float:
        if a.data is None or b.data is None:
            longest = max(2 * min(max(len(a.shape), len(b.shape)), 3) - 1, 1)
            largest = max((*a.shape, *b.shape, 1)) - 1
            return cells.width_for(min(longest + (len(str(largest)) - 1) * 2, 7))
        found = 1
        arrays = [a.data.array, b.data.array]
        if isinstance(total, _Sum):
            arrays.append(total.array)
        for array in arrays:
            found = max(found, cells.longest(label(one) for one in array.ravel()[:2000]))
        return cells.width_for(found)

    def draw(self, a: str, b: str, cell: int) -> Frame:
        """The frame for two shapes as typed, and a cell of the result."""
        shapes = []
        for name, words in (("a", a), ("b", b)):
            try:
                shapes.append(parsed(words))
            except NotDrawable as reason:
                return Frame("", f"Shape of {name}: {reason}", last={"cell": 0})
        scene = self._scene(*shapes)
        if scene.shape is None:
            return self._conflict(scene)
        size = math.prod(scene.shape)
        last = self._last(scene.shape, size)
        cell = min(cell, last)
        description = self._description(scene)
        there = None
        if scene.layouts:
            there = index_at(cell, scene.shape)
            reading = self._reading(scene, there)
            description += f" Highlighted: {subscript('r', there)}."
        elif size == 0:
            reading = (
                "The result has an axis of size 0, so it has a shape and no elements. An axis of "
                "size 0 fits another 0 or a 1, like any other size."
            )
        else:
            reading = (
                f"The result has {count(size, 'element')}. Its cells are drawn up to rank {_DRAWN}; "
                "the rule above holds for every rank."
            )
        if isinstance(scene.sum, _Refusal):
            reading = scene.sum.words
        body, height = self._drawing(scene, there)
        names = f"{written(scene.a.shape)} and {written(scene.b.shape)}"
        if isinstance(scene.sum, _Refusal):
            code = "a + b  # raises an error"
        elif scene.a.data is not None:
            code = f"r = a + b  # shapes {names} give {written(scene.shape)}"
        else:
            code = f"tf.broadcast_static_shape(a, b)  # {names} give {written(scene.shape)}"
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            code,
            hint=_HINT,
            last={"cell": last},
        )

    @staticmethod
    def _axes_in_words(scene: _Scene) -> str:
        parts = []
        for axis in reversed(scene.axes):
            a, b = ("none" if size is None else str(size) for size in (axis.a, axis.b))
            parts.append(f"axis {axis.place}: {a} and {b}, {axis.words.partition(' ')[2]}")
        return "; ".join(parts)

    def _description(self, scene: _Scene) -> str:
        words = f"Shapes {written(scene.a.shape)} for a and {written(scene.b.shape)} for b"
        if not scene.axes:
            return f"{words}: two scalars, nothing to align. The result is a scalar too."
        outcome = (
            f"They broadcast to {written(scene.shape)}."
            if scene.shape is not None
            else "They do not broadcast."
        )
        return f"{words}, aligned from the last axis: {self._axes_in_words(scene)}. {outcome}"

    def _conflict(self, scene: _Scene) -> Frame:
        axis = next(axis for axis in reversed(scene.axes) if axis.fate == "conflict")
        reading = (
            f"On axis {axis.place} a has size {axis.a} and b has size {axis.b}. Two sizes fit when "
            "they are equal or one of them is 1; a 1 can be stretched, any other size cannot."
        )
        ways = repairs(scene.a.shape, scene.b.shape)
        if ways:
            reading += f" If this is what you mean: {'; or '.join(ways)}."
        else:
            reading += " No new axis and no transpose helps here: one of the sizes has to change."
        error = self._error(scene)
        description = self._description(scene)
        body, height = self._drawing(scene, None)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            f"a + b  # {type(error).__name__}: {in_short(error)}",
            hint=_HINT,
            last={"cell": 0},
        )

    @staticmethod
    def _error(scene: _Scene) -> Exception:
        """What TensorFlow raises for two shapes in conflict, learned by making it do so."""
        a, b = scene.a, scene.b
        size = math.prod(a.shape) + math.prod(b.shape)
        try:
            if size <= LARGEST // 10:
                tf.add(tf.zeros(a.shape), tf.zeros(b.shape))
            else:
                tf.broadcast_static_shape(tf.TensorShape(a.shape), tf.TensorShape(b.shape))
        except (tf.errors.InvalidArgumentError, ValueError) as error:
            return error
        raise AssertionError(f"{a.shape} and {b.shape} do broadcast")

    def _source(self, operand: Operand, index: tuple[int, ...]) -> tuple[int, ...]:
        """The index in an operand of the element that ``r[index]`` uses."""
        tail = index[len(index) - len(operand.shape) :]
        return tuple(0 if size == 1 else at for size, at in zip(operand.shape, tail, strict=True))

    def _reading(self, scene: _Scene, there: tuple[int, ...]) -> str:
        a, b = (self._source(operand, there) for operand in (scene.a, scene.b))
        where = f"{subscript('a', a)} + {subscript('b', b)}"
        name = subscript("r", there)
        if not isinstance(scene.sum, _Sum):
            return f"{name} takes {subscript('a', a)} and {subscript('b', b)}."
        one, other, total = (
            value_in_words(value)
            for value in (
                scene.sum.a.array[a],
                scene.sum.b.array[b],
                scene.sum.array[there],
            )
        )
        reading = f"{name} = {where} = {one} + {other} = {total}."
        if scene.sum.a.dtype.is_integer and int(one) + int(other) != int(total):
            reading = (
                f"{name} = {where}: {one} + {other} does not fit {scene.sum.a.dtype.name}, so it "
                f"wraps around, and TensorFlow gives {total}."
            )
        return reading

    def _drawing(self, scene: _Scene, there: tuple[int, ...] | None) -> tuple[str, float]:
        """The body of the picture and its height."""
        table, y = axis_table(scene.axes)
        pieces = [cells.HOVER_STYLE, table]
        if there is None:
            return "".join(pieces), y
        pieces.append(svg.line(0, y + 4, WIDTH, y + 4, stroke="#D9D9D9"))
        top = y + 14
        corners, bottom = _corners(scene, top)
        line = bottom + 18
        windows = scene.layouts[0].windows(there)
        parts = zip(("a", "b", "r"), (scene.a, scene.b, None), scene.layouts, corners, strict=True)
        for name, operand, layout, (x, at) in parts:
            pieces.append(svg.text(x, at + 14, self._title(scene, name), size=svg.LARGE, bold=True))
            pieces.append(
                cells.grid(
                    layout,
                    windows,
                    partial(self._look, scene, name, operand, there),
                    x,
                    at + cells.TITLE,
                    (MARGIN, line),
                )
            )
        pieces.append(self._legend(scene, line + 14))
        return "".join(pieces), line + 40

    @staticmethod
    def _title(scene: _Scene, name: str) -> str:
        if name == "r":
            return "= r"
        shape = scene.a.shape if name == "a" else scene.b.shape
        return f"{'+ ' if name == 'b' else ''}{name} {written(shape)}"

    @staticmethod
    def _legend(scene: _Scene, y: float) -> str:
        notes = []
        sizes = [(size, axis.size) for axis in scene.axes for size in (axis.a, axis.b)]
        drawn = ""
        x = MARGIN
        if any(size != whole for size, whole in sizes if (size, whole) != (None, 1)):
            drawn = cells.cell(x, y, 24, cells.Look("", palette.COPY, copy=True), height=18)
            x += 32
            notes.append("dashed: the same element, used again")
        if scene.a.data is None:
            notes.append("in each cell stands the index of its element")
        words = "; ".join(notes)
        return drawn + svg.text(x, y + 13.5, words, size=svg.SMALL, fill=palette.MUTED)

    def _look(
        self,
        scene: _Scene,
        name: str,
        operand: Operand | None,
        there: tuple[int, ...],
        index: tuple[int, ...],
    ) -> cells.Look:
        a, b = (self._source(one, index) for one in (scene.a, scene.b))
        line = f"{subscript('r', index)} takes {subscript('a', a)} and {subscript('b', b)}"
        if operand is None:
            words = ""
            if isinstance(scene.sum, _Sum):
                words = label(scene.sum.array[index])
                line = (
                    f"{subscript('r', index)} = {subscript('a', a)} + {subscript('b', b)} = "
                    f"{value_in_words(scene.sum.array[index])}"
                )
            elif scene.sum is None:
                words = _short_index(index)
            return cells.Look(words, followed=index == there, tip=line, line=line)
        source = a if name == "a" else b
        copy = (0,) * (len(index) - len(source)) + source != index
        words = _short_index(source) if operand.data is None else label(operand.data.array[source])
        return cells.Look(
            words,
            palette.COPY if copy else palette.PANEL,
            followed=index == there,
            fellow=source == self._source(operand, there),
            copy=copy,
            tip=f"{subscript(name, source)}{', a copy' if copy else ''}",
            line=line,
        )


def _short_index(index: tuple[int, ...]) -> str:
    """An index as a cell of a shape without data shows it."""
    words = ",".join(map(str, index))
    return words if len(words) <= 7 else "…"


def _laid_out(shape: tuple[int, ...], cell: float) -> tuple[tuple[cells.Layout, ...], bool]:
    """Layouts of a, b and r, all in the shape of r; and whether they stand below one another."""
    most = {0: (), 1: (12,), 2: (6, 12), 3: (3, 4, 6)}[len(shape)]
    room = WIDTH - 2 * MARGIN
    whole = cells.Layout(shape, most, cell)
    share = (room - whole.left - 2 * _SIGN) / 3
    bare = cells.fitted(shape, cell, share, _ROOM_BESIDE, most=most, per_row=1, gutter=False)
    if len(shape) != 1 and bare.shown[-1:] == whole.shown[-1:]:
        return (cells.Layout(shape, bare.most, cell, 1), bare, bare), False
    below = cells.fitted(shape, cell, room, _ROOM_BELOW, most=most)
    return (below, below, below), True


def _corners(scene: _Scene, top: float) -> tuple[list[tuple[float, float]], float]:
    """Where the titles of a, b and r start, and the bottom of it all."""
    corners = []
    x, y = MARGIN, top
    for layout in scene.layouts:
        corners.append((x, y))
        if scene.stacked:
            y += cells.TITLE + layout.height + 10
        else:
            x += max(layout.width, 90.0) + _SIGN
    bottom = y if scene.stacked else top + cells.TITLE + scene.layouts[0].height
    return corners, bottom
