"""The colors of the pictures, by the role each plays.

The hues are Okabe and Ito's, made to be told apart by people who see fewer of them ("Color
Universal Design", 2008). No picture relies on them alone: a marker, a pattern or a word always says
the same thing.
"""

from __future__ import annotations

import re
from typing import Final

OKABE_ITO: Final[dict[str, str]] = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky blue": "#56B4E9",
    "bluish green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "reddish purple": "#CC79A7",
}


def _channels(color: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of ``#RRGGBB``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def tint(color: str, strength: float) -> str:
    """``color`` mixed with white; ``strength`` 1.0 is the color itself, 0.0 is white."""
    mixed = (round(255 + strength * (channel - 255)) for channel in _channels(color))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def fixed(drawn: str) -> str:
    """A color, or all colors of a piece of a drawing, as they stay on a dark page (`dark_theme`).

    For a ground whose color is the data, as on a map, and for what is drawn upon it.
    """
    return re.sub(r"#[0-9A-F]{6}\b", lambda color: _unlike(color[0]), drawn)


def _unlike(color: str) -> str:
    """The same color, written as `dark_theme` doesn't look for it. Gray may have no letter to change."""
    return color.lower() if color.lower() != color else f"rgb{_channels(color)}".replace(" ", "")


def luminance(color: str) -> float:
    """Relative luminance of ``#RRGGBB``, 0.0 to 1.0, as WCAG 2.2 defines it."""
    linear = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in _channels(color))
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colors, 1.0 to 21.0, as WCAG 2.2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


PANEL: Final = "#FFFFFF"  # every picture brings its own ground, so it reads in a dark theme too
INK: Final = "#1B1B1B"  # values, headings, sentences
MUTED: Final = "#595959"  # index labels and captions
EDGE: Final = "#767676"  # outlines of cells
CODE: Final = OKABE_ITO["blue"]  # lines of code
FOLLOWED: Final = OKABE_ITO["orange"]  # the highlighted cell; it has a thick edge and a marker too
FELLOW: Final = tint(OKABE_ITO["orange"], 0.45)  # cells that belong to the highlighted one
COPY: Final = tint(OKABE_ITO["sky blue"], 0.22)  # a cell that is only a copy; dashed edge too
STRETCHED: Final = tint(OKABE_ITO["sky blue"], 0.45)  # an axis of size 1 used again and again
CONFLICT: Final = "#A84300"  # vermillion, darker, for words on the panel
CONFLICT_GROUND: Final = tint(OKABE_ITO["vermillion"], 0.18)
GONE: Final = CONFLICT  # the strokes that cross out an axis

# Cells that share their index on axis 0. Pale, so that the value on top stays easy to read.
GROUPS: Final = (
    tint(OKABE_ITO["sky blue"], 0.42),
    tint(OKABE_ITO["bluish green"], 0.30),
    tint(OKABE_ITO["reddish purple"], 0.38),
    tint(OKABE_ITO["yellow"], 0.50),
    tint(OKABE_ITO["blue"], 0.26),
    tint(OKABE_ITO["vermillion"], 0.22),
)

# Every pair of text and ground the pictures use.
TEXT_ON_GROUND: Final = (
    (INK, PANEL),
    (MUTED, PANEL),
    (CODE, PANEL),
    (CONFLICT, PANEL),
    (CONFLICT, CONFLICT_GROUND),
    *((INK, ground) for ground in (FOLLOWED, FELLOW, COPY, STRETCHED, CONFLICT_GROUND, *GROUPS)),
)
