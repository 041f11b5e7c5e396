"""nbgrader's own `autograde` command and Formgrader's button, by our kernels and our judge.

nbgrader marks one submission after the other and keeps its own way of writing notebooks; what runs a
notebook and what gives the points are the steps of this module. nbgrader_config.py
names them.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Bool
from traitlets.config import Config

from grader.autograding.classes.roll import person_of
from grader.autograding.classes.summary import name_of
from grader.autograding.marking.scheme import read_scheme
from grader.autograding.marking.submission import mark_notebook, pictures_of, read_all
from grader.autograding.nbgrader_plugins.aside import ASIDE, set_aside_before
from grader.autograding.reading.handed_in import EXCHANGE_FILES, unfit_entries
from grader.autograding.reading.submissions import find_students
from grader.autograding.recording.class_list import (
    not_in_the_list,
    read_class_list,
    write_class_list,
)
from grader.autograding.recording.earlier_runs import last_marked
from grader.autograding.recording.gradebook_rows import entry_of, flag, same_answers, write_marks
from grader.autograding.recording.penalties import penalty_plugin, work_out_penalties
from grader.autograding.running.kernel_pool import KeptKernels, why_not, why_not_hidden
from grader.autograding.terms.asked import Limits
from grader.autograding.terms.course_folder import CourseFolder, course_of
from grader.autograding.terms.errors import (
    CourseError,
    KernelStartError,
    MachineError,
    NoKernelsError,
)
from grader.autograding.terms.results import Mark
from grader.autograding.terms.untrusted_text import printable

_MARKS = "marks"  # what the first step leaves for the second, in nbconvert's resources


@dataclass(frozen=True)
class _Found:
    """What one step found and the next records.

    Attributes:
        marks: What the cells earned.
        same: Graded cells whose answer is what it was when `grader autograde` marked it last.
        flagged: Whether Formgrader is to show a flag.
    """

    marks: Sequence[Mark]
    same: frozenset[str]
    flagged: bool


class MarkedNotebook(NotebookExporter):
    """What nbgrader's `autograde` makes once for all it marks, before the first: in place of nbconvert's
    own exporter, since what concerns the whole class has no other place in it.

    It works out everybody's penalties, also of those that are skipped as unchanged, and knows who was
    in the class before nbgrader adds whose folder it meets.
    """

    def __init__(self, config: Config | None = None, **named: Any) -> None:
        super().__init__(config=config, **named)
        courses: CourseDirectory = self.parent.coursedir
        self.course = course_of(courses, self.parent.config)
        try:
            plugin = penalty_plugin(self.course)
        except CourseError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error
        with Gradebook(self.course.database, self.course.course_id) as book:
            self._listed = read_class_list(book, self.course.root)
            failed = work_out_penalties(book, courses.assignment_id, plugin)
        if not self._listed.is_a_list:
            # nbgrader adds whose folder it meets, also where nothing is marked in the end.
            met = find_students(self.course.submitted, courses.assignment_id)
            new = [student for student in met if student not in self._listed.people]
            write_class_list(self.course.root, self._listed, new)
        for student, text in failed.items():
            self.log.warning("%s", printable(f"{self.named(student)}: {text}"))

    def named(self, student: str) -> str:
        """A student as a line names them: with what the gradebook knows beside the id."""
        return name_of(person_of(self._listed.people, student))

    def admit(self, student: str) -> None:
        """Take a student out of the gradebook again whom nbgrader has added and the class list lacks.

        Raises:
            NbGraderException: That is so.
        """
        if student in self._listed.people:
            return
        if self._listed.has(student):
            return
        with Gradebook(self.course.database, self.course.course_id) as book:
            book.remove_student(student)
        raise NbGraderException(not_in_the_list(student))


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
        course = self._course()
        if self.confined and (reason := why_not_hidden(course)):
            raise NbGraderException(reason)
        about = resources["nbgrader"]
        if isinstance(self.parent, MarkedNotebook):
            self.parent.admit(about["student"])
        limits = Limits.for_cell(float(self.timeout or 30))
        scheme = read_scheme(course, about["assignment"], limits, self.confined)
        (released,) = (one for one in scheme.released if one.name == about["notebook"])
        folder = scheme.course.submitted / about["student"] / about["assignment"]
        if left := unfit_entries(folder):
            raise NbGraderException(f"Nothing is marked while this is there: {left[0]}")
        submission = read_all(scheme, about["student"])[0][about["notebook"]]
        aside = scheme.course.root / ASIDE / folder.relative_to(scheme.course.root)
        submission = replace(submission, problems=(*submission.problems, *set_aside_before(aside)))
        if submission.notebook is None:
            raise NbGraderException(" ".join(submission.problems))
        student = about["student"]
        try:
            with _kernels(self.confined).lent() as kernels:
                new = kernels.new_of(scheme.course)
                work = mark_notebook(scheme, student, released, submission, new)
        except KernelStartError as error:
            raise NbGraderException(f"No kernel could be started: {error}.") from error
        except (MachineError, NoKernelsError) as error:
            raise NbGraderException(str(error)) from error
        marked = work.marked
        whose = self.parent.named(student) if isinstance(self.parent, MarkedNotebook) else student
        for text in (*marked.problems, *marked.repairs, *marked.failures):
            self.log.warning("%s", printable(f"{whose}: {text}"))
        _remove_what_may_run(scheme.course.autograded / about["student"] / about["assignment"])
        before = last_marked(scheme.course, about["assignment"], about["student"])
        known = before.needs_a_look() if before else ()
        flagged = bool(set(marked.needs_a_look()) - set(known))
        resources[_MARKS] = _Found(work.marks, same_answers(before, marked), flagged)
        return work.notebook, resources

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
            found: _Found = resources[_MARKS]
            write_marks(book, entry, about["notebook"], nb, found.marks, found.same)
            if found.flagged:
                flag(book, entry)
            book.db.commit()
        return nb, resources
