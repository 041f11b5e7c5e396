"""How sure a learner is of an answer: one click, in a row that can be left alone.

A wrong answer somebody was sure of is the one that its correction teaches most, if it is noticed:
see docs/teaching.md. So it is pointed out, and kept for the review.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from grader.feedback.record.kept_answers import FAIRLY, GUESS, NOT_SAID, SURE

LEVELS: Final = {"a guess": GUESS, "fairly sure": FAIRLY, "sure": SURE}
COMES_BACK: Final = (
    "It comes back in your review: what one was sure of and got wrong is most worth remembering."
)
RIGHT_GUESS: Final = "You said it was a guess: before you read on, can you say why it is so?"
ROW: Final = "workbook-confidence"
# In one row, as long as there is room; ipywidgets 7 knows radio buttons in a column alone.
STYLE: Final = (
    f".{ROW}.widget-radio .widget-radio-box{{flex-direction:row;flex-wrap:wrap;margin-bottom:0!important}}"
    f".{ROW} .widget-radio-box label{{width:auto;margin:0 18px 2px 0}}"
)


def level_in_words(sure: int) -> str:
    """What a learner said of an answer, in the words of the row; "" where nothing was said."""
    return next((words for words, level in LEVELS.items() if level == sure), "")


class ConfidenceRow:
    """The row: three choices, none of them made.

    Args:
        label: What stands before the choices.
        sure: What was said before.
        said: Called when a learner says how sure they are.
    """

    def __init__(self, label: str, sure: int, said: Callable[[], None]) -> None:
        import ipywidgets

        self._said = said
        self.control: Any = ipywidgets.RadioButtons(
            options=list(LEVELS),
            value=level_in_words(sure) or None,
            description=label,
            style={"description_width": "initial"},
            layout=ipywidgets.Layout(width="auto", max_width="720px", margin="0 0 0 20px"),
        )
        self.control.observe(self._clicked, names="value")

    @property
    def sure(self) -> int:
        """What was said, from `NOT_SAID` to `SURE`."""
        return LEVELS.get(self.control.value, NOT_SAID)

    def _clicked(self, change: dict[str, Any]) -> None:
        if change["new"] is not None:
            self._said()

    def close(self, hide: bool = False) -> None:
        """Take no further clicks.

        Args:
            hide: Whether to leave the row out where nothing was said.
        """
        self.control.disabled = True
        if hide and self.sure == NOT_SAID:
            self.control.layout.display = "none"

    def open(self) -> None:
        """Begin again, with nothing said."""
        self.control.value, self.control.disabled = None, False
        self.control.layout.display = ""
