"""A choice of answers on the page: buttons where widgets live, a list everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

from explorables import palette
from explorables.host import bundle
from grader.feedback.note import OPEN, PLAIN, Tone, panel, paragraph, prose


class Choices:
    """A question that is answered by choosing, or by typing where there are no choices.

    It holds widgets and is none, as the explorables do, and for the same reason: one output,
    three hosts.

    Args:
        title: What kind of question it is: `Predict`.
        question: The question.
        options: The choices; empty for a short answer that is typed.
        respond: Called with the answer; returns the panel to show below.
        static_advice: What to do where nothing can be clicked.
    """

    def __init__(
        self,
        title: str,
        question: str,
        options: Sequence[str],
        respond: Callable[[str], str],
        static_advice: str,
    ) -> None:
        self.title, self.question, self.options = title, question, tuple(options)
        self._respond, self._static_advice = respond, static_advice
        self.answer: str | None = None
        self.control: Any = None
        self.widget = self._assemble() if find_spec("ipywidgets") else None

    def _assemble(self) -> Any:
        import ipywidgets

        head = ipywidgets.HTML(panel(PLAIN, self.title, "", paragraph(self.question)))
        layout = ipywidgets.Layout(width="auto", max_width="720px", margin="0 0 0 20px")
        whole_label = {"description_width": "initial"}
        if self.options:
            self.control = ipywidgets.RadioButtons(
                options=self.options,
                value=None,
                description="Your answer:",
                style=whole_label,
                layout=layout,
            )
        else:
            self.control = ipywidgets.Text(
                continuous_update=False,
                placeholder="type it, then press Enter",
                description="Your answer:",
                style=whole_label,
                layout=ipywidgets.Layout(width="340px", margin="0 0 0 20px"),
            )
        self._below = ipywidgets.HTML()
        self.control.observe(self._answered, names="value")
        return ipywidgets.VBox([head, self.control, self._below])

    def _answered(self, change: dict[str, Any]) -> None:
        if change["new"] in (None, ""):
            return
        self.answer = str(change["new"])
        self._below.value = self._respond(self.answer)

    def close(self) -> None:
        """Take no further answers."""
        if self.control is not None:
            self.control.disabled = True

    def _static_page(self) -> str:
        items = "".join(f'<li style="margin:2px 0">{prose(option)}</li>' for option in self.options)
        style = f"margin:6px 0 0;padding-left:24px;color:{palette.INK}"
        body = paragraph(self.question)
        body += f'<ul style="{style}">{items}</ul>' if items else ""
        return panel(PLAIN, self.title, "", body + paragraph(self._static_advice, muted=True))

    def __repr__(self) -> str:
        options = "".join(f"\n- {option}" for option in self.options)
        return f"{self.title}: {self.question}{options}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return bundle(self.widget, self._static_page(), repr(self))


def short_note(text: str, tone: Tone = OPEN) -> str:
    """One line below the choices."""
    mark = f'<span aria-hidden="true">{tone.mark}</span> ' if tone.mark else ""
    style = (
        f"max-width:700px;margin:2px 0 4px 20px;padding:4px 10px;background:{palette.PANEL};"
        f"color:{palette.INK};border-left:4px solid {tone.color};line-height:1.5;white-space:normal"
    )
    return f'<div role="status" style="{style}">{mark}{prose(text)}</div>'
