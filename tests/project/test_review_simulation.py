"""What docs/review.md says of reviews, by published models of forgetting, is what comes out."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from grader.feedback.reviewing.sitting import SECONDS
from maintenance import review_simulation
from maintenance.forgetting import DAY, Activation, HalfLife
from maintenance.review_simulation import (
    AS_LONG,
    AWAY,
    EXAM,
    GOES_ON,
    MODELS,
    ONE_HOUR,
    PAGE,
    STOPPED,
    Findings,
    cards_of_the_course,
    days_until_caught_up,
    find,
    printed,
    with_findings,
)


@pytest.fixture(scope="module")
def found() -> Findings:
    return find()


def test_due_dates_spread(found) -> None:
    cards = len(cards_of_the_course())
    assert cards >= 60
    assert found.review.coming_due.max() <= 0.3 * cards


def test_no_sitting_is_longer_than_five_minutes_not_after_a_month_away_either(found) -> None:
    assert found.review.seconds.max() <= SECONDS
    assert found.away.seconds.max() <= SECONDS
    assert found.away.due[AWAY.stop] > 0.6 * len(
        cards_of_the_course()
    )  # there was something to pile up


def test_what_gathered_in_a_month_away_is_worked_off_day_by_day(found) -> None:
    # On four days of five, five minutes hold six or seven cards, and some have to be asked again.
    assert days_until_caught_up(found.away, AWAY.stop) <= len(cards_of_the_course()) / 2
    weeks = found.away.due[AWAY.stop : AWAY.stop + 29 : 7]
    assert all(before > after for before, after in pairwise(weeks))


@pytest.mark.parametrize("model", MODELS)
def test_reviews_that_go_on_keep_more_than_any_cramming_a_month_after_the_exam(
    found, model
) -> None:
    by_habit = {name: run.recalled[EXAM + 30] for name, run in found.remembered[model].items()}
    assert by_habit[GOES_ON] > by_habit[AS_LONG] + 0.05
    assert by_habit[STOPPED] > by_habit[ONE_HOUR] + 0.05


def test_where_the_models_disagree_the_page_says_so(found) -> None:
    kept = {
        model: runs[STOPPED].recalled[EXAM + 30] > runs[AS_LONG].recalled[EXAM + 30]
        for model, runs in found.remembered.items()
    }
    assert list(kept.values()) == [True, False]
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert (
        "cramming as long as the reviews took keeps more after a month than reviews that end"
        in page
    )


def test_the_page_holds_what_the_command_prints(found) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_findings(page, printed(found)) == page
    for name in ("review-due.svg", "review-remembered.svg"):
        assert f"](pictures/{name})" in page
        assert (review_simulation.PICTURES / name).read_text(encoding="utf-8").startswith("<?xml")


def test_the_half_life_model_gives_what_its_authors_code_gives() -> None:
    # Worked out by the formulas of model/utils.py, for the difficulty 5.
    memory = HalfLife(5)
    memory.practice(0, knows=False)
    assert memory.days == pytest.approx(-1 / np.log2(0.675))
    assert memory.recalled(DAY) == pytest.approx(0.675)
    memory.practice(DAY, knows=True)
    first = -1 / np.log2(0.675)
    gain = np.exp(3.80863264) * 5**-0.53420593 * first**-0.127362 * 0.325**0.9678043
    assert memory.days == pytest.approx(first * (1 + gain))
    before = memory.days
    memory.practice(DAY + 60, knows=True)  # once more on that day
    assert memory.days == before


def test_the_activation_model_forgets_less_after_practice_that_was_spread() -> None:
    massed, spread = Activation(), Activation()
    for number in range(4):
        massed.practice(60.0 * number, knows=True)
        spread.practice(7.0 * DAY * number, knows=True)
    a_month_later = [massed.recalled(60 * 3 + 30 * DAY), spread.recalled((7 * 3 + 30) * DAY)]
    assert a_month_later[0] < a_month_later[1]
    alone = Activation()
    alone.practice(0.0, knows=False)
    assert alone.activation(1000.0) == pytest.approx(-0.177 * np.log(1000))
