"""`check("task")`: the one line of a check cell."""

from __future__ import annotations

import contextlib
import inspect
import os
import sys
from collections.abc import Iterator, MutableMapping
from typing import Any

from grader.catalog import UnknownTaskError, find_task
from grader.course import course
from grader.feedback.checking import cell_runs
from grader.feedback.checking.examples import invitation
from grader.feedback.checking.hint_button import NoteWithHints
from grader.feedback.checking.hints import has_solution
from grader.feedback.checking.meant import how_to_name, task_name
from grader.feedback.checking.ordering import MovedLines
from grader.feedback.page.note import (
    GOOD,
    OPEN,
    PARTLY,
    WRONG,
    Note,
    labeled,
    note,
    panel,
    paragraph,
)
from grader.feedback.record import progress_record
from grader.judging.describe import show_inputs
from grader.judging.judge import judge
from grader.judging.task import Task
from grader.judging.verdict import Outcome, Verdict
from grader.probing.crossing import converter
from grader.probing.probe import Interrupted, observe

_TITLES = {
    Outcome.PASSED: (GOOD, "Passed"),
    Outcome.FAILED: (WRONG, "Not right yet"),
    Outcome.ERROR: (WRONG, "Stopped with an error"),
    Outcome.NOT_ATTEMPTED: (OPEN, "Not attempted"),
}


class CheckFailed(Exception):
    """Raised where nbgrader runs the cell, since an exception is what scores 0 there."""

    def _render_traceback_(self) -> list[str]:
        """IPython shows these lines in place of a traceback."""
        return str(self).splitlines()


class CheckStopped(Interrupted):
    """The learner interrupted the check; the notebook stops here, with a sentence."""

    def _render_traceback_(self) -> list[str]:
        """IPython shows these lines in place of a traceback."""
        return [
            "You stopped the check while your code was working on this input:",
            *show_inputs(self.case.inputs).splitlines(),
            "A loop that never ends is the usual reason: look at what ends yours.",
        ]


@contextlib.contextmanager
def _exit_raises(namespace: MutableMapping[str, Any]) -> Iterator[None]:
    """IPython's `exit` and `quit` end the kernel; in an answer they raise, as Python's own do."""
    own = {
        name: namespace[name]
        for name in ("exit", "quit")
        if type(namespace.get(name)).__module__.startswith("IPython.")
    }
    namespace.update(dict.fromkeys(own, sys.exit))
    try:
        yield
    finally:
        namespace.update(own)


def run_check(task: Task, namespace: MutableMapping[str, Any]) -> Verdict:
    """Probe and judge `task` in this process, on the course's cases.

    Raises:
        CheckStopped: The learner interrupted the kernel.
    """
    cases = task.draw_cases(course(task.module).seed)
    try:
        with _exit_raises(namespace):
            evidence = observe(
                task.ask,
                cases,
                namespace,
                converter(task.customs.convert),
                task.customs.settings,
            )
    except Interrupted as interrupt:
        raise CheckStopped(interrupt.case) from None
    return judge(task, cases, evidence)


@contextlib.contextmanager
def _saying_that_it_trains(task: Task) -> Iterator[None]:
    """A line while a check trains a model, which takes seconds; it goes when the check is done."""
    from IPython import get_ipython  # not at the top: the autograder needs none of it
    from IPython.display import display

    if task.quality is None or get_ipython() is None:
        yield
        return
    waiting = note("Checking ...", "This trains a model, which takes some seconds.", tone=OPEN)
    line = display(waiting, display_id=True)
    try:
        yield
    finally:
        line.update({"text/plain": "", "text/html": ""}, raw=True)


def check(name: Any = None) -> Note:
    """Check the answer to the task called `name` and show what was found.

    Put it last in its cell. In a learner's notebook it never raises for a wrong answer, so Run
    All goes on; where nbgrader executes the notebook, an answer that earns nothing raises.

    Args:
        name: The task's name, such as `"row_means"`; the learner's own answer, without quotes, is
            understood too.

    Raises:
        CheckFailed: Under nbgrader, for an answer that earns nothing.
        CheckStopped: The kernel was interrupted while the answer ran.
    """
    frame = inspect.currentframe()
    namespace = frame.f_back.f_globals if frame and frame.f_back else {}
    under_nbgrader = "NBGRADER_EXECUTION" in os.environ
    if name is None and not under_nbgrader:
        return note("Which task?", how_to_name("check"), tone=OPEN)
    try:
        task = find_task(task_name(name, frame.f_back if frame else None))
    except UnknownTaskError as error:
        if under_nbgrader:
            raise CheckFailed(str(error)) from None
        return note("Nothing to check", str(error), tone=OPEN)
    with contextlib.nullcontext() if under_nbgrader else _saying_that_it_trains(task):
        verdict = run_check(task, namespace)
    if under_nbgrader:
        if verdict.fraction == 0:
            raise CheckFailed(verdict_text(task, verdict)) from None
        return verdict_note(task, verdict)
    trouble = progress_record.remember(task.name, verdict)
    moved = namespace.get(task.ask.subject)
    if isinstance(moved, MovedLines) and moved:  # this output is saved, whatever became of its own
        trouble = f"{moved.sentence}. {trouble}".strip()
    stopped = _stopped_cell(task)
    # Whose cell has not even run has something else to do first.
    invited = invitation(task) if verdict.key == "untouched" else ""
    plain = verdict_note(task, verdict, trouble, stopped=stopped, invited=invited)
    if verdict.outcome is Outcome.PASSED:
        return plain
    head = _verdict_panel(task, verdict, trouble, stopped=stopped, invited=invited)
    return NoteWithHints(plain.page, plain.text, head, _typed(task), task)


def _stopped_cell(task: Task) -> str:
    """What to say where the cell of the answer stopped with an error when it last ran."""
    cell = cell_runs.RUNS.that_failed(task.ask.subject)
    return cell_runs.in_words(cell, task.ask.subject) if cell else ""


def points_text(points: float) -> str:
    """`2`, `1.5`, `0.67`."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _points_earned(task: Task, verdict: Verdict) -> float:
    return round(task.points * verdict.fraction, 4)


def _title(task: Task, verdict: Verdict, by_whom: str = "") -> tuple[Any, str, str]:
    tone, title = _TITLES[verdict.outcome]
    if verdict.outcome is not Outcome.PASSED and verdict.fraction:
        tone, title = PARTLY, "Partly right"
    if not task.points:
        return tone, title, f"{task.name} (practice)"
    unit = "point" if task.points == 1 else "points"
    earned = points_text(_points_earned(task, verdict))
    return tone, title, f"{task.name}: {earned} of {points_text(task.points)} {unit}{by_whom}"


def _parts_text(verdict: Verdict) -> str:
    """Which parts were earned, where there is more than one and not all are."""
    if len(verdict.parts) < 2 or not verdict.fraction or verdict.fraction == 1:
        return ""
    earned = [part for part, right in verdict.parts.items() if right]
    missing = [part for part, right in verdict.parts.items() if not right]
    return f"Earned: {', '.join(earned)}. Not yet: {', '.join(missing)}."


def _afterword(task: Task, verdict: Verdict) -> str:
    """What is said of a task to those who are done with it."""
    return task.afterword if verdict.outcome is Outcome.PASSED else ""


def _advice(task: Task, verdict: Verdict) -> str:
    if verdict.outcome is Outcome.PASSED:
        return ""
    # A check's cell can't be written into.
    advice = f'For a first hint, run `hint("{task.name}")` in a new cell of your own.'
    if verdict.outcome is not Outcome.NOT_ATTEMPTED and course(task.module).worked_solutions:
        advice += f' `solution("{task.name}")` there shows a worked solution.'
    return advice


def _with_sentences(verdict: Verdict) -> set[str]:
    """The labels of the evidence that holds sentences: an error's text, what a value is in words, and
    whatever was printed."""
    in_words = verdict.outcome is Outcome.ERROR or verdict.key == "kind"
    return {"Printed", "Came out"} if in_words else {"Printed"}


def _typed(task: Task) -> str:
    """What to type, to stand beside the button that does the same."""
    typed = f'The same in a new cell: `hint("{task.name}")`'
    return f'{typed}, `solution("{task.name}")`.' if has_solution(task) else f"{typed}."


def verdict_text(task: Task, verdict: Verdict, by_whom: str = "") -> str:
    """The verdict in plain text, for a terminal or a traceback; `by_whom` as in `verdict_note`."""
    _, title, aside = _title(task, verdict, by_whom)
    besides = _parts_text(verdict) or _afterword(task, verdict)
    lines = [f"{title}. {aside}", verdict.message.as_text(besides)]
    return "\n".join(line for line in lines if line)


def verdict_note(
    task: Task,
    verdict: Verdict,
    trouble: str = "",
    by_whom: str = "",
    stopped: str = "",
    invited: str = "",
) -> Note:
    """The verdict as a panel. Its plain text is the points earned, which nbgrader reads as score.

    Args:
        task: The task.
        verdict: The judge's finding.
        trouble: Something to add, such as that progress could not be saved.
        by_whom: What to add to the points, where somebody else may give others.
        stopped: That the answer's cell stopped with an error when it last ran, in words.
        invited: How to try an example first, in words.
    """
    # Nobody can run anything where a marked page is read; what the page itself says is enough.
    advice = "" if by_whom else _advice(task, verdict)
    page = _verdict_panel(task, verdict, trouble, by_whom, stopped, invited, advice)
    return Note(page, str(_points_earned(task, verdict)))


def _verdict_panel(
    task: Task,
    verdict: Verdict,
    trouble: str = "",
    by_whom: str = "",
    stopped: str = "",
    invited: str = "",
    advice: str = "",
) -> str:
    tone, title, aside = _title(task, verdict, by_whom)
    message = verdict.message
    sentences = [message.headline, message.why, message.try_next]
    if (
        verdict.outcome is Outcome.NOT_ATTEMPTED
    ):  # nothing has been found that would stand by itself
        sentences = [" ".join(text for text in sentences if text)]
    said = (
        stopped,
        *sentences,
        message.settings,
        _parts_text(verdict),
        invited,
        _afterword(task, verdict),
    )
    body = "".join(paragraph(text) for text in said if text)
    body += paragraph(message.how, muted=True) if message.how else ""
    body += paragraph(trouble, muted=True) if trouble else ""
    body += labeled(message.details(), _with_sentences(verdict))
    body += paragraph(advice, muted=True) if advice else ""
    return panel(tone, title, aside, body)
