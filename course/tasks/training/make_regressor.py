"""A network for a number, by Sequential."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _shapes_or_outputs(answer, features, x, compared):
    """The shapes of the weights, or what the model gives once they hold a fixed pattern."""
    import keras
    import numpy as np

    from grader.probing.evidence import Misfit

    model = answer(features)
    if not isinstance(model, keras.Model):
        raise Misfit(model)
    model(x)  # a model that was told no input shape makes its weights now
    if compared == "parameters":
        return [list(weight.shape) for weight in model.get_weights()]
    model.set_weights(
        [((7 * np.arange(w.size) + 3) % 11 - 5).reshape(w.shape) / 5 for w in model.get_weights()]
    )
    return model(x)


def _counted(raw, features: int, x: np.ndarray, compared: str):
    """The number of parameters, of the shapes of the weights; outputs as they are."""
    return sum(int(np.prod(shape)) for shape in raw) if compared == "parameters" else raw


def _pattern(*shape: int) -> np.ndarray:
    return ((7 * np.arange(np.prod(shape)) + 3) % 11 - 5).reshape(shape) / 5


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    def cases(rows: int, features: int, label: str) -> Iterator[Case]:
        x = draw.normal(0, 1, (rows, features)).astype(np.float32)
        x[0] = -1.0  # a row whose result is negative is among the cases whatever the seed
        inputs = {"features": features, "x": x}
        yield Case({**inputs, "compared": "parameters"}, f"the parameters for {label}")
        yield Case({**inputs, "compared": "outputs"}, f"the outputs for {label}")

    yield from cases(4, 3, "four rows of three features")
    yield from cases(3, 1, "a single feature")
    yield from cases(1, 5, "a single row")
    yield from cases(int(draw.integers(5, 9)), int(draw.integers(2, 8)), "random sizes")


def _linear(z: np.ndarray) -> np.ndarray:
    return z


def _relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def _softmax(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _network(
    *layers: tuple[int | str, Callable], bias: bool = True, flat: bool = False
) -> Callable[[int, np.ndarray, str], int | np.ndarray]:
    """What is seen of Dense layers, each with its units ("features" for as many) and activation."""

    def answer(features: int, x: np.ndarray, compared: str) -> int | np.ndarray:
        values, parameters = x.astype(np.float64), 0
        for units, activation in layers:
            width = features if units == "features" else units
            sums = values @ _pattern(values.shape[1], width)
            parameters += (values.shape[1] + bias) * width
            values = activation(sums + _pattern(width) if bias else sums)
        if compared == "parameters":
            return parameters
        return np.float32(values[:, 0] if flat else values)

    return answer


_OUT = (1, _linear)


def _another_size(result: np.ndarray, expected: np.ndarray) -> bool:
    return result.ndim == expected.ndim


def _of_that_size(result: np.ndarray, expected: np.ndarray) -> bool:
    return result.shape == expected.shape and (expected.ndim > 0 or result == expected)


TASK = Task(
    name="make_regressor",
    points=2,
    ask=Call(
        "make_regressor",
        _shapes_or_outputs,
        "called with features. Compared is the number of the model's parameters; or what it gives "
        "for x once each weight is set to a fixed pattern of numbers",
        "a Keras model",
    ),
    cases=_tables,
    expected=_network((8, _relu), _OUT),
    facts=_counted,
    dtype="float32",
    example=ExampleForm(
        inputs=("features",),
        result="parameters",
        put=lambda answer, features: answer(
            features, np.zeros((1, features), np.float32), "parameters"
        ),
        of_case=lambda features, x, compared: [(features,)],
        refuses=lambda features: (
            "" if 1 <= features <= 1000 else "In an example there are 1 to 1,000 features."
        ),
    ),
    misconceptions=(
        Misconception(
            "relu_out",
            _network((8, _relu), (1, _relu)),
            "The output has the activation ReLU too: wherever the result should be negative, it "
            "is 0.",
            "Which activation lets every number through?",
        ),
        Misconception(
            "linear_hidden",
            _network((8, _linear), _OUT),
            "The hidden layer has no activation. Two linear layers, one after the other, are no "
            "more than one linear layer.",
            "Look at the arguments of the first Dense layer.",
        ),
        Misconception(
            "sigmoid_out",
            _network((8, _relu), (1, _sigmoid)),
            "The output lies between 0 and 1, as a sigmoid gives it. The task asks for a number of "
            "any size.",
            "Which activation lets every number through?",
        ),
        Misconception(
            "softmax_out",
            _network((8, _relu), (1, _softmax)),
            "Every output is 1. Softmax makes shares that add up to 1, and here there is a single "
            "share.",
            "What is softmax for, and is it needed for one number?",
        ),
        Misconception(
            "no_hidden",
            _network(_OUT),
            "There is no hidden layer: the result is one weighted sum of the features.",
            "How many Dense layers does the docstring name?",
        ),
        Misconception(
            "one_unit_hidden",
            _network((1, _relu), _OUT),
            "The hidden layer has a single unit.",
            "The first argument of Dense is the number of its units.",
        ),
        Misconception(
            "a_unit_a_feature",
            _network(("features", _relu), _OUT),
            "The hidden layer has as many units as there are features.",
            "For which of the two, units or features, does the docstring give a number?",
        ),
        Misconception(
            "two_hidden",
            _network((8, _relu), (8, _relu), _OUT),
            "There are two hidden layers.",
            "How many Dense layers does the docstring name in all?",
        ),
        Misconception(
            "tanh_hidden",
            _network((8, np.tanh), _OUT),
            "The hidden layer has the activation tanh.",
            "Which activation does the docstring name?",
        ),
        Misconception(
            "sigmoid_hidden",
            _network((8, _sigmoid), _OUT),
            "The hidden layer has the activation sigmoid.",
            "Which activation does the docstring name?",
        ),
        Misconception(
            "eight_outputs",
            _network((8, _relu)),
            "The model ends after its hidden layer, and gives 8 numbers for each example.",
            "Which layer makes one number of them?",
        ),
        Misconception(
            "an_output_a_feature",
            _network((8, _relu), ("features", _linear)),
            "The model gives as many numbers as there are features.",
            "The units of the last layer are the numbers it gives for one example.",
        ),
        Misconception(
            "flat",
            _network((8, _relu), _OUT, flat=True),
            "The numbers are right, but the axis of size 1 is gone.",
            "What shape does a Dense layer of one unit give by itself?",
        ),
        Misconception(
            "no_bias",
            _network((8, _relu), _OUT, bias=False),
            "The layers have no bias.",
            "A Dense layer has one unless it is told otherwise.",
        ),
        Misconception(
            "tanh_out",
            _network((8, _relu), (1, np.tanh)),
            "The output lies between -1 and 1, as tanh gives it. The task asks for a number of any "
            "size.",
            "Which activation lets every number through?",
        ),
        *(
            Misconception(
                f"{units}_units",
                _network((units, _relu), _OUT),
                f"The hidden layer has {units} units.",
                "How many does the docstring name?",
            )
            for units in (16, 32, 64)
        ),
        Misconception(
            "another_activation",
            _network((8, lambda z: np.maximum(z, 0.1 * z)), _OUT),
            "The number of parameters is right, but what the model makes of x is not. So one of the "
            "activations is another one, or something else is done to the numbers on their way.",
            "Which activation does the docstring name for each of the two layers?",
            shown_by=_of_that_size,
        ),
        Misconception(
            "another_size",
            _network((8, _relu), (4, _relu), _OUT),
            "The number of parameters is not that of the two layers described. So a layer has another "
            "number of units, or there is one more layer, or a bias is missing.",
            "Call summary() on your model, and compare its layers with the docstring one by one.",
            shown_by=_another_size,
        ),
    ),
    hints=(
        "A Sequential model takes a list: what comes in first, then the layers in order.",
        "keras.Input takes the shape of one example, without the batch axis.",
        "A layer without an activation gives its weighted sum as it is. Which of the two layers "
        "needs that?",
    ),
    afterword=(
        "Also right: `keras.Model(inputs, keras.layers.Dense(1)(hidden))`, the functional way, "
        "which can also let an input go around a layer."
    ),
)
