"""The questions of a lesson, made such that its page answers them: predictions, recall, reasons.

What answers is put beside each question as data, in the words that the notebook says: a prediction's
answer is what the cell with its `reveal` gave when the lesson ran. `static/questions.js` makes a form of
it. Where no script runs a page shows the question with its choices, and what answers it is folded away.
"""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from nbformat import NotebookNode

from explorables.page import dark_theme
from grader.catalog import find_question, find_reason
from grader.feedback.page.note import OPEN, PLAIN, Note, note, panel, paragraph, prose
from grader.feedback.questions import predictions, reasons, recall
from grader.feedback.questions.choices import AGAIN, YOURS, asked_in
from grader.feedback.record.kept_answers import Answer
from maintenance.book.folding import fold

QUESTION: Final = "workbook-question"  # the class of a question on a page
TYPED: Final = "\ue000"  # stands in a response for what a reader will type: a private character
TO_WRITE: Final = "Your answer:"  # what a lesson's cell for an answer in one's own words says
_ANSWER: Final = "The answer"
_PREDICTED = re.compile(r"^(\w+) = predict\(", re.M)
_REVEALED = re.compile(r"^\s*(\w+)\.reveal\(", re.M)
_ASKED = re.compile(r"\b(ask|why)\(\s*[\"'](\w+)[\"']\s*\)")


def answer_on_the_page(page: NotebookNode) -> None:
    """Give each question of a lesson's page what answers it, and fold away what would give it away."""
    came_out = _outcomes(page)
    for cell in page.cells:
        if cell.cell_type == "markdown":
            if cell.source.strip() == TO_WRITE:
                cell.source = _to_write()
            continue
        for output in cell.outputs:
            if form := _form(cell.source, output.get("data", {}), came_out):
                output.data["text/html"] = form
                _without_source(cell)


def _outcomes(page: NotebookNode) -> dict[str, tuple[str, str]]:
    """By the name of each prediction: what came out, and the tag of the cell that shows it.

    That cell's output is folded, so that a reader can predict, too; what it says to somebody who made
    no prediction gives way to what came out.
    """
    outcomes: dict[str, tuple[str, str]] = {}
    for cell in page.cells:
        revealed = _REVEALED.search(cell.source) if cell.cell_type == "code" else None
        if not revealed:
            continue
        fold(cell, "output", "what comes out")
        tag = f"reveals-{len(outcomes)}"
        cell.metadata.tags.append(tag)
        for output in cell.outputs:
            data = output.get("data", {})
            outcome = predictions.outcome_in(data.get("text/plain", ""))
            if outcome is not None:
                outcomes[revealed[1]] = outcome, tag
                data["text/html"] = note(f"It is `{outcome}`", tone=OPEN).page
    return outcomes


def _form(
    source: str, data: Mapping[str, str], came_out: Mapping[str, tuple[str, str]]
) -> str | None:
    """The HTML of a question that a cell's output shows; None for an output that is none."""
    text = data.get("text/plain", "")
    asked = asked_in(text)
    if asked and asked.title == predictions.TITLE:
        name = _PREDICTED.search(source)
        if not name or name[1] not in came_out:
            return None
        outcome, opens = came_out[name[1]]
        body = paragraph(asked.question) + _list(asked.options)
        body += paragraph("Decide before you look at what comes out.", muted=True)
        still = panel(PLAIN, asked.title, "", body)
        return _page(
            still, asked.title, asked.question, {**_judged(asked.options, outcome), "opens": opens}
        )
    call = _ASKED.search(source)
    if asked and asked.title == recall.TITLE and call:
        question = find_question(call[2])
        choices = [
            {"text": prose(option.text), "said": _bare(recall.response(option))}
            for option in question.options
        ]
        right = next(option for option in question.options if option.right)
        answer = paragraph(
            f"{right.text}. {right.response}"
            if right.text[-1].isalnum()
            else f"{right.text} {right.response}"
        )
        body = paragraph(question.text) + _list([option.text for option in question.options])
        still = panel(PLAIN, asked.title, "", f"{body}{_folded(_ANSWER, answer)}")
        return _page(still, asked.title, question.text, {"choices": choices})
    if call and call[1] == "why" and text.startswith(reasons.TITLE):
        reason = find_reason(call[2])
        sentence = {
            "label": reasons.SENTENCE,
            "compare": reasons.COMPARE,
            "show": reasons.SHOW,
            "first": prose(reasons.WRITE_FIRST),
            "both": _bare(reasons.both_sentences(TYPED, reason.expert)),
            "expert": _bare(reasons.both_sentences("", reason.expert)),
        }
        return _page(data["text/html"], reasons.TITLE, reason.question, {"sentence": sentence})
    return None


def _judged(options: Sequence[str], outcome: str) -> dict[str, Any]:
    """What is said to each answer to a prediction that a reader may give."""

    def said(answer: str) -> str:
        if options and outcome not in options:
            return _said(predictions.none_of_the_choices(outcome))
        return _said(predictions.comparison(Answer(answer, outcome=outcome)))

    if options:
        choices = [{"text": prose(option), "said": said(option)} for option in options]
        return {"choices": choices, "once": True}
    typed = {"label": YOURS, "outcome": outcome, "right": said(outcome), "wrong": said(TYPED)}
    return {"typed": typed, "once": True}


def _page(still: str, title: str, question: str, data: Mapping[str, Any]) -> str:
    """A question on a page: as it stands where no script runs, and the data that a form is made of."""
    whole = {"title": title, "question": prose(question), "again": AGAIN, **data}
    written = html.escape(json.dumps(whole, ensure_ascii=False))
    return (
        f'<div class="{QUESTION}" data-question="{written}"><div class="still">{still}</div></div>'
    )


def _to_write() -> str:
    """A place for an answer in one's own words, above the folded answer of the lesson."""
    data = html.escape(json.dumps({"own": {"label": TO_WRITE}}))
    return (
        f'<div class="{QUESTION}" data-question="{data}"><div class="still">'
        "<p>Say your answer, or write it down. Then open the model answer.</p></div></div>"
    )


def _said(response: Note) -> str:
    return _bare(response.page)


def _bare(box: str) -> str:
    """A box without its style sheet, which its question has brought, and without being a place where
    something is told: it is put into one."""
    return box.removeprefix(dark_theme.note_style()).replace('role="status" ', "")


def _list(options: Sequence[str]) -> str:
    items = "".join(f"<li>{prose(option)}</li>" for option in options)
    return f"<ul>{items}</ul>" if items else ""


def _folded(name: str, body: str) -> str:
    return f"<details><summary>{html.escape(name)}</summary>{body}</details>"


def _without_source(cell: NotebookNode) -> None:
    """Leave out the code of a cell that does nothing but ask: its question would be read twice.

    Where it also imports what later cells use, it stays.
    """
    statements = ast.parse(cell.source).body
    if not any(isinstance(part, ast.Import | ast.ImportFrom) for part in statements):
        cell.metadata["tags"] = [*cell.metadata.get("tags", ()), "remove-input"]
