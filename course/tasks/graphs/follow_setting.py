"""Repair: the setting that a graph must follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import Misshapen
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _run_and_set(answer, values, rates):
    """What two calls give after each setting, and how often Python ran the function."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    runs = []

    def scale(values, rate):
        runs.append(1)
        return rate * values + 1

    made = answer(scale, rates[0])
    if not isinstance(made, tuple | list) or len(made) != 2 or not all(map(callable, made)):
        raise Misfit(made)
    run, set_rate = made
    results = []
    for number, rate in enumerate(rates):
        if number:
            set_rate(rate)
        results += [run(values), run(values)]
    for result in results:
        if not tf.is_tensor(result):
            raise Misfit(result)
    return {"results": results, "runs": len(runs)}


def _results_then_runs(raw, values, rates):
    for result in raw["results"]:
        if np.size(result) != len(values):
            return Misshapen(result, "what a call gives", values.shape)
    results = [np.ravel(result) for result in raw["results"]]
    return np.concatenate([*results, [raw["runs"]]]).astype(results[0].dtype)


def _settings(draw: np.random.Generator) -> Iterator[Case]:
    def case(values: object, rates: list[float], label: str) -> Case:
        return Case({"values": np.array(values, np.float32), "rates": rates}, label)

    yield case([4], [0.5, 2.0, 2.0, 0.25, 2.0], "the rate is set four times")
    yield case([1, -3], [0.5], "the rate is never set")
    yield case([2, 4, 6], [1.5, -1.0], "the rate is set once")
    rates = [float(rate) for rate in draw.permutation([0.25, 0.5, 0.5, 1.5, 3.0, 4.0])]
    yield case(draw.integers(1, 9, 3), rates, "rates at random")


def _entry(index: tuple[int, ...], values: np.ndarray, rates: list[float]) -> str:
    call, at = divmod(index[0], len(values))
    if call == 2 * len(rates):
        return "the number of times Python ran scale"
    return f"entry {at} of what call {call + 1} gives"


def _scaled(
    count: Callable[[list[float]], int],
    used: Callable[[np.ndarray], np.ndarray] = lambda rates: rates,
) -> Callable[..., np.ndarray]:
    """Two calls for each rate, scaled by what became of the rates, then the count of runs."""

    def answer(values: np.ndarray, rates: list[float]) -> np.ndarray:
        twice = np.repeat(used(np.array(rates)), 2)
        return np.append(np.outer(twice, values).ravel() + 1, count(rates)).astype(np.float32)

    return answer


def _once(rates: list[float]) -> int:
    return 1


def _from_the_start(rates: np.ndarray) -> np.ndarray:
    """The first rate, where the graph goes on with what it was traced with."""
    return np.full(len(rates), rates[0])


def _one_behind(rates: np.ndarray) -> np.ndarray:
    return np.append(rates[:1], rates[:-1])


TASK = Task(
    name="follow_setting",
    points=3,
    ask=Call(
        "make_scaler",
        _run_and_set,
        "scale gives rate * values + 1; make_scaler(scale, rates[0]) is called once, then run(values) twice; for each further rate "
        "set_rate(rate) is called, and run(values) twice again. Compared are all results, and last "
        "the number of times Python ran scale",
        wanted="two functions, run and set_rate, where run gives a tensor",
        entry=_entry,
    ),
    cases=_settings,
    expected=_scaled(_once),
    facts=_results_then_runs,
    given=_scaled(_once, _from_the_start),
    dtype="float32",
    example=ExampleForm(
        why_not="This task takes no example: two functions come out, and what counts is how often Python runs yours."
    ),
    misconceptions=(
        Misconception(
            "frozen",
            _scaled(_once, _from_the_start),
            "One trace, and every call scales by the first rate. Either the number became a constant of the "
            "graph, because Python looked it up while it traced, or the graph reads a variable, and set_rate "
            "gives that variable's name to something else.",
            "Which object does a graph read anew at each run, and what changes that object rather than its "
            "name? Another way is to hand the rate to the graph at each call, as something that is no "
            "constant.",
        ),
        Misconception(
            "trace_for_each_rate",
            _scaled(lambda rates: len(set(rates))),
            "The results are right, and there is a trace for every rate. A Python number in the "
            "arguments is part of the signature by its value.",
            "What is passed by dtype and shape alone, whatever its value? Or what needs no passing, "
            "because the graph reads it?",
        ),
        Misconception(
            "new_function_each_time",
            _scaled(len),
            "The results are right, and every set_rate costs a trace: a new tf.function is made "
            "there, and a new one knows none of the traces of the old.",
            "Make one tf.function, and let set_rate change something that it reads.",
        ),
        Misconception(
            "python_every_time",
            _scaled(lambda rates: 2 * len(rates)),
            "The results are right, and Python ran the function at every call: either there is no "
            "tf.function any more, or a new one is made at each call and used once.",
            "Keep the tf.function. Which line of it holds a number that should be able to change?",
        ),
        Misconception(
            "run_once_more",
            _scaled(lambda rates: 2),
            "Python ran the function twice for one signature. That happens where the graph function "
            "makes the variable itself at its first call, or where something besides the one trace "
            "calls scale.",
            "Make the variable before the graph function, and leave the calling to run.",
        ),
        Misconception(
            "added",
            _scaled(_once, np.cumsum),
            "Each new rate was added to the one before it.",
            "assign_add adds. Which method puts a new value in place of the old?",
        ),
        Misconception(
            "subtracted",
            _scaled(_once, lambda rates: 2 * rates[0] - np.cumsum(rates)),
            "Each new rate was subtracted from the one before it.",
            "assign_sub subtracts. Which method puts a new value in place of the old?",
        ),
        Misconception(
            "one_setting_late",
            _scaled(_once, _one_behind),
            "Every setting takes effect one setting late.",
            "What is stored by set_rate, and what does the graph read: the same thing?",
        ),
        Misconception(
            "multiplied_outside",
            lambda values, rates: np.append(
                np.outer(np.repeat(rates, 2), values + 1).ravel(), 1
            ).astype(np.float32),
            "The graph works with a rate of 1, and what it gives is multiplied by the rate. That is "
            "right for a scale that does nothing but multiply. This one adds 1 as well.",
            "The rate belongs into the call of scale. How can it reach the graph at each run?",
        ),
        Misconception(
            "scaled_without_it",
            lambda values, rates: np.append(
                np.outer(np.repeat(rates, 2), values).ravel(), 0
            ).astype(np.float32),
            "The values were multiplied by the rate, and `scale` was never run. The function has to "
            "work with whatever scale it is given.",
            "Which of the arguments says how values and rate become a result?",
        ),
        Misconception(
            "start_left_out",
            _scaled(_once, lambda rates: np.append(0.0, rates[1:])),
            "It follows set_rate, and before the first setting it scales by 0: the variable starts "
            "at 0.",
            "Which argument says what the rate is at first?",
        ),
        Misconception(
            "start_is_one",
            _scaled(_once, lambda rates: np.append(1.0, rates[1:])),
            "It follows set_rate, and before the first setting it scales by 1: the variable starts "
            "at 1.",
            "Which argument says what the rate is at first?",
        ),
    ),
    hints=(
        "The line with settings['rate'] runs while the function is traced, and only then.",
        "A graph reads a tf.Variable at each run. A tensor among the arguments reaches it at each "
        "call as well.",
        "Make a tf.Variable of the rate in make_scaler, give it to scale, and let set_rate assign "
        "to it.",
    ),
    afterword=(
        "Also right: `return run, setting.assign`, since the variable's own method takes the "
        "new rate."
    ),
)
