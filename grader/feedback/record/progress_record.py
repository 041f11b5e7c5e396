"""What a learner has done so far: a small file in the home folder or, from Colab, in their Drive."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from grader.colab import in_colab, mounted_drive
from grader.course import courses_here
from grader.feedback.record.review_dates import Seen, joined_dates, read_dates, written_dates
from grader.judging.verdict import Outcome, Verdict

# Of a task: its best fraction, how often it was checked with an answer in it, how many of its hints
# were opened, and whether its solution was. The last two stand in it only where there is something to say.
_NOTHING = {"best": 0.0, "attempts": 0}
# What this kernel has seen, for the case that the file cannot be written.
_seen: dict[str, dict[str, float]] = {}
_seen_dates: dict[str, Seen] = {}


@dataclass(frozen=True)
class _Record:
    """What is known of a learner: of tasks, the dates of reviews, and what was wrong with the file."""

    tasks: dict[str, Any]
    dates: dict[str, Seen]
    trouble: str = ""


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
    record = _load(set_aside=True)
    entry = record.tasks.get(name, _NOTHING)
    attempted = {
        "best": max(entry["best"], verdict.fraction),
        "attempts": entry["attempts"] + 1,
    }
    if attempted["best"] == 1 and name not in record.dates:  # a review asks it some days from now
        _seen_dates[name] = record.dates[name] = Seen(date.today())
    return _keep(record, name, {**entry, **attempted})


def remember_help(name: str, hints: int = 0, solution: bool = False) -> str:
    """Note that hints up to that level, or the solution, were opened. It costs no points.

    Returns:
        What went wrong, in words, or an empty text.
    """
    if "NBGRADER_EXECUTION" in os.environ:  # whoever marks a notebook opens nothing
        return ""
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
    record = _load(set_aside=True)
    joined = joined_dates(record.dates, dates)
    _seen_dates.update({name: joined[name] for name in dates})
    saved = _save(_Record(record.tasks, joined))
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
    record = _load(set_aside=True)
    joined = _Record(_joined(record.tasks, earlier), joined_dates(record.dates, dates or {}))
    _seen.update(joined.tasks)
    _seen_dates.update(joined.dates)
    return " ".join(text for text in (record.trouble, _save(joined)) if text)


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
        )
    tasks, dates = _joined(record.tasks, _seen), joined_dates(record.dates, _seen_dates)
    return _Record(tasks, dates, record.trouble)


def _read(file: Path, set_aside: bool) -> _Record:
    """What a file holds. Damaged tasks cost no dates, and damaged dates no task."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        dates, are_whole = read_dates(data.get("review") if isinstance(data, dict) else None)
    except FileNotFoundError:
        return _Record({}, {})
    except OSError as error:
        trouble = f"Your progress file could not be read: {error.strerror} ({file})."
        return _Record({}, {}, trouble)
    except (ValueError, RecursionError):
        return _Record({}, {}, _unreadable(file, set_aside))
    try:
        tasks = _read_tasks(data)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return _Record({}, dates, _unreadable(file, set_aside))
    return _Record(tasks, dates, "" if are_whole else _without_dates(file, set_aside))


def _read_tasks(data: Any) -> dict[str, Any]:
    return {
        str(name): _better(
            {"best": float(entry["best"]), "attempts": int(entry["attempts"])},
            {
                "hints": int(entry.get("hints", 0)),
                "solution": bool(entry.get("solution", False)),
            },
        )
        for name, entry in data["tasks"].items()
    }


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


def _without_dates(file: Path, set_aside: bool) -> str:
    """What to say where only dates are damaged. The file is copied: it is good but for them."""
    lost = "Some dates of your reviews could not be read, so what they were kept for counts as due."
    if not set_aside:
        return f"{lost} Your results are all there ({file})."
    aside = file.with_suffix(".unreadable.json")
    try:
        shutil.copyfile(file, aside)
    except OSError as error:
        return f"{lost} The file was not kept either ({error.strerror})."
    return f"{lost} Your results are all there, and the file as it was is kept in {aside}."


def _set_aside(file: Path) -> str:
    """Keep a file we cannot read; the learner may want to mend it."""
    aside = file.with_suffix(".unreadable.json")
    try:
        file.replace(aside)
    except OSError as error:
        return f"Your earlier progress could not be read, nor set aside ({error.strerror})."
    return f"Your earlier progress could not be read. It is kept in {aside}."


def _save(record: _Record) -> str:
    file = progress_file()
    aside = file.with_name(f"{file.name}.{os.getpid()}")  # two notebooks may save at once
    data = {"version": 1, "tasks": record.tasks, "review": written_dates(record.dates)}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(data, indent=1), encoding="utf-8")
        aside.replace(file)
    except OSError as error:
        return f"Your progress was not saved: {error.strerror} ({file})."
    return ""
