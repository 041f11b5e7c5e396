"""A TensorArray instead of a list."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.graph_evidence import LEFT_THE_GRAPH, OUTSIDE, leaves_the_graph
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _of_any_length(answer, values, weight):
    """What comes out of one graph that serves every length, and what the graph holds."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit
    from grader.probing.graph_operations import operations_of

    signature = [tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32)]
    graph = tf.function(answer, input_signature=signature).get_concrete_function()
    result = graph(values, tf.constant(weight))
    if not tf.is_tensor(result):
        raise Misfit(result)
    if result.dtype == tf.variant:  # how a TensorArray leaves a graph
        raise Misfit(tf.TensorArray(tf.float32, 0))
    return {"result": result, "operations": operations_of(graph)}


def _result_in_the_graph(raw, values, weight):
    return OUTSIDE if leaves_the_graph(raw["operations"]) else raw["result"]


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
    points=3,
    ask=Call(
        "smooth",
        _of_any_length,
        "called inside a tf.function whose signature is [None]: the length is not known while "
        "tracing",
        wanted="a tensor",
    ),
    cases=_series,
    expected=_smoothed,
    facts=_result_in_the_graph,
    dtype="float32",
    misconceptions=(
        LEFT_THE_GRAPH,
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
            "one_late",
            lambda values, weight: np.append(values[:1], _smoothed(values, weight)[:-1]),
            "Every entry stands one place too late: it was written before it was brought up to date.",
            "In which order do the line that mixes and the line that writes come?",
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
)
