"""One trace for a batch of any size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _cut_into_batches(answer, table, sizes):
    """The lengths of all rows, batch by batch, then how often Python ran the function."""
    import numpy as np
    import tensorflow as tf

    runs = []

    def row_lengths(batch):
        runs.append(1)
        return tf.norm(batch, axis=1)

    compiled = answer(row_lengths, int(table.shape[1]))
    if not callable(compiled):
        raise TypeError(f"for_any_batch should give something to call, and gave {compiled!r}")
    found = [compiled(batch) for batch in tf.split(table, sizes)]
    return np.concatenate([*found, [len(runs)]]).astype(np.float32)


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    def case(sizes: list[int], columns: int, label: str) -> Case:
        table = draw.normal(size=(sum(sizes), columns)).astype(np.float32)
        return Case({"table": table, "sizes": sizes}, label)

    yield Case(
        {"table": np.array([[3, 4], [6, 8], [0, 1]], np.float32), "sizes": [2, 1]}, "two batches"
    )
    yield case([3], 2, "a single batch")
    yield case([4, 2, 4, 3, 2, 1], 3, "six batches of four sizes")
    yield case([2, 0, 3], int(draw.integers(1, 5)), "an empty batch among them")


def _lengths_and_traces(count):
    def answer(table: np.ndarray, sizes: list[int]) -> np.ndarray:
        return np.append(np.linalg.norm(table, axis=1), count(sizes))

    return answer


TASK = Task(
    name="for_any_batch",
    title="One trace for a batch of any size",
    points=2,
    ask=Call(
        "for_any_batch",
        _cut_into_batches,
        "for_any_batch(row_lengths, columns) is called once; what it gives is called with the "
        "table cut into batches of these sizes. Compared are all results, and last the number of "
        "times Python ran row_lengths",
    ),
    cell='''
def for_any_batch(function, features):
    """A graph function of `function` that is traced once, whatever the batch size.

    Args:
        function: Python function of one float32 tensor of shape (batch, features).
        features: Python int, the number of columns of every batch.

    Returns:
        Something to call with a float32 tensor of shape (batch, features), which gives what
        `function` gives. Python runs `function` once for all calls together.

    Example:
        compiled = for_any_batch(tf.reduce_sum, 3)
        compiled(tf.ones([2, 3])) gives 6.0, compiled(tf.ones([5, 3])) gives 15.0: one trace.
    """
    ### BEGIN SOLUTION
    return tf.function(function, input_signature=[tf.TensorSpec([None, features], tf.float32)])
    ### END SOLUTION
''',
    cases=_tables,
    expected=_lengths_and_traces(lambda sizes: 1),
    dtype="float32",
    misconceptions=(
        Misconception(
            "a_trace_for_each_size",
            _lengths_and_traces(lambda sizes: len(set(sizes))),
            "The results are right, and there was a trace for every batch size: without more "
            "information, tf.function takes each shape it meets as it is.",
            "Tell tf.function beforehand which inputs to expect. Which size may vary?",
        ),
        Misconception(
            "python_every_time",
            _lengths_and_traces(len),
            "The results are right, and Python ran the function at every call: either there is no "
            "tf.function, or a new one is made for each call, and none of them is used twice.",
            "Make one tf.function and hand back that one.",
        ),
        Misconception(
            "relaxed",
            _lengths_and_traces(lambda sizes: min(len(set(sizes)), 2)),
            "Two traces: reduce_retracing=True starts with the first shape it meets, and relaxes "
            "only when a second one comes.",
            "An input signature says before the first call that the batch size varies.",
        ),
        Misconception(
            "run_once_more",
            _lengths_and_traces(lambda sizes: 2),
            "Python ran the function twice, even where all batches had one size: something besides "
            "the one trace calls it.",
            "Leave the calling to the one who gets your function.",
        ),
        Misconception(
            "sums",
            lambda table, sizes: np.append(table.sum(axis=1), 1),
            "One trace, but these are the sums of the rows: it is the example's function, and the "
            "one that was passed in was not used.",
            "Which argument of tf.function is the function to trace?",
        ),
    ),
    hints=(
        "tf.function can be called like any function: tf.function(function, ...) gives a graph "
        "function.",
        "Its argument input_signature takes a list with one tf.TensorSpec for each input.",
        "A tf.TensorSpec has a shape and a dtype; None stands for a size that may vary.",
    ),
    accepted=(
        "def for_any_batch(function, features):\n"
        "    return tf.function(function).get_concrete_function(\n"
        "        tf.TensorSpec((None, features)))",
        "def for_any_batch(function, features):\n"
        "    @tf.function(input_signature=(tf.TensorSpec([None, None]),))\n"
        "    def compiled(batch):\n"
        "        return function(batch)\n"
        "    return compiled",
        "def for_any_batch(function, features):\n"
        "    any_batch = tf.TensorSpec(shape=None, dtype=tf.float32)\n"
        "    compiled = tf.function(function, [any_batch], autograph=False)\n"
        "    return lambda batch: compiled(batch)",
        "def for_any_batch(function, features):\n"
        "    compiled = tf.function(function, reduce_retracing=True)\n"
        "    compiled.get_concrete_function(tf.TensorSpec([None, features], tf.float32))\n"
        "    return compiled",
    ),
)
