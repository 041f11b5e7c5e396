"""What a cell's outputs say, as lines of text, and whether two lines say the same."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from nbformat import NotebookNode

# The tag of a cell that measures: its numbers differ from run to run, and what its pictures say.
VARIES = "varies"
# A number with a fraction is the same up to this part of it; a whole number is a count, and exact.
TOLERANCE = 0.01
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\w)")
# Where an object lies in memory, and a folder made for a run.
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}|/tmp/[\w./-]+|~/[\w./-]*tmp[\w./-]*")


class _Text(HTMLParser):
    """The text of a page, with what its pictures say instead of being seen."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("style", "script")
        self.parts += [text for name, text in attrs if name in ("aria-label", "alt") and text]
        if tag not in ("b", "i", "em", "strong", "code", "span", "tspan", "a", "sub", "sup"):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script")
        if tag not in ("b", "i", "em", "strong", "code", "span", "tspan", "a", "sub", "sup"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def varies(cell: NotebookNode) -> bool:
    """Whether a cell is tagged as one that measures."""
    return VARIES in cell.metadata.get("tags", ())


def output_lines(cell: NotebookNode, pictures: bool = True) -> list[str]:
    """What a cell's outputs say, a line each, without blank lines.

    Args:
        pictures: Whether with what its pictures and boxes say.
    """
    lines = []
    for output in cell.get("outputs", ()):
        if not pictures and "text/html" in output.get("data", {}):
            continue
        for line in _text_of(output).splitlines():
            if line := re.sub(r"\s+", " ", _ADDRESS.sub("...", line)).strip():
                lines.append(line)
    return lines


def _text_of(output: NotebookNode) -> str:
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    if output.output_type == "stream":
        return output.text
    data = output.get("data", {})
    if page := data.get("text/html"):
        reader = _Text()
        reader.feed(page)
        return html.unescape("".join(reader.parts))
    if "image/png" in data or "application/vnd.jupyter.widget-view+json" in data:
        return ""  # its text is the name of an object
    return data.get("text/plain", "")


def numbers_of(line: str) -> Iterator[tuple[str, float]]:
    """Each number of a line, as it is written and as it is."""
    for match in NUMBER.finditer(line):
        yield match[0], float(match[0].replace(",", ""))


def says_the_same(old: str, new: str, varies: bool = False) -> bool:
    """Whether two lines have the same words, and numbers that are close.

    Args:
        varies: Whether the numbers may be any.
    """
    if NUMBER.sub("0", old) != NUMBER.sub("0", new):
        return False
    if varies:
        return True
    pairs = zip(numbers_of(old), numbers_of(new), strict=True)
    return all(_is_close(one, other) for one, other in pairs)


def _is_close(one: tuple[str, float], other: tuple[str, float]) -> bool:
    (text, value), (other_text, other_value) = one, other
    if text == other_text:
        return True
    if is_whole(text) and is_whole(other_text):
        return value == other_value
    return abs(value - other_value) <= TOLERANCE * max(abs(value), abs(other_value))


def is_whole(text: str) -> bool:
    """Whether a number is written without a fraction."""
    return not re.search(r"[.eE]", text)
