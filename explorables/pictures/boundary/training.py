"""A Keras model for two inputs, trained a few seconds, and looked at as it learns.

Nothing is drawn here. A `Run` is one training: its data, and snapshots with the probabilities on a
grid over the plane and how well the model does on the points it is trained on and on others.

What Keras, NumPy's global generator and Python's ``random`` draw while a model is built and trained
comes from the seed; the states of the two generators are put back afterwards, so that a learner's
own draws go on as if nothing had happened. (Keras 3 takes the seeds of initializers and of dropout
from Python's ``random`` where none are given.)
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import tensorflow as tf

from explorables.pictures.boundary.data import Box, Points
from explorables.pictures.boundary.scores import Mapper, Snapshot
from explorables.reading.stopping import Interrupt
from explorables.reading.tensors import NotDrawable, in_short

SNAPSHOTS: Final = 20  # of one training, besides the one before its first epoch
LARGEST_BATCH: Final = 512


@dataclass(frozen=True)
class Setting:
    """What one training is made with; None where the learner's function does not take it."""

    size: int | None = None
    noise: float | None = None
    regularization: float | None = None


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
        snapshot = mapper.snapshot(epoch)
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
                f"over. With seconds={2 * seconds:g} it gets further."
            )
        due = run.ended or epoch % every == 0 or epoch == run.epochs
        if due and (not keep(epoch) or run.ended):
            return


def stride(epochs: int) -> int:
    """Epochs from one snapshot to the next."""
    return max(1, -(-epochs // SNAPSHOTS))
