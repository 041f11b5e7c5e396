"""A regularized model for small noisy data, judged on data it has not seen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Quality, Task
from grader.probing.questions import Call, Case

_COLUMNS = 4
_TRAINING_ROWS = 300
_HIDDEN_ROWS = 2000


def _train_and_predict(answer, x, y, hidden_x):
    """What the trained model predicts for the hidden rows."""
    import keras

    from grader.probing.evidence import Misfit

    model = answer(x, y)
    if not isinstance(model, keras.Model):
        raise Misfit(model)
    return model(hidden_x)


def _noisy_rows(draw: np.random.Generator) -> Iterator[Case]:
    direction = draw.normal(size=_COLUMNS)
    direction /= np.linalg.norm(direction)

    def rule(x: np.ndarray) -> np.ndarray:
        """A valley, the same on both sides: no linear model says anything of it."""
        return 2.2 * np.abs(x @ direction) - 1.75

    x = draw.normal(size=(_TRAINING_ROWS, _COLUMNS)).astype(np.float32)
    y = (rule(x) + draw.normal(size=_TRAINING_ROWS)).astype(np.float32)[:, np.newaxis]
    hidden_x = draw.normal(size=(_HIDDEN_ROWS, _COLUMNS)).astype(np.float32)
    truth = rule(hidden_x).astype(np.float32)[:, np.newaxis]
    yield Case({"x": x, "y": y, "hidden_x": hidden_x}, truth=truth)


def _nearest_row(
    x: np.ndarray, y: np.ndarray, hidden_x: np.ndarray, truth: np.ndarray
) -> np.ndarray:
    apart = (x**2).sum(axis=1) - 2 * hidden_x @ x.T  # squared distances, less the same number a row
    return y[apart.argmin(axis=1)]


def _agreement(result: np.ndarray, truth: np.ndarray) -> float:
    """The correlation of predictions and truth; 0 where the predictions do not vary."""
    varies = result.std() > 1e-6
    return float(np.corrcoef(result.ravel(), truth.ravel())[0, 1]) if varies else 0.0


def _size(result: np.ndarray, truth: np.ndarray) -> float:
    """How much the predictions vary, beside how much the truth does."""
    return float(result.std() / truth.std())


def _noise(truth: np.ndarray) -> np.ndarray:
    return np.random.default_rng(1).normal(size=truth.shape)


def _one_row_each(result: np.ndarray, truth: np.ndarray) -> bool:
    return result.shape == truth.shape


TASK = Task(
    name="regularized_model",
    points=3,
    ask=Call(
        "train_model",
        _train_and_predict,
        "the model that comes back is called with hidden_x, and its predictions are compared with "
        "the rule that made y, without the noise",
        "a trained Keras model",
    ),
    cases=_noisy_rows,
    expected=lambda x, y, hidden_x, truth: truth,
    dtype="float32",
    quality=Quality(
        "mean squared error on rows it has not seen",
        lambda result, truth: (result.astype(np.float64) - truth) ** 2,
        limit=0.5,
        lazy=_nearest_row,
        lazy_name="copying the y of the nearest training row",
        less_is_better=True,
    ),
    misconceptions=(
        Misconception(
            "constant",
            lambda x, y, hidden_x, truth: np.full_like(truth, y.mean()),
            "The model says nearly the same for every row. Either it was hardly trained, or what "
            "should keep it from learning noise kept it from learning anything.",
            "Weaken the regularization, or train longer, until the training loss falls clearly "
            "below its first value.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _size(result, truth) < 0.1
            ),
        ),
        Misconception(
            "shifted",
            lambda x, y, hidden_x, truth: truth + 5,
            "The predictions follow the rule, and all of them lie too high, or all too low: something "
            "was added to y before training, or taken from it, and that was not undone.",
            "Follow y from the parameter into fit: what is done to it? The model has to undo it.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth)
                and _agreement(result, truth) > 0.5
                and abs(result.mean() - truth.mean()) > 1.5 * truth.std()
            ),
        ),
        Misconception(
            "never_negative",
            lambda x, y, hidden_x, truth: np.maximum(truth, 0),
            "No prediction is below 0, though half of the values are. That is so where the last layer "
            "ends in an activation that has no negative values, such as ReLU or a sigmoid.",
            "Which activation fits a number that may be anything?",
            shown_by=lambda result, truth: _one_row_each(result, truth) and result.min() >= 0,
        ),
        Misconception(
            "exploded",
            lambda x, y, hidden_x, truth: 1e4 * _noise(truth),
            "The predictions are far larger than any y. The training has run away, as it does with "
            "too large a learning rate.",
            "Print the loss of each epoch, and try a learning rate ten times smaller.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _size(result, truth) > 5
            ),
        ),
        Misconception(
            "upside_down",
            lambda x, y, hidden_x, truth: -truth,
            "Where the rule is large the predictions are small, and the other way round: the sign "
            "of y, or of the loss, was turned.",
            "Follow y from the parameter into fit: what is done to it?",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _agreement(result, truth) < -0.4
            ),
        ),
        Misconception(
            "unrelated",
            lambda x, y, hidden_x, truth: 0.8 * _noise(truth),
            "The predictions have little to do with the rule. There are four ways to get there: no "
            "hidden layer with an activation, hardly any training, regularization so strong that "
            "nothing is learned, or x and y in different orders.",
            "Is there a hidden layer? Does the loss fall clearly below its first value? Is fit called "
            "on the model that is returned, with each row beside its own y?",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and abs(_agreement(result, truth)) <= 0.4
            ),
        ),
        Misconception(
            "bounded",
            lambda x, y, hidden_x, truth: np.where(truth > 2, 0.95, -0.95),
            "No prediction lies beyond -1 or 1, and many lie close to them, as where the last layer "
            "ends in tanh.",
            "Which activation fits a number that may be anything?",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth)
                and np.abs(result).max() <= 1
                and bool(np.mean(np.abs(result) > 0.9) > 0.1)
            ),
        ),
        Misconception(
            "underfitted",
            lambda x, y, hidden_x, truth: 0.2 * truth,
            "The predictions go the right way and are far too small. The model is underfitted: too "
            "strongly regularized, or trained too little, or fit was never called on this model.",
            "What holds the model back most: a penalty, dropout, or too few epochs? Change one of them.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _size(result, truth) < 0.6
            ),
        ),
        Misconception(
            "overfitted",
            lambda x, y, hidden_x, truth: truth + _noise(truth),
            "The predictions follow the rule and vary more than it does: the model has learned the "
            "noise of its rows. It is overfitted.",
            "Hold some rows out, and watch the loss on them: from which epoch on does it rise? Then "
            "regularize, or stop there.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _size(result, truth) > 1.05
            ),
        ),
    ),
    hints=(
        "Start from a plain network, and print the loss on training rows and on held-out rows "
        "(`validation_split=0.2` in fit). Where do they part?",
        "300 rows with that much noise can't support many weights: think of one hidden layer of few "
        "units, or of stopping soon.",
        "keras.callbacks.EarlyStopping with restore_best_weights, a keras.layers.Dropout after each "
        "hidden layer, or kernel_regularizer=keras.regularizers.L2(...): each is enough if it is "
        "strong enough.",
    ),
    afterword=(
        "Also right: `keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)` "
        "with `validation_split=0.3`, which ends the training before a large network has "
        "learned the noise."
    ),
)
