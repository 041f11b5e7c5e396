"""A matplotlib figure with its text alternative, which a notebook's own picture output lacks."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

from explorables.page import svg
from explorables.page.host import bundle

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_PIXELS_PER_POINT = 2  # sharp on a screen that shows two pixels for one


class Still:
    """A picture that does not move, as a cell can return it."""

    def __init__(self, page: str, alternative: str) -> None:
        self._page = page
        self._alternative = alternative

    def __repr__(self) -> str:
        return self._alternative

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return bundle(None, self._page, self._alternative)


def show(figure: Figure, alternative: str) -> Still:
    """Show a matplotlib figure with a text alternative; the figure is closed.

    Args:
        figure: what `plt.subplots` made and the cell drew on.
        alternative: what the figure shows, in a sentence.

    Raises:
        ValueError: `alternative` is empty.
    """
    import matplotlib.pyplot as plt

    if not alternative.strip():
        raise ValueError("A picture needs a text alternative: say in a sentence what it shows.")
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=_PIXELS_PER_POINT * figure.dpi, bbox_inches="tight")
    plt.close(figure)  # or the notebook would show it a second time, without the alternative
    width = figure.get_size_inches()[0] * figure.dpi
    data = base64.b64encode(png.getvalue()).decode("ascii")
    page = (
        f'<img alt="{svg.plain(alternative)}" src="data:image/png;base64,{data}" '
        f'style="max-width:100%;width:{width:.0f}px;height:auto;background:#FFFFFF"/>'
    )
    return Still(page, alternative)
