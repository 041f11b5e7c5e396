"""Train a network on glyphs in the middle of a picture, so that it knows them anywhere."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Quality, Task
from grader.probing.questions import Call, Case
from tensorflow_workbook.tasks.class_scores import accuracy, right_class, says_one_class, with_wrong

_CLASSES, _GLYPH, _SIDE, _FAR = 6, 5, 12, 3
_TRAINING, _TO_JUDGE = 600, 1500
_FLIPPED, _NOISE = 0.06, 0.25


def _train_and_call(answer, images, labels, new_images):
    """What the trained model gives for pictures it has not seen."""
    import keras
    import numpy as np

    from grader.probing.evidence import Misfit

    model = answer(np.array(images), np.array(labels))
    if not isinstance(model, keras.Model):
        raise Misfit(model)
    # Random layers inside a model would move the pictures otherwise.
    return model(np.array(new_images), training=False)


def _glyphs(draw: np.random.Generator) -> np.ndarray:
    """Six patterns of 5 x 5 that differ in 8 cells or more, each about half filled."""
    while True:
        glyphs = (draw.random((_CLASSES, _GLYPH, _GLYPH)) < 0.5).astype(float)
        apart = np.abs(glyphs[:, None] - glyphs).sum(axis=(2, 3)) + 100 * np.eye(_CLASSES)
        filled = glyphs.sum(axis=(1, 2))
        if apart.min() >= 8 and filled.min() >= 9 and filled.max() <= 16:
            return glyphs


def _pictures(draw: np.random.Generator) -> Iterator[Case]:
    glyphs = _glyphs(draw)

    def drawn(count: int, far: int) -> tuple[np.ndarray, np.ndarray]:
        labels = draw.integers(0, _CLASSES, count)
        cells = np.abs(glyphs[labels] - (draw.random((count, _GLYPH, _GLYPH)) < _FLIPPED))
        places = _FAR + draw.integers(-far, far + 1, (count, 2))
        images = draw.normal(0, _NOISE, (count, _SIDE, _SIDE))
        for image, glyph, (row, column) in zip(images, cells, places, strict=True):
            image[row : row + _GLYPH, column : column + _GLYPH] += glyph
        return np.float32(images)[..., np.newaxis], labels

    (images, labels), (new_images, new_labels) = drawn(_TRAINING, 0), drawn(_TO_JUDGE, _FAR)
    inputs = {"images": images, "labels": labels.astype(np.int32), "new_images": new_images}
    yield Case(inputs, truth=np.eye(_CLASSES, dtype=np.float32)[new_labels])


def _by_nearest_image(images, labels, new_images, truth) -> np.ndarray:
    flat, new = (array.reshape(len(array), -1).astype(np.float64) for array in (images, new_images))
    distances = (flat**2).sum(axis=1) - 2 * new @ flat.T
    return np.float32(np.eye(_CLASSES)[labels[distances.argmin(axis=1)]])


TASK = Task(
    name="anywhere",
    points=4,
    ask=Call(
        "train_anywhere",
        _train_and_call,
        "called with images and labels; then the model is called with new_images and training=False; the "
        "glyph may lie anywhere in them, and for each the class with the largest output is compared with the true one",
        "a trained Keras model",
    ),
    cases=_pictures,
    expected=lambda images, labels, new_images, truth: truth,
    dtype="float32",
    quality=Quality(
        "accuracy on pictures whose glyph lies anywhere",
        right_class,
        0.7,
        _by_nearest_image,
        "choosing the class of the nearest training picture",
    ),
    misconceptions=(
        Misconception(
            "one_class",
            lambda images, labels, new_images, truth: np.tile(np.eye(_CLASSES)[2], (len(truth), 1)),
            "The model gives the same class for nearly every picture. The usual causes are a loss that takes "
            "logits for probabilities, a learning rate far too large, ReLU on the last layer, and a model that "
            "was never trained.",
            "Print the loss of each epoch, and a few rows of what the model gives.",
            shown_by=says_one_class,
        ),
        Misconception(
            "cut_off",
            lambda images, labels, new_images, truth: (
                3 * truth * (np.arange(len(truth)) % 2)[:, None]
            ),
            "No output is below 0, and many are exactly 0: the last layer has ReLU. Where it cuts a logit "
            "off, the gradient is 0.",
            "Which activation should a layer of logits have?",
            # A largest value over all places is hardly ever below 0 either, but seldom exactly 0.
            shown_by=lambda result, truth: (
                result.shape == truth.shape
                and result.min() == 0
                and result.max() > 1.001
                and np.mean(result == 0) > 0.1
            ),
        ),
        Misconception(
            "knows_the_place",
            lambda images, labels, new_images, truth: with_wrong(truth, 0.8),
            "The model does hardly better than chance. If it knows the training pictures, it has learned "
            "where the cells of a glyph lie and not which shape they make: a Dense layer after Flatten has a "
            "weight of its own for every place. If it does not know those either, it was trained too briefly, "
            "or its loss takes logits for probabilities.",
            "What could stand between the convolutions and the last layer, so that it does not matter where "
            "a filter found something? Or what could be done to the training pictures?",
            shown_by=lambda result, truth: 0 <= accuracy(result, truth) < 0.26,
        ),
        Misconception(
            "half_way",
            lambda images, labels, new_images, truth: with_wrong(truth, 0.45),
            "The model knows some glyphs away from the middle. The usual causes: it was trained too briefly; "
            "an average over all places drowns what one filter found in one place; the pictures were moved "
            "too little in training; or the loss takes logits for probabilities.",
            "Does the loss still fall? And what does an average over 64 places make of a single strong "
            "answer?",
            shown_by=lambda result, truth: accuracy(result, truth) >= 0.26,
        ),
        Misconception(
            "labels",
            lambda images, labels, new_images, truth: truth.argmax(axis=1),
            "The model gives one number for each picture. It should give six, one for each class, and the "
            "check looks for the largest itself.",
            "How many units does the last layer have?",
            shown_by=lambda result, truth: result.size == len(truth),
        ),
    ),
    hints=(
        "Two ways lead there: a network to which the place does not matter, or training pictures that are "
        "moved.",
        "Convolutions answer in the same way at every place. What gathers their answers decides whether the "
        "place counts: compare Flatten, GlobalAveragePooling2D, and GlobalMaxPooling2D.",
        "A layer or two of some 16 to 48 filters with ReLU, a global pooling, six logits; Adam at a rate "
        "of about 0.003, batches of 50, ten epochs or so.",
    ),
)
