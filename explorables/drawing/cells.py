"""Where the cells of a tensor go on the page: a row, a grid, a row of grids, a grid of grids.

The last axis runs to the right and the one before it down; the axes before those place blocks. A
long axis is shown through a window that turns pages, so that what is highlighted is always in view
and the picture keeps its size.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from explorables.page import fonts, palette, svg

HEIGHT: Final = 28.0  # px; of a cell
_INDEX_LINE: Final = 18.0  # px; the line of column indices above a grid
_BLOCK_LINE: Final = 20.0  # px; the line that names a block
_BLOCK_GAP: Final = 14.0  # px; between blocks

TITLE: Final = 24.0  # px; the line above a grid that names it
_LINE: Final = 84  # characters of a sentence that fit the line below the grids
_GAP: Final = 20.0  # px; between two grids
_LEAST_LEFT: Final = 200.0  # px; a grid beside a narrow one does not start further left than this
_ROOM_FOR_FIRST: Final = 160.0  # px; the height the first of two grids may use
_ROOM_BESIDE: Final = 160.0  # px; the height the second may use beside the first
_ROOM_BELOW: Final = 112.0  # px; and below it

# The most cells shown along each axis, by rank.
MOST: Final[dict[int, tuple[int, ...]]] = {
    0: (),
    1: (14,),
    2: (8, 12),
    3: (4, 8, 8),
    4: (2, 3, 4, 4),
}


def width_for(characters: int) -> float:
    """Width in pixels of a cell that holds ``characters`` in the monospace font."""
    return max(26.0, math.ceil(svg.width_of("0" * characters, mono=True)) + 10.0)


def window(at: int, size: int, most: int) -> range:
    """The page of an axis that holds index ``at``: ``most`` indices, the last page a full one."""
    if size <= most:
        return range(size)
    start = min(at // most * most, size - most)
    return range(start, start + most)


@dataclass(frozen=True)
class Layout:
    """How a tensor of some shape is laid out; all lengths in pixels.

    Attributes:
        shape: sizes of the axes, rank 0 to 4.
        most: the most cells shown along each axis.
        cell: width of a cell.
        per_row: for rank 3, how many blocks stand side by side before the next row of them.
        gutter: False leaves out the row indices (a neighbor shows the same ones).
    """

    shape: tuple[int, ...]
    most: tuple[int, ...]
    cell: float
    per_row: int = 99
    gutter: bool = True

    @property
    def rank(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def shown(self) -> tuple[int, ...]:
        """Cells shown along each axis."""
        return tuple(map(min, self.shape, self.most))

    @property
    def windowed(self) -> bool:
        """Whether some axis is longer than its window."""
        return self.shown != self.shape

    @property
    def left(self) -> float:
        """Room at the left for row indices and the names of axes."""
        if self.rank == 0 or not self.gutter:
            return 0.0
        digits = len(str(max(self.shape[-2] - 1, 0))) if self.rank > 1 else 0
        return 54.0 + 8.0 * digits

    @property
    def blocks(self) -> tuple[int, int]:
        """Blocks down and across."""
        if self.rank < 3:
            return 1, 1
        if self.rank == 3:
            across = min(self.per_row, self.shown[0])
            return math.ceil(self.shown[0] / across), across
        return self.shown[0], self.shown[1]

    def _block(self) -> tuple[float, float]:
        """Width and height of one block, with its name and its column indices."""
        columns = self.shown[-1] if self.rank > 0 else 1
        rows = self.shown[-2] if self.rank > 1 else 1
        names = {0: 0.0, 1: 0.0, 2: 0.0, 3: 76.0, 4: 112.0}[self.rank]
        head = (_INDEX_LINE if self.rank else 0.0) + (_BLOCK_LINE if self.rank > 2 else 0.0)
        return max(columns * self.cell, names), head + rows * HEIGHT

    @property
    def width(self) -> float:
        """The whole width."""
        across = self.blocks[1]
        block = self._block()[0]
        return self.left + across * block + (across - 1) * _BLOCK_GAP

    @property
    def height(self) -> float:
        """The whole height, with the line that says which part is shown."""
        down = self.blocks[0]
        note = 20.0 if self.windowed else 0.0
        return down * self._block()[1] + (down - 1) * _BLOCK_GAP + note

    def windows(self, at: Sequence[int]) -> tuple[range, ...]:
        """The indices shown along each axis, chosen so that the element ``at`` is among them."""
        return tuple(map(window, at, self.shape, self.most))

    def place(self, index: Sequence[int], windows: Sequence[range]) -> tuple[float, float]:
        """Top left corner of the cell at ``index``, from the top left corner of the layout."""
        position = [at - pages.start for at, pages in zip(index, windows, strict=True)]
        column = position[-1] if self.rank > 0 else 0
        row = position[-2] if self.rank > 1 else 0
        x, y = self._corner(position[:-2])
        return x + column * self.cell, y + row * HEIGHT

    def _corner(self, block: Sequence[int]) -> tuple[float, float]:
        """Top left corner of the first cell of a block, by the block's place on the page."""
        down, across = 0, 0
        if self.rank == 3:
            down, across = divmod(block[0], self.blocks[1])
        elif self.rank == 4:
            down, across = block
        width, height = self._block()
        head = (_INDEX_LINE if self.rank else 0.0) + (_BLOCK_LINE if self.rank > 2 else 0.0)
        return (
            self.left + across * (width + _BLOCK_GAP),
            down * (height + _BLOCK_GAP) + head,
        )

    def indices(self, windows: Sequence[range]) -> Iterator[tuple[int, ...]]:
        """The indices of all cells shown, in memory order."""
        return itertools.product(*windows)

    def labels(self, windows: Sequence[range]) -> str:
        """The indices beside the cells, each with its axis, as SVG."""
        if self.rank == 0:
            return ""
        pieces = []
        last = self.rank - 1
        for block in itertools.product(*(range(shown) for shown in self.shown[:-2])):
            x, y = self._corner(block)
            leftmost = self.gutter and (x == self.left)
            if leftmost:
                pieces.append(svg.note(x - 8, y - 6, f"axis {last}:", "end"))
            for column, at in enumerate(windows[-1]):
                pieces.append(svg.note(x + (column + 0.5) * self.cell, y - 6, str(at), "middle"))
            if self.rank > 1 and leftmost:
                for row, at in enumerate(windows[-2]):
                    words = f"axis {last - 1}: {at}" if row == 0 else str(at)
                    pieces.append(svg.note(x - 8, y + (row + 0.5) * HEIGHT + 4.5, words, "end"))
            if self.rank > 2:
                where = [pages[at] for pages, at in zip(windows, block, strict=False)]
                axes = "axis 0" if self.rank == 3 else "axes 0, 1"
                words = f"{axes}: {', '.join(map(str, where))}"
                pieces.append(svg.text(x, y - _INDEX_LINE - 6, words, size=svg.SMALL, bold=True))
        if self.windowed:
            pieces.append(svg.note(self.left, self.height - 4, self.part(windows), "start"))
        return "".join(pieces)

    def part(self, windows: Sequence[range]) -> str:
        """Which part of the tensor is shown, in words; "" where all of it is."""
        parts = []
        for axis, (pages, size) in enumerate(zip(windows, self.shape, strict=True)):
            if len(pages) == 1 < size:
                parts.append(f"axis {axis} at {pages.start} of {size:,}")
            elif len(pages) < size:
                parts.append(f"axis {axis} from {pages.start} to {pages.stop - 1} of {size:,}")
        return f"shown: {'; '.join(parts)}" if parts else ""


def fitted(
    shape: tuple[int, ...],
    cell: float,
    width: float,
    height: float = math.inf,
    *,
    most: tuple[int, ...] | None = None,
    per_row: int = 99,
    gutter: bool = True,
) -> Layout:
    """A layout for ``shape`` within ``width`` and ``height`` pixels, by shorter windows if need be.

    Blocks of rank 3 go on in a new row before any window is shortened. One cell is always shown.
    """
    layout = Layout(shape, most or MOST[len(shape)], cell, per_row, gutter)
    while layout.rank == 3 and layout.width > width and layout.blocks[1] > 1:
        layout = replace(layout, per_row=layout.blocks[1] - 1)
    while layout.width > width:
        across = [-1] if layout.rank < 4 else [-1, 1]
        if max(layout.shown[axis] for axis in across) == 1:
            break
        layout = _shortened(layout, across)
    while layout.height > height and layout.rank > 1 and max(layout.shown[:-1]) > 1:
        # A whole block says more than parts of two, so blocks give way before rows.
        layout = _shortened(layout, [0] if layout.shown[0] > 1 else [-2])
    return layout


def _shortened(layout: Layout, axes: list[int]) -> Layout:
    """``layout`` with one cell less on the longest of ``axes``; itself where each shows one."""
    axis = max(axes, key=lambda one: layout.shown[one])
    shorter = list(layout.shown)
    shorter[axis] = max(shorter[axis] - 1, 1)
    return replace(layout, most=tuple(shorter))


@dataclass(frozen=True)
class Pair:
    """Two grids, each below its title, where the second is one of several that take turns.

    The second stands beside the first, or below a wide one, at the same place every time.

    Attributes:
        first: the layout of the first.
        seconds: the layouts that take turns, by name.
        x, y: where the second's title starts, from where the first's does, in pixels.
        height: of both together, whichever second is shown.
    """

    first: Layout
    seconds: Mapping[str, Layout]
    x: float
    y: float
    height: float


def paired(
    first: tuple[int, ...],
    first_cell: float,
    seconds: Mapping[str, tuple[int, ...]],
    second_cell: float,
    width: float,
) -> Pair:
    """The places of a grid of shape ``first`` and of the grids of the shapes in ``seconds``."""
    left = fitted(first, first_cell, width, _ROOM_FOR_FIRST)
    x, y, room = 0.0, TITLE + left.height + _GAP, _ROOM_BELOW
    if left.width <= 0.55 * width:
        x, y, room = max(left.width + _GAP, _LEAST_LEFT), 0.0, _ROOM_BESIDE
    layouts = {name: fitted(shape, second_cell, width - x, room) for name, shape in seconds.items()}
    below = max((y + TITLE + layout.height for layout in layouts.values()), default=0.0)
    return Pair(left, layouts, x, y, max(TITLE + left.height, below))


@dataclass(frozen=True)
class Look:
    """How one cell looks, and what it says under the pointer.

    Attributes:
        label: what stands in the cell.
        fill: its ground, where it is neither followed nor a fellow.
        followed: the highlighted cell: thick edge, filled corner, and a color.
        fellow: a cell that belongs to the highlighted one: thick edge, dot, and a color.
        copy: a cell that only repeats another: dashed edge.
        tip: a few words for the tooltip.
        line: a sentence for the line below the grids.
    """

    label: str
    fill: str = palette.PANEL
    followed: bool = False
    fellow: bool = False
    copy: bool = False
    tip: str = ""
    line: str = ""


def cell(
    x: float, y: float, width: float, look: Look, *, height: float = HEIGHT, hover: str = ""
) -> str:
    """One cell as SVG; ``hover`` is SVG that `HOVER_STYLE` shows only under the pointer."""
    marked = look.followed or look.fellow
    thick = 2.5 if look.followed else 2.0 if look.fellow else 1.0
    fill = palette.FELLOW if look.fellow else look.fill
    pieces = [
        svg.element(
            "rect",
            x=x + thick / 2,
            y=y + thick / 2,
            width=width - thick,
            height=height - thick,
            rx=2,
            fill=palette.FOLLOWED if look.followed else fill,
            stroke=palette.INK if marked else palette.EDGE,
            stroke_width=thick,
            stroke_dasharray="4 3" if look.copy else None,
        )
    ]
    if look.followed:
        corner = f"M{svg.number(x + 2)} {svg.number(y + 2)}h7l-7 7z"
        pieces.append(svg.element("path", d=corner, fill=palette.INK, class_="marker"))
    elif look.fellow:
        pieces.append(
            svg.element("circle", cx=x + 5.5, cy=y + 5.5, r=2, fill=palette.INK, class_="marker")
        )
    if look.label:
        pieces.append(
            svg.element("text", svg.plain(look.label), x=x + width / 2, y=y + height / 2 + 4.5)
        )
    if look.tip:
        pieces.insert(0, svg.element("title", svg.plain(look.tip)))
    return svg.element("g", *pieces, hover, class_="cell")


def together(pieces: Sequence[str]) -> str:
    """Cells in the one font they share; written once, which keeps the picture small."""
    return svg.element(
        "g",
        *pieces,
        font_family=fonts.MONO,
        font_size=svg.NORMAL,
        fill=palette.INK,
        text_anchor="middle",
    )


# Each cell carries a line about itself; the one under the pointer shows. A style inside an inline
# picture holds for the whole page, so its rules begin with the class of the picture.
HOVER_STYLE: Final = svg.element(
    "style",
    f".{svg.CLASS} .where{{font-family:{fonts.SANS};text-anchor:start}}"
    f".{svg.CLASS} .cell:hover .where{{display:inline}}"
    f".{svg.CLASS} .cell:hover rect{{stroke-width:2.5;stroke:#000}}",
)


def grid(
    layout: Layout,
    windows: Sequence[range],
    look: Callable[[tuple[int, ...]], Look],
    x: float,
    y: float,
    line: tuple[float, float],
) -> str:
    """The cells of a layout with their indices, as SVG.

    Args:
        windows: the indices shown along each axis.
        look: how the cell at an index looks.
        x, y: the top left corner of the layout on the page.
        line: where on the page the sentence of the cell under the pointer starts.
    """
    pieces = []
    for index in layout.indices(windows):
        left, top = layout.place(index, windows)
        one = look(index)
        hover = ""
        if one.line:
            hover = svg.element(
                "text",
                svg.plain(one.line if len(one.line) <= _LINE else one.line[: _LINE - 1] + "…"),
                x=line[0] - x,
                y=line[1] - y,
                class_="where",
                display="none",
            )
        pieces.append(cell(left, top, layout.cell, one, hover=hover))
    return svg.element(
        "g",
        layout.labels(windows),
        together(pieces),
        transform=f"translate({svg.number(x)} {svg.number(y)})",
    )


def longest(labels: Iterable[str], least: int = 1) -> int:
    """The number of characters of the longest label."""
    return max((len(label) for label in labels), default=least)
