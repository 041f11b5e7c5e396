"""The pictures and boxes of a page that follows a dark theme.

A drawing is made in the light colors of `palette`. Beside it stands a style sheet that holds only
where a host says that its page is dark; it exchanges each color for a dark page's. A color written
in small letters (`palette.fixed`) is part of the data, as on a map, and stays.
"""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache
from typing import Final

from explorables.page import palette

# How a page says that it is dark: JupyterLab, Colab, VS Code, and the book.
PAGES: Final = (
    'body[data-jp-theme-light="false"]',
    'html[theme="dark"]',
    "body.vscode-dark",
    'html[data-theme="dark"]',
)
PICTURE: Final = "workbook-picture"  # the class of a box that holds a drawing and its words
NOTE: Final = "workbook-note"  # the class of a box of words

PANEL: Final = "#1A1A1A"
INK: Final = "#EDEDED"
BLOCK: Final = "#2B2B2B"  # the ground of code

# Where the rule below is not enough: the two ends, and vivid colors that stand out from both panels.
_LINES: Final = {palette.PANEL: PANEL, palette.INK: INK} | {
    palette.OKABE_ITO[name]: palette.OKABE_ITO[name]
    for name in ("orange", "sky blue", "yellow", "reddish purple")
}
_GROUNDS: Final = _LINES | {palette.FOLLOWED: "#8A5A00"}  # words stand on it

_COLOR = re.compile(r'\b(fill|stroke)="(#[0-9A-F]{6})"')


def counterpart(color: str, of: str = "fill") -> str:
    """The color of a dark page for one of a light page, ``#RRGGBB``.

    Light and dark change places and the hue stays, so words keep their contrast to their ground.

    Args:
        color: ``#RRGGBB``.
        of: `fill` for a ground, a marker or words, `stroke` for a line.
    """
    known = (_LINES if of == "stroke" else _GROUNDS).get(color)
    if known:
        return known
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if lightness > 0.6:  # a pale ground, on which words stand
        flipped, saturation = 0.12 + 0.5 * (1 - lightness), 0.7 * saturation
    else:  # words, lines and markers
        flipped = max(1 - lightness, 0.66)
    channels = colorsys.hls_to_rgb(hue, flipped, saturation)
    return "#" + "".join(f"{round(255 * channel):02X}" for channel in channels)


def drawing_style(drawing: str) -> str:
    """A ``<style>`` that exchanges the colors of a drawing on a dark page."""
    return _style(tuple(sorted(set(_COLOR.findall(drawing)))))


@lru_cache(maxsize=64)
def _style(colors: tuple[tuple[str, str], ...]) -> str:
    rules = "".join(f'[{of}="{color}"]{{{of}:{counterpart(color, of)}}}' for of, color in colors)
    return f"<style>:is({','.join(PAGES)}) .{PICTURE}{{{rules}}}{_BOXES}</style>"


def note_style() -> str:
    """A ``<style>`` for boxes of words on a dark page."""
    return f"<style>{_BOXES}</style>"


def _boxes(*kinds: str) -> str:
    """What holds for boxes of some classes: their ground, their words and their code.

    Their own style stands at each element, for hosts that take style sheets away; a sheet goes past
    that only by `!important`.
    """
    words = "".join(
        f'[style*="color:{color}"]{{color:{counterpart(color)}!important}}'
        for color in (palette.INK, palette.MUTED, palette.CODE)
    )
    ground = f"background:{PANEL}!important;color:{INK}!important"
    code = f":is(pre,code){{background:{BLOCK}!important;color:{INK}!important}}"
    boxes = ",".join(f".{kind}" for kind in kinds)
    return f":is({boxes}){{{ground};{words}{code}}}"


# Of words alone, for a page that knows in another way that it is dark, such as by
# `prefers-color-scheme`; a drawing's own sheet, and so its colors, follow `PAGES`.
NOTE_RULES: Final = _boxes(NOTE)
_BOXES: Final = f":is({','.join(PAGES)}) {_boxes(PICTURE, NOTE)}"
