"""Repair: a loop that lacks four things that fit does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from grader.judging.stand_ins import stand_in
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case

_EPSILON, _MOMENTUM = 0.001, 0.5
_OF_SCALE, _OF_KERNEL = 0.2, 0.1  # by what the squares are multiplied to make a penalty


def _losses_and_weights(answer, xs, ys, kernel, rate, epochs):
    """What came back, and the weights the model is left with."""
    import keras
    import numpy as np
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    columns = kernel.shape[0]
    model = keras.Sequential(
        [
            keras.Input([columns]),
            keras.layers.BatchNormalization(
                momentum=0.5, epsilon=0.001, gamma_regularizer=keras.regularizers.L2(0.2)
            ),
            keras.layers.Dense(1, kernel_regularizer=keras.regularizers.L2(0.1)),
        ]
    )
    ones, zeros = np.ones(columns), np.zeros(columns)
    model.set_weights([ones, zeros, zeros, ones, kernel, np.zeros(1)])
    batches = [(tf.constant(x), tf.constant(y)) for x, y in zip(xs, ys, strict=True)]
    returned = answer(model, keras.optimizers.SGD(rate), batches, epochs)
    if returned is None or isinstance(returned, dict | str) or np.ndim(returned) == 0:
        raise Misfit(returned)
    return {"losses": list(returned), "weights": model.get_weights()}


_OF_BATCHES = stand_in("list with a loss for each batch")
_OTHER_LENGTH = stand_in("list with another number of losses than there are epochs")


def _in_a_row(raw, xs, ys, kernel, rate, epochs) -> object:
    """The losses, an epoch each, then the weights."""
    losses = np.array([float(loss) for loss in raw["losses"]], np.float32)
    if len(losses) == epochs * len(xs):
        return _OF_BATCHES
    if len(losses) != epochs:
        return _OTHER_LENGTH
    return np.concatenate([losses, *(np.ravel(weight) for weight in raw["weights"])])


def _entry(index, xs, ys, kernel, rate, epochs) -> str:
    if index[0] < epochs:
        return f"the loss of epoch {index[0] + 1}"
    columns, place = len(kernel), index[0] - epochs
    if place >= 4 * columns:
        kind = "kernel" if place < 5 * columns else "bias"
        return f"the {kind} of Dense"
    kind = ("scale", "center", "moving mean", "moving variance")[place // columns]
    return f"the {kind} of BatchNormalization, column {place % columns}"


def _epochs(draw: np.random.Generator) -> Iterator[Case]:
    def case(sizes: list[int], columns: int, epochs: int, label: str) -> Case:
        rows, ends = sum(sizes), np.cumsum(sizes)[:-1]
        x = draw.normal(1, 1.5, (rows, columns)).round(1).astype(np.float32)
        y = (x.sum(axis=1, keepdims=True) + draw.normal(0, 1, (rows, 1))).round(1)
        inputs = {
            "xs": list(np.split(x, ends)),
            "ys": list(np.split(y.astype(np.float32), ends)),
            "kernel": draw.normal(0, 1, (columns, 1)).round(1).astype(np.float32),
            "rate": 0.05,
            "epochs": epochs,
        }
        return Case(inputs, label)

    yield case([4, 2], 2, 2, "batches of 4 and of 2 rows, two epochs")
    yield case([3, 5], 1, 1, "batches of 3 and of 5 rows, one epoch")


def _times(penalty: bool | tuple[float, float]) -> tuple[float, float]:
    """How often the penalty of the scale and that of the kernel are held."""
    return (float(penalty), float(penalty)) if isinstance(penalty, bool) else penalty


def _trained(
    flag: bool = True,
    penalty: bool | tuple[float, float] = True,
    reset: bool = True,
    weight: bool = True,
    penalty_told: bool | None = None,
    each_batch: bool = False,
    summed: bool = False,
) -> Callable[..., np.ndarray]:
    """The losses and the weights of the loop, with and without each of the four things.

    Args:
        flag: Whether the model is called with training=True.
        penalty: Whether the gradient holds the penalties, or how often that of the scale and that of
            the kernel.
        reset: Whether each epoch's mean begins anew.
        weight: Whether a batch counts by its rows.
        penalty_told: Whether the loss that is told holds the penalties; as `penalty` by default.
        each_batch: Whether the mean begins anew at every batch.
        summed: Whether losses times rows are added up and not divided.
    """

    held = _times(penalty)
    told_of = held if penalty_told is None else _times(penalty_told)

    def answer(xs, ys, kernel, rate, epochs) -> np.ndarray:
        columns = len(kernel)
        scale, center = np.ones(columns), np.zeros(columns)
        mean, variance = np.zeros(columns), np.ones(columns)
        kernel, bias = kernel[:, 0].astype(np.float64), 0.0
        told, total, count = [], 0.0, 0.0
        for _ in range(epochs):
            if reset:
                total, count = 0.0, 0.0
            for x, y in zip(xs, ys, strict=True):
                x, y = x.astype(np.float64), y[:, 0].astype(np.float64)
                used = (x.mean(axis=0), x.var(axis=0)) if flag else (mean, variance)
                standard = (x - used[0]) / np.sqrt(used[1] + _EPSILON)
                errors = (scale * standard + center) @ kernel + bias - y
                penalties = _OF_SCALE * np.sum(scale**2), _OF_KERNEL * np.sum(kernel**2)
                loss = np.mean(errors**2) + np.dot(told_of, penalties)
                by_output = 2 * errors / len(x)
                inner = by_output[:, None] * kernel
                steps = (
                    np.sum(inner * standard, axis=0) + held[0] * 2 * _OF_SCALE * scale,
                    np.sum(inner, axis=0),
                    (scale * standard + center).T @ by_output + held[1] * 2 * _OF_KERNEL * kernel,
                    np.sum(by_output),
                )
                scale, center, kernel, bias = (
                    now - rate * step
                    for now, step in zip((scale, center, kernel, bias), steps, strict=True)
                )
                if flag:
                    mean = _MOMENTUM * mean + (1 - _MOMENTUM) * x.mean(axis=0)
                    variance = _MOMENTUM * variance + (1 - _MOMENTUM) * x.var(axis=0)
                share = len(x) if weight else 1
                if each_batch:
                    total, count = 0.0, 0.0
                total, count = total + share * loss, count + share
            told.append(total if summed else total / count)
        return np.concatenate([told, scale, center, mean, variance, kernel, [bias]]).astype(
            np.float32
        )

    return answer


def _one_loss(xs, ys, kernel, rate, epochs) -> object:
    """Right for one epoch, and a single loss for more."""
    return _OTHER_LENGTH if epochs > 1 else _trained()(xs, ys, kernel, rate, epochs)


_LEFT = {
    "flag": "the model is called as in inference, so BatchNormalization uses averages that never move",
    "penalty": "what the model keeps in model.losses is in neither the gradient nor the reported loss",
    "reset": "the mean goes on from one epoch to the next",
    "weight": "every batch counts the same, however many rows it has",
}
_LOOK = {
    "flag": "How does a model learn that it is being trained?",
    "penalty": "Look at model.losses after a call: where do they come from, and who adds them?",
    "reset": "What does the metric still hold when the second epoch begins?",
    "weight": "What does update_state take besides the value?",
}
_NUMBERS = {1: "One fault is", 2: "Two faults are", 3: "Three faults are"}


def _still(*left: str) -> Misconception:
    """The loop with these faults still in it."""
    words = "; ".join(_LEFT[fault] for fault in left)
    return Misconception(
        "_and_".join(f"no_{fault}" for fault in left),
        _trained(**dict.fromkeys(left, False)),
        f"{_NUMBERS[len(left)]} left: {words}.",
        _LOOK[left[0]],
    )


TASK = Task(
    name="repair_loop",
    points=3,
    ask=Call(
        "train",
        _losses_and_weights,
        "the model is BatchNormalization(momentum=0.5), whose scale has the regularizer L2(0.2), and "
        "Dense(1) with this kernel and L2(0.1); "
        "batches holds a pair for each x of xs with its y of ys; the optimizer is SGD(rate). The check "
        "compares the losses you return, then the model's weights after the call",
        "a list of losses",
        _entry,
    ),
    cases=_epochs,
    expected=_trained(),
    facts=_in_a_row,
    given=_trained(flag=False, penalty=False, reset=False, weight=False),
    tolerance=Tolerance(relative=1e-3, absolute=1e-4),
    misconceptions=(
        *(_still(*left) for size in (1, 2, 3) for left in combinations(_LEFT, size)),
        Misconception(
            "penalty_told_only",
            _trained(penalty=False, penalty_told=True),
            "The penalty is in the losses you return, but it did not reach the weights: it was added "
            "where the tape no longer records, or it is not in the loss that the tape is asked about.",
            "Which number is handed to tape.gradient?",
        ),
        Misconception(
            "penalty_not_told",
            _trained(penalty_told=False),
            "The weights are right. The losses you return lack the penalty, which the loss of fit includes.",
            "Which number is handed to the metric, and which to the tape?",
        ),
        Misconception(
            "penalty_twice",
            _trained(penalty=(2, 2)),
            "The penalties are in the loss twice.",
            "What is in model.losses already, and what have you added besides?",
        ),
        Misconception(
            "first_penalty",
            _trained(penalty=(1, 0)),
            "Only the first penalty is in the loss. Each weight with a regularizer has one of its own.",
            "How many entries does model.losses have, and which of them do you add?",
        ),
        Misconception(
            "last_penalty",
            _trained(penalty=(0, 1)),
            "Only the penalty of the last layer's kernel is in the loss. Each weight with a regularizer "
            "has one of its own.",
            "How many entries does model.losses have, and which of them do you add?",
        ),
        Misconception(
            "mean_of_penalties",
            _trained(penalty=(0.5, 0.5)),
            "The mean of the penalties was added. Each of them belongs in the loss whole.",
            "The docstring says what is added to the mean squared error. What does a mean make of two "
            "penalties?",
        ),
        Misconception(
            "losses_of_batches",
            lambda xs, ys, kernel, rate, epochs: _OF_BATCHES,
            "The list holds a loss for each batch. The task asks for one for each epoch.",
            "At which of the two loops' ends does the line stand that appends?",
        ),
        Misconception(
            "another_length",
            _one_loss,
            "The list does not hold as many losses as there are epochs: a single one came back, or the "
            "list began anew.",
            "Which of your lines run once, and which once for each epoch?",
        ),
        Misconception(
            "last_batch",
            _trained(each_batch=True),
            "The weights are right. The losses are those of each epoch's last batch: the mean begins anew "
            "at every batch.",
            "Which of the two loops holds the line that resets?",
        ),
        Misconception(
            "summed",
            _trained(summed=True),
            "The weights are right. The losses are sums over the rows instead of means.",
            "By how many rows should the sum of an epoch be divided?",
        ),
    ),
    hints=(
        "Four things are missing: two in the lines under the tape, two around the metric.",
        "Print model.losses after a call, and the moving mean of model.layers[0] after an epoch. A "
        "metric has reset_state, and update_state takes a sample_weight.",
        "Call the model with training=True, add what model.losses holds before the tape is asked, reset "
        "the metric when an epoch begins, and give it the number of rows with every loss.",
    ),
)
