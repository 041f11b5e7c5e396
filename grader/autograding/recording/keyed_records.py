"""Records in `.nbgrader` that are a JSON object of students, a file for each assignment.

Taken out, put back and called otherwise without knowing what they say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.autograding.terms.record_files import write_record

# What feedback went back by a learning-management system.
_FOLDERS = ("returned",)


def entries_of(root: Path, student: str) -> dict[str, Any]:
    """What the records say of a student: file, relative to `.nbgrader`, to that."""
    return {name: record[student] for name, record in _all(root).items() if student in record}


def take_entries_out(root: Path, student: str) -> None:
    """Let the records say nothing of a student any more."""
    for name, record in _all(root).items():
        if student in record:
            del record[student]
            write_record(_folder(root) / name, record)


def put_entries_back(root: Path, entries: Mapping[str, Any], student: str) -> None:
    """Put back what `entries_of` gave; what was written down since counts."""
    for name, said in entries.items():
        record = _read(_folder(root) / name)
        write_record(_folder(root) / name, {student: said, **record})


def rename_entries(root: Path, old: str, new: str) -> None:
    """Say of a student who is called otherwise what was said before, each file in one step."""
    for name, record in _all(root).items():
        if old in record:
            renamed = {new if one == old else one: said for one, said in record.items()}
            write_record(_folder(root) / name, renamed)


def _folder(root: Path) -> Path:
    return root / ".nbgrader"


def _all(root: Path) -> dict[str, dict[str, Any]]:
    files = [file for name in _FOLDERS for file in sorted((_folder(root) / name).glob("*.json"))]
    return {file.relative_to(_folder(root)).as_posix(): _read(file) for file in files}


def _read(file: Path) -> dict[str, Any]:
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):  # none, or half a one: who owns it writes it anew
        return {}
    return record if isinstance(record, dict) else {}
