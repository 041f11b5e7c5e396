"""A function in two pieces, without an if on values."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _in_a_graph_as_written(answer, errors, delta):
    """The answer's values from a graph, without AutoGraph's rewriting."""
    import tensorflow as tf

    return tf.function(answer, autograph=False)(errors, delta)


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
    title="A function in two pieces, without an if on values",
    points=3,
    ask=Call(
        "huber",
        _in_a_graph_as_written,
        "called inside tf.function(autograph=False): a Python if gets no help there",
    ),
    cell='''
def huber(errors, delta):
    """The Huber loss: a parabola for small errors, a straight line for large ones.

    Args:
        errors: float32 tensor of any shape.
        delta: float32 scalar tensor, above 0: where the two pieces meet.

    Returns:
        float32 tensor of the shape of errors. With e an element and |e| its absolute value:
        e * e / 2 where |e| <= delta, and delta * (|e| - delta / 2) elsewhere.

    Example:
        errors [0.5, -3.0] with delta 1.0 give [0.125, 2.5].
    """
    ### BEGIN SOLUTION
    size = tf.abs(errors)
    return tf.where(size <= delta, size**2 / 2, delta * (size - delta / 2))
    ### END SOLUTION
''',
    cases=_errors,
    expected=_huber,
    dtype="float32",
    misconceptions=(
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
            "Subtracted is delta / 2; the brackets in the docstring make it delta * delta / 2.",
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
            "One decision was made for the whole tensor: tf.reduce_all makes one answer of many.",
            "Each element needs a decision of its own.",
        ),
        Misconception(
            "mean",
            lambda errors, delta: _huber(errors, delta).mean(),
            "This is the mean over all errors. The docstring asks for one value for each.",
            "Leave out the last step.",
        ),
    ),
    hints=(
        "While tracing, a tensor has no value yet, so Python's `if` cannot look at it.",
        "Compute both pieces for all elements, then pick element by element.",
        "tf.where(condition, value_where_true, value_where_false), with tf.abs in the condition.",
    ),
    accepted=(
        "def huber(errors, delta):\n"
        "    small = tf.minimum(tf.abs(errors), delta)\n"
        "    return small * (tf.abs(errors) - small / 2)",
        "def huber(errors, delta):\n"
        "    inside = tf.cast(tf.abs(errors) <= delta, tf.float32)\n"
        "    line = delta * tf.abs(errors) - delta**2 / 2\n"
        "    return inside * errors**2 / 2 + (1 - inside) * line",
        "def huber(errors, delta):\n"
        "    def one(e):\n"
        "        return tf.cond(tf.abs(e) <= delta, lambda: e * e / 2,\n"
        "                       lambda: delta * (tf.abs(e) - delta / 2))\n"
        "    return tf.reshape(tf.map_fn(one, tf.reshape(errors, [-1])), tf.shape(errors))",
        "huber = tf.function(lambda e, d: tf.where(tf.abs(e) > d, d * (tf.abs(e) - d / 2),\n"
        "                                          tf.square(e) / 2))",
    ),
)
