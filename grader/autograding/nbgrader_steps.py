"""nbgrader's own `autograde` command and Formgrader's button, by our kernels and our judge.

nbgrader marks one submission after the other and keeps its own way of writing notebooks; what runs a
notebook and what gives the points are the steps of this module. nbgrader_config.py
names them.
"""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Bool
from traitlets.log import get_logger

from grader.autograding.cleaning import printable
from grader.autograding.course_folder import CourseFolder, course_of
from grader.autograding.gradebook_rows import entry_of, write_marks
from grader.autograding.graded_kernel import KernelStartError
from grader.autograding.kernel_supply import KeptKernels, why_not
from grader.autograding.one_submission import Marked, mark_notebook, pictures_of, read_all
from grader.autograding.running import Limits
from grader.autograding.scheme import read_scheme
from grader.autograding.submissions import EXCHANGE_FILES, unfit_entries

_ASIDE = Path(".nbgrader/set-aside")  # in the course
_MARKS = "marks"  # what the first step leaves for the second, in nbconvert's resources


def set_aside(assignment: str, student: str, notebooks: Sequence[str]) -> None:
    """Move links, special files and what is too large out of a submission before it is copied.

    nbgrader follows links when it copies a submission's files: one to the gradebook would end up in
    the feedback. They are kept in `.nbgrader/set-aside`.

    Args:
        assignment, student: What nbgrader was asked for; may be patterns.
        notebooks: Paths of the notebooks of one submission. The working directory is the course.
    """
    for folder in sorted({os.path.dirname(notebook) for notebook in notebooks}):
        for path in unfit_entries(Path(folder)):
            target = _ASIDE / path.absolute().relative_to(Path.cwd())
            target.parent.mkdir(parents=True, exist_ok=True)
            number = itertools.count(2)
            while os.path.lexists(target):
                target = target.with_name(f"{path.name} {next(number)}")
            path.rename(target)
            told = printable(f"Set aside, a link or too large: {path} is now {target}")
            get_logger().warning("%s", told)


def _noted(aside: Path) -> tuple[str, ...]:
    """What of a submission was set aside, now or earlier, in words."""
    kept = sorted(aside.rglob("*")) if aside.is_dir() else []
    return tuple(
        f"`{path.relative_to(aside)}` is a link or too large, and was set aside."
        for path in kept
        if path.is_symlink() or not path.is_dir()
    )


@functools.cache
def _kernels(confined: bool) -> KeptKernels:
    return KeptKernels(confined)


class MarkSubmission(Execute):
    """Runs a notebook in a confined kernel and judges it, in place of nbgrader's `Execute`.

    What nbgrader read is set aside: the submission is read again, as data, and repaired.
    """

    confined = Bool(
        True,
        help="Whether a submission's kernel is confined. Without, students' code runs with your "
        "rights: only what you would run yourself.",
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        """Run and mark the notebook that `resources` names.

        Raises:
            NbGraderException: It can't be read, or nothing can be run here.
        """
        if reason := _why_not(self.confined):
            raise NbGraderException(reason)
        about = resources["nbgrader"]
        limits = Limits.for_cell(float(self.timeout or 30))
        scheme = read_scheme(self._course(), about["assignment"], limits)
        (released,) = (one for one in scheme.released if one.name == about["notebook"])
        folder = scheme.course.submitted / about["student"] / about["assignment"]
        if left := unfit_entries(folder):
            raise NbGraderException(f"Nothing is marked while this is there: {left[0]}")
        submission = read_all(scheme, about["student"])[0][about["notebook"]]
        aside = scheme.course.root / _ASIDE / folder.relative_to(scheme.course.root)
        submission = replace(submission, problems=(*submission.problems, *_noted(aside)))
        if submission.notebook is None:
            raise NbGraderException(" ".join(submission.problems))
        marked = Marked(about["student"])
        try:
            with _kernels(self.confined).lent() as kernels:
                made, marks = mark_notebook(scheme, released, submission, kernels.new, marked)
        except KernelStartError as error:
            raise NbGraderException(f"No kernel could be started: {error}.") from error
        for text in (*marked.problems, *marked.repairs, *marked.failures):
            self.log.warning("%s", printable(f"{about['student']}: {text}"))
        _remove_what_may_run(scheme.course.autograded / about["student"] / about["assignment"])
        resources[_MARKS] = marks
        return made, resources

    def _course(self) -> CourseFolder:
        courses: CourseDirectory = self.parent.parent.coursedir  # of the converter that runs this
        return course_of(courses, self.config)


@functools.lru_cache(maxsize=2)
def _why_not(confined: bool) -> str:
    return why_not(confined, "`c.MarkSubmission.confined = False` in nbgrader_config.py")


def _remove_what_may_run(folder: Path) -> None:
    """Of the files that nbgrader copied, keep notebooks, pictures and the exchange's own.

    Formgrader serves what lies there: a page or an SVG could run script in a grader's browser. All
    stays in the submission.
    """
    files = {str(path): path for path in folder.rglob("*") if not path.is_dir()}
    kept = {*pictures_of(files).values(), *(folder / name for name in EXCHANGE_FILES)}
    for path in files.values():
        if path not in kept and path.suffix != ".ipynb":
            path.unlink()


class SaveMarks(NbGraderPreprocessor):
    """Writes what `MarkSubmission` found into the gradebook, in place of `SaveAutoGrades`."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Record the marks.

        Raises:
            NbGraderException: Nothing was run.
        """
        about = resources["nbgrader"]
        if _MARKS not in resources:
            raise NbGraderException(
                "Nothing was run, so nothing is marked: what a submission saved of its own outputs "
                "is no evidence. Leave out --no-execute."
            )
        with Gradebook(about["db_url"]) as book:
            entry = entry_of(book, about["assignment"], about["student"])
            write_marks(book, entry, about["notebook"], nb, resources[_MARKS])
            book.db.commit()
        return nb, resources
