"""A TensorArray instead of a list."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _of_any_length(answer, values, weight):
    """The answer's values from one graph that serves every length."""
    import tensorflow as tf

    signature = [tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32)]
    return tf.function(answer, input_signature=signature)(values, tf.constant(weight))


def _series(draw: np.random.Generator) -> Iterator[Case]:
    def case(values: object, weight: float, label: str) -> Case:
        return Case({"values": np.array(values, np.float32), "weight": weight}, label)

    yield case([8, 0, 4, 4], 0.5, "four values")
    yield case([3], 0.25, "a single value")
    yield case([1, 2, 3, 4, 5], 1.0, "a weight of 1")
    yield case(draw.normal(2, 3, 9), round(float(draw.uniform(0.1, 0.4)), 2), "random values")


def _smoothed(values: np.ndarray, weight: float, last: float | None = None) -> np.ndarray:
    last = values[0] if last is None else last
    found = []
    for value in values:
        last = weight * value + (1 - weight) * last
        found.append(last)
    return np.array(found)


TASK = Task(
    name="smooth",
    title="A TensorArray instead of a list",
    points=3,
    ask=Call(
        "smooth",
        _of_any_length,
        "called inside a tf.function whose signature is [None]: the length is not known while "
        "tracing",
    ),
    cell='''
def smooth(values, weight):
    """A smoothed series: each entry lies between the new value and the entry before it.

    Args:
        values: float32 tensor of shape (length,), with length 1 or more.
        weight: float32 scalar tensor above 0, at most 1: how much a new value counts.

    Returns:
        float32 tensor of shape (length,). Its first entry is values[0]; entry t after that is
        weight * values[t] + (1 - weight) * (entry t - 1 of the result).
        One graph has to serve every length.

    Example:
        values [8.0, 0.0, 4.0, 4.0] with weight 0.5 give [8.0, 4.0, 4.0, 4.0].

    Write it with tf.while_loop, or with a Python for over tf.range that AutoGraph turns into one.
    """
    ### BEGIN SOLUTION
    length = tf.shape(values)[0]
    found = tf.TensorArray(tf.float32, size=length)

    def step(t, last, found):
        last = weight * values[t] + (1 - weight) * last
        return t + 1, last, found.write(t, last)

    _, _, found = tf.while_loop(lambda t, *_: t < length, step, (0, values[0], found))
    return found.stack()
    ### END SOLUTION
''',
    cases=_series,
    expected=_smoothed,
    dtype="float32",
    misconceptions=(
        Misconception(
            "weights_swapped",
            lambda values, weight: _smoothed(values, 1 - weight),
            "The two weights changed places: here the entry before counts `weight`.",
            "With a weight of 1, the series should stay as it is.",
        ),
        Misconception(
            "from_zero",
            lambda values, weight: _smoothed(values, weight, last=0.0),
            "It starts from 0, so the first entries are pulled toward 0.",
            "What should the first entry be?",
        ),
        Misconception(
            "no_memory",
            lambda values, weight: (
                weight * values + (1 - weight) * np.append(values[:1], values[:-1])
            ),
            "Each entry mixes a value with the value before it. Asked for is the entry before it, "
            "which holds a little of all that came earlier.",
            "What does one turn of the loop have to hand on to the next?",
        ),
        Misconception(
            "nothing_kept",
            lambda values, weight: np.zeros_like(values),
            "All entries are 0: nothing reached the TensorArray that was stacked. In a loop of a "
            "graph, write changes no array in place; it gives back the array with the new entry.",
            "What becomes of what write gives back?",
        ),
        Misconception(
            "last_only",
            lambda values, weight: _smoothed(values, weight)[-1],
            "This is the last entry alone.",
            "Where does each turn of the loop keep its result?",
        ),
        Misconception(
            "unchanged",
            lambda values, weight: values,
            "The series came back as it went in.",
            "What is written into the TensorArray at each turn?",
        ),
        Misconception(
            "running_mean",
            lambda values, weight: np.cumsum(values) / np.arange(1, len(values) + 1),
            "This is the mean of all values so far, in which all count the same.",
            "The docstring gives one line for entry t. Where does weight stand in it?",
        ),
        Misconception(
            "backward",
            lambda values, weight: _smoothed(values, weight)[::-1],
            "The entries are right, and stand in reverse order.",
            "At which index does each turn write?",
        ),
        Misconception(
            "first_missing",
            lambda values, weight: _smoothed(values, weight)[1:],
            "The first entry is missing, so there is one too few.",
            "Does the loop write an entry for t = 0?",
        ),
        Misconception(
            "first_unwritten",
            lambda values, weight: np.append(np.float32(0), _smoothed(values, weight)[1:]),
            "The first entry is 0: nothing was written at index 0, and TensorArray gives zeros for "
            "what was not written.",
            "Does the loop write an entry for t = 0?",
        ),
        Misconception(
            "as_a_column",
            lambda values, weight: _smoothed(values, weight)[:, np.newaxis],
            "The entries are right, but each stands in a row of its own: (length, 1).",
            "What is the shape of one entry that you write?",
        ),
    ),
    hints=(
        "A Python list grows while tracing, when the number of turns is not known yet.",
        "tf.TensorArray(tf.float32, size=length) has write(index, value) and stack(). Keep what "
        "write gives back: array = array.write(index, value).",
        "Three things go from turn to turn: the index, the last entry, and the TensorArray.",
    ),
    accepted=(
        "def smooth(values, weight):\n"
        "    return tf.scan(lambda last, value: weight * value + (1 - weight) * last, values,\n"
        "                   initializer=values[0])",
        "def smooth(values, weight):\n"
        "    array = tf.TensorArray(tf.float32, 1, dynamic_size=True).write(0, values[0])\n"
        "    def more(t, array):\n"
        "        return t < tf.size(values)\n"
        "    def turn(t, array):\n"
        "        entry = weight * values[t] + (1 - weight) * array.read(t - 1)\n"
        "        return [t + 1, array.write(t, entry)]\n"
        "    array = tf.TensorArray(tf.float32, tf.size(values), clear_after_read=False)\n"
        "    array = array.write(0, values[0])\n"
        "    return tf.while_loop(more, turn, [1, array])[1].stack()",
        "def smooth(values, weight):\n"
        "    t = tf.range(tf.size(values))\n"
        "    age = tf.cast(t[:, None] - t[None, :], tf.float32)\n"
        "    share = tf.where(t[None, :] == 0, 1.0, weight)\n"
        "    rates = tf.where(age >= 0, tf.pow(1 - weight, tf.maximum(age, 0.0)) * share, 0.0)\n"
        "    return tf.linalg.matvec(rates, values)",
    ),
)
