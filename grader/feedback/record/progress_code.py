"""A learner's record as one line of text, which a notebook can hold and another machine can read.

    workbook-1 row_means=1x3 shapes=0.4x2h3s 3f9a01bc

First the form of the line, then for every task its best result (from 0 to 1) and the number of
attempts; where hints were opened, how many, and an `s` where the solution was. At the end a checksum
finds a line that was cut off or changed by accident. It says nothing of the person.
"""

from __future__ import annotations

import re
import zlib
from typing import Any

FORM = "workbook-1"
_ENTRY = re.compile(r"([A-Za-z_]\w{0,79})=(0|1|0\.\d{1,6})x(\d{1,6})(?:h(\d))?(s)?", re.ASCII)


class CodeError(ValueError):
    """The text is no whole record; the message says why, and what to do."""


def write_code(tasks: dict[str, Any]) -> str:
    """The line for a record: task to its "best" fraction, "attempts", "hints" and "solution".

    What no check can have written, such as a name with a space in a file edited by hand, is left out.
    """
    words = [FORM]
    for name, entry in sorted(tasks.items()):
        best = f"{entry['best']:.6f}".rstrip("0").rstrip(".")
        word = f"{name}={best}x{min(entry['attempts'], 999_999)}"
        word += f"h{hints}" if (hints := entry.get("hints", 0)) else ""
        word += "s" if entry.get("solution") else ""
        words += [word] if _ENTRY.fullmatch(word) else []
    return " ".join([*words, _checksum(words)])


def read_code(text: str) -> dict[str, dict[str, Any]]:
    """The record that a line holds, however its words are broken into lines.

    Raises:
        CodeError: It is no such line, of another form, or not whole.
    """
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
    return {entry[1]: _read_entry(entry) for entry in entries if entry}


def _read_entry(entry: re.Match[str]) -> dict[str, Any]:
    read: dict[str, Any] = {"best": float(entry[2]), "attempts": int(entry[3])}
    if entry[4]:
        read["hints"] = int(entry[4])
    if entry[5]:
        read["solution"] = True
    return read


def _checksum(words: list[str]) -> str:
    return f"{zlib.crc32(' '.join(words).encode()):08x}"
