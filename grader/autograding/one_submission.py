"""Marks what one student handed in. Writes nothing: who called records it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.autograding.cleaning import clean
from grader.autograding.graded_kernel import KernelStartError
from grader.autograding.kernel_supply import NewKernel
from grader.autograding.marking import Mark
from grader.autograding.reading_copy import fit_for_reading
from grader.autograding.repair import Released, repair
from grader.autograding.running import run_submission
from grader.autograding.scheme import Scheme
from grader.autograding.submissions import Submission, digest_of, lay_out, read_submission

# What goes beside an autograded notebook, from where Formgrader serves it and feedback copies it.
# No page and no SVG: either could run script in the browser of whoever opens it.
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_NOTHING_READ = "Nothing could be read, so it earns nothing. What follows is as it was handed out."


@dataclass
class Marked:
    """What came of one student's submission.

    Attributes:
        student: Their id.
        score, most: Points, without those a person still has to give.
        seconds: How long its cells took to run.
        by_hand: How many cells wait for a person.
        repairs: What was done to its notebooks.
        problems: What could not be read.
        failures: Cells that did not run to their end.
        keys: Task to what was found: `passed`, `misconception.columns`, ...
        error: Why it could not be marked at all; the gradebook is as it was.
        unchanged: Whether it was marked before, and did not run again.
    """

    student: str
    score: float = 0.0
    most: float = 0.0
    seconds: float = 0.0
    by_hand: int = 0
    repairs: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    error: str = ""
    unchanged: bool = False


@dataclass(frozen=True)
class Work:
    """A submission that was read, and run where it had to be, before it is recorded.

    Attributes:
        marked: What came of it.
        digest: Of the submission and all that its marks depend on.
        timestamp: When it was handed in, as nbgrader wrote it; "" where that isn't known.
        secret: What its feedback is released by; "" where it didn't come through the exchange.
        notebooks: Notebook name to what ran, or what was handed out where nothing could be read, and
            its marks.
        pictures: Picture files beside the notebooks: path relative to the folder, absolute path.
        trace: Where an exception that nobody expected came from; "" where there was none.
    """

    marked: Marked
    digest: str
    timestamp: str = ""
    secret: str = ""
    notebooks: Mapping[str, tuple[NotebookNode, Sequence[Mark]]] = field(default_factory=dict)
    pictures: Mapping[str, Path] = field(default_factory=dict)
    trace: str = ""


def read_all(scheme: Scheme, student: str) -> tuple[dict[str, Submission], str]:
    """What a student handed in, notebook name to what was read, and its digest with the scheme."""
    names = {one.name for one in scheme.released}
    folder = (scheme.course.submitted, student, scheme.assignment)
    read = {name: read_submission(*folder, name, names - {name}) for name in sorted(names)}
    return read, digest_of(
        [scheme.digest.encode(), *(one.digest.encode() for one in read.values())]
    )


def mark_submission(
    scheme: Scheme, student: str, read: Mapping[str, Submission], digest: str, new_kernel: NewKernel
) -> Work:
    """Run and mark one student's notebooks, as `read_all` read them."""
    marked = Marked(student)
    notebooks: dict[str, tuple[NotebookNode, Sequence[Mark]]] = {}
    try:
        for one in scheme.released:
            submission = read[one.name]
            marked.problems += [text for text in submission.problems if text not in marked.problems]
            notebooks[one.name] = mark_notebook(scheme, one, submission, new_kernel, marked)
    except KernelStartError as error:
        marked.error = f"No kernel could be started: {error}."
        return Work(marked, digest)
    folder = next(iter(read.values()))  # what lies beside the notebooks is the same for each
    beside, _ = lay_out(folder.files, scheme.files)
    return Work(marked, digest, folder.timestamp, folder.secret, notebooks, pictures_of(beside))


def mark_notebook(
    scheme: Scheme,
    released: Released,
    submission: Submission,
    new_kernel: NewKernel,
    marked: Marked,
) -> tuple[NotebookNode, Sequence[Mark]]:
    """Repair, run, judge and clean one notebook, and add what came of it to `marked`.

    Where nothing could be read, it is the notebook as it was handed out, which earns nothing: so
    that Formgrader and the feedback say why.

    Raises:
        KernelStartError: No kernel could be had.
    """
    if submission.notebook is None:
        marks = _nothing_earned(released)
        marked.most += sum(mark.most for mark in marks)
        untouched = repair(nbformat.v4.new_notebook(), released).notebook
        fit_for_reading(untouched)
        _note_what_was_done(untouched, [*submission.problems, _NOTHING_READ])
        return untouched, marks
    repaired = repair(submission.notebook, released)
    marked.repairs += repaired.repairs
    files, problems = lay_out(submission.files, scheme.files)
    marked.problems += problems
    ran = run_submission(
        repaired.notebook,
        scheme.asked_of(submission.digest),
        lambda: new_kernel(files),
        scheme.limits,
        repaired.own,
    )
    marked.failures += ran.failures
    marked.seconds = round(marked.seconds + ran.seconds, 3)
    for mark in ran.marks:
        marked.most += mark.most
        marked.score = round(marked.score + (mark.score or 0.0), 4)
        marked.by_hand += mark.score is None
        if mark.key:
            marked.keys[mark.grade_id] = mark.key
    clean(ran.notebook, ran.judged)
    fit_for_reading(ran.notebook)
    _note_what_was_done(
        ran.notebook, [*submission.problems, *problems, *repaired.repairs, *ran.failures]
    )
    return ran.notebook, ran.marks


def _nothing_earned(released: Released) -> list[Mark]:
    about = [cell.metadata.get("nbgrader", {}) for cell in released.cells]
    return [Mark(one.grade_id, 0.0, float(one.points)) for one in about if "points" in one]


def _note_what_was_done(notebook: NotebookNode, notes: Sequence[str]) -> None:
    """Say at the top of an autograded notebook what was repaired and what failed."""
    if not notes:
        return
    lines = "\n".join(f"- {note}" for note in notes)
    cell = nbformat.v4.new_markdown_cell(f"**When this notebook was marked**\n\n{lines}")
    cell["id"] = "marking-notes"
    notebook.cells.insert(0, cell)


def pictures_of(files: Mapping[str, Path]) -> dict[str, Path]:
    """Of some files those that may lie beside an autograded notebook."""
    return {name: path for name, path in files.items() if path.suffix.lower() in _PICTURES}
