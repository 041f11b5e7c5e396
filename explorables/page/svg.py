"""A small writer of SVG: every piece is a string, and everything a learner wrote is escaped."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from explorables.page import palette
from explorables.page.fonts import MONO, SANS

CLASS: Final = "explorable"  # of every picture; scopes the style rules inside it
SMALL: Final = 12.5  # px, at the picture's full width
NORMAL: Final = 13.0
LARGE: Final = 14.0
MONO_ADVANCE: Final = 0.61  # em; the widest of the fonts in MONO
SANS_ADVANCE: Final = 0.58  # em; a cautious mean for the wider of those in SANS

# Characters XML 1.0 does not allow, not even escaped: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(words: str) -> str:
    """``words`` as XML text: markup escaped, characters XML cannot hold shown as ``\ufffd``."""
    return escape(_NOT_XML.sub("\ufffd", words), quote=True)


def number(length: float) -> str:
    """A coordinate in pixels, to a tenth, without a needless ``.0``."""
    return f"{length:.1f}".removesuffix(".0")


def element(name: str, *children: str, **attributes: object) -> str:
    """One element. ``children`` are finished SVG; attribute values are escaped.

    Underscores in attribute names become hyphens (``stroke_width``); ``None`` leaves one out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="'
        f'{number(value) if isinstance(value, float) else plain(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = NORMAL,
    fill: str = palette.INK,
    anchor: str = "start",
    mono: bool = False,
    bold: bool = False,
    **attributes: object,
) -> str:
    """``words`` with their baseline at ``y``; ``anchor`` is start, middle or end of ``x``."""
    return element(
        "text",
        plain(words),
        x=float(x),
        y=float(y),
        font_size=float(size),
        fill=fill,
        text_anchor=None if anchor == "start" else anchor,
        font_family=MONO if mono else None,
        font_weight="600" if bold else None,
        **attributes,
    )


def note(x: float, y: float, words: str, anchor: str = "start") -> str:
    """Small, muted ``words`` that stand beside a drawing."""
    return text(x, y, words, size=SMALL, fill=palette.MUTED, anchor=anchor)


def width_of(words: str, *, size: float = NORMAL, mono: bool = False) -> float:
    """An upper guess, in pixels, of how wide ``words`` are set."""
    return len(words) * size * (MONO_ADVANCE if mono else SANS_ADVANCE)


def size_to_fit(words: str, room: float, size: float = NORMAL, least: float = 11.0) -> float:
    """The size at which ``words`` are at most ``room`` pixels wide: ``size``, or less, down to
    ``least``."""
    return min(size, max(least, room / width_of(words, size=1.0))) if words else size


def line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> str:
    """A straight line."""
    return element("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), **attributes)


def picture(width: float, height: float, alternative: str, *body: str) -> str:
    """A whole picture on a panel of its own, with its text alternative.

    The alternative is an ``aria-label``, not a ``<title>``: a title would hang over every cell as a
    tooltip.
    """
    return element(
        "svg",
        element("rect", width=float(width), height=float(height), fill=palette.PANEL),
        *body,
        class_=CLASS,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_label=alternative,
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=float(width),
        height=float(height),
        font_family=SANS,
    )
