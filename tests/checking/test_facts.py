"""What a drive sends, and what the judge works out of it."""

from dataclasses import replace

import numpy as np

from grader.judging.judge import judge
from grader.judging.stand_ins import Misshapen
from grader.judging.task import Misconception, Task
from grader.probing.evidence import Misfit, pack_evidence, unpack_evidence
from grader.probing.probe import observe
from grader.probing.questions import Call, Case


def _draw_twice(answer, count):
    first = answer(count)
    if not hasattr(first, "shape"):
        raise Misfit(first)
    return {"first": first, "again": answer(count)}


def _spread_and_repeat(raw, count):
    return np.array([np.ptp(raw["first"]) > 0, np.array_equal(raw["first"], raw["again"])])


TASK = Task(
    name="draws",
    title="Draws that repeat",
    points=1,
    ask=Call("draws", _draw_twice, wanted="an array of draws"),
    cell="",
    cases=lambda draw: [Case({"count": 5})],
    expected=lambda count: np.array([True, True]),
    misconceptions=(
        Misconception("new", lambda count: np.array([True, False]), "New each time.", "Seed it."),
    ),
    hints=("", "", ""),
    facts=_spread_and_repeat,
)


def _verdict(answer):
    cases = TASK.draw_cases(1)
    evidence = observe(TASK.ask, cases, {"draws": answer})
    return judge(TASK, cases, unpack_evidence(pack_evidence(evidence)))


def test_facts_are_worked_out_of_raw_results():
    assert _verdict(lambda count: np.random.default_rng(1).normal(size=count)).fraction == 1
    fresh = np.random.default_rng(1)
    assert _verdict(lambda count: fresh.normal(size=count)).key == "misconception.new"


def test_the_facts_themselves_earn_nothing():
    """Code that changed what a drive calls could send what is expected in place of raw results."""
    verdict = _verdict(lambda count: np.array([True, True]))
    assert verdict.fraction == 0


def _stacked_if_draws_fit(raw, count):
    if np.shape(raw["first"]) != (count,):
        return Misshapen(raw["first"], "the draws", (count,))
    return _spread_and_repeat(raw, count)


def test_one_of_several_results_is_told_by_its_own_shape_and_not_by_what_they_are_compared_as():
    task = replace(TASK, facts=_stacked_if_draws_fit)
    cases = task.draw_cases(1)
    evidence = observe(task.ask, cases, {"draws": lambda count: np.ones((count, 1))})
    verdict = judge(task, cases, evidence)
    assert (verdict.key, verdict.fraction) == ("shape", 0)
    assert verdict.message.why == "The shape of the draws is (5, 1) and should be (5,)."
    assert (
        verdict.message.came_out.endswith("shape (5, 1), float64") and not verdict.message.expected
    )


def test_what_no_facts_can_be_worked_out_of_is_of_another_kind():
    cases = TASK.draw_cases(1)
    evidence = observe(Call("draws"), cases, {"draws": lambda count: np.array([True, True])})
    verdict = judge(TASK, cases, evidence)
    assert (verdict.key, verdict.fraction) == ("kind", 0)


def test_a_misfit_is_told_what_is_asked_for():
    verdict = _verdict(lambda count: [1, 2])
    assert verdict.key == "kind"
    assert "a list. The task asks for an array of draws." in verdict.message.why
    assert _verdict(lambda count: [].sort()).key == "nothing"
