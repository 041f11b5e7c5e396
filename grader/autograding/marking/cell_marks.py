"""What each cell of a notebook that ran has earned.

A task's cell is judged from evidence; any other nbgrader cell scores as nbgrader scores it, but that
text on stderr alone costs nothing.
"""

from __future__ import annotations

import copy
import itertools
import sys
from collections.abc import Iterator, Mapping, Sequence

import nbformat
import numpy as np
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade

from grader.autograding.marking.stopped_answers import stopped_verdict
from grader.autograding.running.cell_runner import Answered
from grader.autograding.running.stopped_cells import missing_package
from grader.autograding.terms.asked import Asked
from grader.autograding.terms.cell_roles import is_graded
from grader.autograding.terms.results import Mark
from grader.feedback.checking.checks import verdict_note, verdict_text
from grader.judging.judge import judge
from grader.judging.task import Task, task_checked_by
from grader.judging.verdict import Message, Outcome, Verdict
from grader.probing.evidence import Evidence
from grader.probing.plain import MAX_DEPTH, MAX_ELEMENTS, MAX_ITEMS, MAX_TEXT, Plain
from grader.probing.questions import Case

_MOST_SAID = 200_000  # characters that were raised and printed on one case
_MOST_ITEMS = 20 * MAX_ITEMS  # members of all results together
_MOST_AXES = 32
# Beside it stands nbgrader's own score, which a person may have changed.
_BY_WHOM = " by the automatic check"


def is_check(cell: NotebookNode, asked: Mapping[str, Asked]) -> bool:
    """Whether a cell asks one of the tasks; any other cell scores as nbgrader scores it."""
    return cell.cell_type == "code" and is_graded(cell) and task_checked_by(cell.source) in asked


def mark_check(
    cell: NotebookNode, asked: Asked, answered: Answered
) -> tuple[Mark, list[NotebookNode]]:
    """What a check cell earned by what came of asking its task, and the outputs that say so."""
    verdict = judge_task(asked.task, asked.cases, answered.evidence, answered.why)
    if verdict.key == "missing" and answered.stopped:
        verdict = stopped_verdict(asked.task, answered.stopped)
    about = cell.metadata.nbgrader
    most = float(about.points)
    outputs, score = show_verdict(asked.task, verdict, most)
    failure = verdict.message.why if verdict.key == "unfinished" else _lacked(answered.evidence)
    return Mark(about.grade_id, score, most, verdict.key, failure), outputs


def _lacked(evidence: Evidence | None) -> str:
    """The package that an answer imports in vain when it is called, in words; "" where it is none."""
    raised = [seen.raised for seen in evidence.observations if seen.raised] if evidence else []
    said = (missing_package(error.type, error.text) for error in raised)
    return next(filter(None, said), "")


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
            _refuse_made_up(evidence)
            return judge(task, cases, evidence)
        # Made up, it may break whatever a judge takes for granted; an honest answer's can't.
        except Exception as error:
            why = f"What came back is not what a check gives ({type(error).__name__})."
    message = Message(
        f"`{task.ask.subject}` could not be checked to its end.",
        why=why,
        try_next="Run it on a small input of your own, and look at what takes so long or so much.",
    )
    return Verdict(Outcome.ERROR, "unfinished", 0.0, message)


def _refuse_made_up(evidence: Evidence) -> None:
    """Raise ValueError for evidence that no probe writes: judging it could take all day."""
    count = itertools.count()
    for seen in evidence.observations:
        raised = vars(seen.raised).values() if seen.raised else ()
        if (seen.result is None) == (seen.raised is None):
            raise ValueError("an observation of nothing")
        if sum(map(len, (*raised, *seen.mutated, seen.printed))) > _MOST_SAID:
            raise ValueError("an observation of too many words")
        if seen.result is not None:
            _refuse_value(seen.result, 0, count)
    _refuse_value(evidence.found, 0, count)


def _refuse_value(value: Plain, depth: int, count: Iterator[int]) -> None:
    if depth > MAX_DEPTH + 1 or next(count) > _MOST_ITEMS:
        raise ValueError("a value of too many items")
    if max(map(len, (value.text, value.dtype, *value.keys))) > MAX_TEXT:
        raise ValueError("a value of too many words")
    if value.array is not None:
        if value.array.size > MAX_ELEMENTS or value.array.ndim > _MOST_AXES:
            raise ValueError("an array of too many elements")
        if value.array.dtype.kind == "U":
            codes = np.frombuffer(value.array.tobytes(), f"{value.array.dtype.str[0]}u4")
            if (codes > sys.maxunicode).any():
                raise ValueError("an array of what are no characters")
    for item in value.items:
        _refuse_value(item, depth + 1, count)


def show_verdict(task: Task, verdict: Verdict, most: float) -> tuple[list[NotebookNode], float]:
    """The outputs of a check cell, as its feedback shows them, and the points."""
    score = round(most * verdict.fraction, 4)
    note = verdict_note(task, verdict, by_whom=_BY_WHOM)
    html = note._repr_html_()
    if score:
        data = {"text/plain": f"{score:g}", "text/html": html}
        return [nbformat.v4.new_output("execute_result", data, execution_count=None)], score
    text = verdict_text(task, verdict, _BY_WHOM)
    shown = nbformat.v4.new_output("display_data", {"text/plain": text, "text/html": html})
    # nbgrader, which may read this notebook again, scores an error 0, and nothing else.
    error = nbformat.v4.new_output(
        "error", ename="CheckFailed", evalue="", traceback=[f"0 of {most:g} points{_BY_WHOM}"]
    )
    return [shown, error], 0.0


def mark_plain_cell(cell: NotebookNode, failure: str) -> Mark:
    """What an ordinary graded cell earned, after it ran."""
    about = cell.metadata.nbgrader
    most = float(about.points)
    # What a person gives points for they give, whatever came of running it.
    if failure and not about.get("solution", False):
        return Mark(about.grade_id, 0.0, most, failure=failure)
    if about.get("task", False):
        return Mark(about.grade_id, None, most)
    quiet = copy.deepcopy(cell)
    if quiet.cell_type == "code":
        quiet.outputs = [one for one in quiet.outputs if one.get("name") != "stderr"]
    try:
        score, _ = determine_grade(quiet)
    except (ValueError, KeyError) as error:  # more points than it has, or a result without text
        return Mark(about.grade_id, 0.0, most, failure=f"Its result is no score: {error}.")
    return Mark(about.grade_id, score, most, failure=failure)


def is_unanswered(cell: NotebookNode) -> bool:
    """Whether an answer cell is as it was handed out."""
    return bool(cell.metadata.nbgrader.get("checksum") == compute_checksum(cell))
