"""A function in two pieces, decided for each element."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm, as_it_is
from grader.judging.graph_evidence import LEFT_THE_GRAPH, OUTSIDE, leaves_the_graph
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _in_a_graph(answer, errors, delta):
    """What comes out of a graph, and what the graph holds."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit
    from grader.probing.graph_operations import operations_of

    graph = tf.function(answer).get_concrete_function(errors, delta)
    result = graph(errors, delta)
    if not tf.is_tensor(result):
        raise Misfit(result)
    return {"result": result, "operations": operations_of(graph)}


def _result_in_the_graph(raw, errors, delta):
    return OUTSIDE if leaves_the_graph(raw["operations"]) else raw["result"]


def _errors(draw: np.random.Generator) -> Iterator[Case]:
    def case(errors: object, delta: float, label: str) -> Case:
        return Case(
            {"errors": np.array(errors, np.float32), "delta": np.array(delta, np.float32)}, label
        )

    yield case([0, 0.5, -0.5, 3, -3], 1.0, "small and large errors, of both signs")
    yield case([2, -2, 1.5, 5], 2.0, "errors exactly at delta")
    yield case(-2.0, 0.5, "a single number")
    yield case([0.1, -0.2, 0.3], 1.0, "small errors only")
    size = (int(draw.integers(2, 4)), 5)
    yield case(draw.normal(0, 3, size), float(draw.uniform(1.2, 2.5)), "a random matrix")


def _huber(errors: np.ndarray, delta: np.ndarray) -> np.ndarray:
    size = np.abs(errors)
    return np.where(size <= delta, errors**2 / 2, delta * (size - delta / 2))


TASK = Task(
    name="huber",
    points=3,
    ask=Call(
        "huber",
        _in_a_graph,
        "called inside a tf.function",
        wanted="a tensor",
    ),
    cases=_errors,
    expected=_huber,
    facts=_result_in_the_graph,
    dtype="float32",
    # Where the pieces meet, they agree.
    alike=("`<=` -> `<`",),
    example=ExampleForm(
        put=as_it_is,
        refuses=lambda errors, delta: "" if delta > 0 else "In this task delta is above 0.",
    ),
    misconceptions=(
        LEFT_THE_GRAPH,
        Misconception(
            "parabola_only",
            lambda errors, delta: errors**2 / 2,
            "Every error got the parabola, the large ones too.",
            "Which function picks, element by element, from two tensors?",
        ),
        Misconception(
            "line_only",
            lambda errors, delta: delta * (np.abs(errors) - delta / 2),
            "Every error got the straight line, the small ones too.",
            "Which function picks, element by element, from two tensors?",
        ),
        Misconception(
            "sign_in_the_condition",
            lambda errors, delta: np.where(
                errors <= delta, errors**2 / 2, delta * (np.abs(errors) - delta / 2)
            ),
            "Large negative errors got the parabola: -3 <= 1 is true, and |-3| <= 1 is not.",
            "What is compared with delta: the error, or its absolute value?",
        ),
        Misconception(
            "sign_in_the_line",
            lambda errors, delta: np.where(
                np.abs(errors) <= delta, errors**2 / 2, delta * (errors - delta / 2)
            ),
            "Large negative errors came out negative: the straight line used the error as it is.",
            "The line in the docstring uses |e|.",
        ),
        Misconception(
            "swapped",
            lambda errors, delta: np.where(
                np.abs(errors) <= delta, delta * (np.abs(errors) - delta / 2), errors**2 / 2
            ),
            "The two pieces changed places. tf.where takes the value for true first, then the one "
            "for false.",
            "Which piece belongs to small errors?",
        ),
        Misconception(
            "not_halved",
            lambda errors, delta: np.where(
                np.abs(errors) <= delta, errors**2, delta * (np.abs(errors) - delta / 2)
            ),
            "The small errors are squared and not halved, so the two pieces do not meet at delta.",
            "Compare the first piece with the docstring.",
        ),
        Misconception(
            "line_too_high",
            lambda errors, delta: np.where(
                np.abs(errors) <= delta, errors**2 / 2, delta * np.abs(errors)
            ),
            "The straight line lies too high: nothing is subtracted, so the pieces do not meet.",
            "Put |e| = delta into both pieces: they should agree there.",
        ),
        Misconception(
            "line_without_slope",
            lambda errors, delta: np.where(
                np.abs(errors) <= delta, errors**2 / 2, np.abs(errors) - delta / 2
            ),
            "The straight line has the slope 1 for every delta.",
            "Put |e| = delta into both pieces: they should agree there, for any delta.",
        ),
        Misconception(
            "half_outside",
            lambda errors, delta: np.where(
                np.abs(errors) <= delta, errors**2 / 2, delta * np.abs(errors) - delta / 2
            ),
            "Here delta / 2 is subtracted, and the brackets in the docstring make it delta * delta / 2.",
            "Does delta multiply the whole bracket?",
        ),
        Misconception(
            "delta_is_one",
            lambda errors, delta: _huber(errors, np.float32(1)),
            "This is right for delta = 1 alone: the argument delta is not used.",
            "Where do the pieces meet in your function?",
        ),
        Misconception(
            "one_decision",
            lambda errors, delta: (
                errors**2 / 2
                if np.all(np.abs(errors) <= delta)
                else delta * (np.abs(errors) - delta / 2)
            ),
            "One decision was made for the whole tensor, which gets one of the two pieces: "
            "tf.reduce_all makes one answer of many.",
            "Each element needs a decision of its own.",
        ),
        Misconception(
            "mean",
            lambda errors, delta: _huber(errors, delta).mean(),
            "This is the mean over all errors. The docstring asks for one value for each.",
            "Leave out the last step.",
        ),
        Misconception(
            "mean_of_each_row",
            lambda errors, delta: _huber(errors, delta).mean(axis=-1),
            "This is the mean along the last axis, as Keras's loss functions give it. The docstring "
            "asks for one value for each error.",
            "Write the two pieces yourself, and take no mean.",
        ),
    ),
    hints=(
        "An `if` makes one decision. Here each element needs its own.",
        "Compute both pieces for all elements, then pick element by element.",
        "tf.where(condition, value_where_true, value_where_false), with tf.abs in the condition.",
    ),
    afterword=(
        "Also right: `small * (tf.abs(errors) - small / 2)` with `small = "
        "tf.minimum(tf.abs(errors), delta)`, one formula for both pieces."
    ),
)
