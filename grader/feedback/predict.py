"""Predict cells: commit to an answer before the cell that shows it.

The question does not know the answer. The next cell computes it and hands it to `reveal`, so what
a learner is told is always what TensorFlow really did.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from grader.feedback.choices import Choices, short_note
from grader.feedback.note import GOOD, OPEN, WRONG, Note, note


class Prediction(Choices):
    """A prediction, made or not. The next cell calls `reveal` with what came out."""

    def __init__(self, question: str, choices: Sequence[str]) -> None:
        super().__init__(
            "Predict",
            question,
            choices,
            lambda answer: short_note(f"You say `{answer}`. Now run the next cell."),
            "Decide before you run the next cell.",
        )

    def reveal(self, actual: Any) -> Note:
        """Compare the prediction with what came out.

        Args:
            actual: What the cell computed: a text, shape, dtype, tensor, number or bool.

        Raises:
            ValueError: It is none of the choices, so the question is wrong.
        """
        came_out = in_words(actual)
        if self.options and came_out not in self.options:
            raise ValueError(f"{came_out} came out, and the choices are {list(self.options)}")
        self.close()
        if self.answer is None:
            return note(f"It is `{came_out}`", "You made no prediction this time.", tone=OPEN)
        if _same(self.answer, came_out):
            return note(f"As you predicted: `{came_out}`", tone=GOOD)
        return note(
            f"It is `{came_out}`",
            f"You predicted `{self.answer}`. What did you assume that is not so?",
            tone=WRONG,
        )


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
    if hasattr(value, "tolist"):
        value = value.tolist()
    return value.decode() if isinstance(value, bytes) else str(value)


def _same(answer: str, came_out: str) -> bool:
    if answer.strip().casefold() == came_out.strip().casefold():
        return True
    try:
        mine, theirs = ast.literal_eval(answer.strip()), ast.literal_eval(came_out)
    except (ValueError, SyntaxError):  # not a literal, so the texts are all there is to compare
        return False
    if isinstance(mine, list | tuple) and isinstance(theirs, list | tuple):
        return list(mine) == list(theirs)
    return type(mine) is not bool and type(theirs) is not bool and mine == theirs
