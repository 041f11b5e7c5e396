"""The picture behind `explorables.broadcasting`: two shapes aligned, stretched, or in conflict."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import tensorflow as tf

from explorables import cells, palette, svg
from explorables.host import WIDTH, Control, Entry, Explorable, Frame, Slider
from explorables.tensors import (
    DEEPEST,
    LARGEST,
    NotDrawable,
    count,
    in_short,
    index_at,
    label,
    read,
    subscript,
    value_in_words,
    written,
)

_MARGIN: Final = 4.0
_COLUMN: Final = 136.0  # width of one axis in the table of aligned axes
_NAMES: Final = 62.0  # width of the names of its rows
_ROW: Final = 34.0
_ROOM_BELOW: Final = 150.0  # the height of each of three grids that stand below one another
_HINT: Final = "Type another shape, such as 3, 1 or (4,), and press Enter. Point at a cell."
_SIGN: Final = 30.0  # room for + and = between two grids
_DRAWN: Final = 3  # the highest rank whose cells are drawn; above, the axes alone


@dataclass(frozen=True, eq=False)
class Operand:
    """One of the two: a shape, and its data where there are any.

    Attributes:
        shape: sizes of the axes.
        tensor: the data, or None for a shape alone.
        array: the data's elements, in the same shape.
    """

    shape: tuple[int, ...]
    tensor: tf.Tensor | None = None
    array: np.ndarray | None = None


@dataclass(frozen=True)
class Axis:
    """One pair of aligned axes.

    Attributes:
        place: -1 for the last axis, -2 for the one before it, and so on.
        a, b: the sizes; None where the tensor has no such axis.
        fate: equal, stretched, missing or conflict.
    """

    place: int
    a: int | None
    b: int | None
    fate: str

    @property
    def size(self) -> int | None:
        """The size in the result; None in a conflict."""
        if self.fate == "conflict":
            return None
        sizes = [size for size in (self.a, self.b) if size is not None]
        return next((size for size in sizes if size != 1), 1)

    @property
    def words(self) -> str:
        """What happens here, in a few words."""
        if self.fate == "conflict":
            return "✗ conflict"
        if self.fate == "equal":
            return "= equal"
        who = "a" if self.a in (None, 1) and self.size == (self.b or 1) else "b"
        if self.a is None or self.b is None:
            who = "a" if self.a is None else "b"
            return f"+ new axis for {who}"
        return f"↔ {who} stretches"


def aligned(a: tuple[int, ...], b: tuple[int, ...]) -> list[Axis]:
    """The axes of two shapes, paired from the last one on; first the leftmost pair."""
    pairs = []
    for place in range(-max(len(a), len(b)), 0):
        one = a[place] if -place <= len(a) else None
        other = b[place] if -place <= len(b) else None
        if one is None or other is None:
            fate = "missing"
        elif one == other:
            fate = "equal"
        elif 1 in (one, other):
            fate = "stretched"
        else:
            fate = "conflict"
        pairs.append(Axis(place, one, other, fate))
    return pairs


def combined(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape TensorFlow broadcasts two shapes to; None where it cannot."""
    try:
        return tuple(tf.broadcast_static_shape(tf.TensorShape(a), tf.TensorShape(b)))
    except ValueError:
        return None


def repairs(a: tuple[int, ...], b: tuple[int, ...]) -> list[str]:
    """Up to two ways to make two shapes fit: a new axis for one of them, or a transpose.

    Ways that need fewer axes come first.
    """
    found: list[tuple[int, str]] = []
    seen = set()

    def consider(code: str, new: tuple[int, ...], other: tuple[int, ...]) -> None:
        result = combined(new, other)
        if result is not None and len(result) <= DEEPEST and (new, other) not in seen:
            seen.add((new, other))
            words = f"{code} has shape {written(new)}, which gives {written(result)}"
            found.append((len(result), words))

    for name, shape, other in (("b", b, a), ("a", a, b)):
        for at in range(1, len(shape) + 1):  # at 0 is what broadcasting does by itself
            rest = "" if at == len(shape) else ", ..."
            code = f"{name}[{':, ' * at}tf.newaxis{rest}]"
            consider(code, (*shape[:at], 1, *shape[at:]), other)
        if len(shape) > 1 and shape != shape[::-1]:
            consider(f"tf.transpose({name})", shape[::-1], other)
    found.sort(key=lambda pair: pair[0])
    least = found[0][0] if found else 0
    return [words for rank, words in found if rank == least][:2]


_NUMBERS: Final = re.compile(r"\s*[(\[]?\s*((?:[+-]?\d+\s*(?:[,x×]\s*|\s+|(?=[)\]]|$)))*)[)\]]?\s*")


def parsed(words: str) -> tuple[int, ...]:
    """The shape written in ``words``: ``3, 1``, ``(4,)``, ``[2, 3]``, ``2 x 3``; ``()`` for none.

    Raises:
        NotDrawable: with a sentence for whoever typed it.
    """
    match = _NUMBERS.fullmatch(words)
    if match is None:
        shown = words.strip()
        shown = shown if len(shown) <= 30 else shown[:29] + "…"
        raise NotDrawable(
            f'"{shown}" is not a shape. Write the sizes of the axes with commas between them, '
            "such as 3, 1 or (4,); () is the shape of a scalar."
        )
    sizes = re.findall(r"[+-]?\d+", match.group(1))
    if any(len(size) > 18 for size in sizes):
        raise NotDrawable("This size is larger than any tensor. Give sizes a tensor could have.")
    return checked(tuple(map(int, sizes)))


def checked(shape: tuple[int, ...]) -> tuple[int, ...]:
    """``shape`` itself, where its axes can be aligned in a picture.

    Raises:
        NotDrawable: for a negative size, more than four axes, or sizes beyond any tensor.
    """
    if any(size < 0 for size in shape):
        raise NotDrawable(
            f"{written(shape)} has a negative size. An axis has 0 positions or more; the -1 that "
            "tf.reshape takes means: work this one out."
        )
    if len(shape) > DEEPEST:
        raise NotDrawable(
            f"{written(shape)} has {len(shape)} axes; the picture aligns up to {DEEPEST}. The rule "
            "is the same for more: compare sizes from the last axis on."
        )
    if math.prod(shape) > 10**15:
        raise NotDrawable(
            f"{written(shape)} has {math.prod(shape):,} elements, more than any tensor holds. "
            "Give smaller sizes."
        )
    return shape


def _is_shape(value: object) -> bool:
    if isinstance(value, tf.TensorShape):
        return True
    return isinstance(value, tuple) and all(
        isinstance(size, int | np.integer) and not isinstance(size, bool) for size in value
    )


def _operand(value: object, dtype: tf.DType | None) -> Operand:
    if isinstance(value, tf.TensorShape):
        if not value.is_fully_defined():
            raise NotDrawable(
                f"The TensorShape {value} leaves a size open (None), and whether two shapes fit "
                "depends on it. Fill in the size it has when the code runs, such as (32, 3)."
            )
        return Operand(checked(tuple(value.as_list())))
    if _is_shape(value):
        return Operand(checked(tuple(int(size) for size in value)))
    data = read(value, dtype)
    return Operand(data.shape, data.tensor, data.array)


def explore(first: object, second: object) -> Explorable:
    """The explorable for two operands, or one that says why there is none."""
    operands = []
    for name, value, other in (("a", first, second), ("b", second, first)):
        # An operator asks TensorFlow to make its other operand of the tensor's own dtype.
        of_tensor = isinstance(other, tf.Tensor | tf.Variable) and not isinstance(
            value, tf.Tensor | tf.Variable
        )
        try:
            operands.append(_operand(value, other.dtype if of_tensor else None))
        except NotDrawable as reason:
            sentence = f"{name}: {reason}"
            return Explorable(lambda sentence=sentence: Frame("", sentence))
    picture = _Picture(*operands)
    return Explorable(picture.draw, picture.controls)


@dataclass(frozen=True, eq=False)
class _Sum:
    """``a + b`` carried out: its elements, or why TensorFlow will not."""

    array: np.ndarray | None = None
    refusal: str = ""


@dataclass(frozen=True, eq=False)
class _Scene:
    """Everything that depends on the two operands and not on the highlighted cell."""

    a: Operand
    b: Operand
    axes: list[Axis]
    shape: tuple[int, ...] | None
    sum: _Sum
    layouts: tuple[cells.Layout, ...]
    stacked: bool


@dataclass(eq=False)
class _Picture:
    a: Operand
    b: Operand
    _scenes: dict[tuple[tuple[int, ...], tuple[int, ...]], _Scene] = field(default_factory=dict)

    @property
    def controls(self) -> dict[str, Control]:
        shape = combined(self.a.shape, self.b.shape)
        size = math.prod(shape) if shape is not None else 1
        return {
            "a": Entry("shape of a", written(self.a.shape)),
            "b": Entry("shape of b", written(self.b.shape)),
            "cell": Slider("cell of r", max(self._last(shape, size), 0)),
        }

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
            if one.array is None or other.array is None:
                one, other = Operand(a), Operand(b)
            shape = combined(a, b)
            total = _Sum()
            if shape is not None and one.tensor is not None and math.prod(shape) <= LARGEST:
                total = self._added(one, other)
            layouts, stacked = ((), False)
            if shape is not None and len(shape) <= _DRAWN and math.prod(shape) > 0:
                layouts, stacked = _laid_out(shape, self._cell(one, other, total))
            self._scenes.clear()  # only the newest is ever asked for again
            self._scenes[a, b] = _Scene(one, other, aligned(a, b), shape, total, layouts, stacked)
        return self._scenes[a, b]

    @staticmethod
    def _added(a: Operand, b: Operand) -> _Sum:
        try:
            return _Sum(read(tf.add(a.tensor, b.tensor)).array)
        except (tf.errors.OpError, TypeError, ValueError) as error:
            if a.tensor.dtype != b.tensor.dtype:
                return _Sum(
                    refusal=f"The shapes fit, the dtypes do not: a is {a.tensor.dtype.name} and b "
                    f"is {b.tensor.dtype.name}, and TensorFlow does not promote one to the other. "
                    f"tf.cast(b, a.dtype) makes them the same. Its own words: {in_short(error)}"
                )
            return _Sum(
                refusal=f"The shapes fit, but TensorFlow adds no {a.tensor.dtype.name} tensors. "
                + (
                    "tf.logical_or(a, b) combines them; tf.cast(a, tf.int32) makes numbers of them."
                    if a.tensor.dtype == tf.bool
                    else f"Its own words: {in_short(error)}"
                )
            )

    @staticmethod
    def _cell(a: Operand, b: Operand, total: _Sum) -> float:
        if a.array is None:
            longest = max(2 * min(max(len(a.shape), len(b.shape)), 3) - 1, 1)
            largest = max((*a.shape, *b.shape, 1)) - 1
            return cells.width_for(min(longest + (len(str(largest)) - 1) * 2, 7))
        found = 1
        for array in (a.array, b.array, total.array):
            if array is not None:
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
        if scene.sum.refusal:
            reading = scene.sum.refusal
        body, height = self._drawing(scene, there)
        names = f"{written(scene.a.shape)} and {written(scene.b.shape)}"
        if scene.sum.refusal:
            code = "a + b  # raises an error"
        elif scene.a.tensor is not None:
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
        if scene.sum.array is None:
            return f"{name} takes {subscript('a', a)} and {subscript('b', b)}."
        one, other, total = (
            value_in_words(value)
            for value in (scene.a.array[a], scene.b.array[b], scene.sum.array[there])
        )
        reading = f"{name} = {where} = {one} + {other} = {total}."
        if scene.a.tensor.dtype.is_integer and int(one) + int(other) != int(total):
            reading = (
                f"{name} = {where}: {one} + {other} does not fit {scene.a.tensor.dtype.name}, so it "
                f"wraps around, and TensorFlow gives {total}."
            )
        return reading

    def _drawing(self, scene: _Scene, there: tuple[int, ...] | None) -> tuple[str, float]:
        """The body of the picture and its height."""
        table, y = _table(scene)
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
                    lambda index, name=name, operand=operand: self._look(
                        scene, name, operand, index, there
                    ),
                    x,
                    at + cells.TITLE,
                    (_MARGIN, line),
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
        x = _MARGIN
        if any(size != whole for size, whole in sizes if (size, whole) != (None, 1)):
            drawn = cells.cell(x, y, 24, cells.Look("", palette.COPY, copy=True), height=18)
            x += 32
            notes.append("dashed: the same element, used again")
        if scene.a.array is None:
            notes.append("in each cell stands the index of its element")
        words = "; ".join(notes)
        return drawn + svg.text(x, y + 13.5, words, size=svg.SMALL, fill=palette.MUTED)

    def _look(
        self,
        scene: _Scene,
        name: str,
        operand: Operand | None,
        index: tuple[int, ...],
        there: tuple[int, ...],
    ) -> cells.Look:
        a, b = (self._source(one, index) for one in (scene.a, scene.b))
        line = f"{subscript('r', index)} takes {subscript('a', a)} and {subscript('b', b)}"
        if operand is None:
            words = ""
            if scene.sum.array is not None:
                words = label(scene.sum.array[index])
                line = (
                    f"{subscript('r', index)} = {subscript('a', a)} + {subscript('b', b)} = "
                    f"{value_in_words(scene.sum.array[index])}"
                )
            elif not scene.sum.refusal:
                words = _short_index(index)
            return cells.Look(words, followed=index == there, tip=line, line=line)
        source = a if name == "a" else b
        copy = (0,) * (len(index) - len(source)) + source != index
        words = _short_index(source) if operand.array is None else label(operand.array[source])
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
    room = WIDTH - 2 * _MARGIN
    whole = cells.Layout(shape, most, cell)
    share = (room - whole.left - 2 * _SIGN) / 3
    bare = cells.fitted(shape, cell, share, most=most, per_row=1, gutter=False)
    if len(shape) != 1 and bare.shown == whole.shown:
        return (cells.Layout(shape, bare.most, cell, 1), bare, bare), False
    below = cells.fitted(shape, cell, room, _ROOM_BELOW, most=most)
    return (below, below, below), True


def _corners(scene: _Scene, top: float) -> tuple[list[tuple[float, float]], float]:
    """Where the titles of a, b and r start, and the bottom of it all."""
    corners = []
    x, y = _MARGIN, top
    for layout in scene.layouts:
        corners.append((x, y))
        if scene.stacked:
            y += cells.TITLE + layout.height + 10
        else:
            x += max(layout.width, 90.0) + _SIGN
    bottom = y if scene.stacked else top + cells.TITLE + scene.layouts[0].height
    return corners, bottom


def _table(scene: _Scene) -> tuple[str, float]:
    """The aligned axes as SVG, from the top of the page, and where they end."""
    if not scene.axes:
        words = "a and b are scalars, with no axes: there is nothing to align."
        return svg.text(_MARGIN, 18, words), 30.0
    pieces = []
    rows = {"a": 24.0, "b": 24.0 + _ROW, "r": 24.0 + 2 * _ROW + 22}
    for name, y in rows.items():
        pieces.append(svg.text(_MARGIN + 14, y + 20, name, size=svg.LARGE, bold=True))
    for column, axis in enumerate(scene.axes):
        x = _MARGIN + _NAMES + column * _COLUMN
        middle = x + (_COLUMN - 12) / 2
        pieces.append(
            svg.text(
                middle,
                14,
                f"axis {axis.place}",
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="middle",
            )
        )
        pieces.append(_slot(x, rows["a"], axis, axis.a))
        pieces.append(_slot(x, rows["b"], axis, axis.b))
        conflict = axis.fate == "conflict"
        pieces.append(
            svg.text(
                middle,
                rows["b"] + _ROW + 12,
                axis.words,
                size=svg.NORMAL,
                fill=palette.CONFLICT if conflict else palette.INK,
                bold=conflict,
                anchor="middle",
            )
        )
        pieces.append(_slot(x, rows["r"], axis, axis.size, result=True))
    return "".join(pieces), rows["r"] + _ROW + 4


def _slot(x: float, y: float, axis: Axis, size: int | None, *, result: bool = False) -> str:
    """One axis of one row of the table: its size, and how it gets to the size of the result."""
    conflict = axis.fate == "conflict"
    fill, dash, stroke, words = palette.PANEL, None, palette.EDGE, f"{size}"
    if result:
        words = "no size fits" if conflict else words
    elif size is None:
        words = "1" if axis.size == 1 else f"1 → {axis.size}"
        words = f"new {words}"
        fill, dash = palette.COPY, "4 3"
    elif axis.size is not None and size != axis.size:
        fill, words = palette.STRETCHED, f"1 → {axis.size}"
    if conflict:
        fill, stroke = palette.CONFLICT_GROUND, palette.CONFLICT
    return svg.element(
        "rect",
        x=x + 1,
        y=y + 1,
        width=_COLUMN - 14,
        height=_ROW - 6,
        rx=3,
        fill=fill,
        stroke=stroke,
        stroke_width=2.0 if conflict else 1.0,
        stroke_dasharray=dash,
    ) + svg.text(
        x + (_COLUMN - 12) / 2,
        y + _ROW / 2 + 3,
        words,
        size=svg.LARGE,
        anchor="middle",
        bold=True,
        fill=palette.CONFLICT if conflict else palette.INK,
    )
