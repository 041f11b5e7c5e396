"""The standing of a class as a teacher reads it on a terminal: a line a student, sums, and what to do next.

What only some have is told in words in the last column. Nothing is told by a color or a sign alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.autograding.classes.roll import (
    GONE,
    NOT_LISTED,
    NOT_MARKED,
    NOTHING,
    Entry,
    Roll,
)
from grader.autograding.classes.summary import counted, how_long, name_of, wrapped
from grader.autograding.classes.what_next import what_next
from grader.autograding.recording.class_marks import StudentMarks
from grader.autograding.recording.feedback_pages import EXCHANGE, RETURNED
from grader.autograding.terms.course_clock import CourseClock
from grader.autograding.terms.results import NO_NOTEBOOK, UNREADABLE
from grader.autograding.terms.untrusted_text import printable
from grader.teaching.status_counts import Counts, count, is_due, something_waits
from grader.teaching.terminal_width import cut
from grader.teaching.terminal_width import width as text_width
from grader.teaching.text_table import TextColumn, lines_of_table

_USUAL_WIDTH = 100  # of sentences, where no terminal says another one
_NAMED = 5  # students whose reasons or words are shown below the table
_MOST_WORDS = 160  # columns that the words of one take
_LEAST_NAME, _LEAST_WORDS = 8, 12  # columns that are left of them on a narrow terminal
_FIRST_MARK = 3  # the place of the first assignment in the term's table
_NO_MARKS = StudentMarks("")


@dataclass(frozen=True)
class _Told:
    """A column about a student: how it stands in the table, what it says, and whether there is anything to
    say. Another one is told by an entry in `_COLUMNS`."""

    column: TextColumn
    text: Callable[[Entry, Roll, CourseClock], str]
    is_shown: Callable[[Roll], bool] = lambda _: True


def assignment_text(
    roll: Roll, rows: Sequence[Entry], width: int | None, clock: CourseClock
) -> str:
    """One assignment: a line a student, then sums, reasons and what to do next.

    Args:
        roll: The class.
        rows: Who of it gets a line.
        width: The terminal's; None for no limit, as into a pipe.
        clock: The course's.
    """
    columns = [told for told in _COLUMNS if told.is_shown(roll)]
    cells = [[told.text(entry, roll, clock) for told in columns] for entry in rows]
    lines = [_heading(roll, clock)]
    if cells:
        lines += ["", *lines_of_table([told.column for told in columns], cells, width), ""]
    for text in (*_sums(roll, count(roll)), *_reasons(roll), what_next(roll)):
        lines.append(wrapped(text, "", "    ", width or _USUAL_WIDTH))
    return "\n".join(lines)


def _heading(roll: Roll, clock: CourseClock) -> str:
    due = f"due {clock.shown(roll.due)}" if roll.due else "no due date"
    return f"{roll.assignment}: {due}, {roll.most:g} points"


def _mark_of_waiting(entry: Entry, *_: object) -> str:
    return ">" if something_waits(entry) else ""


def _id(entry: Entry, *_: object) -> str:
    return printable(entry.person.id)


def _name(entry: Entry, *_: object) -> str:
    return printable(entry.person.full_name)


def _marker(entry: Entry, *_: object) -> str:
    return printable(entry.marker)


def _is_split(roll: Roll) -> bool:
    return any(entry.marker for entry in roll.entries)


def _handed_in(entry: Entry, roll: Roll, clock: CourseClock) -> str:
    if entry.status == NO_NOTEBOOK:
        return "no notebook"
    if entry.status == NOTHING:
        return "missing" if is_due(entry, roll.due) else "nothing yet"
    return _day(entry.time, clock) if entry.time else "no time known"


def _day(time: datetime, clock: CourseClock) -> str:
    return f"{clock.local(time):%m-%d %H:%M}"


def _late(entry: Entry, *_: object) -> str:
    if not entry.late:
        return ""
    return how_long(entry.seconds_late) if entry.seconds_late else "late"


def _points(entry: Entry, *_: object) -> str:
    return "" if entry.score is None else f"{entry.score:g}"


def _feedback(entry: Entry, *_: object) -> str:
    return entry.feedback.state


def _else(entry: Entry, *_: object) -> str:
    return ", ".join(_words(entry))


def _words(entry: Entry) -> Iterable[str]:
    """What else there is to say of a student, what waits first."""
    marks = entry.marks or _NO_MARKS
    if entry.status == NOT_LISTED:
        yield NOT_LISTED
    if entry.status == NOT_MARKED:
        yield NOT_MARKED
    if entry.anew:
        yield "handed in anew"
    if entry.is_submission and marks.waiting:
        yield f"{counted(marks.waiting, 'mark')} to give"
    if entry.is_submission and marks.flagged:
        yield "flagged"
    if entry.status == UNREADABLE:
        yield UNREADABLE
    if entry.marked and entry.marked.letters:
        yield "wrote to you"
    if marks.by_hand:
        yield f"{counted(marks.by_hand, 'mark')} by hand"
    if marks.penalty:
        yield f"{marks.penalty:g} off"
    if marks.extension:
        yield f"extension {how_long(marks.extension.total_seconds())}"
    if entry.status == GONE:
        yield GONE
    if entry.not_taken:
        yield f"not taken: {printable(', '.join(entry.not_taken))}"


# A line of the table.
_COLUMNS = (
    _Told(TextColumn(""), _mark_of_waiting),
    _Told(TextColumn("id"), _id),
    _Told(TextColumn("name", least=_LEAST_NAME), _name),
    _Told(TextColumn("marker"), _marker, _is_split),
    _Told(TextColumn("handed in"), _handed_in),
    _Told(TextColumn("late", right=True), _late),
    _Told(TextColumn("points", right=True), _points),
    _Told(TextColumn("feedback"), _feedback),
    _Told(TextColumn("", least=_LEAST_WORDS), _else),
)


def _sums(roll: Roll, counts: Counts) -> Iterable[str]:
    mean = f", mean {roll.mean:.2f} of {roll.most:g} points" if roll.mean is not None else ""
    late = f" ({counts.late} late)" if counts.late else ""
    yield (
        f"{counted(counts.students, 'student')}: {counts.handed_in} handed in{late}, "
        f"{counts.not_handed_in} did not; {counts.marked} marked{mean}."
    )
    shown = (
        (counts.to_mark, "to be marked"),
        (counts.waiting, "waiting for a person"),
        (counts.unreadable, "unreadable"),
        (counts.changed_by_hand, "with marks by hand"),
        (counts.wrote, "wrote to you"),
        (counts.not_in_the_list, "not in the class list"),
    )
    if said := ", ".join(f"{number} {what}" for number, what in shown if number):
        yield f"Of these: {said}. A line with > waits."
    if counts.feedback:
        ways = Counter(entry.feedback.by for entry in roll.submissions if entry.feedback.returned)
        how = ", ".join(f"{number} by {_in_words(by)}" for by, number in sorted(ways.items()))
        back = f"{counts.returned} returned ({how})" if counts.returned else "none returned"
        yield f"Feedback: {counts.feedback} made, {back}."


def _in_words(way: str) -> str:
    return "the exchange" if way == EXCHANGE else way.capitalize()


def _reasons(roll: Roll) -> Iterable[str]:
    """Why something could not be read or taken, and what students wrote."""
    unreadable = [entry for entry in roll.of(UNREADABLE) if entry.marked]
    for entry in unreadable[:_NAMED]:
        why = " ".join(entry.marked.problems if entry.marked else ())
        yield f"Unreadable: {name_of(entry.person)}: {printable(why)}"
    writers = [entry for entry in roll.submissions if entry.marked and entry.marked.letters]
    for entry in writers[:_NAMED]:
        words = printable(" ".join(entry.marked.letters if entry.marked else ()))
        yield f'Wrote to you: {name_of(entry.person)}: "{cut(words, _MOST_WORDS)}"'
    for skipped in roll.skipped[:_NAMED]:
        yield f"Not taken, of nobody in the class: {printable(f'{skipped.path}: {skipped.why}')}"
    left = sum(max(0, len(listed) - _NAMED) for listed in (unreadable, writers, roll.skipped))
    if left:
        yield f"And {left} more of such lines; `grader status {roll.assignment} --json` has them all."


def term_text(
    rolls: Sequence[Roll], waiting_only: bool, width: int | None, clock: CourseClock
) -> str:
    """The term: a line a student with a column an assignment, then a line an assignment.

    Args:
        rolls: The assignments, in order.
        waiting_only: Whether only those get a line for whom there is something to do.
        width: The terminal's; None for no limit, as into a pipe.
        clock: The course's.
    """
    by_student: dict[str, dict[int, Entry]] = {}
    for place, roll in enumerate(rolls):
        for entry in roll.entries:
            by_student.setdefault(entry.person.id, {})[place] = entry
    rows, seen = [], set()
    for student in sorted(by_student):
        entries = by_student[student]
        waits = any(map(something_waits, entries.values()))
        if waiting_only and not waits:
            continue
        person = next(iter(entries.values())).person
        cells = [_standing(entries.get(place), roll) for place, roll in enumerate(rolls)]
        seen |= {sign for cell in cells for sign in re.findall(r"[^\d.]+$|^\.$", cell)}
        total = sum(entry.score or 0.0 for entry in entries.values())
        mark = ">" if waits else ""
        shown = [mark, printable(student), printable(person.full_name), *cells, f"{total:g}"]
        rows.append(shown)
    lines = _student_lines([roll.assignment for roll in rolls], rows, width)
    if legend := _legend(seen):
        lines.append(wrapped(legend, "", "    ", width or _USUAL_WIDTH))
    if lines:
        lines.append("")
    about = [_assignment_row(roll, clock) for roll in rolls]
    lines += lines_of_table(_ASSIGNMENT_COLUMNS, about, width)
    if any(roll.due for roll in rolls):
        lines.append(f"Times are those of {clock.place}.")
    lines.append("")
    for roll in filter(_is_open, rolls):
        said = what_next(roll, with_report=False).removeprefix("Next: ")
        lines.append(wrapped(f"{roll.assignment}: {said}", "", "    ", width or _USUAL_WIDTH))
    if not any(something_waits(entry) for roll in rolls for entry in roll.entries):
        lines.append("Nothing waits to be marked or looked at.")
    lines.append("`grader status ASSIGNMENT` tells more of each student.")
    return "\n".join(lines)


def _is_open(roll: Roll) -> bool:
    """Whether something is left to do for those who handed in."""
    back = all(entry.feedback.state == RETURNED for entry in roll.submissions)
    return any(map(something_waits, roll.entries)) or not back


def _student_lines(
    assignments: Sequence[str], rows: Sequence[Sequence[str]], width: int | None
) -> list[str]:
    """The table of the students; the first assignments are left out where the terminal is too narrow
    for all, and named below it."""
    if not rows:
        return []
    names = _short_names(assignments)
    columns = [TextColumn(""), TextColumn("id"), TextColumn("name", least=_LEAST_NAME)]
    columns += [TextColumn(name, right=True) for name in (*names, "sum")]
    left_out: list[str] = []
    while True:
        lines = lines_of_table(columns, rows, width)
        if width is None or len(names) == 1 or max(map(text_width, lines)) <= width:
            break
        left_out.append(names.pop(0))
        columns = [*columns[:_FIRST_MARK], *columns[_FIRST_MARK + 1 :]]
        rows = [[*row[:_FIRST_MARK], *row[_FIRST_MARK + 1 :]] for row in rows]
    if left_out:
        said = f"No room here for {', '.join(left_out)}; they are in the sum, and `--csv` has all."
        lines.append(wrapped(said, "", "    ", width or _USUAL_WIDTH))
    return lines


def _short_names(names: Sequence[str]) -> list[str]:
    """The numbers that assignments begin with, where those tell them apart; else their names."""
    short = [name.partition("-")[0] for name in names]
    told_apart = len(set(short)) == len(short) and all(map(str.isdecimal, short))
    return [printable(name) for name in (short if told_apart else names)]


# What stands in the table of a term, and what it means. A mark may have the last two behind it.
_NEW, _MISSING, _NOT_YET, _UNREAD, _WAITS = "new", "-", ".", "!", "?"
_MEANINGS = {
    _NEW: "to be marked",
    _MISSING: "missing",
    _NOT_YET: "nothing yet",
    _UNREAD: "unreadable",
    _WAITS: "waits for a person",
}


def _standing(entry: Entry | None, roll: Roll) -> str:
    if entry is None:
        return ""
    sign = _WAITS if entry.needs_a_person else ""
    if entry.is_to_be_marked:
        return _NEW + sign
    if entry.status in (NOTHING, NO_NOTEBOOK):
        return _MISSING if is_due(entry, roll.due) else _NOT_YET
    unread = _UNREAD if entry.status == UNREADABLE else ""
    return f"{_points(entry)}{unread}{sign}"


def _legend(seen: Iterable[str]) -> str:
    signs = "".join(seen)
    said = [
        f"{sign} {meaning}"
        for sign, meaning in _MEANINGS.items()
        if (sign in seen if sign in (_NEW, _MISSING, _NOT_YET) else sign in signs)
    ]
    return "; ".join(said)


_ASSIGNMENT_COLUMNS = (
    TextColumn("assignment", least=_LEAST_NAME),
    TextColumn("due"),
    TextColumn("came", right=True),
    TextColumn("did not", right=True),
    TextColumn("late", right=True),
    TextColumn("to mark", right=True),
    TextColumn("wait", right=True),
    TextColumn("mean", right=True),
    TextColumn("feedback", right=True),
    TextColumn("back", right=True),
)


def _assignment_row(roll: Roll, clock: CourseClock) -> list[str]:
    counts = count(roll)
    figures = (counts.handed_in, counts.not_handed_in, counts.late, counts.to_mark, counts.waiting)
    return [
        printable(roll.assignment),
        _day(roll.due, clock) if roll.due else "",
        *map(str, figures),
        "" if roll.mean is None else f"{roll.mean:.2f}",
        *map(str, (counts.feedback, counts.returned)),
    ]
