"""What a review asks: true, readable, told apart, and another one every day."""

from __future__ import annotations

import ast
from datetime import date, timedelta

import numpy as np
import pytest

from grader.catalog import assignments, find_question, find_task
from grader.feedback.record.kept_answers import SURE, Answer, question_key
from grader.feedback.record.review_dates import Seen
from grader.feedback.reviewing.cards import Card, cards_for, prediction_name
from grader.feedback.reviewing.drawn_case import can_be_drawn, drawn_question
from grader.feedback.reviewing.review_question import review_question, title_of

EVERY = assignments()
TASKS = [task for one in EVERY for task in one.tasks]
DRAWN = [task for task in TASKS if can_be_drawn(task)]
DAY = date(2026, 11, 30)
PASSED = {"best": 1.0, "attempts": 1}


def test_more_than_half_of_the_tasks_can_be_asked_and_every_lesson_has_one() -> None:
    assert len(DRAWN) > 0.5 * len(TASKS)
    names = {task.name for task in DRAWN}
    assert all(names & {task.name for task in one.tasks} for one in EVERY)


def told_apart(value, right) -> bool:
    """Whether two results differ in form, or by more than one in a hundred somewhere."""
    try:
        mine, theirs = np.asarray(value, float), np.asarray(right, float)
    except (ValueError, TypeError):  # texts, or results of several sizes
        return value != right
    return mine.shape != theirs.shape or not np.allclose(mine, theirs, rtol=0.01, atol=0.001)


@pytest.mark.parametrize("task", DRAWN, ids=lambda task: task.name)
def test_a_drawn_question_is_readable_and_its_choices_are_told_apart(task) -> None:
    for seed in range(8):
        asked = drawn_question(task, seed)
        assert asked is not None
        assert 3 <= len(asked.choices) <= 4
        assert [why for why in asked.choices.values() if not why] == [""]
        assert all(len(text) <= 46 for text in asked.choices)
        assert all(len(line) <= 64 for line in asked.inputs.splitlines())
        assert len(asked.intro) < 420 and asked.question.endswith("?")
        right = ast.literal_eval(asked.right)
        for text in asked.choices:
            assert text == asked.right or told_apart(ast.literal_eval(text), right), (text, right)
        assert not any("nan" in text or "inf" in text for text in asked.choices)


@pytest.mark.parametrize("name", ["row_means", "brightness", "pick_by_label", "huber", "one_step"])
def test_another_day_brings_another_case(name) -> None:
    task = find_task(name)
    days = [review_question(Card(name, "", task), DAY + timedelta(days=days)) for days in range(20)]
    assert len({asked.code for asked in days}) >= 7
    assert len({tuple(asked.responses) for asked in days}) >= 10


def test_the_right_choice_is_what_the_function_gives() -> None:
    """Worked out here once more, by other code than the task's."""
    for seed in range(20):
        asked = drawn_question(find_task("row_means"), seed)
        matrix = ast.literal_eval(asked.inputs.partition("= ")[2].partition("   ")[0])
        means = [[float(f"{sum(row) / len(row):.4g}")] for row in matrix]
        assert np.allclose(ast.literal_eval(asked.right), means, atol=0.002), (asked, means)


def test_a_wrong_choice_hears_why_and_what_is_right() -> None:
    asked = review_question(Card("row_means", "01-tensors", find_task("row_means")), DAY)
    ideas = {idea.why for idea in find_task("row_means").misconceptions}
    for choice, response in asked.responses.items():
        assert asked.right in response
        if choice != asked.right:
            assert any(response.startswith(why) for why in ideas)


def test_a_lessons_question_is_asked_with_its_choices_in_another_order() -> None:
    question = find_question("recall_outcomes")
    orders = {
        tuple(
            review_question(
                Card(question.name, "01-tensors", question), DAY + timedelta(days=days)
            ).responses
        )
        for days in range(10)
    }
    assert len(orders) > 2
    assert {frozenset(order) for order in orders} == {
        frozenset(option.text for option in question.options)
    }


WRONG = Answer(
    "(2,)",
    "(3,)",
    question="What is the shape?",
    options=("(2,)", "(3,)"),
    day="2026-11-20",
    lesson="01-tensors",
)


def asked_of(answers: dict[str, Answer], dates=None) -> list[Card]:
    return [
        card
        for card in cards_for(EVERY, {}, answers, dates or {})
        if isinstance(card.about, Answer)
    ]


def test_a_prediction_that_went_wrong_comes_back_one_that_was_sure_first_and_tomorrow() -> None:
    [card] = asked_of({"k": WRONG})
    assert not card.urgent and card.seen({}) == Seen(date(2026, 11, 20))
    sure = Answer(**{**WRONG.__dict__, "sure": SURE, "surprised": "2026-11-25"})
    [card] = asked_of({"k": sure})
    assert card.urgent and card.seen({}) == Seen(date(2026, 11, 25), 1)
    asked = review_question(card, DAY)
    assert "You were sure" in asked.intro and asked.right == "(3,)"
    assert set(asked.responses) == {"(2,)", "(3,)"}
    assert title_of(card) == "What is the shape?"


def test_what_cannot_be_asked_again_is_no_card() -> None:
    right = Answer(**{**WRONG.__dict__, "answer": "(3,)"})
    for answer in (
        right,
        Answer("(2,)", "(3,)"),  # of a file that kept no questions
        Answer("2", "3", question="How many?"),  # typed: it has no choices
        Answer(**{**WRONG.__dict__, "outcome": ""}),  # never shown
    ):
        assert asked_of({"k": answer}) == []
    # Answered rightly since, it goes on with the dates it has.
    assert len(asked_of({"k": right}, {prediction_name("k"): Seen(DAY, 3)})) == 1


def test_what_a_learner_has_not_reached_is_not_asked() -> None:
    assert cards_for(EVERY, {}, {}, {}) == []
    only_tried = {"row_means": {"best": 0.5, "attempts": 3}}
    names = {card.name for card in cards_for(EVERY, only_tried, {}, {})}
    assert "row_means" not in names and "recall_outcomes" in names
    only_a_hint = {"row_means": {"best": 0.0, "attempts": 0, "hints": 1}}
    assert cards_for(EVERY, only_a_hint, {}, {}) == []
    names = {card.name for card in cards_for(EVERY, {"row_means": PASSED}, {}, {})}
    assert "row_means" in names and "brightness" not in names


def test_an_answered_question_of_a_lesson_is_one_card_and_knows_its_day() -> None:
    question = find_question("recall_outcomes")
    key = question_key(question.text, [option.text for option in question.options])
    answer = Answer("A wrong answer", question=question.text, day="2026-11-29")
    [card] = cards_for(EVERY, {}, {key: answer}, {})
    assert (card.name, card.since) == ("recall_outcomes", date(2026, 11, 29))
    # One that was skipped counts from the day the lesson's first task passed.
    cards = cards_for(EVERY, {"row_means": PASSED}, {}, {"row_means": Seen(DAY)})
    assert {card.since for card in cards if card.name == "recall_outcomes"} == {DAY}
