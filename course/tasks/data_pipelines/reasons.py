"""What lesson 09 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "buffer_too_small",
        "1,000 sorted rows were shuffled with a buffer of 100. Why was none of the later rows among the first ten?",
        "The next row is drawn from the buffer alone, and a row gets in only when another has left, so at the "
        "tenth draw only 109 rows have been read.",
    ),
    Reason(
        "leak_by_reshuffle",
        "`take` and `skip` cut the same data set. Why are some rows in both parts?",
        "Each part goes through the shuffled data set by itself, and each pass shuffles again, so the two cuts are "
        "made in two different orders.",
    ),
    Reason(
        "drawn_while_traced",
        "The map calls `np.random.rand()`. Why do all elements get one and the same number?",
        "The function is traced once, so NumPy drew while it was traced, and the graph that runs for each "
        "element holds that number as a constant.",
    ),
)
