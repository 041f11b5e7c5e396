"""What can be asked in a review: tasks that passed, the lessons' questions, predictions that were wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from grader.feedback.record.kept_answers import Answer, question_key
from grader.feedback.record.review_dates import Seen
from grader.feedback.reviewing.drawn_case import can_be_drawn
from grader.judging.task import Assignment, Question, Task

# Seconds that a card takes, about: a case is worked out, a question is read.
OF_A_CASE: Final = 45
OF_A_QUESTION: Final = 30


@dataclass(frozen=True)
class Card:
    """Something that can be asked again.

    Attributes:
        name: What its dates are kept under.
        lesson: The lesson it comes from: `01-tensors`; "" where nobody knows.
        about: The task, the question, or the answer to a prediction.
        since: The day it was learned, where that is known and no date is kept yet.
        urgent: Whether a learner was sure of a wrong answer: it is asked tomorrow, and first.
    """

    name: str
    lesson: str
    about: Task | Question | Answer
    since: date | None = None
    urgent: bool = False

    @property
    def seconds(self) -> int:
        """How long it takes, about."""
        return OF_A_CASE if isinstance(self.about, Task) else OF_A_QUESTION

    def seen(self, dates: Mapping[str, Seen]) -> Seen | None:
        """Its dates: those kept, else those of the day it was learned; None where that is unknown."""
        if self.name in dates:
            return dates[self.name]
        if self.since is None:
            return None
        return Seen(self.since, 1 if self.urgent else 0)


def cards_for(
    every: Sequence[Assignment],
    tasks: Mapping[str, Any],
    answers: Mapping[str, Answer],
    dates: Mapping[str, Seen],
) -> list[Card]:
    """The cards of somebody whose record this is, in the order of the course.

    Args:
        every: The assignments.
        tasks: Task to its "best" fraction.
        answers: What was answered to the lessons' questions, by `question_key`.
        dates: The dates that are kept.
    """
    cards: list[Card] = []
    for assignment in every:
        cards += [
            Card(task.name, assignment.name, task)
            for task in assignment.tasks
            if tasks.get(task.name, {"best": 0})["best"] == 1 and can_be_drawn(task)
        ]
        has_begun = any(tasks.get(task.name, {}).get("attempts") for task in assignment.tasks)
        # Nobody knows when a question was skipped; about when the lesson's first task passed.
        passed = [dates[task.name].day for task in assignment.tasks if task.name in dates]
        for question in assignment.recall:
            key = question_key(question.text, [option.text for option in question.options])
            if has_begun or key in answers or question.name in dates:
                since = _day(answers[key]) if key in answers else min(passed, default=None)
                cards.append(Card(question.name, assignment.name, question, since))
    asked = {
        question_key(one.text, [option.text for option in one.options]) for one in _recall(every)
    }
    return cards + [
        Card(prediction_name(key), answer.lesson, answer, _day(answer), bool(answer.surprised))
        for key, answer in answers.items()
        if key not in asked and _can_be_asked_again(answer, prediction_name(key) in dates)
    ]


def prediction_name(key: str) -> str:
    """What the dates of a prediction are kept under; a name as the others have them."""
    return f"prediction_{key}"


def _recall(every: Sequence[Assignment]) -> list[Question]:
    return [question for assignment in every for question in assignment.recall]


def _can_be_asked_again(answer: Answer, was_asked: bool) -> bool:
    """Whether a prediction went wrong, once, and all is there that asking it again needs."""
    if not answer.question or answer.outcome not in answer.options:
        return False
    return bool(answer.surprised) or was_asked or answer.answer not in ("", answer.outcome)


def _day(answer: Answer) -> date | None:
    """The day of an answer, or of the surprise."""
    day = answer.surprised or answer.day
    return date.fromisoformat(day) if day else None
