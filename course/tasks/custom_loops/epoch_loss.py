"""The loss of an epoch, from the losses of its batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _epochs(draw: np.random.Generator) -> Iterator[Case]:
    def case(losses: object, sizes: object, label: str) -> Case:
        inputs = {"losses": np.array(losses, np.float32), "sizes": np.array(sizes, np.int32)}
        return Case(inputs, label)

    yield case([1, 3, 8], [64, 64, 2], "a small batch at the end")
    yield case([4, 1, 2], [5, 20, 35], "batches that grow")
    yield case([2.5], [7], "a single batch")
    yield case([6, 2], [1, 3], "two small batches")
    for label in ("a random epoch", "another one"):
        batches, size = int(draw.integers(3, 8)), int(draw.integers(8, 40))
        sizes = [*[size] * (batches - 1), int(draw.integers(1, size // 2))]
        yield case(draw.uniform(0.2, 5, batches).round(2), sizes, label)


def _mean(
    weights: Callable[[np.ndarray], np.ndarray] = lambda sizes: sizes,
    divisor: Callable[[np.ndarray], float] = lambda sizes: float(np.sum(sizes)),
) -> Callable[..., np.float32]:
    def answer(losses: np.ndarray, sizes: np.ndarray) -> np.float32:
        total = np.sum(losses.astype(np.float64) * weights(sizes.astype(np.float64)))
        return np.float32(total / divisor(sizes))

    return answer


def _running(losses: np.ndarray, sizes: np.ndarray) -> np.float32:
    """Each new batch counts half, all before it the other half."""
    mean = float(losses[0])
    for loss in losses[1:]:
        mean = (mean + float(loss)) / 2
    return np.float32(mean)


def _mean_of_means_so_far(losses: np.ndarray, sizes: np.ndarray) -> np.float32:
    so_far = np.cumsum(losses * sizes) / np.cumsum(sizes)
    return np.float32(np.mean(so_far))


def _no_epoch(losses: np.ndarray, sizes: np.ndarray) -> str:
    """What the docstring does not allow about these inputs."""
    if losses.shape != sizes.shape or losses.ndim != 1 or losses.size == 0:
        return "losses and sizes are two vectors of the same length, with an entry for each batch."
    if (sizes < 1).any():
        return "A batch has at least one row."
    return ""


TASK = Task(
    name="epoch_loss",
    points=2,
    ask=Call("epoch_loss"),
    cases=_epochs,
    expected=_mean(),
    dtype="float32",
    example=ExampleForm(refuses=_no_epoch),
    misconceptions=(
        Misconception(
            "mean_of_means",
            lambda losses, sizes: np.float32(losses.mean()),
            "Every batch counts the same here. Two rows left over at the end then weigh as much as a "
            "full batch of 64.",
            "How many rows stand behind each of the losses?",
        ),
        Misconception(
            "summed",
            lambda losses, sizes: np.float32(losses.sum()),
            "The losses of the batches were added up and not divided, so an epoch with more batches would "
            "look worse.",
            "What does the docstring call the result: a sum, or a mean over what?",
        ),
        Misconception(
            "last_batch",
            lambda losses, sizes: losses[-1],
            "This is the loss of the last batch alone. It is what the name `loss` still holds when a loop "
            "is over.",
            "Which of the batches before it should count?",
        ),
        Misconception(
            "divided_by_batches",
            _mean(divisor=len),
            "The losses were weighted by the sizes of their batches, and then divided by the number of "
            "batches.",
            "Once every row counts: how many rows are there?",
        ),
        Misconception(
            "not_divided",
            _mean(divisor=lambda sizes: 1.0),
            "Each loss was multiplied by its number of rows, and the sum was not divided: it is the loss "
            "of all rows together.",
            "How many rows share this sum?",
        ),
        Misconception(
            "losses_by_rows",
            _mean(weights=np.ones_like),
            "The losses of the batches were added up and divided by the number of rows. Each of them is a "
            "mean already, and stands for as many rows as its batch has.",
            "What is the sum of the losses of all rows of one batch?",
        ),
        Misconception(
            "first_size_for_all",
            _mean(divisor=lambda sizes: float(len(sizes) * sizes[0])),
            "The sum over all rows is right. It was divided as if each batch had as many rows as the "
            "first one.",
            "Add up the sizes instead of multiplying.",
        ),
        Misconception(
            "largest_as_one",
            _mean(divisor=lambda sizes: float(len(sizes) * sizes.max())),
            "The sum over all rows is right. It was divided as if each batch were as large as the largest.",
            "How many rows are there in all?",
        ),
        Misconception(
            "small_counts_more",
            _mean(lambda sizes: 1 / sizes, lambda sizes: float(np.sum(1 / sizes))),
            "The losses were divided by the sizes of their batches, so that the smallest batch counts "
            "most.",
            "A batch of 64 rows stands for 64 of them. Should it count more or less than one of 2?",
        ),
        Misconception(
            "full_batches_only",
            lambda losses, sizes: np.float32(np.mean(losses[sizes == sizes.max()])),
            "Only the batches of the largest size are in this mean. The rows of the others count as well.",
            "What share of the mean should a batch of 2 rows have: none, or 2 rows' worth?",
        ),
        Misconception(
            "halving",
            _running,
            "The newest loss was averaged with the mean so far, batch by batch. That way the last batch "
            "alone makes up half of the result.",
            "Keep two numbers instead of one: a sum, and a count.",
        ),
        Misconception(
            "means_so_far",
            _mean_of_means_so_far,
            "This is the mean of the means that a metric shows after each batch. The first "
            "batches then count several times.",
            "After which batch does the running mean hold every row?",
        ),
        Misconception(
            "every_step",
            lambda losses, sizes: np.float32(np.cumsum(losses * sizes)[-1] / np.cumsum(sizes)[0]),
            "The sum over all rows was divided by the rows of the first batch alone.",
            "How many rows are there in all?",
        ),
    ),
    hints=(
        "A batch's loss is a mean over its rows. Multiplied by their number, it is a sum over them.",
        "Two sums are enough: one of the losses of all rows, one that counts the rows.",
        "sizes is int32, and TensorFlow does not multiply it with float32: tf.cast first. Or let "
        "keras.metrics.Mean do the work: its update_state takes a sample_weight.",
    ),
    afterword=(
        "Also right: `tf.reduce_mean(tf.repeat(losses, sizes))`, which gives every row the loss of its batch."
    ),
)
