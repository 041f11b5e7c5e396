"""Repair: a preparation that lets the validation images leak into the training."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.checking.task import Call, Case, Misconception, Task, Tolerance


def _both_parts(answer, images, held_out):
    """How many training images there are, then all training images, then the validation images."""
    import numpy as np

    result = answer(images, held_out)
    if result is None:
        return None
    if not isinstance(result, tuple | list) or len(result) != 2:
        found = len(result) if isinstance(result, tuple | list) else f"one {type(result).__name__}"
        raise TypeError(f"two tensors are asked for, train and validation, and {found} came back")
    train, validation = (np.asarray(part) for part in result)
    for part in (train, validation):
        if part.shape[1:] != tuple(images.shape)[1:]:
            return part
    count = np.full((1, *train.shape[1:]), len(train), np.float32)
    return np.concatenate([count, train, validation])


def _image_sets(draw: np.random.Generator) -> Iterator[Case]:
    def case(images: object, held_out: int, label: str) -> Case:
        return Case({"images": np.array(images, np.float32), "held_out": held_out}, label)

    yield case([[[9, 1]], [[2, 4]], [[0, 3]]], 1, "three images of one row and two pixels")
    yield case(draw.integers(0, 17, (5, 2, 3)), 2, "five small images")
    bright = draw.integers(0, 9, (6, 2, 2)) + 40 * (np.arange(6) < 2)[:, None, None]
    yield case(bright, 2, "the validation images are brighter")
    yield case(draw.integers(0, 17, (4, 3, 3)), 3, "a single image to train on")


def _mirrored(images: np.ndarray) -> np.ndarray:
    return images[:, :, ::-1]


def _parts(train: np.ndarray, validation: np.ndarray, mean: np.ndarray | float) -> np.ndarray:
    count = np.full((1, *train.shape[1:]), len(train))
    return np.concatenate([count, train - mean, validation - mean])


def _prepared(
    mean_of: str = "train", mirror: str = "train", swapped: bool = False
) -> Callable[[np.ndarray, int], np.ndarray]:
    """What a preparation gives that takes its mean and its mirror images from these parts."""

    def answer(images: np.ndarray, held_out: int) -> np.ndarray:
        images = images.astype(np.float64)
        validation, train = images[:held_out], images[held_out:]
        if swapped:
            validation, train = images[-held_out:], images[:-held_out]
        mean = {"train": train, "all": images, "validation": validation}.get(mean_of)
        mean = 0.0 if mean is None else mean.mean()
        to_mirror = {"train": train, "all": images, "both": train}.get(mirror, train[:0])
        if mirror == "both":
            validation = np.concatenate([validation, _mirrored(validation)])
        return _parts(np.concatenate([train, _mirrored(to_mirror)]), validation, mean)

    return answer


def _each_its_own_mean(images: np.ndarray, held_out: int) -> np.ndarray:
    validation, train = images[:held_out], images[held_out:]
    train = np.concatenate([train, _mirrored(train)])
    return _parts(train - train.mean(), validation - validation.mean(), 0.0)


def _upside_down(images: np.ndarray, held_out: int) -> np.ndarray:
    validation, train = images[:held_out], images[held_out:]
    return _parts(np.concatenate([train, train[:, ::-1]]), validation, train.mean())


def _validation_not_centered(images: np.ndarray, held_out: int) -> np.ndarray:
    validation, train = images[:held_out], images[held_out:]
    train = np.concatenate([train, _mirrored(train)])
    return _parts(train - train.mean(), validation, 0.0)


def _mean_of_each_pixel(images: np.ndarray, held_out: int) -> np.ndarray:
    validation, train = images[:held_out], images[held_out:]
    both = np.concatenate([train, _mirrored(train)])
    return _parts(both, validation, train.mean(axis=0))


TASK = Task(
    name="leaking_validation",
    title="Repair: the validation images that leak",
    points=3,
    ask=Call(
        "prepare",
        _both_parts,
        "compared are: an image filled with the number of training images, then the training "
        "images, then the validation images",
    ),
    cell='''
def prepare(images, held_out):
    """Split images into a training and a validation part; center both; mirror the training part.

    Nothing of a validation image may reach the training part: neither a copy of it, mirrored or
    not, nor its share in a mean. Today both happen.

    Args:
        images: float32 tensor of shape (count, height, width), in random order.
        held_out: Python int from 1 to count - 1.

    Returns:
        Two float32 tensors, train and validation.
        validation: the first `held_out` images, of shape (held_out, height, width).
        train: the other images in their order, and after them their mirror images (left and right
            exchanged) in the same order: shape (2 * (count - held_out), height, width).
        From every pixel of both, one number is subtracted: the mean of all pixels of the images
        that train is made of. Validation images are not mirrored.

    Example:
        images [[[9.0, 1.0]], [[2.0, 4.0]]] with held_out 1: the mean is 3.0, so
        train is [[[-1.0, 1.0]], [[1.0, -1.0]]] and validation is [[[6.0, -2.0]]].
    """
    images = images - tf.reduce_mean(images)
    images = tf.concat([images, tf.reverse(images, axis=[2])], axis=0)
    return images[held_out:], images[:held_out]


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def prepare(images, held_out):
    """Split first; then whatever is learned or made from images is made from the training part."""
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    train = tf.concat([train, tf.reverse(train, axis=[2])], axis=0)
    return train - mean, validation - mean


### END SOLUTION
''',
    cases=_image_sets,
    expected=_prepared(),
    given=_prepared(mean_of="all", mirror="all"),
    dtype="float32",
    tolerance=Tolerance(relative=1e-4, absolute=1e-4),
    misconceptions=(
        Misconception(
            "copies_left",
            _prepared(mirror="all"),
            "The mean no longer leaks. But the training part still holds mirror images of the "
            "validation images, so the model is tested on pictures it has learned.",
            "How many training images should there be? Which are the ones too many?",
        ),
        Misconception(
            "mean_left",
            _prepared(mean_of="all"),
            "No copies leak any more. But the mean is still taken of all images, so every training "
            "pixel holds a little of the validation images.",
            "In which line is the mean taken, and what is in `images` there?",
        ),
        Misconception(
            "each_its_own_mean",
            _each_its_own_mean,
            "Nothing leaks, but each part was centered by a mean of its own: the same pixel means "
            "one thing in training and another in validation.",
            "From both parts the same number is subtracted. Which?",
        ),
        Misconception(
            "validation_not_centered",
            _validation_not_centered,
            "The training part is right. The validation images were left as they are, so the same "
            "pixel means one thing in training and another in validation.",
            "What is subtracted from both parts?",
        ),
        Misconception(
            "mean_of_each_pixel",
            _mean_of_each_pixel,
            "Nothing leaks. But each place in the image has a mean of its own here; asked for is "
            "one number, the mean of all pixels.",
            "Which axes does your mean remove?",
        ),
        Misconception(
            "validation_mirrored",
            _prepared(mirror="both"),
            "The validation images were mirrored too. They stand for images to come, and are left "
            "as those come.",
            "Which part is augmentation for?",
        ),
        Misconception(
            "validation_mirrored_mean_left",
            _prepared(mean_of="all", mirror="both"),
            "Two things: the mean is still taken of all images, and the validation images were "
            "mirrored too.",
            "Split first. Then ask of each line which part it may look at.",
        ),
        Misconception(
            "not_mirrored",
            _prepared(mirror="none"),
            "Nothing leaks, and the mirror images are gone altogether. They are what the training "
            "part is augmented with.",
            "Mirror the training part after the split.",
        ),
        Misconception(
            "not_centered",
            _prepared(mean_of="none"),
            "The split and the mirror images are right. Nothing was subtracted from the pixels.",
            "The docstring says which mean is subtracted, and from which part.",
        ),
        Misconception(
            "last_held_out",
            _prepared(swapped=True),
            "The last images were held out. The docstring names the first ones.",
            "Compare the slices with the docstring.",
        ),
        Misconception(
            "validation_mean",
            _prepared(mean_of="validation"),
            "The mean is that of the validation images.",
            "Which images may be looked at while a model is made?",
        ),
        Misconception(
            "parts_exchanged",
            lambda images, held_out: np.concatenate(
                [
                    np.full((1, *images.shape[1:]), held_out),
                    _prepared()(images, held_out)[-held_out:],
                    _prepared()(images, held_out)[1:-held_out],
                ]
            ),
            "Both parts are right, and come back in the other order.",
            "The training part comes first.",
        ),
        Misconception(
            "upside_down",
            _upside_down,
            "The images were turned upside down. A mirror exchanges left and right.",
            "Which axis of (count, height, width) runs from left to right?",
        ),
    ),
    hints=(
        "There are two leaks. Go through the lines and ask of each: does it look at images that "
        "will be held out?",
        "Split in the first line. After that, every other line can name the part it works on.",
        "The mean comes from the training part and is subtracted from both; the mirror images come "
        "from the training part and go into it.",
    ),
    accepted=(
        "def prepare(images, held_out):\n"
        "    train = tf.concat([images[held_out:], images[held_out:, :, ::-1]], axis=0)\n"
        "    mean = tf.reduce_mean(train)\n"
        "    return train - mean, images[:held_out] - mean",
        "def prepare(images, held_out):\n"
        "    rows = np.array(images)\n"
        "    rows = rows - rows[held_out:].mean()\n"
        "    flipped = np.flip(rows[held_out:], axis=-1)\n"
        "    return np.vstack([rows[held_out:], flipped]), rows[:held_out]",
        "def prepare(images, held_out):\n"
        "    count = len(images)\n"
        "    validation, train = tf.split(images, [held_out, count - held_out])\n"
        "    train, validation = [p - tf.reduce_mean(train) for p in (train, validation)]\n"
        "    mirrored = tf.image.flip_left_right(train[..., tf.newaxis])[..., 0]\n"
        "    return [tf.concat([train, mirrored], 0), validation]",
    ),
)
