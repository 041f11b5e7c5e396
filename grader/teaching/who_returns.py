"""Whose marks and feedback can go back to a learning-management system now, and why not the others'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.autograding.classes.roll import NOT_LISTED, NOT_MARKED, NOTHING, Entry, Roll
from grader.autograding.nbgrader_plugins.feedback_page import points_on
from grader.autograding.nbgrader_plugins.file_names import MOODLE
from grader.autograding.recording.collected import Delivery
from grader.autograding.recording.feedback_pages import OLD, pages_in
from grader.autograding.terms.results import NO_NOTEBOOK
from grader.teaching.feedback_zip import entry_names
from grader.teaching.mark_sheet import Line, MarkSheet


@dataclass(frozen=True)
class GoingBack:
    """One student's mark and pages.

    Attributes:
        entry: Who.
        row: Their line in the list of marks.
        points: What is written there.
        before: What stood there; "" where nothing did.
        files: Name in the archive to the page; empty where the system can't be told whose it is.
    """

    entry: Entry
    row: int
    points: float
    before: str
    files: Mapping[str, Path]


@dataclass(frozen=True)
class Returning:
    """A class, sorted by what becomes of each.

    Attributes:
        going: Whose mark goes back.
        unmarked: Who has no mark, or handed in nothing.
        waiting: Whose marks a person has to give, or to look at again.
        absent: Who is not in the system's list.
        settled: Whose cell there says that no mark is due, and why.
        above: Whose mark is above what the system takes.
        pageless: Who has no feedback page.
        outdated: Whose work was marked again since the page was made, or whose page shows other points
            than the gradebook.
        strangers: Lines of nobody in the class.
    """

    going: list[GoingBack] = field(default_factory=list)
    unmarked: list[Entry] = field(default_factory=list)
    waiting: list[Entry] = field(default_factory=list)
    absent: list[Entry] = field(default_factory=list)
    settled: list[tuple[Entry, str]] = field(default_factory=list)
    above: list[Entry] = field(default_factory=list)
    pageless: list[Entry] = field(default_factory=list)
    outdated: list[Entry] = field(default_factory=list)
    strangers: list[Line] = field(default_factory=list)

    @property
    def files(self) -> dict[str, Path]:
        """Name in the archive to each page that goes back."""
        return {name: path for one in self.going for name, path in one.files.items()}


def sort_class(
    roll: Roll,
    sheet: MarkSheet,
    lines: Mapping[str, Line],
    deliveries: Mapping[str, Delivery],
    system: str,
    feedback: Path,
    everybody: bool,
    scale: float = 1.0,
) -> Returning:
    """What becomes of each student.

    Args:
        roll: The class.
        sheet: The system's list of marks.
        lines: Student to their line in it.
        deliveries: How work arrived, by student.
        system: `MOODLE` or `CANVAS`.
        feedback: The course's folder for feedback.
        everybody: Whether also those go back whose marks wait for a person.
        scale: What points are multiplied by on their way.
    """
    made = Returning()
    for entry in roll.entries:
        student = entry.person.id
        line = lines.get(student)
        if entry.status == NOT_LISTED:
            continue
        if entry.score is None or entry.status in (NOTHING, NO_NOTEBOOK, NOT_MARKED):
            made.unmarked.append(entry)
        elif entry.marks and entry.marks.waiting and not everybody:
            made.waiting.append(entry)
        elif line is None:
            made.absent.append(entry)
        elif line.settled:
            made.settled.append((entry, line.settled))
        elif system == MOODLE and sheet.most is not None and entry.score * scale > sheet.most:
            made.above.append(entry)
        else:
            folder = feedback / student / roll.assignment
            pages = [folder / name for name in sorted(pages_in(folder))]
            shown = [points_on(page) for page in pages]
            points = [one for one in shown if one is not None]
            if not pages:
                made.pageless.append(entry)
            elif entry.feedback.state == OLD or _differs(points, pages, entry.score):
                made.outdated.append(entry)
            else:
                names = entry_names(
                    system, line, deliveries.get(student), [page.name for page in pages]
                )
                files = {names[page.name]: page for page in pages if page.name in names}
                before = sheet.table.text(line.row, sheet.column)
                made.going.append(GoingBack(entry, line.row, entry.score * scale, before, files))
    known = {line.row for line in lines.values()}
    made.strangers.extend(line for line in sheet.lines if line.row not in known)
    return made


def _differs(points: Sequence[float], pages: Sequence[Path], score: float) -> bool:
    """Whether pages that all show points show others than the gradebook: what a person has changed since,
    of which no time is kept."""
    return len(points) == len(pages) and bool(round(sum(points) - score, 2))
