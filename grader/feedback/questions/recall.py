"""Questions with choices, to bring back to mind what an earlier lesson taught."""

from __future__ import annotations

from dataclasses import replace

from grader.catalog import UnknownTaskError, find_question
from grader.feedback.page.note import GOOD, OPEN, WRONG, Note, note
from grader.feedback.questions.choices import Choices, short_note
from grader.feedback.questions.confidence import COMES_BACK
from grader.feedback.record.kept_answers import NOT_SAID, SURE, Answer, question_key, today
from grader.judging.task import Question


class AskedQuestion(Choices):
    """A question on the page. Each choice has its own response; choosing again is allowed."""

    def __init__(self, question: Question) -> None:
        self._responses = {option.text: option for option in question.options}
        self._right = next(option.text for option in question.options if option.right)
        super().__init__(
            "Recall",
            question.text,
            list(self._responses),
            question_key(question.text, list(self._responses)),
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
        option = self._responses[kept.answer]
        if option.right:
            return short_note(option.response, GOOD)
        if kept.sure == SURE:
            text = f"Not this one, and you were sure. {option.response} {COMES_BACK}"
            return short_note(text, WRONG)
        return short_note(f"Not this one. {option.response}", WRONG)


def ask(name: str) -> AskedQuestion | Note:
    """Ask the question called `name`.

    Args:
        name: The question's name, such as `"recall_outcomes"`.
    """
    try:
        return AskedQuestion(find_question(name))
    except UnknownTaskError as error:
        return note("No question", str(error), tone=OPEN)
