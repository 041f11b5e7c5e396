"""A Keras model for two inputs, trained a few seconds, and what it makes of the plane as it learns.

Nothing is drawn here. A `Run` is one training: its data, and snapshots with the probabilities on a
grid over the plane and how well the model does on the points it is trained on and on others.

What Keras, NumPy's global generator and Python's ``random`` draw while a model is built and trained
comes from the seed; the states of the two generators are put back afterwards, so that a learner's
own draws go on as if nothing had happened. (Keras 3 takes the seeds of initializers and of dropout
from Python's ``random`` where none are given.)
"""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import tensorflow as tf

from explorables.stopping import Interrupt
from explorables.tensors import NotDrawable, count, in_short

GRID: Final = 61  # points along each axis of the map
SNAPSHOTS: Final = 20  # of one training, besides the one before its first epoch
LARGEST_BATCH: Final = 512
MOST_CLASSES: Final = 4
MOST_POINTS: Final = 5000
_LEAST_POINTS: Final = 4
_SURE: Final = 1e-7  # probabilities are kept this far from 0 and 1, as Keras does

# What a model's last numbers are.
LOGITS: Final = "logits"
PROBABILITIES: Final = "probabilities"


@dataclass(frozen=True)
class Setting:
    """What one training is made with; None where the learner's function does not take it."""

    size: int | None = None
    noise: float | None = None
    regularization: float | None = None


@dataclass(frozen=True, eq=False)
class Points:
    """Points of the plane, and the class of each.

    Attributes:
        places: shape (n, 2), float32.
        labels: shape (n,), int64, 0 to the number of classes - 1.
        trained: shape (n,), bool; True where the model is trained on the point.
    """

    places: np.ndarray
    labels: np.ndarray
    trained: np.ndarray


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
class Snapshot:
    """A model after some epochs.

    Attributes:
        epoch: how many it has been trained for; 0 is before the first.
        map: shape (classes, GRID, GRID), float32: the probability of each class; axis 1 is the
            second coordinate of the plane, from low to high, axis 2 the first.
        training, validation: its scores; ``validation`` is None where there are no such points.
        chances: shape (n, classes), float32: what it gives the points themselves.
    """

    epoch: int
    map: np.ndarray
    training: Score
    validation: Score | None
    chances: np.ndarray


@dataclass(eq=False)
class Run:
    """One training.

    Attributes:
        epochs: how many were planned.
        batch: points in a batch.
        weights: how many numbers the model learns.
        ended: why it ended early, in a sentence; "" where it did not.
        interrupted: whether an interrupt ended it.
        failed: why there is nothing to show, in a sentence; "" where there is.
        notes: sentences about the model that the learner should know.
    """

    setting: Setting
    points: Points
    epochs: int = 0
    batch: int = 0
    weights: int = 0
    snapshots: list[Snapshot] = field(default_factory=list)
    ended: str = ""
    interrupted: bool = False
    failed: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Box:
    """The part of the plane that is mapped."""

    left: float
    right: float
    low: float
    high: float

    @property
    def axes(self) -> tuple[np.ndarray, np.ndarray]:
        """The grid's values along the first and the second coordinate, each of shape (GRID,)."""
        return np.linspace(self.left, self.right, GRID), np.linspace(self.low, self.high, GRID)

    @property
    def grid(self) -> np.ndarray:
        """The grid's points, shape (GRID * GRID, 2), float32; the first coordinate runs fastest."""
        across, up = np.meshgrid(*self.axes)
        return np.stack([across, up], axis=-1).reshape(-1, 2).astype(np.float32)


def box_around(places: np.ndarray, margin: float = 0.09) -> Box:
    """The box that holds points of shape (n, 2), with room at its sides."""
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.where(high > low, (high - low) * margin, 1.0)
    (left, bottom), (right, top) = low - room, high + room
    return Box(float(left), float(right), float(bottom), float(top))


# What is trained when the learner gives nothing


def moons(noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two crescents that reach into each other: 160 points, 80 of each class.

    Args:
        noise: standard deviation of what is added to both coordinates.
        seed: of NumPy's generator.

    Returns:
        Points of shape (160, 2), float64, and their classes of shape (160,), 0 or 1.
    """
    draw = np.random.default_rng(seed)
    labels = np.arange(160) % 2
    angle = np.pi * draw.random(160)
    side = 1 - 2 * labels  # +1 for the upper crescent, -1 for the lower one
    places = np.stack([side * np.cos(angle) + labels, side * np.sin(angle) + labels / 2], axis=1)
    return places + noise * draw.standard_normal((160, 2)), labels


def dense(size: int, regularization: float) -> tf.keras.Model:
    """Two hidden layers with ReLU and one unit for the logit of class 1, compiled.

    Args:
        size: units of each hidden layer.
        regularization: what L2 weighs the squares of the hidden layers' weights with.
    """
    layers, penalty = tf.keras.layers, tf.keras.regularizers.L2(regularization)
    model = tf.keras.Sequential(
        [
            tf.keras.Input((2,)),
            layers.Dense(size, activation="relu", kernel_regularizer=penalty),
            layers.Dense(size, activation="relu", kernel_regularizer=penalty),
            layers.Dense(1),
        ]
    )
    model.compile(
        optimizer=tf.keras.optimizers.Adam(0.02),
        loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
        jit_compile=False,
    )
    return model


# What the learner's functions take and give


def parameters(function: Callable[..., object], known: tuple[str, ...], name: str) -> set[str]:
    """Which of the ``known`` parameters a function takes by name.

    Raises:
        NotDrawable: it needs another one, or can't be called.
    """
    if not callable(function):
        raise NotDrawable(
            f"{name} is a function, passed without parentheses; {function!r:.60} is not."
        )
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # some callables written in C have no signature to read
        raise NotDrawable(f"Python knows no parameters of {name}; wrap it in a def.") from None
    if any(one.kind == one.VAR_KEYWORD for one in found):
        return set(known)
    taken = {one.name for one in found if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)}
    for one in found:
        needed = one.default is one.empty and one.kind != one.VAR_POSITIONAL
        if needed and (one.name not in known or one.kind == one.POSITIONAL_ONLY):
            raise NotDrawable(
                f"{name} needs a parameter {one.name}, and only {' and '.join(known)} are passed to "
                "it, by name. Rename it, or give it a default."
            )
    return taken & set(known)


def read_points(places: object, labels: object) -> tuple[np.ndarray, np.ndarray]:
    """A learner's points and labels as arrays: shape (n, 2) float32, and (n,) int64.

    Labels may also be a column, shape (n, 1), or one-hot, shape (n, classes).

    Raises:
        NotDrawable: they are something else.
    """
    try:
        at = np.asarray(places, dtype=np.float32)
        named = np.asarray(labels)
        numbers = named.astype(np.float64)
    except Exception as error:  # a learner's object may raise anything when converted
        raise NotDrawable(
            "The points should be an array of numbers of shape (n, 2), and the labels one of shape "
            f"(n,). {type(error).__name__}: {in_short(error)}"
        ) from error
    if at.ndim != 2 or at.shape[1] != 2:
        raise NotDrawable(
            f"The points have shape {at.shape}, and the map needs (n, 2): two numbers a point."
        )
    if numbers.ndim == 2 and numbers.shape[1] > 1:
        if not (np.isin(numbers, (0, 1)).all() and (numbers.sum(axis=1) == 1).all()):
            raise NotDrawable(
                f"The labels have shape {numbers.shape} but are not one-hot: each row should have "
                "one 1 and zeros. Shape (n,) with the number of the class works too."
            )
        numbers = numbers.argmax(axis=1)
    numbers = numbers.reshape(-1)
    if len(numbers) != len(at):
        raise NotDrawable(f"There are {len(at)} points and {len(numbers)} labels: one each.")
    if not _LEAST_POINTS <= len(at) <= MOST_POINTS:
        raise NotDrawable(
            f"These are {count(len(at), 'point')}; the map takes {_LEAST_POINTS} to {MOST_POINTS:,}."
        )
    if not np.isfinite(at).all():
        raise NotDrawable("A point has a coordinate that is nan or infinite: leave it out.")
    if not (np.isfinite(numbers).all() and (numbers == np.round(numbers)).all()):
        raise NotDrawable("The labels should be the numbers of classes: 0, 1, and so on.")
    found = numbers.astype(np.int64)
    if found.min() < 0 or found.max() >= MOST_CLASSES:
        values = ", ".join(map(str, np.unique(found)[:6]))
        raise NotDrawable(
            f"The labels are {values}; the map takes up to {MOST_CLASSES} classes, numbered from 0."
        )
    return at, found


def make_points(data: Callable[..., object], given: Mapping[str, object]) -> tuple:
    """What ``data`` returns, read by `read_points`. Raises NotDrawable."""
    try:
        made = data(**given)
    except Exception as error:  # whatever the learner's own code raises is an answer
        raise NotDrawable(
            f"data({_call(given)}) raised {type(error).__name__}: {in_short(error)}"
        ) from error
    if not isinstance(made, tuple | list) or len(made) != 2:
        raise NotDrawable(
            f"data({_call(given)}) should return points and labels, two arrays; it returned "
            f"{type(made).__name__}."
        )
    return read_points(*made)


def make_model(build: Callable[..., object], given: Mapping[str, object]) -> tf.keras.Model:
    """What ``build`` returns. Raises NotDrawable where that is no compiled model."""
    try:
        model = build(**given)
    except Exception as error:  # whatever the learner's own code raises is an answer
        raise NotDrawable(
            f"build({_call(given)}) raised {type(error).__name__}: {in_short(error)}"
        ) from error
    if not isinstance(model, tf.keras.Model):
        raise NotDrawable(
            f"build({_call(given)}) returned {type(model).__name__}, no Keras model: end it with "
            "`return model`."
        )
    if not model.compiled:
        raise NotDrawable(
            f"build({_call(given)}) returned a model without a loss: call model.compile in it."
        )
    return model


def _call(given: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value:g}" for name, value in given.items())


def split(places: np.ndarray, labels: np.ndarray, seed: int) -> Points:
    """Half of the points to train on, drawn from the seed; the others for validation."""
    order = np.random.default_rng(seed).permutation(len(labels))
    trained = np.zeros(len(labels), bool)
    trained[order[: (len(labels) + 1) // 2]] = True
    return Points(places, labels, trained)


# What comes out of a model


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

    def look(self, epoch: int) -> Snapshot | None:
        """The model as it is now; None where it gives numbers that are not finite."""
        outputs = self._outputs()
        if not np.isfinite(outputs).all():
            return None
        chances = probabilities(outputs, self.kind)
        cells = GRID * GRID
        drawn = chances[:cells].T.reshape(-1, GRID, GRID).astype(np.float32)
        points, there = self._points, chances[cells:]
        seen, unseen = points.trained, ~points.trained
        return Snapshot(
            epoch,
            drawn,
            score(there[seen], points.labels[seen]),
            score(there[unseen], points.labels[unseen]) if unseen.any() else None,
            there.astype(np.float32),
        )

    def targets(self, labels: np.ndarray) -> np.ndarray:
        """Labels as the model's loss wants them: a column, numbers of classes, or one-hot."""
        if self.units == 1:
            return labels[:, None].astype(np.float32)
        if "sparse" in _loss_name(self._model.loss).replace("_", ""):
            return labels
        return np.eye(self.units, dtype=np.float32)[labels]


# Training


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seeds Python's and NumPy's global generators, and puts both back as they were."""
    ours, numpys = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed)
    try:
        yield
    finally:
        random.setstate(ours)
        np.random.set_state(numpys)


def train(
    run: Run,
    make: Callable[[], tf.keras.Model],
    box: Box,
    *,
    seconds: float,
    seed: int,
    told: str | None,
    clock: Callable[[], float],
    shown: Callable[[Run], None],
) -> None:
    """Train a fresh model, and fill ``run`` with snapshots at even steps of the planned epochs.

    Ends early after ``seconds``, at an interrupt (after the batch that runs), and where the model
    no longer gives finite numbers; ``run.ended`` then says so.

    Args:
        run: with its setting, points, and planned epochs.
        make: gives the compiled model.
        shown: called after every snapshot.

    Raises:
        NotDrawable: there is no model that can be trained on these points.
    """
    # Also while the model is built: an interrupt in the midst of that would leave half a model.
    with seeded(seed), Interrupt(lambda: None) as stop:  # looked at after every batch
        model = make()
        model.jit_compile = False  # compiling takes longer than such a small model trains
        mapper = Mapper(model, run.points, box, told)
        run.weights = int(sum(np.prod(one.shape) for one in model.trainable_weights))
        if mapper.note:
            run.notes.append(mapper.note)
        _fit(run, model, mapper, seconds, clock, shown, stop)


def _fit(
    run: Run,
    model: tf.keras.Model,
    mapper: Mapper,
    seconds: float,
    clock: Callable[[], float],
    shown: Callable[[Run], None],
    stop: Interrupt,
) -> None:
    trained = run.points.trained
    places = run.points.places[trained]
    targets = mapper.targets(run.points.labels[trained])
    run.batch = min(len(places), LARGEST_BATCH)
    batches = [
        (tf.constant(places[at : at + run.batch]), tf.constant(targets[at : at + run.batch]))
        for at in range(0, len(places), run.batch)
    ]
    every = stride(run.epochs)

    def keep(epoch: int) -> bool:
        snapshot = mapper.look(epoch)
        if snapshot is None:
            run.ended = (
                f"At epoch {epoch} the model's outputs are no longer finite numbers, so training "
                "ended: a smaller learning rate may help."
            )
            return False
        run.snapshots.append(snapshot)
        shown(run)
        return True

    if not keep(0):
        raise NotDrawable("The model's outputs are not finite numbers, even before it is trained.")
    for epoch in range(1, run.epochs + 1):
        for inputs, wanted in batches:
            try:
                model.train_on_batch(inputs, wanted)
            except Exception as error:  # a learner's loss or layer may raise anything
                raise NotDrawable(
                    f"The model can't be trained on these points. {type(error).__name__}: "
                    f"{in_short(error)}"
                ) from error
            if stop.asked:
                break
        if epoch == 1:
            started = clock()  # the first step was traced, which is no training
        if stop.asked:
            run.interrupted = True
            run.ended = f"Interrupted in epoch {epoch} of {run.epochs}."
        elif epoch < run.epochs and clock() - started > seconds:
            run.ended = (
                f"Ended after epoch {epoch} of {run.epochs}: the {seconds:g} s it may take were "
                "over. A larger seconds goes on."
            )
        due = run.ended or epoch % every == 0 or epoch == run.epochs
        if due and (not keep(epoch) or run.ended):
            return


def stride(epochs: int) -> int:
    """Epochs from one snapshot to the next."""
    return max(1, -(-epochs // SNAPSHOTS))
