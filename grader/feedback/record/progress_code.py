"""A learner's record as one line of text, which a notebook can hold and another machine can read.

    workbook-1 row_means=1x3@332.7 shapes=0.4x2h3s recall_gpu@331.3 3f9a01bc

First the form of the line, then for every task its best result (from 0 to 1) and the number of
attempts; where hints were opened, how many, and an `s` where the solution was. Behind an `@` stands
when a review asked it, as days of 2026 and later, and for how many days that holds; a question has only that. At
the end a checksum finds a line that was cut off or changed by accident. It says nothing of the person.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Any

from grader.feedback.record.review_dates import (
    Seen,
    can_stand_in_code,
    dates_from_code,
    dates_in_code,
)

FORM = "workbook-1"
_ENTRY = re.compile(
    r"(?P<name>[A-Za-z_]\w{0,79})"
    r"(?P<task>=(?P<best>0|1|0\.\d{1,6})x(?P<attempts>\d{1,6})(?:h(?P<hints>\d))?(?P<solution>s)?)?"
    r"(?:@(?P<dates>\d{1,5}\.\d{1,3}))?",
    re.ASCII,
)


class CodeError(ValueError):
    """The text is no whole record; the message says why, and what to do."""


def write_code(tasks: Mapping[str, Any], dates: Mapping[str, Seen] | None = None) -> str:
    """The line for a record.

    What no check can have written, such as a name with a space in a file edited by hand, is left out.

    Args:
        tasks: Task to its "best" fraction, "attempts", "hints" and "solution".
        dates: Card to the dates of its reviews.
    """
    dates = dates or {}
    words = [FORM]
    for name in sorted(tasks.keys() | dates.keys()):
        word = name
        if entry := tasks.get(name):
            best = f"{entry['best']:.6f}".rstrip("0").rstrip(".")
            word += f"={best}x{min(entry['attempts'], 999_999)}"
            word += f"h{hints}" if (hints := entry.get("hints", 0)) else ""
            word += "s" if entry.get("solution") else ""
        if name in dates and can_stand_in_code(name, dates[name]):
            word += f"@{dates_in_code(dates[name])}"
        words += [word] if word != name and _ENTRY.fullmatch(word) else []
    return " ".join([*words, _checksum(words)])


def read_code(text: str) -> dict[str, dict[str, Any]]:
    """The record of tasks that a line holds, however its words are broken into lines.

    Raises:
        CodeError: It is no such line, of another form, or not whole.
    """
    return {entry["name"]: _read_task(entry) for entry in _entries(text) if entry["task"]}


def read_code_dates(text: str) -> dict[str, Seen]:
    """The dates of reviews that a line holds.

    Raises:
        CodeError: It is no such line, of another form, or not whole.
    """
    read = {entry["name"]: dates_from_code(entry["dates"] or "") for entry in _entries(text)}
    return {name: seen for name, seen in read.items() if seen is not None}


def _entries(text: str) -> list[re.Match[str]]:
    words = text.split() if isinstance(text, str) else []
    if not words or not words[0].startswith("workbook-"):
        raise CodeError(
            f"This is no record of progress: one begins with `{FORM}`. Copy the whole line that "
            "`progress()` showed."
        )
    if words[0] != FORM and len(words) > 1 and words[-1] == _checksum(words[:-1]):
        raise CodeError(
            f"This record has the form `{words[0]}`, and this version of the course reads "
            f"`{FORM}`. Open the notebook anew from the course's page, which installs the newest "
            "version."
        )
    entries = [_ENTRY.fullmatch(word) for word in words[1:-1]]
    if words[0] != FORM or not all(entries) or words[-1] != _checksum(words[:-1]):
        raise CodeError(
            "This record of progress is not whole, or was changed: its checksum does not fit. Copy "
            "the whole line again, from its first word to its last."
        )
    return [entry for entry in entries if entry]


def _read_task(entry: re.Match[str]) -> dict[str, Any]:
    read: dict[str, Any] = {"best": float(entry["best"]), "attempts": int(entry["attempts"])}
    if entry["hints"]:
        read["hints"] = int(entry["hints"])
    if entry["solution"]:
        read["solution"] = True
    return read


def _checksum(words: list[str]) -> str:
    return f"{zlib.crc32(' '.join(words).encode()):08x}"
