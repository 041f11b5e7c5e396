"""What came of marking: of a cell, of a student's submission, and of all that is to be recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbformat import NotebookNode


@dataclass(frozen=True)
class Mark:
    """What one graded cell earned.

    Attributes:
        grade_id: The cell's name in the gradebook.
        score: Points, or None where a person has to give them.
        most: Points to be had.
        key: What was found of a task: `passed`, `misconception.columns`, ...; "" for other cells.
        failure: Why the cell did not run to its end, in words.
    """

    grade_id: str
    score: float | None
    most: float
    key: str = ""
    failure: str = ""


NO_NOTEBOOK, UNREADABLE = "no notebook", "unreadable"


@dataclass
class Marked:
    """What came of one student's submission.

    Attributes:
        student: Their id.
        score, most: Points by the automatic checks, without those a person still has to give. What
            counts stands in the gradebook.
        seconds: How long its cells took to run.
        by_hand: How many cells have no automatic mark.
        repairs: What was done to its notebooks.
        problems: What of it was not as it should be, in words.
        failures: Cells that did not run to their end.
        keys: Task to what was found: `passed`, `misconception.columns`, ...
        error: Why it could not be marked at all; the gradebook is as it was.
        unchanged: Whether it was marked before, and did not run again.
        unread: Where some notebook earned nothing since there was nothing to read: NO_NOTEBOOK or
            UNREADABLE; else "".
        letters: What the student wrote to whoever marks.
        earlier: Where it was made from an earlier version of the assignment: that, in words.
        answers: Graded cell to a digest of the answer it asks about.
        unlisted: Whether the student isn't in the class list, so that nothing was marked.
        reason: Why it ran now; "" where it didn't.
        penalty_failure: Why no penalty could be worked out, where one was due.
    """

    student: str
    score: float = 0.0
    most: float = 0.0
    seconds: float = 0.0
    by_hand: int = 0
    repairs: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    error: str = ""
    unchanged: bool = False
    unread: str = ""
    letters: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    unlisted: bool = False
    reason: str = ""
    penalty_failure: str = ""

    def with_notebook(self, other: Marked) -> Marked:
        """The same with what came of one more of the student's notebooks."""
        new_problems = [text for text in other.problems if text not in self.problems]
        either_unread = UNREADABLE if UNREADABLE in (self.unread, other.unread) else ""
        return replace(
            self,
            score=round(self.score + other.score, 4),
            most=self.most + other.most,
            seconds=round(self.seconds + other.seconds, 3),
            by_hand=self.by_hand + other.by_hand,
            repairs=[*self.repairs, *other.repairs],
            problems=[*self.problems, *new_problems],
            failures=[*self.failures, *other.failures],
            keys={**self.keys, **other.keys},
            unread=either_unread or self.unread or other.unread,
            letters=[*self.letters, *other.letters],
            earlier=[*self.earlier, *other.earlier],
            answers={**self.answers, **other.answers},
        )

    def needs_a_look(self) -> list[str]:
        """What only a person can decide upon: Formgrader shows a flag beside it."""
        return [*self.letters, *self.problems, *self.failures]


@dataclass(frozen=True)
class NotebookWork:
    """One notebook that ran, or was handed out anew where nothing could be read.

    Attributes:
        notebook: As Formgrader and the feedback show it.
        marks: What its cells earned.
        marked: What came of it, as if the student had handed in nothing else.
    """

    notebook: NotebookNode
    marks: Sequence[Mark]
    marked: Marked


@dataclass(frozen=True)
class Work:
    """A submission that was read, and run where it had to be, before it is recorded.

    Attributes:
        marked: What came of it.
        digest: Of the submission and all that its marks depend on.
        timestamp: When it was handed in, as nbgrader wrote it; "" where that isn't known.
        secret: What its feedback is released by; "" where it didn't come through the exchange.
        notebooks: Notebook name to what ran, or what was handed out where nothing could be read, and
            its marks.
        pictures: Picture files beside the notebooks: path relative to the folder, absolute path.
        trace: Where an exception that nobody expected came from; "" where there was none.
    """

    marked: Marked
    digest: str
    timestamp: str = ""
    secret: str = ""
    notebooks: Mapping[str, tuple[NotebookNode, Sequence[Mark]]] = field(default_factory=dict)
    pictures: Mapping[str, Path] = field(default_factory=dict)
    trace: str = ""
