"""Repair: the training that can't learn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _look_at(answer, classes, x, y, look_at):
    """The loss at a fixed pattern of weights, or whether a training brings a loss down."""
    import keras
    import numpy as np
    import tensorflow as tf

    x, y = np.asarray(x), np.asarray(y)
    model = answer(x.shape[1], classes)
    if model is None:
        return model  # is told apart as what it is, such as None
    if look_at == "loss":
        model(x)  # a model that was told no input shape makes its weights now
        patterns = [(7 * np.arange(w.size) + 3) % 11 - 5 for w in model.get_weights()]
        weights = zip(patterns, model.get_weights(), strict=True)
        model.set_weights([p.reshape(w.shape) / 10 for p, w in weights])
        loss = np.ravel(model.test_on_batch(x, y))[0]  # metrics come after it
        return np.array([loss, np.any(np.asarray(model(x)) == 0)], np.float32)
    if look_at == "optimizer":  # the learner's own, set to work on a network that can learn
        optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
        layers = [keras.layers.Dense(16, activation="relu"), keras.layers.Dense(classes)]
        model = keras.Sequential([keras.Input([x.shape[1]]), *layers])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer=optimizer, loss=loss, jit_compile=False)
    # One data set of 40 epochs: to prepare arrays for each epoch would take longer than the steps.
    points = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(10).repeat(40)
    model.fit(points, shuffle=False, verbose=0)  # it is shuffled
    return np.float32(np.ravel(model.test_on_batch(x, y))[0] < np.log(classes) / 2)


def _pattern(*shape: int) -> np.ndarray:
    return ((7 * np.arange(np.prod(shape)) + 3) % 11 - 5).reshape(shape) / 10


def _groups(draw: np.random.Generator) -> Iterator[Case]:
    def case(classes: int, rows: int, look_at: str, label: str) -> Case:
        y = np.arange(rows) % classes
        angle = 2 * np.pi * y / classes + draw.uniform(0, 6)
        centers = 3.0 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        x = np.float32(centers + draw.normal(0, 1.2, (rows, 2)))
        inputs = {"classes": classes, "x": x, "y": y.astype(np.int32), "look_at": look_at}
        return Case(inputs, label, part=look_at)

    yield case(3, 9, "loss", "the loss before training")
    yield case(int(draw.integers(4, 7)), 12, "loss", "the loss of more classes")
    yield case(3, 90, "optimizer", "its optimizer, on a network that can learn")
    yield case(3, 90, "training", "a training")


def _logits(classes: int, x: np.ndarray) -> np.ndarray:
    hidden = np.maximum(x.astype(np.float64) @ _pattern(2, 16) + _pattern(16), 0)
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


def _relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


def _giving(probabilities, learns: bool = True, cut: bool = False, optimizes: bool = True):
    """What is seen when the last layer's sums become probabilities this way.

    `cut`: some output is exactly 0; the patterns of weights give sums below 0 for every seed.
    """

    def answer(classes: int, x: np.ndarray, y: np.ndarray, look_at: str) -> np.ndarray:
        if look_at != "loss":
            return np.array(optimizes if look_at == "optimizer" else learns, np.float32)
        loss = _entropy(probabilities(_logits(classes, x)), y)
        return np.array([loss, cut], np.float32)

    return answer


TASK = Task(
    name="cannot_learn",
    title="Repair: the training that can't learn",
    points=2,
    ask=Call(
        "make_learner",
        _look_at,
        'look_at "loss": each weight is set to a fixed pattern of numbers; the result is the loss '
        "for x and y, and after it 1 if the model gives an output that is exactly 0, else 0. "
        '"training": the model is trained for 40 epochs in batches of 10; the result is 1 if the '
        'loss then lies below half of log(classes), else 0. "optimizer": the same, with your '
        "optimizer and a network and a loss that can learn",
    ),
    cell='''
def make_learner(features, classes):
    """A compiled network that tells classes apart.

    Args:
        features: Python int, the number of columns of the input.
        classes: Python int, the number of classes.

    Returns:
        A compiled Keras model with a hidden Dense layer of 16 units (ReLU) and a Dense layer of
        one unit for each class. Its loss is the cross-entropy between its probabilities and
        labels that are class indices. On a table of two columns with three groups of points it
        learns in 40 epochs. Today it doesn't: three things are wrong.

    Example:
        Before training, the loss of 3 classes is near log(3) = 1.1, or somewhat more. After 40
        epochs it should lie below half of that.
    """
    model = tf.keras.Sequential(
        [
            tf.keras.Input([features]),
            tf.keras.layers.Dense(16, activation="relu"),
            tf.keras.layers.Dense(classes, activation="relu"),
        ]
    )
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=10.0),
        loss="sparse_categorical_crossentropy",
    )
    return model


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def make_learner(features, classes):
    """Logits without an activation, the loss that expects them, and a smaller learning rate."""
    model = tf.keras.Sequential(
        [
            tf.keras.Input([features]),
            tf.keras.layers.Dense(16, activation="relu"),
            tf.keras.layers.Dense(classes),
        ]
    )
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.05),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return model


### END SOLUTION
''',
    cases=_groups,
    expected=_giving(_softmax),
    given=_giving(lambda z: _as_shares(_relu(z)), learns=False, cut=True, optimizes=False),
    dtype="float32",
    parts={"loss": 0.6, "optimizer": 0.2, "training": 0.2},
    misconceptions=(
        Misconception(
            "rate",
            _giving(_softmax, learns=False, optimizes=False),
            "The loss is right before training. But your optimizer trains no network, not even one "
            "that can learn: each step goes too far, or hardly anywhere.",
            "Print the loss of every epoch from history. What is an ordinary learning rate of this "
            "optimizer?",
        ),
        Misconception(
            "relu_on_logits",
            _giving(lambda z: _softmax(_relu(z)), cut=True),
            "The loss expects logits now, and the last layer still cuts them off below 0. Where a "
            "logit is cut off, its gradient is 0.",
            "Which activation should a layer of logits have?",
        ),
        Misconception(
            "rate_alone",
            _giving(lambda z: _as_shares(_relu(z)), cut=True),
            "Last layer and loss don't fit yet, whatever the optimizer does: the layer cuts off "
            "what is below 0, and the loss takes what is left for probabilities.",
            "Two questions: which activation should the last layer have, and what does a loss given "
            "by its name expect?",
        ),
        Misconception(
            "logits_as_probabilities",
            _giving(_as_shares),
            "The last layer gives logits, and the loss takes them for probabilities: outside 0 to "
            "1 they are cut off, and the gradient is 0 there.",
            "Which activation makes probabilities? Or which loss takes the outputs as they are?",
        ),
        Misconception(
            "probabilities_as_logits",
            _giving(lambda z: _softmax(_softmax(z))),
            "Softmax is applied twice: once by the last layer, once more by the loss.",
            "Either the layer or the loss: one of them is enough.",
        ),
        Misconception(
            "sigmoid_out",
            _giving(lambda z: _as_shares(1 / (1 + np.exp(-z)))),
            "Sigmoid makes a share of each logit by itself, and they don't add up to 1.",
            "Which activation makes probabilities of which one class is right?",
        ),
    ),
    hints=(
        "Three places: the activation of the last layer, the loss, the learning rate.",
        "A loss given by its name expects probabilities. Who makes them here?",
        "Logits need no activation and a loss with from_logits=True. A learning rate of SGD is "
        "usually between 0.01 and 0.1.",
    ),
    accepted=(
        "def make_learner(features, classes):\n"
        "    model = tf.keras.Sequential([\n"
        "        tf.keras.layers.Dense(16, activation='relu'),\n"
        "        tf.keras.layers.Dense(classes, activation='softmax')])\n"
        "    model.compile('rmsprop', 'sparse_categorical_crossentropy')\n"
        "    return model",
        "import keras\n\n\n"
        "def make_learner(features, classes):\n"
        "    x = keras.Input((features,))\n"
        "    h = keras.layers.Dense(16, 'relu')(x)\n"
        "    model = keras.Model(x, keras.layers.Dense(classes)(h))\n"
        "    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)\n"
        "    model.compile(keras.optimizers.Adam(0.01), loss)\n"
        "    return model",
        "def make_learner(features, classes):\n"
        "    dense = tf.keras.layers.Dense\n"
        "    model = tf.keras.Sequential([dense(16, 'relu'), dense(classes), "
        "tf.keras.layers.Softmax()])\n"
        "    model.compile(tf.keras.optimizers.SGD(0.01, momentum=0.9),\n"
        "                  tf.keras.losses.sparse_categorical_crossentropy)\n"
        "    return model",
        "def make_learner(features, classes):\n"
        "    model = tf.keras.Sequential([\n"
        "        tf.keras.Input([features]),\n"
        "        tf.keras.layers.Dense(16, activation='relu'),\n"
        "        tf.keras.layers.Dense(classes)])\n"
        "    def loss(y_true, logits):\n"
        "        y_true = tf.cast(tf.reshape(y_true, [-1]), tf.int32)\n"
        "        return tf.nn.sparse_softmax_cross_entropy_with_logits(y_true, logits)\n"
        "    model.compile(tf.keras.optimizers.SGD(0.02), loss, jit_compile=False)\n"
        "    return model",
    ),
)
