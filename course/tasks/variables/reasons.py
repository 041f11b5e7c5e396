"""What lesson 02 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "list_of_one",
        "1, 2 and 3 were appended one after the other. Why does the list show 3 three times?",
        "`append` stores the variable and not the number in it, so all three entries are "
        "one variable, which is read only when the list is shown, and by then holds 3.",
    ),
    Reason(
        "numbers_taken",
        "The seed was set to the same value. Why is the second `x` another one?",
        "The seed sets a state that the whole program shares, and the draw for the plot "
        "moved it on, so the second `x` was drawn from another state than the first.",
    ),
)
