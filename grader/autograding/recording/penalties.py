"""Late penalties, worked out anew from what the gradebook and the course's plug-in say now.

A due date, an extension or the plug-in may have changed since a submission was marked, and a mark by
hand changes what there is to take off. No kernel is needed for that.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, SubmittedNotebook
from nbgrader.plugins import BasePlugin, LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import update

from grader.autograding.recording.notebook_entries import notebook_entries, seconds_late
from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.untrusted_text import printable


def penalty_plugin(course: CourseFolder) -> BasePlugin:
    """What takes points off: nbgrader's own, which takes none, or what the course names.

    Raises:
        CourseError: It can't be loaded.
    """
    try:
        with _importable(course.root):
            step = AssignLatePenalties(config=course.config)
            step.init_plugin()
    # Whatever the plug-in's own module raises when it is imported.
    except Exception as error:
        named = course.config.AssignLatePenalties.get("plugin_class", "")
        raise CourseError(
            f"The penalty plug-in {named} cannot be loaded: {error}. nbgrader_config.py names it as "
            "c.AssignLatePenalties.plugin_class."
        ) from error
    return step.plugin_inst


@contextlib.contextmanager
def _importable(root: Path) -> Iterator[None]:
    """As nbgrader's commands do, find modules in the course's folder."""
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))


def takes_points(plugin: BasePlugin) -> bool:
    """Whether a plug-in takes anything off at all: nbgrader's own does where it is told to."""
    return type(plugin) is not LateSubmissionPlugin or plugin.penalty_method != "none"


def work_out_penalties(book: Gradebook, assignment: str, plugin: BasePlugin) -> Mapping[str, str]:
    """Write the penalties of everybody into an open gradebook, and commit.

    Args:
        book: The gradebook.
        assignment: Its name.
        plugin: What takes points off, by nbgrader's rules: it is asked about what is late, and takes
            no less than nothing and no more than there is.

    Returns:
        Students whose penalty stayed as it was, since the plug-in failed, to what it said.
    """
    own = book.db.query(Assignment.id, Assignment.duedate).filter_by(name=assignment).first()
    if own is None:
        return {}
    number, due = own
    changed, failed = [], {}
    for entry in notebook_entries(book, number):
        if entry.notebook is None:
            continue
        penalty = None
        if late := seconds_late(entry.timestamp, due, entry.extension):
            try:
                penalty = plugin.late_submission_penalty(entry.student, entry.score, late)
                if penalty is not None:
                    penalty = min(max(0.0, float(penalty)), entry.score)
            # The plug-in is the instructor's own code: what it raises is told, and costs no mark.
            except Exception as error:
                text = printable(str(error).partition("\n")[0])
                failed[entry.student] = (
                    f"No penalty could be worked out: the plug-in {type(plugin).__name__} stopped "
                    f"with {type(error).__name__}: {text}"
                )
                continue
        if penalty != entry.penalty:
            changed.append({"id": entry.notebook, "late_submission_penalty": penalty})
    if changed:
        book.db.execute(update(SubmittedNotebook), changed)
    book.db.commit()
    return failed
