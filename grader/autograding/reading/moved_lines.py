"""Writes the order of moved lines, which stands in a notebook's outputs, into its cells as letters.

Where a notebook is marked its cells run again, and nobody moves a line there. The sentence that
`order("task")` leaves in the outputs is no more than letters that somebody might have typed: whether
they are letters of the task's lines is asked as it is of typed ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any

from grader.probing.line_letters import latest_orders, with_letters

_KINDS = ("text/plain", "text/html")
_MOST_READ = 200_000  # characters of an output that are looked through
_MOST_OUTPUTS = 1000  # of a cell


def write_moved_orders(cells: Iterable[MutableMapping[str, Any]], saved: Sequence[object]) -> None:
    """Put the letters in place of each `order("task")` for which some output says an order.

    Args:
        cells: Those whose text is changed, in place.
        saved: The cells as the file has them, with their outputs; anything may stand in them."""
    asking = [cell for cell in cells if cell["cell_type"] == "code" and "order(" in cell["source"]]
    orders = latest_orders(text for cell in saved for text in _texts(cell)) if asking else {}
    for cell in asking:
        cell["source"] = with_letters(cell["source"], orders)


def _texts(cell: object) -> Iterator[str]:
    """What the outputs of a cell say, as text and as a page."""
    outputs = cell.get("outputs") if isinstance(cell, Mapping) else None
    for output in outputs[:_MOST_OUTPUTS] if isinstance(outputs, list) else ():
        data = output.get("data") if isinstance(output, Mapping) else None
        if not isinstance(data, Mapping):
            continue
        for kind in _KINDS:
            said = data.get(kind)
            if isinstance(said, list):
                said = "".join(part for part in said if isinstance(part, str))
            if isinstance(said, str):
                yield said[:_MOST_READ]
