"""Takes the answers out of what is handed out: nbgrader's step, for cells with blanks, too."""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from grader.judging.task import leaves_blanks


class ClearAnswers(ClearSolutions):
    """nbgrader's, which puts a stub where the answer was, but none below blanks to be filled in.

    It has the settings of nbgrader's `ClearSolutions`.
    """

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        replaced: bool = super()._replace_solution_region(cell, language)
        if replaced and cell.cell_type == "code" and leaves_blanks(cell.source):
            stub = self.code_stub[language].split("\n")
            kept = [line for line in cell.source.split("\n") if line not in stub]
            cell.source = "\n".join(kept).rstrip("\n")
        return replaced
