"""What lesson 07 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "first_call",
        "All five calls compute the same. Why does the first one take so much longer?",
        "The first call traced the function and prepared its graph, and the later calls only ran "
        "the graph that they found ready.",
    ),
    Reason(
        "around_operations",
        "Why does the chain gain more from a graph than the one large product?",
        "A graph saves Python's time around each operation: in the chain that is most of the time, "
        "while the product spends its time inside one operation.",
    ),
    Reason(
        "rounded_back",
        "A thousand times 0.0001 is 0.1. Why is the weight still 1.0?",
        "Just above 1.0 the numbers of float16 lie about 0.001 apart, so 1.0001 is rounded back to 1.0, "
        "a thousand times over.",
    ),
)
