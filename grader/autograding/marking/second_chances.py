"""Runs one submission, and gathers what each graded cell earned.

What one cell does costs no other one its mark: a task that failed is asked once more without what
may have stood in its way, be that the student's own cells or the other answers.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from grader.autograding.marking.cell_marks import (
    is_check,
    is_unanswered,
    mark_check,
    mark_plain_cell,
)
from grader.autograding.running.cell_runner import Answered, Run
from grader.autograding.running.graded_kernel import GradedKernel
from grader.autograding.running.memory_kills import memory_kills
from grader.autograding.terms.asked import Asked, Limits
from grader.autograding.terms.cell_roles import is_answer, is_graded
from grader.autograding.terms.results import Mark
from grader.autograding.terms.untrusted_text import quoted
from grader.judging.task import task_checked_by

_OTHERS = "the answers before it"
_NAMED = 12  # cells that failed in the same way and are named one by one


@dataclass
class Ran:
    """A submission that ran: its notebook with outputs, its marks, and what failed, in words.

    `judged` holds the ids of the cells whose outputs were made here, outside its kernel; `seconds`
    is how long its cells took.
    """

    notebook: NotebookNode
    judged: set[str] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def points(self) -> float:
        """What its cells earned together."""
        return sum(mark.score or 0.0 for mark in self.marks)

    @property
    def lost_any(self) -> bool:
        """Whether a cell that was marked earned less than there was."""
        return any(mark.score is not None and mark.score < mark.most for mark in self.marks)


def run_submission(
    notebook: NotebookNode,
    asked: Mapping[str, Asked],
    new_kernel: Callable[[], GradedKernel],
    limits: Limits,
    own: Mapping[str, str] | None = None,
) -> Ran:
    """Run a repaired notebook; where memory was short meanwhile and points were lost, twice.

    Args:
        notebook: With no outputs; gets them, unless the second run earned more: the result holds the
            notebook that counts.
        asked: Task name to what is asked; a check cell of another name scores as any other cell.
        new_kernel: Makes a kernel that has not started.
        limits: Seconds; the same again without the student's own cells, and once more for all the
            answers that are asked alone.
        own: Ids of the cells that are the student's own, with the text that stands there without
            them; as `repair` says.

    Raises:
        MachineError: No kernel could be had, or the machine ended it again and again.
    """
    before = memory_kills()
    ran = _run(notebook, asked, new_kernel, limits, own)
    ended = memory_kills() - before
    if ended <= 0 or not ran.lost_any:
        return ran
    fresh = copy.deepcopy(notebook)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    again = _run(fresh, asked, new_kernel, limits, own)
    return _the_better(ran, again, memory_kills() - before - ended)


def _the_better(first: Ran, second: Ran, ended: int) -> Ran:
    """Of two runs of the same notebook the one that earned more, with a word on why there are two.

    Args:
        first: What ran while memory was short.
        second: What ran after it.
        ended: How many processes the machine ended during the second, too.
    """
    ran = second if second.points > first.points else first
    ran.seconds = first.seconds + second.seconds
    short = "The machine was short of memory while this ran, and ended a process"
    if ended > 0:
        ran.failures.append(
            f"{short}; it did so again when all of it was run once more. Points may be missing for "
            "that reason: marked again with `--force --jobs 1`, one at a time, it needs less."
        )
    elif ran is second:
        ran.failures.append(
            f"{short}. Run once more, it earned {second.points:g} points in place of "
            f"{first.points:g}."
        )
    return ran


def _run(
    notebook: NotebookNode,
    asked: Mapping[str, Asked],
    new_kernel: Callable[[], GradedKernel],
    limits: Limits,
    own: Mapping[str, str] | None,
) -> Ran:
    """As `run_submission` says, once."""
    ran = Ran(notebook)
    failures: list[tuple[str, str]] = []
    with Run(new_kernel, limits) as run:
        for cell in notebook.cells:
            failure = ""
            if is_check(cell, asked):
                mark, cell.outputs = mark_check(cell, *_ask(run, cell, asked))
                ran.judged.add(cell["id"])
                ran.marks.append(mark)
                failure = mark.failure
            elif cell.cell_type == "code" and cell.source.strip():
                failure = run.cell(cell)
            if failure:
                failures.append((_name(cell), failure))
            if is_graded(cell) and not is_check(cell, asked):
                ran.marks.append(mark_plain_cell(cell, failure))
    ran.seconds += run.seconds
    ran.failures = _in_words(failures)
    again = _Again(ran, asked, new_kernel, limits)
    if own and (lost := again.lost()):
        again.ask(lost, own, "the student's own cells")
    again.ask_each_alone(own or {})
    return ran


def _ask(run: Run, cell: NotebookNode, asked: Mapping[str, Asked]) -> tuple[Asked, Answered]:
    """What a check cell asks, and what came of asking it."""
    question = asked[task_checked_by(cell.source)]
    return question, run.ask(question)


def _name(cell: NotebookNode) -> str:
    about = cell.metadata.get("nbgrader", {})
    if about.get("grade_id"):
        return f"`{about['grade_id']}`"
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    return f"the cell that begins {quoted(first.strip(), 40)}"


def _in_words(failures: Sequence[tuple[str, str]]) -> list[str]:
    """A sentence for each cell that failed, as long as they are few."""
    said: list[str] = []
    count: dict[str, int] = {}
    for name, failure in failures:
        count[failure] = count.get(failure, 0) + 1
        if count[failure] <= _NAMED:
            said.append(f"{name}: {failure}")
    said += [
        f"And {number - _NAMED} more cells: {failure}"
        for failure, number in count.items()
        if number > _NAMED
    ]
    return said


def _is_broken(mark: Mark) -> bool:
    """Whether an answer could not show what it gives, for a reason that may lie elsewhere."""
    return mark.key.startswith(("raised.", "missing", "unfinished", "kind", "nothing"))


class _Again:
    """Asks tasks that failed once more, in a kernel of its own."""

    def __init__(
        self,
        ran: Ran,
        asked: Mapping[str, Asked],
        new_kernel: Callable[[], GradedKernel],
        limits: Limits,
    ) -> None:
        self._ran = ran
        self._asked = asked
        self._new_kernel = new_kernel
        self._limits = limits
        self._left = limits.whole  # seconds for what is asked alone

    def lost(self) -> list[Mark]:
        """Marks of tasks that were tried and did not earn all their points, in order."""
        return [
            mark
            for mark in self._ran.marks
            if mark.key not in ("", "passed", "untouched")
            and mark.score is not None
            and mark.score < mark.most
        ]

    def answers_of(self, mark: Mark) -> list[str]:
        """Ids of the answer cells that a check asks about: those behind the check before it."""
        answers: list[str] = []
        for cell in self._ran.notebook.cells:
            if is_check(cell, self._asked):
                if cell.metadata.nbgrader.grade_id == mark.grade_id:
                    break
                answers = []
            elif is_answer(cell):
                answers.append(cell["id"])
        return answers

    def ask(self, marks: Sequence[Mark], instead: Mapping[str, str], without: str) -> None:
        """Run the notebook without some cells, and take over what earns more so.

        Args:
            marks: What is asked again.
            instead: Ids of cells, with the text that runs in their place.
            without: What is left out, in words.
        """
        self._ask(marks, instead, without, self._limits)

    def ask_each_alone(self, own: Mapping[str, str]) -> None:
        """Ask every task that is still lost with no other answer than its own, each in a kernel of
        its own: any of the others may have changed what it works with, and still have passed.

        A single one that gives a wrong value, where all the others pass, is left at that.

        Args:
            own: As in `run_submission`; they are kept at first, since an answer may need them.
        """
        lost = self.lost()
        for mark in lost if len(lost) > 1 else filter(_is_broken, lost):
            if not (others := self._other_answers(mark)):
                continue
            tries = [(others, _OTHERS)]
            if own:
                tries.append(({**own, **others}, f"the student's own cells and {_OTHERS}"))
            for instead, without in tries:
                if self._left <= 0:
                    return
                limits = Limits(self._limits.cell, self._left)
                self._left -= self._ask([mark], instead, without, limits)
                if mark not in self._ran.marks:  # there is a better one in its place
                    break

    def _other_answers(self, mark: Mark) -> dict[str, str]:
        """Ids of the answers before a check that it doesn't ask about, each with nothing in its
        place; of those alone that were written."""
        mine = set(self.answers_of(mark))
        others: dict[str, str] = {}
        for cell in self._ran.notebook.cells:
            if is_check(cell, self._asked) and cell.metadata.nbgrader.grade_id == mark.grade_id:
                break
            if is_answer(cell) and cell["id"] not in mine and not is_unanswered(cell):
                others[cell["id"]] = ""
        return others

    def _ask(
        self, marks: Sequence[Mark], instead: Mapping[str, str], without: str, limits: Limits
    ) -> float:
        """As `ask` says; how many seconds the cells took."""
        wanted = {mark.grade_id: mark for mark in marks}
        with Run(self._new_kernel, limits) as run:
            for cell in self._ran.notebook.cells:
                if not wanted:
                    break
                if is_check(cell, self._asked):
                    before = wanted.pop(cell.metadata.nbgrader.grade_id, None)
                    if before is not None:
                        judged = mark_check(cell, *_ask(run, cell, self._asked))
                        self._take_the_better(cell, before, *judged, without)
                elif cell.cell_type == "code" and not is_graded(cell):
                    source = instead.get(cell["id"], cell.source)
                    if source.strip():
                        run.cell(NotebookNode(source=source))
        self._ran.seconds += run.seconds
        return run.seconds

    def _take_the_better(
        self,
        cell: NotebookNode,
        before: Mark,
        mark: Mark,
        outputs: list[NotebookNode],
        without: str,
    ) -> None:
        if mark.score is None or before.score is None:  # a person gives them
            return
        if mark.score > before.score:
            self._ran.marks[self._ran.marks.index(before)] = mark
            cell.outputs = outputs
            self._ran.failures.append(
                f"`{mark.grade_id}`: it earned {mark.score:g} of {mark.most:g} points only without "
                f"{without}, which got in its way."
            )
