"""A running mean in a variable."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _mean_in_turn(answer, values):
    """What both variables hold after each call."""
    import tensorflow as tf

    mean = tf.Variable(tf.zeros_like(values[0]))
    count = tf.Variable(0, dtype=tf.int32)
    means, counts = [], []
    for value in values:
        answer(mean, count, value)
        means.append(mean.numpy())
        counts.append(count.numpy())
    return {"means": means, "counts": counts}


def _value_rows(draw: np.random.Generator) -> Iterator[Case]:
    def case(values: object, label: str) -> Case:
        return Case({"values": np.array(values, np.float32)}, label)

    yield case([[2.0, 10.0], [4.0, 40.0], [9.0, 10.0], [3.0, 0.0]], "four values of 2 numbers")
    yield case([[5.0, -1.0, 0.5]], "a single value")
    yield case([[0.0], [8.0], [0.0], [-3.0]], "values of one number")
    size = (int(draw.integers(5, 9)), 3)
    yield case(draw.normal(3, 2, size), "random values")


def _beside_count(means: np.ndarray, counts: np.ndarray | None = None) -> np.ndarray:
    steps = np.arange(1, len(means) + 1) if counts is None else counts
    return np.concatenate([means, np.reshape(steps, (-1, 1))], axis=1).astype(np.float32)


def _steps(values: np.ndarray) -> np.ndarray:
    return np.arange(1, len(values) + 1)[:, np.newaxis]


def _running(values: np.ndarray) -> np.ndarray:
    return np.cumsum(values.astype(np.float64), axis=0) / _steps(values)


def _repeated(values: np.ndarray, update) -> np.ndarray:
    """The mean after each step, where `update(mean, number, value)` gives the next."""
    mean, means = np.zeros(values.shape[1]), []
    for number, value in enumerate(values.astype(np.float64), start=1):
        mean = update(mean, number, value)
        means.append(mean)
    return np.stack(means)


def _cannot_go_on(mean: np.ndarray, count: np.ndarray, value: np.ndarray) -> str:
    if not 0 <= count <= 100:
        return "A count is 0 or more, and 100 at most in an example."
    return "The mean is 0 before the first value." if count == 0 and mean.any() else ""


TASK = Task(
    name="running_mean",
    points=3,
    ask=Call(
        "running_mean",
        _mean_in_turn,
        "called with each row of values in turn, on variables that start at 0; a row of the result "
        "is the mean after a call, then the count",
        entry=lambda index, values: (
            f"the count after call {index[0] + 1}"
            if index[1] == values.shape[1]
            else f"entry {index[1]} of the mean after call {index[0] + 1}"
        ),
    ),
    facts=lambda seen, values: _beside_count(np.stack(seen["means"]), np.array(seen["counts"])),
    cases=_value_rows,
    expected=lambda values: _beside_count(_running(values)),
    dtype="float32",
    example=ExampleForm(
        inputs=("mean", "count", "value"),
        put=lambda answer, mean, count, value: answer(np.stack([*[mean] * int(count), value]))[
            -1, :-1
        ],
        of_case=lambda values: [
            (mean.astype(np.float32), np.array(number, np.int32), value)
            for number, (mean, value) in enumerate(
                zip([np.zeros_like(values[0]), *_running(values)], values, strict=False)
            )
        ],
        refuses=_cannot_go_on,
        replays=True,
    ),
    misconceptions=(
        Misconception(
            "unchanged",
            lambda values: _beside_count(np.zeros_like(values), np.zeros(len(values))),
            "Both variables are as they were. `mean = ...` gives a local name to a new tensor and "
            "leaves the variable alone, and so does a `return`.",
            "Which methods change a variable?",
        ),
        Misconception(
            "count_forgotten",
            lambda values: _beside_count(values, np.zeros(len(values))),
            "The count stays 0, so every value is taken for the first one and becomes the mean.",
            "What has to happen to `count` in every call?",
        ),
        Misconception(
            "only_counted",
            lambda values: _beside_count(np.zeros_like(values)),
            "The count is right, and the mean is still 0: its new value did not get into the "
            "variable.",
            "`mean = ...` makes a local name. Which methods change the variable?",
        ),
        Misconception(
            "half_and_half",
            lambda values: _beside_count(_repeated(values, lambda m, n, v: (m + v) / 2)),
            "Old mean and new value were weighted the same, so the last value counts for half. A "
            "mean of 9 values gives each of them 1/9.",
            "How much weight does the new value have after n values?",
        ),
        Misconception(
            "sum",
            lambda values: _beside_count(np.cumsum(values, axis=0)),
            "This is the sum of the values so far.",
            "How does a mean differ from a sum?",
        ),
        Misconception(
            "last",
            lambda values: _beside_count(values),
            "This is the last value alone.",
            "What has to remain of the values before it?",
        ),
        Misconception(
            "mean_taken_for_sum",
            lambda values: _beside_count(_repeated(values, lambda m, n, v: (m + v) / n)),
            "The new value was added to the old mean, and the whole divided by n. The old mean "
            "stands for n - 1 values, and was counted as one.",
            "What is the sum of the values before, if you know their mean and how many they were?",
        ),
        Misconception(
            "one_too_many",
            lambda values: _beside_count(_repeated(values, lambda m, n, v: m + (v - m) / (n + 1))),
            "The first value already comes out as half of itself: the count is one too large "
            "where you divide.",
            "Follow the first call by hand: by what is divided, and by what should it be?",
        ),
        Misconception(
            "divided_by_zero",
            lambda values: _beside_count(_repeated(values, lambda m, n, v: m + (v - m) / (n - 1))),
            "The first value was divided by 0: the count did not yet include it.",
            "In which order should counting and dividing come?",
        ),
        Misconception(
            "sum_of_shares",
            lambda values: _beside_count(np.cumsum(values / _steps(values), axis=0)),
            "Each value was divided by its number and added. The old mean should lose some of its "
            "weight with every new value, and here it never does.",
            "By how much should the mean move: by the value, or by how far it lies from the mean?",
        ),
        Misconception(
            "count_set_to_one",
            lambda values: _beside_count(values, np.ones(len(values))),
            "The count is 1 after every call: 1 was put in its place, not added to it.",
            "Which method of a variable adds?",
        ),
        Misconception(
            "mean_right_count_not",
            lambda values: _beside_count(_running(values), np.arange(len(values))),
            "The means are right, and the count does not yet include the value.",
            "What should `count` hold after the first call?",
        ),
        Misconception(
            "wrong_way",
            lambda values: _beside_count(_repeated(values, lambda m, n, v: m - (v - m) / n)),
            "The mean moves away from each new value: the sign of the step is the other way round.",
            "If the value is larger than the mean, should the mean grow?",
        ),
        Misconception(
            "half_after_the_first",
            lambda values: _beside_count(
                _repeated(values, lambda m, n, v: v if n == 1 else (m + v) / 2)
            ),
            "From the second value on, old mean and new value were weighted the same. The old mean "
            "stands for more values than the new one.",
            "How much weight does the new value have after n values?",
        ),
        Misconception(
            "only_the_value_divided",
            lambda values: _beside_count(_repeated(values, lambda m, n, v: m * (n - 1) + v / n)),
            "Only the new value was divided: Python divides before it adds.",
            "Put parentheses round what is to be divided.",
        ),
        Misconception(
            "not_divided",
            lambda values: _beside_count(_repeated(values, lambda m, n, v: m * (n - 1) + v)),
            "The old mean times its count, plus the new value, is the sum of all values. The "
            "division is missing.",
            "By what is a sum divided to get a mean?",
        ),
        Misconception(
            "step_alone",
            lambda values: _beside_count(_repeated(values, lambda m, n, v: (v - m) / n)),
            "The mean became the step itself: how far it should have moved. `assign` puts a value in "
            "place of the old one.",
            "Which method adds to what a variable holds?",
        ),
        Misconception(
            "counted_the_features",
            lambda values: _beside_count(
                _repeated(values, lambda m, n, v: m + (v - m) / (n * len(v))),
                np.arange(1, len(values) + 1) * values.shape[1],
            ),
            "The count grew by the numbers in a value. Each call brings one value, however many "
            "numbers it holds.",
            "By how much does the docstring let `count` grow in a call?",
        ),
        Misconception(
            "counted_twice",
            lambda values: _beside_count(
                _repeated(values, lambda m, n, v: m + (v - m) / (2 * n)),
                np.arange(1, len(values) + 1) * 2,
            ),
            "The count grew by 2 in each call.",
            "Every `assign_add` changes the variable, also inside an expression. How many run?",
        ),
        Misconception(
            "mean_of_features",
            lambda values: _beside_count(
                np.repeat(_running(values.mean(axis=1, keepdims=True)), values.shape[1], axis=1)
            ),
            "All features have the same mean: the numbers of a value were averaged with one "
            "another. Every feature has a mean of its own.",
            "Leave the axis of the features alone.",
        ),
    ),
    hints=(
        "Count first. Then ask how far the new value lies from the mean.",
        "The mean moves toward the value by 1/n of that distance, where n includes the value.",
        "`count` is int32 and the mean float32: tf.cast, then `mean.assign_add(...)`.",
    ),
    afterword=(
        "Also right: `mean.assign((mean * n + value) / (n + 1))` with `n = "
        "tf.cast(count, tf.float32)`, which works out the sum of all values first, "
        "whereas adding a share of `value - mean` needs no sum."
    ),
)
