"""What a learner answered to the questions of the lessons, kept beside the progress.

A question is asked again whenever its cell runs, after a restart too; what was answered is still
there then. The words of the question are kept as well, so that it can be asked where its notebook
isn't open. Whoever marks a notebook has answers of their own, so nothing is kept or read there.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from grader.feedback.record.progress_record import local_file, progress_file
from grader.feedback.record.written_files import aside_of, only_writer, write_whole

_MOST = 2000  # answers that are kept, the latest; the lessons ask about a hundred
_MOST_TEXT = 10_000  # characters of what a file says was asked or answered
_NAME = "answers.json"
_VERSION = 2  # 1 had the answer and the outcome alone; such a file is read as well

# How sure a learner said to be of an answer.
NOT_SAID: Final = 0
GUESS: Final = 1
FAIRLY: Final = 2
SURE: Final = 3

# What this kernel has seen, for the case that the file cannot be written.
_seen: dict[str, Answer] = {}


@dataclass(frozen=True)
class Answer:
    """An answer to a question, and what is needed to ask that again.

    Attributes:
        answer: What was answered; "" where it was taken back, to be answered again.
        outcome: What turned out to be so; "" while that was not shown, and for a sentence that was
            written, since there no single answer is right.
        sure: How sure the learner said to be, from `NOT_SAID` to `SURE`.
        question: The question; "" in a file of version 1.
        options: The choices; empty where an answer is typed.
        day: When it was answered, as an ISO date; "" in a file of version 1.
        surprised: The last day on which an answer the learner was sure of was wrong; "" for never.
            It stays when the question is answered again.
        lesson: The notebook in which it was asked, such as `01-tensors`; "" where nobody says, as
            in Colab.
    """

    answer: str
    outcome: str = ""
    sure: int = NOT_SAID
    question: str = ""
    options: tuple[str, ...] = ()
    day: str = ""
    surprised: str = ""
    lesson: str = ""


def today() -> str:
    """Today as an ISO date, where the kernel runs."""
    return date.today().isoformat()


def this_lesson() -> str:
    """The notebook of this kernel, such as `01-tensors`; "" where Jupyter does not say."""
    return Path(os.environ.get("JPY_SESSION_NAME", "")).stem


def question_key(question: str, options: Sequence[str]) -> str:
    """What a question is kept under: another wording is another question."""
    words = "\n".join([question, *options])
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


def answers() -> dict[str, Answer]:
    """All that was answered, in this kernel or an earlier one, by the key of the question. It holds
    what was taken back, too, where that was a surprise."""
    return {} if _is_marking() else _load()


def earlier_answer(key: str) -> Answer | None:
    """What was answered before, in this kernel or an earlier one."""
    kept = answers().get(key)
    return kept if kept is not None and kept.answer else None


def any_answer() -> bool:
    """Whether anything was answered, in this kernel or an earlier one."""
    return any(kept.answer for kept in answers().values())


def keep_answer(key: str, answer: Answer) -> str:
    """Keep an answer; that the learner was once surprised stays.

    Returns:
        What went wrong, in words, or an empty text.
    """
    before = answers().get(key)
    if before is not None and before.surprised and not answer.surprised:
        answer = replace(answer, surprised=before.surprised)
    return _change(key, answer)


def take_back(key: str) -> str:
    """Forget an answer, but for a surprise. Returns what went wrong, or an empty text."""
    before = answers().get(key)
    if before is None or not before.surprised:
        return _change(key, None)
    return _change(key, replace(before, answer="", sure=NOT_SAID))


def _change(key: str, answer: Answer | None) -> str:
    """Write down an answer as it is, or the lack of one."""
    if _is_marking():
        return ""
    file = progress_file().with_name(_NAME)
    with only_writer(file.parent):
        trouble = _make_room(file)
        kept = _load()
        kept.pop(key, None)
        _seen.pop(key, None)
        if answer is not None:
            _seen[key] = kept[key] = answer
        latest = dict(list(kept.items())[-_MOST:])
        data = {"version": _VERSION, "answers": {name: asdict(one) for name, one in latest.items()}}
        try:
            if not trouble:
                write_whole(file, data)
        except OSError as error:
            trouble = error.strerror or "it can not be written"
    return f"Your answer was not kept: {trouble} ({file})." if trouble else ""


def _make_room(file: Path) -> str:
    """Set a file aside that can't be read, as whoever it belongs to may mend it.

    Returns:
        What speaks against writing one now: it is there, and can't be opened or moved.
    """
    try:
        if file.exists() and _entries(file) is None:
            file.replace(aside_of(file))
    except OSError as error:
        return error.strerror or "it can not be read"
    return ""


def _is_marking() -> bool:
    return "NBGRADER_EXECUTION" in os.environ


def _load() -> dict[str, Answer]:
    kept: dict[str, Answer] = {}
    for file in dict.fromkeys((local_file(), progress_file())):  # before Drive was mounted, and now
        kept |= _read(file.with_name(_NAME))
    return kept | _seen


def _read(file: Path) -> dict[str, Answer]:
    """What a file holds. What cannot be read of it is left out: a question is then asked anew."""
    try:
        entries = _entries(file) or {}
    except OSError:
        return {}
    read = {str(name): _answer(entry) for name, entry in entries.items()}
    return {name: answer for name, answer in read.items() if answer is not None}


def _entries(file: Path) -> dict[str, Any] | None:
    """The entries in a file as they were written down, None where it is damaged.

    Raises:
        OSError: It isn't there, or can't be opened.
    """
    try:
        entries = json.loads(file.read_text(encoding="utf-8-sig"))["answers"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return entries if isinstance(entries, dict) else None


def _answer(entry: Any) -> Answer | None:
    """An answer as it was written down. What version 1 didn't keep is left at its default."""
    try:
        return Answer(
            answer=_text(entry["answer"]),
            outcome=_text(entry["outcome"]),
            sure=min(max(int(entry.get("sure", NOT_SAID)), NOT_SAID), SURE),
            question=_text(entry.get("question", "")),
            options=tuple(_text(option) for option in entry.get("options", ())),
            day=_iso_day(entry.get("day")),
            surprised=_iso_day(entry.get("surprised")),
            lesson=_text(entry.get("lesson", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def _text(value: Any) -> str:
    """A text of a size that a page can show, without the halves of letters that no message can hold."""
    return str(value)[:_MOST_TEXT].encode("utf-8", "replace").decode()


def _iso_day(text: Any) -> str:
    """A date as it was written down, "" where it is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except (TypeError, ValueError):
        return ""
