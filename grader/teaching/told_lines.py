"""What commands say below their first line."""

from __future__ import annotations

from grader.autograding.classes.summary import wrapped
from grader.autograding.terms.untrusted_text import printable


def indented(text: str) -> str:
    """A paragraph in lines that fit a terminal, whatever others wrote in it; set in, its first line less."""
    return wrapped(printable(text), "  ", "      ")
