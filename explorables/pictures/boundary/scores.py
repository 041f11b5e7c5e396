"""What a model makes of the plane: probabilities, and how well it does on points.

Nothing is drawn here, and nothing is trained.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import tensorflow as tf

from explorables.pictures.boundary.data import GRID, MOST_CLASSES, Box, Points
from explorables.reading.tensors import NotDrawable, count, in_short

_SURE: Final = 1e-7  # probabilities are kept this far from 0 and 1, as Keras does

# What a model's last numbers are.
LOGITS: Final = "logits"
PROBABILITIES: Final = "probabilities"


@dataclass(frozen=True)
class Score:
    """How a model does on some points: how many it gets right, and its mean cross-entropy.

    The cross-entropy is that of the class of each point, in nats, without the penalty of a
    regularizer, whatever loss the model was compiled with: so two models can be compared.
    """

    right: int
    points: int
    loss: float

    @property
    def accuracy(self) -> float:
        """Share of points whose class has the largest probability, 0.0 to 1.0."""
        return self.right / self.points


@dataclass(frozen=True, eq=False)
class Plane:
    """What a model makes of the plane and of its points.

    Attributes:
        map: shape (classes, GRID, GRID), float32: the probability of each class; axis 1 is the
            second coordinate of the plane, from low to high, axis 2 the first.
        chances: shape (n, classes), float32: what it gives the points themselves.
    """

    map: np.ndarray
    chances: np.ndarray


@dataclass(frozen=True, eq=False)
class Snapshot(Plane):
    """A model after some epochs.

    Attributes:
        epoch: how many it has been trained for; 0 is before the first.
        training, validation: its scores.
    """

    epoch: int
    training: Score
    validation: Score


def _last_activation(model: tf.keras.Model) -> str:
    """The name of what the last layer applies; "" where it is not known."""
    layers = getattr(model, "layers", None) or [None]
    last = layers[-1]
    if isinstance(last, tf.keras.layers.Softmax):
        return "softmax"
    return getattr(getattr(last, "activation", None), "__name__", "")


def _loss_name(loss: object) -> str:
    name = loss if isinstance(loss, str) else getattr(loss, "name", None)
    return str(name or getattr(loss, "__name__", "")).lower()


def kind_of_output(model: tf.keras.Model, told: str | None) -> tuple[str, str]:
    """Whether a model gives logits or probabilities, and a note for the learner or "".

    What the caller tells counts; then a sigmoid or softmax at the end; then the loss.

    Raises:
        NotDrawable: none of them says.
    """
    if told is not None:
        if told not in (LOGITS, PROBABILITIES):
            raise NotDrawable(f'outputs is "logits" or "probabilities"; {told!r:.60} is neither.')
        return told, ""
    activation = _last_activation(model)
    if activation in ("sigmoid", "softmax"):
        return PROBABILITIES, ""
    loss = getattr(model, "loss", None)
    name = _loss_name(loss)
    if getattr(loss, "from_logits", False):
        return LOGITS, ""
    if "hinge" in name:
        return LOGITS, "The loss is a hinge: its scores are drawn as logits, the boundary at 0."
    if "crossentropy" in name or "cross_entropy" in name:
        if activation == "linear":
            return PROBABILITIES, (
                "The loss takes the outputs for probabilities, but the last layer has no sigmoid or "
                "softmax: they are cut to 0 and 1, as the loss does. from_logits=True would fit."
            )
        return PROBABILITIES, ""
    if "mean" in name or name in ("mse", "mae", "huber", "huber_loss", "log_cosh"):
        return PROBABILITIES, "The outputs are no probabilities by their loss: cut to 0 and 1 here."
    raise NotDrawable(
        "Neither the last layer nor the loss says whether the model's outputs are logits or "
        'probabilities: say so with outputs="logits" or outputs="probabilities".'
    )


def probabilities(outputs: np.ndarray, kind: str) -> np.ndarray:
    """Outputs of shape (n, 1) or (n, k) as probabilities of shape (n, 2) or (n, k), float64."""
    values = np.asarray(outputs, np.float64)
    if kind == LOGITS:
        if values.shape[1] == 1:
            values = np.concatenate([np.zeros_like(values), values], axis=1)
        values = np.exp(values - values.max(axis=1, keepdims=True))
        return values / values.sum(axis=1, keepdims=True)
    values = np.clip(values, 0.0, 1.0)
    return np.concatenate([1 - values, values], axis=1) if values.shape[1] == 1 else values


def score(chances: np.ndarray, labels: np.ndarray) -> Score:
    """The score of probabilities, shape (n, k), for points of classes ``labels``, shape (n,)."""
    right = int((chances.argmax(axis=1) == labels).sum())
    own = np.clip(chances[np.arange(len(labels)), labels], _SURE, 1 - _SURE)
    return Score(right, len(labels), float(-np.log(own).mean()))


class Mapper:
    """Looks at one model: what it makes of the grid, and of the points.

    Raises:
        NotDrawable: it can't be called on points of the plane, or has no output for each class.
    """

    def __init__(self, model: tf.keras.Model, points: Points, box: Box, told: str | None):
        self._model, self._points = model, points
        self._inputs = tf.constant(np.concatenate([box.grid, points.places]))
        self.kind, self.note = kind_of_output(model, told)
        outputs = self._outputs()
        if outputs.ndim != 2:
            raise NotDrawable(
                f"For {outputs.shape[0]} points the model gives shape {outputs.shape}; the map needs "
                "(n, 1), the chance of class 1, or (n, k), one number a class."
            )
        self.units = outputs.shape[1]
        classes = max(self.units, 2)
        if classes > MOST_CLASSES:
            raise NotDrawable(
                f"The model has {self.units} outputs; the map shows at most {MOST_CLASSES} classes."
            )
        if points.labels.max() >= classes:
            raise NotDrawable(
                f"There is a label {points.labels.max()}, and {count(self.units, 'output')} of the "
                f"model can tell {classes} classes apart: give its last layer "
                f"{points.labels.max() + 1} units."
            )

    def _outputs(self) -> np.ndarray:
        try:
            return np.asarray(self._model(self._inputs, training=False))
        except Exception as error:  # a learner's model may raise anything
            raise NotDrawable(
                "The model can't be called on points of shape (n, 2). "
                f"{type(error).__name__}: {in_short(error)}"
            ) from error

    def _chances(self) -> tuple[np.ndarray, np.ndarray] | None:
        """The probabilities on the grid and at the points; None where some are not finite."""
        outputs = self._outputs()
        if not np.isfinite(outputs).all():
            return None
        chances = probabilities(outputs, self.kind)
        cells = GRID * GRID
        return chances[:cells].T.reshape(-1, GRID, GRID).astype(np.float32), chances[cells:]

    def look(self) -> Plane | None:
        """The model as it is now; None where it gives numbers that are not finite."""
        chances = self._chances()
        if chances is None:
            return None
        drawn, there = chances
        return Plane(drawn, there.astype(np.float32))

    def snapshot(self, epoch: int) -> Snapshot | None:
        """The model as it is now, with its scores; None where its numbers are not finite."""
        chances = self._chances()
        if chances is None:
            return None
        drawn, there = chances
        points = self._points
        seen, unseen = points.trained, ~points.trained
        return Snapshot(
            drawn,
            there.astype(np.float32),
            epoch,
            score(there[seen], points.labels[seen]),
            score(there[unseen], points.labels[unseen]),
        )

    def targets(self, labels: np.ndarray) -> np.ndarray:
        """Labels as the model's loss wants them: a column, numbers of classes, or one-hot."""
        if self.units == 1:
            return labels[:, None].astype(np.float32)
        if "sparse" in _loss_name(self._model.loss).replace("_", ""):
            return labels
        return np.eye(self.units, dtype=np.float32)[labels]
