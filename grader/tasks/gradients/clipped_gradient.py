"""An operation that changes nothing but the gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _forward_and_backward(answer, x, limit, upstream):
    """The values, then the gradient at x of sum(upstream * values); NaN where it is None."""
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(x)
        values = answer(x, limit)
        total = tf.reduce_sum(upstream * values)
    gradient = tape.gradient(total, x)
    if gradient is None:
        gradient = tf.fill(tf.shape(x), float("nan"))
    return tf.stack([values, gradient])


def _gradients(draw: np.random.Generator) -> Iterator[Case]:
    def case(x: object, limit: float, upstream: object, label: str) -> Case:
        inputs = {
            "x": np.array(x, np.float32),
            "limit": limit,
            "upstream": np.array(upstream, np.float32),
        }
        return Case(inputs, label)

    yield case([3.0, -2.0, 0.5], 1.0, [5.0, 0.25, -7.0], "some gradients beyond the limit")
    yield case([1.0, 4.0], 2.0, [0.5, -1.5], "none beyond the limit")
    yield case(6.0, 0.5, -3.0, "a single number")
    x, upstream = draw.normal(0, 3, (2, 3)).round(2), draw.normal(0, 4, (2, 3)).round(2)
    yield case(x, round(float(draw.uniform(1.2, 2)), 2), upstream, "a random matrix")


def _both(values, gradient):
    return lambda x, limit, upstream: np.stack(
        [values(x, limit), gradient(x, limit, upstream) + np.zeros_like(x)]
    )


def _as_it_is(x: np.ndarray, limit: float) -> np.ndarray:
    return x


def _clipped(x: np.ndarray, limit: float) -> np.ndarray:
    return np.clip(x, -limit, limit)


def _scaled(x: np.ndarray, limit: float, upstream: np.ndarray) -> np.ndarray:
    return upstream * min(1.0, limit / np.sqrt(np.sum(upstream**2)))


TASK = Task(
    name="clipped_gradient",
    title="An operation that clips the gradient",
    points=3,
    ask=Call(
        "clip_gradient",
        _forward_and_backward,
        "first the values; then the gradient at x of the sum of upstream * values, None as nan",
    ),
    cell='''
def clip_gradient(x, limit):
    """x itself, with a gradient that is clipped on its way back.

    Args:
        x: float32 tensor of any shape.
        limit: Python float above 0.

    Returns:
        float32 tensor: x, unchanged. On the way back, each element of the gradient that arrives
        is brought into the range from -limit to limit before it goes on to x.

    Example:
        x = [3.0, -2.0, 0.5] with limit 1.0 gives [3.0, -2.0, 0.5]. A gradient that arrives as
        [5.0, 0.25, -7.0] goes on as [1.0, 0.25, -1.0].
    """
    ### BEGIN SOLUTION

    @tf.custom_gradient
    def unchanged(x):
        def backward(upstream):
            return tf.clip_by_value(upstream, -limit, limit)

        return tf.identity(x), backward

    return unchanged(x)
    ### END SOLUTION
''',
    cases=_gradients,
    expected=_both(_as_it_is, lambda x, limit, upstream: np.clip(upstream, -limit, limit)),
    dtype="float32",
    misconceptions=(
        Misconception(
            "unclipped",
            _both(_as_it_is, lambda x, limit, upstream: upstream),
            "The values are right, and the gradient goes through as it came.",
            "Which function of yours gets the gradient on its way back, and what does it return?",
        ),
        Misconception(
            "clips_the_values",
            _both(_clipped, lambda x, limit, upstream: upstream * (np.abs(x) <= limit)),
            "The values were clipped. They should stay as they are, and the gradient be clipped.",
            "tf.custom_gradient lets you say by yourself what happens on the way back.",
        ),
        Misconception(
            "clips_both",
            _both(_clipped, lambda x, limit, upstream: np.clip(upstream, -limit, limit)),
            "The gradient is right. The values were clipped as well; they should stay as they are.",
            "What does the function under tf.custom_gradient give first?",
        ),
        Misconception(
            "cut_out",
            _both(_as_it_is, lambda x, limit, upstream: upstream * (np.abs(upstream) <= limit)),
            "A gradient beyond the limit became 0. It should become the limit, with its sign.",
            "What should 5.0 become with a limit of 1.0?",
        ),
        Misconception(
            "from_above_only",
            _both(_as_it_is, lambda x, limit, upstream: np.minimum(upstream, limit)),
            "Large positive gradients are clipped, large negative ones are not.",
            "The range has two ends.",
        ),
        Misconception(
            "no_sign",
            _both(_as_it_is, lambda x, limit, upstream: np.minimum(np.abs(upstream), limit)),
            "The gradients lost their sign.",
            "What should -7.0 become with a limit of 1.0?",
        ),
        Misconception(
            "by_norm",
            _both(_as_it_is, _scaled),
            "The gradient was made shorter as a whole, so that its length is the limit. Asked for is "
            "each element by itself.",
            "What should become of an element that is within the range already?",
        ),
        Misconception(
            "forgets_upstream",
            _both(_as_it_is, lambda x, limit, upstream: min(1.0, limit)),
            "Whatever gradient arrives, the same goes on: the argument of the backward function was "
            "not used.",
            "What is handed to the function that you return beside the value?",
        ),
        Misconception(
            "forgets_upstream_limit",
            _both(_as_it_is, lambda x, limit, upstream: limit),
            "Whatever gradient arrives, the limit goes on. Either the argument of the backward "
            "function was not used, or the range it is brought into begins at the upper end.",
            "What is handed to the function that you return beside the value? Which end of a range "
            "comes first?",
        ),
        Misconception(
            "x_goes_back",
            _both(_as_it_is, lambda x, limit, upstream: np.clip(x, -limit, limit)),
            "What goes back is x, clipped. It should be the gradient that arrives.",
            "Which of the two does the backward function get as its argument?",
        ),
        Misconception(
            "stopped",
            _both(_as_it_is, lambda x, limit, upstream: np.nan),
            "The values are right, and no gradient comes back at all: something cut the way to x, or "
            "the backward function ends without return.",
            "Is the value still computed from x by TensorFlow, without stop_gradient or NumPy? What "
            "does the backward function return?",
        ),
        Misconception(
            "own_gradient",
            lambda x, limit, upstream: np.stack([np.full_like(x, min(1.0, limit)), x * np.nan]),
            "The result is a gradient: that of x with respect to itself, clipped. It should be x. The "
            "tape that goes backward is the caller's, later.",
            "Write no tape here. tf.custom_gradient says what the caller's tape does on the way back.",
        ),
        Misconception(
            "limit_of_one",
            _both(_as_it_is, lambda x, limit, upstream: np.clip(upstream, -1, 1)),
            "The gradient is brought into the range from -1 to 1, whatever limit is.",
            "Where does the backward function use limit?",
        ),
    ),
    hints=(
        "An ordinary operation has an ordinary derivative. tf.custom_gradient lets you write another.",
        "A function under @tf.custom_gradient returns two things: its value, and a function that "
        "takes the gradient that arrives and returns the one that goes on.",
        "The value is tf.identity(x); the other function clips what it gets. The limit is known to "
        "both if they stand inside clip_gradient.",
    ),
    accepted=(
        "@tf.custom_gradient\n"
        "def clip_gradient(x, limit):\n"
        "    def grad(dy):\n"
        "        return tf.minimum(tf.maximum(dy, -limit), limit), None\n"
        "    return x, grad",
        "def clip_gradient(x, limit):\n"
        "    return _clip(limit)(x)\n"
        "def _clip(limit):\n"
        "    return tf.custom_gradient(\n"
        "        lambda x: (x, lambda g: tf.where(tf.abs(g) > limit, tf.sign(g) * limit, g)))",
        "def clip_gradient(x, limit):\n"
        "    import keras\n"
        "    @keras.ops.custom_gradient\n"
        "    def through(x):\n"
        "        def grad(*args, upstream=None):\n"
        "            upstream = args[0] if upstream is None else upstream\n"
        "            return keras.ops.clip(upstream, -limit, limit)\n"
        "        return x, grad\n"
        "    return through(x)",
        "@tf.function\n"
        "def clip_gradient(x, limit):\n"
        "    @tf.custom_gradient\n"
        "    def through(x):\n"
        "        return tf.identity(x), lambda up: tf.clip_by_value(up, -limit, limit)\n"
        "    return through(x)",
    ),
)
