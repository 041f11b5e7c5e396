"""What the pages for people say, for tests that hold them to what there is."""

from __future__ import annotations

import re
from pathlib import Path

from tests.surroundings import ROOT

TEACHERS = (ROOT / "docs/instructors.md", *sorted(ROOT.glob("docs/instructors/*.md")))
GUIDES = (
    ROOT / "README.md",
    *TEACHERS,
    *(ROOT / f"docs/{name}.md" for name in ("authors", "colab", "maintainers", "review")),
)


def name_of(page: Path) -> str:
    """A page as it is called in a message."""
    return page.relative_to(ROOT).as_posix()


def teachers_python(text: str) -> str:
    """The one block of Python in what teachers read that holds a text."""
    blocks = [
        block
        for page in TEACHERS
        for block in re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
    ]
    (found,) = [block for block in blocks if text in block]
    return found
