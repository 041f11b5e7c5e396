"""Refuses a solution that fails, a starter that earns anything, a right answer that is rejected,
and a collected answer that hears something else than it must."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.authoring.checked import CheckedTask, shown
from grader.authoring.notices import Notice
from grader.authoring.trying import WIDER_IMPORTS, CellStopped, verdict_on
from grader.judging.task import STUB
from grader.judging.verdict import Outcome, Verdict
from grader.probing.line_letters import tasks_ordered
from grader.probing.questions import Arrange


def check_solution(checked: CheckedTask) -> Iterator[Notice]:
    """The solution passes on every seed."""
    line, file = checked.source.cell_line, checked.source.cell_file
    if not checked.runs_answers:
        return
    for verdict in _verdicts(checked, checked.task.solution, checked.course.imports):
        if isinstance(verdict, str):
            yield checked.refuse("solution", line, f"the solution's cell stops. {verdict}", file)
        elif verdict.outcome is not Outcome.PASSED:
            yield checked.refuse("solution", line, f"the solution fails\n{shown(verdict)}", file)
        else:
            continue
        return


def check_starter(checked: CheckedTask) -> Iterator[Notice]:
    """What is handed out has the solution cut out, is not attempted, and earns nothing."""
    task, line, file = checked.task, checked.source.cell_line, checked.source.cell_file
    if task.starter == task.solution:
        yield checked.refuse(
            "starter",
            line,
            "the cell has no lines ### BEGIN SOLUTION and ### END SOLUTION, so the solution is "
            "handed out",
            file,
        )
        return
    for name in tasks_ordered(task.starter):
        if name != task.name or not isinstance(task.ask, Arrange):
            said = f'order("{name}") hands out no lines of this task'
            yield checked.refuse("starter", line, said, file)
            return
    if not checked.runs_answers:
        return
    for verdict in _verdicts(checked, task.starter, checked.course.imports):
        if isinstance(verdict, str):
            continue  # a cell of a line of code and the stub may well stop
        if verdict.fraction or verdict.outcome is not Outcome.NOT_ATTEMPTED:
            yield checked.refuse(
                "starter",
                line,
                f"what is handed out is not 'not attempted' with 0 points, but "
                f"{verdict.outcome} with {verdict.fraction:g} of the points "
                f"(where {STUB!r} is left)\n{shown(verdict)}",
                file,
            )
            return


def check_accepted(checked: CheckedTask) -> Iterator[Notice]:
    """Every answer that was collected as right passes."""
    if not checked.runs_answers:
        return
    right = [answer for answer in checked.answers if answer.is_right]
    rejected = 0
    for answer in right:
        if text := _why_rejected(checked, answer.cell, WIDER_IMPORTS):
            rejected += 1
            said = f"this right answer {text}"
            yield Notice("REFUSED", "accepted", checked.task.name, answer.file, answer.line, said)
    if rejected == len(right) > 1:
        yield checked.refuse(
            "accepted",
            checked.source.line_of("expected"),
            "every right answer is rejected: the oracle may be what is wrong, and the solution with it",
        )


def check_wrong(checked: CheckedTask) -> Iterator[Notice]:
    """Every wrong answer that was collected hears what it must."""
    if not checked.runs_answers:
        return
    for answer in checked.answers:
        if answer.is_right:
            continue
        for verdict in _verdicts(checked, answer.cell, WIDER_IMPORTS):
            heard = "nothing, since its cell stops" if isinstance(verdict, str) else verdict.key
            if heard == answer.key:
                continue
            text = f"this answer should hear `{answer.key}` and hears `{heard}`"
            below = verdict if isinstance(verdict, str) else verdict.message.as_text()
            name = checked.task.name
            yield Notice("REFUSED", "heard", name, answer.file, answer.line, f"{text}\n{below}")
            break


def _why_rejected(checked: CheckedTask, cell: str, imports: Mapping[str, str]) -> str:
    for verdict in _verdicts(checked, cell, imports):
        if isinstance(verdict, str):
            return f"stops: {verdict}"
        if verdict.outcome is not Outcome.PASSED:
            return f"is rejected\n{shown(verdict)}"
    return ""


def _verdicts(
    checked: CheckedTask, cell: str, imports: Mapping[str, str]
) -> Iterator[Verdict | str]:
    """The verdict for each seed, or why the cell stops."""
    for seed in checked.course.seeds:
        try:
            yield verdict_on(checked.task, cell, seed, imports=imports)
        except CellStopped as stopped:
            yield str(stopped)
