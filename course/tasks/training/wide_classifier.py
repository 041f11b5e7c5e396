"""A classifier by the Functional API, under a parameter budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _shapes_or_logits(answer, features, classes, budget, x, compared):
    """The shapes of the weights, or what the model gives once they hold a fixed pattern."""
    import keras
    import numpy as np

    from grader.probing.evidence import Misfit

    model = answer(features, classes, budget)
    if not isinstance(model, keras.Model):
        raise Misfit(model)
    model(x)  # a model that was told no input shape makes its weights now
    if compared == "parameters, budget":
        return [list(weight.shape) for weight in model.get_weights()]
    model.set_weights(
        [((7 * np.arange(w.size) + 3) % 11 - 5).reshape(w.shape) / 5 for w in model.get_weights()]
    )
    return model(x)


def _counted(raw, features: int, classes: int, budget: int, x: np.ndarray, compared: str):
    """The number of parameters, of the shapes of the weights, and the budget; logits as they are."""
    if compared == "logits":
        return raw
    return np.array([sum(int(np.prod(shape)) for shape in raw), budget], np.float32)


def _pattern(*shape: int) -> np.ndarray:
    return ((7 * np.arange(np.prod(shape)) + 3) % 11 - 5).reshape(shape) / 5


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    sizes = [
        (4, 3, 5, 0, "a budget that is used up exactly"),
        (3, 2, 4, 5, "a budget with one parameter too few for another unit"),
        (6, 5, 1, 3, "room for a single unit"),
        (*(int(size) for size in draw.integers([5, 3, 6], [9, 6, 12])), 2, "random sizes"),
    ]
    for compared in ("parameters, budget", "logits"):
        for features, classes, units, spare, label in sizes:
            x = draw.normal(0, 1, (2, features)).astype(np.float32)
            budget = units * (features + 1 + classes) + (features + 1) * classes + spare
            inputs = {"features": features, "classes": classes, "budget": budget, "x": x}
            what = "the logits" if compared == "logits" else "the parameters"
            yield Case({**inputs, "compared": compared}, f"{what} for {label}")


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
    bias: bool = True,
):
    def answer(
        features: int, classes: int, budget: int, x: np.ndarray, compared: str
    ) -> np.ndarray:
        size = units(features, classes, budget)
        h = hidden(x.astype(np.float64) @ _pattern(features, size) + bias * _pattern(size))
        both = joined(x, h)
        if compared == "logits":
            given = both @ _pattern(both.shape[1], classes) + bias * _pattern(classes)
            return np.float32(out(given))
        parameters = (features + bias) * size + (both.shape[1] + bias) * classes
        return np.float32([parameters, budget])

    return answer


def _counts(expected: np.ndarray) -> bool:
    """Whether this is a number of parameters and a budget, and not logits of two rows."""
    return expected.ndim == 1


def _over_budget(result: np.ndarray, expected: np.ndarray) -> bool:
    return not _counts(expected) or bool(result[0] > result[1])


def _under_budget(result: np.ndarray, expected: np.ndarray) -> bool:
    return not _counts(expected) or bool(result[0] < expected[0])


def _same_shape(result: np.ndarray, expected: np.ndarray) -> bool:
    return result.shape == expected.shape


def _of_that_size(result: np.ndarray, expected: np.ndarray) -> bool:
    return result.shape == expected.shape and (
        not _counts(expected) or bool((result == expected).all())
    )


def _no_room(features: int, classes: int, budget: int) -> str:
    if not (1 <= features <= 100 and 2 <= classes <= 100 and budget <= 10_000):
        return "In an example there are 1 to 100 features, 2 to 100 classes and at most 10,000 parameters."
    enough = _fitting(features, classes, budget) >= 1
    return "" if enough else "In this task the budget is enough for one hidden unit at least."


TASK = Task(
    name="wide_classifier",
    points=3,
    ask=Call(
        "wide_classifier",
        _shapes_or_logits,
        "called with features, classes and budget. Compared are the number of the model's "
        "parameters and beside it the budget; or the logits for both rows of x once each weight is "
        "set to a fixed pattern of numbers",
        "a Keras model",
    ),
    cases=_tables,
    expected=_network(),
    facts=_counted,
    dtype="float32",
    example=ExampleForm(
        inputs=("features", "classes", "budget"),
        result="parameters",
        put=lambda answer, features, classes, budget: answer(
            features, classes, budget, np.zeros((2, features)), "parameters, budget"
        )[0],
        of_case=lambda features, classes, budget, x, compared: [(features, classes, budget)],
        refuses=_no_room,
    ),
    misconceptions=(
        Misconception(
            "one_fewer",
            _network(lambda f, c, b: _fitting(f, c, b - 1)),
            "A budget that is used up exactly was not used: there is one unit too few.",
            "The docstring says at most `budget` parameters. May their number be equal to it?",
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
            "These are probabilities: the last layer applies softmax. The task asks for logits.",
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
            "The number of units is right. But input and hidden values were joined in the other order.",
            "Which of the two comes first in the docstring?",
        ),
        Misconception(
            "one_too_many",
            _network(lambda f, c, b: _fitting(f, c, b) + 1),
            "The model has one unit more than the budget pays for.",
            "What do you do with the part of a unit that is left over?",
        ),
        Misconception(
            "no_bias",
            _network(lambda f, c, b: (b - f * c) // (f + c), bias=False),
            "The layers have no bias.",
            "A Dense layer has one unless it is told otherwise.",
        ),
        Misconception(
            "as_many_as_features",
            _network(lambda f, c, b: f),
            "The hidden layer has as many units as there are features, whatever the budget is.",
            "What does one hidden unit cost in both layers together?",
        ),
        Misconception(
            "half_the_budget",
            _network(lambda f, c, b: b // (f + 1 + c)),
            "The units were counted as if the last layer saw the hidden values alone. Each pair of "
            "feature and class has a weight there too, and each class a bias.",
            "How many rows does the kernel of the last layer have?",
        ),
        Misconception(
            "sigmoid_on_logits",
            _network(out=lambda z: 1 / (1 + np.exp(-z))),
            "The last layer applies sigmoid. The task asks for logits.",
            "Which activation does the last layer need?",
        ),
        Misconception(
            "tanh_hidden",
            _network(hidden=np.tanh),
            "The hidden layer has the activation tanh.",
            "Which activation does the docstring name?",
        ),
        Misconception(
            "over_budget",
            _network(lambda f, c, b: b),
            "The model has more parameters, the first number, than the budget allows, the second.",
            "Write down what one hidden unit costs in both layers together, and what the model costs "
            "without any.",
            shown_by=_over_budget,
        ),
        Misconception(
            "under_budget",
            _network(lambda f, c, b: 0),
            "The model has fewer parameters than the one described: there is room for more hidden "
            "units, or something is missing that the description names, such as the input's direct "
            "way to the last layer, or a bias.",
            "Write down what one hidden unit more would cost in both layers together. Is that left?",
            shown_by=_under_budget,
        ),
        Misconception(
            "another_activation",
            _network(hidden=lambda z: np.maximum(z, 0.1 * z)),
            "The number of parameters is right, but the logits are not. So one of the activations is "
            "another one, or input and hidden values go another way.",
            "Which activation has each of the layers in the docstring, and what goes into each?",
            shown_by=_of_that_size,
        ),
        Misconception(
            "another_size",
            _network(lambda f, c, b: 5 if f != 4 else 4),
            "The first number, the parameters of your model, is not that of the model described. It "
            "may reach the budget, the second number, and may not pass it; and the hidden layer has "
            "as many units as go into it.",
            "Write down the parameters of both layers for one hidden unit, and for two. What does a "
            "unit cost, and how many can you pay for?",
            shown_by=_same_shape,
        ),
    ),
    hints=(
        "Functional API: start from keras.Input, call each layer on a tensor, and give "
        "keras.Model the input and the last tensor.",
        "Parameters: (features + 1) * units in the hidden layer, (features + units + 1) * classes "
        "in the last. Solve for units, and round down.",
        "keras.layers.Concatenate joins a list of tensors along the last axis.",
    ),
    afterword=(
        "Also right: `keras.ops.concatenate([x, h], 1)`, because Keras's operations take the "
        "outputs of layers as they take arrays."
    ),
)
