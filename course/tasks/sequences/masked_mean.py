"""The mean of the vectors of a text's words, without its padding."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _batches(draw: np.random.Generator) -> Iterator[Case]:
    def case(ids: object, vectors: object, label: str) -> Case:
        return Case(
            {"ids": np.array(ids, np.int32), "vectors": np.array(vectors, np.float32)}, label
        )

    yield case([[5, 7, 0, 0]], [[[1, 2], [3, 4], [9, 9], [9, 9]]], "two words and two zeros")
    yield case(
        [[4, 1, 0], [0, 0, 0]],
        [[[0, 0], [6, 2], [5, 5]], [[5, 5], [5, 5], [5, 5]]],
        "a word whose vector is zero, and a text without words",
    )
    yield case([[0, 2, 3]], [[[8, 1], [2, 5], [4, 1]]], "padding in front")
    count, steps = int(draw.integers(2, 4)), int(draw.integers(3, 5))
    ids = draw.integers(1, 9, (count, steps)) * (
        np.arange(steps) < draw.integers(1, steps + 1, (count, 1))
    )
    yield case(ids, draw.normal(0, 3, (count, steps, 2)).round(1), "texts at random")


def _weighted(
    real: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda ids, vectors: ids != 0,
    divide: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda total, count: (
        total / np.maximum(count, 1)
    ),
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """The sum over the real words, divided."""

    def answer(ids: np.ndarray, vectors: np.ndarray) -> np.ndarray:
        weights = real(ids, vectors).astype(np.float64)[:, :, None]
        with np.errstate(all="ignore"):
            return divide((weights * vectors).sum(axis=1), weights.sum(axis=1)).astype(np.float32)

    return answer


def _no_batch(ids: np.ndarray, vectors: np.ndarray) -> str:
    return "" if vectors.shape[:2] == ids.shape else "There is a vector for each id."


TASK = Task(
    name="masked_mean",
    points=2,
    ask=Call("masked_mean"),
    cases=_batches,
    expected=_weighted(),
    dtype="float32",
    example=ExampleForm(refuses=_no_batch),
    misconceptions=(
        Misconception(
            "padding_counted",
            lambda ids, vectors: vectors.mean(axis=1),
            "The vectors of the padding went into the mean, as if it were words.",
            "Which argument says where the padding is?",
        ),
        Misconception(
            "divided_by_all",
            lambda ids, vectors: (vectors * (ids != 0)[:, :, None]).mean(axis=1),
            "The padding no longer goes into the sum, but it was divided by the length of the row, padding "
            "included.",
            "Among how many words should the sum be shared?",
        ),
        Misconception(
            "empty_is_nan",
            _weighted(divide=lambda total, count: total / count),
            "A text without words gives nan: a sum of 0 was divided by 0 words.",
            "Which division gives 0 where the divisor is 0?",
        ),
        Misconception(
            "zero_vectors_left_out",
            _weighted(lambda ids, vectors: np.any(vectors != 0, axis=2)),
            "The mask was made of the vectors. A word's vector may be zero, and that of the padding need "
            "not be.",
            "Which argument says where the padding is?",
        ),
        Misconception(
            "not_divided",
            _weighted(divide=lambda total, count: total),
            "This is the sum over the words.",
            "What makes a mean of it?",
        ),
        Misconception(
            "unknown_left_out",
            _weighted(lambda ids, vectors: ids > 1),
            "Words with the id 1 were left out. They are words, only unknown ones.",
            "Which ids are padding?",
        ),
        Misconception(
            "first_words_only",
            _weighted(
                lambda ids, vectors: np.arange(ids.shape[1]) < (ids != 0).sum(axis=1)[:, None]
            ),
            "As many vectors were averaged as there are words, but from the left. Padding may stand in front.",
            "Use where the ids are not 0, and not only how many there are.",
        ),
        Misconception(
            "padding_alone",
            _weighted(lambda ids, vectors: ids == 0),
            "This is the mean over the padding: the mask is the wrong way round.",
            "For which ids should the mask be true?",
        ),
        Misconception(
            "over_the_batch",
            lambda ids, vectors: (vectors * (ids != 0)[:, :, None]).sum(axis=1) / (ids != 0).sum(),
            "Each sum was divided by the number of words in all texts together.",
            "Count the words of each text along axis 1.",
        ),
    ),
    hints=(
        "A mask with 1 for a word and 0 for padding turns a mean into two sums.",
        "The mask needs one more axis before it can be multiplied by the vectors; tf.newaxis makes it.",
        "Sum the masked vectors along axis 1, count along axis 1 too, and divide with tf.math.divide_no_nan.",
    ),
    afterword=(
        "Also right: `keras.layers.GlobalAveragePooling1D`, called with `mask=`, where no text is empty or "
        "its nan is replaced."
    ),
)
