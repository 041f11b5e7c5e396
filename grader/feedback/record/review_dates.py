"""When something was last asked, and for how many days that holds: all that a review keeps of a card.

It stands in the section "review" of the progress file, and in the line that a Colab notebook holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

LONGEST: Final = 180  # days; nothing rests longer
_FIRST_DAY: Final = date(2026, 1, 1)  # the line of text counts days from here
_LAST_DAY: Final = date(2199, 12, 31)  # a file that says more was not written here
_NAME = re.compile(r"[A-Za-z_]\w{0,79}", re.ASCII)
_DATES = re.compile(r"(\d{1,5})\.(\d{1,3})", re.ASCII)


@dataclass(frozen=True)
class Seen:
    """A card that was passed, or asked in a review.

    Attributes:
        day: When that was the last time.
        gap: Days from then until it is asked again; 0 where it was passed and not reviewed yet.
    """

    day: date
    gap: int = 0


def read_dates(section: Any) -> tuple[dict[str, Seen], bool]:
    """What a progress file's section holds, and whether all of it could be read.

    A card whose dates cannot be read is left out: it then counts as one that was never asked.
    """
    if not isinstance(section, dict):
        return {}, section is None
    read = {str(name): _read_seen(entry) for name, entry in section.items()}
    whole = {name: seen for name, seen in read.items() if seen is not None}
    return whole, len(whole) == len(section)


def _read_seen(entry: Any) -> Seen | None:
    try:
        return _checked(date.fromisoformat(entry["day"]), int(entry["gap"]))
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _checked(day: date, gap: int) -> Seen | None:
    fits = _FIRST_DAY <= day <= _LAST_DAY and 0 <= gap <= 2 * LONGEST
    return Seen(day, gap) if fits else None


def written_dates(cards: Mapping[str, Seen]) -> dict[str, Any]:
    """The section for some cards, as `read_dates` reads it."""
    return {name: {"day": seen.day.isoformat(), "gap": seen.gap} for name, seen in cards.items()}


def joined_dates(these: Mapping[str, Seen], others: Mapping[str, Seen]) -> dict[str, Seen]:
    """Of two records, what was seen later; of one day, the review, and of two the shorter gap."""
    joined = {**these, **others}
    for name in these.keys() & others.keys():
        joined[name] = max(these[name], others[name], key=_weight)
    return joined


def _weight(seen: Seen) -> tuple[date, bool, int]:
    return seen.day, seen.gap > 0, -seen.gap


def dates_in_code(seen: Seen) -> str:
    """The dates of a card in a few letters, such as `332.7`: the day it was seen and the gap."""
    return f"{(seen.day - _FIRST_DAY).days}.{seen.gap}"


def dates_from_code(text: str) -> Seen | None:
    """What `dates_in_code` wrote; None for anything else."""
    found = _DATES.fullmatch(text)
    if found is None:
        return None
    return _checked(_FIRST_DAY + timedelta(days=int(found[1])), int(found[2]))


def can_stand_in_code(name: str, seen: Seen) -> bool:
    """Whether the line of text has a place for a card: a name without spaces, a day it can count."""
    return bool(_NAME.fullmatch(name)) and seen.day >= _FIRST_DAY
