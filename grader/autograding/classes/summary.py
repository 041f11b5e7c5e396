"""What came of marking a class, for people: what `grader autograde` says at its end."""

from __future__ import annotations

import re
import statistics
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from grader.autograding.classes.roll import GONE, NOT_LISTED, NOT_MARKED, NOTHING, Entry, Roll
from grader.autograding.classes.what_next import what_next
from grader.autograding.marking.grounds import NEW
from grader.autograding.recording.class_list import not_in_the_list
from grader.autograding.recording.class_marks import Person, StudentMarks
from grader.autograding.terms.results import NO_NOTEBOOK, UNREADABLE, Marked
from grader.autograding.terms.untrusted_text import printable

_NAMED, _MISSING_NAMED = 8, 24  # students that are named in one line
_WIDTH = 100
_HELD = "\uf8ff"  # a character for private use, in place of a space at which no line may end


def summary(
    roll: Roll,
    before: Mapping[str, StudentMarks] | None = None,
    warnings: Sequence[str] = (),
    has_penalties: bool = False,
) -> str:
    """The closing words.

    Args:
        roll: The class, or those of it that were asked for.
        before: The gradebook's marks before the command, by student.
        warnings: What else there is to say of the assignment, in sentences.
        has_penalties: Whether a plug-in takes points off what is late.
    """
    here = roll.submissions
    if not (here or roll.of(NO_NOTEBOOK, NOT_LISTED)):
        said = [*warnings, what_next(roll)]
        return "\n".join([f"Nobody has handed in {roll.assignment}.", *map(indented, said)])
    lines = [_first_line(roll, here), *_figures(roll, here)]
    for title, entries, detail, most in _lists(roll, here, before or {}):
        if entries:
            lines.append(_line(title, entries, detail, most))
    if strangers := roll.of(NOT_LISTED):
        lines.append(indented(_strangers(strangers)))
    lines += _about_time(roll, here, has_penalties)
    lines += [indented(text) for text in warnings]
    if roll.skipped:
        paths = ", ".join(printable(one.path) for one in roll.skipped[:3])
        more = f" and {len(roll.skipped) - 3} more" if len(roll.skipped) > 3 else ""
        lines.append(indented(f"Not taken at collecting, of nobody in the class: {paths}{more}."))
    stands = f"`grader status {roll.assignment}` tells where each student stands."
    lines.append(indented(f"{what_next(roll)} {stands}"))
    return "\n".join(lines)


def name_of(person: Person) -> str:
    """A student in a list: id and last name."""
    return printable(f"{person.id} {person.last_name or person.first_name}".strip())


def _first_line(roll: Roll, here: Sequence[Entry]) -> str:
    ran = [marked for entry in here if (marked := _ran(entry))]
    reasons = Counter(marked.reason for marked in ran if marked.reason)
    said = ""
    if len(reasons) == 1 and NEW not in reasons:
        said = f": {next(iter(reasons))}"
    elif len(reasons) > 1:
        said = ": " + "; ".join(f"{count}, {reason}" for reason, count in reasons.most_common())
    return f"{roll.assignment}: {counted(len(here), 'submission')}, {len(ran)} run now{said}"


def counted(number: int, what: str) -> str:
    """`1 submission`, `2 submissions`."""
    return f"{number} {what}{'s' * (number != 1)}"


def _ran(entry: Entry) -> Marked | None:
    """What marking recorded of it, where it ran now."""
    marked = entry.marked
    if marked is None or marked.unchanged or marked.error or marked.unlisted:
        return None
    return marked


def _figures(roll: Roll, here: Sequence[Entry]) -> list[str]:
    lines = []
    scored = [entry.marks for entry in here if entry.marks and entry.marks.is_marked]
    if scored and (mean := roll.mean) is not None:
        automatic = statistics.mean(marks.automatic for marks in scored)
        alone = f" ({automatic:.2f} by the automatic checks alone)"
        differs = f"{mean:.2f}" != f"{automatic:.2f}"
        lines.append(f"  mean       {mean:.2f} of {roll.most:g} points{alone * differs}")
    if ran := [(entry.person, marked.seconds) for entry in here if (marked := _ran(entry))]:
        person, seconds = max(ran, key=lambda pair: pair[1])
        lines.append(f"  slowest    {name_of(person)}, {seconds:.1f} s")
    return lines


_Detail = Callable[[Entry], str]


def _lists(
    roll: Roll, here: Sequence[Entry], before: Mapping[str, StudentMarks]
) -> Iterable[tuple[str, list[Entry], _Detail, int]]:
    """Each line's title, whom it names, what stands behind a name, and how many are named."""
    marked = [(e, e.marked) for e in here if e.marked and e.status != NOT_MARKED]
    yield "not handed in", roll.of(NOTHING, NO_NOTEBOOK), _instead, _MISSING_NAMED
    yield "late", [entry for entry in here if entry.late], _how_late, _NAMED
    yield "changed marks", _changed(here, before), lambda e: _change(e, before), _NAMED
    yield "wait for you", [e for e, _ in marked if e.marks and e.marks.waiting], _nothing, _NAMED
    yield "wrote to you", [e for e, m in marked if m.letters], _nothing, _NAMED
    yield "unreadable", roll.of(UNREADABLE), _nothing, _NAMED
    noted = [e for e, m in marked if m.problems and not m.unread]
    yield "found otherwise", noted, _nothing, _NAMED
    yield "repaired", [e for e, m in marked if m.repairs], _nothing, _NAMED
    yield "an earlier version", [e for e, m in marked if m.earlier], _nothing, _NAMED
    yield "cells failed", [e for e, m in marked if m.failures], _nothing, _NAMED
    failed = [e for e in here if e.marked and e.marked.penalty_failure]
    yield "no penalty", failed, _nothing, _NAMED
    yield "marked, now gone from submitted/", roll.of(GONE), _nothing, _NAMED
    yield "not run", [e for e in here if e.marked and e.marked.error], _nothing, _NAMED


def _strangers(entries: Sequence[Entry]) -> str:
    first = entries[0].person
    if len(entries) == 1:
        return not_in_the_list(first.id, first.full_name)
    names = [name_of(entry.person) for entry in entries[:_NAMED]]
    more = f" and {len(entries) - _NAMED} more" if len(entries) > _NAMED else ""
    return (
        f"{len(entries)} have handed in and are not in the class list, so nothing of theirs was "
        f"marked: {', '.join(names)}{more}. `nbgrader db student add {printable(first.id)}` adds "
        "one, `--add-students` all of them."
    )


def _nothing(_: Entry) -> str:
    return ""


def _instead(entry: Entry) -> str:
    files = [*entry.not_taken]
    return f" ({', '.join(map(printable, files[:2]))}, no notebook)" if files else _empty(entry)


def _empty(entry: Entry) -> str:
    return " (a folder without a notebook)" if entry.status == NO_NOTEBOOK else ""


def _how_late(entry: Entry) -> str:
    taken = f", {entry.marks.penalty:g} points off" if entry.marks and entry.marks.penalty else ""
    if entry.seconds_late is None:
        return f" (no time is known{taken})"
    return f" ({how_long(entry.seconds_late)}{taken})"


def how_long(seconds: float) -> str:
    """A time in the words of a list: `5 min`, `3 h`, `1 d 4 h`."""
    minutes = seconds / 60
    if minutes < 100:
        return f"{max(1, round(minutes))} min"
    days, hours = divmod(round(minutes / 60), 24)
    parts = [f"{days} d"] * bool(days) + [f"{hours} h"] * bool(hours)
    return " ".join(parts)


def _changed(here: Sequence[Entry], before: Mapping[str, StudentMarks]) -> list[Entry]:
    return [
        entry
        for entry in here
        if (was := before.get(entry.person.id))
        and was.is_marked
        and entry.score is not None
        and was.score != entry.score
    ]


def _change(entry: Entry, before: Mapping[str, StudentMarks]) -> str:
    return f" {before[entry.person.id].score:g} to {entry.score:g}"


def _line(title: str, entries: Sequence[Entry], detail: _Detail, most: int) -> str:
    names = ", ".join(f"{name_of(entry.person)}{detail(entry)}" for entry in entries[:most])
    more = f" and {len(entries) - most} more" if len(entries) > most else ""
    return indented(f"{title:<12} {len(entries)}: {names}{more}")


def indented(text: str) -> str:
    """A paragraph below a first line, in lines that fit a terminal, whatever others wrote in it."""
    return wrapped(printable(text), "  ", "      ")


def wrapped(text: str, first: str, following: str, width: int = _WIDTH) -> str:
    """A text in lines that fit a terminal; what stands between backquotes is a command, and stays
    on one line, to be copied.

    Args:
        text: Of one paragraph.
        first, following: What its first line and the others begin with.
        width: Columns of the terminal.
    """
    whole = re.sub(r"`[^`]*`", lambda command: command[0].replace(" ", _HELD), text)
    lines = textwrap.fill(
        whole,
        width,
        initial_indent=first,
        subsequent_indent=following,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.replace(_HELD, " ")


def _about_time(roll: Roll, here: Sequence[Entry], has_penalties: bool) -> list[str]:
    """What there is to know where a date or a plug-in is set and lateness can't be worked out."""
    if has_penalties and not roll.has_due_date:
        return [
            indented(
                "A plug-in takes points off what is late, and no due date is set: nothing is late."
            )
        ]
    timeless = [
        entry
        for entry in here
        if entry.marks and entry.marks.is_marked and entry.marks.timestamp is None
    ]
    if not (roll.has_due_date and timeless):
        return []
    many = "1 has" if len(timeless) == 1 else f"{len(timeless)} have"
    said = f"{many} no time: no penalty can be worked out"
    # Canvas tells who was late by its own due date, and no time.
    unsure = sum(entry.late is None for entry in timeless)
    if unsure:
        said += (
            ", nor " + ("" if unsure == len(timeless) else f"of {unsure} ") + "whether it was late"
        )
    return [indented(f"{said}.")]
