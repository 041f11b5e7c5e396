"""What a learner answered to the questions of the lessons, kept beside the progress.

A question is asked again whenever its cell runs, after a restart too; what was answered is still
there then. Whoever marks a notebook has answers of their own, so nothing is kept or read there.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from grader.feedback.record.progress_record import local_file, progress_file

_MOST = 2000  # answers that are kept, the latest; the lessons ask about a hundred
_NAME = "answers.json"

# What this kernel has seen, for the case that the file cannot be written.
_seen: dict[str, Answer] = {}


@dataclass(frozen=True)
class Answer:
    """An answer, and what turned out to be so; "" while that was not shown."""

    answer: str
    outcome: str = ""


def question_key(question: str, options: Sequence[str]) -> str:
    """What a question is kept under: another wording is another question."""
    words = "\n".join([question, *options])
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


def earlier_answer(key: str) -> Answer | None:
    """What was answered before, in this kernel or an earlier one."""
    return None if _is_marking() else _load().get(key)


def any_answer() -> bool:
    """Whether anything was answered, in this kernel or an earlier one."""
    return not _is_marking() and bool(_load())


def keep_answer(key: str, answer: Answer | None) -> str:
    """Keep an answer, or forget it. Returns what went wrong, in words, or an empty text."""
    if _is_marking():
        return ""
    answers = _load()
    answers.pop(key, None)
    _seen.pop(key, None)
    if answer is not None:
        _seen[key] = answers[key] = answer
    latest = dict(list(answers.items())[-_MOST:])
    file = progress_file().with_name(_NAME)
    aside = file.with_name(f"{file.name}.{os.getpid()}")  # two notebooks may save at once
    text = {"version": 1, "answers": {name: asdict(one) for name, one in latest.items()}}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(text, indent=1), encoding="utf-8")
        aside.replace(file)
    except OSError as error:
        return f"Your answer was not kept: {error.strerror} ({file})."
    return ""


def _is_marking() -> bool:
    return "NBGRADER_EXECUTION" in os.environ


def _load() -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for file in dict.fromkeys((local_file(), progress_file())):  # before Drive was mounted, and now
        answers |= _read(file.with_name(_NAME))
    return answers | _seen


def _read(file: Path) -> dict[str, Answer]:
    """What a file holds. One that cannot be read holds nothing: a question is then asked anew."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))["answers"]
        return {
            str(name): Answer(str(one["answer"]), str(one["outcome"])) for name, one in kept.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
