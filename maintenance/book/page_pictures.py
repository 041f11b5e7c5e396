"""The pictures that cells left, set into a page: drawings follow its theme, and none is shrunk.

As an image a drawing is a page of its own, which no style sheet of this one reaches. In a narrow window
a picture keeps its size and scrolls in its box, so that its words stay legible.
"""

from __future__ import annotations

import base64
import html
import re
from typing import Final

from explorables.page import dark_theme

_DRAWING: Final = re.compile(r'<img alt="[^"]*" src="data:image/svg\+xml;base64,([^"]+)"[^>]*>')
_FIGURE: Final = re.compile(r'<img alt="([^"]*)" src="data:image/png;base64,[^"]+"[^>]*>')


def set_in(page: str) -> str:
    """Return the HTML of an output with its drawings as parts of the page, and its figures in boxes."""
    return _FIGURE.sub(_figure, _DRAWING.sub(_drawing, page))


def _drawing(image: re.Match[str]) -> str:
    drawing = base64.b64decode(image[1]).decode("utf-8")
    return f'{dark_theme.drawing_style(drawing)}<div class="{dark_theme.PICTURE}">{drawing}</div>'


def _figure(image: re.Match[str]) -> str:
    name = html.escape(html.unescape(image[1]).split(". ")[0][:80])
    # What scrolls must be reachable without a mouse.
    return f'<div class="figure" tabindex="0" role="group" aria-label="{name}">{image[0]}</div>'
