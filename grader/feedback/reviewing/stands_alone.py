"""Whether a question of a lesson can be answered without the cells around it.

A prediction is asked beside the cell that shows what is so. Somewhere else, nobody knows what `table` is
in "What is the shape of `table[1:2]`?", nor which loop "the loop" is. What says all it speaks of itself can
be asked anywhere. A rule decides it, so that no author has to think of reviews; in doubt it says no.
"""

from __future__ import annotations

import ast
import builtins
import re
from typing import Final

_CODE: Final = re.compile(r"`([^`]+)`")
# Names that every lesson has.
_KNOWN: Final = frozenset({"tf", "np", "keras", "time", *dir(builtins)})
# What follows a name whose meaning is said there: "`scores` is [10, 20, 30]". What is done with it is none.
_SAID: Final = re.compile(
    r"\s*(?:(?:,| and) `\w+`)*\s*(?:is|are|has|have|holds|returns|appends|adds|gets|makes)\b"
    r"(?! (?:called|set|run|asked|now|saved|trained|given|used|compiled)\b)"
)
# Words that point at something around the question.
_POINTING: Final = re.compile(
    r"\b(?:now|again|above|below(?! 0\b)|just|here|each:|same (?:tape|way)|these|those|this|your|in the end"
    r"|(?:on|of) those|the (?:\w+ )?(?:loop|line|run|model|sources|training|validation|true|smallest)"
    r"|(?:the|each) (?:training|validation|second|early-stopped) \w+)\b",
    re.IGNORECASE,
)
_FEWEST: Final = 10  # words that say all, where there is neither code nor a number


def stands_alone(question: str) -> bool:
    """Whether a question names and says all that it speaks of.

    Args:
        question: Its words, with code between backticks.
    """
    words = _CODE.sub(" ", question)
    if _POINTING.search(words):
        return False
    if words == question and not re.search(r"\d", words) and len(words.split()) < _FEWEST:
        return False
    told = {match[1] for match in _CODE.finditer(question) if _SAID.match(question[match.end() :])}
    for match in _CODE.finditer(question):
        needed, made = _names(match[1])
        if needed - told - _KNOWN:
            return False
        told |= made
    return True


def _names(code: str) -> tuple[set[str], set[str]]:
    """The names that a piece of code needs, and those that it makes."""
    tree = None
    for text in (code, f"{code} pass", f"{code}\n    pass"):
        try:
            tree = ast.parse(text)
            break
        except SyntaxError:
            continue
    if tree is None:
        return set(), set()
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    made |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    changed = {
        node.target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    }
    needed = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    return (needed | changed) - (made - changed), made - changed
