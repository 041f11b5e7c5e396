"""Formgrader's saving of marks and comments, for several people at one gradebook.

A page that is open shows what stood there when it was loaded. What somebody else has written since is
not overwritten by it: the page sends along what it had seen, and where that is not what stands there,
nothing is saved and both are shown. The server knows nobody's name, so it is the same for a person
with two pages.

What is compared and what is written is one statement, so that two servers at one gradebook can't both
be right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbgrader.api import Comment, Grade, MissingEntry
from nbgrader.server_extensions.formgrader.apihandlers import (
    CommentCollectionHandler,
    CommentHandler,
    GradeCollectionHandler,
    GradeHandler,
)
from nbgrader.server_extensions.formgrader.base import (
    BaseApiHandler,
    check_notebook_dir,
    check_xsrf,
)
from sqlalchemy import update
from tornado.web import HTTPError, authenticated

from grader.autograding.classes.summary import name_of
from grader.autograding.recording.class_marks import people_of
from grader.autograding.recording.split import read_split

SEEN = "seen"  # in what a page gets and sends back: what of it people write
_NUMBERS, _TEXT = ("manual_score", "extra_credit"), ("manual_comment",)


def _with_what_is_seen(row: Grade | Comment, names: tuple[str, ...]) -> dict[str, Any]:
    said: dict[str, Any] = row.to_dict()
    return said | {SEEN: {name: getattr(row, name) for name in names}}


class _Seen(BaseApiHandler):
    """What both have in common: a row of a mark or a comment, read and saved."""

    _table: Any
    _names: tuple[str, ...]

    def _rows_of_submission(self, kind: str) -> None:
        """Write those of a submission."""
        try:
            notebook = self.gradebook.find_submission_notebook_by_id(
                self.get_argument("submission_id")
            )
        except MissingEntry:
            raise HTTPError(404) from None
        rows = getattr(notebook, kind)
        self.write(json.dumps([_with_what_is_seen(row, self._names) for row in rows]))

    def _save(self, row: Grade | Comment, more: Mapping[str, Any]) -> None:
        """Save what the page sent, unless something else than the page had seen stands there.

        Args:
            row: The row.
            more: What else is written with it.
        """
        sent = self.get_json_body() or {}
        wanted = {name: self._read(sent.get(name)) for name in self._names}
        changed = update(self._table).where(self._table.id == row.id).values(**wanted, **more)
        seen = sent.get(SEEN)
        if isinstance(seen, dict):  # another program than the page asks for no care
            for name in self._names:
                column = getattr(self._table, name)
                changed = changed.where(column.is_not_distinct_from(self._read(seen.get(name))))
        db = self.gradebook.db
        done = db.execute(changed.execution_options(synchronize_session=False))
        db.commit()
        db.refresh(row)
        is_there = all(getattr(row, name) == value for name, value in wanted.items())
        current = _with_what_is_seen(row, self._names)
        if done.rowcount or is_there:
            self.write(json.dumps(current))
            return
        self.set_status(409)
        self.write(json.dumps(self._refusal(row, wanted) | {"current": current}))

    def _read(self, value: object) -> Any:
        raise NotImplementedError

    def _refusal(self, row: Grade | Comment, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """What the page shows: what stands there, what was typed, and what can be done."""
        raise NotImplementedError

    def _about(self, row: Grade | Comment) -> str:
        """Whose row it is, and who is to mark them."""
        person = people_of(self.gradebook)[row.student.id]
        split = read_split(Path(self.coursedir.root), row.notebook.assignment.name)
        marker = split.marks.get(person.id) if split else None
        return name_of(person) + (f" (whom {marker} marks, by the split)" if marker else "")


class _OfMarks(_Seen):
    _table, _names = Grade, _NUMBERS

    def _read(self, value: object) -> float | None:
        """A number that a field holds.

        Raises:
            HTTPError: It holds something else.
        """
        if value is None or value == "":
            return None
        try:
            number = float(str(value))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise HTTPError(400, f"{value!r} is no number")
        return number

    def _refusal(self, row: Grade | Comment, wanted: Mapping[str, Any]) -> dict[str, Any]:
        there = _points(row.manual_score, row.extra_credit)
        typed = _points(*(wanted[name] for name in self._names))
        return {
            "title": f"Not saved: the mark of {row.name} has changed since you opened this page.",
            "lines": [
                f"{self._about(row)} has {there} there now; you gave {typed}. Nothing was overwritten."
            ],
            "write": f"Give {typed}",
            "keep": f"Keep {there}",
        }


class _OfComments(_Seen):
    _table, _names = Comment, _TEXT

    def _read(self, value: object) -> str | None:
        return None if value is None else str(value)

    def _refusal(self, row: Grade | Comment, wanted: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "title": f"Not saved: the comment on {row.name} has changed since you opened this page.",
            "lines": [
                f"It is written to {self._about(row)}. Nothing was overwritten.",
                f"There now: {row.manual_comment or '(nothing)'}",
                f"You wrote: {wanted['manual_comment'] or '(nothing)'}",
            ],
            "write": "Write mine",
            "keep": "Keep what is there",
        }


def _points(by_hand: float | None, extra: float | None) -> str:
    said = "no mark by hand" if by_hand is None else f"{by_hand:g}"
    return said + (f" and {extra:g} extra" if extra else "")


class MarksWithWhatIsSeen(_OfMarks, GradeCollectionHandler):
    """The marks of a submission."""

    @authenticated
    @check_xsrf
    @check_notebook_dir
    def get(self) -> None:
        """Write them."""
        self._rows_of_submission("grades")


class CommentsWithWhatIsSeen(_OfComments, CommentCollectionHandler):
    """The comments on a submission."""

    @authenticated
    @check_xsrf
    @check_notebook_dir
    def get(self) -> None:
        """Write them."""
        self._rows_of_submission("comments")


class MarkUnlessNewer(_OfMarks, GradeHandler):
    """One mark."""

    @authenticated
    @check_xsrf
    @check_notebook_dir
    def put(self, grade_id: str) -> None:
        """Save it, and that nothing waits there; answers 409 where a newer one is there."""
        try:
            grade = self.gradebook.find_grade_by_id(grade_id)
        except MissingEntry:
            raise HTTPError(404) from None
        sent = self.get_json_body() or {}
        waits = self._read(sent.get("manual_score")) is None and grade.auto_score is None
        self._save(grade, {"needs_manual_grade": waits})


class CommentUnlessNewer(_OfComments, CommentHandler):
    """One comment."""

    @authenticated
    @check_xsrf
    @check_notebook_dir
    def put(self, grade_id: str) -> None:
        """Save it; answers 409 where a newer one is there."""
        try:
            comment = self.gradebook.find_comment_by_id(grade_id)
        except MissingEntry:
            raise HTTPError(404) from None
        self._save(comment, {})


HANDLERS = (
    (r"/formgrader/api/grades", MarksWithWhatIsSeen),
    (r"/formgrader/api/grade/([^/]+)", MarkUnlessNewer),
    (r"/formgrader/api/comments", CommentsWithWhatIsSeen),
    (r"/formgrader/api/comment/([^/]+)", CommentUnlessNewer),
)
