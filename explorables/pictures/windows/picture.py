"""The picture behind `explorables.windows`: windows of a series on the time axis, and a cut."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from explorables.page import palette, svg
from explorables.page.host import (
    WIDTH,
    Choice,
    Control,
    Dial,
    Explorable,
    Frame,
    Slider,
    Walk,
    only_words,
)
from explorables.pictures.windows.cutting import (
    ARRANGEMENTS,
    LED,
    SAME,
    Window,
    lead,
    windows_of,
    written,
)
from explorables.reading.tensors import NotDrawable, count, read

_MOST: Final = 32  # values; with more, a cell would be too small to see
_HORIZONS: Final = (1, 2, 3)
_LEFT: Final = 92.0
_TOP: Final = 30.0
_CURVE: Final = 50.0  # px, the height of the series
_ROOM: Final = 200.0  # px; the height that the windows may use
_INPUT: Final = palette.tint(palette.OKABE_ITO["sky blue"], 0.6)
_TARGET: Final = palette.OKABE_ITO["blue"]
BEFORE, ACROSS, AFTER = "before the cut", "on both sides", "from the cut on"


def explore(series: object, length: object, horizon: object, cut: object) -> Explorable:
    """The picture for a series, or a sentence why there is none."""
    try:
        picture = _read(series, length, horizon, cut)
    except NotDrawable as why:
        return only_words(str(why))
    picture.prepare()
    return Explorable(picture.draw, picture.controls, walk=picture.walk)


def _read(series: object, length: object, horizon: object, cut: object) -> _Picture:
    array = read(series).array
    if array.ndim != 1 or array.dtype.kind not in "iufb":
        raise NotDrawable(
            f"windows draws one series of numbers, shape (n,); this has shape {array.shape} and dtype "
            f"{array.dtype}."
        )
    if not 3 <= len(array) <= _MOST:
        raise NotDrawable(
            f"windows draws each value as a cell, from 3 to {_MOST} of them; this series has "
            f"{len(array):,}. Give it a part, such as `series[:30]`."
        )
    if not np.isfinite(array.astype(np.float64)).all():
        raise NotDrawable("The series holds nan or infinity, which has no place on the axis.")
    size = len(array)
    for name, number in (("length", length), ("horizon", horizon)):
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise NotDrawable(f"{name} is a whole number, 1 or more; {number!r:.60} is not.")
    if lead(length, horizon) >= size:  # type: ignore[arg-type]
        raise NotDrawable(
            f"A window of {length} and a horizon of {horizon} need {lead(length, horizon) + 1} values, "  # type: ignore[arg-type]
            f"and the series has {size}."
        )
    if cut is None:
        cut = size * 2 // 3
    if not isinstance(cut, int) or isinstance(cut, bool) or not 0 <= cut <= size:
        raise NotDrawable(f"cut is an index from 0 to {size}; {cut!r:.60} is not.")
    return _Picture(array.astype(np.float64), length, horizon, cut)  # type: ignore[arg-type]


def side(window: Window, cut: int) -> str:
    """On which side of a cut a window lies; the value at the cut comes after it."""
    if window.last < cut:
        return BEFORE
    return AFTER if window.first >= cut else ACROSS


@dataclass(eq=False)
class _Picture:
    series: np.ndarray
    length: int
    horizon: int
    cut: int
    cuts: dict[tuple[str, int], tuple[Window, ...]] = field(default_factory=dict)

    @property
    def horizons(self) -> list[int]:
        fitting = {each for each in _HORIZONS if lead(self.length, each) < len(self.series)}
        return sorted({self.horizon, *fitting})

    @property
    def controls(self) -> dict[str, Control]:
        words = tuple(map(str, self.horizons))
        return {
            "window": Slider("window", len(self._windows(LED, self.horizon)) - 1),
            "cut": Slider("cut", len(self.series), self.cut),
            "horizon": Dial("horizon", words, str(self.horizon)),
            "arrangement": Choice("data and targets", ARRANGEMENTS, LED),
        }

    @property
    def walk(self) -> Walk:
        """What the book moves through; it begins with a window on both sides of the cut."""
        last = len(self._windows(LED, self.horizon)) - 1
        across = min(max(self.cut - (self.length + 1) // 2, 0), last)
        return Walk({"window": across}, most=900)

    def prepare(self) -> None:
        """Cut in every way once, so that no control has to wait."""
        for horizon in self.horizons:
            for arrangement in ARRANGEMENTS:
                self._windows(arrangement, horizon)

    def _windows(self, arrangement: str, horizon: int) -> tuple[Window, ...]:
        key = arrangement, 0 if arrangement == SAME else horizon
        if key not in self.cuts:
            self.cuts[key] = windows_of(len(self.series), self.length, horizon, arrangement)
        return self.cuts[key]

    def draw(self, window: int, cut: int, horizon: str, arrangement: str) -> Frame:
        """The frame with this window followed, and the series cut at this index."""
        windows = self._windows(arrangement, int(horizon))
        possible = len(self.series) - lead(self.length, int(horizon))
        window = min(window, max(len(windows) - 1, 0))
        sides = [side(each, cut) for each in windows]
        description = (
            f"{count(len(self.series), 'value')} of a series, cut before index {cut}. Windows of "
            f"{self.length}, horizon {horizon}: {len(windows)} here, and {possible} fit with their targets; "
            f"{sides.count(BEFORE)} {BEFORE}, {sides.count(ACROSS)} {ACROSS}, "
            f"{sides.count(AFTER)} {AFTER}."
        )
        reading = self._reading(windows, window, cut, int(horizon), possible)
        most = max(map(len, self.cuts.values()))  # the picture keeps its size
        body, height = _drawing(self.series, windows, sides, window, cut, possible, most)
        data, targets = written(arrangement, self.length, int(horizon))
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            f"keras.utils.timeseries_dataset_from_array({data}, {targets}, {self.length})",
            hint="The sliders follow a window and move the cut.",
            last={"window": max(len(windows) - 1, 0)},
        )

    def _reading(
        self, windows: tuple[Window, ...], at: int, cut: int, horizon: int, possible: int
    ) -> str:
        if not windows:
            return "No window is left."
        followed = windows[at]
        inputs = f"inputs x[{followed.inputs[0]}]"
        if len(followed.inputs) > 1:
            inputs += f" to x[{followed.inputs[-1]}]"
        words = f"Window {at}: {inputs}, target x[{followed.target}]."
        if followed.target != followed.inputs[0] + lead(self.length, horizon):
            words += (
                " The target stands in its own window: the model is asked for what it is given."
            )
        elif len(windows) < possible:
            words += f" {count(possible - len(windows), 'window')} at the end got lost."
        if side(followed, cut) == ACROSS:
            words += " It holds values from both sides of the cut, so it is not for training."
        return words


# As a drawing


def _drawing(
    series: np.ndarray,
    windows: tuple[Window, ...],
    sides: list[str],
    followed: int,
    cut: int,
    possible: int,
    most: int,
) -> tuple[str, float]:
    """The body of the picture and its height."""
    wide = min(26.0, (WIDTH - _LEFT - 10) / len(series))
    high = min(18.0, _ROOM / most)
    top = _TOP + _CURVE + 34
    bottom = top + high * most
    pieces = [
        svg.text(
            4,
            16,
            f"{count(len(windows), 'window')} here; {possible} fit with their targets",
            size=svg.LARGE,
            bold=True,
        ),
        _curve(series, wide),
        _places(len(series), wide, top - 14),
    ]
    for row, (window, where) in enumerate(zip(windows, sides, strict=True)):
        pieces.append(_row(window, where, row == followed, top + high * row, wide, high))
        if row == followed:
            pieces.append(
                svg.text(
                    _LEFT - 8,
                    top + high * row + high / 2 + 4.5,
                    f"window {row}",
                    size=svg.SMALL,
                    anchor="end",
                    bold=True,
                )
            )
    x = _LEFT + wide * cut
    pieces += [
        svg.line(
            x,
            _TOP - 6,
            x,
            bottom + 6,
            stroke=palette.CONFLICT,
            stroke_width=2,
            stroke_dasharray="6 4",
        ),
        svg.text(
            min(max(x, _LEFT + 10), WIDTH - 20),
            _TOP - 10,
            "cut",
            size=svg.SMALL,
            fill=palette.CONFLICT,
            anchor="middle",
            bold=True,
        ),
        _legend(sides, bottom + 26),
    ]
    return "".join(pieces), bottom + 54


def _curve(series: np.ndarray, wide: float) -> str:
    """The series itself, above its windows."""
    low, reach = float(series.min()), float(np.ptp(series)) or 1.0
    points = [
        (_LEFT + wide * (place + 0.5), _TOP + _CURVE * (1 - (float(value) - low) / reach))
        for place, value in enumerate(series)
    ]
    path = " ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in points)
    dots = [svg.element("circle", cx=x, cy=y, r=2.2, fill=palette.INK) for x, y in points]
    return (
        svg.element("polyline", points=path, fill="none", stroke=palette.MUTED, stroke_width=1.5)
        + "".join(dots)
        + svg.text(_LEFT - 8, _TOP + _CURVE / 2 + 4, "x", size=svg.SMALL, anchor="end", mono=True)
    )


def _places(size: int, wide: float, y: float) -> str:
    """The indices below the series, as many as have room."""
    step = 1 if wide >= 20 else 5
    pieces = [svg.text(_LEFT - 8, y, "index", size=svg.SMALL, fill=palette.MUTED, anchor="end")]
    for place in range(0, size, step):
        pieces.append(
            svg.text(
                _LEFT + wide * (place + 0.5),
                y,
                str(place),
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="middle",
            )
        )
    return "".join(pieces)


def _row(window: Window, where: str, followed: bool, top: float, wide: float, high: float) -> str:
    """One window: a box an input, and a disk for its target."""
    pieces, tall = [], high - 2
    for place in window.inputs:
        x = _LEFT + wide * place + 1
        pieces.append(
            svg.element(
                "rect",
                x=x,
                y=top + 1,
                width=wide - 2,
                height=tall,
                fill=palette.FOLLOWED if followed else "none" if where == AFTER else _INPUT,
                stroke=palette.INK if followed else palette.EDGE,
                stroke_width=2 if followed else 1,
            )
        )
        if where == ACROSS:
            pieces.append(
                svg.line(
                    x, top + 1 + tall, x + wide - 2, top + 1, stroke=palette.INK, stroke_width=1.4
                )
            )
    radius = min(tall, wide - 2) / 2
    x, y = _LEFT + wide * (window.target + 0.5), top + high / 2
    pieces.append(
        svg.element(
            "circle",
            cx=x,
            cy=y,
            r=radius,
            fill=_TARGET if where != AFTER else "none",
            stroke=palette.INK if followed else _TARGET,
            stroke_width=2 if followed else 1.5,
        )
    )
    return "".join(pieces)


def _legend(sides: list[str], y: float) -> str:
    """What the looks mean, with how many windows have each."""
    looks = {BEFORE: "filled", ACROSS: "hatched", AFTER: "empty"}
    words = "; ".join(f"{look}: {where}, {sides.count(where)}" for where, look in looks.items())
    return svg.text(4, y, "Boxes are inputs, the disk is the target.", size=svg.SMALL) + svg.text(
        4, y + 20, f"{words[0].upper()}{words[1:]}", size=svg.SMALL
    )
