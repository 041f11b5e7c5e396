"""The half of a check that compares evidence with what was expected. It never meets the learner's
objects, only data: first is it right; only then what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.judging import wording
from grader.judging.compare import Difference, difference, shortfall
from grader.judging.judged_case import Finding, Wrong
from grader.judging.stand_ins import Misshapen
from grader.judging.task import Misconception, Task
from grader.judging.verdict import Outcome, Verdict
from grader.probing.bytecode import digest_of_source
from grader.probing.evidence import Evidence, Observation
from grader.probing.plain import Plain, numbers_of, to_plain, value_of
from grader.probing.questions import Call, Case, Read
from grader.probing.surroundings import changed_in_words

_MOST_BY_CHANCE = 4  # numbers; so many that are all as an idea has them are no chance
_MOST_KEYS = 12  # of a dict that a message lists
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
    verdict = _judge(task, cases, evidence)
    settings = changed_in_words(evidence.settings, verdict.outcome is Outcome.PASSED)
    return replace(verdict, message=replace(verdict.message, settings=settings))


def _judge(task: Task, cases: Sequence[Case], evidence: Evidence) -> Verdict:
    if evidence.status != "observed":
        return _unobserved(task, evidence)
    if len(evidence.observations) != len(cases):
        raise ValueError(f"{len(evidence.observations)} observations for {len(cases)} cases")
    findings = [
        _find(task, case, seen) for case, seen in zip(cases, evidence.observations, strict=True)
    ]
    if isinstance(task.ask, Read):
        findings = [_with_its_key(finding, evidence.found) for finding in findings]
    wrong = [finding for finding in findings if isinstance(finding, Wrong)]
    if not wrong:
        return _passed(task, findings)
    given = _as_handed_out(task)
    as_handed_out = given is not None and _told_by(given, task, findings) is not None
    if as_handed_out and not _was_changed(task, evidence):
        return _unobserved(task, replace(evidence, status="untouched"))
    return _failed(task, findings, wrong, as_handed_out)


def _as_handed_out(task: Task) -> Misconception | None:
    if task.given is None:
        return None
    shown_by = task.quality.untouched if task.quality else None
    return Misconception("given", task.given, "", "", shown_by=shown_by)


def _was_changed(task: Task, evidence: Evidence) -> bool:
    """Whether the answer is other code than was handed out, though it gives the same."""
    return evidence.code != digest_of_source(task.starter, task.ask.subject)


def _find(task: Task, case: Case, seen: Observation) -> Finding:
    expected = to_plain(case.put_to(task.expected))
    from_drive = seen.misfit
    misshapen: Difference | None = None
    if task.facts and not (seen.raised or seen.misfit):
        seen, misshapen = _with_facts(task.facts, case, seen)
    differs = misshapen or _difference_seen(task, seen, expected, from_drive)
    if differs is None:
        return Finding(case, seen, expected, None)
    return Wrong(case, seen, expected, differs)


def _difference_seen(
    task: Task, seen: Observation, expected: Plain, from_drive: bool
) -> Difference | None:
    """What is wrong with a case; `from_drive` is whether it was the drive that could not ask."""
    if seen.misfit:
        if isinstance(task.ask, Call) and task.ask.drive and not from_drive:
            return Difference("kind", {"unread": True})  # what a drive put together
        nothing = seen.returned.kind in ("nothing", "ellipsis")
        return Difference("nothing" if nothing else "kind", {"kind": seen.returned.kind})
    if seen.raised and seen.raised.by == "check":
        return Difference("unusable")
    if seen.raised:
        return Difference(f"raised.{_named(seen.raised.type)}")
    if seen.result is None:
        return Difference("nothing")
    differs = _differs(task, seen.result, expected)
    if differs is None and seen.mutated:
        return Difference("mutated", {"inputs": seen.mutated})
    return differs


def _with_its_key(finding: Finding, found: Plain) -> Finding:
    """An entry that is missing, beside the keys there are: one of them may be misspelled."""
    item = finding.case.inputs.get("item")
    if item is None or found.kind != "dict" or item in found.keys or not finding.differs:
        return finding
    return replace(finding, differs=Difference("nothing", {"keys": found.keys[:_MOST_KEYS]}))


def _with_facts(
    facts: Callable[..., Any], case: Case, seen: Observation
) -> tuple[Observation, Difference | None]:
    """What is compared in the place of the raw results; they are a misfit where nothing can be
    worked out of them. With it, how one of them differs in its shape, where that is what it shows."""
    try:
        # Raw results may hold any number, and nothing at all.
        with np.errstate(all="ignore"):
            worked_out = facts(value_of(seen.returned), *case.inputs.values())
    except (ValueError, TypeError, IndexError, KeyError, AttributeError):
        return replace(seen, misfit=True), None
    if not isinstance(worked_out, Misshapen):
        return replace(seen, result=to_plain(worked_out)), None
    sizes = {"shape": np.shape(worked_out.result), "expected_shape": worked_out.shape}
    differs = Difference("shape", {**sizes, "name": worked_out.name})
    return replace(seen, result=to_plain(worked_out.result)), differs


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


def _failed(
    task: Task, findings: Sequence[Finding], wrong: Sequence[Wrong], as_handed_out: bool
) -> Verdict:
    parts = _parts(task, findings)
    fraction = float(sum(task.parts[part] for part, earned in parts.items() if earned))
    misconception, telling = _diagnose(task, findings, wrong[0])
    key = f"misconception.{misconception.key}" if misconception else telling.differs.key
    message = wording.failed(task, findings, telling, misconception)
    if as_handed_out and not misconception:
        key, message = "no_change", wording.no_change(task)
    outcome = Outcome.ERROR if key.startswith("raised.") else Outcome.FAILED
    return Verdict(outcome, key, round(fraction, 6), message, telling.differs.numbers, parts)


def _diagnose(
    task: Task, findings: Sequence[Finding], first: Wrong
) -> tuple[Misconception | None, Wrong]:
    """The wrong idea that gives just what came out, if one does, and the case that shows it.

    A function has one idea behind it, so the idea must explain every case of the part that the
    first wrong case belongs to (each part asks for something of its own, and may be missed in
    another way); the entries of a dict are answered one by one, so it need only explain the entry
    the message speaks of. An idea that leaves no case unexplained goes first. Where none does, and
    two fit what they speak of, none is named: there is no telling which of them it was.
    """
    same_part = [finding for finding in findings if finding.case.part == first.case.part]
    considered = [first] if isinstance(task.ask, Read) else same_part
    told = [
        (idea, telling)
        for idea in task.misconceptions
        if (telling := _told_by(idea, task, considered))
    ]
    whole = [(idea, telling) for idea, (telling, explains_all) in told if explains_all]
    if whole or len(told) == 1:
        return (whole or [(told[0][0], told[0][1][0])])[0]
    return None, first


def _told_by(
    idea: Misconception, task: Task, findings: Sequence[Finding]
) -> tuple[Wrong, bool] | None:
    """The first wrong case that `idea` explains, if it explains all that came out; else None.

    With it comes whether it leaves nothing unexplained: neither an error where it gives something,
    nor a wrong result where it gives nothing.

    An idea explains a wrong result by giving the same, where the right one is another: what it
    shares with the right result is no sign of it. An answer may stop with an error where the idea
    gives something, as one with a size written into it does: then the idea must have shown itself
    before, by more than a few numbers, which agree by chance; else the error is what is told.
    """
    telling: Wrong | None = None
    agreed = unexplained = 0
    for finding in findings:
        computed = _computed(idea, finding)
        if finding.seen.result is None or _is_unasked(finding):
            if computed is not None and telling is None:
                return None
            unexplained += computed is not None
            continue
        if computed is None and idea.shown_by is None:
            unexplained += finding.differs is not None
            continue
        if not _agrees(idea, task, finding, computed):
            return None
        if isinstance(finding, Wrong) and _is_wrong(idea, task, finding, computed):
            telling = telling or finding
            agreed += 1
    if telling and unexplained > agreed and _is_small(telling.seen.returned):
        return None
    return None if telling is None else (telling, unexplained == 0)


def _is_unasked(finding: Finding) -> bool:
    """Whether what came back could not be looked into; of None that is all there is to see."""
    return finding.seen.misfit and finding.seen.returned.kind != "nothing"


def _is_small(result: Plain) -> bool:
    numbers = numbers_of(result)
    return numbers is None or numbers.size < _MOST_BY_CHANCE


def _computed(idea: Misconception, finding: Finding) -> Plain | None:
    """What the idea gives; None where it gives nothing, or shows itself by how a result looks."""
    if idea.shown_by is not None:
        return None
    try:
        with np.errstate(all="ignore"):  # a wrong idea may divide by zero; NumPy would say so
            return to_plain(finding.case.put_to(idea.answer))
    except (ValueError, IndexError, TypeError, KeyError):
        return None


def _is_wrong(idea: Misconception, task: Task, finding: Finding, computed: Plain | None) -> bool:
    """Whether the idea leads to something else than what is right."""
    if computed is None:  # it is told by how a result looks, and right numbers look like no idea
        return not wording.has_right_numbers(task, finding)
    if idea.dtype not in ("", task.dtype):
        return True
    return difference(computed, finding.expected, tolerance=task.tolerance) is not None


def _agrees(idea: Misconception, task: Task, finding: Finding, computed: Plain | None) -> bool:
    """Whether a result is what the idea gives."""
    if computed is not None:
        return difference(finding.seen.returned, computed, idea.dtype, task.tolerance) is None
    if finding.differs and finding.differs.key == "nan":
        return False  # a NaN has its own message; argmax and the like would read it as a number
    numbers = numbers_of(finding.seen.returned)
    if numbers is None or idea.shown_by is None:
        return False
    try:
        with np.errstate(all="ignore"):  # the result may hold any number
            return bool(idea.shown_by(numbers, finding.expected.numbers))
    except (ValueError, IndexError, TypeError, KeyError):
        return False
