"""Train a model that forecasts the electricity of buildings it has never seen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Quality, Task
from grader.probing.questions import Call, Case
from tensorflow_workbook.tasks.capstone.buildings import BILL, buildings

_TRAINING, _HIDDEN = 250, 400  # buildings


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
    rows, kwh = buildings(draw, _TRAINING)
    new_rows, used = buildings(draw, _HIDDEN)
    new_rows[:, BILL] = 0  # it has not come yet when a forecast is made
    yield Case({"rows": rows, "kwh": kwh, "new_rows": new_rows}, truth=used)


def _line(rows, kwh, new_rows, truth) -> np.ndarray:
    """A straight line through all columns but the building's number and the bill."""

    def columns(rows: np.ndarray) -> np.ndarray:
        return np.column_stack([rows[:, 1:BILL], np.ones(len(rows))]).astype(np.float64)

    weights, *_ = np.linalg.lstsq(columns(rows), kwh, rcond=None)
    return (columns(new_rows) @ weights).astype(np.float32)


def _fits(result: np.ndarray, truth: np.ndarray) -> bool:
    return result.shape == truth.shape and bool(np.isfinite(result).all())


def _error(result: np.ndarray, truth: np.ndarray) -> float:
    return float(np.abs(result - truth).mean()) if _fits(result, truth) else float("inf")


def _spread(result: np.ndarray, truth: np.ndarray) -> float:
    return float(result.std() / truth.std()) if _fits(result, truth) else float("inf")


def _agreement(result: np.ndarray, truth: np.ndarray) -> float:
    """The correlation of forecast and truth; 0 where the forecast does not vary."""
    if not _fits(result, truth) or result.std() < 1e-6:
        return 0.0
    return float(np.corrcoef(result, truth)[0, 1])


TASK = Task(
    name="train_forecast",
    points=5,
    ask=Call(
        "train_forecast",
        _train_and_forecast,
        "called with rows and kwh of 250 buildings; then the model is called with the rows of 400 others, "
        "whose bill is 0 since it has not come yet, and its forecast is compared with what they used",
        "a trained Keras model with one output for a row",
    ),
    cases=_other_buildings,
    expected=lambda rows, kwh, new_rows, truth: truth,
    dtype="float32",
    quality=Quality(
        "mean absolute error in kWh, on buildings it has not seen",
        lambda result, truth: np.abs(result.astype(np.float64) - truth),
        limit=5.2,
        lazy=_line,
        lazy_name="a straight line through the columns",
        less_is_better=True,
    ),
    misconceptions=(
        Misconception(
            "bill",
            lambda rows, kwh, new_rows, truth: np.full_like(truth, 0.4),
            "The forecast is nearly nothing for most rows. If the model was trained, it reads the bill and finds 0: "
            "in the training rows the bill tells almost exactly what was used, but it comes after the hour that "
            "it is for, so that it is not there yet when a forecast is needed.",
            "Did the training take place? Then which columns are known before the hour begins?",
            shown_by=lambda result, truth: (
                _fits(result, truth) and np.median(np.abs(result)) < 0.25 * np.median(truth)
            ),
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
            lambda rows, kwh, new_rows, truth: 8 * truth,
            "The forecast varies far more than electricity does. Either the training diverged, or the new rows "
            "did not go through the same scaling as those it was trained on.",
            "Compare the mean and the deviation of what the first layer of weights gets, in training and "
            "afterwards. Does the scaling belong to the model?",
            shown_by=lambda result, truth: _fits(result, truth) and _spread(result, truth) > 3,
        ),
        Misconception(
            "mixed_up",
            lambda rows, kwh, new_rows, truth: np.roll(truth, 1000),
            "The forecast varies as electricity does, but not with it: rows and their kwh were shuffled apart, "
            "or the sign was turned.",
            "Look at one row, its kwh and its forecast. Are they still of the same hour when they reach `fit`?",
            shown_by=lambda result, truth: _fits(result, truth) and _agreement(result, truth) < 0.3,
        ),
        Misconception(
            "straight",
            _line,
            "The forecast follows what was used, but not closely enough. A straight line errs by 6 to 7 kWh: "
            "heating begins when it is cold and cooling when it is hot, a large building feels both more than "
            "a small one, and a line knows neither. A small or briefly trained model ends not far below it.",
            "Has the model a hidden layer with an activation, and does the loss still fall when the training "
            "ends?",
            shown_by=lambda result, truth: 5.2 < _error(result, truth) < 9,
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
        "rows. One or two hidden layers of 32 to 64 units are enough.",
        "Adam at a rate of 0.003 to 0.01, batches of 64 to 256, 15 to 30 epochs. The mean absolute error is a "
        "loss, too.",
    ),
)
