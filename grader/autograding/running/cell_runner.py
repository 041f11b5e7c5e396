"""Runs the cells of one submission in order, whatever they do to the kernel.

A cell that ends its kernel costs itself: a new kernel runs what went before it again, without it,
and goes on behind it.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from nbformat import NotebookNode

from grader.autograding.running.cell_outputs import (
    MOST_KEPT,
    MOST_KEPT_PICTURES,
    MOST_RECEIVED,
    MOST_RECEIVED_IN_ALL,
    Room,
)
from grader.autograding.running.graded_kernel import Executed, GradedKernel
from grader.autograding.running.stopped_cells import Stopped, stopped_by
from grader.autograding.terms.asked import Asked, Limits
from grader.autograding.terms.cell_roles import is_answer
from grader.autograding.terms.errors import KernelStartError, MachineError
from grader.probing.crossing import MIME, write_question
from grader.probing.evidence import Evidence, unpack_evidence

MOST_DEATHS = 12  # kernels that one submission may use up; what comes behind is not run
MOST_EVIDENCE = 32 << 20  # characters that an answer's results may take, and values in them
MOST_VALUES = 400_000  # each an object of JSON
MOST_FAULTS = 3  # of the machine, that are met by asking again; with more it is not fit to mark
_LEAST_RECEIVED = 2 << 20  # bytes that each cell may send, whatever those before have sent
_CALM = 0.5  # seconds until a kernel that could not be had is asked for again
_AGAIN = 3.0  # seconds that an interrupted cell gets when what went before is run again


_WHAT_TO_DO = (
    "It was run again in a new kernel, and again it came to nothing. That is no fault of the "
    "submission: the machine may be short of memory, or too busy. Nothing was recorded. The same "
    "command runs it again; with --jobs 1, one at a time."
)


@dataclass(frozen=True)
class Answered:
    """What came of asking a task; nothing in it is judged.

    Attributes:
        evidence: What was seen; None where the answer did not get that far.
        why: Why not, in words.
        stopped: How the last answer's cell ended before its end, if it did.
    """

    evidence: Evidence | None
    why: str = ""
    stopped: Stopped | None = None


class Run:
    """The kernel of one submission, replaced when it dies; a context manager.

    Args:
        new_kernel: Makes a kernel that has not started.
        limits: Seconds.
    """

    def __init__(
        self,
        new_kernel: Callable[[], GradedKernel],
        limits: Limits,
    ) -> None:
        self._new_kernel = new_kernel
        self._limits = limits
        self._left = limits.whole
        self._room = Room(MOST_KEPT, MOST_KEPT_PICTURES, MOST_RECEIVED_IN_ALL)
        self._kernel: GradedKernel | None = None
        self._ran: list[tuple[str, float]] = []  # what a new kernel has to run again, how long
        self._stopped: Stopped | None = None  # an answer since the last check
        self._deaths = 0
        self._faults = 0  # of the machine

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
        """How long its cells took, without the start of kernels and without what they waited for a
        processor."""
        return self._limits.whole - self._left

    def cell(self, cell: NotebookNode) -> str:
        """Run a cell that asks no task, and put its outputs into it; why it failed, or "".

        Said are a failure to end, and an error that has its cause in what marking lacks; and, of an
        answer, what keeps it from being one.

        Raises:
            MachineError: As `ask`.
        """
        done = self._execute(cell.source)
        self._room = replace(
            self._room,
            text=self._room.text - done.size,
            pictures=self._room.pictures - done.pictures,
        )
        cell.outputs = done.outputs
        stopped = stopped_by(cell.source, cell.outputs)
        answer = "metadata" in cell and is_answer(cell)
        if stopped and answer:
            self._stopped = stopped
        if done.failure:
            cell.outputs.append(_error(done.failure))
        if not done.died:
            again = _AGAIN if done.failure else self._limits.cell
            self._ran.append((cell.source, again))
        if done.failure or not stopped:
            return done.failure
        return stopped.note if answer else stopped.why

    def ask(self, asked: Asked) -> Answered:
        """Put a task's question to the answer that stands there by now.

        Raises:
            MachineError: No kernel could be had, or the machine ended it again and again.
        """
        question = write_question(asked.task.ask, asked.cases, asked.task.customs)
        code = "from grader.probing.crossing import show_evidence\n"
        code += f"show_evidence({question!r}, globals())"
        done = self._execute(code, wanted=MIME)
        stopped, self._stopped = self._stopped, None
        return Answered(*_evidence(done), stopped)

    def _execute(self, source: str, wanted: str = "") -> Executed:
        if self._deaths >= MOST_DEATHS:
            return Executed(failure=f"Not run: {self._deaths} kernels had ended before.", died=True)
        if self._left <= 0:
            whole = f"{self._limits.whole:g} s"
            return Executed(
                failure=f"Not run: the whole notebook had used up its {whole}.", died=True
            )
        left = self._left
        done = self._execute_once(source, wanted)
        if done.by_machine:
            self._faults += 1
            again = self._execute_once(source, wanted)
            if again.by_machine or self._faults > MOST_FAULTS:
                raise MachineError(f"{done.failure} {_WHAT_TO_DO}")
            done, self._left = again, left - again.seconds  # it pays for what is its own
        self._deaths += done.died
        return done

    def _execute_once(self, source: str, wanted: str) -> Executed:
        """Run a cell in the kernel there is, or in a new one behind all that went before."""
        kernel = self._kernel
        if kernel is None:
            kernel = self._kernel = self._started()
            for earlier, seconds in self._ran:  # they ended once; in a new kernel they may not
                done = self._timed(kernel, earlier, seconds)
                if done.by_machine:
                    self._close()
                    return done
                if done.died:
                    break
        done = self._timed(kernel, source, self._limits.cell, wanted)
        if done.died:
            self._close()
        return done

    def _started(self) -> GradedKernel:
        try:
            return self._new_kernel().__enter__()
        # On a busy machine the next one may come in time; and what makes them, if it is just being
        # killed, has ended by then.
        except KernelStartError:
            time.sleep(_CALM)
            return self._new_kernel().__enter__()

    def _timed(
        self, kernel: GradedKernel, source: str, seconds: float, wanted: str = ""
    ) -> Executed:
        limit, room = min(seconds, max(self._left, 1)), self._room
        # What is asked may be much, and is asked a few times; any cell says something.
        least = MOST_RECEIVED if wanted else _LEAST_RECEIVED
        room = replace(room, received=max(room.received, least))
        done = kernel.execute(source, limit, wanted, room)
        self._left -= done.seconds
        if not wanted:
            self._room = replace(self._room, received=self._room.received - done.received)
        return done


def _evidence(done: Executed) -> tuple[Evidence | None, str]:
    """What a check saw, and why there is nothing, in words."""
    if done.failure:
        return None, done.failure
    if not done.outputs:
        return (
            None,
            "The notebook's own code, or the memory that it holds, keeps checks from running.",
        )
    packed = done.outputs[-1].data[MIME]
    if len(packed) > MOST_EVIDENCE or packed.count("{") > MOST_VALUES:
        return None, "What came back is too much to be judged."
    try:
        return unpack_evidence(json.loads(packed)), ""
    except (ValueError, TypeError, KeyError, RecursionError):
        return None, "What came back is not what a check gives."


def _error(failure: str) -> NotebookNode:
    """An error output that says why a cell was stopped; nbgrader scores it 0."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", failure)
    return NotebookNode(output_type="error", ename="Stopped", evalue=text, traceback=[text])
