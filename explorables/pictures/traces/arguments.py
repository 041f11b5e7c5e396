"""The arguments of a call, as they are typed between its parentheses."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.reading.listening import listening
from explorables.reading.signatures import (
    shortened,
)
from explorables.reading.tensors import NotDrawable, in_short

# What an argument may be built from, besides tf, np and the names the learner passes.
_BUILTINS: Final = (
    abs, bool, bytes, complex, dict, float, int, len, list, max, min, object, range, round, set,
    slice, str, sum, tuple, zip,
)  # fmt: skip


def _of_one_line(reason: object) -> str:
    """Python's reason without the number of the line: who typed the words sees one line."""
    return re.sub(r" (?:on|at) line \d+", "", str(reason))


Arguments = tuple[tuple[object, ...], dict[str, object]]


def arguments_of(words: str, names: Mapping[str, object]) -> Arguments:
    """The arguments that ``words`` spells, as between the parentheses of a call.

    Raises:
        NotDrawable: with a sentence for whoever typed it.
    """
    shown = shortened(words.strip(), 60)
    try:
        tree = ast.parse(f"collect(\n{words}\n)", mode="eval")
    except (SyntaxError, ValueError) as error:  # ValueError: a null character
        raise NotDrawable(
            f'Not called: Python cannot read "{shown}" as the arguments of a call '
            f"({_of_one_line(getattr(error, 'msg', None) or error)}). Write what would stand between the "
            "parentheses, such as tf.constant([1.0, 2.0]) or 3, x=4."
        ) from error
    if not (isinstance(tree.body, ast.Call) and getattr(tree.body.func, "id", "") == "collect"):
        raise NotDrawable(
            f'Not called: the parentheses in "{shown}" do not match. Write what would stand '
            "between the parentheses of the call."
        )
    space: dict[str, Any] = {"tf": tf, "np": np, **names}
    space["collect"] = lambda *args, **kwargs: (args, kwargs)
    space["__builtins__"] = {one.__name__: one for one in _BUILTINS}
    try:
        with listening():
            return eval(compile(tree, "<arguments>", "eval"), space)
    except NameError as error:
        own = f", {', '.join(names)}" if names else ""
        raise NotDrawable(
            f"Not called: {in_short(error)[:-1]}. The box knows tf, np{own} and Python's simple "
            "types; explorables.traces(f, x=x) makes a name of your notebook known here as x."
        ) from error
    except Exception as error:  # whatever the expression raises is the learner's to read
        raise NotDrawable(
            f'Not called: working out "{shown}" raised {type(error).__name__}: {in_short(error)}'
        ) from error
