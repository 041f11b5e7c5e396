"""The files of a download after it was unpacked: where each came from, and what its name says."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode

from grader.autograding.nbgrader_plugins.file_names import MOODLE, Named, Owner, Roster, read_path
from grader.autograding.nbgrader_plugins.zip_extract import LeftOut, Origin
from grader.autograding.reading.assignment_cells import AssignmentCells
from grader.autograding.reading.handed_in import MOST_NOTEBOOK, look_through, read_file
from grader.autograding.reading.submissions import notebook_in

_OF_FILES = "_assignsubmission_file"  # in Moodle's names


@dataclass(frozen=True)
class Item:
    """A file that was unpacked.

    Attributes:
        path: Where it lies now.
        origin: Where it came from.
        named: What the names on its way say.
    """

    path: Path
    origin: Origin
    named: Named

    @property
    def download(self) -> tuple[Path | str, ...]:
        """What is the same for all that was downloaded at once."""
        if not self.origin.download:
            return ()
        if self.origin.words == str(self.origin.archive):
            return (self.origin.path.parts[0],)
        return (self.origin.archive,)

    def digest(self) -> bytes:
        """What is the same for files of the same content."""
        raw, _ = read_file(self.path.parent, self.path.name, MOST_NOTEBOOK)
        return hashlib.sha256(raw or b"").digest()

    @property
    def depth(self) -> int:
        """How many folders deep it was."""
        return len(self.origin.path.parts)


@dataclass(frozen=True)
class OwnedItem(Item):
    """A file whose names say who handed it in."""

    owner: Owner

    @property
    def source(self) -> Source:
        """Who handed it in, in which download."""
        return self.owner.key, self.download

    @property
    def was_a_file(self) -> bool:
        """Whether its owner handed it in as a file: Moodle puts what was typed into it beside."""
        return self.owner.system != MOODLE or _OF_FILES in str(self.origin.path)


Source = tuple[tuple[str, str], tuple[Path | str, ...]]


def by_source(items: Iterable[OwnedItem]) -> dict[Source, list[OwnedItem]]:
    """The files of each owner in each download."""
    sources: dict[Source, list[OwnedItem]] = {}
    for item in items:
        sources.setdefault(item.source, []).append(item)
    return sources


def owners_of(items: Iterable[OwnedItem]) -> dict[tuple[str, str], Owner]:
    """Who handed these in, by what is the same in all that one person handed in."""
    return {item.owner.key: item.owner for item in items}


def read_items(
    folder: Path, origins: Mapping[Path, Origin], notebooks: Sequence[str], roster: Roster
) -> tuple[list[Item], Callable[[LeftOut], Named]]:
    """The files below a folder, and a function: what the names of a file say that was left out.

    Args:
        folder: Where they were unpacked.
        origins: Where each came from, as far as that is known.
        notebooks: The names of the notebooks that were handed out.
        roster: Who is known.
    """
    files = [
        (file.path, origins.get(file.path) or _here(file.path, file.name))
        for file in look_through(folder).files
    ]
    above = _parts_above([origin for _, origin in files])

    def items() -> Iterator[Item]:
        for path, origin in files:
            logical = origin.path.with_name(path.name)
            named = read_path(logical, notebooks, roster, above(origin))
            if named.owner:
                yield OwnedItem(path, origin, named, named.owner)
            else:
                yield Item(path, origin, named)

    def of_left_out(file: LeftOut) -> Named:
        return read_path(file.origin.path, notebooks, roster, above(file.origin))

    return list(items()), of_left_out


def _here(path: Path, name: str) -> Origin:
    """The origin of a file that somebody else unpacked."""
    relative = PurePosixPath(name)
    time = datetime.datetime.fromtimestamp(path.lstat().st_mtime)
    return Origin(relative, min(1, len(relative.parts) - 1), path, str(path), time, time)


def _parts_above(origins: Sequence[Origin]) -> Callable[[Origin], int]:
    """A function: how many parts of a file's path may lead to what a system wrote.

    Those of the download; and a folder in it that holds all the rest, as people make who zip a folder.
    """
    tops: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for origin in origins:
        if origin.download:
            parts = origin.path.parts
            tops.setdefault(parts[: origin.download], set()).add(parts[origin.download :][:2])

    def above(origin: Origin) -> int:
        inside = tops.get(origin.path.parts[: origin.download], set()) if origin.download else set()
        folder = {parts[0] for parts in inside if len(parts) == 2}
        wrapped = len(folder) == 1 and len(inside) > 1 and all(len(parts) == 2 for parts in inside)
        return origin.download + wrapped

    return above


def released_cells(release: Path) -> dict[str, AssignmentCells]:
    """Name of each notebook that was handed out to what it is known by."""
    cells = {}
    for path in sorted(release.glob("*.ipynb")):
        notebook = notebook_at(path)
        cells[path.stem] = AssignmentCells.of(notebook.cells if notebook else ())
    return cells


def notebook_at(path: Path) -> NotebookNode | None:
    """The notebook in a file; None where it can't be read."""
    notebook, _, _ = notebook_in(path.parent, path.name, path.name)
    return notebook
