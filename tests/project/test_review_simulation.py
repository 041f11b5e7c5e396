"""What docs/review.md says of reviews, by published models of forgetting, is what comes out."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from grader.catalog import assignments
from grader.feedback.reviewing.cards import cards_for
from grader.feedback.reviewing.sitting import SECONDS
from maintenance import review_simulation
from maintenance.forgetting import DAY, Activation, HalfLife
from maintenance.review_simulation import (
    A_SITTING,
    AS_LONG,
    AWAY,
    CASES,
    EXAM,
    GOES_ON,
    LESSONS,
    MODELS,
    ONE_HOUR,
    PAGE,
    QUESTIONS,
    STOPPED,
    TWICE,
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


def test_the_course_that_is_simulated_is_about_as_large_a_lesson_as_the_real_one() -> None:
    every = assignments()
    passed = {
        task.name: {"best": 1.0, "attempts": 1} for assignment in every for task in assignment.tasks
    }
    lessons = {assignment.name for assignment in every}
    # One or two predictions of a lesson that went wrong come to what is counted here.
    real = len(cards_for(every, passed, {}, {})) / len(lessons) + 1.5
    assert 0.6 < (CASES + QUESTIONS) / real < 1.5
    assert len(cards_of_the_course()) == LESSONS * (CASES + QUESTIONS)


def test_due_dates_spread(found) -> None:
    # A lesson's cards alone are a sitting and more, if they came on one day.
    assert found.review.coming_due.max() <= 0.25 * len(cards_of_the_course())


@pytest.mark.parametrize("model", MODELS)
def test_no_sitting_is_longer_than_five_minutes_not_after_a_month_away_either(found, model) -> None:
    assert found.review.seconds.max() <= SECONDS
    away = found.away[model]
    assert away[GOES_ON].seconds.max() <= SECONDS
    assert away[TWICE].seconds.max() <= 2 * SECONDS
    # There was something to pile up.
    assert away[GOES_ON].due[AWAY.stop] > 0.6 * len(cards_of_the_course())


@pytest.mark.parametrize("model", MODELS)
def test_what_gathered_in_a_month_away_gets_less_from_week_to_week(found, model) -> None:
    for course in found.away[model].values():
        weeks = course.due[AWAY.stop : AWAY.stop + 22 : 7]
        assert all(before > after or after <= A_SITTING for before, after in pairwise(weeks))


def test_a_second_sitting_while_more_is_due_catches_up_in_about_two_weeks(found) -> None:
    days = {
        model: {habit: days_until_caught_up(course, AWAY.stop) for habit, course in away.items()}
        for model, away in found.away.items()
    }
    first, second = days.values()
    assert first[TWICE] <= 10 and second[TWICE] <= 16, days
    assert 3 * first[TWICE] < first[GOES_ON] <= 35, days
    # The page says so: by the second model one sitting a day does not catch up in two months.
    assert second[GOES_ON] is None, days


@pytest.mark.parametrize("model", MODELS)
def test_a_second_sitting_keeps_more_until_the_exam(found, model) -> None:
    runs = found.remembered[model]
    assert runs[TWICE].recalled[EXAM] > runs[GOES_ON].recalled[EXAM] + 0.05


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


def test_the_activation_model_gives_the_decays_of_the_papers_worked_example() -> None:
    """Four practices of one session; the numbers are those of the test of ACT-R's module for this model."""
    memory = Activation()
    for second in (0.0, 126.0, 252.0, 4844.0):
        memory.practice(second, knows=True)
    decays = [decay for _, decay in memory.traces]
    assert decays == pytest.approx([0.177, 0.2691922, 0.31757548, 0.26249582], abs=1e-6)
    assert memory.activation(5877.0) == pytest.approx(-0.61873615, abs=1e-6)
