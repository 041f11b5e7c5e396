"""How wide a text is on a terminal: Chinese, Japanese and Korean letters take two columns, accents none.

By the properties East_Asian_Width (Unicode Standard Annex 11) and General_Category.
"""

from __future__ import annotations

import unicodedata

_NO_WIDTH = ("Mn", "Me", "Cf")  # accents of their own, and marks that are not seen


def width(text: str) -> int:
    """The columns that a text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def cut(text: str, most: int) -> str:
    """A text in no more columns than there are; what was cut off is shown by `…`."""
    if width(text) <= most:
        return text
    kept, left = [], most - 1
    for letter in text:
        left -= _columns(letter)
        if left < 0:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…" if most > 0 else ""


def padded(text: str, columns: int, right: bool = False) -> str:
    """A text in just as many columns.

    Args:
        text: No wider than that.
        columns: How many.
        right: Whether it stands at the right.
    """
    space = " " * (columns - width(text))
    return space + text if right else text + space
