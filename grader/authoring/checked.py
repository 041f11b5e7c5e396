"""A task while it is checked: what every rule is given, and how a rule speaks."""

from __future__ import annotations

import contextlib
import inspect
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.collected_answers import Answer
from grader.authoring.course_files import CourseFiles
from grader.authoring.notices import Notice
from grader.authoring.task_modules import PlacedTask
from grader.authoring.task_source import TaskSource
from grader.authoring.trying import CellStopped, verdict_on
from grader.judging.task import Task
from grader.judging.verdict import Outcome, Verdict
from grader.probing.probe import Interrupted
from grader.probing.questions import Call

_TRAINS = (".fit(", "train_on_batch(")
_MOST_SECONDS = 5.0  # for code that nobody meant to be an answer: it may never end


@dataclass(frozen=True)
class CheckedTask:
    """What the rules are given.

    Attributes:
        course: The course.
        placed: The task and where it stands.
        answers: The answers that were collected for it.
        quick: Whether what trains is left out.
    """

    course: CourseFiles
    placed: PlacedTask
    answers: Sequence[Answer] = ()
    quick: bool = False

    @property
    def task(self) -> Task:
        """The task."""
        return self.placed.task

    @property
    def source(self) -> TaskSource:
        """Its definition, as code."""
        return self.placed.source

    @property
    def runs_answers(self) -> bool:
        """Whether answers are run: not where that trains something and a quick check is wanted."""
        return not (self.quick and is_trained(self.task))

    def refuse(self, rule: str, line: int, text: str, file: Path | None = None) -> Notice:
        """A notice of something that can't stay, in the task's module or in another file."""
        return Notice("REFUSED", rule, self.task.name, file or self.source.file, line, text)

    def look(self, rule: str, line: int, text: str, file: Path | None = None) -> Notice:
        """A notice of something that a person should look at."""
        return Notice("LOOK", rule, self.task.name, file or self.source.file, line, text)

    def passes(self, cell: str, imports: Mapping[str, str] | None = None) -> bool:
        """Whether an answer cell passes on every seed; one that never ends doesn't."""
        wanted = self.course.imports if imports is None else imports
        try:
            with at_most(_MOST_SECONDS):
                return all(
                    verdict_on(self.task, cell, seed, imports=wanted).outcome is Outcome.PASSED
                    for seed in self.course.seeds
                )
        except (CellStopped, Interrupted, KeyboardInterrupt):
            return False


def is_trained(task: Task) -> bool:
    """Whether asking for an answer trains something, which takes seconds."""
    if task.quality:
        return True
    drive = task.ask.drive if isinstance(task.ask, Call) else None
    asked = inspect.getsource(drive) if drive else ""
    lines = " ".join(getattr(task.ask, "lines", {}).values())
    return any(word in text for word in _TRAINS for text in (asked, task.solution, lines))


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Interrupt Python code that takes longer, as a person would; where signals can be had."""
    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def shown(verdict: Verdict) -> str:
    """What a verdict says, to stand below a notice's first line."""
    return f"{verdict.key}: {verdict.message.as_text()}"
