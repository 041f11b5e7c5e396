"""Repair: the function that traces again and again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _updates_and_traces(answer, values, lengths, rates):
    """The results, then how often Python ran the update."""
    import numpy as np
    import tensorflow as tf

    runs = []

    def update(batch, rate):
        runs.append(1)
        return rate * tf.reduce_sum(batch)

    results = answer(update, tf.split(values, lengths), rates)
    return np.append(np.asarray(results), np.float32(len(runs)))


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
        return np.append(sums * rate_of(np.array(rates)), count(lengths, rates))

    return answer


def _relaxed_for_each_rate(lengths: list[int], rates: list[float]) -> int:
    """What reduce_retracing counts: one trace, and one more once a rate meets a second length."""
    met = {rate: set() for rate in rates}
    for length, rate in zip(lengths, rates, strict=True):
        met[rate].add(length)
    return sum(min(len(seen), 2) for seen in met.values())


TASK = Task(
    name="retracing_storm",
    title="Repair: the function that traces again and again",
    points=2,
    ask=Call(
        "apply_updates",
        _updates_and_traces,
        "values is cut into batches of these lengths. Compared are the results, and last the "
        "number of times Python ran update",
    ),
    cell='''
def apply_updates(update, batches, rates):
    """Run `update` as a graph on every batch, each with its own rate.

    Args:
        update: Python function of a float32 tensor of shape (length,) and a rate, either a Python
            float or a float32 scalar tensor. It gives a float32 scalar tensor.
        batches: list of float32 tensors of shape (length,); their lengths differ.
        rates: list of Python floats, one for each batch.

    Returns:
        float32 tensor of shape (number of batches,): the results in order. Python runs `update`
        once for all of them together. Today it runs for nearly every batch.
    """
    compiled = tf.function(update)
    pairs = zip(batches, rates, strict=True)
    return tf.stack([compiled(batch, rate) for batch, rate in pairs])


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def apply_updates(update, batches, rates):
    """Run `update` as a graph on every batch, each with its own rate, with one trace for all."""
    signature = [tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32)]
    compiled = tf.function(update, input_signature=signature)
    pairs = zip(batches, rates, strict=True)
    return tf.stack([compiled(batch, tf.constant(rate)) for batch, rate in pairs])


### END SOLUTION
''',
    cases=_storms,
    expected=_updated(lambda lengths, rates: 1),
    given=_updated(lambda lengths, rates: len(set(zip(lengths, rates, strict=True)))),
    dtype="float32",
    misconceptions=(
        Misconception(
            "lengths_left",
            _updated(lambda lengths, rates: len(set(lengths))),
            "The rates cost no traces any more. What is left is one trace for every length.",
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
            "last_rate",
            _updated(lambda lengths, rates: 1, lambda rates: rates[-1:]),
            "One trace, and every batch got the last rate.",
            "Which rate belongs to which batch?",
        ),
        Misconception(
            "run_once_more",
            _updated(lambda lengths, rates: 2),
            "Python ran the update twice, even where there is a single batch: something besides the "
            "one trace calls it.",
            "Call only the graph function.",
        ),
    ),
    hints=(
        "Count what differs from call to call: the lengths of the batches, and the rates.",
        "A Python float is part of the signature by its value; a tensor is not.",
        "Pass the rate as a tensor, and say in input_signature that the length varies.",
    ),
    accepted=(
        "def apply_updates(update, batches, rates):\n"
        "    @tf.function(input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])\n"
        "    def one(batch, rate):\n"
        "        return update(batch, rate)\n"
        "    return tf.stack([one(b, r) for b, r in zip(batches, rates)])",
        "def apply_updates(update, batches, rates):\n"
        "    one = tf.function(update).get_concrete_function(\n"
        "        tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32))\n"
        "    found = []\n"
        "    for batch, rate in zip(batches, tf.unstack(tf.constant(rates))):\n"
        "        found.append(one(batch, rate))\n"
        "    return tf.stack(found)",
        "def apply_updates(update, batches, rates):\n"
        "    anything = tf.TensorSpec(None, tf.float32)\n"
        "    one = tf.function(update, (anything, anything), autograph=False)\n"
        "    return tf.concat([[one(b, r)] for b, r in zip(batches, rates)], axis=0)",
    ),
)
