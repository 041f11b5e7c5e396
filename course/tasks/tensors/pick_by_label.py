"""From every row, the score of its label."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _scores_and_labels(draw: np.random.Generator) -> Iterator[Case]:
    scores = np.array([[0.1, 0.9, 0.0], [0.3, 0.2, 0.5]], np.float32)
    yield Case({"scores": scores, "labels": np.array([1, 0], np.int32)}, "2 rows, 3 classes")
    one = np.array([[0.25, 0.75]], np.float32)
    yield Case({"scores": one, "labels": np.array([1], np.int32)}, "a single row")
    square = draw.normal(size=(4, 4)).astype(np.float32)
    labels = np.array([3, 3, 0, 1], np.int32)
    yield Case({"scores": square, "labels": labels}, "as many rows as classes")
    rows = int(draw.integers(4, 8))
    scores = draw.normal(size=(rows, 10)).astype(np.float32)
    labels = draw.integers(0, 10, rows).astype(np.int32)
    yield Case({"scores": scores, "labels": labels}, "10 classes")


def _swapped_places(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The labels taken for rows, and the positions for classes; IndexError where there is no such."""
    return scores[labels, np.arange(len(labels))]


def _class_beside(step: int):
    """The score of the class beside a row's label; IndexError where there is no such class."""

    def picked(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
        classes = labels + step
        if classes.min() < 0:
            raise IndexError("no class comes before the first")
        return scores[np.arange(len(labels)), classes]

    return picked


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _take_by_rank(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.sort(scores, axis=1)[np.arange(len(labels)), labels]


TASK = Task(
    name="pick_by_label",
    points=2,
    ask=Call("pick_by_label"),
    cases=_scores_and_labels,
    expected=lambda scores, labels: scores[np.arange(len(labels)), labels],
    dtype="float32",
    example=ExampleForm(
        refuses=lambda scores, labels: (
            ""
            if labels.min() >= 0 and labels.max() < scores.shape[1]
            else "In this task each label lies from 0 to classes - 1."
        ),
    ),
    misconceptions=(
        Misconception(
            "columns",
            lambda scores, labels: scores[:, labels],
            "From every row this takes the scores of all labels, and not only of its own. The result has "
            "a row and a column for every sample, and the answer lies on its diagonal.",
            "tf.gather can pair row n with label n: look for batch_dims.",
        ),
        Misconception(
            "rows",
            lambda scores, labels: scores[labels],
            "This takes whole rows: tf.gather goes along axis 0 unless told otherwise, so the "
            "labels were read as row numbers.",
            "Each label is a position inside its own row.",
        ),
        Misconception(
            "largest",
            lambda scores, labels: scores.max(axis=1),
            "This is the largest score of each row, whatever the label says.",
            "A row's label may name a low score. How do the labels come in?",
        ),
        Misconception(
            "masked",
            lambda scores, labels: np.eye(scores.shape[1], dtype=np.float32)[labels] * scores,
            "The other scores became 0 and are still there: the shape is (batch, classes).",
            "One reduction along the classes brings each row to its one number.",
        ),
        Misconception(
            "kept",
            lambda scores, labels: scores[np.arange(len(labels)), labels][:, np.newaxis],
            "The scores are right, but in a column of shape (batch, 1).",
            "The docstring asks for the shape (batch,): one axis.",
        ),
        Misconception(
            "from_one",
            _class_beside(-1),
            "Each score is that of the class before: the labels count from 0.",
            "Label 0 names the first column.",
        ),
        Misconception(
            "sorted",
            _take_by_rank,
            "The scores were sorted first, so the labels no longer name their columns.",
            "Leave the columns where they are.",
        ),
        Misconception(
            "positions",
            lambda scores, labels: scores.argmax(axis=1),
            "These are positions: where the largest score of each row stands. The task asks for scores, "
            "and the label says which.",
            "What does the label of a row name?",
            dtype="int64",
        ),
        Misconception(
            "max_of_mask",
            lambda scores, labels: (np.eye(scores.shape[1], dtype=np.float32)[labels] * scores).max(
                axis=1
            ),
            "The mask leaves a 0 in place of the other scores, and where the label's score is negative that 0 is the larger one.",
            "Which reduction brings a row to its one number that is not masked, whatever its sign?",
        ),
        Misconception(
            "mean_of_mask",
            lambda scores, labels: (
                np.eye(scores.shape[1], dtype=np.float32)[labels] * scores
            ).mean(axis=1),
            "Each score was divided by the number of classes: the mean counts the zeros of the mask as well.",
            "Which reduction leaves a number as it is when zeros are added to it?",
        ),
        Misconception(
            "summed_over_rows",
            lambda scores, labels: (np.eye(scores.shape[1], dtype=np.float32)[labels] * scores).sum(
                axis=0
            ),
            "The masked scores were added down the columns, so there is one number for each class.",
            "There should be one number for each row. Which axis has to go?",
        ),
        Misconception(
            "summed_all",
            lambda scores, labels: scores[np.arange(len(labels)), labels].sum(),
            "The scores of all rows were added up to one number.",
            "Tell the reduction which axis to go along.",
        ),
        Misconception(
            "mask_alone",
            lambda scores, labels: np.eye(scores.shape[1], dtype=np.float32)[labels],
            "This is the mask by itself: a 1 where the label's score stands.",
            "The scores come in next: what does the mask do to them?",
        ),
        Misconception(
            "swapped",
            _swapped_places,
            "Row and column changed places: the labels were taken for rows, and the position in the batch for the class.",
            "Element n of the result is scores[n, labels[n]]. Which of the two comes first?",
        ),
        Misconception(
            "one_after",
            _class_beside(1),
            "Each score is that of the class after: a label is already a position, from 0 on.",
            "Label 0 names the first column.",
        ),
        Misconception(
            "smallest",
            lambda scores, labels: scores.min(axis=1),
            "This is the smallest score of each row, whatever the label says.",
            "How do the labels come in?",
        ),
        Misconception(
            "row_sums",
            lambda scores, labels: scores.sum(axis=1),
            "All scores of each row were added up: the labels do not come in.",
            "Which of a row's scores should remain?",
        ),
        Misconception(
            "first_class",
            lambda scores, labels: scores[:, 0],
            "This is the score of class 0 from every row, whatever the label says.",
            "How do the labels come in?",
        ),
        Misconception(
            "first_label",
            lambda scores, labels: scores[:, labels[0]],
            "The label of the first row was used for all rows.",
            "Each row has a label of its own. How do row n and label n come together?",
        ),
        Misconception(
            "first_row",
            lambda scores, labels: scores[0, labels[0]],
            "This is the score of the first row alone.",
            "Does a `return` stand inside a loop?",
        ),
        Misconception(
            "diagonal",
            lambda scores, labels: scores[np.arange(len(labels)), np.arange(len(labels))],
            "This is the diagonal of scores: row n gave the score of class n, whatever its label.",
            "How do the labels come in?",
        ),
        Misconception(
            "all_of_the_first_row",
            lambda scores, labels: scores[0, labels],
            "All labels were looked up in the first row.",
            "Each row has a label of its own. How do row n and label n come together?",
        ),
        Misconception(
            "after_softmax",
            lambda scores, labels: _softmax(scores)[np.arange(len(labels)), labels],
            "The places are right, but the scores went through softmax first.",
            "The docstring asks for the scores as they are.",
        ),
        Misconception(
            "minus_log",
            lambda scores, labels: -np.log(scores[np.arange(len(labels)), labels]),
            "The places are right, but each score went through a logarithm, as in a loss.",
            "The docstring asks for the scores as they are.",
        ),
        Misconception(
            "cross_entropy",
            lambda scores, labels: -np.log(_softmax(scores)[np.arange(len(labels)), labels]),
            "This is the cross-entropy of each row: the loss of a classifier with these scores.",
            "The docstring asks for the scores as they are. Which operation picks one from each row?",
        ),
        Misconception(
            "labels_themselves",
            lambda scores, labels: labels.astype(np.float32),
            "These are the labels themselves, as floats. A label says where a row's score stands.",
            "How do you get from the label of a row to its score?",
        ),
        Misconception(
            "product",
            lambda scores, labels: np.zeros(len(labels), np.float32),
            "Every row came out as 0: a product with the zeros of a mask is 0.",
            "Which reduction leaves a number as it is when zeros come with it?",
        ),
    ),
    hints=(
        "scores[n, labels[n]] for every n at once: each row has its own column to take.",
        "There are two ways: tf.gather with batch_dims, or a one-hot mask and a sum along the classes.",
        "`tf.one_hot(labels, depth)` gives a row for each label, with a 1 at its position.",
    ),
    afterword=(
        "Also right for finite scores: `tf.reduce_sum(mask * scores, axis=1)` with `mask "
        "= tf.one_hot(labels, scores.shape[1])`; but 0 times infinity is nan, and one "
        "infinite score anywhere in a row makes its sum nan."
    ),
)
