"""What others wrote, as it may be shown: on a terminal's line, or as code in a note."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """A text as a terminal may show it: on one line, without escape codes, and in UTF-8."""
    return _UNPRINTABLE.sub("\ufffd", text)


def quoted(text: str, most: int = 80) -> str:
    """What a student wrote, as one line of code in a note.

    No escape code of a terminal is left in it, and nothing that would end the code in Markdown.
    """
    shown = printable(text).replace("`", "'")
    return f"`{shown[:most]}{'…' if len(shown) > most else ''}`"
