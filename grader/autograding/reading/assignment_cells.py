"""Tells an assignment's notebook from others that lie beside it, by its cells and not by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from grader.autograding.terms.cell_roles import grade_id

_CHECK = re.compile(r"""\bcheck\(\s*["']([^"'\n]+)["']""")


@dataclass(frozen=True)
class AssignmentCells:
    """What a notebook of an assignment is known by.

    Attributes:
        names: The grade ids of its cells.
        checks: The names of the tasks that its cells check.
        sources: The text of each of its cells, as it was handed out.
    """

    names: frozenset[str]
    checks: frozenset[str]
    sources: frozenset[str]

    @classmethod
    def of(cls, cells: Sequence[NotebookNode], handed_out: Iterable[str] = ()) -> AssignmentCells:
        """Those of a release.

        Args:
            cells: Its cells.
            handed_out: Other texts that some of them were handed out with.
        """
        return cls(
            frozenset(filter(None, map(grade_id, cells))),
            frozenset(name for cell in cells for name in _checks(cell)),
            frozenset({cell.source.strip() for cell in cells} | set(handed_out)),
        )

    def held_by(self, notebook: NotebookNode) -> int:
        """How many cells of the assignment a notebook holds: by their grade ids, or, where an editor
        took these out, by what they check."""
        names = {grade_id(cell) for cell in notebook.cells} & self.names
        checks = {name for cell in notebook.cells for name in _checks(cell)} & self.checks
        return max(len(names), len(checks))

    def in_full(self, notebook: NotebookNode) -> bool:
        """Whether somebody worked on a notebook that holds most of the assignment's cells."""
        most = max(len(self.names), len(self.checks))
        return 2 * self.held_by(notebook) > most and not self.untouched(notebook)

    def untouched(self, notebook: NotebookNode) -> bool:
        """Whether nothing stands in a notebook but what was handed out."""
        return all(cell.source.strip() in self.sources | {""} for cell in notebook.cells)

    def best(self, notebooks: Sequence[NotebookNode]) -> list[int]:
        """Which of some notebooks may be the assignment's, by number.

        Those that hold about as many of its cells as the fullest one, and of these the ones that
        somebody worked on, where there are such. Empty where none holds any.
        """
        held = [self.held_by(notebook) for notebook in notebooks]
        most = max(held, default=0)
        full = [number for number, count in enumerate(held) if most and 2 * count > most]
        return [n for n in full if not self.untouched(notebooks[n])] or full


def _checks(cell: NotebookNode) -> Sequence[str]:
    return _CHECK.findall(cell.source) if cell.cell_type == "code" else ()
