"""The half of a check that compares evidence with what was expected. It never meets the learner's
objects, only data: first is it right; only then what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from grader.checking import wording
from grader.checking.compare import Difference, difference, shortfall
from grader.checking.evidence import Evidence, Observation
from grader.checking.finding import Finding
from grader.checking.plain import Plain, numbers_of, to_plain
from grader.checking.task import Case, Misconception, Read, Task
from grader.checking.verdict import Outcome, Verdict

_MOST_NAME = 80  # characters of an exception's name that are part of a verdict's key


def judge(task: Task, cases: Sequence[Case], evidence: Evidence) -> Verdict:
    """The verdict on one answer.

    Args:
        task: The task's definition.
        cases: The cases the evidence was gathered on, in the same order.
        evidence: What the probe saw.

    Raises:
        ValueError: The evidence has another number of observations than there are cases.
    """
    if evidence.status != "observed":
        return _unobserved(task, evidence)
    if len(evidence.observations) != len(cases):
        raise ValueError(f"{len(evidence.observations)} observations for {len(cases)} cases")
    findings = [
        _find(task, case, seen) for case, seen in zip(cases, evidence.observations, strict=True)
    ]
    wrong = [finding for finding in findings if finding.differs]
    if not wrong:
        return _passed(task, findings)
    if task.given and _told_by(_as_handed_out(task), task, findings):
        return _unobserved(task, replace(evidence, status="untouched"))
    return _failed(task, findings, wrong)


def _as_handed_out(task: Task) -> Misconception:
    shown_by = task.quality.untouched if task.quality else None
    return Misconception("given", task.given, "", "", shown_by=shown_by)


def _find(task: Task, case: Case, seen: Observation) -> Finding:
    expected = to_plain(case.put_to(task.expected))
    if seen.raised:
        differs = Difference(f"raised.{_named(seen.raised.type)}")
    elif seen.result is None:
        differs = Difference("nothing")
    else:
        differs = _differs(task, seen.result, expected)
        if differs is None and seen.mutated:
            differs = Difference("mutated", {"inputs": seen.mutated})
    return Finding(case, seen, expected, differs)


def _named(exception: str) -> str:
    """An exception's name where it is one: made up, it may hold lines, or escape codes for a
    terminal, and be as long as a novel."""
    return exception if exception.isidentifier() and len(exception) <= _MOST_NAME else "Exception"


def _differs(task: Task, result: Plain, expected: Plain) -> Difference | None:
    if task.quality is None:
        return difference(result, expected, task.dtype, task.tolerance)
    return shortfall(result, expected, task.dtype, task.quality)


def _passed(task: Task, findings: Sequence[Finding]) -> Verdict:
    message = wording.passed(task, findings)
    return Verdict(Outcome.PASSED, "passed", 1.0, message, parts=_parts(task, findings))


def _parts(task: Task, findings: Sequence[Finding]) -> dict[str, bool]:
    return {
        part: all(f.differs is None for f in findings if f.case.part == part) for part in task.parts
    }


def _unobserved(task: Task, evidence: Evidence) -> Verdict:
    if evidence.status == "unfit":
        numbers = {"kind": evidence.found.kind}
        return Verdict(Outcome.FAILED, "kind", 0.0, wording.unfit(task, evidence), numbers)
    if evidence.status == "missing":
        return Verdict(Outcome.NOT_ATTEMPTED, "missing", 0.0, wording.missing(task))
    return Verdict(Outcome.NOT_ATTEMPTED, "untouched", 0.0, wording.untouched(task))


def _failed(task: Task, findings: Sequence[Finding], wrong: Sequence[Finding]) -> Verdict:
    parts = _parts(task, findings)
    fraction = float(sum(task.parts[part] for part, earned in parts.items() if earned))
    misconception, telling = _diagnose(task, findings, wrong[0])
    key = f"misconception.{misconception.key}" if misconception else telling.differs.key
    outcome = Outcome.ERROR if key.startswith("raised.") else Outcome.FAILED
    message = wording.failed(task, findings, telling, misconception)
    return Verdict(outcome, key, round(fraction, 6), message, telling.differs.numbers, parts)


def _diagnose(
    task: Task, findings: Sequence[Finding], first: Finding
) -> tuple[Misconception | None, Finding]:
    """The wrong idea that gives just what came out, if one does, and the case that shows it.

    A function has one idea behind it, so the idea must explain every case of the part that the
    first wrong case belongs to (each part asks for something of its own, and may be missed in
    another way); the entries of a dict are answered one by one, so it need only explain the entry
    the message speaks of.
    """
    same_part = [finding for finding in findings if finding.case.part == first.case.part]
    considered = [first] if isinstance(task.ask, Read) else same_part
    for misconception in task.misconceptions:
        telling = _told_by(misconception, task, considered)
        if telling:
            return misconception, telling
    return None, first


def _told_by(idea: Misconception, task: Task, findings: Sequence[Finding]) -> Finding | None:
    """The first wrong case if `idea` gives all that came out, or None if it doesn't.

    Where the answer stopped with an error, or the idea gives nothing, nothing can be compared.
    """
    telling = None
    for finding in findings:
        agrees = _agrees(idea, task, finding)
        if agrees is None:
            continue
        if not agrees:
            return None
        if finding.differs and telling is None:
            telling = finding
    return telling


def _agrees(idea: Misconception, task: Task, finding: Finding) -> bool | None:
    """Whether a result is what the idea gives; None where there is nothing to compare."""
    result = finding.seen.result
    if result is None:
        return None
    if idea.shown_by is not None and finding.differs and finding.differs.key == "nan":
        return False  # a NaN has its own message; argmax and the like would read it as a number
    try:
        # A wrong idea may divide by zero, and a wrong result be compared; NumPy would say so.
        with np.errstate(all="ignore"):
            if idea.shown_by is not None:
                numbers = numbers_of(result)
                return numbers is not None and bool(idea.shown_by(numbers, finding.expected.array))
            computed = to_plain(finding.case.put_to(idea.answer))
    except (ValueError, IndexError, TypeError, KeyError):
        return None if idea.shown_by is None else False
    return difference(result, computed, idea.dtype, task.tolerance) is None
