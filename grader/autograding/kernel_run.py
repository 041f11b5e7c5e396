"""Runs the cells of one submission in order, whatever they do to the kernel.

A cell that ends its kernel costs itself: a new kernel runs what went before it again, without it,
and goes on behind it.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from grader.autograding.cell_outputs import MOST_TEXT
from grader.autograding.cell_roles import is_graded
from grader.autograding.graded_kernel import Executed, GradedKernel
from grader.autograding.marking import Mark, judge_task, show_verdict, task_of
from grader.checking.evidence import Evidence, unpack_evidence
from grader.checking.remote import MIME, write_question
from grader.checking.task import Case, Task

MOST_DEATHS = 12  # kernels that one submission may use up; what comes behind is not run
MOST_KEPT = 20 << 20  # characters of outputs that are kept of a whole notebook
MOST_EVIDENCE = 32 << 20  # characters that an answer's results may take, and values in them
MOST_VALUES = 400_000  # each an object of JSON
_AGAIN = 3.0  # seconds that an interrupted cell gets when what went before is run again


@dataclass(frozen=True)
class Limits:
    """What a submission may use: seconds a cell, and for all its cells together."""

    cell: float = 30.0
    whole: float = 600.0

    @classmethod
    def for_cell(cls, seconds: float) -> Limits:
        """The limits where a cell may take so many seconds: twenty times that for all of them."""
        return cls(seconds, 20 * seconds)


@dataclass(frozen=True)
class Asked:
    """A task as one class is asked it: its definition and the cases, hidden ones included."""

    task: Task
    cases: Sequence[Case]


class Run:
    """The kernel of one submission, replaced when it dies; a context manager.

    Args:
        asked: Task name to what is asked.
        new_kernel: Makes a kernel that has not started.
        limits: Seconds.
    """

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
        self._room = MOST_KEPT
        self._kernel: GradedKernel | None = None
        self._ran: list[tuple[str, float]] = []  # what a new kernel has to run again, how long
        self._deaths = 0

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        if self._kernel is not None:
            self._kernel.close()
            self._kernel = None

    @property
    def seconds(self) -> float:
        """How long its cells took, without the start of kernels."""
        return self._limits.whole - self._left

    def cell(self, cell: NotebookNode) -> str:
        """Run a cell that asks no task, and put its outputs into it; why it failed, or ""."""
        done = self._execute(cell.source)
        self._room -= done.size
        cell.outputs = done.outputs
        if done.failure:
            cell.outputs.append(_stopped(done.failure))
        if not done.died:
            again = _AGAIN if done.failure else self._limits.cell
            self._ran.append((cell.source, again))
        return done.failure

    def check(self, cell: NotebookNode) -> tuple[Mark, list[NotebookNode]]:
        """Put a check cell's question, and judge what comes back.

        Returns:
            What it earned, and the outputs that say so.

        Raises:
            KernelStartError: No kernel could be had.
        """
        asked = self._asked[task_of(cell.source)]
        question = write_question(asked.task.ask, asked.cases)
        code = "from grader.checking.remote import show_evidence\n"
        code += f"show_evidence({question!r}, globals())"
        done = self._execute(code, wanted=MIME)
        evidence, why = _evidence(done)
        verdict = judge_task(asked.task, asked.cases, evidence, why)
        most = float(cell.metadata.nbgrader.points)
        outputs, score = show_verdict(asked.task, verdict, most)
        failure = verdict.message.why if verdict.key == "unfinished" else ""
        name = cell.metadata.nbgrader.grade_id
        return Mark(name, score, most, verdict.key, failure), outputs

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
            for earlier, seconds in self._ran:  # they ended once; in a new kernel they may not
                if self._timed(earlier, seconds).died:
                    break
        done = self._timed(source, self._limits.cell, wanted)
        if done.died:
            self._deaths += 1
            self._close()
        return done

    def _timed(self, source: str, seconds: float, wanted: str = "") -> Executed:
        start = time.monotonic()
        most = max(0, min(self._room, MOST_TEXT))
        done = self._kernel.execute(source, min(seconds, max(self._left, 1)), wanted, most)
        self._left -= time.monotonic() - start
        return done


def is_check(cell: NotebookNode, asked: Mapping[str, Asked]) -> bool:
    """Whether a cell asks one of the tasks; any other cell scores as nbgrader scores it."""
    return cell.cell_type == "code" and is_graded(cell) and task_of(cell.source) in asked


def _evidence(done: Executed) -> tuple[Evidence | None, str]:
    """What a check saw, and why there is nothing, in words."""
    if done.failure:
        return None, done.failure
    if not done.outputs:
        return None, "The notebook's own code keeps checks from running."
    packed = done.outputs[-1].data[MIME]
    if len(packed) > MOST_EVIDENCE or packed.count("{") > MOST_VALUES:
        return None, "What came back is too much to be judged."
    try:
        return unpack_evidence(json.loads(packed)), ""
    except (ValueError, TypeError, KeyError, RecursionError):
        return None, "What came back is not what a check gives."


def _stopped(failure: str) -> NotebookNode:
    """An error output that says why a cell was stopped; nbgrader scores it 0."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", failure)
    return NotebookNode(output_type="error", ename="Stopped", evalue=text, traceback=[text])
