"""The due date that is typed in Formgrader, by the course's clock.

nbgrader puts the offset of the day on which the form is opened beside the date, so that a date beyond a
change of clocks is an hour off, and where it is deleted takes the date for UTC (0.9.6).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader.server_extensions.formgrader.apihandlers import AssignmentHandler
from tornado.web import HTTPError

from grader.autograding.terms.course_clock import CourseClock, clock_of
from grader.autograding.terms.errors import CourseError

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")


def offset_meant(date: str, offset: str, clock: CourseClock) -> str:
    """The offset from UTC that a date in the form has.

    Args:
        date: As the browser's field gives it, `2026-12-05T18:00`.
        offset: What stands beside it. The course's own offset, of summer or winter, or nothing: the date
            is one of the course's clock. Any other stays.
        clock: The course's.
    """
    try:
        wall = datetime.fromisoformat(date)
    except ValueError:
        return offset
    written = _OFFSET.fullmatch(offset.strip())
    if offset.strip() and written is None:  # the name of a zone
        return offset
    if written:
        minutes = int(written[2]) * 60 + int(written[3])
        given = timedelta(minutes=-minutes if written[1] == "-" else minutes)
        if not clock.knows_offset(given, wall.year):
            return offset
    return f"{clock.moment(wall):%z}"


class DueDateByTheCoursesClock(AssignmentHandler):
    """An assignment as Formgrader's form writes it."""

    def get_json_body(self) -> Any:
        """What the form sent, its date with the right offset.

        Raises:
            HTTPError: The course's clock is not to be had; the text says why.
        """
        sent = super().get_json_body()
        date = sent.get("duedate_notimezone") if isinstance(sent, dict) else None
        if date:
            try:
                clock = clock_of(Path(self.coursedir.root))
            except CourseError as error:
                raise HTTPError(500, str(error)) from error
            offset = offset_meant(date, sent.get("duedate_timezone") or "", clock)
            return sent | {"duedate_timezone": offset}
        return sent


HANDLERS = ((r"/formgrader/api/assignment/([^/]+)", DueDateByTheCoursesClock),)
