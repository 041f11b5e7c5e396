"""Standardize the columns of a table, a constant one too."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    simple = np.array([[1, 10], [2, 20], [3, 60]], np.float32)
    yield Case({"table": simple}, "two columns of different size", "columns that vary")
    # Deviations so large that an epsilon of 1e-3 beside the divisor passes on every seed; one of
    # 1e-2 fails on every seed, by the table above.
    random = draw.normal(50, 30, size=(6, 3)).astype(np.float32)
    yield Case({"table": random}, "a random table", "columns that vary")
    large = (draw.normal(size=(5, 2)) * [30, 1000] + [0, 10_000]).astype(np.float32)
    yield Case({"table": large}, "large numbers", "columns that vary")
    constant = np.array([[4, 1], [4, 2], [4, 6]], np.float32)
    yield Case({"table": constant}, "a column that never changes", "a constant column")
    mixed = draw.normal(0, 30, size=(5, 3)).astype(np.float32)
    mixed[:, int(draw.integers(0, 3))] = np.float32(draw.integers(1, 9))
    yield Case({"table": mixed}, "a random table with a constant column", "a constant column")


def _standardized(table: np.ndarray) -> np.ndarray:
    wide = table.astype(np.float64)
    spread = wide.std(axis=0)
    return (wide - wide.mean(axis=0)) / np.where(spread == 0, 1, spread)


def _divided_by(divisor):
    """The centered table, divided by something else than the standard deviation."""

    def answer(table: np.ndarray) -> np.ndarray:
        centered = table - table.mean(axis=0)
        by = divisor(centered)
        return np.divide(centered, by, out=np.zeros_like(centered), where=np.abs(by) > 1e-9)

    return answer


TASK = Task(
    name="standardize",
    points=3,
    ask=Call("standardize"),
    cases=_tables,
    expected=_standardized,
    parts={"columns that vary": 2 / 3, "a constant column": 1 / 3},
    dtype="float32",
    # The mean of large float32 numbers is off in the seventh digit, and an epsilon beside the
    # divisor (such as 1e-7) is a sound way to spare a constant column.
    tolerance=Tolerance(relative=1e-3, absolute=1e-3),
    misconceptions=(
        Misconception(
            "zero_by_zero",
            lambda table: (table - table.mean(axis=0)) / table.std(axis=0),
            "In a constant column the deviations and the standard deviation are both 0, and "
            "0 / 0 is NaN (not a number).",
            "Find a division that gives 0 there, or replace a standard deviation of 0 first.",
        ),
        Misconception(
            "rows",
            lambda table: (
                (table - table.mean(axis=1, keepdims=True)) / table.std(axis=1, keepdims=True)
            ),
            "This standardizes the rows. A column's elements lie along axis 0.",
            "Which axis should the mean and the standard deviation remove?",
        ),
        Misconception(
            "whole_table",
            lambda table: (table - table.mean()) / table.std(),
            "One mean and one standard deviation were taken of the whole table, so a column of "
            "large numbers still outweighs the others.",
            "Give the reductions an axis.",
        ),
        Misconception(
            "only_centered",
            lambda table: table - table.mean(axis=0),
            "The columns have mean 0, but not yet standard deviation 1.",
            "By what should each column be divided?",
        ),
        Misconception(
            "variance",
            lambda table: np.divide(
                table - table.mean(axis=0),
                table.var(axis=0),
                out=np.zeros_like(table),
                where=table.var(axis=0) > 1e-9,
            ),
            "This divides by the variance, which is the square of the standard deviation.",
            "The docstring names what to divide by.",
        ),
        Misconception(
            "sample_deviation",
            lambda table: np.divide(
                table - table.mean(axis=0),
                table.std(axis=0, ddof=1),
                out=np.zeros_like(table),
                where=table.std(axis=0) > 1e-9,
            ),
            "This divides by the sample standard deviation (rows - 1 below the line). The "
            "docstring asks for the mean squared deviation, with rows below the line.",
            "The docstring names the TensorFlow function that computes the one it wants.",
        ),
        Misconception(
            "min_max",
            lambda table: np.divide(
                table - table.min(axis=0),
                np.ptp(table, axis=0),
                out=np.zeros_like(table),
                where=np.ptp(table, axis=0) > 1e-9,
            ),
            "This brings every column to [0, 1], which is called min-max scaling and is something else.",
            "The mean of each column should come out as 0.",
        ),
        Misconception(
            "not_centered",
            lambda table: np.divide(
                table,
                table.std(axis=0),
                out=np.zeros_like(table),
                where=table.std(axis=0) > 1e-9,
            ),
            "Each column was divided by its standard deviation, but its mean is not 0.",
            "What has to happen to a column before it is divided?",
        ),
        Misconception(
            "spread_of_all",
            lambda table: (
                (table - table.mean(axis=0))
                / np.maximum(np.sqrt(((table - table.mean(axis=0)) ** 2).mean()), 1e-30)
            ),
            "Each column has its own mean taken away, but all were divided by one standard deviation, that "
            "of the whole table.",
            "Give the standard deviation an axis as well.",
        ),
        Misconception(
            "at_least_one",
            lambda table: (table - table.mean(axis=0)) / np.maximum(table.std(axis=0), 1),
            "No column was divided by less than 1, so a column whose standard deviation lies between 0 and "
            "1 was left too narrow.",
            "Only a standard deviation of 0 needs care.",
        ),
        Misconception(
            "sum_taken",
            lambda table: np.divide(
                table - table.sum(axis=0),
                table.std(axis=0),
                out=np.zeros_like(table),
                where=table.std(axis=0) > 1e-9,
            ),
            "From each element the sum of its column was subtracted, and not the mean.",
            "Which reduction gives the mean?",
        ),
        Misconception(
            "precedence",
            lambda table: table - table.mean(axis=0) / table.std(axis=0),
            "Python divides before it subtracts: here the mean alone was divided by the standard deviation.",
            "Put parentheses around what should come first.",
        ),
        Misconception(
            "mean_of_all",
            lambda table: np.divide(
                table - table.mean(),
                table.std(axis=0),
                out=np.zeros_like(table),
                where=table.std(axis=0) > 1e-9,
            ),
            "The standard deviations are those of the columns, and the mean is that of the whole table.",
            "Give the mean an axis as well.",
        ),
        Misconception(
            "all_zero",
            lambda table: _standardized(table) * (table.std(axis=0) > 1e-9).all(),
            "Where one column is constant, the whole table became 0. The other columns still vary.",
            "The choice has to be made column by column, not once for the table.",
        ),
        Misconception(
            "constant_kept",
            lambda table: np.where(table.std(axis=0) > 1e-9, _standardized(table), table),
            "The constant column came out as it went in. The docstring says what it should become.",
            "Which number is left of an element when its column's mean is taken away?",
        ),
        Misconception(
            "constant_to_one",
            lambda table: np.where(table.std(axis=0) > 1e-9, _standardized(table), 1),
            "The constant column became 1. The docstring says what it should become.",
            "Which number is left of an element when its column's mean is taken away?",
        ),
        Misconception(
            "constant_dropped",
            lambda table: _standardized(table)[:, table.std(axis=0) > 1e-9],
            "The constant column is missing. The result has the shape of the table.",
            "Which step removes it, and what should stand there instead?",
        ),
        Misconception(
            "wrong_way",
            lambda table: -_standardized(table),
            "The signs are the other way round: the elements were subtracted from the mean.",
            "From which of the two is the other subtracted?",
        ),
        Misconception(
            "unit_length",
            _divided_by(lambda centered: np.sqrt((centered**2).sum(axis=0))),
            "The squared deviations were added up, not averaged, before the root: each column has the length 1 now.",
            "The standard deviation is the root of the mean squared deviation.",
        ),
        Misconception(
            "largest_deviation",
            _divided_by(lambda centered: np.abs(centered).max(axis=0)),
            "This divides by the largest deviation of each column.",
            "The docstring names what to divide by.",
        ),
        Misconception(
            "mean_deviation",
            _divided_by(lambda centered: np.abs(centered).mean(axis=0)),
            "This divides by the mean of the absolute deviations.",
            "The standard deviation is the root of the mean squared deviation.",
        ),
        Misconception(
            "multiplied",
            lambda table: (table - table.mean(axis=0)) * table.std(axis=0),
            "The deviations were multiplied by the standard deviation.",
            "Should a column that varies a lot come out larger, or smaller?",
        ),
        Misconception(
            "plus_one",
            lambda table: (table - table.mean(axis=0)) / (table.std(axis=0) + 1),
            "1 was added to each standard deviation before the division, which changes every column.",
            "Only a standard deviation of 0 needs care.",
        ),
        Misconception(
            "epsilon",
            lambda table: (table - table.mean(axis=0)) / (table.std(axis=0) + 0.01),
            "0.01 was added to each standard deviation before the division, which is seen in a column that varies little.",
            "Only a standard deviation of 0 needs care. Or add a number that is much smaller.",
        ),
        Misconception(
            "divided_first",
            lambda table: (
                np.divide(
                    table,
                    table.std(axis=0),
                    out=np.zeros_like(table),
                    where=table.std(axis=0) > 1e-9,
                )
                - table.mean(axis=0)
            ),
            "The elements were divided, and the mean that was subtracted then is that of the table before the division.",
            "Which of the two steps comes first?",
        ),
    ),
    hints=(
        "You need two reductions along axis 0: a mean and a standard deviation for each column.",
        "Shapes (rows, columns) and (columns,) broadcast, so no loop is needed.",
        "tf.math.divide_no_nan gives 0 where the divisor is 0; tf.where can replace a 0 as well.",
    ),
    afterword=(
        "Also right: `keras.layers.Normalization(axis=-1)`, which learns mean and variance by "
        "`layer.adapt(table)` and can then stand in a model as its first layer."
    ),
)
