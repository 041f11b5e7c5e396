"""A card as a question with choices, in an order that is another one every day."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np

from grader.feedback.record.kept_answers import Answer
from grader.feedback.reviewing.cards import Card
from grader.feedback.reviewing.drawn_case import drawn_question
from grader.judging.task import Question, Task

_Option = TypeVar("_Option")


@dataclass(frozen=True)
class ReviewQuestion:
    """What a card asks today.

    Attributes:
        title: What it is about, in a few words.
        intro: What has to be known to answer, a paragraph; may be empty.
        lookup: What can be looked up, where remembering is not enough; may be empty.
        code: What is shown as code; may be empty.
        question: The question.
        right: The choice that is right.
        responses: Choice to what is said to somebody who chose it, in the order shown.
    """

    title: str
    intro: str
    lookup: str
    code: str
    question: str
    right: str
    responses: Mapping[str, str]


def review_question(card: Card, today: date) -> ReviewQuestion | None:
    """The question of a card; None where a task has no case today that can be read.

    Args:
        card: What is asked.
        today: The day: on another one come another case and another order.
    """
    seed = zlib.crc32(f"{card.name} {today.isoformat()}".encode("utf-8", "replace"))
    match card.about:
        case Task():
            return _of_a_task(card.about, seed)
        case Question():
            return _of_a_question(card.about, seed)
        case Answer():
            return _of_a_prediction(card.about, seed)


def title_of(card: Card) -> str:
    """What a card is about, for a list."""
    match card.about:
        case Task():
            return f"`{card.about.ask.subject}`: {card.about.title}"
        case Question():
            return card.about.text
        case Answer():
            return card.about.question


def _of_a_task(task: Task, seed: int) -> ReviewQuestion | None:
    drawn = drawn_question(task, seed)
    if drawn is None:
        return None
    right = f"It gives `{drawn.right}`."
    responses = {
        choice: f"{why} Right is `{drawn.right}`." if why else right
        for choice, why in drawn.choices.items()
    }
    return ReviewQuestion(
        task.title,
        drawn.intro,
        drawn.returns,
        drawn.inputs,
        drawn.question,
        drawn.right,
        responses,
    )


def _of_a_question(question: Question, seed: int) -> ReviewQuestion:
    [right] = [option for option in question.options if option.right]
    responses = {
        option.text: option.response
        if option.right
        else f"{option.response} Right is: {right.text}."
        for option in _shuffled(question.options, seed)
    }
    return ReviewQuestion("Recall", "", "", "", question.text, right.text, responses)


def _of_a_prediction(answer: Answer, seed: int) -> ReviewQuestion:
    intro = "You predicted this one wrong, in the lesson whose cells it speaks of."
    if answer.surprised:
        intro = (
            "You were sure of a wrong answer to this one, in the lesson whose cells it speaks of."
        )
    responses = {option: f"It is `{answer.outcome}`." for option in _shuffled(answer.options, seed)}
    return ReviewQuestion(
        "Predict again", intro, "", "", answer.question, answer.outcome, responses
    )


def _shuffled(options: Sequence[_Option], seed: int) -> list[_Option]:
    return [options[place] for place in np.random.default_rng(seed).permutation(len(options))]
