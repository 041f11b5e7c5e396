"""Questions with choices, to bring back to mind what an earlier lesson taught."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from grader.catalog import UnknownTaskError, find_question
from grader.feedback.page.note import GOOD, OPEN, WRONG, Note, note
from grader.feedback.questions.choices import Choices, short_note
from grader.feedback.questions.confidence import COMES_BACK
from grader.feedback.record.kept_answers import NOT_SAID, SURE, Answer, question_key, today
from grader.judging.task import Option, Question

TITLE: Final = "Recall"


class AskedQuestion(Choices):
    """A question on the page. Each choice has its own response; choosing again is allowed."""

    def __init__(self, question: Question) -> None:
        self._choices = {option.text: option for option in question.options}
        self._right = next(option.text for option in question.options if option.right)
        super().__init__(
            TITLE,
            question.text,
            list(self._choices),
            question_key(question.text, list(self._choices)),
            self._response,
            "Answer in your head, then look it up in the earlier lesson.",
            first_sure=True,
        )
        if self.kept and self.confidence:
            self.confidence.close()

    def keep(self, answer: Answer) -> None:
        """Keep an answer, and show the response to it. How sure a learner was counts for the first
        choice; whoever goes on to the others has read a response."""
        answer = replace(answer, outcome=self._right)
        if self.kept is not None:
            answer = replace(answer, sure=NOT_SAID)
        elif answer.sure == SURE and answer.answer != self._right:
            answer = replace(answer, surprised=today())
        super().keep(answer)
        if self.confidence:
            self.confidence.close()

    def _response(self, kept: Answer) -> str:
        return response(self._choices[kept.answer], kept.sure)


def response(chosen: Option, sure: int = NOT_SAID) -> str:
    """What is said to a choice, as HTML, by how sure the learner was."""
    if chosen.right:
        return short_note(chosen.response, GOOD)
    if sure == SURE:
        text = f"Not this one, and you were sure. {chosen.response} {COMES_BACK}"
        return short_note(text, WRONG)
    return short_note(f"Not this one. {chosen.response}", WRONG)


def ask(name: str) -> AskedQuestion | Note:
    """Ask the question called `name`.

    Args:
        name: The question's name, such as `"recall_outcomes"`.
    """
    try:
        return AskedQuestion(find_question(name))
    except UnknownTaskError as error:
        return note("No question", str(error), tone=OPEN)
