"""Answers that learners write: right ones, which must pass, and wrong ones with what they must hear.

They stand in Python files, one for an assignment, as code that is read and not run as a whole. A line
`# %% task key` begins the answer cell of a task: `# %% row_means passed` a right one,
`# %% row_means misconception.columns` one that must hear that idea.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.exercise_script import percent_cells

_MARKER = re.compile(r"# ?%%\s+(?P<task>\w+)\s+(?P<key>[\w.]+)\s*")
PASSED = "passed"


@dataclass(frozen=True)
class Answer:
    """An answer somebody wrote.

    Attributes:
        task: The task's name.
        cell: The answer cell.
        key: What it must hear: `passed`, `misconception.columns`, ...
        file: Where it stands.
        line: The line its code begins in.
    """

    task: str
    cell: str
    key: str
    file: Path
    line: int

    @property
    def is_right(self) -> bool:
        """Whether it must pass."""
        return self.key == PASSED


def read_answers(files: Sequence[Path]) -> list[Answer]:
    """The answers in some files, in order.

    Raises:
        ValueError: A file is not written as it should be; the text names file and line.
    """
    return [answer for file in files for answer in _read(file)]


def _read(file: Path) -> Iterator[Answer]:
    for number, marker, lines in percent_cells(file.read_text(encoding="utf-8")):
        names, cell = _MARKER.fullmatch(marker), "\n".join(lines).strip("\n")
        if names is None or not cell:
            raise ValueError(
                f"{file}:{number}: an answer begins with `# %% task key`, and its code stands below; "
                f"here stands {marker!r}{'' if cell else ' and no code'}"
            )
        yield Answer(names["task"], cell, names["key"], file, number + 1)
