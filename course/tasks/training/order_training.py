"""Order the lines of a training."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Arrange, Case

_RATE = 0.05
_EPOCHS = 3


def _points(draw: np.random.Generator) -> Iterator[Case]:
    def case(x: np.ndarray, label: str) -> Case:
        y = 2 * x - 1 + draw.normal(0, 0.1, x.shape)
        return Case({"x": np.float32(x), "y": np.float32(y)}, label)

    yield case(np.array([[1.0], [2.0], [4.0]]), "three examples")
    yield case(draw.uniform(-2, 2, (int(draw.integers(5, 9)), 1)), "random examples")


def _fitted(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The predictions after some steps of gradient descent on the mean squared error."""
    x, y = x.astype(np.float64), y.astype(np.float64)
    weight = bias = 0.0
    for _ in range(_EPOCHS):
        error = weight * x + bias - y
        weight, bias = (
            weight - _RATE * np.mean(2 * error * x),
            bias - _RATE * np.mean(2 * error),
        )
    return (weight * x + bias).astype(np.float32)


def _untrained(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.zeros_like(x)


def _loss_of(predict):
    return lambda x, y: float(np.mean((predict(x, y).astype(np.float64) - y) ** 2))


TASK = Task(
    name="order_training",
    points=2,
    ask=Arrange(
        "training_order",
        "def trained_predictions(x, y):",
        {
            "A": "model.fit(x, y, epochs=3, batch_size=len(x), verbose=0)",
            "B": "return model.predict(x, verbose=0)",
            "C": "model.build([1])",
            "D": "model = tf.keras.Sequential([tf.keras.Input([1]), layer])",
            "E": 'model.compile(optimizer=tf.keras.optimizers.SGD(0.05), loss="mse")',
            "F": "return model.evaluate(x, y, verbose=0)",
            "G": 'layer = tf.keras.layers.Dense(1, kernel_initializer="zeros")',
            "H": "model = model.fit(x, y, epochs=3, batch_size=len(x), verbose=0)",
        },
    ),
    cases=_points,
    expected=_fitted,
    dtype="float32",
    example=ExampleForm(
        why_not="This task takes no example: three steps of training would take too long to work out by hand."
    ),
    misconceptions=(
        Misconception(
            "untrained",
            _untrained,
            "The predictions are those of a model that was not trained before it was asked: its weight "
            "and its bias are 0, so every prediction is 0.",
            "Which line changes the weights? It has to run before the predictions are made.",
        ),
        Misconception(
            "loss_after",
            _loss_of(_fitted),
            "The model was trained, and what came out is its loss: one number for all examples.",
            "Which line gives a prediction for each example?",
        ),
        Misconception(
            "loss_before",
            _loss_of(_untrained),
            "What came out is the loss of a model that was not trained.",
            "Which line changes the weights, and which gives predictions?",
        ),
        Misconception(
            "no_return",
            lambda x, y: None,
            "The function ends without handing anything back.",
            "Which lines begin with return, and which of them is asked for?",
        ),
    ),
    hints=(
        "A layer comes before the model that holds it, and the model before anything that is done "
        "with it.",
        "fit needs to know the optimizer and the loss, so another line comes before it. And what "
        "does fit itself return?",
        "You need five lines: the layer, the model, how it learns, the learning itself, and what it "
        "predicts.",
    ),
)
