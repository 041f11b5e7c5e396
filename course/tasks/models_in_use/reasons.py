"""What lesson 14 asks the reason of."""

from __future__ import annotations

from grader.judging.task import Reason

REASONS = (
    Reason(
        "stored_as_bytes",
        "The column is REAL, and np.float32(0.1) arrived as 4 bytes. Why did neither NumPy nor SQLite say "
        "anything?",
        "To sqlite3 an np.float32 is no float, but it offers its memory as bytes do and is stored like them; the "
        "type of a column in SQLite is only a wish.",
    ),
    Reason(
        "null_is_first",
        "The run diverged, and yet SQLite names it as the best one. Why?",
        "SQLite stores NaN as NULL and sorts NULL before every number, so the smallest loss is one that is not "
        "there.",
    ),
    Reason(
        "same_accuracy",
        "The logits of the 8-bit model are off by more than 1 here and there. Why does the accuracy stay the "
        "same?",
        "The accuracy asks only which logit is the largest, and for most images the largest is ahead of the next "
        "by far more than rounding moves them.",
    ),
    Reason(
        "one_large_request",
        "200 rows in one request take far less time than 200 requests. Where does the time go?",
        "Each request pays for a connection, for reading JSON and for a call of the model; in one request that "
        "is paid once, and the rows share one matrix product.",
    ),
)
