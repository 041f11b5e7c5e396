"""Writes HTML anew so that reading it takes time that grows with its length alone.

A parser that reads as browsers do takes time that grows with the square of how deep tags lie in tags,
of how many attributes they have, and of what stands in a table outside of its cells, which it moves
before the table: measured with nh3 0.3.8, 500 kB of `<div>` take 100 s, 250 kB of `<b>` with 20
attributes each 8 s, and 600 kB of `<b></b>` in a table 4 s. Nothing interrupts it meanwhile.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass, field

_EMPTY_TAGS = frozenset({"br", "col", "hr", "img"})
_UNSHOWN_TAGS = frozenset({"head", "script", "style", "template", "title"})  # nor what is in them
# The parts of a table by how deep they lie in it: each ends those that are open at its depth or deeper.
_PARTS = {
    **dict.fromkeys(("caption", "colgroup", "thead", "tbody", "tfoot"), 0),
    **dict.fromkeys(("tr", "col"), 1),
    **dict.fromkeys(("td", "th"), 2),
}
_OPEN_PARTS = _PARTS | {"caption": 2}  # any part ends a caption, as a cell
# What holds nothing but parts of a table.
_ROWS = frozenset({"table", "colgroup", "thead", "tbody", "tfoot", "tr"})
_DEEPEST = 60  # tags in tags
_TAG = re.compile(
    r"<(/?)([A-Za-z][\w-]*)((?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=]+))?)*)\s*/?>"
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'<>=]+))?")


def bounded(text: str, tags: Collection[str], names: Collection[str]) -> str:
    """The HTML with known tags alone, each closed once, and no deeper than a page of a notebook is.

    Whatever else is in it is text in the result, so that no parser takes for a tag what this one did
    not. It says nothing of what an attribute may hold.

    Args:
        text: The HTML.
        tags: The tags that are known.
        names: The names of attributes that are known; a tag has each once.
    """
    page = _Page()
    unshown = ""
    place = 0
    text = _without_comments(text)
    for match in _TAG.finditer(text):
        closing, tag, rest = match[1], match[2].lower(), match[3]
        if not unshown:
            page.write(text[place : match.start()])
        place = match.end()
        if unshown:
            unshown = "" if closing and tag == unshown else unshown
        elif tag in _UNSHOWN_TAGS:
            unshown = "" if closing else tag
        elif tag not in tags:
            continue
        elif closing:
            page.close(tag)
        else:
            page.open(tag, _attributes(rest, names))
    if not unshown:
        page.write(text[place:])
    return page.whole()


@dataclass
class _Page:
    """What was written, and which tags are open in it, the innermost last."""

    parts: list[str] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        if text.strip():
            self._leave_rows()
        self.parts.append(_as_text(text))

    def open(self, tag: str, attributes: str) -> None:
        if tag not in _PARTS:
            self._leave_rows()
        elif not self._make_room(_PARTS[tag]):
            return
        if tag in _EMPTY_TAGS:
            self.parts.append(f"<{tag}{attributes}>")
        elif len(self.open_tags) < _DEEPEST:
            self.parts.append(f"<{tag}{attributes}>")
            self.open_tags.append(tag)

    def close(self, tag: str) -> None:
        """Close a tag, and what is open in it; nothing where it is not open."""
        if tag in self.open_tags:
            self._close_to(len(self.open_tags) - 1 - self.open_tags[::-1].index(tag))

    def whole(self) -> str:
        self._close_to(0)
        return "".join(self.parts)

    def _close_to(self, length: int) -> None:
        while len(self.open_tags) > length:
            self.parts.append(f"</{self.open_tags.pop()}>")

    def _make_room(self, depth: int) -> bool:
        """End what a part at this depth of a table ends; whether there is a table."""
        if "table" not in self.open_tags:
            return False
        begin = len(self.open_tags) - self.open_tags[::-1].index("table")
        for index, tag in enumerate(self.open_tags[begin:], begin):
            if _OPEN_PARTS.get(tag, -1) >= depth:
                self._close_to(index)
                break
        return True

    def _leave_rows(self) -> None:
        """End a table before what may not stand between its cells."""
        while self.open_tags and self.open_tags[-1] in _ROWS:
            self._close_to(len(self.open_tags) - 1)


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    return first + "".join(other.partition("-->")[2] for other in others)


def _as_text(text: str) -> str:
    return html.escape(html.unescape(text), quote=False)


def _attributes(rest: str, names: Collection[str]) -> str:
    """Those with a known name, the first of each, as browsers have it."""
    values: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(rest):
        name = match[1].lower()
        if name in names and name not in values:
            values[name] = html.unescape((match[2] or "").strip("\"'"))
    return "".join(f' {name}="{html.escape(value)}"' for name, value in values.items())
