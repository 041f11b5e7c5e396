"""`order("task")`: lines of code that are brought into order by moving them."""

from __future__ import annotations

import datetime
import os
import sys
from importlib.util import find_spec
from types import EllipsisType
from typing import Any

from explorables.page import dark_theme, palette
from explorables.page.fonts import SANS
from explorables.page.host import LIVE, ONLY_LIVE, around_controls, bundle
from explorables.page.live_output import running_shell
from grader.catalog import UnknownTaskError, find_task
from grader.feedback.checking.line_surface import BOX, STILL, still_lines, surface
from grader.feedback.checking.meant import task_name
from grader.feedback.page.note import OPEN, note, prose
from grader.feedback.questions.choices import short_note
from grader.feedback.record.kept_answers import (
    Answer,
    earlier_answer,
    keep_answer,
    question_key,
    take_back,
)
from grader.judging.task import Task
from grader.probing.line_letters import read_letters, saved_sentence
from grader.probing.questions import Arrange

_GONE = around_controls("To move lines, run this cell.")
_COLAB = (
    " Colab forgets an order with its machine, unless Drive is mounted: write the letters into the cell "
    "before you leave."
)


class MovedLines(list[str]):
    """The letters of the lines in a learner's function, as they stand on the page now.

    Attributes:
        task: The task's name.
        made: When they came to stand so, in UTC: `2026-03-01 12:00:00`.
    """

    def __init__(self, task: str) -> None:
        super().__init__()
        self.task = task
        self.made = _now()

    def become(self, letters: list[str]) -> None:
        """Take another order."""
        self[:] = letters
        self.made = _now()

    @property
    def sentence(self) -> str:
        """What says the order in a saved notebook, and is read again where it is marked."""
        return saved_sentence(self.task, self.made, self)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


class LinesToMove:
    """The page on which lines are moved. It holds widgets and is none, as the pictures do.

    Below it stands an output of its own with the order in words: what is saved with the notebook.

    Args:
        task: A task whose answer is an order.
        ask: Its lines.
    """

    def __init__(self, task: Task, ask: Arrange) -> None:
        self._ask = ask
        self._key = question_key(
            f"{task.name}\n{ask.signature}", [f"{name} {line}" for name, line in ask.lines.items()]
        )
        self.letters = MovedLines(task.name)
        earlier = earlier_answer(self._key)
        if earlier:
            self.letters.become(read_letters(earlier.answer, ask.lines)[0])
        self._saved: Any = None
        self.box: Any = None
        self.widget = self._assemble() if find_spec("ipywidgets") else None

    def _assemble(self) -> Any:
        import ipywidgets

        wide = ipywidgets.Layout(width="auto", margin="0 2px")
        head = ipywidgets.HTML(_GONE, layout=wide)
        rows = ipywidgets.HTML(surface(self._ask.signature, self._ask.lines), layout=wide)
        rows.add_class(ONLY_LIVE)
        self.box = ipywidgets.Text(
            value=" ".join(self.letters),
            continuous_update=False,
            description="In letters:",
            placeholder="or type them, then press Enter",
            style={"description_width": "initial"},
            layout=ipywidgets.Layout(width="auto", max_width="340px", margin="0 2px"),
        )
        self.box.add_class(BOX)
        self._said = ipywidgets.HTML("", layout=wide)
        self._still = ipywidgets.HTML(self._still_page(), layout=wide)
        self._still.add_class(STILL)
        self.box.observe(self._moved, names="value")
        whole = ipywidgets.VBox([head, self._still, rows, self.box, self._said])
        whole.add_class(LIVE)
        return whole

    def _moved(self, change: dict[str, Any]) -> None:
        letters, wrong = read_letters(str(change["new"]), self._ask.lines)
        if wrong:
            stays = f"Your order stays `{' '.join(self.letters)}`." if self.letters else ""
            self._said.value = short_note(f"{wrong[0].upper()}{wrong[1:]}. {stays}".strip())
            return
        self._said.value = ""
        if letters != self.letters:
            self.letters.become(letters)
            order = " ".join(letters)
            trouble = keep_answer(self._key, Answer(order)) if order else take_back(self._key)
            self._said.value = short_note(trouble) if trouble else ""
            self._still.value = self._still_page()
            if self._saved is not None:
                self._saved.update(self._saved_forms(), raw=True)
        self.box.value = " ".join(letters)  # they may have been typed in another way

    def _still_page(self) -> str:
        lines = still_lines(self._ask.signature, self._ask.lines, self.letters)
        return f"{lines}<p>{self.letters.sentence}</p>" if self.letters else lines

    def _saved_forms(self) -> dict[str, Any]:
        """The order in words, as an output that a saved notebook keeps."""
        line = f'{self._ask.subject} = "{" ".join(self.letters)}"'
        if self.letters:
            text = f"{self.letters.sentence}\n{line}"
            said = (
                f"{self.letters.sentence}. This output holds it for whoever marks the notebook: save the "
                f"notebook, and keep its outputs. Written into the cell, `{line}` says the same and needs "
                "no output."
            )
            if "google.colab" in sys.modules:
                said += _COLAB
        else:
            text = said = f"{self.letters.task}: no line is in the function yet."
        return bundle(None, _small_box(said), text)

    def show(self) -> None:
        """Show the page in the cell that runs, and below it what is saved. A script shows nothing."""
        if running_shell() is None:
            return
        from IPython.display import display

        display(self)
        self._saved = display(self._saved_forms(), raw=True, display_id=True)

    def __repr__(self) -> str:
        lines = [f"{name}   {line}" for name, line in self._ask.lines.items()]
        return "\n".join([f"Order the lines; {self._ask.subject} = {list(self.letters)}", *lines])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return bundle(self.widget, self._still_page(), repr(self))


def _small_box(said: str) -> str:
    style = (
        f"max-width:700px;margin:2px;padding:4px 10px;background:{palette.PANEL};color:{palette.INK};"
        f"border-left:4px solid {palette.EDGE};font:13px/1.5 {SANS};white-space:normal"
    )
    box = f'<div class="{dark_theme.NOTE}" style="{style}">{prose(said)}</div>'
    return dark_theme.note_style() + box


def order(name: Any = None) -> MovedLines | EllipsisType:
    """Show the lines of the task called `name` for moving.

    What it returns is the answer: the letters of the lines in their order now, which changes as they are
    moved; a check reads it, and needs no other run of the cell. Letters typed in its place are as good.

    Args:
        name: The task's name, such as `"feature_rows"`.

    Returns:
        The letters; `...` where a notebook is marked, or where there are no lines to be moved.
    """
    if "NBGRADER_EXECUTION" in os.environ:
        return ...
    try:
        task = find_task(task_name(name, sys._getframe(1)))
    except UnknownTaskError as error:
        said = str(error) if name is not None else "Put the name of the task in it, in quotes."
        return _nothing(said)
    if not isinstance(task.ask, Arrange):
        return _nothing(f"The task `{task.name}` has no lines to be put in order.")
    page = LinesToMove(task, task.ask)
    page.show()
    return page.letters


def _nothing(said: str) -> EllipsisType:
    if running_shell() is not None:
        from IPython.display import display

        display(note("No lines to move", said, tone=OPEN))
    return ...
