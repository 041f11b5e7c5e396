"""What a function does, as a digest: to know code that was handed out from code that was changed."""

from __future__ import annotations

import dis
import hashlib
import types
from collections.abc import Iterator
from functools import cache


def digest(code: types.CodeType) -> str:
    """One text for all functions that take the same steps; comments and docstrings are none."""
    return hashlib.sha256("\n".join(_steps(code)).encode("utf-8", "replace")).hexdigest()


@cache
def digest_of_source(source: str, name: str) -> str:
    """The digest of the function `name` that a source makes last; empty where it makes none."""
    made = [
        constant
        for constant in compile(source, "<handed out>", "exec").co_consts
        if isinstance(constant, types.CodeType) and constant.co_name == name
    ]
    return digest(made[-1]) if made else ""


def _steps(code: types.CodeType) -> Iterator[str]:
    for step in dis.get_instructions(code):
        if isinstance(step.argval, types.CodeType):
            yield from _steps(step.argval)
        else:
            yield f"{step.opname} {step.argval!r}"
