"""Labels counted in a variable, batch after batch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _count_batches(answer, classes, batches):
    """What the variable holds after each batch: shape (batches, classes)."""
    import numpy as np
    import tensorflow as tf

    counts = tf.Variable(tf.zeros([classes], tf.int32))
    seen = []
    for labels in batches:
        answer(counts, labels)
        seen.append(counts.numpy())
    return np.stack(seen)


def _label_batches(draw: np.random.Generator) -> Iterator[Case]:
    def case(classes: int, batches: object, label: str) -> Case:
        return Case({"classes": classes, "batches": np.array(batches, np.int32)}, label)

    yield case(4, [[0, 2, 2], [1, 2, 0]], "a label that comes twice in a batch")
    yield case(3, [[1], [1], [1]], "batches of one label")
    yield case(2, [[0, 1], [1, 0]], "every class once in each batch")
    classes = int(draw.integers(4, 9))
    batches = draw.integers(0, classes, (3, 8))
    batches[:, :2] = classes - 1
    yield case(classes, batches, "three batches of 8 labels")


def _histograms(classes: int, batches: np.ndarray) -> np.ndarray:
    return np.stack([np.bincount(labels, minlength=classes) for labels in batches])


def _written_over(classes: int, batches: np.ndarray) -> np.ndarray:
    """Each batch counted rightly, and its counts put in place of what was there."""
    counts, seen = np.zeros(classes), []
    for histogram in _histograms(classes, batches):
        counts = np.where(histogram > 0, histogram, counts)
        seen.append(counts)
    return np.stack(seen)


def _swapped(classes: int, batches: np.ndarray) -> np.ndarray:
    """At the place 1 the labels themselves, and nothing anywhere else."""
    counts = np.zeros((len(batches), classes))
    counts[:, 1] = np.cumsum(batches.sum(axis=1))
    return counts


def _counts(classes: int, batches: np.ndarray) -> np.ndarray:
    return np.cumsum(_histograms(classes, batches), axis=0)


TASK = Task(
    name="count_labels",
    title="Count labels, batch after batch",
    points=3,
    ask=Call(
        "count_labels",
        _count_batches,
        "called with one variable and each row of batches in turn; a row of the result is the "
        "variable after a call",
    ),
    cell='''
def count_labels(counts, labels):
    """Add the labels of a batch to counts that are kept from batch to batch.

    Args:
        counts: tf.Variable, int32, of shape (classes,); entry c is how often label c was seen so
            far. After the call it includes this batch.
        labels: int32 tensor of shape (batch,), each from 0 to classes - 1; some come several
            times.

    Returns:
        Nothing is asked for: the variable is what counts.

    Example:
        With counts = tf.Variable([0, 0, 0]), labels [2, 0, 2] make it [1, 0, 2]; then labels
        [1, 2] make it [1, 1, 3].
    """
    ### BEGIN SOLUTION
    ones = tf.ones_like(labels)
    counts.scatter_add(tf.IndexedSlices(ones, labels))
    ### END SOLUTION
''',
    cases=_label_batches,
    expected=_counts,
    dtype="int32",
    misconceptions=(
        Misconception(
            "once_a_batch",
            lambda classes, batches: np.cumsum(_histograms(classes, batches) > 0, axis=0),
            "A label that came several times in a batch was counted once. Reading, adding 1 and "
            "writing back all at once writes the same number for each of them.",
            "Which scatter method adds up what is meant for the same place?",
        ),
        Misconception(
            "set_to_one",
            lambda classes, batches: np.cumsum(_histograms(classes, batches), axis=0) > 0,
            "Every label that was seen has a 1: it was written there, not added.",
            "Which scatter method adds to what is there?",
        ),
        Misconception(
            "last_batch",
            _histograms,
            "These are the counts of the last batch alone: what was there before is gone.",
            "Which method of a variable replaces its value, and which one adds to it?",
        ),
        Misconception(
            "unchanged",
            lambda classes, batches: np.zeros((len(batches), classes)),
            "The variable still holds zeros. A tensor of new counts was perhaps made, and "
            "nothing put it into the variable.",
            "Only the variable's own methods change it.",
        ),
        Misconception(
            "shared",
            lambda classes, batches: np.cumsum(
                np.full((len(batches), classes), batches.shape[1]), axis=0
            ),
            "Every class got the size of the batch: a number was added to all entries.",
            "Where in the variable does each label's 1 belong?",
        ),
        Misconception(
            "one_for_all",
            lambda classes, batches: np.cumsum(np.ones((len(batches), classes)), axis=0),
            "Every class got 1 in each call: a number was added to all entries.",
            "Where in the variable does each label's 1 belong?",
        ),
        Misconception(
            "labels_added",
            lambda classes, batches: _counts(classes, batches) * np.arange(classes),
            "At the place of each label, the label itself was added, so label 0 never counts.",
            "How much should a label add at its place?",
        ),
        Misconception(
            "written_over",
            _written_over,
            "The batch was counted rightly, and its counts took the place of the older ones: what "
            "earlier batches had at these places is gone.",
            "Which scatter method adds to what is there?",
        ),
        Misconception(
            "places_and_values_swapped",
            _swapped,
            "The labels were added up at the place 1: they were taken for the values, and the ones "
            "for the places.",
            "tf.IndexedSlices takes the values first, then the indices. Which of them are labels?",
        ),
        Misconception(
            "subtracted",
            lambda classes, batches: -_counts(classes, batches),
            "The numbers are right, below zero: they were subtracted.",
            "Which of the scatter methods adds?",
        ),
    ),
    hints=(
        "Each label says where to add, and 1 is what to add.",
        "`tf.IndexedSlices(values, indices)` holds values with the places they are meant for.",
        "`counts.scatter_add(...)` adds such slices; what is meant for one place is added up.",
    ),
    accepted=(
        "def count_labels(counts, labels):\n"
        "    classes = counts.shape[0]\n"
        "    counts.assign_add(tf.math.bincount(labels, minlength=classes, maxlength=classes))",
        "def count_labels(counts, labels):\n"
        "    one_hot = tf.one_hot(labels, counts.shape[0], dtype=tf.int32)\n"
        "    return counts.assign_add(tf.reduce_sum(one_hot, axis=0))",
        "def count_labels(counts, labels):\n"
        "    for label in labels.numpy():\n"
        "        counts[label].assign(counts[label] + 1)",
        "def count_labels(counts, labels):\n"
        "    counts.scatter_nd_add(labels[:, tf.newaxis], tf.ones_like(labels))",
    ),
)
