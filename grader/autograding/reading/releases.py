"""Every version of an assignment that was handed out here, so that a difference is put down to whom
it belongs to.

A student works on the version that they got. Where a task's text or points changed after that, the
difference between their notebook and the newest release is not theirs. `nbgrader generate_assignment`
and marking write down each version they see, in `.nbgrader/releases`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.autograding.terms.cell_roles import grade_id
from grader.autograding.terms.record_files import write_record
from grader.autograding.terms.released import CellVersion, Version

_MOST = 50  # versions of an assignment that are kept, the newest


def text_digest(source: str) -> str:
    """What a cell's text is compared by: line ends and blank space around it don't count."""
    lines = [line.rstrip() for line in source.strip().splitlines()]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:32]


def name_of(cell: NotebookNode) -> str:
    """What names a cell in a version; "" where nothing does."""
    return grade_id(cell) or (f"#{cell['id']}" if cell.get("id") else "")


def version_of(cells: Iterable[NotebookNode]) -> Version:
    """The version that some cells make, such as those of a notebook in exercises/."""
    version = {}
    for cell in cells:
        if name := name_of(cell):
            points = cell.metadata.get("nbgrader", {}).get("points")
            # nbgrader's first metadata had them as text; what a student wrote may be anything.
            try:
                given = None if points is None else float(points)
            except (TypeError, ValueError, OverflowError):
                given = None
            version[name] = CellVersion(text_digest(cell.source), cell.cell_type, given)
    return version


def nearest(versions: Sequence[Version], cells: Sequence[NotebookNode]) -> Version | None:
    """The version that a student worked on: that with which most cells agree, the newest of equals.

    Args:
        versions: From the oldest to the newest.
        cells: What was handed in.
    """
    mine = version_of(cells)
    if not versions or not any(mine.keys() & version.keys() for version in versions):
        return versions[-1] if versions else None

    def agreement(version: Version) -> int:
        # Cells of one side alone: a version that hasn't what a student lacks is the likelier one.
        lone = {name for name in version.keys() ^ mine.keys() if not name.startswith("#")}
        return sum(mine.get(name) == cell for name, cell in version.items()) - len(lone)

    return max(reversed(versions), key=agreement)  # the first of equals, so the newest


def record_release(root: Path, release: Path, assignment: str) -> None:
    """Write down the version that lies in the release folder, unless it is the newest that is known.

    Args:
        root: The course's folder.
        release: Where releases lie: exercises/.
        assignment: Which.
    """
    now = {}
    for path in sorted((release / assignment).glob("*.ipynb")):
        try:
            cells = nbformat.read(path, as_version=4).cells
        except (OSError, ValueError):  # marking says so, with what to do
            return
        now[path.stem] = {
            name: [cell.text, cell.kind, cell.points] for name, cell in version_of(cells).items()
        }
    known = _read(root, assignment)
    if now and (not known or known[-1] != now):
        _write(root, assignment, [*(one for one in known if one != now), now][-_MOST:])


def known_versions(root: Path, assignment: str, notebook: str) -> tuple[Version, ...]:
    """The versions of a notebook that are known, from the oldest to the newest."""
    return tuple(
        {name: CellVersion(*cell) for name, cell in release[notebook].items()}
        for release in _read(root, assignment)
        if notebook in release
    )


def _path(root: Path, assignment: str) -> Path:
    return root / ".nbgrader" / "releases" / f"{assignment}.json"


_Release = dict[str, dict[str, list[Any]]]  # notebook to name of a cell to what a CellVersion holds


def _read(root: Path, assignment: str) -> list[_Release]:
    try:
        record = json.loads(_path(root, assignment).read_text(encoding="utf-8"))
        return [
            {
                str(notebook): {
                    str(name): [str(text), str(kind), None if points is None else float(points)]
                    for name, (text, kind, points) in cells.items()
                }
                for notebook, cells in release.items()
            }
            for release in record
        ]
    # None, half a one, or somebody else's: it is written anew.
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return []


def _write(root: Path, assignment: str, releases: Sequence[_Release]) -> None:
    write_record(_path(root, assignment), releases)
