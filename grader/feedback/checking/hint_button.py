"""A verdict with the task's hints at hand: a button below it opens one after the other.

What was opened stays below, in order. Pages without a kernel have the verdict's own page, which says
what to type instead.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from explorables.page import dark_theme, palette
from explorables.page.fonts import SANS
from explorables.page.host import LIVE, around_controls, bundle
from grader.feedback.checking.hints import COMPARE, has_solution
from grader.feedback.page.note import PLAIN, Note, block, paragraph, prose
from grader.feedback.record import progress_record
from grader.judging.task import Task

_GONE = around_controls("To open a hint here, run this cell.")
_INDENT = 20  # px; what belongs to a panel stands below it, a little to the right
# What this kernel's panels have open of a task: a check that runs again keeps it on the page.
_open: dict[str, int] = {}


class NoteWithHints(Note):
    """A verdict that a cell can return, with a button for the task's hints where widgets live.

    It holds widgets and is none, as the explorables do, and makes them only when it is shown.

    Args:
        page: The verdict as HTML, for where there are no widgets.
        text: Its plain text.
        head: The verdict as HTML, to stand above the button.
        advice: What to type in place of clicking.
        task: Whose hints these are.
    """

    def __init__(self, page: str, text: str, head: str, advice: str, task: Task) -> None:
        super().__init__(page, text)
        self._head, self._advice, self._task = head, advice, task
        self._folded = False
        self.widget: Any = None
        self.button: Any = None

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        if self.widget is None and find_spec("ipywidgets"):
            self.widget = self._assemble()
        return bundle(self.widget, self.page, self.text)

    @property
    def _opened(self) -> int:
        """How many steps are open: the hints, and after them the solution."""
        return _open.get(self._task.name, 0)

    def _steps(self) -> int:
        """How many there are now: a solution can be opened after an attempt."""
        return len(self._task.hints) + has_solution(self._task)

    def _assemble(self) -> Any:
        import ipywidgets

        self.button = ipywidgets.Button(
            description=self._next(),
            layout=ipywidgets.Layout(width="auto", margin="4px 10px 2px 0"),
        )
        self.button.on_click(self._press)
        beside = ipywidgets.HTML(
            _words(paragraph(self._advice, muted=True)),
            layout=ipywidgets.Layout(flex="1 1 240px", width="auto", min_width="0"),
        )
        row = ipywidgets.HBox(
            [self.button, beside],
            layout=ipywidgets.Layout(
                flex_flow="row wrap",
                align_items="center",
                max_width="720px",
                padding=f"0 0 0 {_INDENT}px",
                overflow="visible",
            ),
        )
        self._below = ipywidgets.HTML(self._shown())
        whole = ipywidgets.VBox([ipywidgets.HTML(_GONE + _within(self._head)), row, self._below])
        whole.add_class(LIVE)
        return whole

    def _next(self) -> str:
        """What the button does next."""
        count = len(self._task.hints)
        if self._opened < count:
            return f"Hint {self._opened + 1} of {count}"
        if self._opened < self._steps():
            return "Show a solution"
        return "Show the hints" if self._folded else "Hide the hints"

    def _press(self, _button: object) -> None:
        trouble = ""
        if self._opened < self._steps():
            _open[self._task.name] = self._opened + 1
            self._folded = False
            hints = min(self._opened, len(self._task.hints))
            trouble = progress_record.remember_help(
                self._task.name, hints, solution=self._opened > hints
            )
            self._below.value = self._shown(newest=self._opened, trouble=trouble)
        else:  # nothing is left to open, and the button keeps the focus
            self._folded = not self._folded
            self._below.value = "" if self._folded else self._shown()
        self.button.description = self._next()

    def _shown(self, newest: int = 0, trouble: str = "") -> str:
        """What is open, in order; the newest is what a screen reader says."""
        count = len(self._task.hints)
        boxes = [
            _box(f"<strong>Hint {level} of {count}.</strong> {prose(hint)}", level == newest)
            for level, hint in enumerate(self._task.hints[: self._opened], start=1)
        ]
        if self._opened > count:
            worked = f'<div style="margin-top:6px">{block(self._task.worked)}</div>'
            said = f"<strong>One way to solve it.</strong> {prose(COMPARE)}{worked}"
            boxes.append(_box(said, newest == self._opened))
        if trouble:
            boxes.append(_box(prose(trouble), is_newest=True))
        if not boxes:
            return ""
        return dark_theme.note_style() + _within("".join(boxes))


def _within(page: str) -> str:
    """A page that takes the width there is, and never asks for more: a long line of code scrolls."""
    return f'<div style="width:0;min-width:100%">{page}</div>'


def _words(body: str) -> str:
    return f'<div class="{dark_theme.NOTE}" style="line-height:1.5;white-space:normal">{body}</div>'


def _box(body: str, is_newest: bool) -> str:
    style = (
        f"box-sizing:border-box;max-width:{720 - _INDENT}px;margin:4px 0 4px {_INDENT}px;"
        f"padding:6px 12px;background:{palette.PANEL};color:{palette.INK};"
        f"border-left:4px solid {PLAIN.color};font:14px/1.5 {SANS};white-space:normal;"
        "overflow-wrap:anywhere"
    )
    status = ' role="status"' if is_newest else ""
    return f'<div{status} class="{dark_theme.NOTE}" style="{style}">{body}</div>'
