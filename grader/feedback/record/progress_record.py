"""What a learner has done so far: a small file in the home folder or, from Colab, in their Drive."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from grader.colab import mounted_drive
from grader.course import courses_here
from grader.judging.verdict import Outcome, Verdict

# Of a task: its best fraction, how often it was checked with an answer in it, how many of its hints
# were opened, and whether its solution was. The last two stand in it only where there is something to say.
_NOTHING = {"best": 0.0, "attempts": 0}
# What this kernel has seen, for the case that the file cannot be written.
_seen: dict[str, dict[str, float]] = {}


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


def remember(name: str, verdict: Verdict) -> str:
    """Add a verdict to the record. Returns what went wrong, in words, or an empty text."""
    if verdict.outcome is Outcome.NOT_ATTEMPTED:
        return ""
    tasks, trouble = load(set_aside=True)
    entry = tasks.get(name, _NOTHING)
    attempted = {
        "best": max(entry["best"], verdict.fraction),
        "attempts": entry["attempts"] + 1,
    }
    return _keep(tasks, trouble, name, {**entry, **attempted})


def remember_help(name: str, hints: int = 0, solution: bool = False) -> str:
    """Note that hints up to that level, or the solution, were opened. It costs no points.

    Returns:
        What went wrong, in words, or an empty text.
    """
    if "NBGRADER_EXECUTION" in os.environ:  # whoever marks a notebook opens nothing
        return ""
    tasks, trouble = load(set_aside=True)
    entry = tasks.get(name, _NOTHING)
    with_help = _better(entry, {"hints": hints, "solution": solution})
    if with_help == entry:
        return ""
    return _keep(tasks, trouble, name, with_help)


def _keep(tasks: dict[str, Any], trouble: str, name: str, entry: dict[str, float]) -> str:
    _seen[name] = tasks[name] = entry
    return " ".join(text for text in (trouble, _save(tasks)) if text)


def attempts(name: str) -> int:
    """How often the task called `name` was checked with an answer in it."""
    return int(load()[0].get(name, _NOTHING)["attempts"])


def hints_opened(name: str) -> int:
    """How many hints of the task called `name` were opened: the level of the last one."""
    return int(load()[0].get(name, _NOTHING).get("hints", 0))


def bring_back(earlier: dict[str, Any]) -> str:
    """Join another record with this one, the best of both. Returns what went wrong, or ""."""
    tasks, trouble = load(set_aside=True)
    joined = _joined(tasks, earlier)
    _seen.update(joined)
    return " ".join(text for text in (trouble, _save(joined)) if text)


def load(set_aside: bool = False) -> tuple[dict[str, Any], str]:
    """The record, joined with what this kernel has seen, and what was wrong with the file.

    Args:
        set_aside: Whether to move a file that cannot be read out of the way of the next one.
    """
    tasks, trouble = _read(progress_file(), set_aside)
    if progress_file() != local_file():  # what was done before Drive was mounted
        before, more = _read(local_file(), set_aside)
        tasks, trouble = _joined(tasks, before), " ".join(filter(None, (trouble, more)))
    return _joined(tasks, _seen), trouble


def _read(file: Path, set_aside: bool) -> tuple[dict[str, Any], str]:
    try:
        tasks = json.loads(file.read_text(encoding="utf-8"))["tasks"]
        return {
            str(name): _better(
                {"best": float(entry["best"]), "attempts": int(entry["attempts"])},
                {
                    "hints": int(entry.get("hints", 0)),
                    "solution": bool(entry.get("solution", False)),
                },
            )
            for name, entry in tasks.items()
        }, ""
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        return {}, f"Your progress file could not be read: {error.strerror} ({file})."
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        trouble = f"Your earlier progress could not be read ({file})."
        return {}, _set_aside(file) if set_aside else trouble


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


def _set_aside(file: Path) -> str:
    """Keep a file we cannot read; the learner may want to mend it."""
    aside = file.with_suffix(".unreadable.json")
    try:
        file.replace(aside)
    except OSError as error:
        return f"Your earlier progress could not be read, nor set aside ({error.strerror})."
    return f"Your earlier progress could not be read. It is kept in {aside}."


def _save(tasks: dict[str, Any]) -> str:
    file = progress_file()
    aside = file.with_name(f"{file.name}.{os.getpid()}")  # two notebooks may save at once
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps({"version": 1, "tasks": tasks}, indent=1), encoding="utf-8")
        aside.replace(file)
    except OSError as error:
        return f"Your progress was not saved: {error.strerror} ({file})."
    return ""
