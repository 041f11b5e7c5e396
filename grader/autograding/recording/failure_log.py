"""What nobody expected while one submission was marked: a sentence for people, a log for a maintainer."""

from __future__ import annotations

import datetime
import traceback

from grader.autograding.terms.course_folder import CourseFolder
from grader.autograding.terms.results import Marked, Work
from grader.autograding.terms.untrusted_text import printable

_MOST_SAID = 300  # characters of an exception's own text


def failed(student: str, error: Exception, doing: str) -> Work:
    """A submission that was not marked.

    Args:
        student: Whose.
        error: What was raised, where it is caught.
        doing: What could not be done, such as "marked".
    """
    kind = type(error).__name__
    text = printable(str(error).strip().partition("\n")[0])[:_MOST_SAID]
    said = f"It could not be {doing} ({kind}{': ' if text else ''}{text})."
    return Work(Marked(student, error=said), "", trace=traceback.format_exc())


def write_down(course: CourseFolder, assignment: str, work: Work) -> None:
    """Add where a failure came from to the course's log, and tell in its sentence where that is."""
    path = course.root / ".nbgrader" / "autograde.log"
    when = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    whose = printable(f"{when} {assignment} {work.marked.student}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{whose}\n{work.trace}\n")
        work.marked.error += f" More in {path.relative_to(course.root)}."
    except OSError as error:
        work.marked.error += f" No more could be written down ({error.strerror})."
