"""`review()`: five minutes of questions about what was learned earlier, one at a time."""

from __future__ import annotations

import html
import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from importlib.util import find_spec
from typing import Any, Final

from explorables.page import palette
from explorables.page.host import LIVE, bundle
from grader.catalog import assignments
from grader.feedback.page.note import (
    GOOD,
    OPEN,
    PLAIN,
    WRONG,
    Note,
    block,
    note,
    panel,
    paragraph,
    prose,
)
from grader.feedback.questions.choices import choice_buttons, choices_style, short_note
from grader.feedback.record import progress_record
from grader.feedback.record.kept_answers import answers
from grader.feedback.record.review_dates import Seen
from grader.feedback.reviewing.cards import Card, cards_for
from grader.feedback.reviewing.review_question import ReviewQuestion, review_question, title_of
from grader.feedback.reviewing.schedule import after
from grader.feedback.reviewing.sitting import due_cards, minutes, next_time, practice, sitting

CALL: Final = "from grader.feedback import review\n\nreview()"
_DOUBLE_CLICK: Final = 0.4  # s; a second click so soon does not pass over the response
# Takes the width there is and never asks for more: long code scrolls in its block, not the page.
_FITTING: Final = "width:0;min-width:100%"
# Brings a new question to where it is read: its words get the focus, if something here had it.
_READ_ON: Final = (
    "const whole = this.closest('.workbook-live'), words = this.parentElement;"
    " if (whole?.contains(document.activeElement))"
    " { words.focus({ preventScroll: true }); words.scrollIntoView({ block: 'nearest' }); }"
)


def review() -> Note | Review:
    """Ask what is due today of what you have passed, five minutes' worth, with new cases.

    Each answer is kept at once, so a review that is interrupted goes on when the cell runs again.
    """
    if "NBGRADER_EXECUTION" in os.environ:  # whoever marks a notebook has nothing to review
        return note("Review", "Nothing is asked while a notebook is marked.", tone=OPEN)
    today = date.today()
    cards, dates, trouble = review_state()
    if not cards:
        return note(
            "Review",
            "There is nothing to review yet. It begins the day after a task has passed, or after you "
            "have answered the questions of a lesson: then this cell asks some of it again, with "
            "other numbers and other choices, a few minutes a day.",
            *([trouble] if trouble else []),
        )
    return Review(cards, dates, today, trouble)


def review_state() -> tuple[list[Card], dict[str, Seen], str]:
    """What can be asked, the dates that are kept, and what was wrong with the file, in words."""
    tasks, _ = progress_record.load()
    dates, trouble = progress_record.review_dates()
    return cards_for(assignments(), tasks, answers(), dates), dates, trouble


def due_in_words(today: date) -> str:
    """How much is due today and how long it takes: `6 questions, about 4 minutes`; "" for nothing."""
    cards, dates, _ = review_state()
    asked = sitting(cards, dates, today)
    return _how_much(asked) if asked else ""


class Review:
    """A review on the page: one question at a time, and at the end when to come back.

    It holds widgets and is none, as the questions of a lesson do.

    Args:
        cards: All that can be asked.
        dates: Card to its dates.
        today: The day.
        trouble: What was wrong with the progress file.
        now: A clock, in seconds.
    """

    def __init__(
        self,
        cards: Sequence[Card],
        dates: Mapping[str, Seen],
        today: date,
        trouble: str = "",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cards, self._dates, self._today = list(cards), dict(dates), today
        self._now, self._answered_at = now, float("-inf")
        self._troubles = [trouble] if trouble else []
        self._lessons = {one.name: one.title for one in assignments()}
        self.control: Any = None
        self.button: Any = None
        self._begin(sitting(self._cards, self._dates, today))
        self.widget = self._assemble() if find_spec("ipywidgets") else None

    def _begin(self, cards: Sequence[Card]) -> None:
        """Begin a sitting with these cards."""
        asked = [(card, review_question(card, self._today)) for card in cards]
        self._asked = [(card, question) for card, question in asked if question is not None]
        self._place = 0
        self._right: list[Card] = []
        self._wrong: list[Card] = []
        self._is_answered = False

    @property
    def question(self) -> ReviewQuestion | None:
        """What is asked now; None before and after a sitting."""
        return self._asked[self._place][1] if self._place < len(self._asked) else None

    # --- The page -------------------------------------------------------------------------------

    def _assemble(self) -> Any:
        import ipywidgets

        self.head = ipywidgets.HTML()
        self.control = choice_buttons(("",))
        self.button = ipywidgets.Button(
            layout=ipywidgets.Layout(
                width="auto", max_width="100%", align_self="flex-start", margin="4px 0 4px 20px"
            )
        )
        self.button.on_click(self._pressed)
        self.below = ipywidgets.HTML()
        self.control.observe(self._chosen, names="value")
        # The style stands apart from what changes, so that a new question does not move the page.
        style = ipywidgets.HTML(choices_style())
        whole = ipywidgets.VBox([style, self.head, self.control, self.button, self.below])
        whole.add_class(LIVE)
        self._show(is_new=False)
        return whole

    def _show(self, is_new: bool = True) -> None:
        """Show the question that comes now or, where none is left, what has been and what comes."""
        question = self.question
        self.below.value = "".join(short_note(trouble) for trouble in self._troubles)
        self._troubles = []
        if question is None:
            self.control.layout.display = "none"
            self.head.value = self._to_be_read(self._end_panel(), is_new)
            more = self._more()
            self.button.description = f"Go on: {_how_much(more)}" if more else "Practice anyway"
            return
        self.control.layout.display = ""
        self.control.disabled = False
        self.control.options = tuple(question.responses)
        self.control.value = None
        self.head.value = self._to_be_read(self._question_panel(question), is_new)
        self.button.description = "Answer"

    def _question_panel(self, question: ReviewQuestion) -> str:
        card = self._asked[self._place][0]
        left = [other for other, _ in self._asked[self._place :]]
        time_left = f"about {_minutes(left)}" + (" left" if self._place else "")
        aside = f"question {self._place + 1} of {len(self._asked)}, {time_left}"
        where = self._lesson_of(card)
        about = f"{question.title}, from {where}" if where else question.title
        body = paragraph(about, muted=True)
        body += paragraph(question.intro) if question.intro else ""
        body += _to_open(question.lookup) if question.lookup else ""
        body += f'<div style="margin-top:8px">{block(question.code)}</div>' if question.code else ""
        return panel(PLAIN, "Review", aside, body + paragraph(question.question))

    def _to_be_read(self, words: str, is_new: bool) -> str:
        script = (
            f'<img src="data:," alt="" hidden onerror="{html.escape(_READ_ON)}">' if is_new else ""
        )
        return f'<div tabindex="-1" style="outline:none;{_FITTING}">{words}{script}</div>'

    def _chosen(self, change: Mapping[str, Any]) -> None:
        if change["new"] is not None and not self._is_answered:
            self.below.value = ""

    def _pressed(self, _button: object) -> None:
        if self.question is None:
            self._begin(self._more() or practice(self._cards, self._dates, self._today))
            self._show()
        elif not self._is_answered:
            self._answer(self.question)
        elif self._now() - self._answered_at > _DOUBLE_CLICK:
            self._place += 1
            self._is_answered = False
            self._show()

    def _answer(self, question: ReviewQuestion) -> None:
        if self.control.value is None:
            self.below.value = short_note("Choose an answer first, then press the button.")
            return
        is_right = self.control.value == question.right
        card = self._asked[self._place][0]
        trouble = self._keep(card, is_right)
        self._is_answered, self._answered_at = True, self._now()
        self.control.disabled = True
        words = question.responses[self.control.value]
        words = words if is_right else f"Not this one. {words}"
        self.below.value = short_note(words, GOOD if is_right else WRONG) + (
            short_note(trouble) if trouble else ""
        )
        is_last = self._place + 1 == len(self._asked)
        self.button.description = "Finish" if is_last else "Next question"

    def _keep(self, card: Card, is_right: bool) -> str:
        """Write down an answer at once. Returns what went wrong, in words."""
        (self._right if is_right else self._wrong).append(card)
        seen = after(card.name, card.seen(self._dates), is_right, self._today)
        self._dates[card.name] = seen
        return progress_record.remember_dates({card.name: seen})

    # --- What is said ---------------------------------------------------------------------------

    def _more(self) -> list[Card]:
        return sitting(self._cards, self._dates, self._today)

    def _end(self) -> list[str]:
        """What has been, and when to come back; a paragraph each."""
        words = []
        if self._asked:
            words.append(f"{len(self._right)} of {len(self._asked)} right.")
            if self._wrong:
                words.append(f"To be asked again: {self._titles(self._wrong)}.")
        waiting = len(due_cards(self._cards, self._dates, self._today))
        if waiting:
            words.append(
                f"{waiting} more {'is' if waiting == 1 else 'are'} due, and can wait: what one question "
                "is likeliest to save comes first, five minutes a day."
            )
        coming = next_time(self._cards, self._dates, self._today)
        if coming is not None:
            words.append(
                f"Come back {_day_in_words(coming.day, self._today)}: {_how_much(coming.cards)} then."
            )
        if self._asked and progress_record.ends_with_the_runtime():
            words.append(
                "These dates end with this runtime. To keep them, run `progress(keep=True)` in a cell "
                "of its own, and save the notebook."
            )
        return words

    def _end_panel(self) -> str:
        title = "Review done" if self._asked else "Review: nothing is due today"
        body = "".join(paragraph(words) for words in self._end())
        is_good = self._asked and 2 * len(self._right) >= len(self._asked)
        return panel(GOOD if is_good else PLAIN, title, "", body)

    def _titles(self, cards: Sequence[Card]) -> str:
        return "; ".join(_short(title_of(card)) for card in cards)

    def _lesson_of(self, card: Card) -> str:
        title = self._lessons.get(card.lesson)
        return f"lesson {card.lesson.partition('-')[0]}, {title}" if title else ""

    # --- Where no widget lives ------------------------------------------------------------------

    def _static(self) -> tuple[str, list[str], list[str]]:
        """Title, paragraphs, and what is due, an item each."""
        cards = [card for card, _ in self._asked[self._place :]]
        if not cards:
            return "Review: nothing is due today", self._end()[-1:], []
        items = [
            f"{_short(title_of(card))} ({self._lesson_of(card)})"
            if self._lesson_of(card)
            else _short(title_of(card))
            for card in cards
        ]
        return (
            f"Review: {_how_much(cards)}",
            ["To answer them, run this cell. It asks about:"],
            items,
        )

    def _static_page(self) -> str:
        title, words, items = self._static()
        body = "".join(paragraph(text) for text in words)
        if items:
            style = f"margin:6px 0 0;padding-left:24px;color:{palette.INK}"
            entries = "".join(f'<li style="margin:2px 0">{prose(item)}</li>' for item in items)
            body += f'<ul style="{style}">{entries}</ul>'
        return panel(PLAIN, title, "", body)

    def __repr__(self) -> str:
        title, words, items = self._static()
        return "\n".join([title, *words, *(f"- {item}" for item in items)])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return bundle(self.widget, self._static_page(), repr(self))


def _to_open(text: str) -> str:
    """What a docstring says, closed at first: who tries to remember gets more out of it."""
    head = f'<summary style="cursor:pointer;color:{palette.MUTED}">What its docstring says of the result</summary>'
    return f'<details style="margin:6px 0 0">{head}{paragraph(text)}</details>'


def _how_much(cards: Sequence[Card]) -> str:
    """`8 questions, about 5 minutes`."""
    return f"{len(cards)} question{'s' if len(cards) != 1 else ''}, about {_minutes(cards)}"


def _minutes(cards: Sequence[Card]) -> str:
    count = minutes(cards)
    return f"{count} minute{'s' if count != 1 else ''}"


def _day_in_words(day: date, today: date) -> str:
    """`tomorrow`, `on Thursday, December 3`, with the year where it is another one."""
    if day == today + timedelta(days=1):
        return "tomorrow"
    year = f", {day.year}" if day.year != today.year else ""
    return f"on {day:%A, %B} {day.day}{year}"


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} ..."
