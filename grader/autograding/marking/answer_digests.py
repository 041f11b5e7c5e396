"""Which answer each graded cell of a notebook asks about, and whether the student wrote in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

from grader.autograding.marking.cell_marks import is_unanswered
from grader.autograding.reading.releases import text_digest
from grader.autograding.terms.cell_roles import grade_id, is_answer, is_graded

# What is found where the student wrote something, and nothing of the name asked for came of it: the
# cell stopped with an error, or uses another name.
MADE_NOTHING = "missing.tried"


@dataclass(frozen=True)
class Answer:
    """The answer to one graded cell: a digest of its text, and whether it is as handed out."""

    digest: str
    is_untouched: bool


def answers_of(notebook: NotebookNode) -> Mapping[str, Answer]:
    """Graded cell to the answer it asks about: the answer cells behind the graded cell before.

    Where there are several graded cells behind one answer, all of them ask about it.
    """
    found: dict[str, Answer] = {}
    current: list[NotebookNode] = []
    asked = False
    for cell in notebook.cells:
        if is_answer(cell):
            current = [cell] if asked else [*current, cell]
            asked = False
        if is_graded(cell) and current:
            text = "\n\n".join(answer.source for answer in current)
            found[grade_id(cell)] = Answer(text_digest(text), all(map(is_unanswered, current)))
            asked = True
    return found
