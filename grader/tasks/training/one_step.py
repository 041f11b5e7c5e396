"""One training step, predicted by hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


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
    title="One training step, predicted by hand",
    points=2,
    ask=Call("one_step"),
    cell='''
def one_step(x, y, kernel, bias, rate):
    """The weights of one Dense unit after one step of SGD on one batch.

    The unit gives x @ kernel + bias. The loss is the mean squared error over the batch.

    Args:
        x: float32 tensor of shape (examples, features).
        y: float32 tensor of shape (examples, 1), the targets.
        kernel: float32 tensor of shape (features, 1), the weights before the step.
        bias: float32 tensor of shape (1,), the bias before the step.
        rate: Python float, the learning rate.

    Returns:
        float32 tensor of shape (features + 1,): the new weights in order, then the new bias.

    Example:
        x [[1.0], [3.0]], y [[1.0], [5.0]], kernel [[1.0]], bias [0.0], rate 0.1: the predictions
        are 1 and 3, the errors 0 and -2. The gradients are mean(2 * error * x) = -6 for the
        weight and mean(2 * error) = -2 for the bias. The result is [1.6, 0.2].
    """
    ### BEGIN SOLUTION
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_mean(2 * error * x, axis=0)
    bias_gradient = tf.reduce_mean(2 * error, axis=0)
    return tf.concat([kernel[:, 0] - rate * kernel_gradient, bias - rate * bias_gradient], axis=0)
    ### END SOLUTION
''',
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
            "The gradient is sum(error * x): without the factor 2 of the square, and added up in "
            "place of a mean.",
            "Write the loss down for two examples, and derive it term by term.",
        ),
        Misconception(
            "uphill",
            _after(lambda gradient, rate: rate * gradient),
            "The step goes the wrong way: along the gradient the loss grows.",
            "Check the sign in front of the learning rate, or the sign of the error.",
        ),
        Misconception(
            "no_rate",
            _after(lambda gradient, rate: -gradient),
            "The whole gradient was subtracted.",
            "How much of the gradient does SGD take?",
        ),
        Misconception(
            "bias_left",
            _bias_left,
            "The weights are right, and the bias is as it was.",
            "The bias is a weight too, of an input that is always 1.",
        ),
        Misconception(
            "kernel_first",
            _kernel_first,
            "The bias was moved by a gradient from after the kernel's move. Both gradients belong "
            "to the weights before the step.",
            "Work out both gradients before you change anything.",
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
            "gradients_only",
            _gradient,
            "These are the gradients. Asked for are the weights after the step.",
            "A step subtracts something from the weights before it.",
        ),
        Misconception(
            "unchanged",
            _after(factor=0.0),
            "These are the weights from before the step.",
            "What is subtracted from them?",
        ),
    ),
    hints=(
        "Work out the predictions, then the errors: prediction minus target, shape (examples, 1).",
        "For a weight, the gradient is the mean of 2 * error * its input. The bias's input is 1.",
        "New weight = weight - rate * gradient, each gradient a mean over the batch axis.",
    ),
    accepted=(
        "def one_step(x, y, kernel, bias, rate):\n"
        "    kernel, bias = tf.Variable(kernel), tf.Variable(bias)\n"
        "    with tf.GradientTape() as tape:\n"
        "        loss = tf.reduce_mean((x @ kernel + bias - y) ** 2)\n"
        "    for v, g in zip([kernel, bias], tape.gradient(loss, [kernel, bias])):\n"
        "        v.assign_sub(rate * g)\n"
        "    return tf.concat([tf.reshape(kernel, [-1]), bias], 0)",
        "def one_step(x, y, kernel, bias, rate):\n"
        "    layer = tf.keras.layers.Dense(1)\n"
        "    model = tf.keras.Sequential([tf.keras.Input([x.shape[1]]), layer])\n"
        "    layer.set_weights([kernel, bias])\n"
        "    model.compile(tf.keras.optimizers.SGD(rate), 'mse', jit_compile=False)\n"
        "    model.fit(x, y, batch_size=len(x), verbose=0)\n"
        "    return np.concatenate([w.ravel() for w in layer.get_weights()])",
        "def one_step(x, y, kernel, bias, rate):\n"
        "    x, y, w = x.numpy(), y.numpy(), np.append(kernel, bias)\n"
        "    x = np.hstack([x, np.ones((len(x), 1), x.dtype)])\n"
        "    step = 2 * rate / len(x) * (x.T @ (x @ w - y.ravel()))\n"
        "    return tf.constant(w - step, tf.float32)",
        "@tf.function\n"
        "def one_step(x, y, kernel, bias, rate):\n"
        "    e = tf.keras.ops.matmul(x, kernel) + bias - y\n"
        "    n = tf.cast(tf.shape(x)[0], tf.float32)\n"
        "    k = kernel - rate * 2 / n * tf.matmul(x, e, transpose_a=True)\n"
        "    return tf.concat([k[:, 0], bias - rate * 2 * tf.reduce_mean(e, 0)], 0)",
    ),
)
