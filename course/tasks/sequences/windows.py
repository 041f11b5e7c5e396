"""Windows of a series, each with the value that comes a horizon after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_BATCH = 128  # windows that Keras puts into a batch, unless told otherwise


def _one_of_two(answer, series, length, horizon, compared):
    """The inputs or the targets of what comes back."""
    from grader.probing.evidence import Misfit

    result = answer(series, length, horizon)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise Misfit(result)
    return result[("inputs", "targets").index(compared)]


def _series(draw: np.random.Generator) -> Iterator[Case]:
    def cases(series: object, length: int, horizon: int, label: str) -> Iterator[Case]:
        inputs = {"series": np.array(series, np.float32), "length": length, "horizon": horizon}
        for compared in ("inputs", "targets"):
            yield Case({**inputs, "compared": compared}, f"{label}, {compared}")

    yield from cases([5, 7, 1, 8, 2], 2, 1, "the next value")
    yield from cases([5, 7, 1, 8, 2, 9], 3, 2, "the value after the next")
    yield from cases([4, 1, 3, 6], 1, 1, "windows of one value")
    yield from cases([4, 1, 6], 2, 1, "a single window")
    length, horizon = int(draw.integers(2, 4)), int(draw.integers(2, 4))
    size = length + horizon + int(draw.integers(3, 6))
    yield from cases(draw.permutation(30)[:size], length, horizon, "numbers at random")
    size = _BATCH + int(draw.integers(12, 20))
    yield from cases(draw.integers(0, 100, size), 3, 2, "a longer series")


def _cut(
    target: Callable[[int, int], int] = lambda length, horizon: length + horizon - 1,
    lost: Callable[[int, int], int] = lambda length, horizon: 0,
    whole: Callable[[int, int], int] = lambda length, horizon: length + horizon,
) -> Callable[[np.ndarray, int, int, str], np.ndarray]:
    """Windows, with where the target lies from a window's start, and how many windows are lost."""

    def answer(series: np.ndarray, length: int, horizon: int, compared: str) -> np.ndarray:
        count = len(series) - whole(length, horizon) + 1 - lost(length, horizon)
        starts = np.arange(max(count, 0))
        if compared == "inputs":
            return series[starts[:, None] + np.arange(length)]
        places = starts + target(length, horizon)
        return series[places[(places >= 0) & (places < len(series))]]

    return answer


def _without_overlap(series: np.ndarray, length: int, horizon: int, compared: str) -> np.ndarray:
    return _cut()(series, length, horizon, compared)[::length]


def _first_batch(series: np.ndarray, length: int, horizon: int, compared: str) -> np.ndarray:
    return _cut()(series, length, horizon, compared)[:_BATCH]


def _backward(series: np.ndarray, length: int, horizon: int, compared: str) -> np.ndarray:
    right = _cut()(series, length, horizon, compared)
    return right[:, ::-1] if compared == "inputs" else right


def _several(series: np.ndarray, length: int, horizon: int, compared: str) -> np.ndarray:
    if compared == "inputs":
        return _cut()(series, length, horizon, compared)
    starts = np.arange(len(series) - length - horizon + 1)
    return series[starts[:, None] + length + np.arange(horizon)]


TASK = Task(
    name="windows",
    points=2,
    ask=Call(
        "windows",
        _one_of_two,
        "compared is the one of the two tensors that come back",
        "a pair of tensors, inputs and targets,",
    ),
    cases=_series,
    expected=_cut(),
    dtype="float32",
    example=ExampleForm(
        inputs=("series", "length", "horizon"),
        result="(inputs, targets)",
        put=lambda answer, series, length, horizon: (
            answer(series, length, horizon, "inputs"),
            answer(series, length, horizon, "targets"),
        ),
        of_case=lambda series, length, horizon, compared: [(series, length, horizon)],
        refuses=lambda series, length, horizon: (
            ""
            if length >= 1 and horizon >= 1 and len(series) >= length + horizon
            else "length and horizon are 1 or more, and the series holds at least one window and its target."
        ),
    ),
    misconceptions=(
        Misconception(
            "first_of_the_window",
            _cut(lambda length, horizon: 0),
            "Each target is the first value of its own window: inputs and targets start at the same place.",
            "At which index of the series does the target of window 0 lie?",
        ),
        Misconception(
            "last_of_the_window",
            _cut(lambda length, horizon: length - 1),
            "Each target is the last value of its own window, so the model is asked for what it is given.",
            "How many steps after its window's last value does a target come?",
        ),
        Misconception(
            "horizon_too_long",
            _cut(lambda length, horizon: length + horizon, lambda length, horizon: 1),
            "The targets lie one step too far. A horizon of 1 is the value right after the window.",
            "At which index of the series does the target of window 0 lie, with a horizon of 1?",
        ),
        Misconception(
            "horizon_ignored",
            _cut(lambda length, horizon: length, whole=lambda length, horizon: length + 1),
            "Each target is the value right after its window, whatever the horizon.",
            "What changes in the targets if the horizon grows by 1?",
        ),
        Misconception(
            "horizon_from_the_start",
            _cut(lambda length, horizon: horizon),
            "The horizon was counted from the window's first value. It is counted from the last one.",
            "At which index does window 0 end?",
        ),
        Misconception(
            "windows_lost",
            _cut(lost=lambda length, horizon: length - 1),
            "The last windows are missing, as many as a window has values, less one. Cutting the targets' "
            "lead off the inputs before the windows are made does that.",
            "At which index does the last window start, if its target is the last value?",
        ),
        Misconception(
            "one_lost",
            _cut(lost=lambda length, horizon: 1),
            "The last window is missing.",
            "At which index does the last window start, if its target is the last value?",
        ),
        Misconception(
            "first_batch_only",
            _first_batch,
            "Only the first 128 windows came back. `timeseries_dataset_from_array` gives a dataset of "
            "batches, with 128 windows in each unless told otherwise, and this is the first batch alone.",
            "How many batches does your dataset give for a series of 150 values? What can make them one?",
        ),
        Misconception(
            "one_without_target",
            lambda series, length, horizon, compared: (
                _cut(whole=lambda length, horizon: length)(series, length, horizon, compared)
                if compared == "inputs"
                else _cut()(series, length, horizon, compared)
            ),
            "There are more windows than targets: the last ones have no value a horizon after them.",
            "Which windows have a target inside of the series?",
        ),
        Misconception(
            "all_up_to_the_horizon",
            _several,
            "Each target holds all values up to the horizon. One was asked for.",
            "Which of them comes a horizon after the window?",
        ),
        Misconception(
            "inputs_up_to_the_target",
            lambda series, length, horizon, compared: _cut()(
                series, length + horizon - 1, 1, compared
            ),
            "Each window goes on until right before its target, so with a longer horizon it holds more than "
            "length values.",
            "How many columns do the inputs have when the horizon grows by 1?",
        ),
        Misconception(
            "a_column",
            lambda series, length, horizon, compared: _cut()(
                series, length, horizon, compared
            ).reshape((-1, 1) if compared == "targets" else (-1, length)),
            "The targets came back as a column.",
            "How many axes does the docstring give to the targets?",
        ),
        Misconception(
            "without_overlap",
            _without_overlap,
            "A window begins where the last one ended. There should be one for each place in the series.",
            "How far apart do two windows start?",
        ),
        Misconception(
            "newest_first",
            _backward,
            "The values of each window came in the opposite order.",
            "Which value of a window is the oldest, and in which column should it be?",
        ),
    ),
    hints=(
        "Write down for a series of six values where window 0 ends and where its target lies.",
        "`tf.signal.frame` cuts a tensor into windows; its third argument is how far apart they start.",
        "There are n - length - horizon + 1 windows. The targets are one slice of the series.",
    ),
    afterword="Also right: `tf.stack` over slices, one for each start; what counts is where a target lies.",
)
