"""How the moments are taken: `tf.timestamp` inside of the map, the same clock in Python around the step."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

import tensorflow as tf

from explorables.pictures.overlap.passes import (
    AS_WRITTEN,
    CACHED,
    FOUR,
    ONE_BY_ONE,
    Element,
    Pass,
)
from explorables.reading.effort import checked_effort
from explorables.reading.listening import said, without_log_lines
from explorables.reading.tensors import NotDrawable, in_short

LEAST: Final = 3  # elements, at least
MOST: Final = 12
_PASSES: Final = 4.0  # one by one, and the others together, in passes of one by one


def measure(
    rows: object, load: object, step: object, elements: object, seconds: object
) -> dict[str, Pass]:
    """Go through the first elements in each way; cached, it is the second epoch that counts.

    Raises:
        NotDrawable: An argument is not what it should be, or load or step raises.
    """
    if not isinstance(rows, tf.data.Dataset):
        raise NotDrawable(
            f"overlap takes a tf.data.Dataset first, and {rows!r:.60} is none: make one of it with "
            "tf.data.Dataset.from_tensor_slices."
        )
    for name, function in (("load", load), ("step", step)):
        if not callable(function):
            raise NotDrawable(
                f"overlap calls {name}, and {function!r:.60} can't be called: pass the function itself, "
                "without parentheses."
            )
    assert callable(load) and callable(step)
    number, seconds = checked_effort(elements, seconds, "the measurement")
    if not LEAST <= number <= MOST:
        raise NotDrawable(f"It draws {LEAST} to {MOST} elements, and {number} are asked for.")
    with without_log_lines():
        one_by_one = _mapped(rows.take(number), load).with_options(_nothing_ahead())
        first = _through(one_by_one, step, 1)  # what is made ready only once is over after it
        each = max(first.total, 1e-6)
        fitting = max(LEAST, min(number, int(seconds / _PASSES / each)))
        rows = rows.take(fitting)
        cached = _mapped(rows, load).cache()
        passes = {
            ONE_BY_ONE: _through(_mapped(rows, load).with_options(_nothing_ahead()), step),
            AS_WRITTEN: _through(_mapped(rows, load), step),
            FOUR: _through(_mapped(rows, load, 4), step),
        }
        for _ in cached:  # the first epoch fills the cache
            pass
        passes[CACHED] = _without_loading(_through(cached, step))
    if len(passes[ONE_BY_ONE].elements) < LEAST:
        raise NotDrawable(f"The data set has fewer than {LEAST} elements, too few to overlap.")
    return passes


def _nothing_ahead() -> tf.data.Options:
    """Options with which an element is loaded when it is asked for, and not before."""
    options = tf.data.Options()
    options.experimental_optimization.inject_prefetch = False
    return options


def _mapped(
    rows: tf.data.Dataset, load: Callable[..., Any], parallel: int | None = None
) -> tf.data.Dataset:
    """The rows, loaded, each with the moments at which that began and ended.

    Raises:
        NotDrawable: load can't be traced.
    """

    def timed(*row: Any) -> tuple[Any, tf.Tensor, tf.Tensor]:
        begin = tf.timestamp()
        with tf.control_dependencies([begin]):
            row = tf.nest.map_structure(tf.identity, row)
        loaded = load(*row)
        with tf.control_dependencies(tf.nest.flatten(loaded, expand_composites=True)):
            end = tf.timestamp()
        return loaded, begin, end

    try:
        return rows.map(timed, num_parallel_calls=parallel)
    except Exception as error:  # whatever the learner's own code raises is an answer
        raise NotDrawable(f"load can't become a graph: {said(error)}") from error


def _through(data: tf.data.Dataset, step: Callable[..., object], most: int = MOST) -> Pass:
    """Take elements and work on each.

    Raises:
        NotDrawable: load or step raises.
    """
    waiting = bool(tf.config.list_logical_devices("GPU"))  # a CPU is done when the call returns
    following = iter(data)
    moments: list[tuple[Any, Any, float, float, float]] = []
    start = time.time()
    while len(moments) < most:
        asked = time.time()
        try:
            element = next(following, None)
        except tf.errors.OpError as error:
            raise NotDrawable(f"load raised. {type(error).__name__}: {in_short(error)}") from error
        if element is None:
            break
        loaded, begin, end = element
        got = time.time()
        try:
            step(loaded)
        except Exception as error:
            raise NotDrawable(f"step raised. {type(error).__name__}: {in_short(error)}") from error
        if waiting:
            tf.test.experimental.sync_devices()
        done = time.time()
        moments.append((begin, end, asked, got, done))
    if not moments:
        raise NotDrawable("The data set has no elements.")
    return Pass(
        tuple(
            Element(
                (float(begin) - start, float(end) - start),
                asked - start,
                (got - start, done - start),
            )
            for begin, end, asked, got, done in moments
        )
    )


def _without_loading(cached: Pass) -> Pass:
    """What a cache gives has the moments of the first epoch with it, which are over."""
    return Pass(tuple(Element(None, each.asked, each.working) for each in cached.elements))
