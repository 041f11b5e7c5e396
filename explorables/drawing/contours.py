"""The outline of where a surface is at least so high, from its heights on an even grid."""

from __future__ import annotations

import itertools

import numpy as np
from contourpy import FillType, contour_generator

Loop = list[tuple[float, float]]


def outlines(heights: np.ndarray, level: float) -> list[Loop]:
    """Closed loops around the region where ``heights >= level``, linear between grid points.

    Filled by the even-odd rule they are that region; along the border of the grid they follow it.
    A saddle between four points is split by their mean.

    Args:
        heights: shape (rows, columns), finite; two rows and two columns at least.
        level: a height.

    Returns:
        Loops of (column, row) positions in grid units; the last point is not the first again.
    """
    # contourpy leaves out what is equal to the lower level.
    below = np.nextafter(level, -np.inf)
    highest = heights.max()
    if highest <= below:
        return []
    generator = contour_generator(z=heights, fill_type=FillType.OuterOffset)
    areas, offsets = generator.filled(below, highest + 1)
    return [
        [(float(column), float(row)) for column, row in points[start : end - 1]]
        for points, ends in zip(areas, offsets, strict=True)
        for start, end in itertools.pairwise(ends.tolist())
    ]
