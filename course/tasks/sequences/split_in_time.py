"""Repair: a split of a series that looks into the future."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _one_of_two(answer, series, cut, length, compared):
    """One of the two parts that come back."""
    from grader.probing.evidence import Misfit

    result = answer(series, cut, length)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Misfit(result)
    return result[("train", "validation").index(compared)]


def _series(draw: np.random.Generator) -> Iterator[Case]:
    def cases(series: object, cut: int, length: int, label: str) -> Iterator[Case]:
        inputs = {"series": np.array(series, np.float32), "cut": cut, "length": length}
        for compared in ("train", "validation"):
            yield Case({**inputs, "compared": compared}, f"{label}, {compared}")

    yield from cases([1, 3, 1, 3, 9, 5, 9], 4, 2, "four values before the cut")
    yield from cases([2, 5, 4, 8, 6], 3, 1, "windows of one value and its target")
    yield from cases([2, 6, 1, 7, 3, 4], 5, 2, "one value from the cut on")
    size, length = int(draw.integers(9, 12)), int(draw.integers(2, 4))
    rising = (draw.normal(0, 2, size) + np.arange(size)).round(1)
    yield from cases(rising, length + int(draw.integers(3, 5)), length, "a series that rises")


def _before(series: np.ndarray, cut: int, windows: np.ndarray) -> np.ndarray:
    return series[:cut]


def _all_values(series: np.ndarray, cut: int, windows: np.ndarray) -> np.ndarray:
    return series


def _own(series: np.ndarray, cut: int, windows: np.ndarray) -> np.ndarray:
    return windows


def _split(
    train: Callable[[int, int], int] = lambda cut, length: cut - length,
    validation: Callable[[int, int], int] = lambda cut, length: cut - length,
    of_train: Callable[..., np.ndarray] = _before,
    of_validation: Callable[..., np.ndarray] = _before,
    ddof: int = 0,
) -> Callable[[np.ndarray, int, int, str], np.ndarray]:
    """By the number of training windows, the first validation window, and whose mean and deviation."""

    def answer(series: np.ndarray, cut: int, length: int, compared: str) -> np.ndarray:
        series = series.astype(np.float64)
        windows = np.lib.stride_tricks.sliding_window_view(series, length + 1)
        if compared == "train":
            part, values_of = windows[: max(train(cut, length), 0)], of_train
        else:
            part, values_of = windows[validation(cut, length) :], of_validation
        values = values_of(series, cut, part)
        with np.errstate(all="ignore"):
            deviation = values.std(ddof=ddof) if values.size > ddof else np.nan
            return ((part - (values.mean() if values.size else np.nan)) / deviation).astype(
                np.float32
            )

    return answer


def _at_cut(cut: int, length: int) -> int:
    return cut


def _of_train_windows(series: np.ndarray, cut: int, windows: np.ndarray) -> np.ndarray:
    length = windows.shape[1]
    return np.lib.stride_tricks.sliding_window_view(series[:cut], length)


def _of_first_starts(series: np.ndarray, cut: int, windows: np.ndarray) -> np.ndarray:
    length = windows.shape[1] - 1
    return series[: cut - length]


def _from_the_cut(series: np.ndarray, cut: int, windows: np.ndarray) -> np.ndarray:
    return series[cut:]


def _from_its_first(series: np.ndarray, cut: int, windows: np.ndarray) -> np.ndarray:
    length = windows.shape[1] - 1
    return series[cut - length :]


def _only_centered(series: np.ndarray, cut: int, length: int, compared: str) -> np.ndarray:
    return (_split()(series, cut, length, compared) * series[:cut].std()).astype(np.float32)


TASK = Task(
    name="split_in_time",
    points=3,
    ask=Call(
        "split_in_time",
        _one_of_two,
        "compared is the one of the two tensors that come back",
        "a pair of tensors, train and validation,",
    ),
    cases=_series,
    expected=_split(),
    given=_split(_at_cut, _at_cut, _all_values, _all_values),
    dtype="float32",
    tolerance=Tolerance(relative=1e-3, absolute=1e-3),
    example=ExampleForm(
        inputs=("series", "cut", "length"),
        result="(train, validation)",
        put=lambda answer, series, cut, length: (
            answer(series, cut, length, "train"),
            answer(series, cut, length, "validation"),
        ),
        of_case=lambda series, cut, length, compared: [(series, cut, length)],
        refuses=lambda series, cut, length: (
            ""
            if length >= 1 and length < cut < len(series) and np.ptp(series[:cut]) > 0
            else "cut is above length and below the number of values, and the values before it differ."
        ),
    ),
    misconceptions=(
        Misconception(
            "statistics_left",
            _split(of_train=_all_values, of_validation=_all_values),
            "The windows are right. But mean and deviation are still taken of all values, so the training "
            "knows something of the future.",
            "In which line are they worked out, and what is in `series` there?",
        ),
        Misconception(
            "overlap_left",
            _split(_at_cut, _at_cut),
            "The mean and the deviation are right. But the windows are still cut by the index at which "
            "they start, so the last training windows reach beyond the cut.",
            "Where does the last training window end?",
        ),
        Misconception(
            "overlap_and_validation_left",
            _split(_at_cut),
            "The validation part is right. The last training windows hold values from the cut on.",
            "Where does the last training window end?",
        ),
        Misconception(
            "validation_starts_late",
            _split(validation=_at_cut),
            "The training part is right. The first validation windows are missing: their inputs lie before "
            "the cut, and their targets don't. When a forecast is made, the past is known.",
            "Which window is the first one whose target is at the cut or after it?",
        ),
        Misconception(
            "statistics_and_late",
            _split(validation=_at_cut, of_train=_all_values, of_validation=_all_values),
            "The training windows are right. But mean and deviation are taken of all values, and the first "
            "validation windows are missing.",
            "Which values may be known before the cut? And which window is the first one whose target "
            "is at the cut or after it?",
        ),
        Misconception(
            "one_too_many",
            _split(lambda cut, length: cut - length + 1),
            "The last training window has its target at the cut. That value belongs to the validation.",
            "The target of the last training window is the last value before the cut. Where does that "
            "window start?",
        ),
        Misconception(
            "both_one_late",
            _split(lambda cut, length: cut - length + 1, lambda cut, length: cut - length + 1),
            "Both parts are divided one window too late: the window whose target is the value at the cut "
            "went into the training, and the validation lacks it.",
            "The target of the last training window is the last value before the cut. Where does that "
            "window start?",
        ),
        Misconception(
            "both_one_early",
            _split(lambda cut, length: cut - length - 1, lambda cut, length: cut - length - 1),
            "Both parts are divided one window too early: the window whose target is the last value before "
            "the cut went into the validation, and the training lacks it.",
            "How many windows of length + 1 values lie in the first `cut` values?",
        ),
        Misconception(
            "a_gap",
            _split(lambda cut, length: cut - length - 1),
            "A training window is missing: the one whose target is the last value before the cut.",
            "How many windows of length + 1 values lie in the first `cut` values?",
        ),
        Misconception(
            "one_late",
            _split(validation=lambda cut, length: cut - length + 1),
            "The validation window whose target is the value at the cut is missing.",
            "Which window is the first one whose target is at the cut or after it?",
        ),
        Misconception(
            "one_early",
            _split(validation=lambda cut, length: cut - length - 1),
            "The first validation window has a target that lies before the cut, where the training was.",
            "Which window is the first one whose target is at the cut or after it?",
        ),
        Misconception(
            "own_statistics",
            _split(of_train=_own, of_validation=_own),
            "Each part was standardized by its own numbers, so the same value means one thing in training "
            "and another in validation.",
            "Which one mean and which one deviation does the docstring name?",
        ),
        Misconception(
            "validation_by_itself",
            _split(of_validation=_from_its_first),
            "The training part is right. The validation was standardized by numbers of its own, so the same "
            "value means one thing in training and another in validation.",
            "Which one mean and which one deviation does the docstring name?",
        ),
        Misconception(
            "halves_by_themselves",
            _split(validation=_at_cut, of_validation=_from_the_cut),
            "The training part is right. From the cut on, the series was treated as one of its own: with its "
            "own mean and deviation, and without the windows that begin before the cut.",
            "Which values may be known when a forecast is made at the cut?",
        ),
        Misconception(
            "statistics_too_short",
            _split(of_train=_of_first_starts, of_validation=_of_first_starts),
            "Mean and deviation are those of fewer values than lie before the cut: the last ones are missing.",
            "Which slice of the series holds all values before the cut?",
        ),
        Misconception(
            "statistics_of_windows",
            _split(of_train=_of_train_windows, of_validation=_of_train_windows),
            "Mean and deviation are those of the training windows, in which a value in the middle occurs "
            "several times. The docstring takes the values of the series.",
            "Of what are mean and deviation taken, and how often does each value count?",
        ),
        Misconception(
            "one_less",
            _split(ddof=1),
            "The squares were divided by one less than the number of values.",
            "The docstring says what the deviation is.",
        ),
        Misconception(
            "only_centered",
            _only_centered,
            "The mean was subtracted, and nothing was divided by the deviation.",
            "What are the two steps of standardizing?",
        ),
    ),
    hints=(
        "There are two leaks and a loss: look at the mean, at the end of the last training window, and at "
        "the start of the first validation window.",
        "Take mean and deviation of `series[:cut]`. Then ask for each window where its last value lies.",
        "A window that starts at i ends at i + length. It is for training if that is below the cut.",
    ),
    afterword="Also right: cut the series first, and make windows of each part; the second begins early.",
)
