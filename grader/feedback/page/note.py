"""How feedback looks on the page: one panel, the same for verdicts, hints and answers."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from explorables.page import dark_theme, palette
from explorables.page.fonts import MONO, SANS


@dataclass(frozen=True)
class Tone:
    """A kind of panel. The mark and the word say what the color says."""

    mark: str
    color: str


GOOD = Tone("✓", palette.OKABE_ITO["bluish green"])
PARTLY = Tone("◐", palette.OKABE_ITO["orange"])
WRONG = Tone("✗", palette.OKABE_ITO["vermillion"])
OPEN = Tone("○", palette.MUTED)
PLAIN = Tone("", palette.OKABE_ITO["blue"])


class Note:
    """A panel a cell can return: HTML on a page, plain text in a terminal."""

    def __init__(self, page: str, text: str) -> None:
        self.page = page
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.page


def prose(text: str) -> str:
    """Text as HTML, with `backticks` set as code."""
    code = f'<code style="font-family:{MONO};background:#F2F2F2;color:{palette.INK};padding:0 3px">'
    escaped = html.escape(text)
    return re.sub(r"`([^`]+)`", lambda found: f"{code}{found[1]}</code>", escaped)


def block(text: str, wraps: bool = False) -> str:
    """A block of code or output, in the width there is.

    Args:
        text: What stands in it.
        wraps: Whether long lines go on in the next one, as those with sentences in them should; the
            columns of a matrix stay in line only where they scroll.
    """
    lines = (
        "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere"
        if wraps
        else "white-space:pre"
    )
    style = (
        f"margin:0;padding:4px 8px;background:#F7F7F7;color:{palette.INK};overflow-x:auto;"
        f"font:13px/1.45 {MONO};{lines};border-radius:3px"
    )
    if wraps:
        return f'<pre style="{style}">{html.escape(text)}</pre>'
    # A block that scrolls must be reachable without a mouse.
    return f'<pre tabindex="0" style="{style}">{html.escape(text)}</pre>'


def paragraph(text: str, muted: bool = False) -> str:
    """One paragraph of prose."""
    color = palette.MUTED if muted else palette.INK
    style = f"margin:6px 0 0;color:{color};overflow-wrap:anywhere"  # a long name, in a narrow view
    return f'<p style="{style}">{prose(text)}</p>'


def labeled(details: Sequence[tuple[str, str]], wrapped: Collection[str] = ()) -> str:
    """Blocks with their labels in a column on the left, or above where there is little room.

    Args:
        details: Each block's label and its text.
        wrapped: The labels of blocks whose long lines wrap.
    """
    row = "display:flex;flex-wrap:wrap;gap:0 12px;margin-top:6px"
    return "".join(
        f'<div style="{row}">'
        f'<div style="color:{palette.MUTED};padding:4px 0;flex:0 0 5.2em">{html.escape(label)}</div>'
        f'<div style="flex:1 1 260px;min-width:0">{block(text, label in wrapped)}</div></div>'
        for label, text in details
    )


def panel(tone: Tone, title: str, aside: str, body: str) -> str:
    """The panel: a mark and a title, something short beside it, and the body below."""
    style = (
        f"box-sizing:border-box;max-width:720px;margin:4px 0;padding:10px 14px;"
        f"border:1px solid {palette.EDGE};border-left:6px solid {tone.color};border-radius:4px;"
        f"background:{palette.PANEL};color:{palette.INK};font:14px/1.5 {SANS};white-space:normal;"
        "overflow-wrap:anywhere"
    )
    mark = f'<span aria-hidden="true">{tone.mark}</span> ' if tone.mark else ""
    beside = f' <span style="color:{palette.MUTED}">{prose(aside)}</span>' if aside else ""
    heading = f'<p style="margin:0"><strong>{mark}{prose(title)}</strong>{beside}</p>'
    box = f'<div class="{dark_theme.NOTE}" style="{style}">{heading}{body}</div>'
    return dark_theme.note_style() + box


def note(title: str, *paragraphs: str, tone: Tone = PLAIN, code: str = "") -> Note:
    """A panel of a title, paragraphs and, at the end, a block of code."""
    body = "".join(paragraph(text) for text in paragraphs)
    if code:
        body += f'<div style="margin-top:8px">{block(code)}</div>'
    text = "\n".join([title, *paragraphs, *([code] if code else [])])
    return Note(panel(tone, title, "", body), text)
