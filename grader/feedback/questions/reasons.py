"""Why cells: a place for one sentence, and an expert's sentence to compare it with.

Whoever explains a result to themselves learns more from it than whoever reads the explanation: see
docs/teaching.md. The expert's sentence stands in the course, so that nobody meets it before writing.
"""

from __future__ import annotations

import html
from importlib.util import find_spec
from typing import Any, Final

from explorables.page import palette
from explorables.page.host import LIVE, around_controls, bundle
from grader.catalog import UnknownTaskError, find_reason
from grader.feedback.page.note import OPEN, PLAIN, Note, note, panel, paragraph, prose
from grader.feedback.questions.choices import AGAIN, response_box, short_note
from grader.feedback.record.kept_answers import (
    Answer,
    earlier_answer,
    keep_answer,
    question_key,
    take_back,
    this_lesson,
    today,
)
from grader.judging.task import Reason

TITLE: Final = "Why?"
WRITE_FIRST: Final = (
    "Write a sentence first, however short. The second button shows an expert's without it."
)
LOOK: Final = "What does one of them say that the other leaves out?"
EXPERT: Final = "An expert's sentence"
SENTENCE: Final = "Your sentence:"
COMPARE: Final = "Compare"
SHOW: Final = "Show an expert's sentence"
_MOST = 600  # characters of a sentence that are kept and shown
_BOX = "workbook-sentence"
_STYLE = (
    f"<style>.{_BOX}.widget-textarea{{flex-direction:column;align-items:stretch;height:auto}}"
    f".{_BOX}.widget-textarea>label{{width:auto;text-align:left}}"
    f".{_BOX} textarea{{width:100%;min-width:0;resize:vertical}}</style>"
)
_GONE = around_controls("To write your sentence, run this cell.")


class WrittenReason:
    """A question that asks for a reason, in one sentence. It holds widgets and is none, as choices do.

    Args:
        reason: What is asked, with the expert's sentence.
    """

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        self._key = question_key(TITLE, [reason.name, reason.question])
        earlier = earlier_answer(self._key)
        self.sentence = earlier.answer if earlier else ""
        self.box: Any = None
        self.widget = self._assemble() if find_spec("ipywidgets") else None

    def _assemble(self) -> Any:
        import ipywidgets

        asked = panel(PLAIN, TITLE, "", paragraph(self.reason.question))
        head = ipywidgets.HTML(f"{_STYLE}{_GONE}{asked}")
        self.box = ipywidgets.Textarea(
            value=self.sentence,
            rows=2,
            placeholder="one sentence, then Enter",
            description=SENTENCE,
            style={"description_width": "initial"},
            layout=ipywidgets.Layout(width="auto", max_width="700px", margin="2px 0 2px 20px"),
        )
        self.box.add_class(_BOX)
        self.box.observe(self._typed, names="value")
        small = ipywidgets.Layout(width="auto", flex="none", margin="2px 8px 4px 0")
        self.compare = ipywidgets.Button(description=COMPARE, layout=small)
        self.compare.on_click(lambda _: self._compare())
        # One button with two names: it keeps the focus where a second one would have to take it.
        self.other = ipywidgets.Button(
            description=AGAIN if self.sentence else SHOW,
            layout=small,
        )
        self.other.on_click(lambda _: self._show_or_open_again())
        self._below = ipywidgets.HTML(self._both() if self.sentence else "")
        # Never seen where widgets live; of a saved notebook it is what other hosts show.
        self._folded = ipywidgets.HTML(
            "" if self.sentence else self._details(), layout=ipywidgets.Layout(display="none")
        )
        buttons = ipywidgets.HBox(
            [self.compare, self.other],
            layout=ipywidgets.Layout(margin="0 0 0 20px", flex_flow="row wrap"),
        )
        whole = ipywidgets.VBox([head, self.box, buttons, self._below, self._folded])
        whole.add_class(LIVE)
        return whole

    def _typed(self, change: dict[str, Any]) -> None:
        """Enter writes a line break, and asks to compare."""
        if "\n" in change["new"]:
            self.box.value = " ".join(change["new"].split())
            self._compare()

    def _compare(self) -> None:
        written = " ".join(self.box.value.split())[:_MOST]
        if not written:
            self._below.value = short_note(WRITE_FIRST)
            return
        self.sentence = written
        kept = Answer(written, question=self.reason.question, day=today(), lesson=this_lesson())
        trouble = keep_answer(self._key, kept)
        self._show(self._both() + (short_note(trouble) if trouble else ""))

    def _show_or_open_again(self) -> None:
        if self.other.description == SHOW:
            self._show(self._both())
            return
        self.sentence = self.box.value = self._below.value = ""
        take_back(self._key)
        self.other.description = SHOW
        self._folded.value = self._details()

    def _show(self, page: str) -> None:
        self._below.value, self._folded.value = page, ""
        self.other.description = AGAIN

    def _both(self) -> str:
        return both_sentences(self.sentence, self.reason.expert)

    def _static_page(self) -> str:
        """Where nothing can be typed the expert's sentence is folded away, and opens on a click."""
        body = paragraph(self.reason.question)
        if self.sentence:
            body += _labeled("You wrote", self.sentence)
        return panel(PLAIN, TITLE, "", body + self._details())

    def _details(self) -> str:
        style = "margin:6px 0 0"
        folded = paragraph(self.reason.expert)
        return f'<details style="{style}"><summary>{EXPERT}</summary>{folded}</details>'

    def __repr__(self) -> str:
        return f"{TITLE} {self.reason.question}\n{EXPERT}: {self.reason.expert}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return bundle(self.widget, self._static_page(), repr(self))


def both_sentences(written: str, expert: str) -> str:
    """What was written, if anything, and the expert's sentence below it, as HTML."""
    mine = _labeled("You wrote", written) if written else ""
    look = _quiet(LOOK) if written else ""
    return response_box(f"{mine}{_labeled(EXPERT, expert)}{look}")


def _quiet(text: str) -> str:
    return f'<p style="margin:0;color:{palette.MUTED}">{prose(text)}</p>'


def _labeled(label: str, sentence: str) -> str:
    """A sentence below what it is. A learner's may hold anything, backticks too."""
    name = f'<span style="color:{palette.MUTED}">{html.escape(label)}:</span>'
    return f'<p style="margin:4px 0;overflow-wrap:anywhere">{name} {prose(sentence)}</p>'


def why(name: str) -> WrittenReason | Note:
    """Ask why something is so, for one sentence, and show an expert's sentence to compare it with.

    Args:
        name: The reason's name, such as `"literal_wraps"`.
    """
    try:
        return WrittenReason(find_reason(name))
    except UnknownTaskError as error:
        return note("No question", str(error), tone=OPEN)
