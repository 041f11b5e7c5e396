"""The slope of a chain of sigmoids, a product over its layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _chains(draw: np.random.Generator) -> Iterator[Case]:
    def case(weights: object, x: float, label: str) -> Case:
        return Case({"weights": np.array(weights, np.float32), "x": np.array(x, np.float32)}, label)

    yield case([2.0, -3.0, 1.5], 0.5, "three layers")
    yield case([0.8], -1.25, "a single layer")
    yield case([1.5, 0.0, 2.5], 1.0, "a weight of 0, which cuts the chain")
    yield case(draw.uniform(-3, 3, 6), draw.normal(), "six layers")
    yield case(draw.uniform(1, 4, 4), draw.uniform(-1, 1), "weights above 1")


def _walk(weights: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The weights, and the values a_1, a_2, ... of the chain."""
    value, values = float(x), []
    for weight in weights.astype(np.float64):
        value = 1 / (1 + np.exp(-weight * value))
        values.append(value)
    return weights.astype(np.float64), np.array(values)


def _product(
    factors: Callable[[np.ndarray, np.ndarray], np.ndarray],
) -> Callable[[np.ndarray, np.ndarray], np.float64]:
    """The product of one factor a layer, made of its weight and its value."""
    return lambda weights, x: np.prod(factors(*_walk(weights, x)))


def _slope(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    return weights * values * (1 - values)


def _slope_at_output(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    again = 1 / (1 + np.exp(-values))
    return weights * again * (1 - again)


TASK = Task(
    name="chain_slope",
    points=2,
    ask=Call("chain_slope"),
    cases=_chains,
    expected=_product(_slope),
    dtype="float32",
    tolerance=Tolerance(relative=2e-3, absolute=1e-9),
    example=ExampleForm(
        refuses=lambda weights, x: "" if len(weights) else "A chain has one layer or more."
    ),
    misconceptions=(
        Misconception(
            "none",
            lambda weights, x: None,
            "The result is None. A tape gives None for a tensor that it was not told to watch, and a function "
            "that ends without a return gives it too.",
            "Which tensors does a tape watch by itself?",
        ),
        Misconception(
            "weights_forgotten",
            _product(lambda weights, values: values * (1 - values)),
            "These are the slopes of the sigmoids alone, multiplied. On its way through a layer a change "
            "is also multiplied by the layer's weight.",
            "What is the derivative of sigmoid(w * a) with respect to a?",
        ),
        Misconception(
            "slopes_forgotten",
            _product(lambda weights, values: weights),
            "This is the product of the weights, as if the layers had no activation.",
            "How fast does a sigmoid rise where its input happens to be?",
        ),
        Misconception(
            "slope_at_output",
            _product(_slope_at_output),
            "The slope of each sigmoid was taken at what the sigmoid gave, not at what went into it.",
            "With a = sigmoid(z), the slope at z is a * (1 - a). At which number did you work it out?",
        ),
        Misconception(
            "largest_slope",
            _product(lambda weights, values: 0.25 * weights),
            "Each sigmoid was given the slope 0.25. That is its largest, at 0; elsewhere it is flatter.",
            "Where on its curve is each of the sigmoids?",
        ),
        Misconception(
            "bound",
            _product(lambda weights, values: np.full(len(values), 0.25)),
            "This is 0.25 for each layer, multiplied: the largest slope of a sigmoid, without the weights.",
            "Which slope does each sigmoid have where it is, and what does its weight add?",
        ),
        Misconception(
            "summed",
            lambda weights, x: np.sum(_slope(*_walk(weights, x))),
            "The slopes of the layers were added up. A change goes through one layer after the other, and "
            "each of them multiplies what the last one made of it.",
            "What does the chain rule say of f(g(x))?",
        ),
        Misconception(
            "last_layer",
            lambda weights, x: _slope(*_walk(weights, x))[-1],
            "This is the slope of the last layer by itself, by what comes into that layer.",
            "How does the change reach the last layer?",
        ),
        Misconception(
            "first_layer",
            lambda weights, x: _slope(*_walk(weights, x))[0],
            "This is the slope of the first layer by itself.",
            "What do the other layers do to a change in a_1?",
        ),
        Misconception(
            "first_weight_left_out",
            lambda weights, x: (
                np.prod(_slope(*_walk(weights, x))[1:])
                * np.prod(_slope(np.ones(1), _walk(weights, x)[1][:1]))
            ),
            "The first weight is missing: this is the slope by w_1 * x, and not by x.",
            "With respect to what should the derivative be?",
        ),
        Misconception(
            "the_value",
            lambda weights, x: _walk(weights, x)[1][-1],
            "This is what the chain gives, not how fast it changes.",
            "How much does the output move for each unit that x moves?",
        ),
        Misconception(
            "all_at_x",
            lambda weights, x: np.prod(
                _slope(
                    weights.astype(np.float64), 1 / (1 + np.exp(-weights.astype(np.float64) * x))
                )
            ),
            "Every layer was given x itself. From the second layer on, what comes in is what the layer "
            "before gave.",
            "What is a_2 made of?",
        ),
    ),
    hints=(
        "A tape can do it, and so can a loop that carries two numbers: the value so far and the slope "
        "so far.",
        "With a = sigmoid(w * b), the derivative of a by b is w times the slope of the sigmoid there.",
        "The slope of a sigmoid can be told from its value: a times (1 - a). Start the product at 1.",
    ),
    afterword=(
        "Also right: a tape with `tape.watch(x)`, which needs no formula for the slope of a sigmoid."
    ),
)
