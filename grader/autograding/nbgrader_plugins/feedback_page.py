"""What a feedback page says besides the notebook: whose it is, when, and the points task by task.

And in which order: the tasks first; what marking noted, and what stood in front of the first task (the
set-up, the introduction), behind them.
"""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from pygments.formatters import HtmlFormatter

from explorables.page import dark_theme

NOTES = "marking-notes"  # the id of the cell in which marking says what it did
_TITLE = re.compile(r"^#\s+(.+)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.+)", re.MULTILINE)
_POINTS = re.compile(r"\s*\((?:practice|[\d.]+ points?)\)$")
# However the writer of the page orders the attributes.
_META = re.compile(rb'<meta (?:name="points" content="([\d.]+)"|content="([\d.]+)" name="points")')
_NO_WORDS = 'alt="No description has been provided for this image"'  # nbconvert's
_SOME_WORDS = 'alt="A picture from the notebook"'
_HEAD = 1 << 16  # bytes; what is looked for stands at the beginning


@dataclass(frozen=True)
class TaskRow:
    """One line of the table of points.

    Attributes:
        cell: The grade id of the cell that has the points.
        title: The heading above it, or the grade id.
        score, most: Points earned, and to be had.
        comment: The grade id of the cell below which a comment of the instructor stands; "" for none.
    """

    cell: str
    title: str
    score: float
    most: float
    comment: str = ""


@dataclass(frozen=True)
class PageFacts:
    """What the page says besides the notebook.

    Attributes:
        assignment: Its name, such as 01-tensors.
        title: The assignment's, as the notebook has it.
        student: Name and id.
        handed_in: When, in words; "" where that isn't known.
        made: When the page was made, in words.
        rows: Each graded cell.
        raw, penalty, score, most: Points earned, taken off for lateness, counted, and to be had.
        style: Style sheets for code, in light and in dark.
    """

    assignment: str
    title: str
    student: str
    handed_in: str
    made: str
    rows: Sequence[TaskRow]
    raw: float
    penalty: float
    score: float
    most: float
    style: str

    @property
    def has_comments(self) -> bool:
        """Whether the instructor wrote any."""
        return any(row.comment for row in self.rows)


def page_facts(notebook: NotebookNode, about: dict[str, object]) -> PageFacts:
    """What there is to say of a notebook.

    Args:
        notebook: With points and comments in its cells, as nbgrader's `GetGrades` writes them.
        about: nbgrader's resources: student, assignment, score, max_score, late_penalty, db_url.
    """
    rows = table_rows(notebook.cells)
    student, assignment = str(about["student"]), str(about["assignment"])
    with Gradebook(str(about["db_url"])) as book:
        person = book.find_student(student)
        name = f"{person.first_name or ''} {person.last_name or ''}".strip()
        time = book.find_submission(assignment, student).timestamp
    penalty = float(about.get("late_penalty") or 0)  # type: ignore[arg-type]
    raw = sum(row.score for row in rows)
    return PageFacts(
        assignment,
        _first(_TITLE, notebook.cells) or assignment,
        f"{name} ({student})" if name and name != student else student,
        f"{_day(time)}, {time:%H:%M} UTC" if time else "",
        _day(datetime.date.today()),
        rows,
        raw,
        penalty,
        max(0.0, raw - penalty),
        sum(row.most for row in rows),
        _code_style(),
    )


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def table_rows(cells: Sequence[NotebookNode]) -> list[TaskRow]:
    """A line for each graded cell, in order. The cell where its link leads, the one with its heading, or
    else itself, gets its grade id as `target` into its metadata."""
    rows: list[TaskRow] = []
    heading = comment = ""
    target: NotebookNode | None = None
    for cell in cells:
        about = cell.metadata.get("nbgrader", {})
        own = about.get("grade_id", "")
        is_text = cell.cell_type == "markdown" and cell.get("id") != NOTES
        if is_text and not about.get("solution") and (found := _HEADING.search(cell.source)):
            heading, target = _POINTS.sub("", found[1]), cell
        if about.get("comment"):
            comment = own
        if about.get("grade") or about.get("task"):
            score, most = (float(about.get(key) or 0) for key in ("score", "points"))
            rows.append(TaskRow(own, heading or own, score, most, comment))
            (target or cell).metadata["target"] = own
            comment, target = "", None
    return rows


def arranged(cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """The cells in the order of the page: from the heading of the first task on, then what marking
    noted, then what stood in front of all. Where each part begins is written into the metadata of its
    first cell, as `begins`, and into the very last one that it is `folded`."""
    noted = [cell for cell in cells if cell.get("id") == NOTES]
    others = [cell for cell in cells if cell.get("id") != NOTES]
    first = next((i for i, cell in enumerate(others) if cell.metadata.get("nbgrader")), 0)
    # The task's own text stands in front of its answer.
    while first and others[first - 1].cell_type == "markdown" and _is_task(others[first - 1]):
        first -= 1
    parts = {"answers": others[first:], "notes": noted, "before": others[:first]}
    for name, part in parts.items():
        if part:
            part[0].metadata["begins"] = name
    if parts["before"]:
        parts["before"][-1].metadata["folded"] = True
    return [cell for part in parts.values() for cell in part]


def _is_task(cell: NotebookNode) -> bool:
    return not _TITLE.match(cell.source)


def _first(pattern: re.Pattern[str], cells: Sequence[NotebookNode]) -> str:
    texts = (cell.source for cell in cells if cell.cell_type == "markdown")
    return next((match[1].strip() for text in texts if (match := pattern.search(text))), "")


def demoted(page: str) -> str:
    """HTML whose headings are one level lower: the page has a title above the notebook's."""
    return re.sub(r"(</?h)([1-6])\b", lambda found: f"{found[1]}{min(6, int(found[2]) + 1)}", page)


def with_alternatives(page: str) -> str:
    """A page on which each picture says at least what it is, where nobody wrote more."""
    page = page.replace(_NO_WORDS, _SOME_WORDS)
    page = re.sub(r"<img(?![^>]*\balt=)", f"<img {_SOME_WORDS}", page)
    return re.sub(r"<iframe(?![^>]*\btitle=)", '<iframe title="What a cell shows"', page)


def points_on(path: Path) -> float | None:
    """The points that a feedback page shows; None where it doesn't say, or can't be read."""
    try:
        with path.open("rb") as file:
            found = _META.search(file.read(_HEAD))
    except OSError:
        return None
    return float(found[1] or found[2]) if found else None


def plain(text: str) -> str:
    """A heading's Markdown as it is read: without code marks and stars."""
    return html.escape(re.sub(r"[`*]", "", text))


@cache
def _code_style() -> str:
    light = HtmlFormatter(style="default").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n{dark_theme.NOTE_RULES}\n}}"
