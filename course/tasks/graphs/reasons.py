"""What lesson 03 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "clock_stands",
        "Why does Python's clock stand still in `stamp`, while `tf.timestamp()` moves on?",
        "`time.time()` is Python's, so it was called while tracing and never again, and "
        "the graph holds only the number it gave; `tf.timestamp()` put an operation into "
        "the graph, and that runs in every call.",
    ),
    Reason(
        "rate_frozen",
        "Why 0.5, although `rate` is 9.0 now? Say it with the words trace and constant.",
        "The trace for this argument was made when `rate` was 0.5, and holds that number "
        "as a constant; the graph knows nothing of the name `rate`, so a new value does "
        "not reach it.",
    ),
    Reason(
        "equal_numbers",
        "The second argument was 1.0. Why is the result int32?",
        "A trace fits if its Python value is equal to the new one, and 1.0 is equal to "
        "1, so the graph for 1 ran again, whose result is a constant int32.",
    ),
)
