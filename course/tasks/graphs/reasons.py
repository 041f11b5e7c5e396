"""What lesson 03 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "clock_stands",
        "Why does Python's clock stand still in `stamp`, while `tf.timestamp()` moves on?",
        "Python read its clock once, while tracing, and what it read became a constant of the graph; "
        "`tf.timestamp()` is an operation, so it runs whenever the graph does.",
    ),
    Reason(
        "rate_frozen",
        "Why 0.5, although `rate` is 9.0 now? Say it with the words trace and constant.",
        "Python looked `rate` up while it made the trace, the 0.5 became a constant of that graph, "
        "and the second call ran the same graph without looking again.",
    ),
    Reason(
        "equal_numbers",
        "The argument is 1.0. Why is the result int32?",
        "To Python `1 == 1.0` is true, so the second call hit the trace of the first, and ran a "
        "graph that was made for a whole number.",
    ),
)
