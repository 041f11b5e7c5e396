"""Repair: the training that can't learn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _look_at(answer, classes, x, y, look_at):
    """Outputs and loss at a fixed pattern of weights, or the losses of a training."""
    import keras
    import numpy as np
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    x, y = np.asarray(x), np.asarray(y)
    model = answer(x.shape[1], classes)
    if not isinstance(model, keras.Model) or getattr(model, "optimizer", None) is None:
        raise Misfit(model)
    if look_at == "optimizer":  # the learner's own, set to work on a network that can learn
        optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
        layers = [keras.layers.Dense(16, activation="relu"), keras.layers.Dense(classes)]
        model = keras.Sequential([keras.Input([x.shape[1]]), *layers])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer=optimizer, loss=loss, jit_compile=False)
    model(x)  # a model that was told no input shape makes its weights now
    weights = model.get_weights()
    if look_at in ("outputs", "loss"):
        patterns = [((7 * np.arange(w.size) + 3) % 11 - 5) / 10 for w in weights]
        model.set_weights([p.reshape(w.shape) for p, w in zip(patterns, weights, strict=True)])
        return model(x) if look_at == "outputs" else model.test_on_batch(x, y)
    # It starts from the same weights each time, and sees the rows in the same order: one answer is
    # not right today and wrong tomorrow.
    draw = np.random.default_rng(7)
    spread = [np.sqrt(6 / sum(w.shape)) if w.ndim == 2 else 0.0 for w in weights]
    model.set_weights(
        [s * draw.uniform(-1, 1, w.shape) for s, w in zip(spread, weights, strict=True)]
    )
    # One data set of 40 epochs: to prepare arrays for each epoch would take longer than the steps.
    points = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed=7).batch(10).repeat(40)
    history = model.fit(points, shuffle=False, verbose=0)  # it is shuffled
    return {"mean": history.history["loss"][0], "last": model.test_on_batch(x, y)}


def _seen_of(raw, classes: int, x: np.ndarray, y: np.ndarray, look_at: str):
    """What is compared: probabilities, a loss, or whether a training brought the loss down.

    Logits and their softmax are the same probabilities. Where steps are far too long, the loss leaps
    up and down and may happen to end low, so its mean over all steps counts as well.
    """
    if look_at == "outputs":
        shares = raw.min() >= 0 and np.allclose(raw.sum(axis=1), 1, atol=1e-3)
        return np.float32(raw if shares else _softmax(np.float64(raw)))
    if look_at == "loss":
        return float(np.ravel(raw)[0])
    low = np.ravel(raw["last"])[0] < np.log(classes) / 2 and raw["mean"] < np.log(classes)
    return _FELL if low else _STAYED


_FELL = "the loss fell below half of log(classes)"
_STAYED = "the loss did not get low enough, or leaped up on the way"


def _pattern(*shape: int) -> np.ndarray:
    return ((7 * np.arange(np.prod(shape)) + 3) % 11 - 5).reshape(shape) / 10


def _groups(draw: np.random.Generator) -> Iterator[Case]:
    def case(classes: int, rows: int, look_at: str, label: str) -> Case:
        y = np.arange(rows) % classes
        angle = 2 * np.pi * y / classes + draw.uniform(0, 6)
        centers = 3.0 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        x = np.float32(centers + draw.normal(0, 1.2, (rows, 2)))
        inputs = {"classes": classes, "x": x, "y": y.astype(np.int32), "look_at": look_at}
        return Case(inputs, label, part="loss" if look_at == "outputs" else look_at)

    yield case(3, 9, "outputs", "the probabilities before training")
    yield case(3, 9, "loss", "the loss before training")
    yield case(int(draw.integers(4, 7)), 12, "loss", "the loss of more classes")
    yield case(3, 90, "optimizer", "its optimizer, on a network that can learn")
    yield case(3, 90, "training", "a training")


def _relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def _logits(classes: int, x: np.ndarray, activation=_relu) -> np.ndarray:
    hidden = activation(x.astype(np.float64) @ _pattern(2, 16) + _pattern(16))
    return hidden @ _pattern(16, classes) + _pattern(classes)


def _entropy(probabilities: np.ndarray, y: np.ndarray) -> float:
    return float(-np.mean(np.log(probabilities[np.arange(len(y)), y])))


def _softmax(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _as_shares(z: np.ndarray) -> np.ndarray:
    """What the sparse cross-entropy of Keras 3 makes of outputs it takes for probabilities."""
    cut = np.clip(z, 1e-7, 1 - 1e-7)
    return cut / cut.sum(axis=1, keepdims=True)


def _giving(probabilities, outputs=None, learns: bool = True, optimizes: bool = True, hidden=_relu):
    """What is seen when the loss makes these probabilities of the last layer's sums.

    `outputs`: the probabilities that the model's outputs stand for, where they are others.
    """

    def answer(classes: int, x: np.ndarray, y: np.ndarray, look_at: str):
        sums = _logits(classes, x, hidden)
        if look_at == "outputs":
            return np.float32((outputs or probabilities)(sums))
        if look_at == "loss":
            return _entropy(probabilities(sums), y)
        return _FELL if (optimizes if look_at == "optimizer" else learns) else _STAYED

    return answer


def _another_network(result: np.ndarray, expected: np.ndarray) -> bool:
    return expected.ndim == 0 or (
        result.shape == expected.shape and not np.allclose(result, expected, atol=1e-4)
    )


def _another_loss(result: np.ndarray, expected: np.ndarray) -> bool:
    return result.shape == expected.shape and (
        expected.ndim == 0 or np.allclose(result, expected, atol=1e-4)
    )


TASK = Task(
    name="cannot_learn",
    points=2,
    ask=Call(
        "make_learner",
        _look_at,
        'look_at "outputs" and "loss": each weight is set to a fixed pattern of numbers; compared '
        "are the probabilities of the classes for x (of logits, their softmax) or the loss for x "
        'and y. "training": the model is trained for 40 epochs in batches of 10, from fixed '
        "weights; the loss should then lie below half of log(classes), and on average have been "
        'below log(classes). "optimizer": the same, with your optimizer and a network and a loss '
        "that can learn",
        "a compiled Keras model",
    ),
    cases=_groups,
    expected=_giving(_softmax),
    facts=_seen_of,
    given=_giving(
        lambda z: _as_shares(_relu(z)), lambda z: _softmax(_relu(z)), learns=False, optimizes=False
    ),
    dtype="float32",
    parts={"loss": 0.6, "optimizer": 0.2, "training": 0.2},
    example=ExampleForm(
        why_not="This task takes no example: what is wrong with the model shows in training, and not in a value that could be written down."
    ),
    misconceptions=(
        Misconception(
            "rate",
            _giving(_softmax, learns=False, optimizes=False),
            "The loss is right before training. But your optimizer can't train a network, not even "
            "one that learns easily: each step goes too far, or hardly anywhere.",
            "Print the loss of every epoch from history. What is an ordinary learning rate of this "
            "optimizer?",
        ),
        Misconception(
            "relu_on_logits",
            _giving(lambda z: _softmax(_relu(z))),
            "The loss expects logits now, and the last layer still cuts them off below 0. Where a "
            "logit is cut off, its gradient is 0.",
            "Which activation should a layer of logits have?",
        ),
        Misconception(
            "rate_alone",
            _giving(lambda z: _as_shares(_relu(z)), lambda z: _softmax(_relu(z))),
            "Last layer and loss don't fit yet, whatever the optimizer does: the layer cuts off "
            "what is below 0, and the loss takes what is left for probabilities.",
            "Two questions: which activation should the last layer have, and what does a loss given "
            "by its name expect?",
        ),
        Misconception(
            "logits_as_probabilities",
            _giving(_as_shares, _softmax),
            "The last layer gives logits, and the loss takes them for probabilities: outside 0 to "
            "1 they are cut off, and the gradient is 0 there.",
            "Which activation makes probabilities? Or which loss takes the outputs as they are?",
        ),
        Misconception(
            "probabilities_as_logits",
            _giving(lambda z: _softmax(_softmax(z)), _softmax),
            "Softmax is applied twice. The model works it out in a way that Keras does not recognize, and "
            "the loss, which expects logits, applies it again.",
            "Which of the two should apply it, the layer or the loss?",
        ),
        Misconception(
            "sigmoid_out",
            _giving(_softmax, lambda z: _softmax(_sigmoid(z))),
            "The last layer has sigmoid, which makes a share of each logit by itself: they don't add "
            "up to 1, though just one class is right. (Keras takes the loss of the logits before it.)",
            "Which activation makes probabilities of which one class is right?",
        ),
        Misconception(
            "sigmoid_as_shares",
            _giving(lambda z: _as_shares(_sigmoid(z)), lambda z: _softmax(_sigmoid(z))),
            "Sigmoid makes a share of each logit by itself, and they don't add up to 1, though just "
            "one class is right.",
            "Which activation makes probabilities of which one class is right?",
        ),
        Misconception(
            "another_network",
            _giving(_softmax, hidden=np.tanh),
            "The model's outputs are not those of the network described: a hidden layer of 16 units "
            "with ReLU, and a layer of one unit for each class without an activation, or with softmax.",
            "Call summary() on your model, and compare its layers with the docstring one by one.",
            shown_by=_another_network,
        ),
        Misconception(
            "another_loss",
            _giving(lambda z: np.sqrt(_softmax(z)), _softmax),
            "The model's outputs are right, and its loss is not the cross-entropy of their "
            "probabilities.",
            "What does the loss take outputs for, and what are the labels here: class indices or rows?",
            shown_by=_another_loss,
        ),
    ),
    hints=(
        "There are three places to look at: the activation of the last layer, the loss, and the "
        "learning rate.",
        "A loss given by its name expects probabilities. Which layer makes them here?",
        "Logits need no activation and a loss with from_logits=True. A learning rate of SGD is "
        "usually between 0.01 and 0.1.",
    ),
    afterword=(
        'Also right: `tf.keras.layers.Dense(classes, activation="softmax")`, with which the '
        'loss `"sparse_categorical_crossentropy"` gets the probabilities that it expects.'
    ),
)
