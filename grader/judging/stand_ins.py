"""What is compared in place of a result that is not looked at, or that there is none of."""

from __future__ import annotations


def stand_in(words: str) -> object:
    """Something that a message calls by these words: `model that was not compiled`.

    A text would be told as text that the learner's code gave. An object that is nothing else is
    told by the name of its type.
    """
    return type(words, (), {})()
