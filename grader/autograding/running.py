"""Runs one submission, cell by cell, and gathers what each graded cell earned.

A cell that ends its kernel costs itself: a new kernel runs what went before it again, without it,
and goes on behind it.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from grader.autograding.graded_kernel import Executed, GradedKernel
from grader.autograding.marking import (
    Mark,
    judge_task,
    mark_plain_cell,
    show_verdict,
    task_of,
)
from grader.autograding.repair import is_graded
from grader.checking.evidence import Evidence, unpack_evidence
from grader.checking.remote import MIME, write_question
from grader.checking.task import Case, Task

MOST_DEATHS = 12  # kernels that one submission may use up; what comes behind is not run


@dataclass(frozen=True)
class Limits:
    """What a submission may use: seconds a cell, and for all its cells together."""

    cell: float = 30.0
    whole: float = 600.0


@dataclass
class Ran:
    """A submission that ran: its notebook with outputs, its marks, and what failed, in words.

    `judged` holds the ids of the cells whose outputs were made here, outside its kernel.
    """

    notebook: NotebookNode
    judged: set[str] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """A task as one class is asked it: its definition and the cases, hidden ones included."""

    task: Task
    cases: Sequence[Case]


def run_submission(
    notebook: NotebookNode,
    asked: Mapping[str, Asked],
    new_kernel: Callable[[], GradedKernel],
    limits: Limits = Limits(),
) -> Ran:
    """Run a repaired notebook.

    Args:
        notebook: With no outputs; gets them.
        asked: Task name to what is asked; a check cell of another name scores as any other cell.
        new_kernel: Makes a kernel that has not started.
        limits: Seconds.

    Raises:
        KernelStartError: No kernel could be had.
    """
    ran = Ran(notebook)
    run = _Run(asked, new_kernel, limits)
    try:
        for cell in notebook.cells:
            failure = ""
            if cell.cell_type == "code" and cell.source.strip():
                failure = run.cell(cell, ran)
                if failure:
                    ran.failures.append(f"{_name(cell)}: {failure}")
            if is_graded(cell) and not _is_check(cell, asked):
                ran.marks.append(mark_plain_cell(cell, failure))
    finally:
        run.close()
    return ran


def _is_check(cell: NotebookNode, asked: Mapping[str, Asked]) -> bool:
    return cell.cell_type == "code" and is_graded(cell) and task_of(cell.source) in asked


def _name(cell: NotebookNode) -> str:
    about = cell.metadata.get("nbgrader", {})
    if about.get("grade_id"):
        return f"`{about['grade_id']}`"
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    return f"the cell that begins `{first.strip()[:40]}`"


class _Run:
    """The kernel of one submission, replaced when it dies."""

    def __init__(
        self,
        asked: Mapping[str, Asked],
        new_kernel: Callable[[], GradedKernel],
        limits: Limits,
    ) -> None:
        self._asked = asked
        self._new_kernel = new_kernel
        self._limits = limits
        self._left = limits.whole
        self._kernel: GradedKernel | None = None
        self._ran: list[str] = []  # what a new kernel has to run again
        self._deaths = 0

    def close(self) -> None:
        if self._kernel is not None:
            self._kernel.close()
            self._kernel = None

    def cell(self, cell: NotebookNode, ran: Ran) -> str:
        """Run one cell; why it failed, in words, or ""."""
        if _is_check(cell, self._asked):
            return self._check(cell, self._asked[task_of(cell.source)], ran)
        done = self._execute(cell.source)
        cell.outputs = done.outputs
        if done.failure:
            cell.outputs.append(_stopped(done.failure))
        if not done.died:
            self._ran.append(cell.source)
        return done.failure

    def _check(self, cell: NotebookNode, asked: Asked, ran: Ran) -> str:
        question = write_question(asked.task.ask, asked.cases)
        code = "from grader.checking.remote import show_evidence\n"
        code += f"show_evidence({question!r}, globals())"
        done = self._execute(code, wanted=MIME)
        evidence, why = _evidence(done)
        verdict = judge_task(asked.task, asked.cases, evidence, why)
        most = float(cell.metadata.nbgrader.points)
        cell.outputs, score = show_verdict(asked.task, verdict, most)
        ran.judged.add(cell["id"])
        name = cell.metadata.nbgrader.grade_id
        ran.marks.append(Mark(name, score, most, verdict.key, done.failure))
        return done.failure

    def _execute(self, source: str, wanted: str = "") -> Executed:
        if self._deaths >= MOST_DEATHS:
            return Executed(failure=f"Not run: {self._deaths} kernels had ended before.", died=True)
        if self._left <= 0:
            whole = f"{self._limits.whole:g} s"
            return Executed(
                failure=f"Not run: the whole notebook had used up its {whole}.", died=True
            )
        if self._kernel is None:
            self._kernel = self._new_kernel().__enter__()
            for earlier in self._ran:  # they ended once; in a new kernel they may not
                if self._timed(earlier).died:
                    break
        done = self._timed(source, wanted)
        if done.died:
            self._deaths += 1
            self.close()
        return done

    def _timed(self, source: str, wanted: str = "") -> Executed:
        start = time.monotonic()
        done = self._kernel.execute(source, min(self._limits.cell, max(self._left, 1)), wanted)
        self._left -= time.monotonic() - start
        return done


def _evidence(done: Executed) -> tuple[Evidence | None, str]:
    """What a check saw, and why there is nothing, in words."""
    if done.failure:
        return None, done.failure
    if not done.outputs:
        return None, "The notebook's own code keeps checks from running."
    try:
        packed = done.outputs[-1].data[MIME]
        return unpack_evidence(json.loads(packed) if isinstance(packed, str) else packed), ""
    except (ValueError, TypeError, KeyError, RecursionError):
        return None, "What came back is not what a check gives."


def _stopped(failure: str) -> NotebookNode:
    """An error output that says why a cell was stopped; nbgrader scores it 0."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", failure)
    return nbformat.v4.new_output("error", ename="Stopped", evalue=text, traceback=[text])
