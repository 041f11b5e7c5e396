"""What tasks share whose answers stand in a fixed key: a dict of choices, each right or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from grader.probing.questions import Case


def a_case_each(key: Mapping[str, str]) -> Callable[[np.random.Generator], Iterator[Case]]:
    """Cases that ask for each item of a key, each for a part of the points; nothing is drawn."""
    return lambda draw: (Case({"item": item}, part=item) for item in key)


def equal_parts(key: Mapping[str, str]) -> dict[str, float]:
    """The part of the points that each item is worth."""
    return dict.fromkeys(key, 1 / len(key))


def only(**wrong: str) -> Callable[[str], str]:
    """What an idea gives: these choices; a KeyError where it says nothing of an item."""
    return lambda item: wrong[item]
