"""Moodle's grading worksheet: when each participant handed in, and whether that was late.

Moodle writes no time into an archive of submissions. The worksheet, a CSV file that it offers for the
same assignment, holds it, with the number that stands in the archive's folder names.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dateutil.parser import ParserError, parse

_NUMBER = re.compile(r"\D+(\d{1,20})")  # "Participant 657717", "Teilnehmer/in 657717"
# A day that can be read in one way only: its month in letters, or the year first.
_DAY = re.compile(r"[A-Za-z]{3,}|\d{4}-\d\d-\d\d")
_MOST = 10 << 20  # bytes of a worksheet
# "Last modified (submission)" of Moodle in English; it calls the column of the mark's time alike.
_TIME = re.compile(r"last modified \(submission\)", re.IGNORECASE)
_STATUS = re.compile(r"status", re.IGNORECASE)
_LATE = re.compile(r"\blate\b", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """What a worksheet says of one participant.

    Attributes:
        time: When they handed in, with its zone; None where nothing that can be read is said.
        late: True where Moodle calls it late; None where it says nothing.
        unread: What stands there as a time and can't be read as one; "" where nothing does.
    """

    time: datetime.datetime | None = None
    late: bool | None = None
    unread: str = ""


def read_worksheet(path: Path, zone: datetime.tzinfo) -> dict[str, Entry]:
    """Number of a participant to what a worksheet says; empty where the file is none.

    Args:
        path: A CSV file.
        zone: The zone of its times, which it doesn't say.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_MOST).decode("utf-8-sig", "replace")
        rows = list(csv.reader(io.StringIO(text)))
    except (OSError, csv.Error):
        return {}
    if not rows:
        return {}
    columns = {
        name: next((i for i, title in enumerate(rows[0]) if pattern.search(title)), -1)
        for name, pattern in (("time", _TIME), ("status", _STATUS))
    }
    return dict(_entries(rows[1:], columns["time"], columns["status"], zone))


def participant_number(identifier: str) -> str:
    """The number in a worksheet's first column, which stands in the archive's names; "" without one.

    Moodle writes a word in its own language in front (mod/assign/gradingtable.php, `recordid`).
    """
    found = _NUMBER.fullmatch(identifier.strip())
    return found[1] if found else ""


def _entries(
    rows: list[list[str]], time: int, status: int, zone: datetime.tzinfo
) -> Iterator[tuple[str, Entry]]:
    for row in rows:
        if not (row and (number := participant_number(row[0]))):
            continue
        said = row[time].strip() if 0 <= time < len(row) else ""
        late = bool(_LATE.search(row[status])) if 0 <= status < len(row) else False
        when = _read(said, zone)
        unread = said if when is None and any(map(str.isdigit, said)) else ""
        yield number, Entry(when, late or None, unread)


def _read(said: str, zone: datetime.tzinfo) -> datetime.datetime | None:
    if not (any(map(str.isdigit, said)) and _DAY.search(said)):  # "-": nothing was handed in
        return None
    try:
        when: datetime.datetime = parse(said)
        return when if when.tzinfo else when.replace(tzinfo=zone)
    except (ParserError, OverflowError, ValueError):
        return None
