"""Gathers what a cell showed, from messages that its code may have written itself.

Each is taken for what it should be, or not at all; what is kept of all together is limited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from grader.autograding.reading.notebook_data import as_text

MOST_TEXT = 1 << 20  # characters of a cell's outputs that are kept, pictures apart
MOST_PICTURES = 8 << 20  # characters of its pictures that are kept
MOST_RECEIVED = 200 << 20  # bytes that a cell may send before its kernel is killed
MOST_KEPT = 20 << 20  # characters of outputs that are kept of a whole notebook
MOST_KEPT_PICTURES = 32 << 20  # characters of pictures, likewise
MOST_RECEIVED_IN_ALL = 400 << 20  # bytes that come of cells that ask no task, likewise
MOST_LINES = 1000  # lines of one stream and lines of a traceback: as nbgrader keeps
MOST_TRACEBACK = 100
MOST_COLORS = 5000  # escape codes of a terminal in one stream; of more none is kept
_EACH = 100  # characters that every output counts for, besides what it holds
# Kinds of messages whose content matters: at first, where there is room for no more output, and where
# a question was put.
_NEEDED = frozenset(
    {"status", "stream", "display_data", "execute_result", "error"}
    | {"update_display_data", "clear_output"}
)
_NEEDED_BY_FULL = _NEEDED - {"stream", "display_data"}
_NEEDED_OF_QUESTION = frozenset({"status", "display_data"})
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")


@dataclass(frozen=True)
class Room:
    """What a cell's outputs may take: what is left of what a notebook's may.

    Attributes:
        text: Characters that are kept, pictures apart; of one cell no more than `MOST_TEXT`.
        pictures: Characters of pictures; of one cell no more than `MOST_PICTURES`.
        received: Bytes that may come at all; of one cell no more than `MOST_RECEIVED`.
    """

    text: int = MOST_TEXT
    pictures: int = MOST_PICTURES
    received: int = MOST_RECEIVED


ROOM = Room()  # of one cell that stands alone


class Page:
    """The outputs of one cell.

    Args:
        wanted: A MIME type: only the last display of it is kept, whole. "" for all outputs.
        room: What may be kept.

    Attributes:
        idle: Whether the kernel has said that the cell ended.
        received: Characters that came, kept or not.
        kept: Characters that are kept, pictures apart.
        pictures: Characters of pictures that are kept.
    """

    def __init__(self, wanted: str = "", room: Room = ROOM) -> None:
        self.idle = False
        self.received = 0
        self.kept = 0
        self.pictures = 0
        self._wanted = wanted
        self._most = min(max(room.text, 0), MOST_TEXT)
        self._most_pictures = min(room.pictures, MOST_PICTURES)
        self._left_out = False
        self._pictures_left_out = False
        self._outputs: list[NotebookNode] = []
        self._by_display: dict[str, NotebookNode] = {}
        self._clear_next = False
        self._decided: set[str] = set()  # kinds of outputs that are kept

    @property
    def needed(self) -> frozenset[str]:
        """Kinds of messages whose content matters; of others `take` needs none."""
        if self._wanted:
            return _NEEDED_OF_QUESTION
        if self.kept >= self._most and not self._clear_next:
            return _NEEDED_BY_FULL
        return _NEEDED

    def take(self, kind: str, content: dict[str, Any]) -> None:
        """Take one message of the cell: its type and its content."""
        if kind == "status":
            self.idle = self.idle or content.get("execution_state") == "idle"
            return
        self.received += _size(content)
        if self._wanted:
            if kind == "display_data" and self._wanted in _dict(content, "data"):
                packed = as_text(content["data"][self._wanted])
                self._outputs = [_output("display_data", data={self._wanted: packed})]
        elif kind == "clear_output":
            self._clear_next = bool(content.get("wait"))
            if not self._clear_next:
                self._clear()
        elif kind == "update_display_data":
            shown = self._by_display.get(_display_id(content))
            if shown is not None:
                self._give_back(shown.data)
                shown.data = NotebookNode(self._kept_data(_dict(content, "data")))
        elif kind in ("stream", "display_data", "execute_result", "error"):
            self._add(kind, content)

    def _give_back(self, data: dict[str, str]) -> None:
        """What is no longer shown takes no room: an animation shows its last picture."""
        for kind, value in data.items():
            if kind in _PICTURES:
                self.pictures -= len(value)
            else:
                self.kept -= len(value)

    def _clear(self) -> None:
        self.kept = self.pictures = 0
        self._left_out = self._pictures_left_out = False
        self._outputs.clear()
        self._by_display.clear()
        self._decided.clear()

    def take_reply(self, content: dict[str, Any]) -> None:
        """Show the error a cell ended with also where its code kept it from being shown."""
        shown = any(output.output_type == "error" for output in self._outputs)
        if content.get("status") == "error" and not shown and not self._wanted:
            self._add("error", content)

    def _add(self, kind: str, content: dict[str, Any]) -> None:
        if self._clear_next:
            self._clear()
            self._clear_next = False
        # Marks of plain cells rest on the first of these two, whatever else a cell showed.
        decides = kind in ("error", "execute_result") and kind not in self._decided
        if self.kept >= self._most and not decides:
            self._left_out = True
            return
        self._decided.add(kind)
        self.kept += _EACH
        if kind == "stream":
            self._add_stream(content)
        elif kind == "error":
            self._outputs.append(self._error(content))
        else:
            output = _output(kind, data=self._kept_data(_dict(content, "data")))
            if kind == "execute_result":
                count = content.get("execution_count")
                output.execution_count = count if type(count) is int else None
            self._outputs.append(output)
            if display := _display_id(content):
                self._by_display[display] = output

    def _add_stream(self, content: dict[str, Any]) -> None:
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        text = self._cut(as_text(content.get("text")))
        last = self._outputs[-1] if self._outputs else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += text
        else:
            output = NotebookNode(output_type="stream", name=name, text=text)
            self._outputs.append(output)

    def _error(self, content: dict[str, Any]) -> NotebookNode:
        name, value = as_text(content.get("ename")), as_text(content.get("evalue"))
        lines = content.get("traceback")
        lines = lines if isinstance(lines, list) else []
        if len(lines) > MOST_TRACEBACK:
            half = MOST_TRACEBACK // 2
            lines = [*lines[:half], "... Traceback truncated ...", *lines[1 - half :]]
        lines = lines or [f"{name}: {value}"]
        return NotebookNode(
            output_type="error",
            ename=name[:_EACH],
            evalue=self._cut(value[:1000]),
            traceback=[self._cut(as_text(line)) for line in lines],
        )

    def _kept_data(self, data: dict[str, Any]) -> dict[str, str]:
        """What of a display is text or a picture, as far as there is room for it."""
        kept = {}
        for kind in sorted(map(str, data), key=lambda kind: kind != "text/plain"):
            value = data.get(kind)
            if not isinstance(value, str | list):
                continue
            value = as_text(value)
            if kind in _PICTURES:
                if len(value) <= self._most_pictures - self.pictures:
                    self.pictures += len(value)
                    kept[kind] = value
                else:
                    self._pictures_left_out = True
            elif kind == "text/plain":
                kept[kind] = self._cut(value)
            elif len(value) <= self._most - self.kept:  # half of some HTML is none
                self.kept += len(value)
                kept[kind] = value
            else:
                self._left_out = True
        return kept

    def _cut(self, text: str) -> str:
        """As much of the text as there is room for; a little in any case."""
        room = max(self._most - self.kept, _EACH)
        self._left_out = self._left_out or len(text) > room
        self.kept += min(len(text), room)
        return text[:room]

    def outputs(self) -> list[NotebookNode]:
        """What was kept; a note where something was left out."""
        made = [_few_lines(output) for output in self._outputs]
        if self._left_out:
            made.append(_note("output", MOST_TEXT, MOST_KEPT))
        if self._pictures_left_out:
            made.append(_note("pictures", MOST_PICTURES, MOST_KEPT_PICTURES))
        return made


def _note(what: str, of_cell: int, of_all: int) -> NotebookNode:
    text = f"Of {what} the first are kept: {of_cell >> 20} MiB of a cell, {of_all >> 20} MiB of a notebook"
    return NotebookNode(output_type="stream", name="stdout", text=f"\n[{text}.]\n")


def _output(kind: str, data: dict[str, str]) -> NotebookNode:
    return NotebookNode(output_type=kind, data=NotebookNode(data), metadata=NotebookNode())


def _few_lines(output: NotebookNode) -> NotebookNode:
    if output.output_type == "stream" and output.text.count("\x1b") > MOST_COLORS:
        output.text = strip_ansi(output.text)  # a page of them takes nbconvert a minute
    if output.output_type == "stream" and output.text.count("\n") > MOST_LINES:
        lines = output.text.split("\n", MOST_LINES - 1)
        output.text = "\n".join([*lines[:-1], "... Output truncated ..."])
    return output


def _dict(content: dict[str, Any], key: str) -> dict[str, Any]:
    found = content.get(key)
    return found if isinstance(found, dict) else {}


def _display_id(content: dict[str, Any]) -> str:
    return as_text(_dict(content, "transient").get("display_id"))


def _size(content: dict[str, Any]) -> int:
    parts = [content.get("text"), content.get("evalue"), content.get("traceback")]
    return _EACH + sum(map(_length, [*parts, *_dict(content, "data").values()]))


def _length(value: object) -> int:
    if isinstance(value, list):
        return sum(len(part) for part in value if isinstance(part, str))
    return len(value) if isinstance(value, str) else 0
