"""What is compared in place of a result that is not looked at, or that there is none of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


def stand_in(words: str) -> object:
    """Something that a message calls by these words: `model that was not compiled`.

    A text would be told as text that the learner's code gave. An object that is nothing else is
    told by the name of its type.
    """
    return type(words, (), {})()


@dataclass(frozen=True)
class Misshapen:
    """One of several results that are compared together, and of another shape than the docstring promises.

    A task's `facts` give it in the place of them all. What they would have been put together to is the
    check's own, and no shape of it says anything to a learner.

    Attributes:
        result: It.
        name: What the docstring calls it, with an article where it has one: `the new average`.
        shape: The shape that it should have.
    """

    result: Any
    name: str
    shape: tuple[int, ...]
