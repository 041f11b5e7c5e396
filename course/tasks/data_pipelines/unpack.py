"""Serialized records, unpacked to images and labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _unpacked_records(answer, images, labels, compared):
    """One of the two parts that come back for records of these images and labels."""
    import numpy as np
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    def whole(number):
        return tf.train.Feature(int64_list=tf.train.Int64List(value=[int(number)]))

    records = []
    for image, label in zip(np.asarray(images), np.asarray(labels), strict=True):
        pixels = tf.train.BytesList(value=[image.tobytes()])
        feature = {
            "image": tf.train.Feature(bytes_list=pixels),
            "height": whole(len(image)),
            "label": whole(label),
        }
        example = tf.train.Example(features=tf.train.Features(feature=feature))
        records.append(example.SerializeToString())
    result = answer(tf.constant(records))
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Misfit(result)
    return result[("images", "labels").index(compared)]


def _records(draw: np.random.Generator) -> Iterator[Case]:
    def cases(images: np.ndarray, label: str) -> Iterator[Case]:
        inputs = {
            "images": images.astype(np.uint8),
            "labels": draw.permutation(10)[: len(images)].astype(np.int64),
        }
        for compared in ("images", "labels"):
            yield Case({**inputs, "compared": compared}, f"{label}, {compared}")

    yield from cases(np.array([[[200, 100, 255], [0, 50, 7]]]), "a single record")
    yield from cases(draw.integers(0, 256, (3, 2, 4)), "wider than high")
    yield from cases(draw.integers(0, 256, (4, 5, 2)), "higher than wide")


def _both(
    image: Callable[[np.ndarray], np.ndarray] = lambda images: images / 255,
    label: Callable[[np.ndarray], np.ndarray] = lambda labels: labels,
) -> Callable[..., np.ndarray]:
    def answer(images: np.ndarray, labels: np.ndarray, compared: str) -> np.ndarray:
        if compared == "labels":
            return label(labels)
        return image(images).astype(np.float32)

    return answer


def _other(compared: str) -> str:
    return "labels" if compared == "images" else "images"


TASK = Task(
    name="unpack",
    points=3,
    ask=Call(
        "unpack",
        _unpacked_records,
        "a record is made of each image and its label; compared is the one of the two tensors that come "
        "back",
        "a pair (images, labels)",
    ),
    cases=_records,
    expected=_both(),
    example=ExampleForm(
        why_not="This task takes no example: its inputs are serialized records, which nobody writes by hand.",
    ),
    misconceptions=(
        Misconception(
            "signed",
            _both(lambda images: images.view(np.int8) / 255),
            "The bytes were read as int8, so that 200 became -56.",
            "Which dtype holds whole numbers from 0 to 255?",
        ),
        Misconception(
            "flat",
            _both(lambda images: images.reshape(len(images), -1) / 255),
            "The pixels of an image stand in one row. The record says how high the image is.",
            "Which shape has as many rows as `height` says, and the rest as columns?",
        ),
        Misconception(
            "height_as_width",
            _both(lambda images: images.reshape(len(images), -1, images.shape[1]) / 255),
            "The height was taken for the width, so that rows and columns are cut in the wrong places.",
            "Which of the three axes counts the rows of an image?",
        ),
        Misconception(
            "turned",
            _both(lambda images: images.transpose(0, 2, 1) / 255),
            "Rows and columns are exchanged.",
            "The bytes lie row by row. Which shape keeps that order?",
        ),
        Misconception(
            "as_bytes",
            _both(lambda images: images.astype(np.float32)),
            "The pixels run from 0 to 255.",
            "What should 255 become?",
        ),
        Misconception(
            "by_16",
            _both(lambda images: images / 16),
            "The pixels were divided by 16, as those of the digits in the lesson. These are bytes.",
            "What is the largest number that a byte can hold?",
        ),
        Misconception(
            "by_256",
            _both(lambda images: images / 256),
            "The pixels were divided by 256, so that 255 does not become 1.",
            "What is the largest number that a byte can hold?",
        ),
        Misconception(
            "by_largest",
            _both(lambda images: images / images.max()),
            "The pixels were divided by the largest one that is there. A dark image would be made bright.",
            "Which number is white, whatever the records hold?",
        ),
        Misconception(
            "with_channels",
            _both(lambda images: images[..., None] / 255),
            "The images have an axis of channels here, of length 1.",
            "The docstring names three axes.",
        ),
        Misconception(
            "labels_as_column",
            _both(label=lambda labels: labels[:, None]),
            "The images are right. The labels have an axis of length 1 besides.",
            "Which shape says that a feature is one number: () or (1,)?",
        ),
        Misconception(
            "exchanged",
            lambda images, labels, compared: _both()(images, labels, _other(compared)),
            "Both are right, and come back in the other order.",
            "Which of the two does the docstring name first?",
        ),
    ),
    hints=(
        "tf.io.parse_example takes all records at once, with a dict that says what each feature is.",
        "A number is `tf.io.FixedLenFeature([], tf.int64)`, and raw bytes are the same with tf.string; "
        "tf.io.decode_raw makes numbers of them.",
        "Decode as uint8, reshape to the number of records, the height of the first, and -1; then cast "
        "and divide.",
    ),
    afterword=(
        "Also right: `tf.io.parse_single_example` in a map, one record after the other, which usually "
        "takes longer."
    ),
)
