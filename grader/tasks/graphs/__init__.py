"""The tasks of assignment 03-eager-and-graph, a module each. NumPy is the oracle throughout.

Most answers are run inside a `tf.function` of the check's own, where only what became part of a
graph has an effect: so the marks rest on values. Where traces are counted, the check counts the
runs of a Python function of its own.
"""

from __future__ import annotations

from grader.checking.task import Assignment
from grader.tasks.graphs import (
    collatz_steps,
    count_traces,
    for_any_batch,
    huber,
    recall,
    retracing_storm,
    running_max,
    smooth,
    timed_comparison,
)

ASSIGNMENT = Assignment(
    "03-eager-and-graph",
    "Eager and graph",
    (
        for_any_batch.TASK,
        count_traces.TASK,
        timed_comparison.TASK,
        huber.TASK,
        running_max.TASK,
        collatz_steps.TASK,
        smooth.TASK,
        retracing_storm.TASK,
    ),
    recall=recall.QUESTIONS,
)
