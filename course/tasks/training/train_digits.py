"""Train a network on digits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from grader.judging.task import Misconception, Quality, Task
from grader.probing.questions import Call, Case
from tensorflow_workbook.tasks.class_scores import accuracy, right_class, with_wrong

_TRAINING = 1200
_TO_JUDGE = 1800

# How a digit is drawn, in a square with (0, 0) at the top left: lines from point to point.
_STROKES = (
    (((0.5, 0), (0.15, 0.2), (0.1, 0.5), (0.15, 0.8), (0.5, 1), (0.85, 0.8), (0.9, 0.5), (0.85, 0.2), (0.5, 0)),),
    (((0.2, 0.25), (0.55, 0), (0.55, 1)),),
    (((0.1, 0.2), (0.35, 0), (0.75, 0.05), (0.85, 0.3), (0.1, 1), (0.9, 1)),),
    (
        ((0.1, 0.08), (0.6, 0), (0.85, 0.2), (0.75, 0.42), (0.4, 0.48)),
        ((0.4, 0.48), (0.85, 0.6), (0.85, 0.85), (0.5, 1), (0.1, 0.92)),
    ),
    (((0.65, 1), (0.65, 0), (0.1, 0.65), (0.95, 0.65)),),
    (((0.85, 0), (0.2, 0), (0.15, 0.45), (0.6, 0.4), (0.9, 0.65), (0.75, 0.95), (0.1, 0.97)),),
    (
        ((0.75, 0), (0.3, 0.25), (0.1, 0.65), (0.3, 1)),
        ((0.3, 1), (0.7, 1), (0.88, 0.75), (0.65, 0.5), (0.15, 0.6)),
    ),
    (((0.1, 0), (0.9, 0), (0.4, 1)), ((0.3, 0.52), (0.8, 0.52))),
    (
        ((0.5, 0.45), (0.15, 0.25), (0.5, 0), (0.85, 0.25), (0.5, 0.45)),
        ((0.5, 0.45), (0.1, 0.75), (0.5, 1), (0.9, 0.75), (0.5, 0.45)),
    ),
    (((0.85, 0.35), (0.6, 0.5), (0.2, 0.4), (0.15, 0.1), (0.5, 0), (0.85, 0.1), (0.85, 0.35), (0.7, 1)),),
)  # fmt: skip


def _train_and_call(answer, images, labels, new_images):
    """What the trained model gives for images it has not seen."""
    import keras
    import numpy as np

    from grader.probing.evidence import Misfit

    model = answer(np.array(images), np.array(labels))
    if not isinstance(model, keras.Model):
        raise Misfit(model)
    takes = getattr(model, "input_shape", None)  # a model without Input has none to tell
    if isinstance(takes, tuple) and takes[1:] not in ((8, 8), (8, 8, 1), (None, None)):
        raise Misfit(model)
    # Said, since random layers inside a model move its images unless they are told not to.
    return model(np.array(new_images), training=False)


def _ends(strokes: tuple[tuple[tuple[float, float], ...], ...]) -> np.ndarray:
    """The short straight pieces of a digit, each by its two ends."""
    return np.array([ends for line in strokes for ends in pairwise(line)])


def _drawn(draw: np.random.Generator, labels: np.ndarray) -> np.ndarray:
    """An image for each label; float32 of 8 by 8 pixels from 0 to 16.

    Each digit is bent, sheared, turned, scaled, moved and drawn with a pen of its own; so no stored
    set of images knows it. About half are made negatives, so that no weighted sum of pixels speaks
    for a digit in both forms and a linear model stays near chance. All get noise.
    """
    count, pieces = len(labels), [_ends(strokes) for strokes in _STROKES]
    most = max(map(len, pieces))
    points = np.array([np.resize(ends, (most, 2, 2)) for ends in pieces])[labels] - 0.5
    bend = draw.normal(0, 0.12, (count, 2, 2, 2))
    points = points + np.einsum("nkij,npei,npej->npek", bend, points, points)
    turn, shear = draw.uniform(-0.22, 0.22, (2, count))
    width, height = draw.uniform(3.4, 5.5, count), draw.uniform(4.8, 6.5, count)
    lean = np.array([[width, -shear * height], [0 * width, height]])
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    points = np.einsum("ijn,jkn,npek->npei", turned, lean, points)
    points += 3.5 + draw.uniform(-0.8, 0.8, (count, 1, 1, 2))

    start, way = points[:, :, None, 0], (points[:, :, 1] - points[:, :, 0])[:, :, None]
    pixels = np.stack(np.meshgrid(np.arange(8), np.arange(8)), axis=-1).reshape(64, 2)
    along = ((pixels - start) * way).sum(axis=-1) / (way**2).sum(axis=-1)
    nearest = start + np.clip(along, 0, 1)[..., None] * way
    apart = np.sqrt(((pixels - nearest) ** 2).sum(axis=-1)).min(axis=1)
    ink = 16 * np.clip(1 + draw.uniform(-0.1, 0.5, (count, 1)) - apart, 0, 1)
    ink = np.where(draw.random((count, 1)) < 0.5, 16 - ink, ink) + draw.normal(0, 1, ink.shape)
    return np.float32(np.clip(ink, 0, 16)).reshape(count, 8, 8)


def _digits(draw: np.random.Generator) -> Iterator[Case]:
    labels, new_labels = draw.integers(0, 10, _TRAINING), draw.integers(0, 10, _TO_JUDGE)
    inputs = {
        "images": _drawn(draw, labels),
        "labels": labels.astype(np.int32),
        "new_images": _drawn(draw, new_labels),
    }
    yield Case(inputs, truth=np.eye(10, dtype=np.float32)[new_labels])


def _by_nearest_mean(images, labels, new_images, truth) -> np.ndarray:
    means = np.array([images[labels == digit].mean(axis=0).ravel() for digit in range(10)])
    distances = ((new_images.reshape(len(new_images), 1, 64) - means) ** 2).sum(axis=2)
    return np.float32(np.eye(10)[distances.argmin(axis=1)])


def _cut_off(result: np.ndarray) -> bool:
    return result.ndim == 2 and result.min() >= 0 and result.max() > 1.001


def _shares_of_their_own(result: np.ndarray) -> bool:
    if result.ndim != 2 or result.min() < 0 or result.max() > 1.001:
        return False
    return bool(np.abs(result.sum(axis=1) - 1).max() > 0.01)


TASK = Task(
    name="train_digits",
    points=3,
    ask=Call(
        "train_digits",
        _train_and_call,
        "called with images and labels; then the model is called with new_images, and for each "
        "the class with the largest output is compared with the true one",
        "a trained Keras model that takes images of shape (n, 8, 8)",
    ),
    cases=_digits,
    expected=lambda images, labels, new_images, truth: truth,
    dtype="float32",
    quality=Quality(
        "accuracy on digits it has not seen",
        right_class,
        0.8,
        _by_nearest_mean,
        "choosing the class with the nearest mean image",
    ),
    misconceptions=(
        Misconception(
            "one_label",
            lambda images, labels, new_images, truth: np.tile(np.eye(10)[3], (len(truth), 1)),
            "The model gives the same label for every image. The usual causes are a learning rate far too "
            "large, and ReLU on the last layer, whose units may end at 0 for every image.",
            "Print the loss of each epoch, and a few rows of what the model gives.",
            shown_by=lambda result, truth: (
                result.shape == truth.shape and len(set(result.argmax(axis=1))) == 1
            ),
        ),
        Misconception(
            "chance",
            lambda images, labels, new_images, truth: np.roll(truth, 1, axis=1),
            "The labels are hardly better than chance. A weighted sum of the pixels can't tell these "
            "digits apart, because what speaks for a bright 3 speaks against a dark one. If there is "
            "a hidden layer, the model was not trained, the loss does not fit the output, or images "
            "and labels were mixed up.",
            "Is there a hidden layer, with an activation? And does the loss fall from epoch to epoch?",
            shown_by=lambda result, truth: 0 <= accuracy(result, truth) < 0.3,
        ),
        Misconception(
            "cut_off",
            lambda images, labels, new_images, truth: (
                3 * truth * (np.arange(len(truth)) % 2)[:, None]
            ),
            "No output is below 0, and some are above 1: the last layer has ReLU. Where it cuts a "
            "logit off, the gradient is 0 and nothing is learned.",
            "Which activation should a layer of logits have?",
            shown_by=lambda result, truth: _cut_off(result),
        ),
        Misconception(
            "sigmoid",
            lambda images, labels, new_images, truth: 0.7 * with_wrong(truth, 0.5),
            "The outputs lie between 0 and 1, but those of an image don't add up to 1, as sigmoid "
            "gives them. Here exactly one of ten classes is right.",
            "Which activation shares 1 among the classes? Or which loss takes the outputs as they are?",
            shown_by=lambda result, truth: _shares_of_their_own(result),
        ),
        Misconception(
            "too_little",
            lambda images, labels, new_images, truth: with_wrong(truth, 0.3),
            "The model has learned something, but not enough. Either it was trained too briefly or "
            "with steps that are too small, or the loss does not fit the output, or the pixels were "
            "scaled before `fit` and now the model is given unscaled ones.",
            "Compare the accuracy on the training images with the one measured here, and look at "
            "the loss of the last epochs: does it still fall?",
            shown_by=lambda result, truth: accuracy(result, truth) >= 0.3,
        ),
        Misconception(
            "labels",
            lambda images, labels, new_images, truth: truth.argmax(axis=1),
            "The model gives one number for each image. It should give ten, one for each class, and "
            "the check looks for the largest itself.",
            "How many units does the last layer have?",
            shown_by=lambda result, truth: result.size == len(truth),
        ),
    ),
    hints=(
        "The images have two axes, and Dense works on the last one alone. keras.layers.Flatten "
        "makes 64 numbers of an image.",
        "A hidden layer of 64 to 256 units with ReLU, ten logits, Adam, and the loss that fits "
        "them. Pixels between 0 and 1 help: keras.layers.Rescaling(1 / 16).",
        "Keep a few hundred images apart with validation_split=0.2, watch val_accuracy, and train "
        "until it stops growing: 10 to 30 epochs.",
    ),
    afterword=(
        'Also right: `layers.Conv2D(16, 3, activation="relu")`, which looks at '
        "neighboring pixels together, and for that needs images that are not flat yet "
        "and have a channel axis, as from `layers.Reshape((8, 8, 1))`."
    ),
)
