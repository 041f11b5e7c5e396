"""What a learner has done so far: a small file in the home folder or, from Colab, in their Drive."""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from grader.colab import in_colab, mounted_drive
from grader.course import courses_here
from grader.feedback.record.review_dates import Seen, joined_dates, read_dates, written_dates
from grader.feedback.record.written_files import aside_of, only_writer, write_whole
from grader.judging.verdict import Outcome, Verdict

# Of a task: its best fraction, how often it was checked with an answer in it, how many of its hints
# were opened, and whether its solution was. The last two stand in it only where there is something to say.
_NOTHING: dict[str, float] = {"best": 0.0, "attempts": 0}
_MOST_HINTS = 3
_SOME_RESULTS = "Some of your results could not be read."
_SOME_DATES = (
    "Some dates of your reviews could not be read, so what they were kept for counts as due."
)
# What this kernel has seen, for the case that the file cannot be written.
_seen: dict[str, dict[str, float]] = {}
_seen_dates: dict[str, Seen] = {}


@dataclass(frozen=True)
class _Record:
    """What is known of a learner: of tasks, the dates of reviews, and what was wrong with the file; also
    whether that is there and can't be opened, so that nothing may be written over it."""

    tasks: dict[str, Any]
    dates: dict[str, Seen]
    trouble: str = ""
    is_shut: bool = False


def progress_file() -> Path:
    """Where progress is kept: `$WORKBOOK_HOME`; else a folder called as the course is, in Colab with
    a mounted Drive in that, elsewhere in the home folder, where its name begins with a dot."""
    if not os.environ.get("WORKBOOK_HOME") and (drive := mounted_drive()):
        return drive / _name() / "progress.json"
    return local_file()


def _name() -> str:
    """The folder's name. Where several courses are installed and none is worked in, they share one."""
    here = courses_here()
    return here[0].course_id if len(here) == 1 else "workbook"


def local_file() -> Path:
    """Where it is kept on the machine itself."""
    home = os.environ.get("WORKBOOK_HOME") or f"~/.{_name()}"
    return Path(os.path.expanduser(home)) / "progress.json"


def ends_with_the_runtime() -> bool:
    """Whether what is kept is lost when the runtime ends, as in Colab without Drive."""
    return in_colab() and not mounted_drive() and not os.environ.get("WORKBOOK_HOME")


def remember(name: str, verdict: Verdict) -> str:
    """Add a verdict to the record. Returns what went wrong, in words, or an empty text."""
    if verdict.outcome is Outcome.NOT_ATTEMPTED:
        return ""
    with _only_writer():
        record = _load(set_aside=True)
        entry = record.tasks.get(name, _NOTHING)
        attempted = {
            "best": max(entry["best"], verdict.fraction),
            "attempts": entry["attempts"] + 1,
        }
        if attempted["best"] == 1 and name not in record.dates:  # a review asks it some days on
            _seen_dates[name] = record.dates[name] = Seen(date.today())
        return _keep(record, name, {**entry, **attempted})


def remember_help(name: str, hints: int = 0, solution: bool = False) -> str:
    """Note that hints up to that level, or the solution, were opened. It costs no points.

    Returns:
        What went wrong, in words, or an empty text.
    """
    if "NBGRADER_EXECUTION" in os.environ:  # whoever marks a notebook opens nothing
        return ""
    with _only_writer():
        record = _load(set_aside=True)
        entry = record.tasks.get(name, _NOTHING)
        with_help = _better(entry, {"hints": hints, "solution": solution})
        if with_help == entry:
            return ""
        return _keep(record, name, with_help)


def _keep(record: _Record, name: str, entry: dict[str, float]) -> str:
    _seen[name] = record.tasks[name] = entry
    return " ".join(text for text in (record.trouble, _save(record)) if text)


def remember_dates(dates: Mapping[str, Seen]) -> str:
    """Note when cards were asked in a review, and for how long that holds.

    Returns:
        What went wrong, in words, or an empty text.
    """
    with _only_writer():
        record = _load(set_aside=True)
        # A day that is still to come was written by a clock that went ahead; it must not win for years.
        known = {
            name: seen
            for name, seen in record.dates.items()
            if name not in dates or seen.day <= date.today()
        }
        joined = joined_dates(known, dates)
        _seen_dates.update({name: joined[name] for name in dates})
        saved = _save(replace(record, dates=joined))
        return " ".join(text for text in (record.trouble, saved) if text)


def review_dates() -> tuple[dict[str, Seen], str]:
    """Card to its dates, and what was wrong with the file."""
    record = _load()
    return record.dates, record.trouble


def attempts(name: str) -> int:
    """How often the task called `name` was checked with an answer in it."""
    return int(load()[0].get(name, _NOTHING)["attempts"])


def bring_back(earlier: dict[str, Any], dates: Mapping[str, Seen] | None = None) -> str:
    """Join another record with this one: of tasks the best of both, of dates the later.

    Returns:
        What went wrong, in words, or an empty text.
    """
    with _only_writer():
        record = _load(set_aside=True)
        tasks, seen = _joined(record.tasks, earlier), joined_dates(record.dates, dates or {})
        _seen.update(tasks)
        _seen_dates.update(seen)
        saved = _save(replace(record, tasks=tasks, dates=seen))
        return " ".join(text for text in (record.trouble, saved) if text)


def _only_writer() -> AbstractContextManager[None]:
    return only_writer(progress_file().parent)


def load() -> tuple[dict[str, Any], str]:
    """The record of tasks, joined with what this kernel has seen, and what was wrong with the file."""
    record = _load()
    return record.tasks, record.trouble


def _load(set_aside: bool = False) -> _Record:
    """The whole record, joined with what this kernel has seen.

    Args:
        set_aside: Whether to move a file that cannot be read out of the way of the next one.
    """
    record = _read(progress_file(), set_aside)
    if progress_file() != local_file():  # what was done before Drive was mounted
        before = _read(local_file(), set_aside)
        record = _Record(
            _joined(record.tasks, before.tasks),
            joined_dates(record.dates, before.dates),
            " ".join(filter(None, (record.trouble, before.trouble))),
            record.is_shut,
        )
    tasks, dates = _joined(record.tasks, _seen), joined_dates(record.dates, _seen_dates)
    return replace(record, tasks=tasks, dates=dates)


def _read(file: Path, set_aside: bool) -> _Record:
    """What a file holds. What of it can't be read costs nothing of the rest."""
    try:
        data = json.loads(
            file.read_text(encoding="utf-8-sig")
        )  # an editor may have put a mark before it
    except (FileNotFoundError, NotADirectoryError):
        return _Record({}, {})
    except OSError as error:
        trouble = f"Your progress file could not be read: {error.strerror} ({file})."
        return _Record({}, {}, trouble, is_shut=True)
    except (ValueError, RecursionError):
        return _Record({}, {}, _unreadable(file, set_aside))
    section = data if isinstance(data, dict) else {}
    dates, dates_are_whole = read_dates(section.get("review"))
    tasks, tasks_are_whole = _read_tasks(section.get("tasks"))
    if not tasks and not tasks_are_whole:
        return _Record({}, dates, _unreadable(file, set_aside))
    lost = [] if tasks_are_whole else [_SOME_RESULTS]
    lost += [] if dates_are_whole else [_SOME_DATES]
    return _Record(tasks, dates, _damaged(" ".join(lost), file, set_aside) if lost else "")


def _read_tasks(section: Any) -> tuple[dict[str, Any], bool]:
    """The entries that can be read, and whether all of them could."""
    if not isinstance(section, dict):
        return {}, False
    read = {str(name): _read_task(entry) for name, entry in section.items()}
    tasks = {name: task for name, (task, _) in read.items() if task}
    return tasks, all(is_whole for _, is_whole in read.values())


def _read_task(entry: Any) -> tuple[dict[str, float], bool]:
    """An entry with numbers that a check can have written, {} where that can't be told."""
    try:
        best, attempts = float(entry["best"]), int(entry["attempts"])
    except (ValueError, KeyError, TypeError, OverflowError):
        return {}, False
    if not math.isfinite(best):
        return {}, False
    task: dict[str, float] = {"best": min(max(best, 0.0), 1.0), "attempts": max(attempts, 0)}
    try:
        hints = min(max(int(entry.get("hints", 0)), 0), _MOST_HINTS)
    except (ValueError, TypeError, OverflowError):
        return task, False
    opened: dict[str, float] = {"hints": hints, "solution": bool(entry.get("solution", False))}
    return _better(task, opened), True


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The best of both: another notebook may have written since this kernel looked."""
    joined = {**one, **other}
    for name in one.keys() & other.keys():
        joined[name] = _better(one[name], other[name])
    return joined


def _better(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    """Of two entries of a task the greater numbers; what would be 0 in both is left out."""
    joined = {key: max(one.get(key, 0), other.get(key, 0)) for key in [*one, *other]}
    return {key: value for key, value in joined.items() if value or key in _NOTHING}


def _unreadable(file: Path, set_aside: bool) -> str:
    return _set_aside(file) if set_aside else f"Your earlier progress could not be read ({file})."


def _damaged(lost: str, file: Path, set_aside: bool) -> str:
    """What to say where some of a file can't be read. It is copied: the rest of it is good."""
    if not set_aside:
        return f"{lost} All else is there ({file})."
    aside = aside_of(file)
    try:
        shutil.copyfile(file, aside)
    except OSError as error:
        return f"{lost} The file was not kept either ({error.strerror})."
    return f"{lost} All else is there, and the file as it was is kept in {aside}."


def _set_aside(file: Path) -> str:
    """Keep a file we cannot read; the learner may want to mend it."""
    aside = aside_of(file)
    try:
        file.replace(aside)
    except OSError as error:
        return f"Your earlier progress could not be read, nor set aside ({error.strerror})."
    return f"Your earlier progress could not be read. It is kept in {aside}."


def _save(record: _Record) -> str:
    if record.is_shut:
        return "Your progress was not saved, so that nothing in that file is lost."
    file = progress_file()
    data = {"version": 1, "tasks": record.tasks, "review": written_dates(record.dates)}
    try:
        write_whole(file, data)
    except OSError as error:
        return f"Your progress was not saved: {error.strerror} ({file})."
    return ""
