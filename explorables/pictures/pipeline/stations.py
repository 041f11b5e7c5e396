"""Steps as they were written, and what the stations they make hold at each element drawn.

A data set does not tell its parts publicly, so it is built here from words. The orders are those of
TensorFlow's own `shuffle`: it is asked for the order of so many elements, and from that order follows
what its buffer held at every moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import tensorflow as tf

from explorables.reading.tensors import NotDrawable

MOST_ROWS: Final = 60
MOST_STEPS: Final = 5
MOST_DRAWN: Final = 240  # rows that come out in all
_STEP = re.compile(r"\s*(range|shuffle|batch|repeat|cache)\(\s*(\d*)\s*\)\s*")


@dataclass(frozen=True)
class Step:
    """One method and its number; 0 where it takes none."""

    name: str
    number: int

    @property
    def written(self) -> str:
        return f"{self.name}({self.number or ''})"


def read(steps: object) -> tuple[Step, ...]:
    """The steps of a list of words such as `shuffle(4)`.

    Raises:
        NotDrawable: It is no such list.
    """
    if isinstance(steps, str) or not isinstance(steps, list | tuple):
        raise NotDrawable(
            'pipeline takes a list of steps in words, such as ["range(20)", "shuffle(4)", "batch(3)"].'
        )
    done = []
    for word in steps:
        match = _STEP.fullmatch(word) if isinstance(word, str) else None
        if match is None:
            raise NotDrawable(
                f"{str(word)[:40]!r} is none of the steps it knows: range(n), shuffle(n), batch(n), "
                "repeat(n) and cache()."
            )
        if (match[1] == "cache") != (match[2] == "") or match[2] == "0":
            wants = "takes no number" if match[1] == "cache" else "takes a number above 0"
            raise NotDrawable(f"In this picture {match[1]} {wants}.")
        done.append(Step(match[1], int(match[2] or 0)))
    if not done or done[0].name != "range" or any(step.name == "range" for step in done[1:]):
        raise NotDrawable("The first step is range(n), where the rows come from, and no other is.")
    if len(done) > MOST_STEPS or len(done) < 2:
        raise NotDrawable(f"It draws range(n) and between 1 and {MOST_STEPS - 1} more steps.")
    rows = done[0].number
    drawn = rows
    for step in done:
        drawn *= step.number if step.name == "repeat" else 1
    if rows < 2 or rows > MOST_ROWS or drawn > MOST_DRAWN:
        raise NotDrawable(
            f"It draws 2 to {MOST_ROWS} rows, and at most {MOST_DRAWN} with all repetitions."
        )
    return tuple(done)


def dataset_of(steps: tuple[Step, ...]) -> tf.data.Dataset:
    """The data set that the steps make."""
    data = tf.data.Dataset.range(steps[0].number)
    for step in steps[1:]:
        method = getattr(data, step.name)
        data = method(step.number) if step.number else method()
    return data


@lru_cache(maxsize=512)
def _order(count: int, size: int, seed: int) -> tuple[int, ...]:
    """The order in which TensorFlow's shuffle gives so many elements."""
    shuffled = tf.data.Dataset.range(count).shuffle(size, seed=seed)
    return tuple(int(place) for place in shuffled.as_numpy_iterator())


@dataclass(frozen=True)
class Run:
    """What comes out, and what the stations held.

    Attributes:
        elements: What is drawn, one after the other: a row's number, or a tuple (of tuples) of them.
        held: For each element drawn, what every station held just before, by its place.
    """

    elements: tuple[Any, ...]
    held: tuple[tuple[tuple[Any, ...], ...], ...]


def run(steps: tuple[Step, ...]) -> Run:
    """Draw all elements, and note what the stations hold each time."""
    held: list[tuple[Any, ...]] = [()] * len(steps)
    kept: dict[int, list[Any]] = {}
    epochs = [0] * len(steps)  # how often each station was begun

    def begin(place: int) -> Iterator[Any]:
        step = steps[place]
        epochs[place] += 1
        if step.name == "range":
            for row in range(step.number):
                held[place] = tuple(range(row + 1, step.number))
                yield row
            held[place] = ()
        elif step.name == "shuffle":
            yield from shuffled(place, step.number, 7 + epochs[place])
        elif step.name == "batch":
            together: list[Any] = []
            for element in begin(place - 1):
                together.append(element)
                held[place] = tuple(together)
                if len(together) == step.number:
                    yield tuple(together)
                    together = []
            if together:
                yield tuple(together)
            held[place] = ()
        elif step.name == "repeat":
            for epoch in range(step.number):
                held[place] = (f"pass {epoch + 1}",)
                yield from begin(place - 1)
        elif place in kept:
            held[place] = tuple(kept[place])
            yield from kept[place]
        else:
            filled: list[Any] = []
            for element in begin(place - 1):
                filled.append(element)
                held[place] = tuple(filled)
                yield element
            kept[place] = filled

    def shuffled(place: int, size: int, seed: int) -> Iterator[Any]:
        before = begin(place - 1)
        buffer: list[Any] = []
        places: list[int] = []
        coming = enumerate(before)
        order = iter(_order(count(place - 1), size, seed))
        for drawn in order:
            while len(buffer) < size and (following := next(coming, None)):
                places.append(following[0])
                buffer.append(following[1])
            held[place] = tuple(buffer)
            at = places.index(drawn)
            places.pop(at)
            yield buffer.pop(at)
        held[place] = ()

    def count(place: int) -> int:
        """How many elements a station gives."""
        number = steps[0].number
        for step in steps[1 : place + 1]:
            number *= step.number if step.name == "repeat" else 1
            number = -(-number // step.number) if step.name == "batch" else number
        return number

    elements, all_held = [], []
    for element in begin(len(steps) - 1):
        elements.append(element)
        all_held.append(tuple(held))
    return Run(tuple(elements), tuple(all_held))


def rows_of(element: Any) -> list[int]:
    """The rows in an element, however deep."""
    if isinstance(element, tuple):
        return [row for part in element for row in rows_of(part)]
    return [element]
