"""Runs one submission, and gathers what each graded cell earned.

What one cell does costs no other one its mark: a task that failed is asked once more without what
may have stood in its way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from grader.autograding.cell_roles import is_answer, is_graded
from grader.autograding.cleaning import quoted
from grader.autograding.graded_kernel import GradedKernel
from grader.autograding.kernel_run import Asked, Limits, Run, is_check
from grader.autograding.marking import Mark, mark_plain_cell

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


def run_submission(
    notebook: NotebookNode,
    asked: Mapping[str, Asked],
    new_kernel: Callable[[], GradedKernel],
    limits: Limits,
    own: Mapping[str, str] | None = None,
) -> Ran:
    """Run a repaired notebook.

    Args:
        notebook: With no outputs; gets them.
        asked: Task name to what is asked; a check cell of another name scores as any other cell.
        new_kernel: Makes a kernel that has not started.
        limits: Seconds; the same again for what is asked once more.
        own: Ids of the cells that are the student's own, with the text that stands there without
            them; as `repair` says.

    Raises:
        KernelStartError: No kernel could be had.
    """
    ran = Ran(notebook)
    failures: list[tuple[str, str]] = []
    with Run(asked, new_kernel, limits) as run:
        for cell in notebook.cells:
            failure = ""
            if is_check(cell, asked):
                mark, cell.outputs = run.check(cell)
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
    first, *others = again.lost() or [None]
    if harmed := [mark for mark in others if _is_broken(mark)]:
        answers = dict.fromkeys(again.answers_of(first), "")
        again.ask(harmed, {**(own or {}), **answers}, f"the answer to `{first.grade_id}`")
    return ran


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
    return mark.key.startswith(("raised.", "missing", "unfinished"))


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

    def lost(self) -> list[Mark]:
        """Marks of tasks that were tried and did not earn all their points, in order."""
        return [
            mark
            for mark in self._ran.marks
            if mark.key not in ("", "passed", "untouched") and mark.score < mark.most
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
        wanted = {mark.grade_id: mark for mark in marks}
        with Run(self._asked, self._new_kernel, self._limits) as run:
            for cell in self._ran.notebook.cells:
                if not wanted:
                    break
                if is_check(cell, self._asked):
                    before = wanted.pop(cell.metadata.nbgrader.grade_id, None)
                    if before is not None:
                        self._take_the_better(cell, before, *run.check(cell), without)
                elif cell.cell_type == "code" and not is_graded(cell):
                    source = instead.get(cell["id"], cell.source)
                    if source.strip():
                        run.cell(NotebookNode(source=source))
        self._ran.seconds += run.seconds

    def _take_the_better(
        self,
        cell: NotebookNode,
        before: Mark,
        mark: Mark,
        outputs: list[NotebookNode],
        without: str,
    ) -> None:
        if mark.score > before.score:
            self._ran.marks[self._ran.marks.index(before)] = mark
            cell.outputs = outputs
            self._ran.failures.append(
                f"`{mark.grade_id}`: it earned {mark.score:g} of {mark.most:g} points only without "
                f"{without}, which got in its way."
            )
