"""Train a network of ten hidden layers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Quality, Task
from grader.probing.questions import Call, Case
from tensorflow_workbook.tasks.class_scores import accuracy, right_class, says_one_class, with_wrong

_CLASSES = 4
_HIDDEN = 10  # layers, at least
_TRAINING = 800
_TO_JUDGE = 1800


def _train_and_call(answer, x, y, new_x):
    """What the trained model gives for rows it has not seen, in both modes, and how many kernels it has."""
    import keras

    from grader.probing.evidence import Misfit

    model = answer(x, y)
    if not isinstance(model, keras.Model):
        raise Misfit(model)
    outputs = model(new_x, training=False)
    # Moving averages are such weights. Training mode moves them, so it comes last.
    has_averages = bool(model.non_trainable_weights)
    in_training = model(new_x, training=True) if has_averages else outputs
    kernels = [weight for weight in model.get_weights() if weight.ndim == 2]
    return {"outputs": outputs, "in_training": in_training, "kernels": len(kernels)}


def _outputs(raw, x: np.ndarray, *_: object) -> object:
    """The outputs in inference.

    Where training mode leads to other classes, they are weights of the classes: 0.75 for that in
    inference, which counts, and 0.25 for the other. Of a network that is too shallow, a single number:
    how many hidden layers it has.
    """
    if raw["kernels"] <= _HIDDEN:
        return np.float32(max(0, raw["kernels"] - 1))
    outputs, in_training = raw["outputs"], raw["in_training"]
    if np.ndim(outputs) != 2 or np.shape(outputs) != np.shape(in_training):
        return outputs
    classes, others = (np.argmax(array, axis=1) for array in (outputs, in_training))
    if not np.isfinite(outputs).all() or np.mean(classes != others) < 0.1:
        return outputs
    return _both_modes(classes, others, outputs.shape[1]).astype(outputs.dtype)


def _both_modes(inference: np.ndarray, training: np.ndarray, count: int) -> np.ndarray:
    return 0.75 * np.eye(count)[inference] + 0.25 * np.eye(count)[training]


def _is_too_shallow(result: np.ndarray, truth: np.ndarray) -> bool:
    return result.ndim == 0 and result in range(_HIDDEN)


def _is_better_in_training(result: np.ndarray, truth: np.ndarray) -> bool:
    """Whether far more classes are right in training mode, where `_outputs` tells both."""
    if result.shape != truth.shape or not np.isin(result, (0, 0.25, 0.75, 1)).all():
        return False
    training = (result - 0.75 * (result >= 0.75)).argmax(axis=1)
    right = float(np.mean(training == truth.argmax(axis=1)))
    return right > accuracy(result, truth) + 0.2


def _groups(draw: np.random.Generator) -> Iterator[Case]:
    """Two groups a class, on opposite sides of the origin: every class has its mean near 0."""
    centers = draw.normal(0, 2, (_CLASSES, 8))

    def rows(count: int) -> tuple[np.ndarray, np.ndarray]:
        labels = draw.integers(0, _CLASSES, count)
        side = draw.choice([-1, 1], (count, 1))
        return np.float32(side * centers[labels] + draw.normal(0, 1, (count, 8))), labels

    (x, y), (new_x, new_y) = rows(_TRAINING), rows(_TO_JUDGE)
    inputs = {"x": x, "y": y.astype(np.int32), "new_x": new_x}
    yield Case(inputs, truth=np.eye(_CLASSES, dtype=np.float32)[new_y])


def _by_nearest_mean(x, y, new_x, truth) -> np.ndarray:
    means = np.array([x[y == label].mean(axis=0) for label in range(_CLASSES)])
    distances = ((new_x[:, np.newaxis] - means) ** 2).sum(axis=2)
    return np.float32(np.eye(_CLASSES)[distances.argmin(axis=1)])


TASK = Task(
    name="train_deep",
    points=3,
    ask=Call(
        "train_deep",
        _train_and_call,
        "called with x and y; then the model is called with new_x and training=False, and for each row the "
        "class with the largest output is compared with the true one",
        "a trained Keras model with ten hidden layers or more, each with a kernel",
    ),
    cases=_groups,
    expected=lambda x, y, new_x, truth: truth,
    facts=_outputs,
    dtype="float32",
    quality=Quality(
        "accuracy on rows it has not seen",
        right_class,
        0.8,
        _by_nearest_mean,
        "choosing the class with the nearest mean",
    ),
    misconceptions=(
        Misconception(
            "shallow",
            lambda x, y, new_x, truth: np.float32(2),
            "What came out is how many hidden layers with a kernel the model has. Ten or more are asked for. "
            "The last layer, which gives the four outputs, is no hidden one, and a layer that only applies an "
            "activation has no kernel.",
            "`model.summary()` lists the layers with their parameters. How many have some, without the last?",
            shown_by=_is_too_shallow,
        ),
        Misconception(
            "late_averages",
            lambda x, y, new_x, truth: _both_modes(
                (truth.argmax(axis=1) + 1) % _CLASSES, truth.argmax(axis=1), _CLASSES
            ),
            "In training mode the model gets far more of these rows right than in inference. Its weights have "
            "learned, but the moving averages of its BatchNormalization are still far from the means and "
            "variances that training used.",
            "How many steps does your training have, and how many do averages need at a momentum of 0.99? Or "
            "which normalization needs no averages?",
            shown_by=_is_better_in_training,
        ),
        Misconception(
            "one_class",
            lambda x, y, new_x, truth: np.tile(np.eye(_CLASSES)[2], (len(truth), 1)),
            "The model gives the same class for nearly every row. The usual causes in so deep a network: the "
            "rows become alike on their way through it, as they do with sigmoids or with initial weights that "
            "are too small; the loss takes logits for probabilities; the learning rate is far too large; or "
            "the model was never trained.",
            "Print the loss of each epoch. If it hardly falls, look at the standard deviation over the rows "
            "of what each layer gives before training.",
            shown_by=says_one_class,
        ),
        Misconception(
            "cut_off",
            lambda x, y, new_x, truth: 3 * truth * (np.arange(len(truth)) % 2)[:, None],
            "No output is below 0, and some are above 1: the last layer has ReLU. Where it cuts a logit "
            "off, the gradient is 0.",
            "Which activation should a layer of logits have?",
            shown_by=lambda result, truth: (
                result.shape == truth.shape and result.min() >= 0 and result.max() > 1.001
            ),
        ),
        Misconception(
            "chance",
            lambda x, y, new_x, truth: np.roll(truth, 1, axis=1),
            "The classes are hardly better than chance. The usual causes: the model was not trained, or not "
            "long enough; its loss takes logits for probabilities; its hidden layers have no activation, so "
            "that ten of them are a linear model; or rows and classes were mixed up.",
            "Does the loss fall from epoch to epoch? Which activation do the hidden layers have?",
            shown_by=lambda result, truth: 0 <= accuracy(result, truth) < 0.45,
        ),
        Misconception(
            "too_little",
            lambda x, y, new_x, truth: with_wrong(truth, 0.4),
            "The model has learned something, but not enough. The usual causes: it was trained too briefly, "
            "on too few rows, or with steps that are too small or too large; it started so poorly that the "
            "time was not enough; or its loss takes logits for probabilities.",
            "Print the loss of each epoch. Is it still falling, does it leap, or did it take long to "
            "begin to fall?",
            shown_by=lambda result, truth: accuracy(result, truth) >= 0.45,
        ),
        Misconception(
            "labels",
            lambda x, y, new_x, truth: truth.argmax(axis=1),
            "The model gives one number for each row. It should give four, one for each class, and the "
            "check looks for the largest itself.",
            "How many units does the last layer have?",
            shown_by=lambda result, truth: result.size == len(truth),
        ),
    ),
    hints=(
        "Begin with the start, not with the training: activation and initializer have to belong together.",
        "tanh with Dense's own initializer, ReLU with he_normal, or SELU with lecun_normal; four logits, "
        "and the loss that fits them.",
        "Try batches of 50 to 100 and 10 to 30 epochs, with Adam at a rate of 0.001 to 0.003, or SGD at about "
        "0.05. Watch the loss.",
    ),
)
