"""Repair: a loop whose loss stops at the variance of y."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import stand_in
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case

_DIVERGED = stand_in("row of weights some of which are nan, infinite or above 100 in size")

_MOST = 100.0


def _finite(raw, x, y):
    """The weights, unless they grew without end; the right ones of the cases are below 10."""
    weights = np.asarray(raw)
    return weights if (np.abs(weights) < _MOST).all() else _DIVERGED


def _entry(index: tuple[int, ...], x: np.ndarray, y: np.ndarray) -> str:
    return f"the slope of column {index[0]}" if index[0] < x.shape[1] else "the intercept"


def _rows(draw: np.random.Generator) -> Iterator[Case]:
    def case(x: np.ndarray, slopes: object, intercept: float, noise: float, label: str) -> Case:
        y = x @ np.array(slopes) + intercept + noise * draw.normal(size=len(x))
        return Case({"x": x.astype(np.float32), "y": y.astype(np.float32)}, label)

    def spread(rows: int, columns: int, middle: float = 0.3) -> np.ndarray:
        """Columns that gradient descent finds easy: about as wide as each other, hardly related."""
        table = draw.normal(size=(rows, columns))
        table = (table - table.mean(axis=0)) / table.std(axis=0)
        return table + middle

    # So many that a loss that sums up their errors diverges, and does not swing back to 0 by chance.
    line = np.arange(-1.75, 2, 0.5)[:, np.newaxis]
    yield case(line, [2.0], 1.0, 0.0, "eight rows on a line")
    weights = draw.uniform(0.5, 2, 3).round(1) * draw.choice([-1, 1], 3)
    yield case(spread(60, 3), weights, float(draw.integers(2, 5)), 0.3, "three columns, with noise")


def _least_squares(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    with_one = np.column_stack([x, np.ones(len(x))]).astype(np.float64)
    return np.linalg.lstsq(with_one, y.astype(np.float64), rcond=None)[0].astype(np.float32)


def _changed(
    change: Callable[[np.ndarray, np.ndarray, np.ndarray], object],
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Something made of the right weights, x and y."""

    def answer(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.asarray(change(_least_squares(x, y), x, y), np.float32)

    return answer


def _mean_only(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.append(np.zeros(x.shape[1]), y.mean()).astype(np.float32)


def _without_intercept(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    slopes = np.linalg.lstsq(x.astype(np.float64), y.astype(np.float64), rcond=None)[0]
    return np.append(slopes, 0).astype(np.float32)


def _of_first_column(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    slope, intercept = _least_squares(x[:, :1], y)
    return np.array([slope, *np.zeros(x.shape[1] - 1), intercept], np.float32)


def _descended(steps: int, rate: float, factor: float = 1.0) -> Callable[..., np.ndarray]:
    """Gradient descent from zeros, with the gradient of the mean squared error times a factor."""

    def answer(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        with_one = np.column_stack([x, np.ones(len(x))]).astype(np.float64)
        weights = np.zeros(with_one.shape[1])
        for _ in range(steps):
            weights -= rate * factor * 2 * with_one.T @ (with_one @ weights - y) / len(x)
        return weights.astype(np.float32)

    return answer


TASK = Task(
    name="fit_shapes",
    points=3,
    ask=Call("fit_plane", entry=_entry),
    cases=_rows,
    expected=_least_squares,
    facts=_finite,
    alike=("`60` -> `61`", "`1` -> `2`"),
    given=_mean_only,
    dtype="float32",
    tolerance=Tolerance(relative=2e-3, absolute=2e-3),
    example=ExampleForm(
        put=lambda answer, x, y: answer(x, y),
        refuses=lambda x, y: (
            ""
            if len(x) == len(y) and len(x) > x.shape[1]
            else "x has as many rows as y has numbers, and more rows than columns."
        ),
    ),
    misconceptions=(
        Misconception(
            "mean_predicted",
            _mean_only,
            "All slopes are 0, and the intercept is the mean of y: the best that a model can do if every "
            "prediction is compared with every target.",
            "Print the shape of the errors. How many should there be? Transposing a tensor of one axis "
            "leaves it as it is.",
        ),
        Misconception(
            "diverged",
            lambda x, y: _DIVERGED,
            "The weights have grown without end. If the errors have the right shape now, the steps are too "
            "long: a sum over the rows has a slope as many times larger as there are rows.",
            "Is the loss a mean or a sum? And how far does a step go?",
        ),
        Misconception(
            "diverged_with_more_rows",
            lambda x, y: _least_squares(x, y) if len(x) < 20 else _DIVERGED,
            "For a few rows the weights are right, and for a larger table they grow without end: there the steps "
            "are too long. If the loss is a sum over the rows, its slope grows with their number.",
            "Is the loss a mean or a sum? And how far does a step go?",
        ),
        Misconception(
            "not_there_yet",
            _descended(10, 0.2),
            "The direction is right, and the training ended on its way.",
            "Print the loss every ten steps. Has it stopped falling?",
        ),
        Misconception(
            "no_intercept",
            _without_intercept,
            "These are the best slopes without an intercept, which stayed 0.",
            "For which variables do you ask the tape?",
        ),
        Misconception(
            "mean_as_intercept",
            _changed(lambda weights, x, y: [*weights[:-1], y.mean()]),
            "The slopes are right. The intercept is the mean of y, which it would be only if the columns "
            "had the mean 0.",
            "What does the model predict where all columns are 0?",
        ),
        Misconception(
            "first_column_only",
            _of_first_column,
            "Only the first column was used.",
            "What shapes do x and the errors have now?",
        ),
        Misconception(
            "intercept_first",
            _changed(lambda weights, x, y: np.roll(weights, 1)),
            "The intercept came first. The docstring has it last.",
            "In which order are the parts put together?",
        ),
        Misconception(
            "slopes_only",
            _changed(lambda weights, x, y: weights[:-1]),
            "The slopes are right, and the intercept is missing.",
            "How many numbers does the docstring promise?",
        ),
        Misconception(
            "column",
            _changed(lambda weights, x, y: weights[:, np.newaxis]),
            "The weights are right, and they came back as a column.",
            "What shape does the docstring promise?",
        ),
        Misconception(
            "sign_turned",
            _changed(lambda weights, x, y: -weights),
            "All signs are turned: the model predicts -y.",
            "Is the error prediction minus target, and the step against the slope?",
        ),
    ),
    hints=(
        "Print the shape of the errors inside the loop, before you change anything.",
        "(n, 1) minus (n,) is (n, n): each prediction meets each target. Both sides need the same shape.",
        "Give y a second axis before the loop, or take the second axis from the predictions; tf.newaxis in "
        "an index does the first.",
    ),
    afterword=(
        "Also right: `tf.ensure_shape` on the errors, which names the trouble at once when it comes back."
    ),
)
