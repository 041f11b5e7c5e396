"""When a card is asked again. No clock is read here: today is always an argument.

The rule in four sentences. What was passed today is asked in one to three days. After a right answer
the next gap is a good twice as long as the one just bridged, up to half a year. After a wrong one the
card comes back tomorrow. Gaps of three days and more are moved by up to a fifth, by the card's name, so that
what was learned in one afternoon does not come back in one afternoon.
"""

from __future__ import annotations

import math
import zlib
from datetime import date, timedelta
from typing import Final

from grader.feedback.record.review_dates import LONGEST, Seen

GROWTH: Final = 2.2  # the next gap, by the one that was bridged
FIRST_GAPS: Final = 3  # what was passed in one afternoon is spread over so many days
_MOST_CREDIT: Final = (
    3  # of a gap that was bridged by being away, so many times the planned one counts
)
_SPREAD: Final = 0.2  # of a gap, to either side


def due_day(name: str, seen: Seen) -> date:
    """The day on which a card is asked again.

    Args:
        name: The card's.
        seen: When it was passed, or asked the last time.
    """
    gap = seen.gap or 1 + _draw(name) % FIRST_GAPS
    return seen.day + timedelta(days=gap)


def after(name: str, seen: Seen | None, right: bool, today: date) -> Seen:
    """The dates of a card that was answered today.

    Args:
        name: The card's.
        seen: Its dates before; None where nobody knows them.
        right: Whether the answer was right.
        today: The day of the answer.
    """
    if not right:
        return Seen(today, 1)
    if seen is None or seen.day > today:  # a clock that went ahead tells nothing
        return Seen(today, _spread(name, today, math.ceil(GROWTH)))
    planned = (due_day(name, seen) - seen.day).days
    waited = max((today - seen.day).days, 1)
    # Being away a month and answering right may be luck, where there are choices.
    bridged = min(waited, _MOST_CREDIT * planned)
    gap = _spread(name, today, min(math.ceil(GROWTH * bridged), LONGEST))
    # Asked before its time, it tells less; it is not asked sooner for that.
    return Seen(today, max(gap, (due_day(name, seen) - today).days))


def lateness(name: str, seen: Seen | None, today: date) -> float:
    """How late a card is: the days gone by, by its gap. At 1 it is due.

    One whose dates nobody knows counts as due today.
    """
    if seen is None:
        return 1.0
    gap = (due_day(name, seen) - seen.day).days
    return max((today - seen.day).days, 0) / gap


def _spread(name: str, today: date, gap: int) -> int:
    """A gap, moved by up to a fifth to either side; the same for a card on a day."""
    most = round(_SPREAD * gap) if gap >= 3 else 0
    return gap + _draw(f"{name} {today.isoformat()}") % (2 * most + 1) - most


def _draw(text: str) -> int:
    """A number that looks drawn, and is the same for a text on every machine."""
    return zlib.crc32(text.encode("utf-8", "replace")) >> 8
