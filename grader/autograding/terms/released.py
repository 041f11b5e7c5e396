"""A notebook as it was handed out, and the versions of it that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode


@dataclass(frozen=True)
class CellVersion:
    """A cell as it was handed out: a digest of its text, its kind, and its points, if it has any."""

    text: str
    kind: str
    points: float | None = None


# A notebook's cells by what names them: the grade id, else the id of the cell.
Version = Mapping[str, CellVersion]


@dataclass(frozen=True)
class Released:
    """A notebook as the instructor released it.

    Attributes:
        assignment: The assignment's name.
        name: The notebook's name, without its ending.
        cells: Its cells in order, locked ones with the instructor's own text.
        subjects: Grade id of an answer cell to the name that its task asks for, where it has one.
        handed_out: Grade id of a locked cell to its text as students got it, where that is another:
            without hidden tests.
        versions: What is known to have been handed out, from the oldest to the newest.
    """

    assignment: str
    name: str
    cells: Sequence[NotebookNode]
    subjects: Mapping[str, str] = field(default_factory=dict)
    handed_out: Mapping[str, str] = field(default_factory=dict)
    versions: Sequence[Version] = ()
