"""What lesson 09 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "buffer_too_small",
        "All rows were shuffled with a buffer of 100. Why do none of the later ones come early?",
        "The next row is drawn from the buffer alone, and a row gets in only when another has left, so at the "
        "tenth draw only 109 rows have been read.",
    ),
    Reason(
        "leak_by_reshuffle",
        "`take` and `skip` cut the same data set. Why are rows in both parts?",
        "Each part runs through the shuffled data set by itself and shuffles it anew, so what is cut at "
        "row 80 is another order every time.",
    ),
    Reason(
        "drawn_while_traced",
        "`np.random.rand()` stands in the map. Why is it one number for all elements?",
        "The function is traced once, so NumPy drew while it was traced, and the graph that runs for each "
        "element holds that number as a constant.",
    ),
)
