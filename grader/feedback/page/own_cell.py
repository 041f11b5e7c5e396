"""Writes into the cell that runs: how a notebook comes to hold a learner's record."""

from __future__ import annotations

import ast

from explorables.page.live_output import running_shell


def rewritten(source: str, function: str, call: str) -> str | None:
    """A cell's text with its one call of `function` replaced; None where that could lose something.

    That is wherever the cell holds more than imports, comments and this call, or is no plain Python.

    Args:
        source: The text of the cell.
        function: The name that is called.
        call: What stands there afterwards.
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):  # a magic, or half a cell
        return None
    calls = [part for part in body if not isinstance(part, ast.Import | ast.ImportFrom)]
    match calls:
        case [ast.Expr(value=ast.Call(func=ast.Name(id=name)) as found)] if name == function:
            old = ast.get_source_segment(source, found)
            before, after = source.split(old) if old and source.count(old) == 1 else (None, "")
            return None if before is None else before + call + after
    return None


def write_into_cell(function: str, call: str) -> bool:
    """Ask the page to show `call` in place of the call of `function` in the cell that runs.

    Returns:
        Whether it was asked, or the cell has this text already. A page may still show it elsewhere:
        below the cell, or not at all.
    """
    shell = running_shell()
    if shell is None or not hasattr(shell, "kernel"):
        return False
    source = shell.history_manager.input_hist_parsed[-1]  # what `In[-1]` is, unless reassigned
    text = rewritten(source, function, call)
    if text is not None and text != source:
        shell.set_next_input(text, replace=True)
    return text is not None
