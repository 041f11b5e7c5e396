"""The outline of where a surface is at least so high, from its heights on an even grid."""

from __future__ import annotations

import numpy as np

Loop = list[tuple[float, float]]


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
    corners = np.stack(
        [inside[:-1, :-1], inside[:-1, 1:], inside[1:, 1:], inside[1:, :-1]]
    )  # of each square, clockwise from its top left
    mixed = corners.any(0) & ~corners.all(0)
    after: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for row, column in zip(*np.nonzero(mixed), strict=True):
        one, two, three, four = (bool(corner) for corner in corners[:, row, column])
        top, bottom = (0, row, column), (0, row + 1, column)  # edges between two points of a row
        left, right = (1, row, column), (1, row, column + 1)  # and of a column
        edges = (top, right, bottom, left)
        signs = (one, two, three, four)
        # Going around the square, the line enters where it leaves the region and comes back in.
        leaves = [edges[at] for at in range(4) if signs[at] and not signs[(at + 1) % 4]]
        enters = [edges[at] for at in range(4) if not signs[at] and signs[(at + 1) % 4]]
        if len(leaves) == 2:
            # A saddle: each line turns around a corner of the region, or around one outside it.
            turn = 1 if _joined(heights, row - 1, column - 1, level) else -1
            enters = [edges[(edges.index(edge) + turn) % 4] for edge in leaves]
        after.update(zip(leaves, enters, strict=True))
    loops = []
    while after:
        edge, following = after.popitem()
        loop = [_crossing(heights, edge, level)]
        while following != edge:
            loop.append(_crossing(heights, following, level))
            following = after.pop(following)
        loops.append(loop)
    return loops


def _joined(heights: np.ndarray, row: int, column: int, level: float) -> bool:
    """Whether the middle of a saddle belongs to the region; beyond the border it does not."""
    rows, columns = heights.shape
    if not (0 <= row < rows - 1 and 0 <= column < columns - 1):
        return False
    return bool(heights[row : row + 2, column : column + 2].mean() >= level)


def _crossing(heights: np.ndarray, edge: tuple[int, int, int], level: float) -> tuple[float, float]:
    """Where the line crosses an edge between two neighbors, (column, row)."""
    down, row, column = edge[0], edge[1] - 1, edge[2] - 1
    rows, columns = heights.shape
    end_row, end_column = row + down, column + 1 - down

    def on_grid(row: int, column: int) -> bool:
        return 0 <= row < rows and 0 <= column < columns

    if not on_grid(row, column):  # at the border: the end that is on the grid
        return float(end_column), float(end_row)
    if not on_grid(end_row, end_column):
        return float(column), float(row)
    one, other = heights[row, column], heights[end_row, end_column]
    share = float((level - one) / (other - one))
    return column + share * (1 - down), row + share * down
