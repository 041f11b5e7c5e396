"""Standardize training and test data without letting the test data leak."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.checking.task import Call, Case, Misconception, Task, Tolerance


def _both_tables(answer, train, test):
    """The rows of both results, those of the training table first."""
    import numpy as np

    result = answer(train, test)
    if result is None:
        return None
    if not isinstance(result, tuple | list) or len(result) != 2:
        found = len(result) if isinstance(result, tuple | list) else f"one {type(result).__name__}"
        raise TypeError(f"two tensors are asked for, train and test, and {found} came back")
    first, second = (np.asarray(part) for part in result)
    for part, table in ((first, train), (second, test)):
        if part.shape != tuple(table.shape):
            return part
    return np.concatenate([first, second])


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    def case(train: object, test: object, label: str, part: str) -> Case:
        tables = {"train": np.array(train, np.float32), "test": np.array(test, np.float32)}
        return Case(tables, label, part)

    varying, constant = "columns that vary", "a column constant in training"
    yield case([[1, 10], [3, 50]], [[4, 20]], "a single test row", varying)
    train = draw.normal(20, 10, (7, 3))
    yield case(train, draw.normal(45, 25, (4, 3)), "test data from elsewhere", varying)
    shifted = draw.normal(0, 3, (5, 2))
    yield case(shifted, draw.normal(6, 8, (9, 2)), "more test rows than training rows", varying)
    yield case(
        [[4, 1], [4, 2], [4, 6]],
        [[4, 3], [9, 7]],
        "a column that varies only in the test table",
        constant,
    )
    mixed, other = draw.normal(0, 30, (6, 3)), draw.normal(20, 60, (4, 3))
    mixed[:, int(draw.integers(0, 3))] = float(draw.integers(1, 9))
    yield case(mixed, other, "a random table with a constant column", constant)


def _scaled(table: np.ndarray, by: np.ndarray, ddof: int = 0) -> np.ndarray:
    """The table, standardized by the columns of another; 0 where such a column is constant."""
    table, by = table.astype(np.float64), by.astype(np.float64)
    spread = by.std(axis=0, ddof=ddof if len(by) > ddof else 0)
    apart = (table - by.mean(axis=0)) / np.where(spread == 0, 1, spread)
    return np.where(spread == 0, 0, apart)


def _rows(
    of: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]],
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    def answer(train: np.ndarray, test: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return np.concatenate(of(train.astype(np.float64), test.astype(np.float64)))

    return answer


def _all_rows(train: np.ndarray, test: np.ndarray) -> np.ndarray:
    return np.concatenate([train, test])


def _divided(table: np.ndarray, by: np.ndarray) -> np.ndarray:
    return (table - by.mean(axis=0)) / by.std(axis=0)


def _divisor_one(table: np.ndarray, by: np.ndarray) -> np.ndarray:
    return (table - by.mean(axis=0)) / np.where(by.std(axis=0) == 0, 1, by.std(axis=0))


def _small_number_added(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    spread = train.std(axis=0) + 1e-7  # as keras.layers.Normalization has it
    return (train - train.mean(axis=0)) / spread, (test - train.mean(axis=0)) / spread


def _infinity_replaced(table: np.ndarray, by: np.ndarray) -> np.ndarray:
    largest = float(np.finfo(np.float32).max)
    return np.nan_to_num(_divided(table, by), posinf=largest, neginf=-largest)


TASK = Task(
    name="standardize_split",
    title="Standardize, and leak nothing",
    points=2,
    ask=Call(
        "standardize_split",
        _both_tables,
        "compared are the rows of both tables that come back, the training rows first",
    ),
    cell='''
def standardize_split(train, test):
    """Standardize two tables by what the training table alone shows.

    Args:
        train: float32 tensor of shape (rows, columns), at least 2 rows.
        test: float32 tensor of shape (other rows, columns), at least 1 row.

    Returns:
        Two float32 tensors, train and test standardized, each of its own shape. From every element
        its column's mean is subtracted, and the result is divided by its column's standard
        deviation (the root of the mean squared deviation). Both are those of the training rows,
        for either table. A column that is constant in training becomes all 0, in either table.

    Example:
        train [[1.0], [3.0]] and test [[6.0]] give [[-1.0], [1.0]] and [[4.0]].
    """
    ### BEGIN SOLUTION
    mean = tf.reduce_mean(train, axis=0)
    spread = tf.math.reduce_std(train, axis=0)
    return tuple(tf.math.divide_no_nan(table - mean, spread) for table in (train, test))
    ### END SOLUTION
''',
    cases=_tables,
    expected=lambda train, test: np.concatenate([_scaled(train, train), _scaled(test, train)]),
    dtype="float32",
    parts={"columns that vary": 0.7, "a column constant in training": 0.3},
    tolerance=Tolerance(relative=1e-3, absolute=1e-3),
    misconceptions=(
        Misconception(
            "all_rows",
            _rows(
                lambda train, test: (
                    _scaled(train, _all_rows(train, test)),
                    _scaled(test, _all_rows(train, test)),
                )
            ),
            "Mean and standard deviation are those of all rows, so the test rows had a say in what "
            "the training data look like. That is leakage.",
            "Which rows would you have on the day the model is trained?",
        ),
        Misconception(
            "each_by_its_own",
            _rows(lambda train, test: (_scaled(train, train), _scaled(test, test))),
            "Each table was standardized by its own mean and deviation. The same measurement now "
            "means one number in training and another in the test.",
            "A single new row has no deviation of its own. What will you divide it by?",
        ),
        Misconception(
            "by_test",
            _rows(lambda train, test: (_scaled(train, test), _scaled(test, test))),
            "The mean and the deviation are those of the test rows.",
            "Which of the two tables may be looked at while a model is made?",
        ),
        Misconception(
            "test_untouched",
            _rows(lambda train, test: (_scaled(train, train), test)),
            "The test table came back as it was. A model trained on standardized columns would "
            "take its numbers for something else.",
            "What happens to the training rows happens to every row the model ever sees.",
        ),
        Misconception(
            "zero_by_zero",
            _rows(lambda train, test: (_divided(train, train), _divided(test, train))),
            "A column that is constant in training has standard deviation 0, and dividing by 0 "
            "gives NaN or infinity.",
            "What should become of such a column? The docstring says it for both tables.",
        ),
        Misconception(
            "divisor_one",
            _rows(lambda train, test: (_divisor_one(train, train), _divisor_one(test, train))),
            "Where the deviation is 0 you divided by 1 instead. That makes the training column 0, "
            "and leaves numbers in the test column, which the model has never learned to use.",
            "A column constant in training becomes 0 in the test table too.",
        ),
        Misconception(
            "small_number_added",
            _rows(_small_number_added),
            "A small number beside the divisor spares the training column. In the test table the "
            "column varies, and dividing by the small number makes it huge.",
            "Print the test rows: what should stand in that column?",
        ),
        Misconception(
            "infinity_replaced",
            _rows(
                lambda train, test: (
                    _infinity_replaced(train, train),
                    _infinity_replaced(test, train),
                )
            ),
            "0 / 0 is NaN, and any other number / 0 is infinity. nan_to_num makes 0 of the first, "
            "and the largest number there is of the second.",
            "Look at the column in the test table. Can the division be kept from happening?",
        ),
        Misconception(
            "variance",
            _rows(
                lambda train, test: (
                    _scaled(train, train) / np.where(train.std(axis=0) == 0, 1, train.std(axis=0)),
                    _scaled(test, train) / np.where(train.std(axis=0) == 0, 1, train.std(axis=0)),
                )
            ),
            "The columns were divided by their variance, which is the standard deviation squared.",
            "Which of the two has the unit of the column itself?",
        ),
        Misconception(
            "rows_not_columns",
            _rows(lambda train, test: (_scaled(train.T, train.T).T, _scaled(test.T, test.T).T)),
            "This standardizes each row by itself. A column's elements lie along axis 0.",
            "Which axis should the mean and the deviation remove?",
        ),
        Misconception(
            "whole_table",
            _rows(
                lambda train, test: tuple(
                    (table - train.mean()) / train.std() for table in (train, test)
                )
            ),
            "One mean and one deviation were taken of the whole training table.",
            "Give the reductions an axis.",
        ),
        Misconception(
            "sample_deviation",
            _rows(lambda train, test: (_scaled(train, train, 1), _scaled(test, train, 1))),
            "This divides by the sample deviation (rows - 1 below the line). The docstring asks for "
            "the root of the mean squared deviation.",
            "tf.math.reduce_std and np.std have the one asked for, unless told otherwise.",
        ),
        Misconception(
            "only_centered",
            _rows(lambda train, test: (train - train.mean(axis=0), test - train.mean(axis=0))),
            "The training columns have mean 0, but not yet standard deviation 1.",
            "By what should each column be divided?",
        ),
        Misconception(
            "swapped",
            lambda train, test: np.concatenate([_scaled(test, train), _scaled(train, train)]),
            "Both tables are right, and come back in the other order.",
            "The training table comes first.",
        ),
    ),
    hints=(
        "You need one mean and one deviation for each column, and only the training table may say "
        "what they are.",
        "Use the same two on both tables.",
        "tf.math.divide_no_nan gives 0 wherever the divisor is 0, whatever stands above it.",
    ),
    accepted=(
        "def standardize_split(train, test):\n"
        "    mean, variance = tf.nn.moments(train, axes=[0], keepdims=True)\n"
        "    spread = tf.sqrt(variance)\n"
        "    fine = spread > 1e-6\n"
        "    def scale(table):\n"
        "        return tf.where(fine, (table - mean) / tf.where(fine, spread, 1.0), 0.0)\n"
        "    return scale(train), scale(test)",
        "def standardize_split(train, test):\n"
        "    import keras\n"
        "    layer = keras.layers.Normalization(axis=-1)\n"
        "    layer.adapt(train.numpy())\n"
        "    varies = tf.cast(tf.math.reduce_std(train, axis=0) > 0, tf.float32)\n"
        "    return [varies * layer(train), varies * layer(test)]",
        "def standardize_split(train, test):\n"
        "    a, b = np.array(train), np.array(test)\n"
        "    mean, spread = a.mean(axis=0), a.std(axis=0)\n"
        "    spread[spread == 0] = np.inf\n"
        "    return tf.constant((a - mean) / spread), tf.constant((b - mean) / spread)",
        "def standardize_split(train, test):\n"
        "    both = tf.concat([train, test], axis=0) - tf.reduce_mean(train, axis=0)\n"
        "    both = tf.math.divide_no_nan(both, tf.math.reduce_std(train, axis=0))\n"
        "    return both[: len(train)], both[len(train) :]",
    ),
)
