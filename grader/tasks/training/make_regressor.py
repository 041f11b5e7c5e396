"""A network for a number, by Sequential."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _call_with_set_weights(answer, features, x):
    """What the model gives once every weight holds a fixed pattern of numbers."""
    import numpy as np

    model = answer(features)
    if not callable(model):
        return model  # is told apart as what it is, such as None
    model(x)  # a model that was told no input shape makes its weights now
    model.set_weights(
        [((7 * np.arange(w.size) + 3) % 11 - 5).reshape(w.shape) / 5 for w in model.get_weights()]
    )
    return np.asarray(model(x))


def _pattern(*shape: int) -> np.ndarray:
    return ((7 * np.arange(np.prod(shape)) + 3) % 11 - 5).reshape(shape) / 5


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    def case(rows: int, features: int, label: str) -> Case:
        x = draw.normal(0, 1, (rows, features)).astype(np.float32)
        x[0] = -1.0  # a row whose result is negative is among the cases whatever the seed
        return Case({"features": features, "x": x}, label)

    yield case(4, 3, "four rows of three features")
    yield case(3, 1, "a single feature")
    yield case(1, 5, "a single row")
    yield case(int(draw.integers(5, 9)), int(draw.integers(2, 8)), "random sizes")


def _relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def _dense(x: np.ndarray, units: int, activation: Callable = lambda z: z) -> np.ndarray:
    return activation(x @ _pattern(x.shape[1], units) + _pattern(units))


def _network(hidden: Callable = _relu, out: Callable = lambda z: z, units: int = 8):
    def answer(features: int, x: np.ndarray) -> np.ndarray:
        return _dense(_dense(x, units, hidden), 1, out).astype(np.float32)

    return answer


TASK = Task(
    name="make_regressor",
    title="A network for a number",
    points=2,
    ask=Call(
        "make_regressor",
        _call_with_set_weights,
        "called with features; then each weight of the model is set to a fixed pattern of numbers, "
        "and the model is called with x",
    ),
    cell='''
def make_regressor(features):
    """A network that predicts one number, of any size and sign, for each example.

    Args:
        features: Python int, the number of columns of the input.

    Returns:
        A Keras model, not trained. Its input has shape (examples, features) and dtype float32.
        It has one hidden Dense layer of 8 units with the activation ReLU, then a Dense layer
        that gives shape (examples, 1) and may give any number. Both have a bias.

    Example:
        make_regressor(3)(tf.zeros([5, 3])) has shape (5, 1).
    """
    ### BEGIN SOLUTION
    return tf.keras.Sequential(
        [
            tf.keras.Input([features]),
            tf.keras.layers.Dense(8, activation="relu"),
            tf.keras.layers.Dense(1),
        ]
    )
    ### END SOLUTION
''',
    cases=_tables,
    expected=_network(),
    dtype="float32",
    misconceptions=(
        Misconception(
            "relu_out",
            _network(out=_relu),
            "The output has the activation ReLU too: wherever the result should be negative, it "
            "is 0.",
            "Which activation lets every number through?",
        ),
        Misconception(
            "linear_hidden",
            _network(hidden=lambda z: z),
            "The hidden layer has no activation. Two linear layers, one after the other, are no "
            "more than one linear layer.",
            "Look at the arguments of the first Dense layer.",
        ),
        Misconception(
            "sigmoid_out",
            _network(out=_sigmoid),
            "The output lies between 0 and 1, as a sigmoid gives it. A number of any size is "
            "asked for.",
            "Which activation lets every number through?",
        ),
        Misconception(
            "softmax_out",
            lambda features, x: np.ones((len(x), 1), np.float32),
            "Every output is 1. Softmax makes shares that add up to 1, and here there is a single "
            "share.",
            "What is softmax for, and is it needed for one number?",
        ),
        Misconception(
            "no_hidden",
            lambda features, x: _dense(x, 1).astype(np.float32),
            "There is no hidden layer: the result is one weighted sum of the features.",
            "How many Dense layers does the docstring name?",
        ),
        Misconception(
            "one_unit_hidden",
            _network(units=1),
            "The hidden layer has a single unit.",
            "The first argument of Dense is the number of its units.",
        ),
        Misconception(
            "a_unit_a_feature",
            lambda features, x: _network(units=features)(features, x),
            "The hidden layer has as many units as there are features.",
            "Units and features are two numbers: which of them does the docstring set?",
        ),
        Misconception(
            "two_hidden",
            lambda features, x: _dense(_dense(_dense(x, 8, _relu), 8, _relu), 1).astype(np.float32),
            "There are two hidden layers.",
            "How many Dense layers does the docstring name in all?",
        ),
        Misconception(
            "tanh_hidden",
            _network(hidden=np.tanh),
            "The hidden layer has the activation tanh.",
            "Which activation does the docstring name?",
        ),
        Misconception(
            "sigmoid_hidden",
            _network(hidden=_sigmoid),
            "The hidden layer has the activation sigmoid.",
            "Which activation does the docstring name?",
        ),
        Misconception(
            "eight_outputs",
            lambda features, x: _dense(x, 8, _relu).astype(np.float32),
            "The model ends after its hidden layer, and gives 8 numbers for each example.",
            "Which layer makes one number of them?",
        ),
        Misconception(
            "an_output_a_feature",
            lambda features, x: _dense(_dense(x, 8, _relu), features).astype(np.float32),
            "The model gives as many numbers as there are features.",
            "The units of the last layer are the numbers it gives for one example.",
        ),
        Misconception(
            "flat",
            lambda features, x: _network()(features, x)[:, 0],
            "The numbers are right, and the axis of size 1 is gone.",
            "What shape does a Dense layer of one unit give by itself?",
        ),
    ),
    hints=(
        "A Sequential model takes a list: what comes in first, then the layers in order.",
        "keras.Input takes the shape of one example, without the batch axis.",
        "A layer without an activation gives its weighted sum as it is. Which of the two layers "
        "needs that?",
    ),
    accepted=(
        "import keras\n\n\n"
        "def make_regressor(features):\n"
        "    inputs = keras.Input((features,))\n"
        "    hidden = keras.layers.Dense(8, activation=keras.activations.relu)(inputs)\n"
        "    return keras.Model(inputs, keras.layers.Dense(1)(hidden))",
        "def make_regressor(features):\n"
        "    model = tf.keras.Sequential()\n"
        "    model.add(tf.keras.layers.Dense(8))\n"
        "    model.add(tf.keras.layers.ReLU())\n"
        "    model.add(tf.keras.layers.Dense(1, activation='linear'))\n"
        "    return model",
        "class Regressor(tf.keras.Model):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.hidden = tf.keras.layers.Dense(8)\n"
        "        self.out = tf.keras.layers.Dense(1)\n"
        "    def call(self, x):\n"
        "        return self.out(tf.nn.relu(self.hidden(x)))\n\n\n"
        "def make_regressor(features):\n"
        "    return Regressor()",
        "def make_regressor(features):\n"
        "    layers = tf.keras.layers\n"
        "    model = tf.keras.Sequential([layers.Dense(8, 'relu'), layers.Dense(1)])\n"
        "    model.build((None, features))\n"
        "    model.compile('adam', 'mse')\n"
        "    return model",
    ),
)
