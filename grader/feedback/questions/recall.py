"""Questions with choices, to bring back to mind what an earlier lesson taught."""

from __future__ import annotations

from grader.catalog import UnknownTaskError, find_question
from grader.feedback.page.note import GOOD, OPEN, WRONG, Note, note
from grader.feedback.questions.choices import Choices, short_note
from grader.feedback.record.kept_answers import question_key
from grader.judging.task import Question


class AskedQuestion(Choices):
    """A question on the page. Each choice has its own response; choosing again is allowed."""

    def __init__(self, question: Question) -> None:
        self._responses = {option.text: option for option in question.options}
        super().__init__(
            "Recall",
            question.text,
            list(self._responses),
            question_key(question.text, list(self._responses)),
            self._response,
            "Answer in your head, then look it up in the earlier lesson.",
        )

    def _response(self, answer: str) -> str:
        option = self._responses[answer]
        if option.right:
            return short_note(option.response, GOOD)
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
