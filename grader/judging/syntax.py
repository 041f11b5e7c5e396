"""Parses Python code where several threads may do so at once."""

from __future__ import annotations

import ast
import threading

# CPython 3.11 and 3.12 count how deep a tree is in one place for all threads
# (github.com/python/cpython/issues/106905). Memory that is collected while one thread builds its tree
# may let another thread go on, and two trees at a time end in "SystemError: AST constructor recursion
# depth mismatch".
_ONE_TREE_AT_A_TIME = threading.RLock()


def syntax_tree(source: str | bytes) -> ast.Module:
    """The syntax tree of `source`.

    Raises:
        SyntaxError, ValueError: It is no Python code.
        RecursionError, MemoryError: It is more than Python's own parser can take in.
    """
    with _ONE_TREE_AT_A_TIME:
        return ast.parse(source)
