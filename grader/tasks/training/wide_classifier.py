"""A classifier by the Functional API, under a parameter budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _count_and_call(answer, features, classes, budget, x):
    """The number of parameters, then what the model gives for a fixed pattern of weights."""
    import numpy as np

    model = answer(features, classes, budget)
    if not callable(model):
        return model  # is told apart as what it is, such as None
    model(x)  # a model that was told no input shape makes its weights now
    model.set_weights(
        [((7 * np.arange(w.size) + 3) % 11 - 5).reshape(w.shape) / 5 for w in model.get_weights()]
    )
    return np.append(model.count_params(), np.ravel(model(x))).astype(np.float32)


def _pattern(*shape: int) -> np.ndarray:
    return ((7 * np.arange(np.prod(shape)) + 3) % 11 - 5).reshape(shape) / 5


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    def case(features: int, classes: int, units: int, spare: int, label: str) -> Case:
        x = draw.normal(0, 1, (2, features)).astype(np.float32)
        budget = units * (features + 1 + classes) + (features + 1) * classes + spare
        inputs = {"features": features, "classes": classes, "budget": budget, "x": x}
        return Case(inputs, label)

    yield case(4, 3, 5, 0, "a budget that is used up exactly")
    yield case(3, 2, 4, 5, "a budget with one parameter too few for another unit")
    yield case(2, 4, 1, 3, "room for a single unit")
    features, classes, units = (int(size) for size in draw.integers([5, 3, 6], [9, 6, 12]))
    yield case(features, classes, units, 2, "random sizes")


def _relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


def _linear(z: np.ndarray) -> np.ndarray:
    return z


def _softmax(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _fitting(features: int, classes: int, budget: int) -> int:
    return (budget - (features + 1) * classes) // (features + 1 + classes)


def _network(
    units: Callable[[int, int, int], int] = _fitting,
    hidden: Callable = _relu,
    out: Callable = _linear,
    joined: Callable = lambda x, h: np.concatenate([x, h], axis=1),
):
    def answer(features: int, classes: int, budget: int, x: np.ndarray) -> np.ndarray:
        size = units(features, classes, budget)
        h = hidden(x.astype(np.float64) @ _pattern(features, size) + _pattern(size))
        both = joined(x, h)
        given = out(both @ _pattern(both.shape[1], classes) + _pattern(classes))
        count = (features + 1) * size + (both.shape[1] + 1) * classes
        return np.append(count, given).astype(np.float32)

    return answer


TASK = Task(
    name="wide_classifier",
    title="A classifier under a parameter budget",
    points=3,
    ask=Call(
        "wide_classifier",
        _count_and_call,
        "called with features, classes and budget; then each weight is set to a fixed pattern of "
        "numbers, and the model is called with x. Compared are its number of parameters, and "
        "after it the logits for both rows of x",
    ),
    cell='''
def wide_classifier(features, classes, budget):
    """A classifier that looks at its input twice: through a hidden layer, and directly.

    The input goes into a hidden Dense layer with ReLU. Input and hidden values are joined along
    the last axis, the input first. From both together a Dense layer makes the logits.

    Args:
        features: Python int, the number of columns of the input.
        classes: Python int, the number of classes.
        budget: Python int, the number of parameters the model may have at most. It is enough for
            one hidden unit at least.

    Returns:
        A Keras model, not trained: from float32 of shape (examples, features) to logits of shape
        (examples, classes), no softmax. Its hidden layer has as many units as the budget allows.
        Both Dense layers have a bias, and biases count.

    Example:
        wide_classifier(4, 3, 55) has 5 hidden units: (4 + 1) * 5 = 25 parameters in the hidden
        layer and (4 + 5 + 1) * 3 = 30 in the last. With 6 units it would have 63 in all.
    """
    ### BEGIN SOLUTION
    units = (budget - (features + 1) * classes) // (features + 1 + classes)
    inputs = tf.keras.Input([features])
    hidden = tf.keras.layers.Dense(units, activation="relu")(inputs)
    joined = tf.keras.layers.Concatenate()([inputs, hidden])
    return tf.keras.Model(inputs, tf.keras.layers.Dense(classes)(joined))
    ### END SOLUTION
''',
    cases=_tables,
    expected=_network(),
    dtype="float32",
    misconceptions=(
        Misconception(
            "one_fewer",
            _network(lambda f, c, b: _fitting(f, c, b - 1)),
            "A budget that is used up exactly was not used: there is one unit too few.",
            "At most `budget` parameters, says the docstring. What does that mean for equal?",
        ),
        Misconception(
            "biases_not_counted",
            _network(lambda f, c, b: (b - f * c) // (f + c)),
            "The number of units is right for layers without a bias. Each unit has one, and it "
            "counts.",
            "Write down the parameters of both layers for one hidden unit more.",
        ),
        Misconception(
            "hidden_alone",
            _network(lambda f, c, b: (b - c) // (f + 1 + c), joined=lambda x, h: h),
            "The input reaches the logits only through the hidden layer: as in a Sequential model, "
            "the layers are a chain.",
            "Which layer joins two tensors along their last axis? In the Functional API you may "
            "use `inputs` a second time.",
        ),
        Misconception(
            "hidden_alone_of_that_size",
            _network(joined=lambda x, h: h),
            "The hidden layer has the right size, and the input reaches the logits only through "
            "it.",
            "Which layer joins two tensors along their last axis?",
        ),
        Misconception(
            "first_layer_only",
            _network(lambda f, c, b: b // (f + 1)),
            "The whole budget was spent on the hidden layer. The last layer has parameters too.",
            "What does one hidden unit more cost in both layers together?",
        ),
        Misconception(
            "as_a_chain",
            _network(lambda f, c, b: (b - c) // (f + 1 + c)),
            "The units were counted for a chain of two layers. The last layer here also has a "
            "weight for each pair of feature and class.",
            "How many rows does the kernel of the last layer have?",
        ),
        Misconception(
            "softmax",
            _network(out=_softmax),
            "These are probabilities: the last layer applies softmax. Logits are asked for.",
            "Which activation does the last layer need?",
        ),
        Misconception(
            "relu_on_logits",
            _network(out=_relu),
            "The last layer has ReLU too, so no logit is below 0.",
            "Which activation does the last layer need?",
        ),
        Misconception(
            "linear_hidden",
            _network(hidden=_linear),
            "The hidden layer has no activation, so the whole network is one linear layer.",
            "Look at the arguments of the hidden layer.",
        ),
        Misconception(
            "hidden_first",
            _network(joined=lambda x, h: np.concatenate([h, x], axis=1)),
            "The count is right. Input and hidden values were joined in the other order.",
            "Which of the two comes first in the docstring?",
        ),
        Misconception(
            "one_too_many",
            _network(lambda f, c, b: _fitting(f, c, b) + 1),
            "The model has one unit more than the budget pays for.",
            "Round down: half a unit can't be had.",
        ),
    ),
    hints=(
        "Functional API: start from keras.Input, call each layer on a tensor, and give "
        "keras.Model the input and the last tensor.",
        "Parameters: (features + 1) * units in the hidden layer, (features + units + 1) * classes "
        "in the last. Solve for units, and round down.",
        "keras.layers.Concatenate joins a list of tensors along the last axis.",
    ),
    accepted=(
        "import keras\n\n\n"
        "def wide_classifier(features, classes, budget):\n"
        "    units = 1\n"
        "    while (features + 1) * (units + 1) + (features + units + 2) * classes <= budget:\n"
        "        units += 1\n"
        "    x = keras.Input((features,))\n"
        "    h = keras.layers.ReLU()(keras.layers.Dense(units)(x))\n"
        "    return keras.Model(x, keras.layers.Dense(classes)(keras.ops.concatenate([x, h], 1)))",
        "def wide_classifier(features, classes, budget):\n"
        "    def build(units):\n"
        "        x = tf.keras.Input([features])\n"
        "        h = tf.keras.layers.Dense(units, 'relu')(x)\n"
        "        both = tf.keras.layers.concatenate([x, h])\n"
        "        return tf.keras.Model(x, tf.keras.layers.Dense(classes)(both))\n"
        "    spare = (budget - build(1).count_params()) // (features + 1 + classes)\n"
        "    return build(1 + spare)",
        "class Wide(tf.keras.Model):\n"
        "    def __init__(self, units, classes):\n"
        "        super().__init__()\n"
        "        self.hidden = tf.keras.layers.Dense(units, activation='relu')\n"
        "        self.logits = tf.keras.layers.Dense(classes)\n"
        "    def call(self, x):\n"
        "        return self.logits(tf.concat([x, self.hidden(x)], axis=-1))\n\n\n"
        "def wide_classifier(features, classes, budget):\n"
        "    left = budget - classes * (features + 1)\n"
        "    return Wide(left // (features + classes + 1), classes)",
    ),
)
