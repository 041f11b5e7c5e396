"""What `explorables.curves` costs a training: steps of one `fit`, with and without the callback."""

from __future__ import annotations

import random
import time

import numpy as np
import tensorflow as tf

import explorables

STEPS = 1200
LEAST = 0.005  # s; a step without the callback should take at least this long


class _Alternating(tf.keras.callbacks.CallbackList):
    """Two of Keras's own callback lists; of each two steps, each has one, a coin says which first.

    Steps side by side meet the same machine, so what differs is the callbacks: the list without
    ours is what Keras makes where none are given.
    """

    def __init__(self, lists: list[tf.keras.callbacks.CallbackList]) -> None:
        super().__init__()
        self._lists = lists
        self._coin = random.Random(0)
        self._now = 0
        self._since = 0.0
        self.taken: list[list[float]] = [[], []]

    def on_train_begin(self, logs=None):
        for one in self._lists:
            one.on_train_begin(logs)

    def on_epoch_begin(self, epoch, logs=None):
        for one in self._lists:
            one.on_epoch_begin(epoch, logs)

    def on_train_batch_begin(self, batch, logs=None):
        self._now = self._coin.randrange(2) if batch % 2 == 0 else 1 - self._now
        self._since = time.perf_counter()
        self._lists[self._now].on_train_batch_begin(batch, logs)

    def on_train_batch_end(self, batch, logs=None):
        self._lists[self._now].on_train_batch_end(batch, logs)
        self.taken[self._now].append(1000 * (time.perf_counter() - self._since))

    def on_epoch_end(self, epoch, logs=None):
        for one in self._lists:
            one.on_epoch_end(epoch, logs)

    def on_train_end(self, logs=None):
        for one in self._lists:
            one.on_train_end(logs)


def _model(width: int) -> tf.keras.Model:
    layers = [tf.keras.Input((256,)), tf.keras.layers.Dense(width, activation="relu")]
    layers += [tf.keras.layers.Dense(width, activation="relu"), tf.keras.layers.Dense(10)]
    model = tf.keras.Sequential(layers)
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss, metrics=["accuracy"])
    return model


def _fit(model: tf.keras.Model, steps: int, data: tf.data.Dataset) -> list[list[float]]:
    """Milliseconds of each step, without and with the callback."""
    epochs = 4
    params = {"epochs": epochs, "steps": steps // epochs, "verbose": 0}
    lists = [
        tf.keras.callbacks.CallbackList(given, add_history=True, model=model, **params)
        for given in (None, [explorables.curves()])
    ]
    alternating = _Alternating(lists)
    model.fit(
        data,
        epochs=epochs,
        steps_per_epoch=steps // epochs,
        verbose=0,
        shuffle=False,
        callbacks=alternating,
    )
    return alternating.taken


def steps() -> dict[str, list[float]]:
    """Milliseconds of single steps of one training: ``without`` the callback and ``with`` it.

    The network is widened until a step takes at least `LEAST`.
    """
    tf.keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).normal(size=(128, 256)).astype("float32")
    y = np.arange(128) % 10
    data = tf.data.Dataset.from_tensors((x, y)).cache().repeat()
    width = 256
    while True:
        model = _model(width)
        without, _ = _fit(model, 80, data)
        if sorted(without)[len(without) // 2] >= 1000 * LEAST:
            break
        width *= 2
    without, with_ours = _fit(model, STEPS, data)
    return {"without": without, "with": with_ours}
