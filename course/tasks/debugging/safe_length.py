"""Repair: lengths of rows, whose slope holds for a row of zeros too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import Misshapen, stand_in
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _lengths_and_slopes(answer, x):
    """The lengths, and the slope of their sum by each number of x."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    with tf.GradientTape() as tape:
        tape.watch(x)
        lengths = answer(x)
    if not tf.is_tensor(lengths):
        raise Misfit(lengths)
    slopes = tape.gradient(lengths, x)
    # tf.gather's gradient holds only the rows that were gathered, until it is made a tensor.
    return {"lengths": lengths, "slopes": None if slopes is None else tf.convert_to_tensor(slopes)}


_NO_SLOPE = stand_in("result that a tape can't follow back to x")
_TOO_LONG = stand_in("length above 0 for a row of zeros")
_ONE_LONG = stand_in("length of 1 for a row of zeros")


def _side_by_side(raw, x):
    """Each row's length and beside it the slopes by its numbers."""
    lengths, slopes = raw["lengths"], raw["slopes"]
    if np.shape(lengths) != (len(x),):
        return Misshapen(lengths, "the lengths", (len(x),))
    if slopes is None:
        return _NO_SLOPE
    of_zeros = lengths[~x.any(axis=1)]
    if np.any(of_zeros > 0):
        return _ONE_LONG if np.all(of_zeros == 1) else _TOO_LONG
    return np.column_stack([lengths, slopes]).astype(np.float32)


def _entry(index: tuple[int, ...], x: np.ndarray) -> str:
    row, column = index
    return f"the slope by x[{row}, {column - 1}]" if column else f"the length of row {row}"


def _rows(draw: np.random.Generator) -> Iterator[Case]:
    def case(x: object, label: str) -> Case:
        return Case({"x": np.array(x, np.float32)}, label)

    yield case([[3, 4], [0, 0], [-6, 8]], "a row of zeros")
    yield case([[3e-9, -4e-9], [0, 0], [1, -2]], "a very short row")
    yield case([[0, -2, 0], [0, 0, 0]], "zeros within a row")
    yield case([[-5], [0], [2]], "rows of one number")
    rows = draw.normal(0, 2, (3, 3)).round(1) + 0.05
    yield case(np.vstack([rows[:2], np.zeros(3), rows[2:] * 1e-8]), "rows at random")


Lengths = Callable[[np.ndarray], np.ndarray]


def _lengths_only(result: object) -> object:
    """The first column of a table; whatever else an idea gives, as it is."""
    return result[:, 0] if isinstance(result, np.ndarray) and result.shape[1:] > (1,) else result


def _measured(
    of_zeros: float = 0.0,
    slope_factor: float = 1.0,
    gone_below: float = 0.0,
) -> Lengths:
    """Lengths and slopes in float64; what a row of zeros has for a slope, and what becomes of short rows."""

    def answer(x: np.ndarray) -> np.ndarray:
        rows = x.astype(np.float64)
        lengths = np.sqrt((rows**2).sum(axis=1, keepdims=True))
        with np.errstate(all="ignore"):
            slopes = np.where(lengths > 0, slope_factor * rows / lengths, of_zeros)
        short = lengths < gone_below
        table = np.hstack([np.where(short, 0, lengths), np.where(short, 0, slopes)])
        return table.astype(np.float32)

    return answer


def _squared(x: np.ndarray) -> np.ndarray:
    return np.column_stack([(x.astype(np.float64) ** 2).sum(axis=1), 2 * x]).astype(np.float32)


def _absolute(x: np.ndarray) -> np.ndarray:
    return np.column_stack([np.abs(x).sum(axis=1), np.sign(x)]).astype(np.float32)


def _root_of_mean(x: np.ndarray) -> np.ndarray:
    return (_measured()(x) / np.sqrt(x.shape[1])).astype(np.float32)


TASK = Task(
    name="safe_length",
    points=2,
    ask=Call(
        "safe_length",
        _lengths_and_slopes,
        "a tape is asked for the slopes. Each row of the result: the length of a row of x, then the slope "
        "of that length by each of its numbers",
        "a tensor",
        _entry,
    ),
    cases=_rows,
    expected=_measured(),
    facts=_side_by_side,
    alike=("`1.0` -> `2.0`",),
    given=_measured(of_zeros=np.nan),
    dtype="float32",
    tolerance=Tolerance(relative=1e-3, absolute=1e-12),
    example=ExampleForm(
        result="lengths",
        put=lambda answer, x: _lengths_only(answer(x)),
        refuses=lambda x: "" if x.size else "x has 1 row or more, and 1 column or more.",
    ),
    misconceptions=(
        Misconception(
            "slope_of_zeros_nan",
            _measured(of_zeros=np.nan),
            "The lengths are right. Where all numbers of a row are 0, the slope is nan: the root has an "
            "infinite slope at 0, and on the way back that is multiplied by 0.",
            "What could the root be given in such a row, so that its slope is finite there?",
        ),
        Misconception(
            "zeros_made_longer",
            lambda x: _TOO_LONG,
            "A row of zeros has a length above 0: a small number was added under the root, or is the least "
            "it can be. The root makes 1e-12 as large as 1e-6, and rows shorter than that all come out alike.",
            "Which rows need another way at all? The others may keep the plain root.",
        ),
        Misconception(
            "zeros_one_long",
            lambda x: _ONE_LONG,
            "A row of zeros has the length 1. If a 1 was put in place of its sum to keep the root sound, it is "
            "still there in the result.",
            "What has to come out for such a row, after the root?",
        ),
        Misconception(
            "short_rows_zero",
            _measured(gone_below=1e-6),
            "Rows that are very short have the length 0. Only a row of zeros has that.",
            "With which number does your condition compare?",
        ),
        Misconception(
            "slope_of_zeros_one",
            _measured(of_zeros=1.0),
            "The slope at a row of zeros is 1. The docstring wants 0 there.",
            "What does your function return for a row of zeros: a constant, or something made of x?",
        ),
        Misconception(
            "slope_doubled",
            _measured(slope_factor=2.0),
            "The lengths are right and the slopes are twice as large as they should be: the squares were "
            "divided by a root through which no gradient flows.",
            "The slope of x ** 2 is 2 x. What has to bring it down to the slope of a length?",
        ),
        Misconception(
            "no_root",
            _squared,
            "These are the squares of the lengths.",
            "Which function turns the sum of squares into a length?",
        ),
        Misconception(
            "absolute",
            _absolute,
            "The absolute values were added up. A length is the root of the sum of the squares.",
            "How long is the row [3.0, 4.0]?",
        ),
        Misconception(
            "mean_of_squares",
            _root_of_mean,
            "The root was taken of the mean of the squares. A length is the root of their sum.",
            "How long is the row [3.0, 4.0]?",
        ),
        Misconception(
            "whole",
            lambda x: np.float32(np.sqrt((x.astype(np.float64) ** 2).sum())),
            "This is one length for the whole of x.",
            "Along which axis do the numbers of a row lie?",
        ),
        Misconception(
            "columns",
            lambda x: np.sqrt((x.astype(np.float64) ** 2).sum(axis=0)).astype(np.float32),
            "These are the lengths of the columns.",
            "Which axis should be gone when every row has become one number?",
        ),
        Misconception(
            "column_kept",
            lambda x: _measured()(x)[:, :1],
            "The lengths came back as a column.",
            "What does keepdims do, and does your result need it?",
        ),
        Misconception(
            "no_slope",
            lambda x: _NO_SLOPE,
            "The lengths may be right, but a tape finds no path back to x.",
            "Which line leaves TensorFlow, or stops the gradient?",
        ),
    ),
    hints=(
        "Ask a tape for the slope at [[0.0, 0.0]], one line after another. Which of them breaks it?",
        "tf.where chooses a value, and on the way back both branches are worked out. So what is not chosen "
        "must be finite as well.",
        "Choose twice: what goes into the root is a sum of squares or 1, and what comes out is the root or 0.",
    ),
    afterword=(
        "Also right: `tf.custom_gradient`, where the slope is written down; `tf.math.divide_no_nan` gives 0 "
        "for a division by 0."
    ),
)
