"""A choice of answers on the page: buttons where widgets live, a list everywhere else.

What was answered is kept (see `answers`), so a question that is asked again shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any, Final

from explorables.page import dark_theme, palette
from explorables.page.host import LIVE, ONLY_LIVE, around_controls, bundle
from grader.feedback.page.note import OPEN, PLAIN, Tone, panel, paragraph, prose
from grader.feedback.questions.confidence import ROW, STYLE, ConfidenceRow, level_in_words
from grader.feedback.record.kept_answers import (
    NOT_SAID,
    Answer,
    earlier_answer,
    keep_answer,
    take_back,
    this_lesson,
    today,
)

YOURS: Final = "Your answer:"
AGAIN: Final = "Answer again"
_CHOICES = "workbook-choices"
# A long answer wraps in a row of its own, its button beside it; ipywidgets gives every row one line.
_STYLE = (
    f"<style>.{_CHOICES}.widget-radio{{flex-wrap:wrap;height:auto}}"
    f".{_CHOICES}>.widget-label{{white-space:normal;height:auto;width:auto;max-width:100%;text-align:left}}"
    f".{_CHOICES} .widget-radio-box{{flex:1 1 200px;min-width:0}}"
    f".{_CHOICES} .widget-radio-box label{{display:flex;flex-direction:row-reverse;"
    "justify-content:flex-end;align-items:flex-start;height:auto;line-height:20px;"
    "margin:0 0 4px;white-space:normal;overflow-wrap:anywhere}"
    f".{_CHOICES} .widget-radio-box input{{flex:none;float:none;height:20px}}{STYLE}</style>"
)
_GONE = around_controls("To answer, run this cell.")


class Choices:
    """A question that is answered by choosing, or by typing where there are no choices.

    It holds widgets and is none, as the explorables do, and for the same reason: one output,
    three hosts.

    Args:
        title: What kind of question it is: `Predict`.
        question: The question.
        options: The choices; empty for a short answer that is typed.
        key: What the answer is kept under.
        respond: Called with the answer as it is kept; returns the panel to show below.
        static_advice: What to do where nothing can be clicked.
        first_sure: Whether to ask how sure a learner is above the choices, because the response to
            a choice leaves nothing to be unsure of; else below them.
    """

    def __init__(
        self,
        title: str,
        question: str,
        options: Sequence[str],
        key: str,
        respond: Callable[[Answer], str],
        static_advice: str,
        first_sure: bool = False,
    ) -> None:
        self.title, self.question, self.options = title, question, tuple(options)
        self._respond, self._static_advice = respond, static_advice
        self._key = key
        self._first_sure = first_sure
        earlier = earlier_answer(key)
        if earlier and options and earlier.answer not in options:
            earlier = None
        self.kept = earlier
        self.control: Any = None
        self.confidence: ConfidenceRow | None = None
        self.widget = self._assemble() if find_spec("ipywidgets") else None

    @property
    def answer(self) -> str | None:
        """What was answered; None before that."""
        return self.kept.answer if self.kept else None

    def _assemble(self) -> Any:
        import ipywidgets

        asked = panel(PLAIN, self.title, "", paragraph(self.question))
        head = ipywidgets.HTML(f"{_STYLE}{_GONE}{asked}")
        if self.options:
            self.control = choice_buttons(self.options, self.answer)
        else:
            self.control = ipywidgets.Text(
                value=self.answer or "",
                continuous_update=False,
                placeholder="type it, then press Enter",
                description=YOURS,
                style={"description_width": "initial"},
                layout=ipywidgets.Layout(width="auto", max_width="340px", margin="0 0 0 20px"),
            )
        self.control.add_class(_CHOICES)
        label = "Before you choose, how sure are you?" if self._first_sure else "How sure are you?"
        sure = self.kept.sure if self.kept else NOT_SAID
        self.confidence = ConfidenceRow(f"{label} (optional)", sure, self._said_how_sure)
        self.confidence.control.add_class(_CHOICES)
        self.confidence.control.add_class(ROW)
        self.confidence.control.add_class(ONLY_LIVE)  # what was said stands in the response
        self._below = ipywidgets.HTML(self._respond(self.kept) if self.kept else "")
        self.again = ipywidgets.Button(
            description=AGAIN,
            layout=ipywidgets.Layout(display="none", margin="2px 0 4px 20px"),
        )
        self.again.on_click(self._open_again)
        self.control.observe(self._answered, names="value")
        rows = [self.control, self.confidence.control]
        if self._first_sure:
            rows.reverse()
        whole = ipywidgets.VBox([head, *rows, self._below, self.again])
        whole.add_class(LIVE)
        return whole

    def _answered(self, change: dict[str, Any]) -> None:
        if change["new"] in (None, ""):
            return
        self.keep(
            Answer(
                str(change["new"]),
                sure=self.confidence.sure if self.confidence else NOT_SAID,
                question=self.question,
                options=self.options,
                day=today(),
                lesson=this_lesson(),
            )
        )

    def _said_how_sure(self) -> None:
        if self.kept and self.confidence:
            self.keep(replace(self.kept, sure=self.confidence.sure))

    def keep(self, answer: Answer) -> None:
        """Keep an answer, and show the response to it."""
        self.kept = answer
        trouble = keep_answer(self._key, answer)
        if self.control is not None:
            self._below.value = self._respond(answer) + (short_note(trouble) if trouble else "")

    def _open_again(self, _button: object) -> None:
        """Forget the answer, and take another one."""
        self.kept, self._below.value = None, ""
        take_back(self._key)
        self.control.value = None if self.options else ""
        self.control.disabled = False
        self.again.layout.display = "none"
        if self.confidence:
            self.confidence.open()

    def close(self) -> None:
        """Take no further answers, unless a learner asks to answer again."""
        if self.control is not None and self.confidence is not None:
            self.control.disabled = True
            self.confidence.close(hide=True)
            self.again.layout.display = ""

    def _static_page(self) -> str:
        items = "".join(f'<li style="margin:2px 0">{prose(option)}</li>' for option in self.options)
        style = f"margin:6px 0 0;padding-left:24px;color:{palette.INK}"
        body = paragraph(self.question)
        body += f'<ul style="{style}">{items}</ul>' if items else ""
        if self.kept is not None:
            sure = level_in_words(self.kept.sure)
            body += paragraph(f"Your answer: `{self.answer}`" + (f" ({sure})" if sure else ""))
        return panel(PLAIN, self.title, "", body + paragraph(self._static_advice, muted=True))

    def __repr__(self) -> str:
        options = "".join(f"\n- {option}" for option in self.options)
        return f"{self.title}: {self.question}{options}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return bundle(self.widget, self._static_page(), repr(self))


@dataclass(frozen=True)
class Asked:
    """A question as the text of an output says it.

    Attributes:
        title: What kind of question it is: `Predict`.
        question: The question.
        options: The choices; empty where the answer is typed.
    """

    title: str
    question: str
    options: tuple[str, ...]


def asked_in(text: str) -> Asked | None:
    """The question in the text that one leaves in a saved notebook; None where there is none."""
    said = re.fullmatch(r"(\w+): (.+?)((?:\n- .+)*)", text, re.DOTALL)
    if not said:
        return None
    return Asked(said[1], said[2], tuple(said[3].split("\n- ")[1:]))


def choice_buttons(options: Sequence[str], value: str | None = None) -> Any:
    """The choices as a widget; a page that shows it needs `choices_style`."""
    import ipywidgets

    control = ipywidgets.RadioButtons(
        options=options,
        value=value,
        description=YOURS,
        style={"description_width": "initial"},
        layout=ipywidgets.Layout(width="auto", max_width="720px", margin="0 0 0 20px"),
    )
    control.add_class(_CHOICES)
    return control


def choices_style() -> str:
    """What goes before `choice_buttons`, as HTML: its looks, and a line for where its kernel is gone."""
    return f"{_STYLE}{_GONE}"


def short_note(text: str, tone: Tone = OPEN) -> str:
    """One line below the choices."""
    mark = f'<span aria-hidden="true">{tone.mark}</span> ' if tone.mark else ""
    return response_box(f"{mark}{prose(text)}", tone)


def response_box(body: str, tone: Tone = OPEN) -> str:
    """What stands below a question, told to who does not see it as soon as it is there."""
    style = (
        f"max-width:700px;margin:2px 0 4px 20px;padding:4px 10px;background:{palette.PANEL};"
        f"color:{palette.INK};border-left:4px solid {tone.color};line-height:1.5;white-space:normal;"
        "overflow-wrap:anywhere"
    )
    box = f'<div role="status" class="{dark_theme.NOTE}" style="{style}">{body}</div>'
    return dark_theme.note_style() + box
