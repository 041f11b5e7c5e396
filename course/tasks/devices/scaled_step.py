"""A step of mixed precision: scale the loss, look at the gradient, and only then step."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _step_once(answer, start, factor, share, scale, rate):
    """The weights after a step on the loss sum(w * factor * share), and the scale that came back."""
    import tensorflow as tf

    weights = tf.Variable(start)

    def loss(small):
        if small.dtype != tf.float16:
            raise TypeError(f"loss takes a float16 tensor, and got one of {small.dtype.name}")
        return tf.reduce_sum(small * factor * share)

    scale = answer(loss, weights, scale, rate)
    return {"weights": tf.identity(weights), "scale": scale}


def _weights_and_scale(raw, start, factor, share, scale, rate) -> object:
    """The weights, and the scale as the last number; what is no number is shown as it is."""
    if raw["scale"] is None:
        return None
    try:
        after = np.asarray(raw["scale"], np.float32)
    except (TypeError, ValueError):
        return raw["scale"]
    if after.ndim:
        return raw["scale"]
    return np.append(np.asarray(raw["weights"], np.float32), after)


def _entry(index, start, *_) -> str:
    return "the scale" if index[0] == len(start) else f"weight {index[0]}"


def _steps(draw: np.random.Generator) -> Iterator[Case]:
    def case(
        start: object, factor: object, share: float, scale: float, rate: float, label: str
    ) -> Case:
        inputs = {
            "start": np.array(start, np.float32),
            "factor": np.array(factor, np.float16),
            "share": np.float16(share),
            "scale": scale,
            "rate": rate,
        }
        return Case(inputs, label)

    yield case([1.0, -2.0], [0.5, 4.0], 0.25, 1024.0, 0.5, "ordinary gradients")
    yield case([0.0, 3.0], [1e-4, 2e-4], 1e-4, 1024.0, 1e6, "gradients too small for float16")
    yield case(
        [1.0, 2.0, 3.0], [0.5, 40.0, 1.0], 2.0, 1024.0, 0.1, "one that is too large when scaled"
    )
    yield case([1.0, 2.0], [8.0, 16.0], 100.0, 512.0, 0.01, "all too large when scaled")
    yield case([1.0], [0.0], 200.0, 512.0, 0.5, "infinity times 0, which is nan")
    yield case(
        [0.001, 0.002], [40.0, 0.5], 2.0, 1024.0, 0.1, "a small loss with a gradient too large"
    )
    yield case(
        [300.0, 200.0],
        [1.0, 0.5],
        1.0,
        1024.0,
        0.5,
        "a loss too large, with gradients that are not",
    )
    size = int(draw.integers(2, 5))
    factor = draw.uniform(-2, 2, size).round(2)
    scale = float(2 ** draw.integers(5, 10))
    rate = round(float(draw.uniform(0.1, 2)), 2)
    yield case(draw.normal(0, 2, size).round(2), factor, 0.5, scale, rate, "numbers at random")


def _gradient(factor: np.ndarray, share: np.ndarray, scale: float, small: type = np.float16):
    """The gradient of scale * sum(w * factor * share), as 16 bits give it."""
    with np.errstate(all="ignore"):
        by_share = small(small(scale) * small(share))
        return (by_share * factor.astype(small)).astype(np.float32)


def _stepped(
    gradient: Callable[..., np.ndarray] = lambda f, s, scale: _gradient(f, s, scale) / scale,
    finite: Callable[[np.ndarray], np.ndarray] = lambda g: np.isfinite(g).all(),
    mended: Callable[[np.ndarray], np.ndarray] = lambda g: g,
    afterwards: Callable[[float, bool], float] = lambda scale, good: scale if good else scale / 2,
    sign: float = -1.0,
) -> Callable[..., np.ndarray]:
    def answer(start, factor, share, scale: float, rate: float) -> np.ndarray:
        with np.errstate(all="ignore"):
            slope = mended(gradient(factor, share, scale))
            good = bool(finite(slope))
            weights = start + sign * np.float32(rate) * slope if good else start
        return np.append(weights, afterwards(scale, good)).astype(np.float32)

    return answer


def _loss_asked(also_the_gradient: bool) -> Callable[..., np.ndarray]:
    """Whether to step is decided by the scaled loss, alone or together with the gradient."""

    def answer(start, factor, share, scale: float, rate: float) -> np.ndarray:
        with np.errstate(all="ignore"):
            terms = start.astype(np.float16) * factor * share
            good = bool(np.isfinite(np.float16(scale) * terms.sum(dtype=np.float16)))
            gradient = _gradient(factor, share, scale) / scale
            good = good and not (also_the_gradient and not np.isfinite(gradient).all())
            weights = start - np.float32(rate) * gradient if good else start
        return np.append(weights, scale if good else scale / 2).astype(np.float32)

    return answer


def _always(gradient: np.ndarray) -> bool:
    return True


TASK = Task(
    name="scaled_step",
    points=3,
    ask=Call(
        "scaled_step",
        _step_once,
        "loss(small) is tf.reduce_sum(small * factor * share), in float16; weights is a variable "
        "that begins as start. Shown are the weights after the call and then what came back: the scale",
        entry=_entry,
    ),
    facts=_weights_and_scale,
    cases=_steps,
    expected=_stepped(),
    tolerance=Tolerance(relative=2e-3, absolute=1e-6),
    example=ExampleForm(
        why_not="This task takes no example: its loss is a function, and not every function can be tried here."
    ),
    misconceptions=(
        Misconception(
            "unscaled",
            _stepped(lambda factor, share, scale: _gradient(factor, share, 1.0)),
            "The loss was not multiplied by the scale before the tape was asked, so gradients that are "
            "too small for float16 became 0, and their weights did not move.",
            "What has to happen to the loss while the tape still records?",
        ),
        Misconception(
            "divided_in_16_bits",
            _stepped(
                lambda factor, share, scale: (
                    _gradient(factor, share, scale).astype(np.float16) / np.float16(scale)
                ).astype(np.float32)
            ),
            "The gradient was divided while it was still in float16, where what is too small becomes 0 "
            "all the same.",
            "In which dtype is the gradient with respect to the variable itself?",
        ),
        Misconception(
            "not_divided",
            _stepped(lambda factor, share, scale: _gradient(factor, share, scale)),
            "The gradient is still that of the scaled loss, so the step is as many times too long as "
            "the scale says.",
            "What has to be undone after the gradient has come back in float32?",
        ),
        Misconception(
            "stepped_anyway",
            _stepped(finite=_always, afterwards=lambda scale, good: scale),
            "The step was made although the gradient was not finite, so weights became infinite or nan, "
            "and the scale stayed as it was.",
            "What should be asked of a gradient before it is used?",
        ),
        Misconception(
            "stepped_and_halved",
            lambda start, factor, share, scale, rate: np.append(
                _stepped(finite=_always)(start, factor, share, scale, rate)[:-1],
                _stepped()(start, factor, share, scale, rate)[-1],
            ),
            "The scale was halved where it should be, but the step was made all the same, and weights "
            "became infinite or nan.",
            "In which of the two cases may the weights change?",
        ),
        Misconception(
            "not_halved",
            _stepped(afterwards=lambda scale, good: scale),
            "The step was left out where it should be, and the scale came back unchanged: the next step "
            "would fail in the same way.",
            "What does the docstring say of the scale in that case?",
        ),
        Misconception(
            "doubled",
            _stepped(afterwards=lambda scale, good: scale if good else 2 * scale),
            "Where the gradient was too large for float16, the scale was doubled, which makes it larger "
            "still.",
            "In which direction does the scale have to go?",
        ),
        Misconception(
            "always_halved",
            _stepped(afterwards=lambda scale, good: scale / 2),
            "The scale is halved after every step, also after those that were made.",
            "Which scale comes back after a good step?",
        ),
        Misconception(
            "only_finite_entries",
            _stepped(
                mended=lambda slope: np.where(np.isfinite(slope), slope, 0),
                afterwards=lambda scale, good: scale,
            ),
            "Entries that are not finite were set to 0, and the rest of the step was made.",
            "By the docstring one bad entry stops the whole step.",
        ),
        Misconception(
            "only_finite_entries_halved",
            lambda start, factor, share, scale, rate: np.append(
                _stepped(mended=lambda slope: np.where(np.isfinite(slope), slope, 0))(
                    start, factor, share, scale, rate
                )[:-1],
                _stepped()(start, factor, share, scale, rate)[-1],
            ),
            "The scale is right, but where one entry was not finite, the weights of the other entries "
            "took their step all the same.",
            "By the docstring one bad entry stops the whole step. tf.reduce_all asks of all of them.",
        ),
        Misconception(
            "nan_unseen",
            _stepped(finite=lambda slope: not np.isinf(slope).any()),
            "Infinite gradients are found, but a gradient that is nan goes through. Infinity times 0 gives "
            "one.",
            "Which question about a number has the same answer for infinity and for nan?",
        ),
        Misconception(
            "loss_asked",
            _loss_asked(False),
            "The scaled loss was asked whether it is finite, and not the gradient. A small loss can have "
            "a gradient that is too large for float16.",
            "By which numbers are the weights changed?",
        ),
        Misconception(
            "loss_asked_too",
            _loss_asked(True),
            "A step was left out because the scaled loss is too large for float16, though every entry of "
            "the gradient is finite. The value of the scaled loss is used for nothing.",
            "Which numbers does the docstring want to be finite?",
        ),
        Misconception(
            "grows",
            _stepped(afterwards=lambda scale, good: 2 * scale if good else scale / 2),
            "After a good step the scale came back doubled. Keras's optimizer does so once in many steps; "
            "the task leaves it as it is.",
            "Which scale comes back after a good step?",
        ),
        Misconception(
            "any_finite",
            _stepped(finite=lambda slope: np.isfinite(slope).any()),
            "The step is left out only where every entry is bad, although a single bad entry should be "
            "enough.",
            "Which reduction is True only if all entries are?",
        ),
        Misconception(
            "climbs",
            _stepped(sign=1.0),
            "The step goes up the slope: the gradient was added.",
            "Which sign does a step of gradient descent have?",
        ),
        Misconception(
            "never_moves",
            lambda start, factor, share, scale, rate: np.append(
                start, _stepped()(start, factor, share, scale, rate)[-1]
            ),
            "The scale is right, and the weights have not moved: `weights = weights - ...` gives the name "
            "to a new tensor, and the variable stays as it was.",
            "Which method of a variable changes it?",
        ),
        Misconception(
            "rate_left_out",
            lambda start, factor, share, scale, rate: _stepped()(start, factor, share, scale, 1.0),
            "The whole gradient was subtracted. The rate says how much of it should be.",
            "Which argument have you not used yet?",
        ),
        Misconception(
            "nothing_back",
            lambda start, factor, share, scale, rate: None,
            "The function gives back None. After the step it should hand back the scale for the next one.",
            "Which of the two ways through your function has no return?",
        ),
    ),
    hints=(
        "Cast the weights to float16 inside the tape, and multiply the loss there too.",
        "The gradient with respect to the variable comes back in float32. Now the factor can be "
        "divided out, and tf.math.is_finite asks each entry.",
        "tf.reduce_all makes one answer of all entries. If it is False, hand back half of the scale "
        "and touch nothing; else assign_sub, and hand back the scale.",
    ),
    afterword=(
        "Also right: `tape.gradient(value, weights, output_gradients=tf.cast(scale, "
        "tf.float16))`, which leaves the loss as it is and scales the 1 that the "
        "backward pass begins with."
    ),
)
