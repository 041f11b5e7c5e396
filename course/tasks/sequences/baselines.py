"""The errors of two forecasts that need no model."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _series(draw: np.random.Generator) -> Iterator[Case]:
    def case(y: object, season: int, label: str) -> Case:
        return Case({"y": np.array(y, np.float32), "season": season}, label)

    yield case([1, 5, 2, 7, 3], 2, "a season of two")
    yield case([4, 1, 6, 2, 9, 4], 3, "a season of three")
    yield case([3, 8, 1], 2, "a single row")
    season = int(draw.integers(2, 5))
    size = season + int(draw.integers(3, 6))
    yield case(draw.integers(0, 20, size), season, "numbers at random")
    yield case(draw.normal(0, 3, 9).round(1), 4, "numbers below 0")


def _errors(
    last_rows: Callable[[int, int], slice] = lambda size, season: slice(season, size),
    season_rows: Callable[[int, int], slice] = lambda size, season: slice(season, size),
    measure: Callable[[np.ndarray], float] = lambda errors: np.abs(errors).mean(),
    steps: Callable[[int], tuple[int, int]] = lambda season: (1, season),
    rolled: bool = True,
) -> Callable[[np.ndarray, int], np.ndarray]:
    """Errors against the series rolled by each of two steps, measured on some rows."""

    def answer(y: np.ndarray, season: int) -> np.ndarray:
        y = y.astype(np.float64)
        rows = (last_rows(len(y), season), season_rows(len(y), season))
        with np.errstate(all="ignore"):
            return np.array(
                [
                    measure((y - np.roll(y, step))[part])
                    for step, part in zip(steps(season), rows, strict=True)
                ],
                np.float32,
            )

    return answer


TASK = Task(
    name="baselines",
    points=2,
    ask=Call("baselines"),
    cases=_series,
    expected=_errors(),
    dtype="float32",
    example=ExampleForm(
        refuses=lambda y, season: (
            "" if 2 <= season < len(y) else "The season is 2 or more, and shorter than the series."
        ),
    ),
    misconceptions=(
        Misconception(
            "different_rows",
            _errors(last_rows=lambda size, season: slice(1, size)),
            "The two errors are taken over different rows: the first one has more of them. Then it is not "
            "the forecasts alone that are compared.",
            "For which rows do both forecasts exist?",
        ),
        Misconception(
            "rolled_round",
            _errors(lambda size, season: slice(0, size), lambda size, season: slice(0, size)),
            "The first rows were kept. There, `roll` has put values from the end of the series in place of "
            "the past.",
            "Which rows have a value a season before them?",
        ),
        Misconception(
            "squared",
            _errors(measure=lambda errors: (errors**2).mean()),
            "These are mean squared errors.",
            "Which error does the docstring name?",
        ),
        Misconception(
            "root_of_squared",
            _errors(measure=lambda errors: np.sqrt((errors**2).mean())),
            "These are roots of mean squared errors. A mean absolute error weighs a large miss less.",
            "Which error does the docstring name?",
        ),
        Misconception(
            "signed",
            _errors(measure=lambda errors: errors.mean()),
            "Errors above and below cancel each other out here, because their signs were kept.",
            "Which function makes a size of an error?",
        ),
        Misconception(
            "signed_other_way",
            _errors(measure=lambda errors: -errors.mean()),
            "These are means of forecast minus value with their signs, in which errors above and below cancel.",
            "A forecast that is too high and one that is too low are both off. How far?",
        ),
        Misconception(
            "exchanged",
            lambda y, season: _errors()(y, season)[::-1],
            "The two errors came back in the other order.",
            "Which one does the docstring name first?",
        ),
        Misconception(
            "summed",
            _errors(measure=lambda errors: np.abs(errors).sum()),
            "The errors were added up, and not averaged.",
            "What makes a mean of a sum?",
        ),
        Misconception(
            "season_off_by_one",
            _errors(steps=lambda season: (1, season - 1)),
            "The second forecast looks back one step less than a season.",
            "At which index lies the value a season before index t?",
        ),
        Misconception(
            "median",
            _errors(measure=lambda errors: np.median(np.abs(errors))),
            "This is the median of the errors, and not their mean.",
            "Which error does the docstring name?",
        ),
        Misconception(
            "own_mean",
            lambda y, season: np.array(
                [
                    np.abs(y[season:] - y[season:].mean()).mean(),
                    np.abs(y[season:] - y[:-season]).mean(),
                ],
                np.float32,
            ),
            "The first number is the error of the mean, which nobody knows before the end.",
            "What is the last value known when y[t] is to be forecast?",
        ),
        Misconception(
            "first_rows",
            lambda y, season: np.array(
                [
                    np.abs(np.diff(y))[: len(y) - season].mean(),
                    np.abs(y[season:] - y[:-season]).mean(),
                ],
                np.float32,
            ),
            "The first error is taken over as many rows as the second, but over the first ones of the series.",
            "For which rows do both forecasts exist?",
        ),
    ),
    hints=(
        "A forecast of the last value is the series, one step later. So an error is a difference of two "
        "slices.",
        "Both forecasts exist from index `season` on. Use those rows for both.",
        "The values to forecast are `y[season:]`. Which slice holds the value before each of them, and which "
        "the one a season before?",
    ),
    afterword="Also right: `tf.roll`, if the rows into which it carries the end of the series are cut off.",
)
