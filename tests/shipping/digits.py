"""One small model of the digits, made once for all tests of this folder: trained, exported, converted."""

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.services import made_once

SEED = 14
TRAINED_ON = 1200  # rows; the rest judges


@dataclass(frozen=True)
class Made:
    """Where things lie: `base` has the folder 1 with the export, `tflite` is float32, and `one` with a batch of 1."""

    base: Path
    tflite: Path
    one: Path
    weights: list[np.ndarray]  # kernel and bias of each layer
    images: np.ndarray  # (597, 64), from 0 to 1, never trained on
    labels: np.ndarray
    logits: np.ndarray  # Keras' own, of the model that was exported


def logits(weights: list[np.ndarray], images: np.ndarray) -> np.ndarray:
    """What the model computes, in NumPy: two layers with ReLU, then one without."""
    hidden = images
    for kernel, bias in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        hidden = np.maximum(hidden @ kernel + bias, 0)
    return hidden @ weights[-2] + weights[-1]


def make(folder: Path) -> None:
    """Train for two seconds, and write export, .tflite and numbers into a folder."""
    import keras
    import sklearn.datasets

    data = sklearn.datasets.load_digits()
    images, labels = (data.data / 16).astype("float32"), data.target
    keras.utils.set_random_seed(SEED)
    layers = [keras.layers.Dense(units, "relu") for units in (128, 64)]
    model = keras.Sequential([keras.Input((64,)), *layers, keras.layers.Dense(10)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(images[:TRAINED_ON], labels[:TRAINED_ON], batch_size=64, epochs=12, verbose=0)
    model.export(str(folder / "digits" / "1"), verbose=False)
    model.export(str(folder / "digits.tflite"), format="litert", verbose=False)
    fixed = {"input_signature": [keras.InputSpec("float32", (1, 64))]}
    model.export(str(folder / "one-digit.tflite"), format="litert", verbose=False, **fixed)
    rest = images[TRAINED_ON:]
    arrays = {f"weight{index}": value for index, value in enumerate(model.get_weights())}
    np.savez(
        folder / "digits.npz",
        images=rest,
        labels=labels[TRAINED_ON:],
        logits=model.predict_on_batch(rest),
        **arrays,
    )


@functools.cache
def made() -> Made:
    """The model of this run of the tests."""
    folder = made_once("shipping", make)
    with np.load(folder / "digits.npz") as kept:
        weights = [kept[f"weight{index}"] for index in range(6)]
        return Made(
            folder / "digits",
            folder / "digits.tflite",
            folder / "one-digit.tflite",
            weights,
            kept["images"],
            kept["labels"],
            kept["logits"],
        )
