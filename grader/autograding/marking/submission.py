"""Marks what one student handed in. Writes nothing: who called records it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.autograding.marking.answer_digests import MADE_NOTHING, Answer, answers_of
from grader.autograding.marking.grounds import with_submission
from grader.autograding.marking.letters import letters_in
from grader.autograding.marking.scheme import Scheme
from grader.autograding.marking.second_chances import run_submission
from grader.autograding.reading.assignment_cells import AssignmentCells
from grader.autograding.reading.repair import Repaired, repair
from grader.autograding.reading.submissions import Submission, lay_out, read_submission
from grader.autograding.running.kernel_pool import NewKernel
from grader.autograding.running.stopped_cells import written_for_newer
from grader.autograding.showing.cleaning import clean
from grader.autograding.showing.relink import fit_for_reading
from grader.autograding.terms.cell_roles import grade_id, is_answer
from grader.autograding.terms.digest import digest_of
from grader.autograding.terms.errors import KernelStartError, MachineError
from grader.autograding.terms.released import Released
from grader.autograding.terms.results import (
    NO_NOTEBOOK,
    UNREADABLE,
    Mark,
    Marked,
    NotebookWork,
    Work,
)
from grader.autograding.terms.untrusted_text import printable

# What goes beside an autograded notebook, from where Formgrader serves it and feedback copies it.
# No page and no SVG: either could run script in the browser of whoever opens it.
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_NOTHING_READ = "Nothing could be read, so it earns nothing. What follows is as it was handed out."


def read_all(scheme: Scheme, student: str) -> tuple[dict[str, Submission], str]:
    """What a student handed in, notebook name to what was read, and its digest with the scheme."""
    names = {one.name for one in scheme.released}
    folder = (scheme.course.submitted, student, scheme.assignment)
    cells = {
        one.name: AssignmentCells.of(one.cells, one.handed_out.values()) for one in scheme.released
    }
    read = {
        name: read_submission(*folder, name, names - {name}, cells[name]) for name in sorted(names)
    }
    digest = digest_of(one.digest.encode() for one in read.values())
    return read, with_submission(scheme.digest, digest)


def mark_submission(
    scheme: Scheme, student: str, read: Mapping[str, Submission], digest: str, new_kernel: NewKernel
) -> Work:
    """Run and mark one student's notebooks, as `read_all` read them."""
    marked = Marked(student)
    notebooks: dict[str, tuple[NotebookNode, Sequence[Mark]]] = {}
    try:
        for released in scheme.released:
            submission = read[released.name]
            work = mark_notebook(scheme, student, released, submission, new_kernel)
            marked = marked.with_notebook(work.marked)
            notebooks[released.name] = work.notebook, work.marks
    except KernelStartError as error:
        return Work(replace(marked, error=f"No kernel could be started: {error}."), digest)
    except MachineError as error:
        return Work(replace(marked, error=str(error)), digest)
    folder = next(iter(read.values()))  # what lies beside the notebooks is the same for each
    beside, _ = lay_out(folder.files, scheme.files)
    pictures = pictures_of(beside)
    return Work(marked, digest, folder.timestamp, folder.secret, notebooks, pictures)


def mark_notebook(
    scheme: Scheme,
    student: str,
    released: Released,
    submission: Submission,
    new_kernel: NewKernel,
) -> NotebookWork:
    """Repair, run, judge and clean one notebook.

    Where nothing could be read, it is the notebook as it was handed out, which earns nothing: so
    that Formgrader and the feedback say why.

    Raises:
        MachineError: No kernel could be had, or the machine ended it again and again.
    """
    if submission.notebook is None:
        return _unread(student, released, submission)
    repaired = repair(submission.notebook, released)
    answers = answers_of(repaired.notebook)
    files, problems = lay_out(submission.files, scheme.files)
    ran = run_submission(
        repaired.notebook,
        scheme.asked_of(submission.digest),
        lambda: new_kernel(files),
        scheme.limits,
        repaired.own,
    )
    about = submission.notebook.metadata.get("language_info", {})
    newer = written_for_newer(about.get("version", ""))
    failures = [*ran.failures]
    if newer and any("did not compile" in text for text in failures):
        failures.append(newer)
    marked = Marked(
        student,
        score=round(sum(mark.score or 0.0 for mark in ran.marks), 4),
        most=sum(mark.most for mark in ran.marks),
        seconds=round(ran.seconds, 3),
        by_hand=sum(mark.score is None for mark in ran.marks),
        repairs=[*repaired.repairs],
        problems=[*submission.problems, *problems],
        failures=failures,
        keys={mark.grade_id: _key(mark, answers) for mark in ran.marks if mark.key},
        letters=letters_in(repaired.prose, _code_written(repaired, released)),
        earlier=[*repaired.earlier],
        answers={
            mark.grade_id: answers[mark.grade_id].digest
            for mark in ran.marks
            if mark.grade_id in answers
        },
    )
    clean(ran.notebook, ran.judged)
    fit_for_reading(ran.notebook)
    _note_what_was_done(
        ran.notebook, [*marked.problems, *repaired.earlier, *repaired.repairs, *failures]
    )
    return NotebookWork(ran.notebook, ran.marks, marked)


def _unread(student: str, released: Released, submission: Submission) -> NotebookWork:
    """What is recorded of a notebook of which nothing could be read."""
    marks = _nothing_earned(released)
    marked = Marked(
        student,
        most=sum(mark.most for mark in marks),
        problems=[*submission.problems],
        unread=UNREADABLE if submission.notebooks else NO_NOTEBOOK,
    )
    untouched = repair(nbformat.v4.new_notebook(), released).notebook
    fit_for_reading(untouched)
    _note_what_was_done(untouched, [*submission.problems, _NOTHING_READ])
    return NotebookWork(untouched, marks, marked)


def _key(mark: Mark, answers: Mapping[str, Answer]) -> str:
    """What was found of a task; an answer that was written and made nothing has a key of its own."""
    answer = answers.get(mark.grade_id)
    tried = mark.key == "missing" and answer and not answer.is_untouched
    return MADE_NOTHING if tried else mark.key


def _code_written(repaired: Repaired, released: Released) -> list[tuple[str, str]]:
    """Code that the student may have written in, each with what was handed out in its place."""
    handed_out = {grade_id(cell): cell.source for cell in released.cells if grade_id(cell)}
    return [
        (cell.source, repaired.own.get(cell["id"]) or handed_out.get(grade_id(cell), ""))
        for cell in repaired.notebook.cells
        if cell.cell_type == "code" and (is_answer(cell) or cell["id"] in repaired.own)
    ]


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
    """Of some files those that may lie beside an autograded notebook.

    nbgrader prints their names as they are: one with escape codes would do as it likes with the
    instructor's terminal, and is none of them.
    """
    return {
        name: path
        for name, path in files.items()
        if path.suffix.lower() in _PICTURES and printable(name) == name
    }
