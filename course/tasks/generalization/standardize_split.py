"""Standardize training and test data without letting the test data leak."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _one_of_two(answer, train, test, compared):
    """One of the two tables that come back."""
    from grader.probing.evidence import Misfit

    result = answer(train, test)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Misfit(result)
    return result[("train", "test").index(compared)]


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    def cases(train: object, test: object, label: str, part: str) -> Iterator[Case]:
        tables = {"train": np.array(train, np.float32), "test": np.array(test, np.float32)}
        for compared in ("train", "test"):
            yield Case({**tables, "compared": compared}, f"{label}, the {compared} table", part)

    varying, constant = "columns that vary", "a column constant in training"
    yield from cases([[1, 10], [3, 50]], [[4, 20]], "a single test row", varying)
    train = draw.normal(20, 10, (7, 3))
    yield from cases(train, draw.normal(45, 25, (4, 3)), "test data from elsewhere", varying)
    shifted = draw.normal(0, 3, (5, 2))
    yield from cases(
        shifted, draw.normal(6, 8, (9, 2)), "more test rows than training rows", varying
    )
    yield from cases(
        [[4, 1], [4, 2], [4, 6]],
        [[4, 3], [9, 7]],
        "a column that varies only in the test table",
        constant,
    )
    mixed, other = draw.normal(0, 30, (6, 3)), draw.normal(20, 60, (4, 3))
    mixed[:, int(draw.integers(0, 3))] = float(draw.integers(1, 9))
    yield from cases(mixed, other, "a random table with a constant column", constant)


def _scaled(table: np.ndarray, by: np.ndarray, ddof: int = 0) -> np.ndarray:
    """The table, standardized by the columns of another; 0 where such a column is constant."""
    table, by = table.astype(np.float64), by.astype(np.float64)
    spread = by.std(axis=0, ddof=ddof if len(by) > ddof else 0)
    apart = (table - by.mean(axis=0)) / np.where(spread == 0, 1, spread)
    return np.where(spread == 0, 0, apart)


def _tables_of(
    of: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]],
) -> Callable[[np.ndarray, np.ndarray, str], np.ndarray]:
    def answer(train: np.ndarray, test: np.ndarray, compared: str) -> np.ndarray:
        with np.errstate(all="ignore"):
            both = of(train.astype(np.float64), test.astype(np.float64))
        return both[("train", "test").index(compared)]

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


def _rows_of_training(train: np.ndarray, test: np.ndarray, compared: str) -> np.ndarray:
    """Each row by a training row's mean and deviation; NumPy raises where their numbers don't fit."""
    table = np.float64(train if compared == "train" else test)
    return (table - train.mean(axis=1, keepdims=True)) / train.std(axis=1, keepdims=True)


TASK = Task(
    name="standardize_split",
    points=2,
    ask=Call(
        "standardize_split",
        _one_of_two,
        "compared is the one of the two tables that come back",
        "a pair of tensors, train and test,",
    ),
    cases=_tables,
    expected=_tables_of(lambda train, test: (_scaled(train, train), _scaled(test, train))),
    dtype="float32",
    parts={"columns that vary": 0.7, "a column constant in training": 0.3},
    tolerance=Tolerance(relative=1e-3, absolute=1e-3),
    example=ExampleForm(
        inputs=("train", "test"),
        result="(train, test)",
        put=lambda answer, train, test: (answer(train, test, "train"), answer(train, test, "test")),
        of_case=lambda train, test, compared: [(train, test)],
        refuses=lambda train, test: (
            "" if len(train) > 1 else "In this task the training table has at least 2 rows."
        ),
    ),
    misconceptions=(
        Misconception(
            "all_rows",
            _tables_of(
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
            _tables_of(lambda train, test: (_scaled(train, train), _scaled(test, test))),
            "Each table was standardized by its own mean and deviation. The same measurement now "
            "means one number in training and another in the test.",
            "A single new row has no deviation of its own. What will you divide it by?",
        ),
        Misconception(
            "by_test",
            _tables_of(lambda train, test: (_scaled(train, test), _scaled(test, test))),
            "The mean and the deviation are those of the test rows.",
            "Which of the two tables may be looked at while a model is made?",
        ),
        Misconception(
            "test_untouched",
            _tables_of(lambda train, test: (_scaled(train, train), test)),
            "The test table came back as it was: nothing was done to it, or it was standardized by the "
            "training table after that was standardized, whose mean is 0 and deviation 1. A model "
            "trained on standardized columns would take its numbers for something else.",
            "What happens to the training rows happens to every row the model ever sees.",
        ),
        Misconception(
            "zero_by_zero",
            _tables_of(lambda train, test: (_divided(train, train), _divided(test, train))),
            "A column that is constant in training has standard deviation 0, and dividing by 0 "
            "gives NaN or infinity.",
            "What should become of such a column? The docstring says it for both tables.",
        ),
        Misconception(
            "divisor_one",
            _tables_of(lambda train, test: (_divisor_one(train, train), _divisor_one(test, train))),
            "Where the deviation is 0 you divided by 1 instead. That makes the training column 0, "
            "and leaves numbers in the test column, which the model has never learned to use.",
            "What does the docstring say of such a column in the test table?",
        ),
        Misconception(
            "small_number_added",
            _tables_of(_small_number_added),
            "A small number beside the divisor spares the training column. In the test table the "
            "column varies, and dividing by the small number makes it huge.",
            "Print the test rows: what should stand in that column?",
        ),
        Misconception(
            "infinity_replaced",
            _tables_of(
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
            _tables_of(
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
            _tables_of(
                lambda train, test: (_scaled(train.T, train.T).T, _scaled(test.T, test.T).T)
            ),
            "This standardizes each row by itself. A column's elements lie along axis 0.",
            "Which axis should the mean and the deviation remove?",
        ),
        Misconception(
            "rows_of_training",
            _rows_of_training,
            "The mean and the deviation were taken of each row of the training table. A column's "
            "elements lie along axis 0.",
            "Which axis should the mean and the deviation remove?",
        ),
        Misconception(
            "only_divided",
            _tables_of(lambda train, test: (train / train.std(axis=0), test / train.std(axis=0))),
            "The columns were divided by their deviation, and nothing was subtracted first.",
            "What should the mean of a training column be afterwards?",
        ),
        Misconception(
            "test_not_centered",
            _tables_of(lambda train, test: (_scaled(train, train), test / train.std(axis=0))),
            "From the test table nothing was subtracted. What happens to the training rows happens to "
            "every row the model ever sees.",
            "Compare your two lines, the one for train and the one for test.",
        ),
        Misconception(
            "mean_of_test",
            _tables_of(
                lambda train, test: (
                    _scaled(train, train),
                    (test - test.mean(axis=0)) / train.std(axis=0),
                )
            ),
            "From the test table its own mean was subtracted.",
            "Which of the two tables may be looked at while a model is made?",
        ),
        Misconception(
            "deviation_of_test",
            _tables_of(
                lambda train, test: (
                    _scaled(train, train),
                    (test - train.mean(axis=0))
                    / np.where(test.std(axis=0), test.std(axis=0), np.inf),
                )
            ),
            "The test table was divided by its own deviation.",
            "Which of the two tables may be looked at while a model is made?",
        ),
        Misconception(
            "whole_table",
            _tables_of(
                lambda train, test: tuple(
                    (table - train.mean()) / train.std() for table in (train, test)
                )
            ),
            "One mean and one deviation were taken of the whole training table.",
            "Which axis should the mean and the deviation remove?",
        ),
        Misconception(
            "sample_deviation",
            _tables_of(lambda train, test: (_scaled(train, train, 1), _scaled(test, train, 1))),
            "This divides by the sample deviation (rows - 1 below the line). The docstring asks for "
            "the root of the mean squared deviation.",
            "tf.math.reduce_std and np.std have the one the docstring describes, unless told otherwise.",
        ),
        Misconception(
            "only_centered",
            _tables_of(lambda train, test: (train - train.mean(axis=0), test - train.mean(axis=0))),
            "The training columns have mean 0, but not yet standard deviation 1.",
            "By what should each column be divided?",
        ),
        Misconception(
            "swapped",
            _tables_of(lambda train, test: (_scaled(test, train), _scaled(train, train))),
            "Both tables are right, but they come back in the other order.",
            "Which of the two does the docstring name first?",
        ),
    ),
    hints=(
        "You need one mean and one deviation for each column, and only the training table may say "
        "what they are.",
        "Both tables are treated with those same two, so work them out once.",
        "tf.math.divide_no_nan gives 0 wherever the divisor is 0, whatever stands above it.",
    ),
    afterword=(
        "Also right: both tables in one, as in `tf.concat([train, test], axis=0) - "
        "tf.reduce_mean(train, axis=0)`, as long as mean and deviation come from the training "
        "rows."
    ),
)
