"""A verdict: what the judge found, as a key that can be counted and a message that can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

_ESCAPE_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")  # a terminal's colors
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def _readable(text: str) -> str:
    lines = _ESCAPE_CODES.sub("", text).split("\n")
    # A carriage return goes back to the line's start: a progress bar wrote over what it had.
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in lines]
    return _UNPRINTABLE.sub("", "\n".join(lines))


class Outcome(StrEnum):
    """The four outcomes of a check."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    NOT_ATTEMPTED = "not attempted"


@dataclass(frozen=True)
class Message:
    """What a learner reads. Text and HTML are made from these same parts.

    Attributes:
        headline: The finding in one sentence.
        on_input: The input it was found on, as code; empty for a hidden case.
        how: What was done with the answer besides passing it that input, in prose.
        came_out: What the answer gave.
        expected: What was expected; empty where it would give the answer away.
        why: The likely reason.
        try_next: What to do next; never the answer.
        printed: What the answer printed while it was checked.
        settings: Which settings of the libraries the notebook has otherwise than the check.
    """

    headline: str
    on_input: str = ""
    how: str = ""
    came_out: str = ""
    expected: str = ""
    why: str = ""
    try_next: str = ""
    printed: str = ""
    settings: str = ""

    def __post_init__(self) -> None:
        """Keep what would spoil a page out: an answer may print or raise any character."""
        for part in fields(self):
            object.__setattr__(self, part.name, _readable(getattr(self, part.name)))

    def details(self) -> list[tuple[str, str]]:
        """The labeled code blocks, in reading order: (label, text)."""
        labeled = [
            ("Input", self.on_input),
            ("Came out", self.came_out),
            ("Expected", self.expected),
            ("Printed", self.printed),
        ]
        return [(label, text) for label, text in labeled if text]

    def as_text(self, besides: str = "") -> str:
        """The message for a terminal, a traceback or a screen reader: sentences, then evidence.

        Args:
            besides: A sentence to add to it.
        """
        said = (self.headline, self.why, self.try_next, self.settings, besides, self.how)
        lines = [text for text in said if text]
        for label, text in self.details():
            indented = text.replace("\n", "\n  ")
            lines.append(f"{label}:\n  {indented}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Verdict:
    """The judge's finding on one answer.

    Attributes:
        outcome: One of the four.
        key: What was found, to be counted: `passed`, `shape`, `misconception.columns`, ...
        fraction: The part of the points earned, 0 to 1.
        message: What the learner reads.
        numbers: The figures behind the key, such as the two shapes.
        parts: Part of the points to whether it was earned, where a task has several.
    """

    outcome: Outcome
    key: str
    fraction: float
    message: Message
    numbers: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, bool] = field(default_factory=dict)
