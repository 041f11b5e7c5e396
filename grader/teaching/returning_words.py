"""What `grader return` says: what went back, for whom something is still to be done, and the next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from grader.autograding.classes.roll import Entry
from grader.autograding.classes.summary import counted, indented, name_of, wrapped
from grader.autograding.nbgrader_plugins.file_names import CANVAS, MOODLE
from grader.autograding.terms.untrusted_text import printable
from grader.teaching.mark_sheet import Line, MarkSheet
from grader.teaching.who_returns import GoingBack, Returning

_NAMED = 24  # students that a line names
_UPLOADS = {
    MOODLE: "Next: in Moodle, on the page of the assignment's submissions, `Upload grading worksheet` "
    "takes the first and `Upload multiple feedback files in a zip` the second.",
    CANVAS: "Next: in Canvas, in the Gradebook, `Import` takes the first, and `Upload Submissions` in "
    "the menu of the assignment's column the second.",
}
_Named = TypeVar("_Named")


def nothing_said(returning: Returning, name: str, system: str) -> str:
    """What is said where nothing goes back now."""
    return "\n".join([f"Nobody's marks of {name} go back to {system}.", *_others(returning, name)])


def said_of(
    returning: Returning,
    sheet: MarkSheet,
    name: str,
    system: str,
    copy: Path,
    archive: Path | None,
) -> str:
    """What goes back and what doesn't, in lines that fit a terminal.

    Args:
        returning: The class.
        sheet: The system's list of marks.
        name: The assignment's.
        system: `MOODLE` or `CANVAS`.
        copy, archive: The files that were written; None for an archive without a page.
    """
    going = returning.going
    column = printable(sheet.table.header[sheet.column])
    files = len(returning.files)
    lines = [
        f"{name}: {counted(len(going), 'mark')} and {counted(files, 'page')} for {system}.",
        f"  {printable(str(copy))}",
        wrapped(
            f"holds the marks in its column {column}; nothing else differs.", "      ", "      "
        ),
    ]
    if archive:
        lines += [f"  {printable(str(archive))}", "      holds the feedback pages."]
    replaced = [one for one in going if one.before and one.before != sheet.written(one.points)]
    if replaced:
        shown = _listed(replaced, lambda one: f"{_called(one.entry)} {printable(one.before)} by "
                        f"{sheet.written(one.points)}")  # fmt: skip
        lines.append(indented(f"Another mark stood there and is replaced: {shown}."))
    if penalized := [one for one in going if one.entry.marks and one.entry.marks.penalty]:
        shown = _listed(penalized, _penalty)
        lines.append(indented(f"Penalties for lateness are taken off: {shown}."))
    lines += _others(returning, name)
    if archive:
        lines.append(indented(_UPLOADS[system]))
    else:
        lines.append(
            indented(_UPLOADS[system].partition("takes the first")[0] + "takes the marks.")
        )
    return "\n".join(lines)


def _others(returning: Returning, name: str) -> list[str]:
    """Who gets nothing back now, and why, in sentences."""
    paged = [one for one in returning.going if not one.files]
    sentences = (
        (
            "Handed in another way, so that Canvas can't be told whose it is; the mark goes back and the "
            "page doesn't: {}.",
            _listed(paged, lambda one: _called(one.entry)),
        ),
        (
            "No mark, so that their line stays as it was: {}.",
            _listed(returning.unmarked, _why_none),
        ),
        (
            "Wait for you, so that nothing of theirs goes back (with --all it does): {}.",
            _listed(returning.waiting, _called),
        ),
        (
            f"No feedback page yet, so that nothing of theirs goes back: {{}}. "
            f"`nbgrader generate_feedback {name}` makes it.",
            _listed(returning.pageless, _called),
        ),
        (
            "The feedback page is older than the marks, or shows other points than the gradebook, so that "
            f"nothing of theirs goes back: {{}}. `nbgrader generate_feedback --force {name}` makes it anew.",
            _listed(returning.outdated, _called),
        ),
        (
            "The mark is above the maximum, which Moodle doesn't take: {}.",
            _listed(returning.above, _called),
        ),
        (
            "Left as it was, since it says so there: {}.",
            _listed(returning.settled, lambda pair: f"{_called(pair[0])} ({pair[1]})"),
        ),
        ("In the file, and nobody in the class: {}.", _listed(returning.strangers, _stranger)),
        ("Have a mark and are not in the file: {}.", _listed(returning.absent, _called)),
    )
    return [indented(said.format(names)) for said, names in sentences if names]


def _called(entry: Entry) -> str:
    return name_of(entry.person)


def _why_none(entry: Entry) -> str:
    return f"{_called(entry)} ({entry.status})"


def _penalty(one: GoingBack) -> str:
    penalty = one.entry.marks.penalty if one.entry.marks else 0
    return f"{_called(one.entry)} {penalty:g}"


def _stranger(line: Line) -> str:
    return printable(f"{line.name} ({line.number})".strip())


def _listed(entries: Sequence[_Named], said: Callable[[_Named], str]) -> str:
    more = f" and {len(entries) - _NAMED} more" if len(entries) > _NAMED else ""
    return ", ".join(said(entry) for entry in entries[:_NAMED]) + more
