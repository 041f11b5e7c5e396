"""One case as judged."""

from __future__ import annotations

from dataclasses import dataclass

from grader.judging.compare import Difference
from grader.probing.evidence import Observation
from grader.probing.plain import Plain
from grader.probing.questions import Case


@dataclass(frozen=True)
class Finding:
    """What was seen of one case, what was expected, and in what they differ, if they do."""

    case: Case
    seen: Observation
    expected: Plain
    differs: Difference | None


@dataclass(frozen=True)
class Wrong(Finding):
    """A case in which an answer is not right."""

    differs: Difference
