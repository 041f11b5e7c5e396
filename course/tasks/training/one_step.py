"""One training step, predicted by hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _batches(draw: np.random.Generator) -> Iterator[Case]:
    def case(x: object, y: object, kernel: object, bias: float, rate: float, label: str) -> Case:
        inputs = {
            "x": np.array(x, np.float32),
            "y": np.array(y, np.float32).reshape(-1, 1),
            "kernel": np.array(kernel, np.float32).reshape(-1, 1),
            "bias": np.array([bias], np.float32),
            "rate": rate,
        }
        return Case(inputs, label)

    yield case([[1], [3]], [1, 5], [1], 0, 0.1, "two examples of one feature")
    yield case([[2, -1]], [4], [0.5, 1], 0.25, 0.05, "a single example")
    yield case([[1, 2], [0, 1], [3, 1]], [1, -2, 0], [0, 0], 0, 0.2, "all weights at 0")
    rows, features = (int(size) for size in draw.integers([4, 2], [7, 5]))
    x, y = draw.normal(0, 2, (rows, features)), draw.normal(0, 2, rows)
    yield case(x, y, draw.normal(0, 1, features), 0.5, 0.01, "a random batch")


def _after(change=lambda gradient, rate: -rate * gradient, factor: float = 2.0, total=np.mean):
    """The weights after a step whose gradient is `factor` times the `total` of error * input."""

    def answer(x, y, kernel, bias, rate) -> np.ndarray:
        x1 = np.concatenate([x, np.ones((len(x), 1))], axis=1).astype(np.float64)
        weights = np.concatenate([kernel[:, 0], bias]).astype(np.float64)
        error = x1 @ weights - y[:, 0]
        gradient = factor * total(error[:, None] * x1, axis=0)
        return (weights + change(gradient, rate)).astype(np.float32)

    return answer


def _example_by_example(x, y, kernel, bias, rate) -> np.ndarray:
    for row, target in zip(x, y, strict=True):
        weights = _after()(row[None], target[None], kernel, bias, rate)
        kernel, bias = weights[:-1, None], weights[-1:]
    return np.concatenate([kernel[:, 0], bias])


def _bias_left(x, y, kernel, bias, rate) -> np.ndarray:
    return np.append(_after()(x, y, kernel, bias, rate)[:-1], bias).astype(np.float32)


def _kernel_first(x, y, kernel, bias, rate) -> np.ndarray:
    """The bias by a gradient at the weights after the kernel's step."""
    new = _after()(x, y, kernel, bias, rate)[:-1]
    return np.append(new, _after()(x, y, new[:, None], bias, rate)[-1]).astype(np.float32)


def _mean_of_all(x, y, kernel, bias, rate) -> np.ndarray:
    """Every weight by the mean over all examples and all features at once."""
    mean = np.repeat(x.mean(axis=1, keepdims=True), x.shape[1], axis=1)
    error = x @ kernel + bias - y
    new = kernel[:, 0] - rate * 2 * np.mean(error * mean)
    return np.append(new, _after()(x, y, kernel, bias, rate)[-1]).astype(np.float32)


def _without_input(x, y, kernel, bias, rate) -> np.ndarray:
    step = rate * 2 * np.mean(x @ kernel + bias - y)
    return np.append(kernel[:, 0] - step, bias - step).astype(np.float32)


def _bias_first(x, y, kernel, bias, rate) -> np.ndarray:
    return np.roll(_after()(x, y, kernel, bias, rate), 1)


def _all_pairs(x, y, kernel, bias, rate) -> np.ndarray:
    """Errors of every prediction against every target: (examples,) against (examples, 1)."""
    mean = np.full_like(y, np.mean(y))
    return _after()(x, mean, kernel, bias, rate)


def _gradient(x, y, kernel, bias, rate) -> np.ndarray:
    weights = np.append(kernel[:, 0], bias)
    return (_after(lambda gradient, rate: gradient)(x, y, kernel, bias, rate) - weights).astype(
        np.float32
    )


TASK = Task(
    name="one_step",
    points=2,
    ask=Call("one_step"),
    cases=_batches,
    expected=_after(),
    dtype="float32",
    misconceptions=(
        Misconception(
            "without_two",
            _after(factor=1.0),
            "The step is half as long as it should be: the derivative of a square has a factor 2.",
            "What is the derivative of error ** 2 with respect to the error?",
        ),
        Misconception(
            "summed",
            _after(total=np.sum),
            "The gradients of the examples were added up. The loss is their mean, so its gradient "
            "is a mean as well.",
            "What should happen to the step when every example stands in the batch twice?",
        ),
        Misconception(
            "summed_without_two",
            _after(factor=1.0, total=np.sum),
            "The gradient is sum(error * x). It lacks the factor 2 of the square, and it was added up "
            "where a mean is meant.",
            "Write down the loss of two examples, and take its derivative term by term.",
        ),
        Misconception(
            "uphill",
            _after(lambda gradient, rate: rate * gradient),
            "The step goes the wrong way: along the gradient the loss grows.",
            "Which sign stands in front of the learning rate, and which one does the error have?",
        ),
        Misconception(
            "no_rate",
            _after(lambda gradient, rate: -gradient),
            "The whole gradient was subtracted, so the step is far too long.",
            "By what does SGD multiply the gradient before it subtracts it?",
        ),
        Misconception(
            "bias_left",
            _bias_left,
            "The weights are right, but the bias is what it was before the step.",
            "The bias is a weight too, of an input that is always 1.",
        ),
        Misconception(
            "kernel_first",
            _kernel_first,
            "The bias was moved by a gradient that was taken after the kernel had moved. Both "
            "gradients belong to the weights before the step.",
            "In which order do you work out the gradients and change the weights?",
        ),
        Misconception(
            "example_by_example",
            _example_by_example,
            "This took one step for each example in turn. A batch makes one step.",
            "A step uses the mean of the examples' gradients. In Keras, batch_size says how many "
            "examples make a step.",
        ),
        Misconception(
            "all_pairs",
            _all_pairs,
            "Every prediction was compared with every target: shapes (examples,) and (examples, 1) "
            "broadcast to (examples, examples).",
            "Print the shape of the error.",
        ),
        Misconception(
            "mean_of_all",
            _mean_of_all,
            "Every weight moved by the same amount: the mean of 2 * error * x was taken over all "
            "features as well as over the examples. Each weight has a gradient of its own.",
            "Over which axis should the mean go, so that an entry for each feature is left?",
        ),
        Misconception(
            "without_input",
            _without_input,
            "Every weight moved as the bias does: its gradient lacks the input it is multiplied with.",
            "How much does the prediction change when this one weight does?",
        ),
        Misconception(
            "targets_added",
            lambda x, y, kernel, bias, rate: _after()(x, -y, kernel, bias, rate),
            "The errors are prediction plus target, where their difference is meant.",
            "How far is a prediction from its target, and in which direction?",
        ),
        Misconception(
            "bias_first",
            _bias_first,
            "The numbers are right, but the bias stands in front.",
            "In which order does the docstring name them?",
        ),
        Misconception(
            "error_without_bias",
            lambda x, y, kernel, bias, rate: (
                _after()(x, y, kernel, 0 * bias, rate) + np.append(0 * kernel[:, 0], bias)
            ),
            "The errors are those of predictions without the bias.",
            "What does the unit give for a row of x?",
        ),
        Misconception(
            "gradients_only",
            _gradient,
            "These are the gradients. The task asks for the weights after the step.",
            "From what does a step subtract them, and how much of them?",
        ),
        Misconception(
            "unchanged",
            _after(factor=0.0),
            "These are the weights from before the step.",
            "What is subtracted from them?",
        ),
    ),
    # The errors are one column: their mean is the same with an axis and without.
    alike=("`axis=0` left out in `bias_gradient",),
    hints=(
        "Work out the predictions, then the errors: prediction minus target, shape (examples, 1).",
        "For a weight, the gradient is the mean of 2 * error * its input. The bias's input is 1.",
        "New weight = weight - rate * gradient, each gradient a mean over the batch axis.",
    ),
    afterword=(
        "Also right: `tape.gradient(loss, [kernel, bias])`, which works out both "
        "gradients from the loss, with no formula for either."
    ),
)
