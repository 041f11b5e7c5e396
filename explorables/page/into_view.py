"""Brings what a cell has just shown into view, in JupyterLab.

After Shift+Enter JupyterLab holds the next cell where it is, and the output grows upward above it,
out of the view if need be: a learner would meet the end of a picture first. No widget and no style
can scroll a page, so this is a line of script: it moves the page no further than needed, only when
the cell below is the active one (as after Shift+Enter, not while all cells run), and only while the
output comes to its size. Elsewhere it does nothing.
"""

from __future__ import annotations

from html import escape
from typing import Final

_COMING: Final = 1500  # ms in which a page that works hard has an output at its size
_SCRIPT: Final = (
    "const shown = this.closest('.workbook-live'),"
    " next = shown?.closest('.jp-Cell')?.nextElementSibling;"
    " if (next?.classList.contains('jp-mod-active')) {"
    " const sizes = new ResizeObserver(() => shown.scrollIntoView({ block: 'nearest' }));"
    " sizes.observe(shown);"
    f" setTimeout(() => sizes.disconnect(), {_COMING}); }}"
)
# The script of a widget's HTML runs where an event calls it; an empty picture has one, when it comes.
INTO_VIEW: Final = (
    f'<img class="workbook-arrival" src="data:," alt="" hidden onerror="{escape(_SCRIPT)}">'
)
