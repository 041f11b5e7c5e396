"""State that is made once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _two_in_turn(answer, first_values, second_values):
    """What two of them say, called in turn, each inside a tf.function of its own."""
    import numpy as np
    import tensorflow as tf

    made = answer(), answer()
    for one in made:
        if not callable(one):
            raise TypeError(f"make_running_max() should give a function, and gave {one!r}")
    first, second = tf.function(made[0]), tf.function(made[1])
    found = []
    for one, other in zip(first_values, second_values, strict=True):
        found.append([np.asarray(first(one)), np.asarray(second(other))])
    return np.array(found)


def _two_series(draw: np.random.Generator) -> Iterator[Case]:
    def case(first: object, second: object, label: str) -> Case:
        return Case(
            {
                "first_values": np.array(first, np.float32),
                "second_values": np.array(second, np.float32),
            },
            label,
        )

    yield case([2, 5, 3, 7], [9, 1, 10, 4], "two series of four values")
    yield case([-3, -1, -2], [-8, -9, -4], "negative values only")
    yield case([4], [-6], "one call each")
    yield case(draw.normal(0, 5, 6), draw.normal(-6, 4, 6), "values at random")


def _columns(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.stack([first, second], axis=1)


def _shared(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    if len(first) != 4:
        raise ValueError("memory shared by all starts this case with what the first one left")
    return np.maximum.accumulate(_columns(first, second).ravel()).reshape(-1, 2)


def _one_behind(values: np.ndarray) -> np.ndarray:
    return np.maximum.accumulate(np.append(np.float32(-np.inf), values))[:-1]


TASK = Task(
    name="running_max",
    title="State that is made once",
    points=3,
    ask=Call(
        "make_running_max",
        _two_in_turn,
        "make_running_max() is called twice; what it gives is wrapped in tf.function, and the two "
        "are called in turn. Each row: what the first one said, what the second one said",
    ),
    cell='''
def make_running_max():
    """A function that remembers the largest value it was called with.

    Returns:
        A function of one float32 scalar tensor, which gives the largest value that this
        function has been called with so far, as a float32 scalar tensor. Called again,
        make_running_max gives another function, with a memory of its own.
        It has to work inside a tf.function.

    Example:
        largest = tf.function(make_running_max())
        Called with 2.0, 5.0 and 3.0, one after the other, largest gives 2.0, 5.0 and 5.0.
    """
    ### BEGIN SOLUTION
    largest = tf.Variable(float("-inf"))

    def update(value):
        return largest.assign(tf.maximum(largest, value))

    return update
    ### END SOLUTION
''',
    cases=_two_series,
    expected=lambda first, second: _columns(
        np.maximum.accumulate(first), np.maximum.accumulate(second)
    ),
    dtype="float32",
    misconceptions=(
        Misconception(
            "forgets",
            lambda first, second: _columns(first, second),
            "Each value comes back as it went in: nothing is remembered. A Python variable is set "
            "once, while tracing; the graph that runs afterwards knows only its value from then.",
            "Which kind of TensorFlow object keeps a value from one call of a graph to the next?",
        ),
        Misconception(
            "forgets_from_zero",
            lambda first, second: np.maximum(_columns(first, second), 0),
            "Each value is compared with 0 and with nothing else: a Python variable is set once, "
            "while tracing, and the graph keeps the 0 it had then.",
            "Which kind of TensorFlow object keeps a value from one call of a graph to the next? "
            "And where should it start, if all values may be negative?",
        ),
        Misconception(
            "from_zero",
            lambda first, second: np.maximum(
                _columns(np.maximum.accumulate(first), np.maximum.accumulate(second)), 0
            ),
            "It remembers, and it starts at 0: where all values are negative, 0 wins.",
            "Which start is smaller than any number?",
        ),
        Misconception(
            "shared",
            _shared,
            "It remembers, but all the functions share one memory: it is made outside "
            "make_running_max, once for all.",
            "Where must the state be made so that each call of make_running_max has its own?",
        ),
        Misconception(
            "one_behind",
            lambda first, second: _columns(_one_behind(first), _one_behind(second)),
            "Each answer is the largest value before this call: the state was read before it was "
            "updated.",
            "In which order do the update and the reading come?",
        ),
        Misconception(
            "smallest",
            lambda first, second: _columns(
                np.minimum.accumulate(first), np.minimum.accumulate(second)
            ),
            "It remembers the smallest value.",
            "tf.minimum and tf.maximum: which one keeps the larger of two?",
        ),
        Misconception(
            "total",
            lambda first, second: _columns(np.cumsum(first), np.cumsum(second)),
            "It adds the values up. Asked for is the largest of them.",
            "assign_add adds. Which method sets a variable to a value of your own?",
        ),
        Misconception(
            "first_value",
            lambda first, second: np.broadcast_to(_columns(first[:1], second[:1]), (len(first), 2)),
            "It gives the first value forever: what was computed at the first call was kept, and "
            "later calls do not update it.",
            "The update itself has to be an operation of the graph.",
        ),
    ),
    hints=(
        "A Python variable changes while tracing only. A tf.Variable changes when the graph runs.",
        "Make the tf.Variable in make_running_max, outside the inner function, so that it is made "
        "once.",
        "The inner function assigns tf.maximum of the two, and returns the new value.",
    ),
    accepted=(
        "def make_running_max():\n"
        "    largest = tf.Variable(-np.inf, dtype=tf.float32)\n"
        "    @tf.function\n"
        "    def update(value):\n"
        "        largest.assign(tf.where(value > largest, value, largest))\n"
        "        return largest.read_value()\n"
        "    return update",
        "class RunningMax(tf.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.largest = None\n"
        "    def __call__(self, value):\n"
        "        if self.largest is None:\n"
        "            self.largest = tf.Variable(tf.float32.min)\n"
        "        self.largest.assign(tf.maximum(self.largest, value))\n"
        "        return self.largest\n"
        "def make_running_max():\n"
        "    return RunningMax()",
        "def make_running_max():\n"
        "    state = {'v': tf.Variable(tf.float32.min)}\n"
        "    def update(value):\n"
        "        state['v'].assign(tf.reduce_max(tf.stack([state['v'], value])))\n"
        "        return tf.identity(state['v'])\n"
        "    return update",
    ),
)
