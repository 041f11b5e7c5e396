"""A training step of batch normalization: the batch normalized, the averages moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import stand_in
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _three_results(answer, x, moving_mean, moving_variance, momentum, epsilon):
    """Output, average of the mean and average of the variance, one by one."""
    from grader.probing.evidence import Misfit

    result = answer(x, moving_mean, moving_variance, momentum, epsilon)
    if not isinstance(result, tuple | list) or len(result) != 3:
        raise Misfit(result)
    return {"output": result[0], "mean": result[1], "variance": result[2]}


_IN_WORDS = {
    "output": "output",
    "mean": "new average of the mean",
    "variance": "new average of the variance",
}


def _misshapen(name: str, shape: tuple[int, ...]) -> object:
    return stand_in(f"tuple whose {_IN_WORDS[name]} has the shape {shape}")


def _in_one(raw, x, *_):
    """Output and averages below each other; of one with another shape, which one and what shape."""
    columns = x.shape[1]
    for name, shape in (("output", x.shape), ("mean", (columns,)), ("variance", (columns,))):
        if np.shape(raw[name]) != shape:
            return _misshapen(name, np.shape(raw[name]))
    return np.vstack([raw["output"], raw["mean"], raw["variance"]]).astype(np.float32)


def _entry(index: tuple[int, ...], x: np.ndarray, *_: object) -> str:
    row, column = index
    if row < len(x):
        return f"output [{row}, {column}]"
    return f"the new average of the {'mean' if row == len(x) else 'variance'} of column {column}"


def _batches(draw: np.random.Generator) -> Iterator[Case]:
    def case(x, mean, variance, momentum: float, epsilon: float, label: str) -> Case:
        inputs = {
            "x": np.array(x, np.float32),
            "moving_mean": np.array(mean, np.float32),
            "moving_variance": np.array(variance, np.float32),
            "momentum": momentum,
            "epsilon": epsilon,
        }
        return Case(inputs, label)

    yield case([[1, 4], [5, 8], [3, 0]], [0, 2], [1, 3], 0.9, 1e-3, "three rows, two columns")
    yield case([[2.0], [3.0]], [0.5], [2.0], 0.75, 0.5, "a large epsilon")
    yield case([[0.1], [0.1], [0.13]], [0.0], [1.0], 0.99, 1e-3, "a column that hardly varies")
    yield case([[7, -3]], [1, 1], [2, 2], 0.8, 1e-3, "a single row, whose variance is 0")
    rows, columns = (int(n) for n in draw.integers([4, 2], [7, 5]))
    yield case(
        draw.normal(3, 2, (rows, columns)).round(2),
        draw.normal(0, 1, columns).round(2),
        draw.uniform(0.5, 2, columns).round(2),
        0.6,
        0.01,
        "a random batch",
    )


def _step(
    output: Callable[..., np.ndarray] = lambda x, mean, variance, old_mean, old_variance, epsilon: (
        (x - mean) / np.sqrt(variance + epsilon)
    ),
    moved: Callable[..., np.ndarray] = lambda old, new, momentum: (
        momentum * old + (1 - momentum) * new
    ),
    moved_variance: Callable[[np.ndarray], np.ndarray] = lambda variance: variance,
    axis: int = 0,
    ddof: int = 0,
    variance_of: Callable[[np.ndarray], np.ndarray] = lambda variance: variance,
) -> Callable[..., np.ndarray]:
    def answer(x, moving_mean, moving_variance, momentum, epsilon) -> np.ndarray:
        x64 = x.astype(np.float64)
        mean = x64.mean(axis=axis, keepdims=True)
        variance = variance_of(x64.var(axis=axis, ddof=min(ddof, len(x) - 1), keepdims=True))
        result = output(x64, mean, variance, moving_mean, moving_variance, epsilon)
        if axis:
            mean, variance = x64.mean(axis=0), x64.var(axis=0)
        averages = (
            moved(moving_mean, mean, momentum),
            moved(moving_variance, moved_variance(variance), momentum),
        )
        return np.vstack([result, *averages])

    return answer


def _by_new_averages(x, moving_mean, moving_variance, momentum, epsilon) -> np.ndarray:
    averages = _step()(x, moving_mean, moving_variance, momentum, epsilon)[-2:]
    return np.vstack([(x - averages[0]) / np.sqrt(averages[1] + epsilon), averages])


def _said(answer, x, *averages) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The three results of an example, out of the rows in which cases hold them."""
    rows = answer(x, *averages)
    return rows[: len(x)], rows[-2], rows[-1]


def _no_batch(x, moving_mean, moving_variance, momentum, epsilon) -> str:
    """What the docstring does not allow about these inputs."""
    if not len(x) or np.any(moving_variance < 0):
        return "A batch has one row or more, and a variance is never below 0."
    if not 0 <= momentum <= 1 or epsilon <= 0:
        return "The momentum is between 0 and 1, and epsilon is above 0."
    return ""


TASK = Task(
    name="batch_norm_step",
    points=3,
    ask=Call(
        "batch_norm_step",
        _three_results,
        "compared are the output's rows, and below them the new average of the mean and that of the "
        "variance",
        "a tuple of three tensors of the shapes (rows, columns), (columns,) and (columns,)",
        entry=_entry,
    ),
    cases=_batches,
    expected=_step(),
    facts=_in_one,
    tolerance=Tolerance(relative=1e-3, absolute=1e-4),
    example=ExampleForm(
        result="(output, mean, variance)",
        put=_said,
        refuses=_no_batch,
    ),
    misconceptions=(
        Misconception(
            "axis_kept",
            lambda x, *_: _misshapen("mean", (1, x.shape[1])),
            "The new averages still have an axis for the rows, of size 1. The docstring promises one number "
            "for each column, in the shape (columns,) that the old averages have.",
            "What does keepdims do, and where would you take the axis away again?",
        ),
        Misconception(
            "in_inference",
            _step(
                lambda x, mean, variance, old_mean, old_variance, epsilon: (
                    (x - old_mean) / np.sqrt(old_variance + epsilon)
                ),
                moved=lambda old, new, momentum: old,
            ),
            "The batch was normalized by the averages, and they came back as they were. That is what the layer "
            "does in inference, and so when it is called without `training=True`.",
            "By which numbers does the docstring normalize x, and what becomes of the averages?",
        ),
        Misconception(
            "averages_used",
            _step(
                lambda x, mean, variance, old_mean, old_variance, epsilon: (
                    (x - old_mean) / np.sqrt(old_variance + epsilon)
                )
            ),
            "The batch was normalized by the averages. That is what inference does; in training the batch's "
            "own mean and variance are used.",
            "By which numbers does the docstring normalize x?",
        ),
        Misconception(
            "new_averages_used",
            _by_new_averages,
            "The averages are right, and the batch was then normalized by them. In training, the batch's own "
            "mean and variance are used.",
            "By which numbers does the docstring normalize x?",
        ),
        Misconception(
            "momentum_exchanged",
            _step(moved=lambda old, new, momentum: (1 - momentum) * old + momentum * new),
            "Momentum was given to the batch. It says how much of the old average is kept.",
            "With a momentum of 0.99, how fast should the averages move?",
        ),
        Misconception(
            "unbiased",
            _step(ddof=1),
            "The variance was divided by the number of rows less one. The layer divides by the number of "
            "rows.",
            "What does the docstring say of the variance?",
        ),
        Misconception(
            "averages_left",
            _step(moved=lambda old, new, momentum: old),
            "The output is right, and the averages came back as they were.",
            "What should inference use, if nobody moves the averages?",
        ),
        Misconception(
            "averages_replaced",
            _step(moved=lambda old, new, momentum: new + 0 * old),
            "The averages were replaced by the numbers of this batch, so nothing is left of the batches "
            "before.",
            "Which share of the old average should stay?",
        ),
        Misconception(
            "deviation_kept",
            _step(moved_variance=np.sqrt),
            "The average of the variance was moved toward the standard deviation.",
            "Which of the two is under the root in the output?",
        ),
        Misconception(
            "by_row",
            _step(axis=1),
            "Each row was normalized by its own mean and variance, as LayerNormalization does.",
            "Along which axis do the rows of a batch lie?",
        ),
        Misconception(
            "epsilon_outside",
            _step(
                lambda x, mean, variance, old_mean, old_variance, epsilon: (
                    (x - mean) / (np.sqrt(variance) + epsilon)
                )
            ),
            "Epsilon was added to the standard deviation. It belongs to the variance, under the root.",
            "Where does epsilon stand in the formula?",
        ),
        Misconception(
            "no_epsilon",
            _step(
                lambda x, mean, variance, old_mean, old_variance, epsilon: (
                    (x - mean) / np.sqrt(variance)
                )
            ),
            "Epsilon is missing: a column that does not vary is then divided by 0.",
            "Which argument have you not used yet?",
        ),
        Misconception(
            "no_root",
            _step(
                lambda x, mean, variance, old_mean, old_variance, epsilon: (
                    (x - mean) / (variance + epsilon)
                )
            ),
            "The batch was divided by its variance. What brings the spread to 1 is the root of it.",
            "Where does the square root stand in the formula?",
        ),
        Misconception(
            "epsilon_in_average",
            lambda x, moving_mean, moving_variance, momentum, epsilon: (
                _step()(x, moving_mean, moving_variance, momentum, epsilon)
                + np.pad(
                    np.zeros((len(x) + 1, x.shape[1])),
                    ((0, 1), (0, 0)),
                    constant_values=(1 - momentum) * epsilon,
                )
            ),
            "Epsilon got into the average of the variance. It only keeps the division safe.",
            "Which variance does the second formula of the docstring mean?",
        ),
        Misconception(
            "not_centered",
            _step(
                lambda x, mean, variance, old_mean, old_variance, epsilon: (
                    x / np.sqrt(variance + epsilon)
                )
            ),
            "The mean was not subtracted.",
            "What is the mean of each column after normalizing?",
        ),
    ),
    hints=(
        "tf.nn.moments gives mean and variance along the axes that you name.",
        "The output knows only the batch; the averages know the batch and what they were before.",
        "momentum is the share of the old average that stays, so a momentum of 1.0 would never move it.",
    ),
    afterword=(
        "Also right: the layer itself, with its averages assigned and called as `layer(x, training=True)`, "
        "which moves them."
    ),
)
