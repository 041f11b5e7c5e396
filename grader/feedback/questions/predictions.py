"""Predict cells: commit to an answer before the cell that shows it.

The question does not know the answer. The next cell computes it and hands it to `reveal`, so what
a learner is told is always what TensorFlow really did.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from grader.feedback.page.note import GOOD, OPEN, WRONG, Note, note
from grader.feedback.questions.choices import Choices, short_note
from grader.feedback.questions.confidence import COMES_BACK, RIGHT_GUESS
from grader.feedback.record.kept_answers import (
    FAIRLY,
    GUESS,
    SURE,
    Answer,
    keep_answer,
    question_key,
    today,
)

TITLE: Final = "Predict"
NO_CHOICE = (
    "That was none of the choices: the cell computes something else than the question asked."
)
_NEXT = "Now run the next cell."


class Prediction(Choices):
    """A prediction, made or not. The next cell calls `reveal` with what came out."""

    def __init__(self, question: str, choices: Sequence[str]) -> None:
        super().__init__(
            TITLE,
            question,
            choices,
            question_key(question, choices),
            _response,
            "Decide before you run the next cell.",
        )
        if self.kept and self.kept.outcome:
            self.close()

    def reveal(self, actual: Any) -> Note:
        """Compare the prediction with what came out. Once compared, it stays, unless
        the learner asks to answer again.

        Args:
            actual: What the cell computed: a text, shape, dtype, tensor, number or bool.
        """
        came_out = in_words(actual)
        if self.options and came_out not in self.options:
            # A learner who changed the cell may get here; a lesson as written must not.
            return none_of_the_choices(came_out)
        if self.kept is None:
            return note(f"It is `{came_out}`", "You made no prediction this time.", tone=OPEN)
        if self.kept.outcome != came_out:
            kept = replace(self.kept, outcome=came_out)
            if kept.sure == SURE and not is_same(kept.answer, came_out):
                kept = replace(kept, surprised=today())
            self.kept = kept
            keep_answer(self._key, kept)
        self.close()
        if self.control is not None:  # it said to run the cell that has run now
            self._below.value = ""
        return comparison(self.kept)


def _response(kept: Answer) -> str:
    """What stands below a prediction, before it is compared and when its cell is run again."""
    sure = {GUESS: ", as a guess", FAIRLY: ", and are fairly sure", SURE: ", and are sure"}
    if not kept.outcome:
        return short_note(f"You say `{kept.answer}`{sure.get(kept.sure, '')}. {_NEXT}")
    right = is_same(kept.answer, kept.outcome)
    was = sure.get(kept.sure, "").replace("are", "were")
    text = f"You predicted `{kept.answer}`{was}. It is `{kept.outcome}`."
    return short_note(text, GOOD if right else WRONG)


def none_of_the_choices(came_out: str) -> Note:
    """What is said where a cell gives something that was not to be chosen."""
    return note(f"It is `{came_out}`", NO_CHOICE, tone=OPEN)


def comparison(kept: Answer) -> Note:
    """What is said of a prediction and what came out, by how sure the learner was."""
    if is_same(kept.answer, kept.outcome):
        said = [RIGHT_GUESS] if kept.sure == GUESS else []
        return note(f"As you predicted: `{kept.outcome}`", *said, tone=GOOD)
    said = [f"You predicted `{kept.answer}`. What did you assume that is not so?"]
    if kept.sure == SURE:
        said = [
            f"You predicted `{kept.answer}`, and you were sure. What did you take for granted?",
            COMES_BACK,
        ]
    elif kept.sure == GUESS:
        said = [f"You guessed `{kept.answer}`. What would explain `{kept.outcome}`?"]
    return note(f"It is `{kept.outcome}`", *said, tone=WRONG)


def outcome_in(text: str) -> str | None:
    """What came out, by the text that `reveal` leaves in a saved notebook; None where it is none.

    Args:
        text: Of an output, such as ``It is `6` `` and what follows.
    """
    said = re.match(r"(?:It is|As you predicted:) `(.*?)`(?:\n|\Z)", text, re.DOTALL)
    return said[1] if said else None


def predict(question: str, choices: Sequence[str] = ()) -> Prediction:
    """Ask for a prediction. Answered or not, the notebook runs on.

    Args:
        question: What to predict.
        choices: The answers to choose from; without any, a short answer is typed.
    """
    return Prediction(question, choices)


def in_words(value: Any) -> str:
    """A value as a learner would write it: `(2, 3)`, `float32`, `[1, 2]`, `True`."""
    if hasattr(value, "as_list"):  # a TensorShape
        value = tuple(value.as_list())
    elif hasattr(value, "as_numpy_dtype"):  # a DType
        value = value.name
    elif hasattr(value, "numpy"):
        value = value.numpy()
    if isinstance(value, np.ndarray | np.generic):
        if value.dtype.kind == "f":  # in the digits of its dtype: 0.1, not 0.10000000149011612
            value = np.asarray(value).astype(str).astype(float)
        value = value.tolist()
    return value.decode() if isinstance(value, bytes) else str(value)


def _bare(text: str) -> str:
    """`tf.float32` and `'float32'` say the same as `float32`."""
    return text.strip().strip("'\"").removeprefix("tf.").casefold()


def is_same(answer: str, came_out: str) -> bool:
    """Whether an answer, however it is written, says what came out."""
    if _bare(answer) == _bare(came_out):
        return True
    try:
        mine, theirs = ast.literal_eval(answer.strip()), ast.literal_eval(came_out)
    except (ValueError, TypeError, SyntaxError):  # no literal: there are only the texts to compare
        return False
    if isinstance(mine, bool) != isinstance(theirs, bool):
        return False
    return _as_lists(mine) == _as_lists(theirs)


def _as_lists(value: Any) -> Any:
    return [_as_lists(item) for item in value] if isinstance(value, list | tuple) else value
