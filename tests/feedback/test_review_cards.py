"""What a review asks: true, readable, told apart, and another one every day."""

from __future__ import annotations

import ast
import re
from datetime import date, timedelta

import numpy as np
import pytest
from numpy.polynomial import Polynomial

from grader.catalog import assignments, find_question, find_task
from grader.feedback.record.kept_answers import SURE, Answer, question_key
from grader.feedback.record.review_dates import Seen
from grader.feedback.reviewing.cards import Card, cards_for, prediction_name
from grader.feedback.reviewing.drawn_case import _formula, _varied, can_be_drawn, drawn_question
from grader.feedback.reviewing.review_question import review_question, title_of
from grader.feedback.reviewing.stands_alone import stands_alone
from grader.judging.docstrings import arguments, function_of

EVERY = assignments()
TASKS = [task for one in EVERY for task in one.tasks]
DRAWN = [task for task in TASKS if can_be_drawn(task)]
DAY = date(2026, 11, 30)
PASSED = {"best": 1.0, "attempts": 1}


def test_nearly_half_of_the_tasks_can_be_asked_and_every_lesson_has_one() -> None:
    assert len(DRAWN) > 0.45 * len(TASKS)
    names = {task.name for task in DRAWN}
    assert all(names & {task.name for task in one.tasks} for one in EVERY if not one.lesson)


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


NUMBER = re.compile(r"-?\d+\.?\d*(?:e[+-]?\d+)?")


@pytest.mark.parametrize("task", DRAWN, ids=lambda task: task.name)
def test_a_drawn_question_can_be_worked_out_on_paper_and_no_choice_stands_out(task) -> None:
    for seed in range(8):
        asked = drawn_question(task, seed)
        given = [number for number in NUMBER.findall(asked.inputs) if "." in number]
        assert all(float(number) == float(f"{float(number):.4g}") for number in given), asked.inputs
        choices = {text: ast.literal_eval(text) for text in asked.choices}
        kinds = {isinstance(value, str) for value in choices.values()}
        assert len(kinds) == 1, choices
        if isinstance(choices[asked.right], int | float):
            assert all(len(NUMBER.findall(text)) == 1 for text in choices), choices
        if isinstance(choices[asked.right], int):  # "4.0" would tell that it is not the right one
            assert not any(text.endswith(".0") for text in choices), choices


@pytest.mark.parametrize("task", DRAWN, ids=lambda task: task.name)
def test_what_the_docstring_says_of_every_input_can_be_looked_up(task) -> None:
    asked = drawn_question(task, 1)
    said = arguments(function_of(task))
    inputs = {line.partition(" =")[0].partition("(x)")[0] for line in asked.inputs.splitlines()}
    for name in inputs & set(said):
        assert f"`{name}`: {said[name]}" in asked.docstring
    assert "Example:" not in " ".join(asked.docstring)  # it would show a case that is worked out


def test_what_gives_nothing_is_asked_by_what_its_variable_holds() -> None:
    asked = drawn_question(find_task("moving_average"), 3)
    assert asked.question == "What does `average` hold after the call?"
    inputs = dict(line.split(" = ") for line in asked.inputs.splitlines())
    average, weights = (
        ast.literal_eval(inputs[name].split("   ")[0]) for name in ("average", "weights")
    )
    decay = float(inputs["decay"])
    wanted = [decay * old + (1 - decay) * new for old, new in zip(average, weights, strict=True)]
    assert np.allclose(ast.literal_eval(asked.right), wanted, rtol=1e-3)


def test_no_choice_comes_from_calls_that_nobody_sees() -> None:
    """Ideas that were wrong in earlier calls, too, give what they would not give in this one."""
    for name in ("running_mean", "count_labels"):
        assert find_task(name).example.replays and not can_be_drawn(find_task(name))


@pytest.mark.parametrize(
    ("factors", "written"),
    [
        ([0], "0"),
        ([1, 0, -3], "1 - 3 x**2"),
        ([-1, 1], "-1 + x"),
        ([0, -1, 0, 2.5], "-x + 2.5 x**3"),
    ],
)
def test_a_function_of_x_stands_as_one_would_write_it(factors, written) -> None:
    assert _formula(Polynomial(factors)) == written


def test_labels_stay_labels_where_numbers_are_changed() -> None:
    draw = np.random.default_rng(1)
    labels = np.float32([[1], [0], [0], [1]])
    for _ in range(10):
        varied = _varied({"y_true": labels, "losses": [3.0, 1.0, 2.0]}, draw)
        assert set(np.ravel(varied["y_true"])) <= {0.0, 1.0}
        assert sorted(varied["losses"]) == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("task", DRAWN, ids=lambda task: task.name)
def test_three_weeks_bring_at_least_six_questions_of_each_task(task) -> None:
    days = [
        review_question(Card(task.name, "", task), DAY + timedelta(days=days)) for days in range(20)
    ]
    assert len({(asked.code, *sorted(asked.responses)) for asked in days}) >= 6


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
    question="What is the shape of `tf.ones([3])`?",
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
    assert "you were sure" in asked.intro and asked.right == "(3,)"
    assert set(asked.responses) == {"(2,)", "(3,)"}
    assert title_of(card) == "What is the shape of `tf.ones([3])`?"


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


ALONE = [
    "What does `tf.constant([[1, 2], [3]])` give?",
    "`scores` is [10, 20, 30]. What is it after `scores[1] = 25`?",
    "`table` is (3, 4), `positions` is (3, 2). What is `tf.gather(table, positions)`?",
    "`steps_done = tf.Variable(0)`, then `steps_done += 1`. What does that give?",
    "A graph function runs `for i in tf.range(n)` and appends i to a list. What is in it?",
]
OF_ITS_LESSON = [
    "What is the shape of `table[1:2]`?",
    "What is the weight after one step?",
    "`weights + 1` is run. What does `weights` hold afterwards?",
    "`compiled` is called with 3.0, 10.0 and 20.0. How often does Python run it?",
    "`weights` is (8, 5). What is the shape of `sequences @ weights`?",
    "The same tape is now asked for the slope of `cube`. What happens?",
    "The loop starts at a loss of 29.7. After its last step, the loss is",
    "By these numbers, how fast is the GPU for two matrices of 10 x 10?",
]


def test_a_question_that_speaks_of_the_cells_around_it_is_told_from_one_that_says_all() -> None:
    assert [question for question in ALONE if not stands_alone(question)] == []
    assert [question for question in OF_ITS_LESSON if stands_alone(question)] == []


def test_a_prediction_that_needs_its_lesson_comes_back_only_to_who_was_sure_and_names_it() -> None:
    wrong = Answer(**{**WRONG.__dict__, "question": OF_ITS_LESSON[0]})
    assert asked_of({"k": wrong}) == []
    sure = Answer(**{**wrong.__dict__, "sure": SURE, "surprised": "2026-11-25"})
    [card] = asked_of({"k": sure})
    assert "`01-tensors.ipynb`: open that to look them up" in review_question(card, DAY).intro
    alone = Answer(**{**WRONG.__dict__, "surprised": "2026-11-25"})
    [card] = asked_of({"k": alone})
    assert "look them up" not in review_question(card, DAY).intro
