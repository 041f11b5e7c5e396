"""Repair: a preparation that lets the validation images leak into the training."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _one_of_two(answer, images, held_out, compared):
    """One of the two parts that come back."""
    from grader.probing.evidence import Misfit

    result = answer(images, held_out)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Misfit(result)
    return result[("train", "validation").index(compared)]


def _image_sets(draw: np.random.Generator) -> Iterator[Case]:
    def cases(images: object, held_out: int, label: str) -> Iterator[Case]:
        inputs = {"images": np.array(images, np.float32), "held_out": held_out}
        for compared in ("train", "validation"):
            yield Case({**inputs, "compared": compared}, f"{label}, {compared}")

    yield from cases([[[9, 1]], [[2, 4]], [[0, 3]]], 1, "three images of one row and two pixels")
    yield from cases(draw.integers(0, 17, (5, 2, 3)), 2, "five small images")
    bright = draw.integers(0, 9, (6, 2, 2)) + 40 * (np.arange(6) < 2)[:, None, None]
    yield from cases(bright, 2, "the validation images are brighter")
    yield from cases(draw.integers(0, 17, (4, 3, 3)), 3, "a single image to train on")


def _mirrored(images: np.ndarray) -> np.ndarray:
    return images[:, :, ::-1]


def _one_of(
    both: Callable[[np.ndarray, int], tuple[np.ndarray, np.ndarray]],
) -> Callable[[np.ndarray, int, str], np.ndarray]:
    def answer(images: np.ndarray, held_out: int, compared: str) -> np.ndarray:
        return both(images, held_out)[("train", "validation").index(compared)]

    return answer


def _prepared(
    mean_of: str = "train", mirror: str = "train", swapped: bool = False
) -> Callable[[np.ndarray, int, str], np.ndarray]:
    """What a preparation gives that takes its mean and its mirror images from these parts."""

    def answer(images: np.ndarray, held_out: int) -> tuple[np.ndarray, np.ndarray]:
        images = images.astype(np.float64)
        validation, train = images[:held_out], images[held_out:]
        if swapped:
            validation, train = images[-held_out:], images[:-held_out]
        mean = {"train": train, "all": images, "validation": validation}.get(mean_of)
        mean = 0.0 if mean is None else mean.mean()
        to_mirror = {"train": train, "all": images, "both": train}.get(mirror, train[:0])
        if mirror == "both":
            validation = np.concatenate([validation, _mirrored(validation)])
        return np.concatenate([train, _mirrored(to_mirror)]) - mean, validation - mean

    return _one_of(answer)


@_one_of
def _each_its_own_mean(images: np.ndarray, held_out: int) -> tuple[np.ndarray, np.ndarray]:
    validation, train = images[:held_out], images[held_out:]
    train = np.concatenate([train, _mirrored(train)])
    return train - train.mean(), validation - validation.mean()


@_one_of
def _upside_down(images: np.ndarray, held_out: int) -> tuple[np.ndarray, np.ndarray]:
    validation, train = images[:held_out], images[held_out:]
    return np.concatenate([train, train[:, ::-1]]) - train.mean(), validation - train.mean()


@_one_of
def _validation_not_centered(images: np.ndarray, held_out: int) -> tuple[np.ndarray, np.ndarray]:
    validation, train = images[:held_out], images[held_out:]
    train = np.concatenate([train, _mirrored(train)])
    return train - train.mean(), validation


@_one_of
def _mean_of_each_pixel(images: np.ndarray, held_out: int) -> tuple[np.ndarray, np.ndarray]:
    validation, train = images[:held_out], images[held_out:]
    both = np.concatenate([train, _mirrored(train)])
    return both - train.mean(axis=0), validation - train.mean(axis=0)


@_one_of
def _mean_of_each_pixel_mirrored(
    images: np.ndarray, held_out: int
) -> tuple[np.ndarray, np.ndarray]:
    validation, train = images[:held_out], images[held_out:]
    both = np.concatenate([train, _mirrored(train)])
    return both - both.mean(axis=0), validation - both.mean(axis=0)


@_one_of
def _mirrored_first(images: np.ndarray, held_out: int) -> tuple[np.ndarray, np.ndarray]:
    validation, train = images[:held_out], images[held_out:]
    return np.concatenate([_mirrored(train), train]) - train.mean(), validation - train.mean()


@_one_of
def _mirrored_before_split(images: np.ndarray, held_out: int) -> tuple[np.ndarray, np.ndarray]:
    both = np.concatenate([images, _mirrored(images)])
    validation, train = both[:held_out], both[held_out:]
    return train - train.mean(), validation - train.mean()


@_one_of
def _slices_exchanged(images: np.ndarray, held_out: int) -> tuple[np.ndarray, np.ndarray]:
    train, validation = images[:held_out], images[held_out:]
    return np.concatenate([train, _mirrored(train)]) - train.mean(), validation - train.mean()


@_one_of
def _only_mirrored(images: np.ndarray, held_out: int) -> tuple[np.ndarray, np.ndarray]:
    validation, train = images[:held_out], images[held_out:]
    return _mirrored(train) - train.mean(), validation - train.mean()


@_one_of
def _divided(images: np.ndarray, held_out: int) -> tuple[np.ndarray, np.ndarray]:
    validation, train = images[:held_out], images[held_out:]
    both = np.concatenate([train, _mirrored(train)])
    return (both - train.mean()) / train.std(), (validation - train.mean()) / train.std()


TASK = Task(
    name="leaking_validation",
    points=3,
    ask=Call(
        "prepare",
        _one_of_two,
        "compared is the one of the two tensors that come back",
        "a pair of tensors, train and validation,",
    ),
    cases=_image_sets,
    expected=_prepared(),
    given=_prepared(mean_of="all", mirror="all"),
    dtype="float32",
    tolerance=Tolerance(relative=1e-4, absolute=1e-4),
    example=ExampleForm(
        inputs=("images", "held_out"),
        result="(train, validation)",
        put=lambda answer, images, held_out: (
            answer(images, held_out, "train"),
            answer(images, held_out, "validation"),
        ),
        of_case=lambda images, held_out, compared: [(images, held_out)],
        refuses=lambda images, held_out: (
            ""
            if 1 <= held_out < len(images)
            else "In this task some images are held out, and at least one is left to train on."
        ),
    ),
    misconceptions=(
        Misconception(
            "copies_left",
            _prepared(mirror="all"),
            "The mean no longer leaks. But the training part still holds mirror images of the "
            "validation images, so the model is tested on pictures that it has learned.",
            "How many training images should there be, and where do the others come from?",
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
            "Which one number does the docstring subtract from both parts?",
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
            "Nothing leaks. But each place in the image has a mean of its own here. The task "
            "asks for one number, the mean of all pixels.",
            "Which axes does your mean remove?",
        ),
        Misconception(
            "mean_of_each_pixel_mirrored",
            _mean_of_each_pixel_mirrored,
            "Nothing leaks. But each place in the image has a mean of its own here, taken of the training "
            "images and their mirror images. The task asks for one number, the mean of all pixels.",
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
            "When the split comes first, which part may each of the other lines look at?",
        ),
        Misconception(
            "mirrored_before_split",
            _mirrored_before_split,
            "The mean is that of the training part now. The mirror images were made before the split, "
            "so those of the validation images are in the training part, and in its mean.",
            "Which images are there to mirror when the split comes first?",
        ),
        Misconception(
            "slices_exchanged",
            _slices_exchanged,
            "The first images became the training part, and the others were held out.",
            "Which of the two slices does the docstring call validation?",
        ),
        Misconception(
            "not_mirrored",
            _prepared(mirror="none"),
            "Nothing leaks, and the mirror images are gone altogether. They are what the training "
            "part is augmented with.",
            "Which part should be mirrored, and at which point is there such a part?",
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
            lambda images, held_out, compared: _prepared()(
                images, held_out, "train" if compared == "validation" else "validation"
            ),
            "Both parts are right, but they come back in the other order.",
            "Which of the two does the docstring name first?",
        ),
        Misconception(
            "mirrored_images_first",
            _mirrored_first,
            "The mirror images stand before the images that they were made of.",
            "In which order does the docstring name them?",
        ),
        Misconception(
            "only_mirrored",
            _only_mirrored,
            "The mirror images took the place of the images, so that half of the training part is gone.",
            "Which operation puts two sets of images one after the other?",
        ),
        Misconception(
            "divided",
            _divided,
            "Both parts were also divided by something.",
            "The docstring names one thing that is done to every pixel.",
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
    afterword=(
        "Also right: `images[held_out:, :, ::-1]`, which mirrors by counting the last axis "
        "backward."
    ),
)
