"""What each cell of a notebook that ran has earned.

A task's cell is judged from evidence; any other nbgrader cell scores as nbgrader scores it, but that
text on stderr alone costs nothing.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade

from grader.checking.evidence import Evidence
from grader.checking.judge import judge
from grader.checking.task import Case, Task
from grader.checking.verdict import Message, Outcome, Verdict
from grader.feedback.checks import verdict_note, verdict_text

_CHECK = re.compile(r"""\s*check\(\s*["'](\w+)["']\s*\)\s*;?\s*""")


@dataclass(frozen=True)
class Mark:
    """What one graded cell earned.

    Attributes:
        grade_id: The cell's name in the gradebook.
        score: Points, or None where a person has to give them.
        most: Points to be had.
        key: What was found of a task: `passed`, `misconception.columns`, ...; "" for other cells.
        failure: Why the cell did not run to its end, in words.
    """

    grade_id: str
    score: float | None
    most: float
    key: str = ""
    failure: str = ""


def task_of(source: str) -> str:
    """The task that a check cell names: its whole text is `check("name")`. "" for other cells."""
    found = _CHECK.fullmatch(source)
    return found[1] if found else ""


def judge_task(task: Task, cases: Sequence[Case], evidence: Evidence | None, why: str) -> Verdict:
    """The verdict on an answer, or on there being no evidence of it.

    Args:
        task: Its definition.
        cases: What was asked, the hidden ones too.
        evidence: What was seen; None where the answer did not get that far.
        why: Why not, in words.
    """
    if evidence is not None:
        try:
            return judge(task, cases, evidence)
        except ValueError:  # forged: it does not fit what was asked
            why = "What came back is not what a check gives."
    message = Message(
        f"`{task.ask.subject}` could not be checked to its end.",
        why=why,
        try_next="Run it on a small input of your own, and look at what takes so long or so much.",
    )
    return Verdict(Outcome.ERROR, "unfinished", 0.0, message)


def show_verdict(task: Task, verdict: Verdict, most: float) -> tuple[list[NotebookNode], float]:
    """The outputs of a check cell, as its feedback shows them, and the points."""
    score = round(most * verdict.fraction, 4)
    note = verdict_note(task, verdict)
    html = note._repr_html_()
    if score:
        data = {"text/plain": f"{score:g}", "text/html": html}
        return [nbformat.v4.new_output("execute_result", data, execution_count=None)], score
    text = verdict_text(task, verdict)
    shown = nbformat.v4.new_output("display_data", {"text/plain": text, "text/html": html})
    # nbgrader, which may read this notebook again, scores an error 0, and nothing else.
    error = nbformat.v4.new_output(
        "error", ename="CheckFailed", evalue="", traceback=[f"0 of {most:g} points"]
    )
    return [shown, error], 0.0


def mark_plain_cell(cell: NotebookNode, failure: str) -> Mark:
    """What an ordinary graded cell earned, after it ran."""
    about = cell.metadata.nbgrader
    most = float(about.points)
    if failure:
        return Mark(about.grade_id, 0.0, most, failure=failure)
    if about.get("task", False):
        return Mark(about.grade_id, None, most)
    quiet = copy.deepcopy(cell)
    if quiet.cell_type == "code":
        quiet.outputs = [one for one in quiet.outputs if one.get("name") != "stderr"]
    try:
        score, _ = determine_grade(quiet)
    except (
        ValueError,
        KeyError,
    ) as error:  # more points than the cell has, or a result without text
        return Mark(about.grade_id, 0.0, most, failure=f"Its result is no score: {error}.")
    return Mark(about.grade_id, score, most)


def is_unanswered(cell: NotebookNode) -> bool:
    """Whether an answer cell is as it was handed out."""
    return cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
