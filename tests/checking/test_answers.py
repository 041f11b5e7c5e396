"""Answers that learners write: right ones pass however they are written, wrong ones hear what is true.

They stand in tests/answers/, a file for each assignment.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections import Counter
from dataclasses import replace

import keras
import pytest
import tensorflow as tf

from grader.authoring.checked import is_trained
from grader.authoring.collected_answers import Answer, read_answers
from grader.authoring.course_files import SECRET_SEED, this_course
from grader.authoring.trying import WIDER_IMPORTS, answer_names, verdict_on
from grader.catalog import find_task
from grader.judging.explain import UNKNOWN
from grader.judging.judge import judge
from grader.judging.task import Task
from grader.judging.verdict import Outcome, Verdict
from grader.probing.crossing import as_tensor
from grader.probing.probe import observe
from grader.probing.questions import Call
from grader.session.older_versions import said_of
from tensorflow_workbook.tasks import ASSIGNMENTS

COURSE = this_course()
OTHER_SEEDS = (1, 7, 42, 1001)
ANSWERS = read_answers(COURSE.answer_files())
TASKS = [task for assignment in ASSIGNMENTS for task in assignment.tasks]


# What the first cell says of the versions here; empty but in some of Colab's runtimes.
SAID = said_of(tf.__version__, keras.__version__)
# What some of them do to an answer, and the word by which the first cell speaks of it.
NEGATIVE_AXIS = re.compile(r"tf\.function.*tf\.transpose\(.*-\d", re.S)  # it ends the kernel
MASK_WITHOUT_AXIS = re.compile(r"layers\.Attention\(.*mask=\[None, valid\]")  # read along another
LACKING = {"tf.transpose": NEGATIVE_AXIS, "keras.layers.Attention": MASK_WITHOUT_AXIS}


def skip_what_the_runtime_cannot_run(answer: Answer) -> None:
    """Skip an answer with something of which the first cell says here that it does not work."""
    if any(word in SAID and pattern.search(answer.cell) for word, pattern in LACKING.items()):
        pytest.skip(SAID)


def skip_if_the_runtime_refused(verdict: Verdict) -> None:
    """Skip an answer that this runtime cannot save, if its message says so, and the first cell too."""
    if SAID and verdict.message.why.startswith("That is a fault of this runtime"):
        assert verdict.key == "raised.TypeError" and "save refuses" in SAID
        pytest.skip(verdict.message.why)


def each(answers: list[Answer]) -> list[object]:
    """Parameters that are named by task, place in its file, and key."""
    return [
        pytest.param(answer, id=f"{answer.task}-{answer.line}-{answer.key}") for answer in answers
    ]


def is_of_the_first_assignment(task: Task) -> bool:
    return "tensors" in task.module


def is_saved(task: Task) -> bool:
    """Whether asking for an answer saves a model and loads it, which takes a third of a second."""
    drive = task.ask.drive if isinstance(task.ask, Call) else None
    return drive is not None and "saved_model.load(" in inspect.getsource(drive)


def trains_or_saves(task: Task) -> bool:
    """Whether asking for an answer trains a model, or saves one."""
    return is_trained(task) or is_saved(task)


@functools.cache
def lines_of_answers(task: str, right: bool) -> list[int]:
    """Where the right or the wrong answers to a task stand in its file."""
    return [a.line for a in ANSWERS if (a.task, a.is_right) == (task, right)]


def seeds_of(answer: Answer) -> tuple[int, ...]:
    """The seeds that an answer is asked with: all there are only where that costs next to nothing.

    Elsewhere TensorFlow traces, trains or saves for each case, and the answers to a task take turns: its
    cases are asked with every seed, though not by every answer. The course's own, which is the one that
    learners meet, is asked of every right answer, unless each trains or saves. `grader check-task` asks
    any answer with both of the course's seeds.
    """
    task = find_task(answer.task)
    if is_of_the_first_assignment(task):
        return (*COURSE.seeds, *OTHER_SEEDS) if answer.is_right else COURSE.seeds
    turn = lines_of_answers(answer.task, answer.is_right).index(answer.line)
    if not answer.is_right or trains_or_saves(task):
        return (COURSE.seeds[turn % 2],)
    others = (SECRET_SEED, *OTHER_SEEDS)
    return COURSE.seed, others[turn % len(others)]


def in_the_graph(task: Task) -> bool:
    return "graphs" in task.module


@pytest.mark.filterwarnings("ignore:.*from_logits=True:UserWarning")  # Keras, of what some try
@pytest.mark.parametrize("answer", each([answer for answer in ANSWERS if answer.is_right]))
def test_a_right_answer_passes_however_it_is_written(answer: Answer) -> None:
    task = find_task(answer.task)
    skip_what_the_runtime_cannot_run(answer)
    names = answer_names(task, answer.cell, WIDER_IMPORTS)
    for seed in seeds_of(answer):
        cases = task.draw_cases(seed)
        verdict = judge(task, cases, observe(task.ask, cases, names, convert=as_tensor))
        skip_if_the_runtime_refused(verdict)
        assert verdict.key == "passed", f"seed {seed}: {verdict.message.as_text()}"


@pytest.mark.filterwarnings("ignore:.*from_logits=True:UserWarning")
@pytest.mark.parametrize("answer", each([answer for answer in ANSWERS if not answer.is_right]))
def test_a_wrong_answer_gets_the_message_meant_for_it(answer: Answer) -> None:
    task = find_task(answer.task)
    skip_what_the_runtime_cannot_run(answer)
    solution = task.worked.splitlines()[-1].strip().removeprefix("return ")
    for seed in seeds_of(answer):
        verdict = verdict_on(task, answer.cell, seed, seed == SECRET_SEED, WIDER_IMPORTS)
        skip_if_the_runtime_refused(verdict)
        message = replace(
            verdict.message, printed=""
        )  # what the answer itself prints may be anything
        assert verdict.key == answer.key, message.as_text()
        assert verdict.outcome is not Outcome.PASSED
        assert verdict.fraction < 1
        assert verdict.fraction == 0 or len(task.parts) > 1
        assert message.try_next
        assert len(message.as_text()) < 2500
        # A name or a bracket, as some solutions end, says nothing.
        if len(re.findall(r"\w+", solution)) > 2:
            assert solution not in message.headline + message.why + message.try_next
        if in_the_graph(task) and isinstance(task.ask, Call):
            assert "dict" not in message.as_text(), "what a drive sends is not what came out"
        if verdict.outcome is Outcome.ERROR:  # what a general word would say is no help
            assert message.why != UNKNOWN.why, message.as_text()


# Words of a message that says what is wrong, and not why.
WHERE_ALONE = (
    r"It is another |The shape is right; \d+ of \d+ values differ|The number of entries is right, and"
    r"|It is '.*' where '.*' is right|[^.]* is [^ ]+ and should be [^ ]+\.$|"
    + re.escape(UNKNOWN.why)
)


def test_of_a_hundred_wrong_answers_at_most_five_hear_no_cause() -> None:
    """Another key than these two is a cause that was found."""
    wrong = [answer for answer in ANSWERS if not answer.is_right]
    unexplained = 0
    for answer in wrong:
        if answer.key.startswith(("values", "raised.")):
            task = find_task(answer.task)
            message = verdict_on(task, answer.cell, COURSE.seeds[0], imports=WIDER_IMPORTS).message
            unexplained += bool(re.match(WHERE_ALONE, message.why))
    assert unexplained <= 0.05 * len(wrong)


def test_answers_are_to_tasks_that_there_are_and_each_stands_once() -> None:
    for answer in ANSWERS:
        assert answer.file.stem in [
            a.name for a in ASSIGNMENTS if find_task(answer.task) in a.tasks
        ]
    count = Counter((answer.task, answer.cell) for answer in ANSWERS)
    assert [answer for answer in count if count[answer] > 1] == []


@pytest.mark.parametrize("task", [task for task in TASKS if task.points], ids=lambda t: t.name)
def test_the_answers_to_a_task_are_asked_with_every_seed_together(task: Task) -> None:
    asked = {
        (answer.is_right, seed)
        for answer in ANSWERS
        if answer.task == task.name
        for seed in seeds_of(answer)
    }
    right, wrong = (
        {seed for is_right, seed in asked if is_right is kind} for kind in (True, False)
    )
    own = set(COURSE.seeds)
    assert right == (own if trains_or_saves(task) else own | set(OTHER_SEEDS))
    assert wrong == own or not isinstance(task.ask, Call)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_each_task_meets_answers_of_either_kind_and_the_first_ones_a_dozen(task: Task) -> None:
    mine = Counter(answer.is_right for answer in ANSWERS if answer.task == task.name)
    is_first = is_of_the_first_assignment(task)
    right, wrong = (12, 12) if is_first else (5, 10)
    if not task.points:  # practice inside a lesson
        right, wrong = 2, 0
    assert mine[True] >= right, f"{task.name}: {mine[True]} right answers; {right} at least"
    # The choices of a dict, and orders of lines, are few.
    if isinstance(task.ask, Call) or not is_first:
        assert mine[False] >= wrong, f"{task.name}: {mine[False]} wrong answers; {wrong} at least"
