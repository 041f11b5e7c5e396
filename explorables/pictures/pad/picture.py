"""The picture behind `explorables.pad`: a digit that is drawn, and what a network reads in it."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from explorables.drawing import pixels
from explorables.page import palette, svg
from explorables.page.host import ONLY_LIVE, WIDTH, Entry, Explorable, Frame, Page, Walk, only_words
from explorables.pictures.pad import surface
from explorables.pictures.pad.preparation import BLOCKS, MOST, counted, prepared, unprepared
from explorables.pictures.pad.reader import Reader
from explorables.pictures.pad.strokes import EXAMPLE, cells_of, read
from explorables.reading.tensors import NotDrawable, count

if TYPE_CHECKING:
    import ipywidgets

_SIDE: Final = 124.0  # px; a drawing
_CELL: Final = 19.0  # px; one of 8 x 8 numbers
_GRID: Final = BLOCKS * _CELL
_FIRST: Final = 1.0  # where the cells begin, left to right; their edge has room
_SECOND: Final = _SIDE + 20  # the pixels
_THIRD: Final = 2 * (_SIDE + 20)  # the numbers
_BARS: Final = _THIRD + _GRID + 22  # the probabilities
# What a page without a kernel offers to read.
_EXAMPLES: Final = {
    "a barred 7": "4,3 11,3 7,14 / 6,8 10,8",
    "an open 4": "5,2 4,8 12,8 / 10,2 10,14",
    "an 8": "8,2 6,3 6,6 8,7 10,6 10,3 8,2 / 8,7 5,9 5,12 8,14 11,12 11,9 8,7",
    "a leaning 1": "7,5 10,2 7,13",
    "a small 2": "6,5 7,4 9,4 10,5 10,7 8,9 6,11 10,11",
    "a cross": "3,3 12,12 / 12,3 3,12",
}
_TOP: Final = 42.0  # px; below the heading and the captions
_BELOW: Final = _TOP + _GRID + 46  # the lower row
_HEIGHT: Final = _BELOW + _GRID + 4
_PITCH: Final = _GRID / 10


def explore(model: Any, drawing: object = None, full: object = 1.0) -> Explorable:
    """The pad for a model, or a sentence that says why there is none."""
    if drawing is None:
        drawing = EXAMPLE
    try:
        if not isinstance(drawing, str):
            raise NotDrawable(f'`drawing` is a text of strokes, such as "{EXAMPLE}".')
        if isinstance(full, bool) or not isinstance(full, int | float | np.number) or full <= 0:
            raise NotDrawable(
                "`full` is what the largest of the counted numbers, 16, becomes: 1.0 for a model "
                "whose data was divided by 16, and 16 for one whose data was not."
            )
        picture = _Picture(Reader(model, float(full)), float(full))
    except NotDrawable as reason:
        return only_words(str(reason))
    return _Pad(picture, drawing)


@dataclass(frozen=True, eq=False)
class _Picture:
    reader: Reader
    full: float

    def draw(self, strokes: str) -> Frame:
        """The frame for strokes as they are written down."""
        points, wrong = read(strokes)
        cells = cells_of(points)
        fine = prepared(cells)
        rows = np.stack([counted(fine), unprepared(cells)])
        if not cells.any():
            chances = np.zeros((2, 10))
            description = "An empty pad of 16 by 16 cells: nothing is drawn, and nothing is read."
            reading = "Draw a digit on the pad. The network reads it while you draw."
        else:
            chances = self.reader.probabilities(rows)
            description = _described(cells, chances)
            reading = _compared(chances)
            if strokes.strip() == EXAMPLE:
                reading += " This is an example; your first stroke takes it away."
        if wrong:
            reading += f" {wrong[:20]!r} is no cell: a cell is column,row, each from 0 to 15."
        body = _body(cells, fine, rows, chances)
        return Frame(
            svg.picture(WIDTH, _HEIGHT, f"{description} {reading}", body),
            description,
            reading,
            self._code(),
            "By pointer: draw on the pad. By keys: the arrow keys move the cursor, Space puts the "
            "pen down and lifts it, Backspace takes back a stroke.",
        )

    def _code(self) -> str:
        shape = ", ".join(map(str, (1, *self.reader.form)))
        scale = "" if self.full == MOST else f" * {self.full / MOST:g}"
        scale = " / 16" if self.full == 1 else scale
        asked = f"model(numbers.reshape({shape}){scale})"
        if self.reader.logits:
            asked = f"tf.nn.softmax({asked})"
        return f"{asked}  # numbers: the upper 8 × 8"


def _described(cells: np.ndarray, chances: np.ndarray) -> str:
    rows, columns = np.nonzero(cells)
    listed = ", ".join(f"{digit}: {chance:.2f}" for digit, chance in enumerate(chances[0]))
    return (
        f"A drawing of {count(len(rows), 'cell')}, in rows {rows.min()} to {rows.max()} and columns "
        f"{columns.min()} to {columns.max()} of 16 by 16. Straightened, stretched and thickened on "
        f"32 by 32 pixels and counted in blocks, it gives 8 by 8 numbers from 0 to 16, and the "
        f"network's probabilities {listed}."
    )


def _compared(chances: np.ndarray) -> str:
    """The guess for the prepared drawing, and what comes without the preparation."""
    (guess, raw), (sure, raw_sure) = chances.argmax(axis=1), chances.max(axis=1)
    same = "the same" if guess == raw else f"{raw}"
    return (
        f"Read as {guess}, with probability {sure:.2f}. Without the preparation: {same}, "
        f"with {raw_sure:.2f}."
    )


def _body(cells: np.ndarray, fine: np.ndarray, rows: np.ndarray, chances: np.ndarray) -> str:
    lower = textwrap.wrap(
        "The network learned from digits that were brought to one size, upright, with strokes of "
        "one width. The same drawing without that, its cells only counted, is a picture of another "
        "kind:",
        40,
    )
    pieces = [
        svg.text(0, 15, "How the drawing is prepared, and what the network reads", bold=True),
        *(
            svg.text(x, 34, words, size=svg.SMALL, fill=palette.MUTED)
            for x, words in (
                (_FIRST, "drawn, 16 × 16"),
                (_SECOND, "prepared, 32 × 32"),
                (_THIRD, "counted in blocks, 8 × 8"),
                (_BARS, "probability"),
            )
        ),
        pixels.image(cells, 1.0, _FIRST, _TOP, _SIDE, _SIDE),
        pixels.image(fine, 1.0, _SECOND, _TOP, _SIDE, _SIDE),
        _arrow(_FIRST + _SIDE),
        _arrow(_SECOND + _SIDE),
        svg.line(0, _BELOW - 30, WIDTH, _BELOW - 30, stroke="#D9D9D9"),
        *(
            svg.text(0, _BELOW + 10 + 18 * at, line, fill=palette.INK)
            for at, line in enumerate(lower)
        ),
        svg.text(_THIRD, _BELOW - 8, "not prepared, 8 × 8", size=svg.SMALL, fill=palette.MUTED),
        svg.text(_BARS, _BELOW - 8, "probability", size=svg.SMALL, fill=palette.MUTED),
    ]
    for top, numbers, given in zip((_TOP, _BELOW), rows, chances, strict=True):
        pieces += [_numbers(numbers, top), _bars(given, top)]
    return "".join(pieces)


def _arrow(x: float) -> str:
    middle = svg.number(_TOP + _SIDE / 2)
    return svg.element(
        "path",
        d=f"M{svg.number(x + 4)} {middle}h7m0 -4l6 4l-6 4z",
        fill=palette.INK,
        stroke=palette.INK,
    )


def _numbers(numbers: np.ndarray, top: float) -> str:
    """The 8 x 8 numbers, each on a ground as strong as it is large."""
    written = (
        svg.text(
            _THIRD + (column + 0.5) * _CELL,
            top + row * _CELL + 14,
            str(number),
            size=svg.SMALL,
            anchor="middle",
            fill=palette.INK if number else palette.MUTED,
        )
        for (row, column), number in np.ndenumerate(numbers)
    )
    ground = pixels.image(numbers, float(MOST), _THIRD, top, _GRID, _GRID)
    return ground + palette.fixed("".join(written))


def _bars(chances: np.ndarray, top: float) -> str:
    """A bar for each digit; the largest has a marker before it."""
    best = int(chances.argmax()) if chances.any() else -1
    room = WIDTH - _BARS - 64
    pieces = []
    for digit, chance in enumerate(chances):
        middle = top + (digit + 0.5) * _PITCH
        first = digit == best
        if first:
            pieces.append(
                svg.element(
                    "path",
                    d=f"M{svg.number(_BARS)} {svg.number(middle - 5)}l7 5l-7 5z",
                    fill=palette.INK,
                    class_="marker",
                )
            )
        pieces += [
            svg.text(_BARS + 12, middle + 4.5, str(digit), size=svg.SMALL, bold=first),
            svg.element(
                "rect",
                x=_BARS + 25,
                y=middle - 5,
                width=max(room * float(chance), 0.5),
                height=10.0,
                fill=palette.FOLLOWED if first else palette.EDGE,
            ),
            svg.text(
                WIDTH,
                middle + 4.5,
                f"{chance:.2f}" if best >= 0 else "",
                size=svg.SMALL,
                anchor="end",
                bold=first,
            ),
        ]
    return "".join(pieces)


class _Pad(Explorable):
    """The picture with its surface: what is drawn there comes through the box of strokes."""

    def __init__(self, picture: _Picture, drawing: str):
        self.surface: ipywidgets.HTML | None = None
        walk = Walk(positions={"strokes": {"as given": drawing, **_EXAMPLES}})
        super().__init__(picture.draw, {"strokes": Entry("strokes", drawing)}, walk=walk)

    def _assemble(self) -> Page | None:
        page = super()._assemble()
        if page is None:
            return None
        import ipywidgets

        self.surface = ipywidgets.HTML(
            value=surface.page(),
            layout=ipywidgets.Layout(
                flex="1 1 160px", width="auto", min_width="0", max_width="230px", margin="2px"
            ),
        )
        self.surface.add_class(ONLY_LIVE)
        box = self.controls["strokes"]
        box.add_class(surface.BOX)
        box.placeholder = surface.strokes_in_words()
        page.words.add_class(surface.WORDS)
        beside = page.whole.children[1]
        gone, rows, words = beside.children
        said = ipywidgets.VBox(
            [rows, words], layout=ipywidgets.Layout(flex="1 1 150px", min_width="0")
        )
        both = ipywidgets.HBox(
            [self.surface, said],
            layout=ipywidgets.Layout(
                flex_flow="row wrap", align_items="flex-start", grid_gap="8px"
            ),
        )
        beside.children = (gone, both)
        return page
