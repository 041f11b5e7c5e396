"""What the search shows of each section of the book, as a script: a page that was opened from a file
may load a script beside it, and may not read another page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bs4 import BeautifulSoup, Tag

SCRIPT: Final = Path("_static") / "passages.js"  # in a built book
_UNREAD = "style, script, summary, .headerlink, .workbook-question .still"


def write_passages(site: Path) -> None:
    """Write the text of each section of the lessons of a built book beside its pages."""
    passages = {
        page.stem: list(_sections(BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")))
        for page in sorted(site.glob("[0-9]*.html"))
    }
    text = json.dumps(passages, ensure_ascii=False, separators=(",", ":"))
    (site / SCRIPT).write_text(f"const PASSAGES = {text};\n", encoding="utf-8")


def _sections(page: BeautifulSoup) -> Iterator[tuple[str, str, str]]:
    """The anchor, the heading and the text of each section, without the sections within it."""
    for unread in page.select(_UNREAD):
        unread.decompose()
    for section in page.select("article section[id]"):
        heading = section.find(["h1", "h2", "h3", "h4"], recursive=False)
        if heading:
            own = [
                part.get_text()
                for part in section.children
                if isinstance(part, Tag) and part.name != "section" and part is not heading
            ]
            words = re.sub(r"\s+", " ", " ".join(own)).strip()
            yield str(section["id"]), heading.get_text().strip(), words
