"""What lesson 02 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "list_of_one",
        "1, 2 and 3 were appended one after the other. Why does the list show 3 three times?",
        "A list copies nothing: what stands in it three times is one and the same variable, and "
        "after the loop that variable holds 3.",
    ),
    Reason(
        "numbers_taken",
        "The seed was set to the same value. Why is the second `x` another one?",
        "The seed only says where a sequence of numbers starts, and the draw for the plot took "
        "the first part of it, so `x` got the next part.",
    ),
)
