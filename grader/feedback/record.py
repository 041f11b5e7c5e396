"""What a learner has done so far: a small file in the home folder, and the map drawn from it."""

from __future__ import annotations

import html
import json
import os
from pathlib import Path
from typing import Any

from explorables import palette
from grader.checking.task import Assignment, Task
from grader.checking.verdict import Outcome, Verdict
from grader.feedback.note import GOOD, OPEN, PARTLY, WRONG, Note, panel, paragraph
from grader.tasks import ASSIGNMENTS

# What this kernel has seen, for the case that the file cannot be written.
_seen: dict[str, dict[str, float]] = {}


def progress_file() -> Path:
    """Where progress is kept: `$WORKBOOK_HOME`, else `.tensorflow-workbook` in the home folder."""
    home = os.environ.get("WORKBOOK_HOME") or "~/.tensorflow-workbook"
    return Path(os.path.expanduser(home)) / "progress.json"


def remember(name: str, verdict: Verdict) -> str:
    """Add a verdict to the record. Returns what went wrong, in words, or an empty text."""
    if verdict.outcome is Outcome.NOT_ATTEMPTED:
        return ""
    tasks, trouble = _load(set_aside=True)
    entry = tasks.get(name, {"best": 0.0, "attempts": 0})
    _seen[name] = tasks[name] = {
        "best": max(entry["best"], verdict.fraction),
        "attempts": entry["attempts"] + 1,
    }
    return " ".join(text for text in (trouble, _save(tasks)) if text)


def attempts(name: str) -> int:
    """How often the task called `name` was checked with an answer in it."""
    return int(_load()[0].get(name, {"attempts": 0})["attempts"])


def _load(set_aside: bool = False) -> tuple[dict[str, Any], str]:
    """The record, joined with what this kernel has seen, and what was wrong with the file.

    Args:
        set_aside: Whether to move a file that cannot be read out of the way of the next one.
    """
    file = progress_file()
    try:
        tasks = json.loads(file.read_text(encoding="utf-8"))["tasks"]
        tasks = {
            str(name): {"best": float(entry["best"]), "attempts": int(entry["attempts"])}
            for name, entry in tasks.items()
        }
    except FileNotFoundError:
        return dict(_seen), ""
    except OSError as error:
        return dict(_seen), f"Your progress file could not be read: {error.strerror} ({file})."
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        trouble = f"Your earlier progress could not be read ({file})."
        return dict(_seen), _set_aside(file) if set_aside else trouble
    return _joined(tasks, _seen), ""


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The best of both: another notebook may have written since this kernel looked."""
    joined = {**one, **other}
    for name in one.keys() & other.keys():
        joined[name] = {key: max(one[name][key], other[name][key]) for key in one[name]}
    return joined


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


def progress() -> Note:
    """The map of the course: every task, and how far you are with it."""
    tasks, trouble = _load()
    rows, lines = [], []
    for assignment in ASSIGNMENTS:
        rows.append(_row(assignment, tasks))
        states = ", ".join(f"{task.name} {_state(task, tasks)[1]}" for task in assignment.tasks)
        lines.append(f"{assignment.name} ({_score(assignment, tasks)}): {states}")
    body = "".join(rows)
    body += paragraph(f"Kept in {progress_file()}.", muted=True)
    body += paragraph(trouble) if trouble else ""
    return Note(panel(OPEN, "Your progress", "", body), "\n".join(lines))


def _state(task: Task, tasks: dict[str, Any]) -> tuple[Any, str]:
    entry = tasks.get(task.name)
    if entry is None:
        return OPEN, "not attempted"
    if entry["best"] == 1:
        return GOOD, "passed"
    return (PARTLY, "partly right") if entry["best"] else (WRONG, "not right yet")


def _score(assignment: Assignment, tasks: dict[str, Any]) -> str:
    if not assignment.points:
        return "practice"
    best = sum(task.points * tasks.get(task.name, {"best": 0})["best"] for task in assignment.tasks)
    return f"{best:.4g} of {assignment.points:g} points"


def _row(assignment: Assignment, tasks: dict[str, Any]) -> str:
    boxes = []
    for task in assignment.tasks:
        tone, words = _state(task, tasks)
        style = (
            f"display:inline-block;margin:4px 6px 0 0;padding:1px 8px;border-radius:3px;"
            f"border:1px solid {palette.EDGE};border-bottom:4px solid {tone.color}"
        )
        boxes.append(
            f'<li style="{style}" title="{html.escape(task.title)}">'
            f'<span aria-hidden="true">{tone.mark}</span> {html.escape(task.name)}'
            f'<span style="color:{palette.MUTED}"> {words}</span></li>'
        )
    return (
        f'<p style="margin:10px 0 0"><strong>{html.escape(assignment.name)}</strong> '
        f'<span style="color:{palette.MUTED}">{_score(assignment, tasks)}</span></p>'
        f'<ul style="list-style:none;margin:0;padding:0">{"".join(boxes)}</ul>'
    )
