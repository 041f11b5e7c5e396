"""The norm of the gradient with respect to each kernel of a network of Dense layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _ask_of_a_network(answer, widths, activation, seed, x, y):
    """What comes back for a network of these widths, whose weights are drawn from a seed."""
    import keras
    import numpy as np

    layers = [keras.layers.Dense(width, activation) for width in widths[:-1]]
    model = keras.Sequential([keras.Input(x.shape[1:]), *layers, keras.layers.Dense(widths[-1])])
    draw = np.random.default_rng(seed)
    model.set_weights([draw.normal(0, 0.7, weight.shape) for weight in model.get_weights()])
    return answer(model, x, y)


def _as_numbers(raw, *_):
    """One array, where a list of numbers came back."""
    return np.array(raw, np.float32) if isinstance(raw, list | tuple) else raw


def _networks(draw: np.random.Generator) -> Iterator[Case]:
    def case(
        rows: int, features: int, widths: tuple[int, ...], activation: str, label: str
    ) -> Case:
        inputs = {
            "widths": widths,
            "activation": activation,
            "seed": int(draw.integers(1, 1000)),
            "x": np.float32(draw.normal(0, 1, (rows, features))),
            "y": np.float32(draw.normal(0, 1, (rows, widths[-1]))),
        }
        return Case(inputs, label)

    yield case(4, 2, (3, 1), "tanh", "two layers")
    yield case(5, 3, (2,), "tanh", "a single layer of two units")
    yield case(3, 2, (4, 4, 3, 2), "sigmoid", "four layers, two outputs")


def _gradients(widths, activation, seed, x, y, divisor: Callable[[np.ndarray], float] = np.size):
    """The kernels, and the gradients with respect to kernels and to biases, by backpropagation.

    The loss is the sum of the squared errors by what `divisor` makes of y.
    """
    draw = np.random.default_rng(seed)
    kernels, biases, sizes = [], [], (x.shape[1], *widths)
    for inputs, units in zip(sizes, widths, strict=False):
        kernels.append(draw.normal(0, 0.7, (inputs, units)))
        biases.append(draw.normal(0, 0.7, units))
    values, slopes = [x.astype(np.float64)], []
    for index, (kernel, bias) in enumerate(zip(kernels, biases, strict=True)):
        sums = values[-1] @ kernel + bias
        if index == len(kernels) - 1:
            values.append(sums)
            slopes.append(np.ones_like(sums))
        elif activation == "tanh":
            values.append(np.tanh(sums))
            slopes.append(1 - values[-1] ** 2)
        else:
            values.append(1 / (1 + np.exp(-sums)))
            slopes.append(values[-1] * (1 - values[-1]))
    error = 2 * (values[-1] - y) / divisor(y)
    by_kernel, by_bias = [], []
    for index in reversed(range(len(kernels))):
        error = error * slopes[index]
        by_kernel.insert(0, values[index].T @ error)
        by_bias.insert(0, error.sum(axis=0))
        error = error @ kernels[index].T
    return kernels, by_kernel, by_bias


def _of_each(
    measure: Callable[[np.ndarray], float], divisor: Callable[[np.ndarray], float] = np.size
) -> Callable[..., np.ndarray]:
    """A number for the gradient with respect to each kernel."""
    return lambda *inputs: np.array([measure(g) for g in _gradients(*inputs, divisor=divisor)[1]])


def _norm(tensor: np.ndarray) -> float:
    return float(np.sqrt((tensor**2).sum()))


def _with_biases(*inputs) -> np.ndarray:
    _, by_kernel, by_bias = _gradients(*inputs)
    return np.array([np.hypot(_norm(k), _norm(b)) for k, b in zip(by_kernel, by_bias, strict=True)])


def _all_variables(*inputs) -> np.ndarray:
    _, by_kernel, by_bias = _gradients(*inputs)
    return np.array([_norm(g) for pair in zip(by_kernel, by_bias, strict=True) for g in pair])


TASK = Task(
    name="gradient_norms",
    points=3,
    ask=Call(
        "gradient_norms",
        _ask_of_a_network,
        "model is a Sequential of Dense layers of these widths, all but the last with this "
        "activation; its weights are drawn from the seed",
    ),
    cases=_networks,
    expected=_of_each(_norm),
    facts=_as_numbers,
    tolerance=Tolerance(relative=1e-3, absolute=1e-6),
    misconceptions=(
        Misconception(
            "turned_round",
            lambda *inputs: _of_each(_norm)(*inputs)[::-1],
            "The numbers are right, but the last layer comes first.",
            "In which order does the docstring want them?",
        ),
        Misconception(
            "squared",
            _of_each(lambda g: float((g**2).sum())),
            "These are the squares of the norms: the root is missing.",
            "What is the last step of a norm?",
        ),
        Misconception(
            "with_biases",
            _with_biases,
            "Kernel and bias of a layer were put into one norm.",
            "Which of a layer's two variables does the task ask about?",
        ),
        Misconception(
            "all_variables",
            _all_variables,
            "There are two numbers for each layer, one for the kernel and one for the bias.",
            "Which of a model's trainable variables are kernels?",
        ),
        Misconception(
            "of_weights",
            lambda *inputs: np.array([_norm(kernel) for kernel in _gradients(*inputs)[0]]),
            "These are the norms of the kernels, not of the gradients.",
            "What does the tape give for a loss and a list of kernels?",
        ),
        Misconception(
            "summed_loss",
            _of_each(_norm, lambda y: 1.0),
            "The squared errors were added up. The loss is their mean, so each norm is too large by the "
            "number of errors.",
            "Which reduction does the docstring name for the loss?",
        ),
        Misconception(
            "loss_by_row",
            _of_each(_norm, lambda y: y.shape[1]),
            "The loss was left with one number for each row, as `keras.losses.mean_squared_error` gives it, and "
            "a tape adds those up. So each norm is too large by the number of rows.",
            "Over which axes does the docstring take the mean?",
        ),
        Misconception(
            "of_biases",
            lambda *inputs: np.array([_norm(bias) for bias in _gradients(*inputs)[2]]),
            "These are the norms of the gradients with respect to the biases.",
            "Which of a layer's two variables is its kernel, and which comes first?",
        ),
        Misconception(
            "root_mean_square",
            _of_each(lambda g: float(np.sqrt((g**2).mean()))),
            "You took the root of the mean of the squares. The norm takes the root of their sum.",
            "Read again how the docstring defines the norm.",
        ),
        Misconception(
            "mean_size",
            _of_each(lambda g: float(np.abs(g).mean())),
            "This is the mean size of the entries of each gradient.",
            "How is the norm of a tensor defined?",
        ),
        Misconception(
            "added_sizes",
            _of_each(lambda g: float(np.abs(g).sum())),
            "The sizes of the entries were added up. The norm meant here is the root of the sum of squares.",
            "How is the norm of a tensor defined?",
        ),
        Misconception(
            "largest",
            _of_each(lambda g: float(np.abs(g).max())),
            "This is the largest entry of each gradient.",
            "How is the norm of a tensor defined?",
        ),
        Misconception(
            "one_for_all",
            lambda *inputs: np.sqrt((_of_each(_norm)(*inputs) ** 2).sum()),
            "This is one norm for all kernels together, as `tf.linalg.global_norm` gives it.",
            "How many numbers should come back for a network of four layers?",
        ),
    ),
    hints=(
        "A tape gives a gradient for every variable of a list. Which variables should be in yours?",
        "A Dense layer has its kernel as an attribute, and model.layers lists the layers in order.",
        "tf.norm of each gradient, and tf.stack makes one tensor of them.",
    ),
    afterword=(
        "Also right: the gradients with respect to all trainable variables, of which `gradients[::2]` keeps the kernels, "
        "since a Dense layer lists its kernel before its bias."
    ),
)
