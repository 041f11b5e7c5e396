"""One step for a big batch that comes in parts of unequal size."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _weights_after(answer, xs, ys, kernel, bias, rate):
    """The weights of a Dense unit after the call: the kernel, then the bias."""
    import keras
    import tensorflow as tf

    model = keras.Sequential([keras.Input([kernel.shape[0]]), keras.layers.Dense(1)])
    model.set_weights([kernel, bias])
    parts = [(tf.constant(x), tf.constant(y)) for x, y in zip(xs, ys, strict=True)]
    answer(model, parts, rate)
    return tf.concat([tf.reshape(weight, [-1]) for weight in model.get_weights()], axis=0)


def _entry(index, xs, ys, kernel, bias, rate) -> str:
    return "the bias" if index[0] == len(kernel) else f"entry {index[0]} of the kernel"


def _batches(draw: np.random.Generator) -> Iterator[Case]:
    def case(x: object, y: object, sizes: list[int], kernel: object, label: str) -> Case:
        ends = np.cumsum(sizes)[:-1]
        rows = np.array(x, np.float32), np.array(y, np.float32).reshape(-1, 1)
        xs, ys = (list(np.split(array, ends)) for array in rows)
        inputs = {"xs": xs, "ys": ys, "kernel": np.array(kernel, np.float32).reshape(-1, 1)}
        return Case({**inputs, "bias": np.array([0.5], np.float32), "rate": 0.1}, label)

    yield case([[1], [2], [3]], [2, 2, 9], [2, 1], [1], "parts of 2 rows and of 1")
    yield case([[1, 0], [2, 1], [0, 3]], [1, 4, -2], [3], [0.5, -1], "a single part")
    yield case(
        [[2, 1], [1, -1], [0, 2], [1, 1], [-1, 3]],
        [3, 0, 1, 5, 2],
        [1, 3, 1],
        [0, 1],
        "three parts",
    )
    columns = int(draw.integers(2, 4))
    sizes = [int(size) for size in draw.permutation([4, 3, 1])]
    x = draw.normal(0, 1.5, (sum(sizes), columns)).round(1)
    y = draw.normal(0, 3, sum(sizes)).round(1)
    yield case(x, y, sizes, draw.normal(0, 1, columns).round(1), "parts at random")


def _slope(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The gradient of the squared errors' mean over these rows, by the kernel and then by the bias."""
    with_one = np.concatenate([x, np.ones((len(x), 1))], axis=1).astype(np.float64)
    return 2 * with_one.T @ (with_one @ weights - y[:, 0]) / len(x)


def _stepped(
    gather: Callable[[list[np.ndarray], np.ndarray], np.ndarray],
    sign: float = -1.0,
) -> Callable[..., np.ndarray]:
    """The weights after one step along what is gathered of the parts' gradients and sizes."""

    def answer(xs, ys, kernel, bias, rate) -> np.ndarray:
        start = np.append(kernel[:, 0], bias).astype(np.float64)
        slopes = [_slope(x, y, start) for x, y in zip(xs, ys, strict=True)]
        sizes = np.array([len(x) for x in xs])
        return (start + sign * rate * gather(slopes, sizes)).astype(np.float32)

    return answer


def _whole(slopes: list[np.ndarray], sizes: np.ndarray) -> np.ndarray:
    return np.average(slopes, axis=0, weights=sizes)


def _one_after_another(xs, ys, kernel, bias, rate) -> np.ndarray:
    weights = np.append(kernel[:, 0], bias).astype(np.float64)
    for x, y in zip(xs, ys, strict=True):
        weights = weights - rate * _slope(x, y, weights)
    return weights.astype(np.float32)


def _weighted_steps(xs, ys, kernel, bias, rate) -> np.ndarray:
    weights = np.append(kernel[:, 0], bias).astype(np.float64)
    rows = sum(len(x) for x in xs)
    for x, y in zip(xs, ys, strict=True):
        weights = weights - rate * len(x) / rows * _slope(x, y, weights)
    return weights.astype(np.float32)


def _largest_only(slopes: list[np.ndarray], sizes: np.ndarray) -> np.ndarray:
    """The mean over the rows of the parts of the largest size; the others are left out."""
    kept = sizes == sizes.max()
    return np.mean([slope for slope, keep in zip(slopes, kept, strict=True) if keep], axis=0)


def _all_pairs(xs, ys, kernel, bias, rate) -> np.ndarray:
    """Errors of every prediction against every target of its part: (rows, 1) against (rows,)."""
    means = [np.full_like(y, y.mean()) for y in ys]
    return _stepped(_whole)(xs, means, kernel, bias, rate)


def _bias_left(xs, ys, kernel, bias, rate) -> np.ndarray:
    return np.append(_stepped(_whole)(xs, ys, kernel, bias, rate)[:-1], bias).astype(np.float32)


def _right(xs, ys, kernel, bias, rate) -> np.ndarray:
    """By the rows of all parts together."""
    start = np.append(kernel[:, 0], bias).astype(np.float64)
    slope = _slope(np.concatenate(xs), np.concatenate(ys), start)
    return (start - rate * slope).astype(np.float32)


TASK = Task(
    name="big_step",
    points=3,
    ask=Call(
        "big_step",
        _weights_after,
        "the model is one Dense unit with this kernel and bias; parts holds a pair for each x of xs "
        "with its y of ys. The check compares the weights after the call: the kernel, then the bias",
        entry=_entry,
    ),
    cases=_batches,
    expected=_right,
    dtype="float32",
    # The lists are equally long, and a Dense unit has one mode.
    alike=("`strict=True` left out", "`True` -> `False`", "`training=True` left out"),
    misconceptions=(
        Misconception(
            "mean_of_parts",
            _stepped(lambda slopes, sizes: np.mean(slopes, axis=0)),
            "The gradients of the parts were averaged as if all parts were equally large. A row in a "
            "small part then counts more than one in a large part.",
            "What share of all rows does each part have?",
        ),
        Misconception(
            "sum_of_parts",
            _stepped(lambda slopes, sizes: np.sum(slopes, axis=0)),
            "The gradients of the parts were added up, each of them a mean. With three parts the step is "
            "about three times too long.",
            "What should the step be if one part were cut into two halves?",
        ),
        Misconception(
            "step_each",
            _one_after_another,
            "Every part made a step of its own, so that the second gradient was taken at weights that the "
            "first had moved.",
            "When may the weights change for the first time?",
        ),
        Misconception(
            "weighted_step_each",
            _weighted_steps,
            "Each part has the right share, but it made its step at once, so that the next gradient was "
            "taken at other weights.",
            "What has to be kept until every part has been seen?",
        ),
        Misconception(
            "last_part",
            _stepped(lambda slopes, sizes: slopes[-1]),
            "Only the last part has moved the weights. The gradients of the others were overwritten.",
            "Where do the gradients of the first part go when the second one is computed?",
        ),
        Misconception(
            "first_part",
            _stepped(lambda slopes, sizes: slopes[0]),
            "Only the first part has moved the weights.",
            "Does your loop ever reach the second part?",
        ),
        Misconception(
            "rest_dropped",
            _stepped(_largest_only),
            "Parts that are smaller than the largest were left out. Their rows belong to the batch, too.",
            "How much should a part of one row count?",
        ),
        Misconception(
            "summed_rows",
            _stepped(lambda slopes, sizes: _whole(slopes, sizes) * sizes.sum()),
            "This is the gradient of the sum over all rows, and the loss is their mean: the step is too "
            "long by a factor of the number of rows.",
            "By what is a sum divided to become a mean?",
        ),
        Misconception(
            "by_number_of_parts",
            _stepped(lambda slopes, sizes: _whole(slopes, sizes) * sizes.sum() / len(sizes)),
            "The sum over all rows was divided by the number of parts.",
            "Over how many rows should the mean be taken?",
        ),
        Misconception(
            "divided_twice",
            _stepped(lambda slopes, sizes: _whole(slopes, sizes) / len(sizes)),
            "Each part has its share of the rows already. Then the sum was divided by the number of parts "
            "as well.",
            "What do the shares add up to?",
        ),
        Misconception(
            "half",
            _stepped(lambda slopes, sizes: _whole(slopes, sizes) / 2),
            "The step is half as long as it should be: the derivative of a square has a factor 2.",
            "Which loss does the docstring name, and what is its derivative?",
        ),
        Misconception(
            "uphill",
            _stepped(_whole, sign=1.0),
            "The step goes up the slope: the gradient was added.",
            "Which sign does a step of gradient descent have?",
        ),
        Misconception(
            "never_moves",
            lambda xs, ys, kernel, bias, rate: np.append(kernel[:, 0], bias).astype(np.float32),
            "The weights are as they were. Either no step was made, or new tensors were computed and "
            "never put into the model's variables.",
            "Which method changes a variable?",
        ),
        Misconception(
            "bias_left",
            _bias_left,
            "The kernel is right, and the bias is what it was before.",
            "How many trainable variables does a Dense layer have?",
        ),
        Misconception(
            "all_pairs",
            _all_pairs,
            "Every prediction was compared with every target of its part. That happens where one has "
            "shape (rows,) and the other (rows, 1).",
            "Print the shape of the errors of one part.",
        ),
        Misconception(
            "no_rate",
            lambda xs, ys, kernel, bias, rate: _stepped(_whole)(xs, ys, kernel, bias, 1.0),
            "The whole gradient was subtracted. The rate says how much of it should be.",
            "Which argument have you not used yet?",
        ),
    ),
    hints=(
        "Go through the parts once, and keep a sum for each variable. Change no weight before the last "
        "part is done.",
        "A part's gradient is a mean over its rows. Weight it by its rows, as a share of all rows.",
        "One loop with a tape fills the sums; after it, assign_sub takes rate times each sum from its "
        "variable. len(x) counts the rows of a part.",
    ),
    afterword=(
        "Also right: one tape around all parts, with `tf.reduce_sum((model(x) - y) ** 2)` of each, which "
        "then "
        "remembers all of them at once."
    ),
)
