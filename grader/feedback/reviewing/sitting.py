"""Which cards are asked today: five minutes' worth of those that are due, the lessons mixed.

Where more is due, as after a month away, what is least late comes first, measured by its gap: it is the
likeliest to be saved by one question, while what was forgotten long ago has to be won back anyway. What
was sure and wrong comes before all. The rest keeps its dates and waits; no day has more than five minutes.
No clock is read here: today is always an argument.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from grader.feedback.record.review_dates import Seen
from grader.feedback.reviewing.cards import Card
from grader.feedback.reviewing.schedule import due_day, lateness

SECONDS: Final = 300  # of a session


@dataclass(frozen=True)
class NextTime:
    """When to come back.

    Attributes:
        day: The day.
        cards: What is asked then, as far as it is known today.
    """

    day: date
    cards: tuple[Card, ...]


def due_cards(cards: Sequence[Card], dates: Mapping[str, Seen], today: date) -> list[Card]:
    """The cards that are due, in the order in which they come to be asked."""
    due = [card for card in cards if _due(card, dates, today) <= today]
    return sorted(due, key=lambda card: _order(card, dates, today))


def sitting(cards: Sequence[Card], dates: Mapping[str, Seen], today: date) -> list[Card]:
    """The cards of one sitting, in the order in which they are asked."""
    return mixed(_five_minutes(due_cards(cards, dates, today)))


def practice(cards: Sequence[Card], dates: Mapping[str, Seen], today: date) -> list[Card]:
    """A sitting for somebody who does not want to wait: the cards that would be due soonest."""
    soonest = sorted(cards, key=lambda card: (_due(card, dates, today), card.name))
    return mixed(_five_minutes(soonest))


def next_time(cards: Sequence[Card], dates: Mapping[str, Seen], today: date) -> NextTime | None:
    """The first day after today on which something is due; None where there are no cards.

    What waits from today counts for tomorrow.
    """
    if not cards:
        return None
    day = max(min(_due(card, dates, today) for card in cards), today + timedelta(days=1))
    return NextTime(day, tuple(sitting(cards, dates, day)))


def minutes(cards: Sequence[Card]) -> int:
    """How long they take, about, in whole minutes."""
    return math.ceil(sum(card.seconds for card in cards) / 60)


def mixed(cards: Sequence[Card]) -> list[Card]:
    """The cards with neighbors from different lessons, as far as that is possible.

    Of the lessons that may come next, the one with the most cards left does; within a lesson the
    order stays.
    """
    left: dict[str, list[Card]] = {}
    for card in cards:
        left.setdefault(card.lesson, []).append(card)
    order: list[Card] = []
    while left:
        others = [lesson for lesson in left if not order or lesson != order[-1].lesson]
        lesson = max(others or left, key=lambda name: len(left[name]))
        order.append(left[lesson].pop(0))
        if not left[lesson]:
            del left[lesson]
    return order


def _five_minutes(cards: Sequence[Card]) -> list[Card]:
    taken: list[Card] = []
    for card in cards:
        if sum(one.seconds for one in taken) + card.seconds > SECONDS:
            break
        taken.append(card)
    return taken


def _due(card: Card, dates: Mapping[str, Seen], today: date) -> date:
    """Its day; today where nobody knows it, or where a clock that went ahead wrote it."""
    seen = card.seen(dates)
    if seen is None or seen.day > today:
        return today
    return due_day(card.name, seen)


def _order(card: Card, dates: Mapping[str, Seen], today: date) -> tuple[bool, float, str]:
    return not card.urgent, lateness(card.name, card.seen(dates), today), card.name
