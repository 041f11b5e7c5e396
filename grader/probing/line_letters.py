"""Letters that stand for lines of code, and how a notebook's saved outputs say in which order they are.

An order that a learner made by moving lines stands in no cell. It is written into outputs as a sentence,
which a person can read, and from which it is read again where the notebook is marked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

NO_LINE = "no line"
_MOST_LETTERS = 26
# The time comes first in it that is compared: a later one is a larger text.
_SAVED = re.compile(
    r"Your order of (?P<task>\w{1,100}), (?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC: "
    rf"(?P<order>{NO_LINE}|[A-Z](?: [A-Z]){{0,{_MOST_LETTERS - 1}}})(?=[.<\n]|\Z)"
)
_CALL = r"\border\(\s*(?:name\s*=\s*)?(?P<quote>[\"'])(?P<task>\w+)(?P=quote)\s*\)"


def read_letters(text: str, known: Collection[str]) -> tuple[list[str], str]:
    """The letters in a text, in whatever way they are parted, and what is wrong with them.

    Args:
        text: Such as `"B A C"`, `"bac"` or `"B, A, C"`.
        known: The letters that stand for a line, as capitals.

    Returns:
        The letters as capitals, and "" or a sentence without its end that says why they are no order.
    """
    words = re.findall(r"\w+", text)
    if len(words) == 1:
        words = list(words[0])
    unknown = [word for word in words if word.upper() not in known]
    if unknown:
        named = ", ".join(known)
        return [], f"no line is called `{unknown[0][:20]}`; the lines are {named}"
    letters = [word.upper() for word in words]
    twice = next((letter for letter in letters if letters.count(letter) > 1), "")
    if twice:
        return [], f"line {twice} stands in it twice; each line is used once at the most"
    return letters, ""


def saved_sentence(task: str, time: str, letters: Sequence[str]) -> str:
    """What an output says of an order, for people and for `latest_orders`.

    Args:
        task: The task's name.
        time: When the order was made, in UTC: `2026-03-01 12:00:00`.
        letters: The letters of the lines, in order.
    """
    return f"Your order of {task}, {time} UTC: {' '.join(letters) or NO_LINE}"


def latest_orders(outputs: Iterable[str]) -> dict[str, str]:
    """Task name to the order that was made last, such as `"B A C"`, by the texts of some outputs.

    Anybody can write such a sentence into a file: what is read here is worth as much as letters that
    somebody typed, and no more. A task whose lines were all left out again is not among them.
    """
    latest: dict[str, tuple[str, str]] = {}
    for text in outputs:
        for saved in _SAVED.finditer(text):
            said = saved["time"], saved["order"]
            if said[0] >= latest.get(saved["task"], said)[0]:
                latest[saved["task"]] = said
    return {task: letters for task, (_, letters) in latest.items() if letters != NO_LINE}


def tasks_ordered(source: str) -> list[str]:
    """The tasks whose lines a cell shows for moving."""
    return [call["task"] for call in re.finditer(_CALL, source)]


def with_letters(source: str, orders: dict[str, str]) -> str:
    """A cell's text in which letters stand in place of each `order("task")` whose order is known."""

    def letters(call: re.Match[str]) -> str:
        order = orders.get(call["task"])
        return call[0] if order is None else f'"{order}"'

    return re.sub(_CALL, letters, source)
