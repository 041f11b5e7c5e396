"""Train a model that forecasts the electricity of buildings it has never seen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Quality, Task
from grader.probing.questions import Call, Case
from tensorflow_workbook.tasks.capstone.buildings import BILL, HOURS, buildings

_TRAINING, _HIDDEN, _TWICE = 250, 400, 10  # buildings
_FIRST_HIDDEN = 2000  # their numbers: just behind 249, some models that read the number would pass
# Draws are not equally hard. A training's share of the median's error differs less from draw to draw than
# its error in kWh, and no more than its share of a straight line's.
_LIMIT = 0.6


def _train_and_forecast(answer, rows, kwh, new_rows):
    """What the trained model says of the rows of other buildings, a number a row."""
    import keras
    import numpy as np
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    rows, kwh, new_rows = (np.asarray(array) for array in (rows, kwh, new_rows))
    model = answer(rows, kwh)
    if not isinstance(model, keras.Model):
        raise Misfit(model)
    forecast = tf.convert_to_tensor(model(new_rows, training=False))
    if forecast.shape.rank == 2 and forecast.shape[1] == 1:
        return forecast[:, 0]
    return forecast


def _other_buildings(draw: np.random.Generator) -> Iterator[Case]:
    """Buildings to train on, then others with numbers of their own; some of these come once more, under
    numbers of the training's."""
    rows, kwh = buildings(draw, _TRAINING)
    new_rows, used = buildings(draw, _HIDDEN, first=_FIRST_HIDDEN)
    new_rows[:, BILL] = 0  # it has not come yet when a forecast is made
    again = new_rows[: _TWICE * HOURS].copy()
    again[:, 0] -= _FIRST_HIDDEN
    inputs = {"rows": rows, "kwh": kwh, "new_rows": np.concatenate([new_rows, again])}
    yield Case(inputs, truth=np.concatenate([used, used[: len(again)]]))


def _line(rows, kwh, new_rows, truth) -> np.ndarray:
    """A straight line through all columns but the building's number and the bill."""

    def columns(rows: np.ndarray) -> np.ndarray:
        return np.column_stack([rows[:, 1:BILL], np.ones(len(rows))]).astype(np.float64)

    weights, *_ = np.linalg.lstsq(columns(rows), kwh, rcond=None)
    return (columns(new_rows) @ weights).astype(np.float32)


def _fits(result: np.ndarray, truth: np.ndarray) -> bool:
    return result.shape == truth.shape and bool(np.isfinite(result).all())


def _shares(result: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """The error of each forecast, where always saying the median of the truth makes 1 on average."""
    truth = truth.astype(np.float64)
    return np.abs(result - truth) / np.abs(truth - np.median(truth)).mean()


def _share(result: np.ndarray, truth: np.ndarray) -> float:
    return float(_shares(result, truth).mean()) if _fits(result, truth) else float("inf")


def _spread(result: np.ndarray, truth: np.ndarray) -> float:
    if not _fits(result, truth):
        return float("inf")
    return float(result.astype(np.float64).std() / truth.std())


def _agreement(result: np.ndarray, truth: np.ndarray) -> float:
    """The correlation of forecast and truth; 0 where the forecast does not vary."""
    if not _fits(result, truth) or _spread(result, truth) < 1e-3:
        return 0.0
    return float(np.corrcoef(result.astype(np.float64), truth)[0, 1])


def _in_other_units(result: np.ndarray, truth: np.ndarray) -> bool:
    """Whether a forecast goes up and down with the truth, at another level or with another spread."""
    if _agreement(result, truth) < 0.67:
        return False
    beside = abs(float(result.mean() - truth.mean())) > 0.6 * truth.std()
    return beside or not 0.3 < _spread(result, truth) < 3


def _reads_the_number(result: np.ndarray, truth: np.ndarray) -> bool:
    """Whether the same rows get other forecasts under other numbers of their building."""
    if not _fits(result, truth):
        return False
    once, again = result[: _TWICE * HOURS], result[-_TWICE * HOURS :]
    return bool(np.abs(once - again).mean() > 0.05 * truth.std())


TASK = Task(
    name="train_forecast",
    points=5,
    ask=Call(
        "train_forecast",
        _train_and_forecast,
        "called with rows and kwh of 250 buildings; then the model is called with the rows of 400 others, "
        "ten of which come once more under numbers of training buildings. Their bill is 0 since it has not "
        "come yet, and the forecast is compared with what they used",
        "a trained Keras model with one output for a row",
    ),
    cases=_other_buildings,
    expected=lambda rows, kwh, new_rows, truth: truth,
    dtype="float32",
    quality=Quality(
        "share of the median's error that is left on buildings it has not seen",
        _shares,
        limit=_LIMIT,
        lazy=_line,
        lazy_name="a straight line through the columns",
        less_is_better=True,
    ),
    misconceptions=(
        Misconception(
            "building_number",
            lambda rows, kwh, new_rows, truth: truth + 0.02 * new_rows[:, 0],
            "The same rows get another forecast when their building has another number: the model reads the "
            "number. In the training rows it tells one building from another, and with it the building's "
            "habit; a new building has a number that no training row has.",
            "Which columns say something of a building that is not among the records, and are known before the "
            "hour begins?",
            shown_by=lambda result, truth: (
                _reads_the_number(result, truth) and _spread(result, truth) <= 3
            ),
        ),
        Misconception(
            "bill",
            lambda rows, kwh, new_rows, truth: np.full_like(truth, 0.4),
            "The forecast is nearly nothing for most rows. Either the model was hardly trained, or it reads the "
            "bill and finds 0: in the training rows the bill tells almost exactly what was used, but it comes "
            "after the hour that it is for, so that it is not there yet when a forecast is needed.",
            "Did the training take place? Then which columns are known before the hour begins?",
            shown_by=lambda result, truth: (
                _fits(result, truth)
                and np.median(np.abs(result)) < 0.25 * np.median(truth)
                and not _in_other_units(result, truth)
            ),
        ),
        Misconception(
            "other_units",
            lambda rows, kwh, new_rows, truth: np.log(truth),
            "The forecast goes up and down with what was used, but not in kWh: its level or its spread is "
            "another. The right hours come out in other units, as they do when the target was scaled or its "
            "logarithm was taken, and the model does not turn that back.",
            "What did the model learn to say: kWh, or something made of them? The way back to kWh belongs to "
            "the model that you return.",
            shown_by=_in_other_units,
        ),
        Misconception(
            "constant",
            lambda rows, kwh, new_rows, truth: np.full_like(truth, np.median(kwh)),
            "The model says nearly the same for every row. It was hardly trained, or the columns came in as "
            "they are: a year of 1990 beside a temperature of 5 drowns it.",
            "Does the loss fall below what the median alone reaches? Are the inputs of about one size?",
            shown_by=lambda result, truth: _spread(result, truth) < 0.1,
        ),
        Misconception(
            "wild",
            lambda rows, kwh, new_rows, truth: 8 * np.roll(truth, 1000),
            "The forecast varies far more than electricity does. Either the model was not trained, or the "
            "training diverged, or the new rows did not go through the same scaling as those it was trained "
            "on, or it reads a column whose values are quite others here, such as the building's number.",
            "Compare the mean and the deviation of what the first layer of weights gets, in training and "
            "afterwards. Does the scaling belong to the model?",
            shown_by=lambda result, truth: _fits(result, truth) and _spread(result, truth) > 3,
        ),
        Misconception(
            "mixed_up",
            lambda rows, kwh, new_rows, truth: 2 * truth.mean() - truth,
            "The forecast varies as electricity does, but not with it: rows and their kwh were shuffled apart, "
            "or the sign was turned.",
            "Look at one row, its kwh and its forecast. Are they still of the same hour when they reach `fit`?",
            shown_by=lambda result, truth: _fits(result, truth) and _agreement(result, truth) < 0.3,
        ),
        Misconception(
            "straight",
            _line,
            "The forecast follows what was used, but not closely enough. A straight line leaves about 0.8 of "
            "the median's error: heating begins when it is cold and cooling when it is hot, a large building "
            "feels both more than a small one, and a line knows neither. A small or briefly trained model "
            "ends not far below it.",
            "Has the model hidden layers with an activation, and does the loss still fall when the training "
            "ends?",
            shown_by=lambda result, truth: _LIMIT < _share(result, truth) < 1.15,
        ),
        Misconception(
            "two_numbers",
            lambda rows, kwh, new_rows, truth: np.stack([truth, truth], axis=1),
            "The model gives several numbers for a row, and one is asked for: the kilowatt-hours.",
            "How many units does the last layer have?",
            shown_by=lambda result, truth: result.ndim == 2 and result.shape[1] > 1,
        ),
    ),
    hints=(
        "Begin with what may be known: of the eight columns, two should not reach the model at all.",
        "Put the scaling into the model, for example as a Normalization layer that is adapted to the training "
        "rows. Two hidden layers of 32 to 64 units with ReLU are enough.",
        "Adam at a rate of 0.003 to 0.01, batches of 64 to 128, 15 to 30 epochs, and as the loss the mean "
        "absolute error, since it is what is measured.",
    ),
)
