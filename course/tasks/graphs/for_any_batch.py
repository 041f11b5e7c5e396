"""One trace for a batch of any size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import Misshapen
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _cut_into_batches(answer, table, sizes):
    """What comes out for each batch, and how often Python ran the function."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    runs = []

    def row_lengths(batch):
        runs.append(1)
        return tf.norm(batch, axis=1)

    compiled = answer(row_lengths, int(table.shape[1]))
    if not callable(compiled):
        raise Misfit(compiled)
    results = [compiled(batch) for batch in tf.split(table, sizes)]
    for result in results:
        if not tf.is_tensor(result):
            raise Misfit(result)
    return {"results": results, "runs": len(runs)}


def _lengths_then_runs(raw, table, sizes):
    for result, size in zip(raw["results"], sizes, strict=True):
        if raw["runs"] and np.size(result) != size:  # what another function gives is told as that
            return Misshapen(result, f"what comes out for a batch of {size}", (size,))
    results = [np.ravel(result) for result in raw["results"]]
    return np.concatenate([*results, [raw["runs"]]]).astype(results[0].dtype)


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
    points=2,
    ask=Call(
        "for_any_batch",
        _cut_into_batches,
        "for_any_batch(row_lengths, columns) is called once; what it gives is called with the "
        "table cut into batches of these sizes. Compared are all results, and last the number of "
        "times Python ran row_lengths",
        wanted="a function that gives a tensor for each batch",
        entry=lambda index, table, sizes: (
            f"the length of row {index[0]}"
            if index[0] < sum(sizes)
            else "the number of times Python ran row_lengths"
        ),
    ),
    cases=_tables,
    expected=_lengths_and_traces(lambda sizes: 1),
    facts=_lengths_then_runs,
    dtype="float32",
    example=ExampleForm(
        why_not="This task takes no example: a function comes out, and what counts is how often Python runs yours."
    ),
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
            "Leave the calling to whoever gets your function.",
        ),
        Misconception(
            "example_function",
            lambda table, sizes: np.array(
                [*(batch.sum() for batch in np.split(table, np.cumsum(sizes)[:-1])), 0]
            ),
            "Each batch was summed up, and row_lengths never ran: the example's function was "
            "traced, and the one that was passed in was not used.",
            "Which argument of tf.function is the function to trace?",
        ),
    ),
    hints=(
        "tf.function can be called like any function: tf.function(function, ...) gives a graph "
        "function.",
        "Its argument input_signature takes a list with one tf.TensorSpec for each input.",
        "A tf.TensorSpec has a shape and a dtype; None stands for a size that may vary.",
    ),
    afterword=(
        "Also right: `tf.TensorSpec([None, None])`, which takes any number of columns, "
        "too; but a function that asks for that number while it is traced then finds "
        "None."
    ),
)
