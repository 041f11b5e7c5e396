"""Repair: a graph that reads its setting only where a new length makes it trace again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import Misshapen
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _set_and_step(answer, lengths, rates, slope_factor):
    """What a step gives after each setting, and how often Python ran the slope."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    runs = []

    def slope(weights):
        runs.append(1)
        return slope_factor * weights

    config = {"rate": rates[0]}
    step = answer(slope, config)
    if not callable(step):
        raise Misfit(step)
    results = []
    for length, rate in zip(lengths, rates, strict=True):
        config["rate"] = rate
        results.append(step(tf.range(1.0, length + 1)))
    for result in results:
        if not tf.is_tensor(result):
            raise Misfit(result)
    return {"results": results, "runs": len(runs)}


def _results_then_runs(raw, lengths, rates, slope_factor):
    """All numbers, then the runs of `slope` beyond one for each length: -1 where it never ran."""
    more = max(raw["runs"] - len(set(lengths)), 0) if raw["runs"] else -1
    for result, length in zip(raw["results"], lengths, strict=True):
        if np.size(result) != length:
            return Misshapen(result, f"what a step of {length} gives", (length,))
    results = [np.ravel(result) for result in raw["results"]]
    return np.concatenate([*results, [more]]).astype(results[0].dtype)


def _entry(index, lengths, rates, slope_factor) -> str:
    place = index[0]
    for call, length in enumerate(lengths, 1):
        if place < length:
            return f"entry {place} of what call {call} gives"
        place -= length
    return "how often Python ran slope beyond once for each length"


def _settings(draw: np.random.Generator) -> Iterator[Case]:
    def case(lengths: list[int], rates: list[float], factor: float, label: str) -> Case:
        return Case({"lengths": lengths, "rates": rates, "slope_factor": factor}, label)

    yield case([1, 1, 1], [0.5, 0.25, 0.25], 2.0, "the rate is lowered once")
    yield case([2], [0.5], 1.0, "the rate is never set")
    yield case([1, 2, 1, 2], [0.5, 0.25, 0.125, 0.0625], -1.0, "two lengths in turn")
    yield case([1, 1, 1, 1], [0.5, 0.25, 0.5, 2.0], 4.0, "a rate comes back")
    lengths = [int(length) for length in draw.permutation([1, 2, 2, 1, 2])]
    rates = [float(rate) for rate in draw.permutation([0.125, 0.25, 0.5, 1.5, 3.0])]
    yield case(lengths, rates, float(draw.choice([1.0, 2.0, 3.0])), "at random")


Used = Callable[[list[int], list[float]], list[float]]


def _stepped(
    used: Used = lambda lengths, rates: rates,
    more: Callable[[list[int], list[float]], int] = lambda lengths, rates: 0,
    of_slope: Callable[[float], float] = lambda factor: factor,
) -> Callable[..., np.ndarray]:
    """Every call's weights, stepped by what became of the rates; then the runs too many."""

    def answer(lengths: list[int], rates: list[float], slope_factor: float) -> np.ndarray:
        results = []
        for length, rate in zip(lengths, used(lengths, rates), strict=True):
            weights = np.arange(1.0, length + 1)
            results.append(weights - rate * of_slope(slope_factor) * weights)
        return np.concatenate([*results, [more(lengths, rates)]]).astype(np.float32)

    return answer


def _of_first_call(lengths: list[int], rates: list[float]) -> list[float]:
    """For each call the rate that was set when its length came for the first time."""
    return [rates[lengths.index(length)] for length in lengths]


def _of_making(lengths: list[int], rates: list[float]) -> list[float]:
    return [rates[0]] * len(rates)


def _one_behind(lengths: list[int], rates: list[float]) -> list[float]:
    return [rates[0], *rates[:-1]]


def _every_call(lengths: list[int], rates: list[float]) -> int:
    return len(lengths) - len(set(lengths))


def _every_pair(lengths: list[int], rates: list[float]) -> int:
    return len(set(zip(lengths, rates, strict=True))) - len(set(lengths))


TASK = Task(
    name="frozen_rate",
    points=2,
    ask=Call(
        "make_step",
        _set_and_step,
        "make_step(slope, config) is called once, with the first of the rates in config. Then, for each "
        "pair of a length and a rate, config['rate'] is set to the rate, and step is called with the "
        "weights [1.0, 2.0, ...] of that length. slope(weights) is slope_factor * weights. "
        "Compared are all results, and last how often Python ran slope beyond once for each length",
        "a function that gives a tensor",
        _entry,
    ),
    cases=_settings,
    expected=_stepped(),
    facts=_results_then_runs,
    given=_stepped(_of_first_call),
    dtype="float32",
    example=ExampleForm(
        why_not="This task takes no example: a function comes out, and what counts is what it gives later."
    ),
    misconceptions=(
        Misconception(
            "frozen_by_length",
            _stepped(_of_first_call),
            "The step uses the rate that was set when weights of this length came for the first time. "
            "Python read the dict while it traced, and the number became a constant of that trace; a new "
            "length means a new trace, and so it looks as if the rate were followed now and then.",
            "Which part of the work is done at every call? That is where the dict has to be read.",
        ),
        Misconception(
            "frozen_when_made",
            _stepped(_of_making),
            "Every call uses the rate that was set when make_step was called.",
            "When is config['rate'] read, and when is it changed?",
        ),
        Misconception(
            "traced_for_each_rate",
            _stepped(more=_every_pair),
            "The results are right, but each new rate costs a trace: a Python number among the arguments "
            "is a part of the signature.",
            "As what could the rate be passed, so that only its dtype and shape count?",
        ),
        Misconception(
            "python_each_time",
            _stepped(more=_every_call),
            "The results are right, but Python ran slope at every call: there is no graph any more, or a "
            "new one is made each time.",
            "Keep one tf.function, made in make_step. What should it be given at each call?",
        ),
        Misconception(
            "one_call_late",
            _stepped(_one_behind),
            "Each change takes effect one call late: the variable is brought up to date after the step.",
            "In which order do the step and the assignment come?",
        ),
        Misconception(
            "added_up",
            _stepped(lambda lengths, rates: list(rates[0] + np.cumsum(rates))),
            "Each new rate was added to what was there before.",
            "Which method puts a value in place of the old one?",
        ),
        Misconception(
            "upward",
            _stepped(lambda lengths, rates: [-rate for rate in rates]),
            "The step goes up the slope: it was added instead of subtracted.",
            "Compare the sign with the docstring's formula.",
        ),
        Misconception(
            "without_slope",
            lambda lengths, rates, slope_factor: np.append(
                _stepped(of_slope=lambda factor: 1.0)(lengths, rates, slope_factor)[:-1], -1
            ).astype(np.float32),
            "slope was never called: the weights themselves were taken for it.",
            "What does the docstring subtract?",
        ),
        Misconception(
            "slope_alone",
            lambda lengths, rates, slope_factor: np.append(
                np.concatenate(
                    [
                        -rate * slope_factor * np.arange(1.0, length + 1)
                        for length, rate in zip(lengths, rates, strict=True)
                    ]
                ),
                0,
            ).astype(np.float32),
            "This is the change of the weights. The docstring wants the weights after it.",
            "What should come out if the rate is 0?",
        ),
        Misconception(
            "change_upward",
            lambda lengths, rates, slope_factor: np.append(
                np.concatenate(
                    [
                        slope_factor * np.arange(1.0, length + 1) * rate
                        for length, rate in zip(lengths, rates, strict=True)
                    ]
                ),
                0,
            ).astype(np.float32),
            "This is the rate times the slope. The docstring subtracts it from the weights.",
            "What should come out if the rate is 0?",
        ),
    ),
    hints=(
        "Print config['rate'] inside the function, with print. How often does the line appear?",
        "A dict is read by Python. Python runs at every call of an ordinary function, and in a tf.function "
        "only while it is traced.",
        "Let step be an ordinary function that reads the dict and hands the rate on as a tensor, or assigns "
        "it to a tf.Variable, before it calls the graph.",
    ),
    afterword=(
        'Also right: `rate.assign(config["rate"])` before each call, where `rate` is a tf.Variable that the '
        "graph reads."
    ),
)
