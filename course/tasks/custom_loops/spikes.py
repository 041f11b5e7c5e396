"""A model trained on targets some of which are absurd, judged on the rule behind the others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Quality, Task
from grader.probing.questions import Call, Case

_COLUMNS, _TRAINING_ROWS, _HIDDEN_ROWS, _BAD_ROWS = 6, 400, 2000, 8


def _train_and_predict(answer, x, y, hidden_x):
    """What the trained model predicts for the hidden rows."""
    import keras

    from grader.probing.evidence import Misfit

    model = answer(x, y)
    if not isinstance(model, keras.Model):
        raise Misfit(model)
    return model(hidden_x)


def _rows(draw: np.random.Generator) -> Iterator[Case]:
    bent, straight = draw.normal(size=(2, _COLUMNS))
    bent, straight = bent / np.linalg.norm(bent), straight / np.linalg.norm(straight)

    def rule(x: np.ndarray) -> np.ndarray:
        return 2 * np.tanh(2 * x @ bent) + x @ straight

    x = draw.normal(size=(_TRAINING_ROWS, _COLUMNS))
    y = rule(x) + 0.1 * draw.normal(size=_TRAINING_ROWS)
    absurd = draw.choice(_TRAINING_ROWS, _BAD_ROWS, replace=False)
    y[absurd] = 10 ** draw.uniform(4, 6, _BAD_ROWS)
    hidden_x = draw.normal(size=(_HIDDEN_ROWS, _COLUMNS))
    inputs = {"x": x, "y": y[:, np.newaxis], "hidden_x": hidden_x}
    yield Case(
        {name: array.astype(np.float32) for name, array in inputs.items()},
        truth=rule(hidden_x).astype(np.float32)[:, np.newaxis],
    )


def _ordinary(y: np.ndarray) -> np.ndarray:
    return np.abs(y[:, 0]) < 1000


def _line(x: np.ndarray, y: np.ndarray, hidden_x: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """The best straight line through the ordinary rows."""
    kept = _ordinary(y)
    with_one = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    weights, *_ = np.linalg.lstsq(with_one[kept], y[kept], rcond=None)
    return (hidden_x @ weights[:-1] + weights[-1]).astype(np.float32)


def _spread(result: np.ndarray, truth: np.ndarray) -> float:
    return float(result.std() / truth.std())


def _agreement(result: np.ndarray, truth: np.ndarray) -> float:
    """The correlation of predictions and truth; 0 where the predictions do not vary."""
    varies = result.std() > 1e-6
    return float(np.corrcoef(result.ravel(), truth.ravel())[0, 1]) if varies else 0.0


def _too_high(result: np.ndarray, truth: np.ndarray) -> float:
    """By how many deviations of the truth the predictions lie too high: all absurd targets pull up."""
    return float((result.mean() - truth.mean()) / truth.std())


def _error(result: np.ndarray, truth: np.ndarray) -> float:
    return float(((result - truth) ** 2).mean())


def _one_row_each(result: np.ndarray, truth: np.ndarray) -> bool:
    return result.shape == truth.shape and bool(np.isfinite(result).all())


def _follows(result: np.ndarray, truth: np.ndarray) -> bool:
    return _one_row_each(result, truth) and _agreement(result, truth) > 0.5


TASK = Task(
    name="spikes",
    points=3,
    ask=Call(
        "train_model",
        _train_and_predict,
        "the model that comes back is called with hidden_x, and its predictions are compared with the "
        "rule behind y, which the absurd targets do not follow",
        "a trained Keras model",
    ),
    cases=_rows,
    expected=lambda x, y, hidden_x, truth: truth,
    dtype="float32",
    quality=Quality(
        "mean squared error on rows it has not seen",
        lambda result, truth: (result.astype(np.float64) - truth) ** 2,
        limit=0.35,
        lazy=_line,
        lazy_name="a straight line through the ordinary rows",
        less_is_better=True,
    ),
    misconceptions=(
        Misconception(
            "pulled_up",
            lambda x, y, hidden_x, truth: truth + 500,
            "The predictions lie far above nearly every target. Eight rows of 400 have pulled the whole "
            "model up, since the square of an absurd error is larger than all others together.",
            "How much of the gradient of one batch comes from an absurd row? Print its norm.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _too_high(result, truth) > 3
            ),
        ),
        Misconception(
            "wild",
            lambda x, y, hidden_x, truth: 40 * truth + 1e-3,
            "The predictions vary far more than the ordinary targets do: the steps that the absurd rows "
            "made are still in the weights.",
            "What limits how far a single batch can move the weights? If something does already, try a "
            "smaller limit.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _spread(result, truth) > 3
            ),
        ),
        Misconception(
            "constant",
            lambda x, y, hidden_x, truth: np.zeros_like(truth),
            "The model predicts nearly the same for every row. It was hardly trained, or its steps were "
            "clipped until nothing was left of them.",
            "Print the loss of an ordinary batch now and then. Does it fall? Train longer, or with larger "
            "steps.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _spread(result, truth) < 0.1
            ),
        ),
        Misconception(
            "upside_down",
            lambda x, y, hidden_x, truth: -truth,
            "Where the rule is large the predictions are small, and the other way round: the sign of y, or "
            "of the step, was turned.",
            "Follow y from the parameter to the loss, and the gradient to the weights.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _agreement(result, truth) < -0.4
            ),
        ),
        Misconception(
            "shrunk",
            lambda x, y, hidden_x, truth: truth / 3,
            "The predictions follow the rule and are far too small: y was scaled before training, or the "
            "training stopped on its way.",
            "If y was divided by something, the model that comes back has to undo it.",
            shown_by=lambda result, truth: (
                _follows(result, truth) and 0.1 <= _spread(result, truth) < 0.6
            ),
        ),
        Misconception(
            "straight",
            _line,
            "The predictions follow the rule about as closely as a straight line does, so its bends are "
            "missing. Either no hidden layer has an activation, or the training was too short for it.",
            "Which layer of your model can bend? Does the loss of ordinary rows still fall at the end?",
            shown_by=lambda result, truth: (
                _follows(result, truth)
                and 0.8 <= _spread(result, truth) <= 1.1
                and abs(_agreement(result, truth) - 0.95) < 0.015  # the best line's is 0.95
                and abs(_too_high(result, truth)) < 0.08
                and _error(result, truth) < 0.55
            ),
        ),
        Misconception(
            "still_pulled",
            lambda x, y, hidden_x, truth: 1.1 * truth + 0.3 * truth.std(),
            "The predictions follow the rule, and they lie too high: the absurd rows still pull at every "
            "step that they are in. The more such steps, the more of them is in the weights.",
            "What could make that pull smaller: the limit, a loss that grows more slowly, or fewer steps?",
            shown_by=lambda result, truth: (
                _follows(result, truth)
                and 0.9 <= _spread(result, truth) <= 2
                and _too_high(result, truth) >= 0.08
                and 0.35 < _error(result, truth) < 4
            ),
        ),
    ),
    hints=(
        "Before anything else, look at y, sorted. Then ask what a single absurd row does to the gradient "
        "of its batch.",
        "Three ways lead there: bound each step, use a loss that grows more slowly than a square, or leave "
        "the absurd rows out.",
        "The rule is not linear, so a hidden layer is needed; some 30 units and a few hundred steps of "
        "Adam with a "
        "rate of 0.01 are enough, if each step's gradients are clipped together to a norm well below 1.",
    ),
)
