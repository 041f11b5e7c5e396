"""Labels counted in a variable, batch after batch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _count_batches(answer, classes, batches):
    """What the variable holds after each batch."""
    import tensorflow as tf

    counts = tf.Variable(tf.zeros([classes], tf.int32))
    seen = []
    for labels in batches:
        answer(counts, labels)
        seen.append(counts.numpy())
    return seen


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


def _of_one_label(place: int):
    """Counts of the label that stands at a place of each batch."""
    return lambda classes, batches: _counts(classes, batches[:, [place]])


def _without(label: int):
    """The counts, but that one label is never counted."""

    def counted(classes: int, batches: np.ndarray) -> np.ndarray:
        counts = _counts(classes, batches)
        counts[:, label] = 0
        return counts

    return counted


def _positions(classes: int, batches: np.ndarray) -> np.ndarray:
    """Counts of where the labels stand in their batch, not of the labels.

    Raises:
        ValueError: A batch has more places than there are classes.
    """
    if batches.shape[1] > classes:
        raise ValueError("there is no entry for the last places")
    return _counts(classes, np.tile(np.arange(batches.shape[1]), (len(batches), 1)))


def _counts_after(answer, counts, labels):
    """The counts after a batch, where those before it were seen one label at a time."""
    before = [np.array([label]) for label, count in enumerate(counts) for _ in range(count)]
    batches = [*before, labels]
    return answer(len(counts), np.array([labels]) if not before else batches)[-1]


def _cannot_count(counts: np.ndarray, labels: np.ndarray) -> str:
    if counts.min() < 0 or counts.sum() > 200:
        return "Counts are not below 0, and in an example at most 200 labels were counted before."
    if labels.min() < 0 or labels.max() >= len(counts):
        return "Each label is the place of an entry in counts: from 0 to classes - 1."
    return ""


TASK = Task(
    name="count_labels",
    points=3,
    ask=Call(
        "count_labels",
        _count_batches,
        "called with one variable and each row of batches in turn; a row of the result is the "
        "variable after a call",
        entry=lambda index, classes, batches: (
            f"the count of label {index[1]} after call {index[0] + 1}"
        ),
    ),
    facts=lambda seen, classes, batches: np.stack(seen),
    cases=_label_batches,
    expected=_counts,
    dtype="int32",
    example=ExampleForm(
        inputs=("counts", "labels"),
        put=_counts_after,
        of_case=lambda classes, batches: [
            (_counts(classes, batches)[0].astype(np.int32), labels) for labels in batches
        ],
        refuses=_cannot_count,
        replays=True,
    ),
    misconceptions=(
        Misconception(
            "once_a_batch",
            lambda classes, batches: np.cumsum(_histograms(classes, batches) > 0, axis=0),
            "A label that came several times in a batch was counted once: either each of them wrote "
            "the same number, or only the different labels were gone through.",
            "What has to happen for the second label of a kind that happened for the first?",
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
            "one_before",
            lambda classes, batches: np.roll(_counts(classes, batches), -1, axis=1),
            "Each label was counted one place too early: label 0 belongs to entry 0.",
            "What is taken away from the label before it is used as a place?",
        ),
        Misconception(
            "positions",
            _positions,
            "The places in the batch were counted, 0, 1, 2 and so on, not the labels that stand there.",
            "Which of the two does your loop use: the position, or the label at that position?",
        ),
        Misconception(
            "first_label",
            _of_one_label(0),
            "Only the first label of each batch was counted.",
            "Does something end after the first one, such as a `return` inside the loop, or are the "
            "places given in another shape than the method takes?",
        ),
        Misconception(
            "last_label",
            _of_one_label(-1),
            "Only the last label of each batch was counted.",
            "What happens to the labels before it?",
        ),
        Misconception(
            "without_the_first_class",
            _without(0),
            "Label 0 was never counted: classes count from 0.",
            "Where does your loop over the classes begin?",
        ),
        Misconception(
            "without_the_last_class",
            _without(-1),
            "The last class was never counted. Of n classes, the last is n - 1, and range(n) ends "
            "there.",
            "Where does your loop over the classes end?",
        ),
        Misconception(
            "counted_twice",
            lambda classes, batches: 2 * _counts(classes, batches),
            "Every label was counted twice.",
            "How often is something added for one label?",
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
    afterword=(
        "Also right: `counts.assign_add(tf.math.bincount(labels, "
        "minlength=counts.shape[0]))`, which first counts the labels of the batch and "
        "then adds all counts in one step."
    ),
)
