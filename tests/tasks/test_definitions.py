"""What follows from a task's definition alone, for every task of the course."""

from __future__ import annotations

import ast
import inspect
import linecache
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from grader.checking.evidence import pack_evidence, unpack_evidence
from grader.checking.judge import judge
from grader.checking.probe import observe
from grader.checking.task import Call, Misconception, Read, Task
from grader.checking.verdict import Outcome, Verdict
from grader.course import course
from grader.tasks import ASSIGNMENTS

TASKS = [task for assignment in ASSIGNMENTS for task in assignment.tasks]
SECRET = 987_654_321


def named(task: Task) -> str:
    return task.name


def verdict_on(task: Task, source: str, seed: int, hidden: bool = False) -> Verdict:
    """The verdict on an answer cell, by way of evidence that went through JSON's types."""
    namespace: dict[str, Any] = {"tf": tf, "np": np}
    file = f"<answer to {task.name}>"
    # AutoGraph reads the source of a function, as it can in a notebook.
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    exec(compile(source, file, "exec"), namespace)
    cases = task.draw_cases(seed, hidden)
    evidence = observe(task.ask, cases, namespace, convert=tf.constant)
    return judge(task, cases, unpack_evidence(pack_evidence(evidence)))


@pytest.fixture(params=[pytest.param("course"), pytest.param("secret")])
def seed(request: pytest.FixtureRequest) -> int:
    return course().seed if request.param == "course" else SECRET


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_the_solution_passes(task: Task, seed: int) -> None:
    verdict = verdict_on(task, task.solution, seed)
    assert verdict.outcome is Outcome.PASSED, verdict.message.as_text()
    assert verdict.fraction == 1


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_the_untouched_exercise_is_not_attempted_and_earns_nothing(task: Task, seed: int) -> None:
    verdict = verdict_on(task, task.starter, seed)
    assert (verdict.outcome, verdict.fraction) == (Outcome.NOT_ATTEMPTED, 0)


@pytest.mark.parametrize(
    ("task", "source"),
    [pytest.param(t, s, id=f"{t.name}-{n}") for t in TASKS for n, s in enumerate(t.accepted)],
)
def test_every_listed_alternative_passes(task: Task, source: str, seed: int) -> None:
    verdict = verdict_on(task, source, seed)
    assert verdict.outcome is Outcome.PASSED, verdict.message.as_text()


MISCONCEPTIONS = [
    pytest.param(task, idea, id=f"{task.name}-{idea.key}")
    for task in TASKS
    for idea in task.misconceptions
]


def answer_with(task: Task, idea: Misconception, cases) -> dict[str, Any]:
    """A namespace whose answer has this wrong idea and is right wherever the idea says nothing."""
    if isinstance(task.ask, Read):
        answers = {}
        for case in cases:
            item = case.inputs["item"]
            try:
                answers[item] = idea.answer(item)
            except KeyError:
                answers[item] = task.expected(item)
        return {task.ask.subject: answers}

    turn = iter(cases)

    def answer(*_inputs: np.ndarray) -> Any:
        with np.errstate(all="ignore"):
            wrong = next(turn).put_to(idea.answer)
        if isinstance(wrong, np.ndarray | np.generic):
            return np.asarray(wrong).astype(idea.dtype or task.dtype)
        return wrong

    return {task.ask.subject: answer}


def plain_ask(task: Task) -> Call | Read:
    """How a function that gives the final result at once is asked: by one plain call."""
    return task.ask if isinstance(task.ask, Read) else Call(task.ask.subject)


@pytest.mark.parametrize(("task", "idea"), MISCONCEPTIONS)
def test_every_misconception_fails_with_its_own_message(
    task: Task, idea: Misconception, seed: int
) -> None:
    cases = task.draw_cases(seed)
    verdict = judge(task, cases, observe(plain_ask(task), cases, answer_with(task, idea, cases)))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.key == f"misconception.{idea.key}"
    assert (verdict.message.why, verdict.message.try_next) == (idea.why, idea.try_next)
    assert verdict.fraction < 1


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_a_task_has_all_a_learner_may_ask_for(task: Task) -> None:
    assert len(set(task.hints)) == 3
    assert len(task.misconceptions) >= 3
    assert (
        len({(idea.why, idea.try_next) for idea in task.misconceptions})
        == len({idea.key for idea in task.misconceptions})
        == len(task.misconceptions)
    )
    assert len(task.accepted) >= 2
    if task.quality:
        assert all(idea.shown_by for idea in task.misconceptions)
        assert bool(task.given) == bool(task.quality.untouched)
    assert sum(task.parts.values()) == pytest.approx(1)
    assert {case.part for case in task.draw_cases(0)} == set(task.parts)


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_hints_and_messages_do_not_hold_the_solution(task: Task) -> None:
    body = ast.parse(task.solution).body[-1]
    if isinstance(body, ast.FunctionDef):
        answer = ast.unparse(body.body[-1])
    else:
        answer = ast.unparse(body.value)
    words = [*task.hints, *(idea.why + idea.try_next for idea in task.misconceptions)]
    assert all(answer not in text for text in words)


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_a_hidden_case_never_appears_in_feedback(task: Task) -> None:
    for idea in task.misconceptions:
        cases = task.draw_cases(SECRET, hidden=True)
        message = judge(
            task, cases, observe(plain_ask(task), cases, answer_with(task, idea, cases))
        ).message
        assert (message.on_input, message.came_out, message.expected) == ("", "", "")
        assert not message.printed


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_other_seeds_draw_other_cases_and_the_same_seed_the_same(task: Task) -> None:
    def drawn(seed: int) -> str:
        return repr([dict(case.inputs) for case in task.draw_cases(seed)])

    assert drawn(1) == drawn(1)
    if not isinstance(task.ask, Read):
        assert drawn(1) != drawn(2)


def test_names_are_unique_in_the_course() -> None:
    names = [task.name for task in TASKS]
    names += [question.name for assignment in ASSIGNMENTS for question in assignment.recall]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "assignment", [a for a in ASSIGNMENTS if a.points], ids=lambda assignment: assignment.name
)
def test_an_assignment_has_6_to_9_tasks_and_20_points(assignment) -> None:
    assert 6 <= len(assignment.tasks) <= 9
    assert assignment.points == 20


@pytest.mark.parametrize(
    "question", [q for a in ASSIGNMENTS for q in a.recall], ids=lambda question: question.name
)
def test_a_question_has_one_right_choice_and_an_own_response_to_each(question) -> None:
    assert sum(option.right for option in question.options) == 1
    assert len({option.response for option in question.options}) == len(question.options) >= 3


DRIVEN = [task for task in TASKS if isinstance(task.ask, Call) and task.ask.drive]


@pytest.mark.parametrize("task", DRIVEN, ids=named)
def test_a_drive_works_from_its_source_alone_and_says_what_it_does(task: Task) -> None:
    namespace: dict[str, Any] = {}
    exec("from __future__ import annotations\n" + inspect.getsource(task.ask.drive), namespace)
    alone = replace(task, ask=replace(task.ask, drive=namespace[task.ask.drive.__name__]))
    assert verdict_on(alone, task.solution, course().seed).outcome is Outcome.PASSED
    assert task.ask.how
