"""A drawing made into numbers in the way in which scikit-learn's digits were made.

Those are the digits of forms that were scanned. Programs of NIST brought each to one size, upright and
with strokes of much the same width, on 32 x 32 pixels; then the pixels that are on were counted in
blocks of 4 x 4, which gives 8 x 8 numbers from 0 to 16.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from explorables.pictures.pad.strokes import SIZE

FINE: Final = 32  # pixels along each side, before they are counted
BLOCKS: Final = 8  # numbers along each side
MOST: Final = (FINE // BLOCKS) ** 2  # pixels in a block
THICKER: Final = 2  # pixels that are added to a stroke on each side
_HIGH: Final = FINE - 2 * THICKER  # with thickened strokes a digit then fills the height
_WIDE: Final = 24  # of the scanned digits, too, most leave the outermost columns empty
_STEEPEST: Final = 0.6  # cells to the side in a row; what leans more is no upright digit


def prepared(cells: np.ndarray) -> np.ndarray:
    """A drawing straightened, stretched to one size and thickened: bool of shape (32, 32).

    Args:
        cells: bool of shape (16, 16).
    """
    return _thickened(_stretched(cells)) if cells.any() else np.zeros((FINE, FINE), bool)


def counted(pixels: np.ndarray) -> np.ndarray:
    """How many of 32 x 32 pixels are on in each block: int64 of shape (8, 8), from 0 to 16."""
    block = FINE // BLOCKS
    return pixels.reshape(BLOCKS, block, BLOCKS, block).sum(axis=(1, 3))


def unprepared(cells: np.ndarray) -> np.ndarray:
    """A drawing counted as it stands, on the same scale: int64 of shape (8, 8), from 0 to 16."""
    return counted(np.repeat(np.repeat(cells, FINE // SIZE, axis=0), FINE // SIZE, axis=1))


def _slant(rows: np.ndarray, columns: np.ndarray) -> float:
    """How far a drawing leans: cells to the side for each row, of the line that fits it best."""
    down = rows - rows.mean()
    spread = float((down**2).sum())
    slant = float((down * columns).sum()) / spread if spread else 0.0
    return float(np.clip(slant, -_STEEPEST, _STEEPEST))


def _stretched(cells: np.ndarray) -> np.ndarray:
    """Upright, as high as a digit is to be, no wider than it may be, and in the middle."""
    rows, columns = np.nonzero(cells)
    slant, middle = _slant(rows, columns), rows.mean()
    left = columns - slant * (rows - middle)
    top, high = rows.min(), np.ptp(rows) + 1
    wide = np.ptp(left) + 1
    width = int(np.clip(round(wide * _HIGH / high), 1, _WIDE))
    # For each pixel of the new picture, the cell that comes to lie there.
    down = (top + (np.arange(_HIGH) + 0.5) * high / _HIGH).astype(int)
    across = left.min() + (np.arange(width) + 0.5) * wide / width
    source = np.floor(across[None, :] + slant * (down[:, None] - middle)).astype(int)
    inside = (source >= 0) & (source < SIZE)
    found = cells[down[:, None], np.clip(source, 0, SIZE - 1)] & inside
    pixels = np.zeros((FINE, FINE), bool)
    start = (FINE - width) // 2
    pixels[THICKER : THICKER + _HIGH, start : start + width] = found
    return pixels


def _thickened(pixels: np.ndarray) -> np.ndarray:
    """Each pixel that is on made a round spot, `THICKER` pixels to every side."""
    edged = np.pad(pixels, THICKER)
    spots = np.zeros_like(pixels)
    reach = range(-THICKER, THICKER + 1)
    for down in reach:
        for across in reach:
            if down**2 + across**2 <= THICKER**2 + 0.5:
                y, x = THICKER + down, THICKER + across
                spots |= edged[y : y + FINE, x : x + FINE]
    return spots
