"""Each image of a batch, moved by an offset of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _batches(draw: np.random.Generator) -> Iterator[Case]:
    def case(images: object, offsets: object, label: str) -> Case:
        inputs = {
            "images": np.array(images, np.float32),
            "offsets": np.array(offsets, np.int32),
        }
        return Case(inputs, label)

    yield case(
        [[[1, 2, 3], [4, 5, 6]], [[1, 2, 3], [4, 5, 6]]], [[1, 0], [0, -1]], "one down, one left"
    )
    yield case([[[1, 2], [3, 4], [5, 6]]], [[-1, 1]], "a single image, up and to the right")
    yield case(np.arange(1, 13).reshape(2, 2, 3), [[0, 0], [2, -3]], "not at all, and out of sight")
    count, height, width = (int(n) for n in draw.integers([3, 4, 5], [6, 6, 8]))
    yield case(
        draw.integers(1, 10, (count, height, width)),
        draw.integers([-2, -3], [3, 4], (count, 2)),
        "random images",
    )


def _moved(
    offset: Callable[[np.ndarray, int], np.ndarray] = lambda offsets, index: offsets[index],
    wrap: bool = False,
    edge: bool = False,
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    def answer(images: np.ndarray, offsets: np.ndarray) -> np.ndarray:
        result = np.zeros_like(images)
        height, width = images.shape[1:]
        for index, image in enumerate(images):
            down, right = (int(n) for n in offset(offsets, index))
            for row in range(height):
                for column in range(width):
                    y, x = row - down, column - right
                    if wrap:
                        y, x = y % height, x % width
                    if edge:
                        y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
                    if 0 <= y < height and 0 <= x < width:
                        result[index, row, column] = image[y, x]
        return result

    return answer


def _no_batch(images: np.ndarray, offsets: np.ndarray) -> str:
    if offsets.shape != (len(images), 2):
        return "There are two offsets for each image: down and to the right."
    if np.any(np.abs(offsets) > images.shape[1:]):
        return "No offset is larger than the image."
    return ""


TASK = Task(
    name="shift_each",
    points=2,
    ask=Call("shift_each"),
    cases=_batches,
    expected=_moved(),
    dtype="float32",
    example=ExampleForm(refuses=_no_batch),
    misconceptions=(
        Misconception(
            "rolled",
            _moved(wrap=True),
            "What left the image on one side came back on the other. Zeros should come in.",
            "What does rolling do with the cells that are pushed out?",
        ),
        Misconception(
            "other_direction",
            _moved(lambda offsets, index: -offsets[index]),
            "The images moved the other way: a positive offset means down, or to the right.",
            "In which row does the first row lie after a move by 1?",
        ),
        Misconception(
            "axes_exchanged",
            _moved(lambda offsets, index: offsets[index][::-1]),
            "The two offsets were exchanged: the first one is for the rows.",
            "Which axis of an image counts the rows?",
        ),
        Misconception(
            "first_for_all",
            _moved(lambda offsets, index: offsets[0]),
            "All images moved by the offset of the first one.",
            "Where does the index of the image stand in your code?",
        ),
        Misconception(
            "last_for_all",
            _moved(lambda offsets, index: offsets[-1]),
            "All images moved by the offset of the last one.",
            "Is the offset looked up for each image?",
        ),
        Misconception(
            "added_up",
            _moved(lambda offsets, index: offsets[: index + 1].sum(axis=0)),
            "Each image also moved by the offsets of the images before it.",
            "Does something in your loop carry over from one image to the next?",
        ),
        Misconception(
            "edge_repeated",
            _moved(edge=True),
            "The cells that come in repeat the edge of the image. They should be 0.",
            "What happens to an index that lies outside of the image?",
        ),
        Misconception(
            "only_down",
            _moved(lambda offsets, index: offsets[index] * [1, 0]),
            "The images moved down or up, and not to the side.",
            "What is the second number of an offset for?",
        ),
        Misconception(
            "only_right",
            _moved(lambda offsets, index: offsets[index] * [0, 1]),
            "The images moved to the side, and not down or up.",
            "What is the first number of an offset for?",
        ),
        Misconception(
            "sign_of_rows",
            _moved(lambda offsets, index: offsets[index] * [-1, 1]),
            "Down and up are exchanged. Rows are counted from the top, so a larger row index lies lower.",
            "Which row is the first one of an image?",
        ),
        Misconception(
            "sign_lost",
            _moved(lambda offsets, index: np.abs(offsets[index])),
            "Negative offsets were taken as positive: they mean up, or to the left.",
            "What does your slice do for an offset below 0?",
        ),
        Misconception(
            "not_moved",
            lambda images, offsets: images,
            "The images came back as they were.",
            "Is what you moved also what you return?",
        ),
    ),
    # There are as many offsets as images.
    alike=("`strict=True` left out", "`True` -> `False`"),
    hints=(
        "A picture with a wide margin of zeros can be cut out at another place.",
        "tf.pad puts zeros around the two last axes; a slice of the size of the image then moves it.",
        "To move an image down by 1, begin the slice one row earlier. tf.stack puts the images together "
        "again.",
    ),
    afterword=(
        "Also right: indices of rows and columns with `tf.gather`, and zeros where they lie outside; or "
        "`tf.map_fn` over both."
    ),
)
