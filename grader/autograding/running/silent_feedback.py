"""What stands for `grader.feedback` in the kernel of a submission that is being marked.

The tasks are not there: a check cell is judged outside, and what else a notebook calls of the
course's feedback says nothing. Copied to where `grader.feedback` is imported from; imports nothing but
what a check calls, which so takes hold of the libraries' functions before an answer can change them.
"""

from __future__ import annotations

from typing import Any

import grader.probing.crossing  # noqa: F401


class Silence:
    """Shows as an empty result, and answers whatever is asked of it with itself."""

    def __repr__(self) -> str:
        return "(not shown while a notebook is marked)"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: object, **__: object) -> Silence:
        return self


def order(*_: object, **__: object) -> Any:
    """An order that nobody moved a line of, as it is handed out.

    What somebody moved stands in the notebook's outputs, and was written in place of this call.
    """
    return ...


def _silent(*_: object, **__: object) -> Silence:
    return Silence()


ask = check = example = hint = predict = progress = review = solution = why = _silent
