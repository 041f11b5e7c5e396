"""A running maximum, kept in a TensorArray."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm, as_it_is
from grader.judging.graph_evidence import LEFT_THE_GRAPH, OUTSIDE, leaves_the_graph
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _of_any_length(answer, values):
    """What comes out of one graph that serves every length, and what the graph holds."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit
    from grader.probing.graph_operations import operations_of

    signature = [tf.TensorSpec([None], tf.float32)]
    graph = tf.function(answer, input_signature=signature).get_concrete_function()
    result = graph(values)
    if not tf.is_tensor(result):
        raise Misfit(result)
    if result.dtype == tf.variant:  # how a TensorArray leaves a graph
        raise Misfit(tf.TensorArray(tf.float32, 0))
    return {"result": result, "operations": operations_of(graph)}


def _result_in_the_graph(raw, values):
    return OUTSIDE if leaves_the_graph(raw["operations"]) else raw["result"]


def _series(draw: np.random.Generator) -> Iterator[Case]:
    def case(values: object, label: str) -> Case:
        return Case({"values": np.array(values, np.float32)}, label)

    yield case([2, 5, 3, 7, 6], "five values")
    yield case([-4, -1, -3, -2], "negative values only")
    yield case([3], "a single value")
    yield case([9, 6, 8, 1], "the first one is the largest")
    yield case(draw.normal(0, 5, int(draw.integers(6, 12))), "random values")


def _pairs(values: np.ndarray) -> np.ndarray:
    return np.maximum(values, np.append(values[:1], values[:-1]))


_right = np.maximum.accumulate


def _records(values: np.ndarray) -> np.ndarray:
    """A value where it is larger than all before it, and else the zero of an unwritten entry."""
    return np.where(values > np.append(-np.inf, _right(values)[:-1]), values, 0)


def _from_zero_records(values: np.ndarray) -> np.ndarray:
    return np.maximum(_records(values), 0)


def _zeros_to_the_right(values: np.ndarray) -> np.ndarray:
    return np.append(np.maximum(_right(values)[:-1], 0), values.max())


TASK = Task(
    name="running_max",
    points=3,
    ask=Call(
        "running_max",
        _of_any_length,
        "called inside a tf.function whose signature is [None]: the length is not known while "
        "tracing",
        wanted="a tensor",
    ),
    cases=_series,
    expected=_right,
    facts=_result_in_the_graph,
    dtype="float32",
    example=ExampleForm(put=as_it_is),
    misconceptions=(
        LEFT_THE_GRAPH,
        Misconception(
            "from_zero",
            lambda values: np.maximum(_right(values), 0),
            "The largest so far begins at 0, so where all values are negative, 0 wins.",
            "With which number can the first entry begin so that it is right whatever it is?",
        ),
        Misconception(
            "no_memory",
            lambda values: values,
            "The values came back as they went in: either each was written as it is, or the largest so "
            "far is not handed on from one iteration to the next.",
            "What does one iteration have to hand on to the next?",
        ),
        Misconception(
            "records",
            _records,
            "Only where a new largest value comes is there an entry. The others are 0: nothing was "
            "written there, and TensorArray gives zeros for that.",
            "What should entry t be where values[t] is not the largest so far?",
        ),
        Misconception(
            "records_from_zero",
            _from_zero_records,
            "Only where a value is larger than all before it, and than 0, is there an entry. The others "
            "are 0: nothing was written there, and TensorArray gives zeros for that.",
            "What should entry t be where values[t] is not the largest so far?",
        ),
        Misconception(
            "zeros_to_the_right",
            _zeros_to_the_right,
            "Later values were replaced by 0 before the largest was taken, so where all values so far "
            "are negative, 0 wins.",
            "Which number is never the largest?",
        ),
        Misconception(
            "sorted",
            np.sort,
            "The values were sorted. An entry may know only the values up to its place.",
            "Where does the 3 of the docstring's example end up, and what should stand there?",
        ),
        Misconception(
            "nothing_kept",
            lambda values: np.zeros_like(values),
            "All entries are 0: nothing reached the TensorArray that was stacked. In a loop of a "
            "graph, write changes no array in place; it gives back the array with the new entry.",
            "What becomes of what write gives back?",
        ),
        Misconception(
            "of_two",
            _pairs,
            "Each entry is the larger of a value and the value before it. The task asks for the largest "
            "of all values so far, so the entry before it has to be compared.",
            "What should the entry after 5, 3, 4 be?",
        ),
        Misconception(
            "one_late",
            lambda values: np.append(values[:1], _right(values)[:-1]),
            "Every entry stands one place too late: it was written before it was brought up to date.",
            "In which order do the line that compares and the line that writes come?",
        ),
        Misconception(
            "last_only",
            lambda values: _right(values)[-1],
            "This is the last entry alone, the largest of all values.",
            "Where does each iteration of the loop keep its result?",
        ),
        Misconception(
            "largest_everywhere",
            lambda values: np.full_like(values, values.max()),
            "Every entry is the largest of all values, also of those that come later.",
            "Which values may entry t know?",
        ),
        Misconception(
            "smallest",
            np.minimum.accumulate,
            "This is the running minimum.",
            "tf.minimum and tf.maximum: which one keeps the larger of two?",
        ),
        Misconception(
            "total",
            np.cumsum,
            "The values were added up. The task asks for the largest so far.",
            "Which operation keeps the larger of two numbers?",
        ),
        Misconception(
            "backward",
            lambda values: _right(values)[::-1],
            "The entries are right, and stand in reverse order.",
            "At which index does each iteration write?",
        ),
        Misconception(
            "from_the_end",
            lambda values: _right(values[::-1])[::-1],
            "Each entry is the largest of the values from there to the end.",
            "In which direction does the loop go?",
        ),
        Misconception(
            "first_missing",
            lambda values: _right(values)[1:],
            "The first entry is missing, so there is one too few.",
            "Does the loop write an entry for t = 0?",
        ),
        Misconception(
            "first_unwritten",
            lambda values: np.append(np.float32(0), _right(values)[1:]),
            "The first entry is 0: nothing was written at index 0, and TensorArray gives zeros for "
            "what was not written.",
            "Does the loop write an entry for t = 0?",
        ),
        Misconception(
            "as_a_column",
            lambda values: _right(values)[:, np.newaxis],
            "The entries are right, but each stands in a row of its own: (length, 1).",
            "What is the shape of one entry that you write?",
        ),
    ),
    hints=(
        "A Python list grows while tracing, when the number of iterations is not known yet.",
        "tf.TensorArray(tf.float32, size=length) has write(index, value) and stack(). Keep what "
        "write gives back: array = array.write(index, value).",
        "The largest so far goes from one iteration to the next, beside the TensorArray. values[0] is a start that "
        "fits any values.",
    ),
    afterword=(
        "Also right: `tf.scan(tf.maximum, values)`, which keeps every result along the way."
    ),
)
