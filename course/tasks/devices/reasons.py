"""What lesson 07 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "first_call",
        "All five calls compute the same. Why does the first one take so much longer?",
        "Only the first call was traced: Python ran the function once, and a graph was "
        "made of it; the other four found that graph for the same matrix, and only ran "
        "it.",
    ),
    Reason(
        "around_operations",
        "Why does the chain gain more from a graph than the one large product?",
        "Python takes about as long for a small operation as for a large one, so a chain "
        "of small ones is mostly Python, which a graph does without, and one large "
        "product hardly is.",
    ),
    Reason(
        "rounded_back",
        "A thousand times 0.0001 is 0.1. Why is the weight still 1.0?",
        "Just above 1.0 the numbers of float16 lie about 0.001 apart, so 1.0001 is rounded back to 1.0, "
        "a thousand times over.",
    ),
)
