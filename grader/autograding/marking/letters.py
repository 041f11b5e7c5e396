"""What students wrote to whoever marks: nobody opens a notebook again whose marks are all automatic.

Text cells that the assignment hasn't are taken for it, and so are comments in code that address
somebody in English. A comment that addresses nobody can't be told from an ordinary one.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable

from grader.autograding.terms.untrusted_text import printable

_MOST_LETTERS, _MOST_TEXT = 10, 300  # of a notebook; characters of each
_MOST_READ = 50_000  # characters of a cell that are looked at
_HEADING = re.compile(r"#{1,6}(\s|$)|<h\d|[-=*_]{3,}$")
_ADDRESS = re.compile(
    r"\b(?:dear|hello|hi)\s+(?:teacher|professor|prof|instructor|tutor|lecturer|marker|grader"
    r"|sir|madam|mrs?|ms|dr)\b"
    r"|\b(?:to (?:my|the)|note (?:to|for) (?:my|the)?)\s*(?:teacher|professor|prof|instructor|tutor"
    r"|lecturer|marker|grader)\b"
    r"|\bplease\s+(?:look|have a look|mark|grade|let me know|tell me|help|excuse|forgive|accept)\b"
    r"|\b(?:could|can|would|will) you\b|\bpartial credit\b",
    re.IGNORECASE,
)


def letters_in(prose: Iterable[tuple[str, str]], code: Iterable[tuple[str, str]]) -> list[str]:
    """What a notebook says to its reader, each on one line and cut to a length.

    Args:
        prose: Texts of cells, each with what was handed out in its place.
        code: The same of cells with code.
    """
    found: list[str] = []
    for text, handed_out in prose:
        if said := _added(text, handed_out):
            found.append(said)
    for text, handed_out in code:
        comments = _comments(text) - _comments(handed_out)
        if addressed := [comment for comment in comments if _ADDRESS.search(comment)]:
            found.append(" ".join(sorted(addressed, key=text.find)))
    return [_short(said) for said in found[:_MOST_LETTERS]]


def _added(text: str, handed_out: str) -> str:
    """The lines that were not handed out, "" where they are headings and rules alone."""
    known = {line.strip() for line in handed_out.splitlines()}
    lines = [line.strip() for line in text[:_MOST_READ].splitlines()]
    lines = [line for line in lines if line and line not in known]
    says_something = any(not _HEADING.match(line) and re.search(r"\w", line) for line in lines)
    return " ".join(lines) if says_something else ""


def _comments(source: str) -> set[str]:
    """The comments of some code; those before the place where it can't be read, at least."""
    found = set()
    try:
        for token in tokenize.generate_tokens(io.StringIO(source[:_MOST_READ]).readline):
            if token.type == tokenize.COMMENT:
                found.add(token.string.lstrip("#").strip())
    # Magics, half an answer: what is a comment behind them can't be said for sure.
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass
    return found


def _short(text: str) -> str:
    shown = printable(" ".join(text.split()))
    return shown if len(shown) <= _MOST_TEXT else f"{shown[: _MOST_TEXT - 1]}…"
