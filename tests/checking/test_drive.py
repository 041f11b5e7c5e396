"""A drive puts an answer to a question that one plain call cannot ask."""

import numpy as np
import pytest

from grader.checking.judge import judge
from grader.checking.probe import observe
from grader.checking.task import Call, Case, Misconception, Task
from grader.checking.verdict import Outcome


def in_turn(answer, values):
    """Make one counter and hand it every value; what it says after each."""
    counter = answer()
    return [float(counter(value)) for value in values]


@pytest.fixture
def running_total() -> Task:
    values = np.array([3.0, 4.0, -1.0])
    return Task(
        name="running_total",
        title="A total that remembers",
        points=1,
        ask=Call("running_total", in_turn, "the counter is called with each value in turn"),
        cell="",
        cases=lambda draw: [Case({"values": values})],
        expected=lambda values: list(np.cumsum(values)),
        misconceptions=(Misconception("forgets", lambda values: list(values), "No.", "Look."),),
        hints=("1", "2", "3"),
    )


def verdict(task: Task, answer):
    cases = task.draw_cases(0)
    return judge(task, cases, observe(task.ask, cases, {"running_total": answer}))


def test_an_answer_is_judged_by_what_its_drive_returns(running_total):
    def remembers():
        total = 0

        def add(value):
            nonlocal total
            total += value
            return total

        return add

    assert verdict(running_total, remembers).outcome is Outcome.PASSED


def test_a_wrong_answer_hears_its_misconception_and_how_it_was_called(running_total):
    found = verdict(running_total, lambda: lambda value: value)
    assert found.key == "misconception.forgets"
    assert "called with each value in turn" in found.message.on_input


def test_what_is_raised_while_it_is_driven_is_evidence(running_total):
    found = verdict(running_total, lambda: lambda value: 1 / 0)
    assert found.key == "raised.ZeroDivisionError"
    assert "in the line: found = verdict(" in found.message.came_out


def test_an_answer_that_makes_nothing_to_drive_is_told_so(running_total):
    def forgets_to_return():
        total = 0
        total += 1

    assert verdict(running_total, forgets_to_return).key == "raised.TypeError"
