"""An operation that changes nothing but the gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _forward_and_backward(answer, x, limit, upstream, compared):
    """The values, or the gradient at x of sum(upstream * values)."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    with tf.GradientTape() as tape:
        tape.watch(x)
        values = answer(x, limit)
        if isinstance(values, tuple | list) and len(values) == 2 and callable(values[1]):
            return "the value and the backward function"
        if isinstance(values, tuple | list) or not hasattr(values, "shape"):
            raise Misfit(values)
        if compared == "values" or values.shape != x.shape or values.dtype != x.dtype:
            return values
        total = tf.reduce_sum(upstream * values)
    return {"gradient": tape.gradient(total, x)}


def _none_as_nan(raw, x, limit, upstream, compared):
    """What is compared; a gradient of None is NaN everywhere."""
    if not isinstance(raw, dict):
        return raw
    return np.full_like(x, np.nan) if raw["gradient"] is None else raw["gradient"]


def _gradients(draw: np.random.Generator) -> Iterator[Case]:
    def cases(x: object, limit: float, upstream: object, label: str) -> Iterator[Case]:
        inputs = {
            "x": np.array(x, np.float32),
            "limit": limit,
            "upstream": np.array(upstream, np.float32),
        }
        yield Case({**inputs, "compared": "values"}, f"the values for {label}")
        yield Case({**inputs, "compared": "gradient"}, f"the gradient for {label}")

    yield from cases([3.0, -2.0, 0.5], 1.0, [5.0, 0.25, -7.0], "some gradients beyond the limit")
    yield from cases([1.0, 4.0], 2.0, [0.5, -1.5], "none beyond the limit")
    yield from cases(6.0, 0.5, -3.0, "a single number")
    x, upstream = draw.normal(0, 3, (2, 3)).round(2), draw.normal(0, 4, (2, 3)).round(2)
    limit = round(float(draw.uniform(1.2, 2)), 2)
    yield from cases(x, limit, upstream, "a random matrix")


def _both(values, gradient):
    def answer(x, limit, upstream, compared):
        if compared == "values":
            return values(x, limit)
        return gradient(x, limit, upstream) + np.zeros_like(x)

    return answer


def _as_it_is(x: np.ndarray, limit: float) -> np.ndarray:
    return x


def _clipped(x: np.ndarray, limit: float) -> np.ndarray:
    return np.clip(x, -limit, limit)


def _scaled(x: np.ndarray, limit: float, upstream: np.ndarray) -> np.ndarray:
    return upstream * min(1.0, limit / np.sqrt(np.sum(upstream**2)))


TASK = Task(
    name="clipped_gradient",
    points=3,
    ask=Call(
        "clip_gradient",
        _forward_and_backward,
        "compared are the values, or the gradient at x of the sum of upstream * values, where "
        "None counts as nan",
        "a tensor like x",
    ),
    cases=_gradients,
    expected=_both(_as_it_is, lambda x, limit, upstream: np.clip(upstream, -limit, limit)),
    facts=_none_as_nan,
    dtype="float32",
    example=ExampleForm(
        inputs=("x", "limit"),
        put=lambda answer, x, limit: answer(x, limit, np.ones_like(x), "values"),
        of_case=lambda x, limit, upstream, compared: [(x, limit)],
        refuses=lambda x, limit: "" if limit > 0 else "In this task a limit is above 0.",
    ),
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
            "The values were clipped. They should stay as they are, and the gradient should be clipped.",
            "tf.custom_gradient lets you say by yourself what happens on the way back.",
        ),
        Misconception(
            "clips_both",
            _both(_clipped, lambda x, limit, upstream: np.clip(upstream, -limit, limit)),
            "The gradient is right, but the values were clipped as well, and they should stay as they are.",
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
            "from_zero",
            _both(_as_it_is, lambda x, limit, upstream: np.clip(upstream, 0, limit)),
            "Negative gradients became 0. The range goes from -limit to limit.",
            "The range has two ends.",
        ),
        Misconception(
            "from_below_only",
            _both(_as_it_is, lambda x, limit, upstream: np.maximum(upstream, -limit)),
            "Large negative gradients are clipped, large positive ones are not.",
            "The range has two ends.",
        ),
        Misconception(
            "times_x",
            _both(_as_it_is, lambda x, limit, upstream: x * np.clip(upstream, -limit, limit)),
            "What goes back is the clipped gradient times x.",
            "The gradient that arrives, brought into the range, is the whole result of the backward "
            "function.",
        ),
        Misconception(
            "clips_the_values_outside",
            _both(_clipped, lambda x, limit, upstream: np.nan),
            "The values were clipped, and no gradient comes back at all. The values should stay as "
            "they are, and be computed from x by TensorFlow.",
            "tf.custom_gradient lets you say by yourself what happens on the way back.",
        ),
        Misconception(
            "clips_the_values_alone",
            _both(_clipped, lambda x, limit, upstream: upstream),
            "The values were clipped and the gradient was not, but it should be the other way round.",
            "Which of the two things that you return under tf.custom_gradient is for the way back?",
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
            "The gradient was made shorter as a whole, so that its length is the limit. The task asks "
            "for each element to be limited by itself.",
            "What should happen to an element that lies within the range already?",
        ),
        Misconception(
            "sign_of_it",
            _both(_as_it_is, lambda x, limit, upstream: np.sign(upstream) * limit),
            "Every gradient became as large as the limit, those within the range as well.",
            "What should 0.25 become with a limit of 1.0?",
        ),
        Misconception(
            "times_itself",
            _both(
                _as_it_is, lambda x, limit, upstream: np.clip(upstream, -limit, limit) * upstream
            ),
            "What goes back is the clipped gradient times the gradient that arrived.",
            "What the backward function returns is already the gradient that goes on. TensorFlow does "
            "not ask for a factor.",
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
            _both(lambda x, limit: np.full_like(x, min(1.0, limit)), lambda x, limit, up: np.nan),
            "The result is a gradient: that of x with respect to itself, clipped. It should be x. The "
            "tape that goes backward is the caller's, later.",
            "Write no tape here. tf.custom_gradient says what the caller's tape does on the way back.",
        ),
        Misconception(
            "own_gradient_of_one",
            _both(lambda x, limit: np.ones_like(x), lambda x, limit, upstream: np.nan),
            "The result is 1 everywhere, which is the gradient of x with respect to itself. It should be "
            "x. The tape that goes backward is the caller's, later.",
            "Write no tape here. tf.custom_gradient says what the caller's tape does on the way back.",
        ),
        Misconception(
            "undecorated",
            lambda x, limit, upstream, compared: "the value and the backward function",
            "The caller got both the value and the function for the way back. Such a pair is meant for "
            "tf.custom_gradient, and here tf.custom_gradient does not get it.",
            "Over which function should tf.custom_gradient stand, and is that function called?",
        ),
        Misconception(
            "doubled",
            _both(lambda x, limit: 2 * x, lambda x, limit, upstream: 2 * upstream),
            "The values are twice what they should be.",
            "What should x be when it comes out?",
        ),
        Misconception(
            "limit_of_one",
            _both(_as_it_is, lambda x, limit, upstream: np.clip(upstream, -1, 1)),
            "The gradient is brought into the range from -1 to 1, whatever limit is.",
            "Where does the backward function use limit?",
        ),
    ),
    hints=(
        "An ordinary operation has its ordinary derivative, and tf.custom_gradient lets you write another.",
        "A function under @tf.custom_gradient returns two things: its value, and a function that "
        "takes the gradient that arrives and returns the one that goes on.",
        "The value is tf.identity(x). tf.clip_by_value brings each element of a tensor into a range, "
        "from its second argument to its third; that is for the way back. Both know the limit if they "
        "stand inside clip_gradient.",
    ),
    afterword=(
        "Also right: `tf.minimum(tf.maximum(dy, -limit), limit)`, which is what "
        "`tf.clip_by_value` does."
    ),
)
