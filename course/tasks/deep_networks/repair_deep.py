"""Repair: a network of twenty layers, measured before training."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_LEAST, _MOST = 0.002, 60.0
_LAYERS, _WIDTH = 20, 32


def _look_before_training(answer, features, classes, x, y):
    """The kernels, outputs for x and for what is made of it, the first kernel's gradient."""
    import keras
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    model = answer(features, classes)
    if not isinstance(model, keras.Model):
        raise Misfit(model)
    with tf.GradientTape() as tape:
        outputs = model(x, training=False)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=outputs)
        loss = tf.reduce_mean(losses)
    kernels = [weight for weight in model.trainable_variables if len(weight.shape) == 2]
    half = len(x) // 2
    sums = tf.concat([x[:half] + x[half:], tf.zeros_like(x[:1])], axis=0)
    return {
        "kernels": [weight.value for weight in kernels],
        "outputs": outputs,
        "of_sums": model(sums, training=False),
        "gradient": tape.gradient(loss, kernels[0]) if kernels else None,
    }


def _state_of(raw, features: int, classes: int, x: np.ndarray, y: np.ndarray) -> str:
    """What is to be said of a network at its start, in a sentence."""
    widths = [kernel.shape[1] for kernel in raw["kernels"]]
    if len(widths) <= _LAYERS:
        return _SHALLOW
    if widths[:-1].count(_WIDTH) < _LAYERS:
        return _NARROW
    outputs, gradient = np.float64(raw["outputs"]), raw["gradient"]
    if gradient is None:
        return _CUT
    norm = np.sqrt((np.float64(gradient) ** 2).sum())
    if not (np.isfinite(outputs).all() and np.isfinite(norm)):
        return _NOT_FINITE
    if not outputs.any():
        return _ALL_ZERO
    if outputs.min() >= 0 and np.allclose(outputs.sum(axis=1), 1, atol=1e-3):
        return _SHARES
    spread, size = outputs.std(axis=0).mean(), np.abs(outputs).mean()
    half = len(x) // 2
    added = outputs[:half] + outputs[half:]
    of_sums = np.float64(raw["of_sums"])
    if (
        np.abs(added - of_sums[:-1] - of_sums[-1]).max() < 1e-3 * np.abs(added).max()
        and size > 1e-3
    ):
        return _ALIKE if spread < _LEAST else _LINEAR
    state = _in_words(norm, spread, size)
    return _SHARED if state not in (_FIT, _ALIKE) and _two_are_equal(raw["kernels"]) else state


def _two_are_equal(kernels: Sequence[np.ndarray]) -> bool:
    drawn = [kernel.tobytes() for kernel in kernels if kernel.any()]
    return len(set(drawn)) < len(drawn)


def _in_words(norm: float, spread: float, size: float) -> str:
    if norm < _LEAST and spread < _LEAST:
        return _ALIKE if size > 50 * spread else _FADED
    words = [
        "below" if number < _LEAST else "above" if number > _MOST else "within"
        for number in (spread, norm)
    ]
    if "below" in words and "within" in words:
        return _PARTLY_BELOW
    return (
        f"the logits' deviation lies {words[0]} its bounds, the first gradient {words[1]} its own"
    )


_PARTLY_BELOW = "of the logits' deviation and the first gradient, one lies below its bounds"
_FIT = _in_words(1.0, 1.0, 1.0)
_EXPLODED = _in_words(1e3, 1e3, 1e3)
_ALIKE = "both lie below their bounds, and all rows get nearly the same logits"
_FADED = "both lie below their bounds, and the logits themselves are tiny"
_SHARED = "two kernels are equal, and the logits' deviation or the first gradient is out of bounds"
_SHALLOW = "there are fewer than 20 hidden layers"
_NARROW = "fewer than 20 hidden layers have 32 units"
_CUT = "no gradient arrives at the first kernel: it is not part of the way to the output"
_NOT_FINITE = "the logits or the first gradient are infinite or nan"
_ALL_ZERO = "all logits are 0"
_SHARES = "the outputs are shares that add up to 1, not logits"
_LINEAR = (
    "the model is linear: what it gives for two rows added up is the sum of what it gives for each"
)


def _batches(draw: np.random.Generator) -> Iterator[Case]:
    features, classes = (int(n) for n in draw.integers([6, 3], [17, 11]))
    inputs = {
        "features": features,
        "classes": classes,
        "x": np.float32(draw.normal(0, 1, (200, features))),
        "y": draw.integers(0, classes, 200).astype(np.int32),
    }
    yield Case(inputs, "200 rows of standard normal numbers")


def _always(state: str) -> Callable[..., str]:
    return lambda *inputs: state


TASK = Task(
    name="repair_deep",
    points=3,
    ask=Call(
        "build_deep",
        _look_before_training,
        "called with features and classes; then the logits for x are looked at, and the gradient of "
        "the mean cross-entropy with respect to the first kernel",
        "a Keras model",
    ),
    cases=_batches,
    expected=_always(_FIT),
    facts=_state_of,
    given=_always(_ALIKE),
    misconceptions=(
        Misconception(
            "alike",
            _always(_ALIKE),
            "All rows come out alike: what tells them apart gets smaller in every layer, while the values "
            "themselves stay. Sigmoids do that, since their slope is 0.25 at most, and another start "
            "alone hardly cures it. Nor does BatchNormalization here: before training, in inference, its "
            "averages are 0 and 1, so it changes almost nothing.",
            "Which activation has a slope of 1 somewhere? And which start belongs to that activation?",
        ),
        Misconception(
            "faded",
            _always(_FADED),
            "The signal fades: each layer makes its values smaller than the last one did, until nothing is "
            "left after twenty, and the gradient fades on its way back as well. The activation is no longer "
            "the cause; the initial weights are too small for it. BatchNormalization does not make up for that "
            "here: before training, in inference, its averages are 0 and 1, so it changes almost nothing.",
            "Which rule of initialization belongs to your activation? And which one does Dense use if "
            "you don't name one?",
        ),
        Misconception(
            "exploded",
            _always(_EXPLODED),
            "The signal explodes: each layer, or each sum with what came in, makes its values larger, and "
            "twenty of them multiply that.",
            "Which initialization keeps the size? With `x + f(x)`, what could bring f's input back to size "
            "1 in every block?",
        ),
        Misconception(
            "grows_back",
            _always(_in_words(1e3, 1.0, 1.0)),
            "The logits keep their size, but the gradient grows in every layer on its way back. Where a "
            "normalization, or an activation that ends flat, holds the values at one size, initial weights "
            "that don't fit show only in this direction.",
            "Which initialization fits your activation, so that a normalization has little to correct?",
        ),
        Misconception(
            "grows_forward",
            _always(_in_words(1.0, 1e3, 1e3)),
            "The logits differ more from row to row than they should, while the first gradient is within its "
            "bounds: the layers, or a single one of them, make the values larger on their way forward.",
            "In which layer do the values become large? Look at the standard deviation of what each of them "
            "gives.",
        ),
        Misconception(
            "partly_below",
            _always(_PARTLY_BELOW),
            "One of the two numbers lies below its bounds and the other one within: something still gets "
            "through, but the layers, or a single one of them, make it too small.",
            "In which layer do the values become small? Which initialization belongs to your activation?",
        ),
        Misconception(
            "shared",
            _always(_SHARED),
            "Two or more layers begin with the very same kernel. What it does to the size of the values is "
            "then done again and again, and the rule that it was drawn by no longer holds on average. In "
            "Keras 3, one initializer object gives every layer of a shape the same numbers.",
            "How does each layer get an initializer of its own? And which rule belongs to your activation?",
        ),
        Misconception(
            "not_finite",
            _always(_NOT_FINITE),
            "The numbers have outgrown float32, because each layer multiplies their size.",
            "Print the standard deviation of each layer's output. By which factor does it grow?",
        ),
        Misconception(
            "all_zero",
            _always(_ALL_ZERO),
            "Every logit is 0, so the kernels began at zero, or every unit of a layer is dead. No gradient "
            "gets past such a layer.",
            "What do the initial weights have to be, so that the units of a layer differ?",
        ),
        Misconception(
            "linear",
            _always(_LINEAR),
            "The hidden layers have no activation. The signal then survives, but twenty linear layers can "
            "say no more than one.",
            "Which activation keeps the signal, given initial weights that fit it?",
        ),
        Misconception(
            "shallow",
            _always(_SHALLOW),
            "The network has become shallower. That helps, but the task is about one with twenty hidden layers.",
            "Leave the loop at 20, and change what is in it.",
        ),
        Misconception(
            "narrow",
            _always(_NARROW),
            "The hidden layers have widths other than 32.",
            "Leave the units at 32, and change how the layers start and what they apply.",
        ),
        Misconception(
            "shares",
            _always(_SHARES),
            "The model ends in a softmax. The loss here takes logits.",
            "Which activation should a layer of logits have?",
        ),
    ),
    # 20 hidden layers or more are asked for.
    alike=("`20` -> `21`",),
    hints=(
        "There are two things to look at: the activation, and the initializer. Neither is enough by itself.",
        "ReLU goes with He's rule, tanh with Glorot's, SELU with LeCun's. Keras knows each of them by a "
        "name.",
        "Residual sums and LayerNormalization in each block are another way; then the start matters less.",
    ),
)
