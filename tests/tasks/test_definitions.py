"""What follows from a task's definition alone, for every task of the course."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from grader.authoring.course_files import SECRET_SEED
from grader.authoring.trying import answer_names, verdict_on, verdict_on_idea
from grader.course import course
from grader.judging.judge import judge
from grader.judging.task import Misconception, Task
from grader.judging.verdict import Outcome, Verdict
from grader.probing.crossing import answer_question, as_tensor, write_question
from grader.probing.evidence import pack_evidence, unpack_evidence
from grader.probing.questions import Call, Read
from tensorflow_workbook.tasks import ASSIGNMENTS

TASKS = [task for assignment in ASSIGNMENTS for task in assignment.tasks]
_ASSIGNMENT = {task.name: one.name for one in ASSIGNMENTS for task in one.tasks}


def named(task: Task) -> str:
    """With its assignment, by which the tests are spread over the workers (tests/conftest.py)."""
    return f"{_ASSIGNMENT[task.name]}:{task.name}"


def said_of(task: Task, verdict: Verdict) -> str:
    """The task and what its check says, for a test that fails."""
    return f"{task.name}: {verdict.outcome}, {verdict.key}\n{verdict.message.as_text()}"


# Not "course": `-k course` means tests of the course.
@pytest.fixture(params=["open", "secret"])
def seed(request: pytest.FixtureRequest) -> int:
    return course().seed if request.param == "open" else SECRET_SEED


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_the_solution_passes(task: Task, seed: int) -> None:
    """With the course's seed as a notebook asks, with a secret one as a graded kernel is asked: from
    afar, by text that holds the source of the task's drive."""
    if seed == SECRET_SEED:
        cases = task.draw_cases(seed, hidden=True)
        asked = write_question(task.ask, cases)
        evidence = answer_question(asked, answer_names(task, task.solution), convert=as_tensor)
        verdict = judge(task, cases, unpack_evidence(pack_evidence(evidence)))
    else:
        verdict = verdict_on(task, task.solution, seed)
    assert verdict.outcome is Outcome.PASSED, said_of(task, verdict)
    assert verdict.fraction == 1, said_of(task, verdict)


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_the_untouched_exercise_is_not_attempted_and_earns_nothing(task: Task, seed: int) -> None:
    verdict = verdict_on(task, task.starter, seed)
    assert (verdict.outcome, verdict.fraction) == (Outcome.NOT_ATTEMPTED, 0), said_of(task, verdict)


MISCONCEPTIONS = [
    pytest.param(task, idea, id=f"{named(task)}-{idea.key}")
    for task in TASKS
    for idea in task.misconceptions
]


@pytest.mark.parametrize(("task", "idea"), MISCONCEPTIONS)
def test_every_misconception_fails_with_its_own_message_and_no_hidden_case_in_it(
    task: Task, idea: Misconception, seed: int
) -> None:
    hidden = seed == SECRET_SEED
    verdict = verdict_on_idea(task, idea, seed, hidden)
    said = f"misconception `{idea.key}`: {said_of(task, verdict)}"
    assert verdict.outcome is Outcome.FAILED, said
    assert verdict.key == f"misconception.{idea.key}", said
    assert (verdict.message.why, verdict.message.try_next) == (idea.why, idea.try_next), said
    assert verdict.fraction < 1, said
    if hidden:
        message = verdict.message
        shown = (message.on_input, message.came_out, message.expected, message.printed)
        assert not any(shown), f"{said}\nIt shows a hidden case."


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_a_task_has_all_a_learner_may_ask_for(task: Task) -> None:
    ideas = task.misconceptions
    assert len(set(task.hints)) == 3, f"{task.name}: three hints, each another"
    assert len(ideas) >= 3, f"{task.name}: {len(ideas)} misconceptions; 3 at least"
    words = Counter((idea.why, idea.try_next) for idea in ideas)
    twice = [idea.key for idea in ideas if words[idea.why, idea.try_next] > 1]
    assert twice == [], f"{task.name}: these misconceptions have the same words"
    keys = Counter(idea.key for idea in ideas)
    assert [key for key in keys if keys[key] > 1] == [], f"{task.name}: these keys stand twice"
    if isinstance(task.ask, Call) and task.ask.drive:
        assert task.ask.how, f"{task.name}: `how` is empty"
    if task.quality:
        unshown = [idea.key for idea in ideas if not idea.shown_by]
        assert unshown == [], f"{task.name} has a Quality: these need `shown_by`"
        assert bool(task.given) == bool(task.quality.untouched), f"{task.name}: given, untouched"
    assert sum(task.parts.values()) == pytest.approx(1), f"{task.name}: parts, {task.parts}"
    asked = {case.part for case in task.draw_cases(0)}
    assert asked == set(task.parts), f"{task.name}: parts of its cases, and of its points"


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_hints_and_messages_do_not_hold_the_solution(task: Task) -> None:
    body = ast.parse(task.solution).body[-1]
    if isinstance(body, ast.FunctionDef):
        answer = ast.unparse(body.body[-1])
    else:
        answer = ast.unparse(body.value)
    texts = {f"hint {number}": hint for number, hint in enumerate(task.hints, start=1)}
    texts |= {f"`{idea.key}`": idea.why + idea.try_next for idea in task.misconceptions}
    telling = [name for name, text in texts.items() if answer in text]
    assert telling == [], f"{task.name}: these hold the solution's {answer!r}"


@pytest.mark.parametrize("task", TASKS, ids=named)
def test_other_seeds_draw_other_cases_and_the_same_seed_the_same(task: Task) -> None:
    def drawn(seed: int) -> str:
        return repr([dict(case.inputs) for case in task.draw_cases(seed)])

    assert drawn(1) == drawn(1), f"{task.name} draws other cases from the same seed"
    if not isinstance(task.ask, Read):
        assert drawn(1) != drawn(2), f"{task.name} draws the same cases from other seeds"


def test_names_are_unique_in_the_course() -> None:
    names = [task.name for task in TASKS]
    names += [question.name for assignment in ASSIGNMENTS for question in assignment.recall]
    names += [reason.name for assignment in ASSIGNMENTS for reason in assignment.reasons]
    assert [name for name, count in Counter(names).items() if count > 1] == [], "used twice"


@pytest.mark.parametrize(
    "assignment", [a for a in ASSIGNMENTS if a.points], ids=lambda assignment: assignment.name
)
def test_an_assignment_has_6_to_9_parts_and_20_points(assignment) -> None:
    points = {part.name: part.points for part in (*assignment.tasks, *assignment.by_hand)}
    assert 6 <= len(points) <= 9, f"{assignment.name} has {len(points)} parts: {', '.join(points)}"
    assert assignment.points == 20, f"{assignment.name} has {assignment.points} points: {points}"


@pytest.mark.parametrize(
    "question", [q for a in ASSIGNMENTS for q in a.recall], ids=lambda question: question.name
)
def test_a_question_has_one_right_choice_and_an_own_response_to_each(question) -> None:
    right = [option.text for option in question.options if option.right]
    assert len(right) == 1, f"{question.name}: the right choices are {right}"
    responses = Counter(option.response for option in question.options)
    twice = [response for response, count in responses.items() if count > 1]
    assert twice == [], f"{question.name}: responses that stand twice"
    assert len(question.options) >= 3, f"{question.name}: {len(question.options)} choices"


@pytest.mark.parametrize(
    "reason", [r for a in ASSIGNMENTS for r in a.reasons], ids=lambda reason: reason.name
)
def test_a_reason_is_asked_in_a_question_and_answered_in_one_sentence(reason) -> None:
    assert "?" in reason.question, f"{reason.name} asks nothing: {reason.question}"
    words = len(reason.expert.split())
    assert 10 <= words <= 35, f"{reason.name}: the expert's sentence has {words} words"
    ends = re.findall(r"[.!?](?=\s|$)", reason.expert.replace("...", ""))
    assert ends == ["."], (
        f"{reason.name}: the expert says more than one sentence, or none to its end"
    )
    assert reason.expert.count("`") % 2 == 0 and reason.question.count("`") % 2 == 0
