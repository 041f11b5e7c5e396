"""When a card comes back: later after a right answer, tomorrow after a wrong one, and never all at once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from grader.catalog import assignments
from grader.feedback.record.review_dates import LONGEST, Seen
from grader.feedback.reviewing.cards import Card
from grader.feedback.reviewing.schedule import after, due_day, lateness
from grader.feedback.reviewing.sitting import (
    SECONDS,
    due_cards,
    minutes,
    mixed,
    next_time,
    practice,
    sitting,
)

TODAY = date(2026, 11, 30)
TASKS = {task.name: task for one in assignments() for task in one.tasks}


def card(name: str, lesson: str = "01-tensors", **more) -> Card:
    return Card(name, lesson, TASKS["row_means"], **more)


def seen(days_ago: int, gap: int) -> Seen:
    return Seen(TODAY - timedelta(days=days_ago), gap)


def test_what_is_always_right_rests_longer_each_time_up_to_half_a_year() -> None:
    state, day, gaps = Seen(TODAY), TODAY, []
    for _ in range(9):
        day = due_day("row_means", state)
        gaps.append((day - state.day).days)
        state = after("row_means", state, True, day)
    assert gaps[0] in (1, 2, 3)
    assert gaps[:5] == sorted(set(gaps[:5])) and gaps[4] > 20
    assert max(gaps) <= 1.2 * LONGEST


def test_what_was_wrong_comes_back_tomorrow_however_long_it_had_held() -> None:
    assert after("row_means", seen(90, 80), False, TODAY) == Seen(TODAY, 1)
    assert after("row_means", None, False, TODAY) == Seen(TODAY, 1)


def test_a_late_right_answer_counts_for_the_time_it_bridged_within_limits() -> None:
    on_time = after("row_means", seen(10, 10), True, TODAY).gap
    late = after("row_means", seen(25, 10), True, TODAY).gap
    very_late = after("row_means", seen(300, 10), True, TODAY).gap
    assert on_time < late < very_late <= 1.2 * 2.2 * 30 + 1


def test_practice_before_its_time_brings_no_card_nearer() -> None:
    before = seen(2, 30)
    assert due_day("row_means", after("row_means", before, True, TODAY)) >= due_day(
        "row_means", before
    )


def test_what_was_passed_in_one_afternoon_does_not_come_back_in_one() -> None:
    states = {name: Seen(TODAY) for name in list(TASKS)[:30]}
    most = []
    for _ in range(4):  # everybody answers on the day and is right
        days = Counter(due_day(name, state) for name, state in states.items())
        most.append(max(days.values()))
        states = {
            name: after(name, state, True, due_day(name, state)) for name, state in states.items()
        }
    assert most[0] <= 16 and most[3] <= 6, most


def test_the_spread_is_the_same_on_every_machine() -> None:
    assert [due_day(name, Seen(TODAY)).day for name in ("row_means", "shapes", "huber")] == [
        (TODAY + timedelta(days=days)).day for days in (2, 1, 2)
    ]
    assert after("row_means", seen(20, 20), True, TODAY) == Seen(TODAY, 48)


def test_a_sitting_holds_five_minutes_of_what_is_least_late_and_what_was_sure_and_wrong() -> None:
    cards = [card(f"c{number}") for number in range(30)]
    surprise = card("surprise", urgent=True)
    dates = {one.name: seen(number + 2, 2) for number, one in enumerate(cards)}
    dates["surprise"] = seen(20, 1)
    due = due_cards([*cards, surprise], dates, TODAY)
    assert [one.name for one in due[:3]] == ["surprise", "c0", "c1"]
    asked = sitting([*cards, surprise], dates, TODAY)
    assert {one.name for one in asked} == {one.name for one in due[: len(asked)]}
    assert SECONDS - 45 < sum(one.seconds for one in asked) <= SECONDS
    assert minutes(asked) == 5 and minutes(asked[:1]) == 1


def test_lessons_are_mixed_as_far_as_they_can_be() -> None:
    lessons = "aaaabbbc"
    order = mixed([card(f"{lesson}{number}", lesson) for number, lesson in enumerate(lessons)])
    names = [one.lesson for one in order]
    assert sorted(names) == sorted(lessons)
    assert all(one != other for one, other in pairwise(names))
    alone = mixed([card("x", "a"), card("y", "a")])
    assert [one.name for one in alone] == ["x", "y"]


def test_after_a_month_away_no_day_is_longer_and_all_are_asked() -> None:
    cards = [card(f"c{number}", f"lesson {number % 7}") for number in range(60)]
    dates = {one.name: seen(31 + number % 9, 1 + number % 9) for number, one in enumerate(cards)}
    day, asked = TODAY, Counter()
    for _ in range(40):
        today = sitting(cards, dates, day)
        assert sum(one.seconds for one in today) <= SECONDS
        for one in today:
            dates[one.name] = after(one.name, dates[one.name], True, day)
        asked.update(one.name for one in today)
        day += timedelta(days=1)
    assert len(asked) == 60
    assert len(due_cards(cards, dates, day)) <= 6


def test_the_next_time_is_named_before_it_comes() -> None:
    cards = [card("soon"), card("later")]
    dates = {"soon": seen(0, 4), "later": seen(0, 9)}
    assert sitting(cards, dates, TODAY) == []
    coming = next_time(cards, dates, TODAY)
    assert (coming.day, [one.name for one in coming.cards]) == (
        TODAY + timedelta(days=4),
        ["soon"],
    )
    waiting = next_time(cards, dates | {"later": seen(9, 3)}, TODAY)
    assert waiting.day == TODAY + timedelta(days=1)
    assert next_time([], {}, TODAY) is None
    assert [one.name for one in practice(cards, dates, TODAY)] == ["soon", "later"]


@pytest.mark.parametrize("ahead", [1, 400])
def test_a_clock_that_went_ahead_hides_no_card(ahead) -> None:
    dates = {"c": Seen(TODAY + timedelta(days=ahead), 50)}
    assert [one.name for one in sitting([card("c")], dates, TODAY)] == ["c"]
    assert lateness("c", dates["c"], TODAY) == 0
    assert after("c", dates["c"], True, TODAY).gap in (2, 3, 4)
