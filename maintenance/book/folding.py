"""Folding away a part of a cell on a page of the book."""

from __future__ import annotations

from nbformat import NotebookNode


def fold(cell: NotebookNode, part: str, name: str) -> None:
    """Fold the "input" or "output" of a cell away; who opens it asks for it by its name."""
    cell.metadata["tags"] = [*cell.metadata.get("tags", ()), f"hide-{part}"]
    words = {"code_prompt_show": f"Show {name}", "code_prompt_hide": f"Hide {name}"}
    cell.metadata["mystnb"] = words
