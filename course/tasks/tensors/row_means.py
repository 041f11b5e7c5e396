"""The mean of every row, kept as a column."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _matrices(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"matrix": np.array([[1, 2, 3], [4, 6, 8]], np.float32)}, "2 rows, 3 columns")
    yield Case({"matrix": np.array([[5, 7]], np.float32)}, "a single row")
    yield Case({"matrix": np.array([[2], [-3], [9]], np.float32)}, "a single column")
    yield Case({"matrix": draw.normal(size=(4, 4)).astype(np.float32)}, "as many rows as columns")
    size = (int(draw.integers(2, 6)), int(draw.integers(6, 9)))
    yield Case({"matrix": draw.normal(size=size).astype(np.float32)}, "a random matrix")


TASK = Task(
    name="row_means",
    points=2,
    ask=Call("row_means"),
    cases=_matrices,
    expected=lambda matrix: matrix.mean(axis=1, keepdims=True),
    dtype="float32",
    misconceptions=(
        Misconception(
            "columns",
            lambda matrix: matrix.mean(axis=0, keepdims=True),
            "This averages down each column: axis 0 counts the rows, so reducing it removes them.",
            "Which axis should be gone when every row has become one number?",
        ),
        Misconception(
            "columns_flat",
            lambda matrix: matrix.mean(axis=0),
            "This averages down each column: axis 0 counts the rows, so reducing it removes them.",
            "Which axis should be gone when every row has become one number? Then compare ranks.",
        ),
        Misconception(
            "flat",
            lambda matrix: matrix.mean(axis=1),
            "The means are right, but the reduced axis is gone: the shape is (rows,), and a "
            "column has the shape (rows, 1).",
            "Reductions have an argument that keeps the reduced axis with size 1.",
        ),
        Misconception(
            "row_of_means",
            lambda matrix: matrix.mean(axis=1)[np.newaxis, :],
            "The means are right, but they lie in one row, (1, rows). The task asks for one column.",
            "On which side of the shape should the axis of size 1 stand?",
        ),
        Misconception(
            "everything",
            lambda matrix: matrix.mean(),
            "This is the mean of all elements: without an axis, a reduction takes them all.",
            "Tell the reduction which axis to go along.",
        ),
        Misconception(
            "everything_kept",
            lambda matrix: matrix.mean(keepdims=True),
            "This is the mean of all elements, in a matrix of one: keepdims kept both axes, since "
            "without an axis a reduction takes them all.",
            "Tell the reduction which of the two axes to go along.",
        ),
        Misconception(
            "sums",
            lambda matrix: matrix.sum(axis=1, keepdims=True),
            "The shape is right, but these are the sums of the rows.",
            "How does a mean differ from a sum?",
        ),
        Misconception(
            "sums_flat",
            lambda matrix: matrix.sum(axis=1),
            "These are the sums of the rows, and the reduced axis is gone.",
            "How does a mean differ from a sum? Then compare the shapes.",
        ),
        Misconception(
            "divided_by_rows",
            lambda matrix: matrix.sum(axis=1, keepdims=True) / len(matrix),
            "Each row's sum was divided by the number of rows. A row has as many numbers as there are columns.",
            "Which entry of matrix.shape counts the numbers in a row?",
        ),
        Misconception(
            "centered",
            lambda matrix: matrix - matrix.mean(axis=1, keepdims=True),
            "Here the means were subtracted from the matrix. The task asks for the means themselves.",
            "Leave out the last step.",
        ),
        Misconception(
            "stretched",
            lambda matrix: np.repeat(matrix.mean(axis=1, keepdims=True), matrix.shape[1], axis=1),
            "The means are right, but each stands once for every column. The docstring asks for one column.",
            "Which step brings the columns back?",
        ),
        Misconception(
            "spread",
            lambda matrix: matrix.std(axis=1, keepdims=True),
            "This is the standard deviation of each row, which says how far its numbers lie apart.",
            "Which reduction gives a mean?",
        ),
        Misconception(
            "first_column",
            lambda matrix: matrix[:, :1],
            "This is the first column of the matrix. The other numbers of each row do not come in.",
            "Which operation makes one number out of all numbers of a row?",
        ),
        Misconception(
            "middle",
            lambda matrix: np.median(matrix, axis=1, keepdims=True),
            "This is the median of each row, the number in the middle.",
            "Which reduction gives a mean?",
        ),
        Misconception(
            "by_three",
            lambda matrix: matrix.sum(axis=1, keepdims=True) / 3,
            "Each row's sum was divided by 3, whatever the number of columns.",
            "Which entry of matrix.shape counts the numbers in a row?",
        ),
        Misconception(
            "largest",
            lambda matrix: matrix.max(axis=1, keepdims=True),
            "This is the largest number of each row.",
            "Which reduction gives a mean?",
        ),
        Misconception(
            "divided_by_all",
            lambda matrix: matrix.sum(axis=1, keepdims=True) / matrix.size,
            "Each row's sum was divided by the number of elements in the whole matrix.",
            "How many numbers does one row have?",
        ),
        Misconception(
            "first_row",
            lambda matrix: matrix[0].mean(),
            "This is the mean of the first row alone.",
            "Does a `return` stand inside a loop over the rows, or was one row picked?",
        ),
        Misconception(
            "first_row_kept",
            lambda matrix: matrix[0].mean(keepdims=True),
            "This is the mean of the first row alone, with one axis.",
            "Does a `return` stand inside a loop over the rows? What happens to the other rows?",
        ),
        Misconception(
            "columns_upright",
            lambda matrix: matrix.mean(axis=0)[:, np.newaxis],
            "These are the means of the columns, set upright afterwards.",
            "Which axis should be gone when every row has become one number?",
        ),
        Misconception(
            "cut_off",
            lambda matrix: matrix.sum(axis=1, keepdims=True) // matrix.shape[1],
            "The fractions were cut off: `//` gives whole numbers.",
            "Which division keeps them?",
        ),
        Misconception(
            "between_extremes",
            lambda matrix: (
                (matrix.max(axis=1, keepdims=True) + matrix.min(axis=1, keepdims=True)) / 2
            ),
            "This lies halfway between the smallest and the largest number of each row. A mean takes all of them into account.",
            "Try it on the row 0, 0, 3: the mean is 1.",
        ),
    ),
    hints=(
        "`tf.reduce_mean` reduces all axes unless it is told which.",
        "The axis you name is the one that disappears. A row's numbers lie along axis 1.",
        "Look for `keepdims` in the documentation of tf.reduce_mean.",
    ),
    afterword=(
        "Also right: `tf.reduce_mean(matrix, axis=-1)[:, tf.newaxis]`, where the index "
        "puts back the axis that `keepdims=True` would have kept."
    ),
)
