"""The mean of every row, kept as a column."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _matrices(draw: np.random.Generator) -> Iterator[Case]:
    yield Case({"matrix": np.array([[1, 2, 3], [4, 6, 8]], np.float32)}, "2 rows, 3 columns")
    yield Case({"matrix": np.array([[5, 7]], np.float32)}, "a single row")
    yield Case({"matrix": np.array([[2], [-3], [9]], np.float32)}, "a single column")
    yield Case({"matrix": draw.normal(size=(4, 4)).astype(np.float32)}, "as many rows as columns")
    size = (int(draw.integers(2, 6)), int(draw.integers(6, 9)))
    yield Case({"matrix": draw.normal(size=size).astype(np.float32)}, "a random matrix")


TASK = Task(
    name="row_means",
    title="The mean of every row, kept as a column",
    points=2,
    ask=Call("row_means"),
    cell='''
def row_means(matrix):
    """The mean of every row of a matrix, kept as a column.

    Args:
        matrix: float32 tensor of shape (rows, columns).

    Returns:
        float32 tensor of shape (rows, 1).

    Example:
        row_means(tf.constant([[1.0, 3.0], [2.0, 6.0]])) gives [[2.0], [4.0]].
    """
    ### BEGIN SOLUTION
    return tf.reduce_mean(matrix, axis=1, keepdims=True)
    ### END SOLUTION
''',
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
            "The means are right, but they lie in one row, (1, rows). Asked for is one column.",
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
            "The shape is right, and these are the sums of the rows.",
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
            "Here the means were subtracted from the matrix. Asked for are the means themselves.",
            "Leave out the last step.",
        ),
        Misconception(
            "stretched",
            lambda matrix: np.repeat(matrix.mean(axis=1, keepdims=True), matrix.shape[1], axis=1),
            "The means are right, and each stands once for every column. The docstring asks for one column.",
            "Which step brings the columns back?",
        ),
    ),
    hints=(
        "`tf.reduce_mean` reduces all axes unless it is told which.",
        "The axis you name is the one that disappears. A row's numbers lie along axis 1.",
        "Look for `keepdims` in the documentation of tf.reduce_mean.",
    ),
    accepted=(
        "def row_means(matrix):\n    return tf.reduce_mean(matrix, axis=-1)[:, tf.newaxis]",
        "def row_means(matrix):\n"
        "    return tf.expand_dims(tf.reduce_sum(matrix, 1) / matrix.shape[1], 1)",
        "def row_means(matrix):\n"
        "    return matrix @ tf.fill([matrix.shape[1], 1], 1.0 / matrix.shape[1])",
        "row_means = tf.function(lambda m: tf.reduce_mean(m, 1, keepdims=True))",
    ),
)
