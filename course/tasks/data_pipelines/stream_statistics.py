"""Mean and standard deviation of a stream of batches, in one pass, where float32 is short of digits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import Misshapen, stand_in
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _read_once(answer, x, sizes):
    """The two results, and how often the rows were read."""
    import numpy as np
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    batches = tf.RaggedTensor.from_row_lengths(np.asarray(x), sizes)
    passes = tf.Variable(0)

    @tf.autograph.experimental.do_not_convert
    def told(place, batch):
        with tf.control_dependencies([passes.assign_add(tf.cast(place == 0, tf.int32))]):
            return tf.identity(batch)

    result = answer(tf.data.Dataset.from_tensor_slices(batches).enumerate().map(told))
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Misfit(result)
    return {"mean": result[0], "std": result[1], "passes": int(passes)}


_ONE_NUMBER = stand_in("pair with one number for all columns")


def _told(mean: np.ndarray, std: np.ndarray, passes: int, x: np.ndarray) -> object:
    """All in a row; where numbers are large, a deviation off by more than half of itself is nan."""
    x = x.astype(np.float64)
    mean, std = np.ravel(mean).astype(np.float64), np.ravel(std).astype(np.float64)
    if len(mean) == len(std) == 1 < x.shape[1]:
        return _ONE_NUMBER
    for name, numbers in (("mean", mean), ("std", std)):
        if len(numbers) != x.shape[1]:
            return Misshapen(numbers, name, x.shape[1:])
    large = np.abs(x.mean(axis=0)) > 1000 * x.std(axis=0)
    far = ~(np.abs(std - x.std(axis=0)) <= 0.5 * x.std(axis=0))
    std = np.where(large & far, np.nan, std)
    return np.concatenate([mean, std, [passes]])


def _facts(raw, x, sizes) -> object:
    return _told(raw["mean"], raw["std"], raw["passes"], x)


def _entry(index, x, sizes) -> str:
    columns = x.shape[1]
    if index[0] == 2 * columns:
        return "how often the rows were read"
    kind = "mean" if index[0] < columns else "standard deviation"
    return f"the {kind} of column {index[0] % columns}"


def _streams(draw: np.random.Generator) -> Iterator[Case]:
    def case(x: object, sizes: list[int], label: str) -> Case:
        return Case({"x": np.array(x, np.float32), "sizes": sizes}, label)

    yield case([[1], [2], [3], [4], [10]], [4, 1], "a batch of 4 rows and one of 1")
    near = 10_000 + draw.normal(0, 1, (40, 2)).round(2)
    yield case(near, [16, 16, 8], "numbers near 10,000")
    yield case(draw.uniform(-5, 5, (7, 3)).round(1), [7], "a single batch")


def _split(x: np.ndarray, sizes: list[int]) -> list[np.ndarray]:
    return np.split(x.astype(np.float64), np.cumsum(sizes)[:-1])


def _mean_std(
    mean: Callable[..., np.ndarray] = lambda x, parts: x.mean(axis=0),
    std: Callable[..., np.ndarray] = lambda x, parts: x.std(axis=0),
    passes: int = 1,
) -> Callable[..., object]:
    def answer(x: np.ndarray, sizes: list[int]) -> object:
        wide, parts = x.astype(np.float64), _split(x, sizes)
        return _told(mean(wide, parts), std(wide, parts), passes, x)

    return answer


def _mean_of_means(x: np.ndarray, parts: list[np.ndarray]) -> np.ndarray:
    return np.mean([part.mean(axis=0) for part in parts], axis=0)


def _mean_of_stds(x: np.ndarray, parts: list[np.ndarray]) -> np.ndarray:
    return np.mean([part.std(axis=0) for part in parts], axis=0)


def _within(x: np.ndarray, parts: list[np.ndarray]) -> np.ndarray:
    return np.sqrt(sum(len(part) * part.var(axis=0) for part in parts) / len(x))


def _lost_digits(x: np.ndarray, parts: list[np.ndarray]) -> np.ndarray:
    large = np.abs(x.mean(axis=0)) > 1000 * x.std(axis=0)
    return np.where(large, 0.0, x.std(axis=0))


TASK = Task(
    name="stream_statistics",
    points=3,
    ask=Call(
        "stream_statistics",
        _read_once,
        "the data set gives the rows of x in batches of these sizes. Where numbers are near 10,000, a "
        "deviation that is off by more than half of itself is shown as nan",
        "a pair (mean, std)",
        _entry,
    ),
    cases=_streams,
    expected=_mean_std(),
    facts=_facts,
    tolerance=Tolerance(relative=2e-3, absolute=1e-4),
    example=ExampleForm(
        why_not="This task takes no example: its input is a data set, and an example takes numbers.",
    ),
    misconceptions=(
        Misconception(
            "digits_lost",
            _mean_std(std=_lost_digits),
            "This is right for small numbers. Near 10,000 the mean of the squares and the square of the "
            "mean agree in nearly all digits that float32 has, and their difference is noise.",
            "Which number could be subtracted from all rows, so that what is squared is small?",
        ),
        Misconception(
            "two_passes",
            _mean_std(passes=2),
            "Both numbers are right, and the rows were read twice. `iter` and `take` begin a pass, too.",
            "What has to be kept of a batch, so that it need not come back?",
        ),
        Misconception(
            "means_of_both",
            _mean_std(_mean_of_means, _mean_of_stds),
            "The means and the deviations of the batches were averaged, so that a batch of 1 row counts "
            "as much as one of 4.",
            "Keep sums over rows, and how many rows there were.",
        ),
        Misconception(
            "mean_of_means",
            _mean_std(_mean_of_means),
            "The deviation is right. The mean is that of the batches' means, where a small batch counts as "
            "much as a large one.",
            "How many rows stand behind each mean?",
        ),
        Misconception(
            "mean_of_stds",
            _mean_std(std=_mean_of_stds),
            "The mean is right. The deviations of the batches were averaged. None of them knows how far "
            "the batches lie from one another.",
            "Which sums over rows make up a variance?",
        ),
        Misconception(
            "within_batches",
            _mean_std(std=_within),
            "The mean is right. The variances of the batches, weighted by rows, leave out how "
            "much the batches' means differ.",
            "From which mean should each row's distance be taken?",
        ),
        Misconception(
            "std_of_means",
            _mean_std(std=lambda x, parts: np.std([part.mean(axis=0) for part in parts], axis=0)),
            "The mean is right. The deviation is that of the batches' means, and not that of rows.",
            "Two rows in one batch may differ. Which number of yours sees that?",
        ),
        Misconception(
            "over_all_columns",
            _mean_std(lambda x, parts: x.mean(), lambda x, parts: x.std()),
            "There is one mean and one deviation for all columns together. Each column has its own.",
            "Along which axis do the rows lie?",
        ),
        Misconception(
            "one_less",
            _mean_std(std=lambda x, parts: x.std(axis=0, ddof=1) if len(x) > 1 else x[0] * np.nan),
            "The squares were divided by one less than the number of rows.",
            "The docstring says by how many they are divided.",
        ),
        Misconception(
            "variance",
            _mean_std(std=lambda x, parts: x.var(axis=0)),
            "The mean is right. The second number is the variance.",
            "Which last operation makes a deviation of it?",
        ),
        Misconception(
            "last_batch",
            _mean_std(
                lambda x, parts: parts[-1].mean(axis=0), lambda x, parts: parts[-1].std(axis=0)
            ),
            "These are the mean and the deviation of the last batch.",
            "What is left of the batches before it when the loop is over?",
        ),
        Misconception(
            "first_batch",
            _mean_std(
                lambda x, parts: parts[0].mean(axis=0), lambda x, parts: parts[0].std(axis=0)
            ),
            "These are the mean and the deviation of the first batch.",
            "Does your loop go on after it, or return from inside?",
        ),
    ),
    hints=(
        "Three things are enough to keep: how many rows, their sum, and the sum of their squares.",
        "The squares of numbers near 10,000 use up the digits of float32. float64 has more of them; or "
        "subtract a row of the first batch from all rows.",
        "Cast a batch, add up its rows and its squares along axis 0, and work out both results when the "
        "loop is over. Go through the data set in one loop.",
    ),
    afterword=(
        "Also right: `dataset.reduce`, which keeps the work inside TensorFlow: it takes a first "
        "state, and a function that adds a batch to it."
    ),
)
