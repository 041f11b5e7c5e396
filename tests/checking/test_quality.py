"""Where no single result is right, a result is measured, and what was measured is said."""

import numpy as np
import pytest

from grader.judging.judge import judge
from grader.judging.task import Misconception, Quality, Task
from grader.judging.verdict import Outcome
from grader.probing.probe import observe
from grader.probing.questions import Call, Case

LABELS = np.array([0, 1, 2, 1, 0, 2, 1, 1, 1, 0])
TRUTH = np.eye(3, dtype=np.float32)[LABELS]


def right_label(result, truth):
    return result.argmax(axis=1) == truth.argmax(axis=1)


def commonest(points, truth):
    return np.tile(np.float32([0, 1, 0]), (len(points), 1))


def one_label(result, truth):
    return result.ndim == 2 and len(set(result.argmax(axis=1))) == 1


@pytest.fixture
def classify() -> Task:
    points = np.zeros((len(LABELS), 2), np.float32)
    return Task(
        name="classify",
        title="Three kinds of points",
        points=1,
        ask=Call("classify"),
        cell="",
        cases=lambda draw: [Case({"points": points}, truth=TRUTH)],
        expected=lambda points, truth: truth,
        quality=Quality("accuracy", right_label, 0.8, commonest, "always label 1"),
        misconceptions=(
            Misconception(
                "one_label", commonest, "One label for all.", "Look.", shown_by=one_label
            ),
            Misconception(
                "labels",
                lambda points, truth: truth.argmax(axis=1),
                "These are labels.",
                "What is asked for?",
                shown_by=lambda result, truth: result.ndim == 1,
            ),
        ),
        hints=("1", "2", "3"),
    )


def verdict(task: Task, result, hidden=False):
    cases = task.draw_cases(0, hidden)
    answer = {task.ask.subject: lambda points: result}
    return judge(task, cases, observe(task.ask, cases, answer))


def with_wrong(count):
    result = TRUTH.copy()
    result[:count] = np.roll(result[:count], 1, axis=1)
    return result


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_whatever_reaches_the_limit_passes_and_hears_by_how_much(classify, wrong):
    found = verdict(classify, with_wrong(wrong))
    assert found.outcome is Outcome.PASSED
    assert f"accuracy {1 - wrong / 10:.3g}, and 0.8 is the least" in found.message.headline


def test_what_falls_short_hears_what_was_measured_asked_and_reached_without_learning(classify):
    found = verdict(classify, with_wrong(3))
    assert (found.outcome, found.key) == (Outcome.FAILED, "quality")
    assert found.numbers == {"measured": pytest.approx(0.7), "limit": 0.8}
    assert found.message.came_out == "accuracy: 0.7"
    assert found.message.expected == "at least 0.8"
    assert "always label 1 gives 0.5" in found.message.why


def test_a_wrong_idea_is_known_by_what_it_shows(classify):
    assert verdict(classify, commonest(LABELS, TRUTH)).key == "misconception.one_label"
    assert verdict(classify, LABELS).key == "misconception.labels"


def test_the_form_of_a_result_is_judged_before_its_quality(classify):
    assert verdict(classify, TRUTH[:, :2]).key == "shape"
    assert verdict(classify, "three kinds").key == "kind"
    assert verdict(classify, np.full_like(TRUTH, np.nan)).key == "nan"


def test_on_hidden_data_neither_the_result_nor_the_limit_is_shown(classify):
    message = verdict(classify, with_wrong(3), hidden=True).message
    assert (message.on_input, message.came_out, message.expected) == ("", "", "")


def test_the_answer_never_gets_the_truth(classify):
    asked = []

    def answer(*inputs):
        asked.append(inputs)
        return TRUTH

    cases = classify.draw_cases(0)
    observe(classify.ask, cases, {"classify": answer})
    assert [len(inputs) for inputs in asked] == [1]


def test_an_error_passes_below_its_limit():
    quality = Quality("error", lambda result, truth: (result - truth) ** 2, 0.1, None, "", True)
    assert quality.is_reached(quality.measure(np.zeros(4), np.full(4, 0.3)))
    assert not quality.is_reached(quality.measure(np.zeros(4), np.full(4, 0.4)))
    assert not quality.is_reached(quality.measure(np.zeros(4), np.full(4, np.nan)))


def test_other_code_that_does_no_better_than_what_was_handed_out_is_told_so(classify):
    from dataclasses import replace

    quality = replace(classify.quality, untouched=one_label)
    task = replace(classify, quality=quality, given=commonest, misconceptions=())
    found = verdict(task, commonest(LABELS, TRUTH))
    assert (found.key, found.outcome, found.fraction) == ("no_change", Outcome.FAILED, 0)
    assert "no better than when it was handed out" in found.message.headline
