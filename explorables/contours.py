"""The outline of where a surface is at least so high, from its heights on an even grid."""

from __future__ import annotations

from typing import Final

import numpy as np

Loop = list[tuple[float, float]]
Edge = tuple[int, int, int]  # 0 along a row or 1 along a column, then where it begins


def _turns(kind: int) -> tuple[list[int], list[int]]:
    """By which edges of a square a line leaves and enters the region, going around clockwise.

    Args:
        kind: bit k is set where corner k is inside; edge k is between corners k and k + 1.
    """
    signs = [bool(kind >> at & 1) for at in range(4)]
    turns = [(signs[at], signs[(at + 1) % 4]) for at in range(4)]
    return (
        [at for at in range(4) if turns[at] == (True, False)],
        [at for at in range(4) if turns[at] == (False, True)],
    )


_TURNS: Final = [_turns(kind) for kind in range(16)]


def outlines(heights: np.ndarray, level: float) -> list[Loop]:
    """Closed loops around the region where ``heights >= level``, linear between grid points.

    Filled by the even-odd rule they are that region; along the border of the grid they follow it.
    A saddle between four points is split by their mean.

    Args:
        heights: shape (rows, columns), finite.
        level: a height.

    Returns:
        Loops of (column, row) positions in grid units; the last point is not the first again.
    """
    rows, columns = heights.shape  # no NaN among them: it is neither above nor below
    # A border of points far below closes each loop; it lies, for the drawing, on the grid's edge.
    inside = np.zeros((rows + 2, columns + 2), bool)
    inside[1:-1, 1:-1] = heights >= level
    sides = inside.astype(np.uint8)
    kinds = (  # of each square: which corners are inside, clockwise from its top left
        sides[:-1, :-1] | sides[:-1, 1:] << 1 | sides[1:, 1:] << 2 | sides[1:, :-1] << 3
    )
    mixed = np.nonzero((kinds > 0) & (kinds < 15))
    after: dict[Edge, Edge] = {}
    for kind, row, column in zip(
        kinds[mixed].tolist(), *(one.tolist() for one in mixed), strict=True
    ):
        edges = (
            (0, row, column),  # between two points of a row: at the top
            (1, row, column + 1),  # of a column: at the right
            (0, row + 1, column),
            (1, row, column),
        )
        leaves, enters = _TURNS[kind]
        if len(leaves) == 2:
            # A saddle: each line turns around a corner of the region, or around one outside it.
            turn = 1 if _joined(heights, row - 1, column - 1, level) else -1
            enters = [(at + turn) % 4 for at in leaves]
        for leave, enter in zip(leaves, enters, strict=True):
            after[edges[leave]] = edges[enter]
    values = heights.tolist()  # reading one number of an array takes as long as ten of a list
    loops = []
    while after:
        edge, following = after.popitem()
        loop = [_crossing(values, edge, level)]
        while following != edge:
            loop.append(_crossing(values, following, level))
            following = after.pop(following)
        loops.append(loop)
    return loops


def _joined(heights: np.ndarray, row: int, column: int, level: float) -> bool:
    """Whether the middle of a saddle belongs to the region; beyond the border it does not."""
    rows, columns = heights.shape
    if not (0 <= row < rows - 1 and 0 <= column < columns - 1):
        return False
    return bool(heights[row : row + 2, column : column + 2].mean() >= level)


def _crossing(heights: list[list[float]], edge: Edge, level: float) -> tuple[float, float]:
    """Where the line crosses an edge between two neighbors, (column, row)."""
    down, row, column = edge[0], edge[1] - 1, edge[2] - 1
    end_row, end_column = row + down, column + 1 - down
    if row < 0 or column < 0:  # at the border: the end that is on the grid
        return float(end_column), float(end_row)
    if end_row == len(heights) or end_column == len(heights[0]):
        return float(column), float(row)
    one, other = heights[row][column], heights[end_row][end_column]
    share = (level - one) / (other - one)
    return column + share * (1 - down), row + share * down
