"""What stands around the map of a decision boundary: keys, curves of the losses, a table."""

from __future__ import annotations

from typing import Final

from explorables.drawing import chart
from explorables.page import palette, svg
from explorables.page.host import WIDTH
from explorables.pictures.boundary.map import DARK, SHAPES, SURE, ceiling, color_key, pieces_of
from explorables.pictures.boundary.scores import Plane, Snapshot
from explorables.pictures.boundary.training import Run
from explorables.reading.tensors import count

LEFT: Final = 34.0  # px; the map's, with room for the labels of its axis
TOP: Final = 28.0
SIDE: Final = 262.0
COLUMN: Final = 380.0  # px; where the plot of the losses begins
PLOT: Final = 100.0  # px; its height
HEIGHT: Final = TOP + SIDE + 68
_TRAINING: Final = (palette.INK, None)  # color and dash of the two curves
_VALIDATION: Final = ("#9C3D73", "7 4")


def areas_in_words(snapshot: Plane) -> str:
    """How much of the map each class has, and in how many pieces."""
    winner = snapshot.map.argmax(axis=0)
    parts = []
    for number in range(len(snapshot.map)):
        area = winner == number
        if not area.any():
            parts.append(f"class {number} has no area")
            continue
        parts.append(
            f"class {number} has {area.mean():.0%} of the map, in {count(pieces_of(area), 'piece')}"
        )
    return f"{'; '.join(parts)}."


def heading(x: float, words: str) -> str:
    """A title at the top of the picture."""
    return svg.text(x, 16, words, size=svg.LARGE, bold=True)


def small(
    x: float, y: float, words: str, *, fill: str = palette.MUTED, anchor: str = "start"
) -> str:
    """Words in small letters, gray ones unless told otherwise."""
    return svg.text(x, y, words, size=svg.SMALL, fill=fill, anchor=anchor)


def key(classes: int) -> list[str]:
    """What the colors of the map mean, below it."""
    top = TOP + SIDE + 32
    if classes == 2:
        words = "probability of 1"
        return [small(LEFT, top + 10, words), color_key(LEFT + 118, top, 168.0)]
    return [
        small(LEFT, top + 10, f"darker: probability of the class at least {SURE:g};"),
        small(LEFT, top + 27, "lines: where another class takes the lead"),
    ]


def curves(run: Run, at: int) -> str:
    """The losses of all snapshots, and markers at the one shown."""
    now = run.snapshots[at]
    largest = max(max(one.training.loss, one.validation.loss) for one in run.snapshots)
    top = TOP + 26
    x = chart.Scale(0.0, float(run.epochs), COLUMN, WIDTH - 14)
    y = chart.Scale(0.0, ceiling(largest), top + PLOT, top)
    across = x.at(now.epoch)
    pieces = [
        chart.left_axis(x, y, lambda value: f"{value:.3g}", 4),
        chart.frame(x, y),
        chart.bottom_axis(x, y, x.ticks(4), lambda value: f"{value:,.0f}"),
        small((x.start + x.end) / 2, y.start + 35, "epoch", anchor="middle"),
        svg.line(across, y.start, across, y.end, stroke=palette.EDGE, stroke_dasharray="1 3"),
    ]
    left = COLUMN - 34
    for name, (color, dash), hollow, score in (
        ("training", _TRAINING, False, "training"),
        ("validation", _VALIDATION, True, "validation"),
    ):
        line = [(x.at(one.epoch), y.at(getattr(one, score).loss)) for one in run.snapshots]
        if len(line) > 1:
            pieces.append(chart.path(line, color, dash))
        pieces.append(
            chart.marker(
                "circle", across, y.at(getattr(now, score).loss), color, size=4.5, hollow=hollow
            )
        )
        base = TOP + 8
        pieces.append(chart.path([(left, base), (left + 30, base)], color, dash))
        pieces.append(chart.marker("circle", left + 15, base, color, size=4, hollow=hollow))
        pieces.append(small(left + 37, base + 4, name, fill=palette.INK))
        left += 112
    return "".join(pieces)


def table(now: Snapshot, top: float) -> str:
    """The two scores of the shown epoch."""
    left, one, two = COLUMN - 34, COLUMN + 84, WIDTH - 14
    pieces = [
        small(one, top, "accuracy", anchor="end"),
        small(two, top, "cross-entropy", anchor="end"),
    ]
    for row, (name, score) in enumerate(
        (("training", now.training), ("validation", now.validation))
    ):
        base = top + 20 + 20 * row
        pieces += [
            svg.text(left, base, name),
            svg.text(one, base, f"{score.accuracy:.2f}", anchor="end", bold=True),
            svg.text(two, base, f"{score.loss:.2f}", anchor="end", bold=True),
        ]
    return "".join(pieces)


def legend(classes: int, top: float, both: bool) -> str:
    """The shapes of the classes, filled for training and hollow for validation."""
    left = COLUMN - 34
    pieces = []
    if both:
        pieces += [
            small(left + 82, top, "training", anchor="middle"),
            small(left + 158, top, "validation", anchor="middle"),
        ]
    for number in range(classes):
        base = top + 19 + 18 * number
        pieces.append(svg.text(left, base, f"class {number}"))
        for column, hollow in ((82, False), (158, True))[: 2 if both else 1]:
            pieces.append(
                chart.marker(
                    SHAPES[number], left + column, base - 4, DARK[number], size=4.6, hollow=hollow
                )
            )
    return "".join(pieces)
