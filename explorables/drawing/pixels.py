"""Numbers as a grid of colored cells in one small image: where there are too many to draw each."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Final

import numpy as np

from explorables.page import palette, svg

NEGATIVE: Final = palette.OKABE_ITO["blue"]
POSITIVE: Final = palette.OKABE_ITO["orange"]
UNKNOWN: Final = "#767676"  # not a finite number


def _channels(color: str) -> np.ndarray:
    return np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)], float)


def colors(values: np.ndarray, most: float) -> np.ndarray:
    """Red, green and blue, uint8, of each value: white at 0, full color at ``most`` and beyond."""
    share = np.clip(np.nan_to_num(values / (most or 1.0), nan=0.0), -1, 1)[..., None]
    full = np.where(share < 0, _channels(NEGATIVE), _channels(POSITIVE))
    mixed = 255 + np.abs(share) * (full - 255)
    mixed = np.where(np.isfinite(values)[..., None], mixed, _channels(UNKNOWN))
    return np.round(mixed).astype(np.uint8)


def written_colors(values: np.ndarray, most: float) -> list[str]:
    """The color of each value of a vector, `palette.fixed`."""
    return ["#" + bytes(one).hex() for one in colors(values.astype(float), most)]


def image(values: np.ndarray, most: float, x: float, y: float, width: float, height: float) -> str:
    """A matrix as an SVG image whose cells fill ``width`` times ``height`` pixels."""
    rows = colors(values, most)
    lines = b"".join(b"\0" + row.tobytes() for row in rows)

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    size = struct.pack(">IIBBBBB", rows.shape[1], rows.shape[0], 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size)
    png += chunk(b"IDAT", zlib.compress(lines, 6)) + chunk(b"IEND", b"")
    return svg.element(
        "image",
        href="data:image/png;base64," + base64.b64encode(png).decode("ascii"),
        x=float(x),
        y=float(y),
        width=float(width),
        height=float(height),
        preserveAspectRatio="none",
        style="image-rendering:pixelated",
    ) + svg.element(
        "rect",
        x=float(x),
        y=float(y),
        width=float(width),
        height=float(height),
        fill="none",
        stroke=palette.EDGE,
        stroke_width=0.8,
    )
