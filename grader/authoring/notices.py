"""What an author is told of a task: what is refused, and what is worth a look."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Level = Literal["REFUSED", "LOOK"]


@dataclass(frozen=True)
class Notice:
    """One thing that came out.

    Attributes:
        level: `REFUSED`: the task can't be handed out so. `LOOK`: a person should judge.
        rule: Which rule says so, in a word: `hint`, `example`, `points`.
        task: The task's name; the module's where it has none.
        file: Where it is.
        line: The line, from 1.
        text: What came out; its first line is a sentence of its own.
    """

    level: Level
    rule: str
    task: str
    file: Path
    line: int
    text: str

    def as_text(self, root: Path) -> str:
        """A line, and what belongs to it indented below."""
        first, *rest = self.text.splitlines()
        where = f"{relative(self.file, root)}:{self.line}"
        lines = [f"{self.level:7} {where}  {self.task}, {self.rule}: {first}"]
        return "\n".join([*lines, *(f"        {line}".rstrip() for line in rest)])

    def as_data(self, root: Path) -> dict[str, Any]:
        """The notice as JSON's own types."""
        return {
            "level": self.level,
            "rule": self.rule,
            "task": self.task,
            "file": relative(self.file, root),
            "line": self.line,
            "text": self.text,
        }


def relative(file: Path, root: Path) -> str:
    """A file's path in the course, or as it is where it lies elsewhere."""
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)
