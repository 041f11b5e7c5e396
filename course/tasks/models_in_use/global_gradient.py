"""The gradient of a whole batch, from those of its parts on several devices."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _replicas(draw: np.random.Generator) -> Iterator[Case]:
    def case(gradients: object, sizes: object, label: str) -> Case:
        inputs = {"gradients": np.array(gradients, np.float32), "sizes": np.array(sizes, np.int32)}
        return Case(inputs, label)

    def drawn(replicas: int, weights: int) -> np.ndarray:
        return draw.normal(0, 3, (replicas, weights)).round(1)

    yield case([[1, 2], [5, 6]], [3, 1], "three rows and one")
    yield case(drawn(2, 3), [4, 4], "parts of the same size")
    left_out = drawn(3, 2)
    left_out[1] = np.nan
    yield case(left_out, [4, 0, 2], "a replica without rows")
    sizes = draw.permutation([1, 2, 5, 6])
    yield case(drawn(4, 2), sizes, "four replicas")


def _with(
    combine: Callable[[np.ndarray, np.ndarray], np.ndarray], drop_empty: bool = True
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """What comes of the gradients of the replicas that have rows, or of all."""

    def answer(gradients: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        keep = sizes > 0 if drop_empty else np.full(len(sizes), True)
        return combine(gradients[keep].astype(np.float64), sizes[keep, None].astype(np.float64))

    return answer


def _weighted(gradients: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    return (gradients * sizes).sum(axis=0) / sizes.sum()


def _refused(gradients: np.ndarray, sizes: np.ndarray) -> str:
    """What the docstring does not allow about these inputs."""
    if len(gradients) != len(sizes) or np.any(sizes < 0) or not np.any(sizes > 0):
        return "Each replica has a size of 0 or more, and one at least has rows."
    if not np.isfinite(gradients[sizes > 0]).all():
        return "Only the gradient of a replica without rows may be nan."
    return ""


TASK = Task(
    name="global_gradient",
    points=2,
    ask=Call("global_gradient"),
    cases=_replicas,
    expected=_with(_weighted),
    dtype="float32",
    example=ExampleForm(refuses=_refused),
    misconceptions=(
        Misconception(
            "mean_of_means",
            _with(lambda gradients, sizes: gradients.mean(axis=0)),
            "Every replica counts the same here, so the rows of a small part count more than those of a large "
            "one.",
            "By what does each gradient have to be multiplied before they are added?",
        ),
        Misconception(
            "mean_over_all",
            _with(lambda gradients, sizes: gradients.mean(axis=0), drop_empty=False),
            "Every replica counts the same here, however many rows it had, and one without rows makes "
            "everything NaN.",
            "How much should a replica count that saw no row?",
        ),
        Misconception(
            "summed",
            _with(lambda gradients, sizes: gradients.sum(axis=0)),
            "The gradients were added up. Each of them is a mean already, so with two replicas a step would be "
            "twice as long.",
            "What is the sum of two means of equal parts, compared with the mean of all?",
        ),
        Misconception(
            "summed_over_all",
            _with(lambda gradients, sizes: gradients.sum(axis=0), drop_empty=False),
            "The gradients were added up, so with two replicas a step would be twice as long, and one without "
            "rows makes everything NaN.",
            "What is the sum of two means of equal parts, compared with the mean of all?",
        ),
        Misconception(
            "nan_spreads",
            _with(_weighted, drop_empty=False),
            "The rows are counted rightly. But a replica without rows has a gradient of NaN, and NaN times 0 "
            "is NaN.",
            "How can such a gradient be taken out before anything is multiplied?",
        ),
        Misconception(
            "sizes_ignored_in_the_end",
            _with(lambda gradients, sizes: (gradients * sizes).sum(axis=0)),
            "This is the sum over all rows. The gradient of a mean is that sum divided by the number of rows.",
            "How many rows does the whole batch have?",
        ),
        Misconception(
            "divided_by_replicas",
            _with(lambda gradients, sizes: (gradients * sizes).mean(axis=0)),
            "The sum over all rows was divided by the number of replicas.",
            "How many rows does the whole batch have?",
        ),
        Misconception(
            "divided_twice",
            _with(lambda gradients, sizes: gradients.sum(axis=0) / sizes.sum()),
            "The gradients were added up and divided by the number of rows. Each of them is a mean already, so "
            "this divides by rows twice.",
            "What has to be multiplied with a mean to get its sum back?",
        ),
        Misconception(
            "divided_by_own_size",
            _with(lambda gradients, sizes: (gradients / sizes).sum(axis=0)),
            "Each gradient was divided by its own number of rows. It is a mean already.",
            "What has to be multiplied with a mean to get its sum back?",
        ),
        Misconception(
            "largest_part",
            _with(lambda gradients, sizes: gradients[sizes[:, 0].argmax()]),
            "This is the gradient of the replica with the most rows, and the others did not count.",
            "How many of the gradients go into yours?",
        ),
        Misconception(
            "first_part",
            _with(lambda gradients, sizes: gradients[0]),
            "This is the first replica's gradient.",
            "How many of the gradients go into yours?",
        ),
        Misconception(
            "over_the_weights",
            lambda gradients, sizes: (np.where(sizes[:, None] > 0, gradients, 0)).mean(axis=1),
            "This is one number for each replica. It should be one for each weight.",
            "Which axis should be gone in the end?",
        ),
    ),
    hints=(
        "A mean times the number of its rows is a sum, and sums may be added.",
        "The sizes need a second axis to be multiplied with the gradients, and the dtype of the gradients.",
        "Put 0 where a replica has no rows, add up gradient times size, and divide by all rows.",
    ),
    afterword=(
        "Also right: `tf.tensordot` of the shares of the rows with the gradients, once NaN is out of them."
    ),
)
