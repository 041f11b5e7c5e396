"""One case as judged."""

from __future__ import annotations

from dataclasses import dataclass

from grader.checking.compare import Difference
from grader.checking.evidence import Observation
from grader.checking.plain import Plain
from grader.checking.task import Case


@dataclass(frozen=True)
class Finding:
    """What was seen of one case, what was expected, and in what they differ, if they do."""

    case: Case
    seen: Observation
    expected: Plain
    differs: Difference | None
