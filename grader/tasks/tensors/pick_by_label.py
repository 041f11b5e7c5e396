"""From every row, the score of its label."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


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


def _take_by_rank(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.sort(scores, axis=1)[np.arange(len(labels)), labels]


TASK = Task(
    name="pick_by_label",
    title="From every row, the score of its label",
    points=2,
    ask=Call("pick_by_label"),
    cell='''
def pick_by_label(scores, labels):
    """From every row of scores, the one that belongs to the row's label.

    Args:
        scores: float32 tensor of shape (batch, classes).
        labels: int32 tensor of shape (batch,), each from 0 to classes - 1.

    Returns:
        float32 tensor of shape (batch,): element n is scores[n, labels[n]].

    Example:
        scores [[0.1, 0.9], [0.7, 0.3]] with labels [1, 0] give [0.9, 0.7].
    """
    ### BEGIN SOLUTION
    return tf.gather(scores, labels, batch_dims=1)
    ### END SOLUTION
''',
    cases=_scores_and_labels,
    expected=lambda scores, labels: scores[np.arange(len(labels)), labels],
    dtype="float32",
    misconceptions=(
        Misconception(
            "columns",
            lambda scores, labels: scores[:, labels],
            "From every row this takes all the labels, not only its own: the result has a row "
            "and a column for every sample, and the answer lies on its diagonal.",
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
            lambda scores, labels: scores[np.arange(len(labels)), labels - 1],
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
            "These are positions: where the largest score of each row stands. Asked for are scores, and the label says which.",
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
    ),
    hints=(
        "scores[n, labels[n]] for every n at once: each row has its own column to take.",
        "Two ways: tf.gather with batch_dims, or a one-hot mask and a sum along the classes.",
        "`tf.one_hot(labels, depth)` gives a row for each label, with a 1 at its position.",
    ),
    accepted=(
        "def pick_by_label(scores, labels):\n"
        "    mask = tf.one_hot(labels, scores.shape[1])\n"
        "    return tf.reduce_sum(mask * scores, axis=1)",
        "def pick_by_label(scores, labels):\n"
        "    rows = tf.range(tf.shape(scores)[0])\n"
        "    return tf.gather_nd(scores, tf.stack([rows, labels], axis=1))",
        "def pick_by_label(scores, labels):\n"
        "    return tf.stack([scores[n, labels[n]] for n in range(len(labels))])",
        "def pick_by_label(scores, labels):\n"
        "    return tf.boolean_mask(scores, tf.one_hot(labels, scores.shape[1], True, False))",
    ),
)
