"""Refuses cases that can be guessed, a tolerance that lets everything pass, and a threshold without
a margin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.authoring.checked import CheckedTask
from grader.authoring.notices import Notice
from grader.authoring.trying import CellStopped, ask
from grader.judging.task import Quality, Task
from grader.probing.plain import Plain, numbers_of, to_plain, value_of
from grader.probing.questions import Call, Case, Read

_DRAWS, _FEWEST = 100, 20
_DIGITS = 2  # results that agree in these are the same to somebody who guesses
_STANDARD_ERRORS = 4.0
SOUND_RUNS = 10  # trainings that a threshold is measured on


def check_draws(checked: CheckedTask) -> Iterator[Notice]:
    """A hundred draws of the cases have many different right results.

    Where a drive or the task's facts stand between, what is expected is made of results and may well
    be the same always; there the inputs are counted.
    """
    task = checked.task
    made = isinstance(task.ask, Call) and (task.ask.drive or task.facts)
    if isinstance(task.ask, Read):
        return
    different = set()
    for seed in range(_DRAWS):
        different.add(_inputs(task, seed) if made else _results(task, seed))
        if len(different) >= _FEWEST:
            return
    yield checked.refuse(
        "cases",
        checked.source.line_of("cases"),
        f"{_DRAWS} draws of the cases have {len(different)} different "
        f"{'inputs' if made else 'results'}, to {_DIGITS} digits: they can be memorized",
    )


def check_tolerance(checked: CheckedTask) -> Iterator[Notice]:
    """A number is not called right whatever it is."""
    task = checked.task
    if task.quality or isinstance(task.ask, Read):
        return
    sizes = [
        float(np.abs(numbers).max())
        for case in task.draw_cases(checked.course.seed)
        if (numbers := numbers_of(to_plain(case.put_to(task.expected)))) is not None
        and numbers.size
        and np.issubdtype(numbers.dtype, np.number)
        and np.isfinite(numbers).all()
    ]
    largest = max(sizes, default=0.0)
    if largest and (task.tolerance.absolute >= largest or task.tolerance.relative >= 1):
        yield checked.refuse(
            "tolerance",
            checked.source.line_of("tolerance"),
            f"a result may lie {task.tolerance.absolute:g} off, and the largest that is expected is "
            f"{largest:g}: 0 passes everywhere",
        )


def check_threshold(checked: CheckedTask) -> Iterator[Notice]:
    """A trained model's threshold is out of reach of the lazy, and well within that of the sound."""
    task = checked.task
    if task.quality is None:
        return
    line = checked.source.line_of("quality")
    for seed in range(SOUND_RUNS):
        for case in task.draw_cases(seed):
            lazy = task.quality.measure(case.put_to(task.quality.lazy), case.put_to(task.expected))
            if task.quality.is_reached(lazy):
                yield checked.refuse(
                    "threshold",
                    line,
                    f"{task.quality.lazy_name} reaches {lazy:g}, and {task.quality.limit:g} is asked",
                )
                return
    if not checked.runs_answers:
        return
    margins = [standard_errors_inside(task.quality, scores) for scores in _sound_scores(checked)]
    if margins and min(margins) < _STANDARD_ERRORS:
        yield checked.refuse(
            "threshold",
            line,
            f"the worst of {SOUND_RUNS} sound answers lies {min(margins):.1f} standard errors "
            f"inside the limit of {task.quality.limit:g}; it should be {_STANDARD_ERRORS:g} at least",
        )


def _results(task: Task, seed: int) -> str:
    """All right results of a seed, rounded."""
    return " ".join(
        _rounded(to_plain(case.put_to(task.expected))) for case in task.draw_cases(seed)
    )


def _inputs(task: Task, seed: int) -> str:
    """All inputs of a seed, rounded.

    One that is no number is told by its text. A function's holds its address, so that it counts as
    another one each time: what is in it can't be seen.
    """
    values = [value for case in task.draw_cases(seed) for value in case.inputs.values()]
    plain = [to_plain(value) for value in values]
    return " ".join(
        _rounded(seen) if numbers_of(seen) is not None or seen.items else repr(value)
        for seen, value in zip(plain, values, strict=True)
    )


def _rounded(value: Plain) -> str:
    numbers = numbers_of(value)
    if numbers is None or not np.issubdtype(numbers.dtype, np.number):
        return f"{value.text}{[_rounded(item) for item in value.items]}{numbers}"
    if np.issubdtype(numbers.dtype, np.integer):
        return str((numbers.shape, numbers.tobytes()))
    return " ".join(f"{number:.{_DIGITS - 1}e}" for number in numbers.ravel())


def standard_errors_inside(quality: Quality, scores: np.ndarray) -> float:
    """How many standard errors of the mean a run lies on the easy side of the limit."""
    mean = scores.mean()
    beyond = quality.limit - mean if quality.less_is_better else mean - quality.limit
    return float(beyond / max(scores.std(ddof=1) / np.sqrt(scores.size), 1e-12))


def _sound_scores(checked: CheckedTask) -> Iterator[np.ndarray]:
    """The score of every example of the solution, for each of ten seeds."""
    task = checked.task
    if task.quality is None:
        return
    for seed in range(SOUND_RUNS):
        cases = task.draw_cases(1000 + seed)
        try:
            evidence = ask(task, task.solution, cases, checked.course.imports)
        except CellStopped:
            return  # said of the solution already
        for case, seen in zip(cases, evidence.observations, strict=True):
            if seen.result is None or seen.misfit:
                return
            yield _scores(task, task.quality, case, value_of(seen.result))


def _scores(task: Task, quality: Quality, case: Case, result: Any) -> np.ndarray:
    if task.facts:
        result = task.facts(result, *case.inputs.values())
    return np.asarray(quality.scores(result, case.put_to(task.expected)), np.float64)
