"""The picture behind `explorables.shape`: every cell, its index, and its place in memory."""

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
    Walk,
    only_words,
)
from explorables.reading.tensors import (
    Element,
    NotDrawable,
    Readable,
    count,
    index_at,
    label,
    offset_of,
    read,
    strides,
    subscript,
    value_in_words,
    written,
)

AS_GIVEN: Final = "as given"
_MOST_RESHAPES: Final = 9
_STRIP_HEIGHT: Final = 26.0
_MARGIN: Final = 4.0


@dataclass(frozen=True)
class View:
    """One way to look at a tensor: the operation, its result, and where each element went.

    Attributes:
        name: what the control calls it.
        code: the line of TensorFlow.
        shape: the shape of the result.
        perm: the permutation of axes, for a transpose.
    """

    name: str
    code: str
    shape: tuple[int, ...]
    perm: tuple[int, ...] | None = None

    def apply(self, tensor: tf.Tensor) -> tf.Tensor:
        """The result of the operation."""
        if self.perm is not None:
            return tf.transpose(tensor, self.perm)
        return tf.reshape(tensor, self.shape)


def views(shape: tuple[int, ...]) -> list[View]:
    """The tensor as given, then the reshapes and the transposes offered for its shape."""
    size = math.prod(shape)
    rank = len(shape)
    offered = [View(AS_GIVEN, "t", shape)]
    perms = [perm for perm in itertools.permutations(range(rank)) if perm != tuple(range(rank))]
    perms.sort(key=lambda perm: perm != tuple(reversed(range(rank))))  # the default of tf.transpose
    for target in _reshapes(shape, size):
        offered.append(View(f"reshape to {written(target)}", f"tf.reshape(t, {target})", target))
    for perm in perms:
        target = tuple(shape[axis] for axis in perm)
        offered.append(
            View(f"transpose {list(perm)}", f"tf.transpose(t, {list(perm)})", target, perm)
        )
    return offered


def _reshapes(shape: tuple[int, ...], size: int) -> list[tuple[int, ...]]:
    """Shapes of the same size: the reverse (to hold against the transpose), flat, two axes, more.

    At most `_MOST_RESHAPES`, the balanced ones first among those with two axes.
    """
    factors = [
        divisor for divisor in range(2, min(math.isqrt(size), 2000) + 1) if size % divisor == 0
    ]
    pairs = sorted(
        {pair for one in factors for pair in ((one, size // one), (size // one, one))},
        key=lambda pair: (abs(math.log(pair[0] / pair[1])), pair),
    )
    candidates = [shape[::-1], (size,), *pairs[:4]]
    if len(shape) < 3:
        candidates += [
            (one, other, size // one // other)
            for one in factors[:2]
            for other in factors[:2]
            if size % (one * other) == 0 and size // one // other > 1
        ][:2]
    candidates += [(size, 1), (1, size)]
    kept: list[tuple[int, ...]] = []
    for candidate in candidates:
        if candidate != shape and candidate not in kept:
            kept.append(candidate)
    return kept[:_MOST_RESHAPES]


def explore(value: object) -> Explorable:
    """The explorable for ``value``, or one that says why there is none."""
    try:
        given = read(value)
    except NotDrawable as reason:
        return only_words(str(reason))
    if math.prod(given.shape) == 0:
        return only_words(_nothing_to_draw(given))
    picture = _Picture(given)
    return Explorable(picture.draw, picture.controls, walk=picture.walk)


def _nothing_to_draw(given: Readable) -> str:
    empty = given.shape.index(0)
    return (
        f"This tensor is empty: rank {len(given.shape)}, shape {written(given.shape)}, dtype "
        f"{given.dtype.name}. Its size is the product of the shape, "
        f"{' * '.join(map(str, given.shape))} = 0, because axis {empty} has no positions: there is "
        "a shape and a dtype, and no element to draw."
    )


@dataclass(frozen=True, eq=False)
class _Result:
    """The result of an operation: its elements, and how offsets in t and in r correspond."""

    array: np.ndarray
    went: np.ndarray  # by offset in t, the offset in r
    origin: np.ndarray  # by offset in r, the offset in t


@dataclass(eq=False)
class _Picture:
    given: Readable
    _results: dict[str, _Result] = field(default_factory=dict)

    @cached_property
    def views(self) -> dict[str, View]:
        return {view.name: view for view in views(self.given.shape)}

    @property
    def controls(self) -> dict[str, Control]:
        controls: dict[str, Control] = {}
        if len(self.views) > 1:
            controls["view"] = Choice("operation", tuple(self.views), AS_GIVEN)
        controls["offset"] = Slider("offset in t", self._size - 1)
        return controls

    @property
    def walk(self) -> Walk:
        """What the book moves through; it begins where the order in memory has changed."""
        others = [view.name for view in self.views.values() if view.perm or view.name != AS_GIVEN]
        moved = [name for name in others if self.views[name].perm] or others
        point: dict[str, object] = {"offset": min(1, self._size - 1)}
        return Walk(point | ({"view": moved[0]} if moved else {}), most=300)

    @property
    def _size(self) -> int:
        return math.prod(self.given.shape)

    @cached_property
    def _cell(self) -> float:
        elements = self.given.array.ravel()
        if elements.size > 3000:  # a sample sets the width; longer labels are cut by `label`
            elements = elements[:: elements.size // 3000]
        return cells.width_for(cells.longest(label(element) for element in elements))

    @cached_property
    def _pair(self) -> cells.Pair:
        shapes = {name: view.shape for name, view in self.views.items() if name != AS_GIVEN}
        return cells.paired(self.given.shape, self._cell, shapes, self._cell, WIDTH - 2 * _MARGIN)

    def _result(self, view: View) -> _Result:
        if view.name not in self._results:
            array = read(view.apply(self.given.tensor)).array
            offsets = tf.reshape(tf.range(self._size), self.given.shape)
            origin = view.apply(offsets).numpy().ravel()
            went = np.empty_like(origin)
            went[origin] = np.arange(self._size)
            self._results[view.name] = _Result(array, went, origin)
        return self._results[view.name]

    def draw(self, offset: int, view: str = AS_GIVEN) -> Frame:
        """The frame for an offset in t, from 0 on, and one of the views."""
        offset = min(offset, self._size - 1)
        chosen = self.views[view]
        index = index_at(offset, self.given.shape)
        element = self.given.array.ravel()[offset]
        reading = self._reading(index, offset, element)
        result = None
        there = offset
        if view != AS_GIVEN:
            result = self._result(chosen)
            there = int(result.went[offset])
            reading += " " + self._move(chosen, offset, there)
        drawing = self._drawing(chosen, offset, there, result)
        description = self._description(chosen, index, there, element)
        code = f"r = {chosen.code}" if view != AS_GIVEN else subscript("t", index)
        return Frame(
            svg.picture(WIDTH, drawing[1], f"{description} {reading}", drawing[0]),
            description,
            reading,
            code,
            hint="Point at a cell to see its index and its offset in memory.",
        )

    def _description(self, view: View, index: tuple[int, ...], there: int, element: Element) -> str:
        given = self.given
        words = (
            f"The cells of a tensor t: rank {len(given.shape)}, shape {written(given.shape)}, "
            f"{count(self._size, 'element')}, {given.dtype.name}, {self._bytes}. "
            f"Highlighted: {subscript('t', index)}, {value_in_words(element)}."
        )
        if view.name != AS_GIVEN:
            words += (
                f" Beside it, r = {view.code}, shape {written(view.shape)}, with the same element "
                f"highlighted at {subscript('r', index_at(there, view.shape))}."
            )
        return words

    @property
    def _bytes(self) -> str:
        if self.given.dtype == tf.string:
            return "each string as long as it is"
        return count(self._size * self.given.dtype.size, "byte")

    def _reading(self, index: tuple[int, ...], offset: int, element: Element) -> str:
        value = value_in_words(element)
        if not index:
            return f"t is {value}: a scalar has no axes, so there is no index; its offset is 0."
        sum_of = " + ".join(
            f"{at}*{step}" for at, step in zip(index, strides(self.given.shape), strict=True)
        )
        return f"{subscript('t', index)} is {value}, at offset {offset} = {sum_of}."

    def _move(self, view: View, offset: int, there: int) -> str:
        index = index_at(there, view.shape)
        sum_of = " + ".join(
            f"{at}*{step}" for at, step in zip(index, strides(view.shape), strict=True)
        )
        where = f"In r it is {subscript('r', index)}, at offset {there}"
        if index:
            where += f" = {sum_of}"
        if view.perm is None:
            return f"{where}: reshape keeps memory order and only regroups it."
        if there == offset:
            return f"{where}: this element keeps its place; others move."
        return f"{where}: transpose moved it in memory, from {offset} to {there}."

    def _drawing(
        self, view: View, offset: int, there: int, result: _Result | None
    ) -> tuple[str, float]:
        """The body of the picture and its height."""
        header, top = self._header()
        pieces = [cells.HOVER_STYLE, header]
        pair = self._pair
        bottom = top + cells.TITLE + pair.first.height
        if result is not None:
            bottom = max(bottom, top + pair.y + cells.TITLE + pair.seconds[view.name].height)
        line = bottom + 16
        pieces.append(svg.text(_MARGIN, top + 14, "t", size=svg.LARGE, bold=True))
        pieces.append(self._grid(pair.first, offset, _MARGIN, top + cells.TITLE, line))
        x, y = _MARGIN + pair.x, top + pair.y
        if result is not None:
            title = self._fits(f"r = {view.code}", x)
            pieces.append(svg.text(x, y + 14, title, size=svg.LARGE, bold=True))
            layout = pair.seconds[view.name]
            pieces.append(self._grid(layout, there, x, y + cells.TITLE, line, result))
        y = line + 20
        pieces.append(self._strip(offset, y))
        y += 20 + _STRIP_HEIGHT + 16
        if result is not None:
            pieces.append(self._strip(there, y, result))
            y += 20 + _STRIP_HEIGHT + 16
        return "".join(pieces), y - 6

    @staticmethod
    def _fits(title: str, x: float) -> str:
        """``title``, or its short form where the room from ``x`` on is too small."""
        wide = svg.width_of(title, size=svg.LARGE)
        return title if wide <= WIDTH - x - _MARGIN else "r"

    def _header(self) -> tuple[str, float]:
        """The facts about t, in one row or two, and where they end."""
        given = self.given
        facts = [
            ("rank", str(len(given.shape))),
            ("shape", written(given.shape)),
            ("size", f"{self._size:,}"),
            ("dtype", given.dtype.name),
            ("bytes", "vary" if given.dtype == tf.string else f"{self._size * given.dtype.size:,}"),
            ("strides, in elements", written(strides(given.shape))),
        ]
        pieces = []
        x, y = _MARGIN, 0.0
        for name, words in facts:
            room = max(
                svg.width_of(name, size=svg.SMALL), svg.width_of(words, size=svg.LARGE) * 1.05
            )
            if x + room > WIDTH:
                x, y = _MARGIN, y + 42
            pieces.append(svg.text(x, y + 14, name, size=svg.SMALL, fill=palette.MUTED))
            pieces.append(svg.text(x, y + 33, words, size=svg.LARGE, bold=True))
            x += room + 24
        pieces.append(svg.line(0, y + 44, WIDTH, y + 44, stroke="#D9D9D9"))
        return "".join(pieces), y + 54

    def _tint(self, offset: int) -> str:
        """The ground of an element of t: one color for each index on axis 0."""
        shape = self.given.shape
        if len(shape) < 2 or shape[0] < 2:
            return palette.PANEL
        return palette.GROUPS[index_at(offset, shape)[0] % len(palette.GROUPS)]

    def _grid(
        self,
        layout: cells.Layout,
        followed: int,
        x: float,
        y: float,
        line: float,
        result: _Result | None = None,
    ) -> str:
        """The cells of r, or of t without a ``result``, from (x, y) on."""
        name = "r" if result else "t"
        array = result.array if result else self.given.array

        def look(index: tuple[int, ...]) -> cells.Look:
            offset = offset_of(index, layout.shape)
            origin = int(result.origin[offset]) if result else offset
            words = (
                f"{subscript(name, index)} is {value_in_words(array[index])}, "
                f"at offset {offset} in memory"
            )
            if result:
                words += f"; in t it is {subscript('t', index_at(origin, self.given.shape))}"
            return cells.Look(
                label(array[index]),
                self._tint(origin),
                followed=offset == followed,
                tip=f"{subscript(name, index)}: offset {offset}",
                line=words,
            )

        windows = layout.windows(index_at(followed, layout.shape))
        return cells.grid(layout, windows, look, x, y, (_MARGIN, line))

    def _strip(self, followed: int, y: float, result: _Result | None = None) -> str:
        """The elements of r or t in memory order; the followed one has its offset below it."""
        name = "r" if result else "t"
        width = max(24.0, self._cell - 4)
        most = int((WIDTH - 2 * _MARGIN) // width)
        pages = cells.window(followed, self._size, most)
        flat = (result.array if result else self.given.array).ravel()
        part = "" if len(pages) == self._size else f", offsets {pages.start} to {pages.stop - 1}"
        pieces = [
            svg.text(_MARGIN, y, f"memory of {name}{part}", size=svg.SMALL, fill=palette.MUTED)
        ]
        shown = []
        for place, offset in enumerate(pages):
            origin = int(result.origin[offset]) if result else offset
            look = cells.Look(label(flat[offset]), self._tint(origin), offset == followed)
            shown.append(
                cells.cell(_MARGIN + place * width, y + 6, width, look, height=_STRIP_HEIGHT)
            )
        pieces.append(cells.together(shown))
        middle = _MARGIN + (followed - pages.start + 0.5) * width
        half = svg.width_of(f"offset {followed}", size=svg.SMALL) / 2
        middle = min(max(middle, half), WIDTH - half)
        pieces.append(
            svg.text(
                middle,
                y + _STRIP_HEIGHT + 19,
                f"offset {followed}",
                size=svg.SMALL,
                anchor="middle",
            )
        )
        return "".join(pieces)
