"""The values of many runs in a table below their curves: in a sentence they could not be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from explorables.drawing import chart
from explorables.page import palette, svg
from explorables.page.host import WIDTH
from explorables.pictures.curves import words
from explorables.pictures.curves.lines import Look
from explorables.pictures.curves.runs import VALIDATION, Run
from explorables.reading.signatures import shortened

MANY: Final = 3  # runs from which on there is a table
_ROW: Final = 19.0  # px; height of a row
_HEAD: Final = 30.0  # px; the row of headings, and room above it
_MARK: Final = 12.0  # px; where a run's marker stands
_NAME: Final = 26.0
_NAME_LENGTH: Final = 32  # characters of a name
_ENDS: Final = (350.0, 470.0, 590.0)  # px; where the columns of numbers end
_HEADINGS: Final = ("epoch", "training", "validation")


def table_height(rows: int) -> float:
    """How high the table of that many runs is, in px."""
    return _HEAD + _ROW * rows + 4


def value_table(
    runs: Sequence[Run], metric: str, epoch: int, looks: Mapping[str, Look], top: float
) -> list[str]:
    """A row for each run: its values at an epoch or, for 0, at its best.

    Args:
        top: Where it begins, in px.
    """
    line = top + _HEAD - 6
    pieces = [svg.text(_NAME, line - 6, "run", size=svg.SMALL, fill=palette.MUTED)]
    for heading, end in zip(_HEADINGS, _ENDS, strict=True):
        pieces.append(_number(end, line - 6, heading, palette.MUTED))
    pieces.append(svg.line(4, line, WIDTH - 4, line, stroke=palette.EDGE))
    for row, run in enumerate(runs):
        base, look = top + _HEAD + _ROW * row + 10, looks[run.name]
        found = words.epoch_read(run, epoch)
        values = found.values if found else {}
        cells = [
            str(found.number) if found else "–",
            *(
                words.written(values[name]) if name in values else "–"
                for name in (metric, VALIDATION + metric)
            ),
        ]
        pieces += [
            chart.marker(look.marker, _MARK, base - 4, look.color, size=4.2),
            svg.text(
                _NAME, base, shortened(run.name, _NAME_LENGTH), size=svg.SMALL, fill=look.color
            ),
            *(_number(end, base, cell) for end, cell in zip(_ENDS, cells, strict=True)),
        ]
    return [svg.element("g", *pieces, class_="table")]


def _number(end: float, base: float, text: str, fill: str = palette.INK) -> str:
    return svg.text(end, base, text, size=svg.SMALL, fill=fill, anchor="end")
