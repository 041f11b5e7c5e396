"""Repair: the function that traces again and again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _updates_and_traces(answer, values, lengths, rates):
    """The results, and how often Python ran the update."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    runs = []

    def update(batch, rate):
        runs.append(1)
        return tf.reduce_sum(rate * batch + 1)

    results = answer(update, tf.split(values, lengths), rates)
    # A NumPy array has its numbers as well, and a list of tensors has not.
    if not hasattr(results, "shape") or tuple(results.shape) != (len(rates),):
        raise Misfit(results)
    return {"results": results, "runs": len(runs)}


def _results_then_runs(raw, values, lengths, rates):
    return np.append(raw["results"], np.array(raw["runs"], raw["results"].dtype))


def _storms(draw: np.random.Generator) -> Iterator[Case]:
    def case(lengths: list[int], rates: list[float], label: str) -> Case:
        values = draw.integers(-9, 10, sum(lengths)).astype(np.float32)
        return Case({"values": values, "lengths": lengths, "rates": rates}, label)

    yield case([2, 3, 4, 3, 2, 4], [0.1, 0.1, 0.1, 0.1, 0.2, 0.2], "batches of three lengths")
    yield case([3], [0.5], "a single batch")
    yield case([1, 1, 1], [0.5, 0.25, 0.5], "batches of one length")
    lengths = [int(n) for n in draw.permutation([2, 2, 2, 3, 3, 5])]
    rates = [float(r) for r in draw.permutation([0.1, 0.1, 0.2, 0.3, 0.4, 0.5])]
    yield case(lengths, rates, "many lengths and rates")


def _updated(count, rate_of=lambda rates: rates):
    def answer(values: np.ndarray, lengths: list[int], rates: list[float]) -> np.ndarray:
        batches = np.split(values, np.cumsum(lengths)[:-1])
        sums = np.array([batch.sum() for batch in batches])
        results = sums * rate_of(np.array(rates)) + lengths
        return np.append(results, count(lengths, rates))

    return answer


def _relaxed_for_each_rate(lengths: list[int], rates: list[float]) -> int:
    """What reduce_retracing counts: one trace, and one more once a rate meets a second length."""
    met = {rate: set() for rate in rates}
    for length, rate in zip(lengths, rates, strict=True):
        met[rate].add(length)
    return sum(min(len(seen), 2) for seen in met.values())


def _once(lengths: list[int], rates: list[float]) -> int:
    return 1


TASK = Task(
    name="retracing_storm",
    points=3,
    ask=Call(
        "apply_updates",
        _updates_and_traces,
        "update gives the sum of rate * batch + 1; values is cut into batches of these lengths. Compared are the results, and last the "
        "number of times Python ran update",
        wanted="a float32 tensor with one number for each batch",
        entry=lambda index, values, lengths, rates: (
            f"the result of batch {index[0]}"
            if index[0] < len(lengths)
            else "the number of times Python ran update"
        ),
    ),
    cases=_storms,
    expected=_updated(lambda lengths, rates: 1),
    facts=_results_then_runs,
    given=_updated(lambda lengths, rates: len(set(zip(lengths, rates, strict=True)))),
    dtype="float32",
    # The docstring has a rate for each batch.
    alike=("`strict=True` left out", "`True` -> `False`"),
    example=ExampleForm(
        why_not="This task takes no example: the numbers come out right already, and what counts is how often Python runs your function."
    ),
    misconceptions=(
        Misconception(
            "lengths_left",
            _updated(lambda lengths, rates: len(set(lengths))),
            "The rates cost no traces any more, and every length still costs one: a tf.function that "
            "is told nothing takes each shape it meets as it is.",
            "How does tf.function learn beforehand that the length varies?",
        ),
        Misconception(
            "rates_left",
            _updated(lambda lengths, rates: len(set(rates))),
            "The lengths cost no traces any more. What is left is one trace for every rate: a "
            "Python number is part of the signature by its value.",
            "What is passed by dtype and shape alone, whatever its value?",
        ),
        Misconception(
            "python_every_time",
            _updated(lambda lengths, rates: len(rates)),
            "Python ran the update once for every batch: there is no tf.function any more, or a new "
            "one is made for each batch, or the whole loop is traced and unrolled, the update with "
            "it.",
            "Make one tf.function of the update before the loop, and call it in the loop.",
        ),
        Misconception(
            "relaxed",
            _updated(lambda lengths, rates: min(len(set(lengths)), 2)),
            "Two traces: reduce_retracing=True starts with the first length it meets, and relaxes "
            "only when a second one comes.",
            "An input signature says before the first call which sizes vary.",
        ),
        Misconception(
            "relaxed_rates_left",
            _updated(_relaxed_for_each_rate),
            "reduce_retracing=True relaxes lengths and leaves the rates: a Python number is part of "
            "the signature by its value, so every rate has traces of its own.",
            "What is passed by dtype and shape alone, whatever its value? And what says beforehand "
            "that the length varies?",
        ),
        Misconception(
            "first_rate",
            _updated(lambda lengths, rates: 1, lambda rates: rates[:1]),
            "One trace, and every batch got the first rate: a Python number becomes a constant of "
            "the graph while tracing.",
            "How can a rate reach the graph at each call?",
        ),
        Misconception(
            "multiplied_outside",
            lambda values, lengths, rates: np.append(
                _updated(_once, np.ones_like)(values, lengths, rates)[:-1] * rates, 1
            ),
            "The graph works with a rate of 1, and what it gives is multiplied by the rate. That is "
            "right for an update that does nothing but multiply. This one adds 1 as well.",
            "The rate belongs into the call of update. How can it reach the graph at each call?",
        ),
        Misconception(
            "padded",
            lambda values, lengths, rates: np.append(
                _updated(_once)(values, lengths, rates)[:-1] + max(lengths) - lengths, 1
            ),
            "One trace, and the shorter batches were filled up to the length of the longest. An update "
            "takes what was added for data, as this one does, which counts entries.",
            "Every batch should arrive as it is. How does tf.function learn beforehand that the length "
            "varies?",
        ),
        Misconception(
            "padded_rates_left",
            lambda values, lengths, rates: np.append(
                _updated(_once)(values, lengths, rates)[:-1] + max(lengths) - lengths,
                len(set(rates)),
            ),
            "The batches were filled up to one length, and there is still a trace for every rate: a "
            "Python number is part of the signature by its value. An update also takes what was added "
            "for data, as this one does, which counts entries.",
            "What is passed by dtype and shape alone, whatever its value? And how does tf.function learn "
            "beforehand that the length varies?",
        ),
        Misconception(
            "update_left_out",
            lambda values, lengths, rates: np.append(
                _updated(_once)(values, lengths, rates)[:-1] - lengths, 0
            ),
            "`update` was never run: what the docstring's example does was written out instead. The "
            "function has to work with whatever update it is given.",
            "Which function should become the graph?",
        ),
        Misconception(
            "last_rate",
            _updated(lambda lengths, rates: 1, lambda rates: rates[-1:]),
            "One trace, and every batch got the last rate: one number is kept for them all, and the "
            "last one stayed.",
            "At which call does each batch's own rate reach the graph?",
        ),
        Misconception(
            "run_once_more",
            _updated(lambda lengths, rates: 2),
            "Python ran the update twice, even where there is a single batch, because something besides "
            "the one trace calls it.",
            "Call only the graph function.",
        ),
    ),
    hints=(
        "Count what differs from call to call: the lengths of the batches, and the rates.",
        "A Python float is part of the signature by its value; a tensor is not.",
        "Pass the rate as a tensor, and say in input_signature that the length varies.",
    ),
    afterword=(
        "Also right: `tf.TensorSpec(None, tf.float32)` for both arguments, which leaves "
        "even the number of axes open."
    ),
)
