"""Prints docs/interview-questions.md: the interview questions of all lessons, each with its model answer.

A lesson's section of that name holds them: a heading for each question, a cell for the reader's own answer, and
the model answer, folded. `python -m maintenance.interview_questions` lists them on one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from maintenance import notebooks
from maintenance.environment import ROOT
from maintenance.often_said import relinked, write_page

PAGE = "docs/interview-questions.md"
_SECTION = re.compile(r"^## Interview questions", re.M)
_QUESTION = re.compile(r"^### (.+)", re.M)
_MODEL = re.compile(r"<details>\s*<summary>Model answer</summary>")
_TOP = """\
# Interview questions

What somebody might ask you about TensorFlow, by the lesson that answers it. Say your own answer first, then open
the model answer and give yourself a mark for each of its three points.

This page is printed from the lessons by `make format`; to change an answer, change its lesson.
"""


@dataclass(frozen=True)
class InterviewQuestion:
    """A question of a lesson, and its model answer.

    Attributes:
        lesson: The lesson's file.
        title: The lesson's title.
        question: The question.
        answer: The model answer as the lesson folds it, in Markdown.
    """

    lesson: Path
    title: str
    question: str
    answer: str


def questions_of(path: Path) -> Iterator[InterviewQuestion]:
    """The interview questions of a lesson, in order.

    Raises:
        ValueError: A question of the section has no model answer below it.
    """
    cells = [cell.source for cell in notebooks.read(path).cells if cell.cell_type == "markdown"]
    title = re.search(r"^# (.+)", "\n".join(cells), re.M)
    asked, in_section = "", False
    for source in cells:
        if re.search(r"^## ", source, re.M):
            in_section = bool(_SECTION.search(source))
        if in_section and (found := _QUESTION.search(source)):
            if asked:
                raise ValueError(f"{path.name}: {asked!r} has no model answer.")
            asked = found[1]
        if asked and _MODEL.match(source):
            yield InterviewQuestion(path, title[1] if title else path.stem, asked, source)
            asked = ""
    if asked:
        raise ValueError(f"{path.name}: {asked!r} has no model answer.")


def page(root: Path) -> str:
    """The text of the page."""
    parts = [_TOP]
    for path in sorted(root.glob("notebooks/*.ipynb")):
        questions = list(questions_of(path))
        if questions:
            parts.append(f"## [{questions[0].title}](../notebooks/{path.name})\n")
        for question in questions:
            parts.append(f"### {question.question}\n\n{relinked(question.answer)}\n")
    return "\n".join(parts)


def main() -> None:
    """Print the page, where that changes it."""
    write_page(PAGE, page(ROOT))


if __name__ == "__main__":
    main()
