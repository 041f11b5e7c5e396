"""State that is made once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.graph_evidence import (
    LEFT_THE_GRAPH,
    OUTSIDE,
    leaves_the_graph,
    side_by_side,
)
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _two_in_turn(answer, first_values, second_values):
    """What two of them say, called in turn, each inside a tf.function of its own, and what the
    graphs hold."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit
    from grader.probing.graph_operations import operations_of

    made = answer(), answer()
    for function in made:
        if not callable(function):
            raise Misfit(function)
    first, second = tf.function(made[0]), tf.function(made[1])
    rows = []
    for one, other in zip(first_values, second_values, strict=True):
        rows.append([first(one), second(other)])
    for said in (said for row in rows for said in row):
        if said is None or tuple(getattr(said, "shape", ())) != ():
            raise Misfit(said)
    number = tf.TensorSpec([], tf.float32)
    held = [operations_of(made.get_concrete_function(number)) for made in (first, second)]
    return {"rows": rows, "operations": [*held[0], *held[1]]}


def _said_in_the_graph(raw, first_values, second_values):
    if leaves_the_graph(raw["operations"]):
        return OUTSIDE
    said = side_by_side([said for row in raw["rows"] for said in row])
    return said.reshape(-1, 2) if said.shape == (2 * len(first_values),) else said


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
    points=3,
    ask=Call(
        "make_running_max",
        _two_in_turn,
        "make_running_max() is called twice; what it gives is wrapped in tf.function, and the two "
        "are called in turn. Each row: what the first one said, what the second one said",
        wanted="a function that gives a single number at each call",
    ),
    cases=_two_series,
    expected=lambda first, second: _columns(
        np.maximum.accumulate(first), np.maximum.accumulate(second)
    ),
    facts=_said_in_the_graph,
    dtype="float32",
    misconceptions=(
        LEFT_THE_GRAPH,
        Misconception(
            "forgets",
            lambda first, second: _columns(first, second),
            "Each value comes back as it went in. Either nothing is remembered, since a Python "
            "variable is set once, while tracing, and the graph knows only its value from then. Or "
            "a tf.Variable is updated, and the new value is returned in place of it. Or every new "
            "value is stored, also one that is smaller.",
            "Which kind of TensorFlow object keeps a value from one call of a graph to the next? When "
            "should it change, and is it what you return?",
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
            "minus_infinity",
            lambda first, second: np.full((len(first), 2), -np.inf),
            "It is minus infinity at every call: that is where it starts, and no call changes it. Of "
            "two numbers the smaller one, and their sum, are minus infinity wherever one of them is.",
            "What should become of the stored value and the new one?",
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
)
