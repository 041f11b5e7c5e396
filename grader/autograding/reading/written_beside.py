"""What a student wrote into a locked cell beside its own text, which Colab and VS Code let them do."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from grader.judging.syntax import syntax_tree
from grader.judging.task import task_checked_by

_MOST_READ = 200_000  # characters of a cell that are read for it
_CHECK_CALL = re.compile(r"\s*check\(.*\)\s*;?\s*(#.*)?")


def written_beside(text: str, released: str, handed_out: str = "") -> str:
    """The code in `text` that is the student's own; "" where there is none.

    Where the cell's own text stands in it whole, that is all the rest; where it was changed as well, the
    lines that are new, as far as they make sense without the others.

    Args:
        text: The cell as handed in.
        released: The cell's own text.
        handed_out: The same as students got it, where that is another.
    """
    if len(text) > _MOST_READ:
        return ""
    theirs = [line.rstrip() for line in text.splitlines()]
    for own_text in (handed_out, released):
        ours = [line.rstrip() for line in own_text.strip().splitlines()]
        for start in range(len(theirs) - len(ours) + 1) if ours else ():
            if theirs[start : start + len(ours)] == ours:
                rest = _joined([*theirs[:start], *theirs[start + len(ours) :]])
                return "" if _says_nothing(rest) else rest
    known = {line.strip() for line in (*released.splitlines(), *handed_out.splitlines())}
    new = [line for line in theirs if line.strip() not in known]
    if task_checked_by(released):  # the call itself, written in another way
        new = [line for line in new if not _CHECK_CALL.fullmatch(line)]
    rest = _joined(new)
    return "" if _parsed(rest) is None or _says_nothing(rest) else rest


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n")


def _says_nothing(source: str) -> bool:
    """Whether there is nothing in it but comments."""
    parsed = _parsed(source)
    return parsed is not None and not parsed.body


def _parsed(source: str) -> ast.Module | None:
    """What IPython reads, magics and all; None where it is no code."""
    from IPython.core.inputtransformer2 import TransformerManager  # takes a moment

    try:
        return syntax_tree(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
