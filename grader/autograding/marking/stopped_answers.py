"""The verdict on an answer that was never made, since its cell stopped."""

from __future__ import annotations

from grader.autograding.running.stopped_cells import Stopped, python_version
from grader.judging.explain import explain
from grader.judging.task import Task
from grader.judging.verdict import Message, Outcome, Verdict
from grader.probing.evidence import Raised


def stopped_verdict(task: Task, stopped: Stopped) -> Verdict:
    """The verdict on a task whose answer was never made, since its cell stopped."""
    if stopped.line:
        headline = f"The cell above did not compile: line {stopped.line}."
        why = f"Python {python_version()} reads it here. What only a newer Python knows is an error to it."
        try_next = (
            "Run that cell: its message shows the place. Correct it, and run this check again."
        )
    else:
        headline = "The cell above stopped with an error."
        known = explain(Raised(stopped.kind, stopped.text), task.customs)
        why, try_next = stopped.why or known.why, known.try_next
        if stopped.why:
            try_next = "Leave that out, run the cell, then run this check again."
    message = Message(
        f"`{task.ask.subject}` was not made. {headline}",
        came_out=f"{stopped.kind}: {stopped.text}",
        why=why,
        try_next=try_next,
    )
    return Verdict(Outcome.ERROR, f"raised.{stopped.kind}", 0.0, message)
