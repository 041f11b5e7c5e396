"""The half of a check that compares evidence with what was expected. It never meets the learner's
objects, only data: first is it right; only then what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.checking.compare import Difference, difference
from grader.checking.describe import kind_in_words, shape_text, show, show_inputs
from grader.checking.evidence import Evidence, Observation, Raised
from grader.checking.explain import explain, first_sentence
from grader.checking.plain import ARRAY_KINDS, SEQUENCE_KINDS, Plain, numbers_of, to_plain
from grader.checking.task import Arrange, Call, Case, Misconception, Read, Task
from grader.checking.verdict import Message, Outcome, Verdict


@dataclass(frozen=True)
class _Finding:
    """One case as judged: what was seen, what was expected, and in what they differ."""

    case: Case
    seen: Observation
    expected: Plain
    differs: Difference | None


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
    if task.given and _told_by(Misconception("given", task.given, "", ""), task, findings):
        return _unobserved(task, replace(evidence, status="untouched"))
    return _failed(task, findings, wrong)


def _find(task: Task, case: Case, seen: Observation) -> _Finding:
    expected = to_plain(task.expected(*case.inputs.values()))
    if seen.raised:
        differs = Difference(f"raised.{seen.raised.type}")
    elif seen.result is None:
        differs = Difference("nothing")
    else:
        differs = difference(seen.result, expected, task.dtype, task.tolerance)
        if differs is None and seen.mutated:
            differs = Difference("mutated", {"inputs": seen.mutated})
    return _Finding(case, seen, expected, differs)


def _passed(task: Task, findings: Sequence[_Finding]) -> Verdict:
    count = "the input" if len(findings) == 1 else f"all {len(findings)} inputs"
    what = f"Right on {count}." if isinstance(task.ask, Call | Arrange) else "Right."
    printed = next((f.seen.printed for f in findings if f.seen.printed), "")
    parts = _parts(task, findings)
    return Verdict(Outcome.PASSED, "passed", 1.0, Message(what, printed=printed), parts=parts)


def _parts(task: Task, findings: Sequence[_Finding]) -> dict[str, bool]:
    return {
        part: all(f.differs is None for f in findings if f.case.part == part) for part in task.parts
    }


def _unobserved(task: Task, evidence: Evidence) -> Verdict:
    name = task.ask.subject
    if evidence.status == "unfit":
        message = Message(
            f"`{name}` cannot be checked: {evidence.note}.",
            came_out=f"{name} is {_in_words(evidence.found)}",
            try_next=f"Look at the cell that makes `{name}`, correct it, and run it again.",
        )
        return Verdict(Outcome.FAILED, "kind", 0.0, message, {"kind": evidence.found.kind})
    if evidence.status == "missing":
        message = Message(
            f"Nothing is called `{name}` yet.",
            why="The cell that makes it has not run, or it stopped with an error.",
            try_next="Run that cell, read what it says, then run this check again.",
        )
        return Verdict(Outcome.NOT_ATTEMPTED, "missing", 0.0, message)
    message = Message(
        f"`{name}` has no answer yet.",
        try_next="Write your answer in the cell above, run it, then run this check again.",
    )
    if task.given:
        message = Message(
            f"`{name}` gives just what it gave when it was handed out.",
            why="If you did change it, the change makes no difference to any result.",
            try_next="Change it in the cell above, run that cell, then run this check again.",
        )
    return Verdict(Outcome.NOT_ATTEMPTED, "untouched", 0.0, message)


def _failed(task: Task, findings: Sequence[_Finding], wrong: Sequence[_Finding]) -> Verdict:
    parts = _parts(task, findings)
    fraction = float(sum(task.parts[part] for part, earned in parts.items() if earned))
    first = wrong[0]
    diagnosis = _diagnose(task, findings, first)
    if diagnosis:
        misconception, first = diagnosis
        key = f"misconception.{misconception.key}"
        why, try_next = misconception.why, misconception.try_next
    else:
        key = first.differs.key
        why, try_next = _why(task, first)
    message = Message(
        _headline(task, findings, wrong, first),
        on_input="" if first.case.hidden else _input_text(task, first.case),
        came_out=_came_out(first),
        expected=_expected(task, first),
        why=why,
        try_next=try_next,
        printed="" if first.case.hidden else first.seen.printed,
    )
    outcome = Outcome.ERROR if key.startswith("raised.") else Outcome.FAILED
    return Verdict(outcome, key, round(fraction, 6), message, first.differs.numbers, parts)


def _diagnose(
    task: Task, findings: Sequence[_Finding], first: _Finding
) -> tuple[Misconception, _Finding] | None:
    """The wrong idea that gives just what came out, and the case that shows it.

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
    return None


def _told_by(idea: Misconception, task: Task, findings: Sequence[_Finding]) -> _Finding | None:
    """The first wrong case if `idea` gives all that came out, or None if it doesn't.

    Where the answer stopped with an error, or the idea gives nothing, nothing can be compared.
    """
    telling = None
    for finding in findings:
        computed = _compute(idea, finding.case)
        if finding.seen.result is None or computed is None:
            continue
        if difference(finding.seen.result, computed, idea.dtype, task.tolerance):
            return None
        if finding.differs and telling is None:
            telling = finding
    return telling


def _compute(idea: Misconception, case: Case) -> Plain | None:
    """What somebody with this idea gets, or None where it gives nothing."""
    try:
        with np.errstate(all="ignore"):  # a wrong idea may divide by zero; NumPy would say so
            return to_plain(idea.answer(*case.inputs.values()))
    except (ValueError, IndexError, TypeError, KeyError):
        return None


def _headline(
    task: Task, findings: Sequence[_Finding], wrong: Sequence[_Finding], first: _Finding
) -> str:
    name = task.ask.subject
    if isinstance(task.ask, Read):
        if len(findings) == 1:
            return f"`{name}` is not right yet."
        item = first.case.inputs["item"]
        right = len(findings) - len(wrong)
        return f'{right} of {len(findings)} are right. Look at `{name}["{item}"]`.'
    name = "the function your order makes" if isinstance(task.ask, Arrange) else f"`{name}`"
    if len(wrong) == len(findings) or not first.case.label:
        verb = "stops with an error" if first.seen.raised else "does not give the right result yet"
        return f"{name[0].upper()}{name[1:]} {verb}."
    right = len(findings) - len(wrong)
    case = first.case.label
    return f"Right on {right} of {len(findings)} inputs. Not yet for this one: {case}."


def _input_text(task: Task, case: Case) -> str:
    if isinstance(task.ask, Read):
        return ""
    how = task.ask.how if isinstance(task.ask, Call) else ""
    return "\n".join(text for text in (show_inputs(case.inputs), how) if text)


def _came_out(finding: _Finding) -> str:
    raised = finding.seen.raised
    if raised:
        # An exception's text may quote the input, which a hidden case must not show.
        text = raised.type if finding.case.hidden else first_sentence(raised)
        return f"{text}\nin the line: {raised.line}" if raised.line else text
    if finding.seen.result is None or finding.case.hidden:
        return ""
    if finding.differs.key == "kind":
        return _in_words(finding.seen.result)
    return show(finding.seen.result, finding.differs.numbers.get("index"))


def _in_words(plain: Plain) -> str:
    """What a value is, and where that says something, how it looks."""
    words = kind_in_words(plain)
    if plain.kind in ("other", "function"):
        return words
    text = show(plain)
    return f"{words}: {text if len(text) <= 300 else text[:300] + ' ...'}"


def _expected(task: Task, finding: _Finding) -> str:
    if finding.case.hidden or task.key_is_answer:
        return ""
    expected = finding.expected
    if expected.kind in ARRAY_KINDS:
        dtype = task.dtype or expected.dtype
        expected = replace(expected, dtype=dtype)
    return show(expected, finding.differs.numbers.get("index"))


def _why(task: Task, finding: _Finding) -> tuple[str, str]:
    """The likely reason and the next step where no misconception fits."""
    key, numbers = finding.differs.key, finding.differs.numbers
    if finding.seen.raised:
        return _why_raised(task, finding.seen.raised)
    if key == "nothing" and finding.seen.result.kind == "ellipsis":
        return "There is no answer for it yet.", "Put your answer where `...` stands."
    if key == "nothing" and isinstance(task.ask, Read):
        return (
            f"It is None, and {kind_in_words(finding.expected)} is asked for.",
            "None stands for no answer. Put your answer there.",
        )
    if key == "nothing":
        return (
            "What came out is None. A function without `return` gives None.",
            "Is there a `return` on every way through the function?",
        )
    if key == "mutated":
        names = ", ".join(f"`{name}`" for name in numbers["inputs"])
        return (
            f"The result is right, but the call changed its input {names}, and whoever passed "
            "it still needs it.",
            "Make a new value instead of writing into the one you were given.",
        )
    if key == "kind":
        return _why_kind(task, finding)
    if key == "shape":
        mine, theirs = shape_text(numbers["shape"]), shape_text(numbers["expected_shape"])
        if _right_numbers(task, finding):
            return (
                f"The numbers are right, and in the right order. Only their shape is {mine}, and "
                f"should be {theirs}.",
                "Print the shape after each step, and find where an axis was lost or added.",
            )
        return (
            f"The shape is {mine} and should be {theirs}.",
            "Print the shape after each step, and find the first that is not what you meant.",
        )
    if key == "dtype":
        right = "The values are right. " if _right_numbers(task, finding) else ""
        return (
            f"{right}The dtype is {numbers['dtype']} and should be {numbers['expected_dtype']}.",
            "Print the dtype after each step; tf.cast changes it.",
        )
    if key == "entries":
        return (
            "A shape lists whole numbers, one for each axis, and something else stands among them.",
            "Read the description again: every size that is needed stands in it.",
        )
    if key == "length":
        axes = "1 axis" if numbers["length"] == 1 else f"{numbers['length']} axes"
        return (
            f"This is the shape of a tensor with {axes}, and the one described has another number.",
            "Go through the description and count: each thing that is repeated gives an axis.",
        )
    if key == "infinite":
        return (
            "There is an infinity in the result. Dividing by 0 gives one, and so does a number too "
            "large for its dtype: float16 ends at 65504.",
            "Find the step that makes it: a division, or a sum or power in a small dtype.",
        )
    if key == "nan":
        return (
            "There is a NaN (not a number) in the result. Dividing 0 by 0 gives one, and so does "
            "the square root or the logarithm of a negative number.",
            "Find the division, root or logarithm, and what its input is in this case.",
        )
    if "wrong" in numbers:
        return (
            f"The shape is right; {numbers['wrong']} of {numbers['size']} values differ.",
            "Work one of them out by hand and compare it with what came out, step by step.",
        )
    if finding.expected.kind in SEQUENCE_KINDS:
        return (
            "The number of entries is right. One of them is not, or they stand in another order.",
            "Say aloud what each entry counts, and compare it with the description.",
        )
    return "It is another value.", "Read the question again, and try it on a small example."


def _right_numbers(task: Task, finding: _Finding) -> bool:
    """Whether only the form of a result is wrong: its shape, its dtype or its kind."""
    found = numbers_of(finding.seen.result)
    expected = finding.expected.array
    if found is None or expected is None or found.size != expected.size:
        return False
    plain = Plain("array", array=found.reshape(expected.shape))
    return difference(plain, finding.expected, tolerance=task.tolerance) is None


def _why_raised(task: Task, raised: Raised) -> tuple[str, str]:
    name = re.search(r"'(\w+)'", raised.text)
    made_by_a_line = (
        isinstance(task.ask, Arrange)
        and raised.type in ("NameError", "UnboundLocalError")
        and name is not None
        and any(line.startswith(f"{name[1]} =") for line in task.ask.lines.values())
    )
    if made_by_a_line:
        return (
            f"When that line runs, no line before it has made `{name[1]}`.",
            f"Which line makes `{name[1]}`? It has to stand earlier in your order.",
        )
    explanation = explain(raised)
    return explanation.why, explanation.try_next


_KIND_ADVICE = {
    "generator": "A function with `yield` gives a generator. Hand the result back with `return`.",
    "coroutine": "`async def` makes a function that must be awaited. Write `def` alone.",
    "function": "If it was meant to be called, a pair of parentheses is missing.",
    "tuple": "A comma in the return line, as in `return a, b`, makes a tuple. Return one tensor.",
    "list": "TensorFlow's operations give tensors; tf.convert_to_tensor makes one of a list.",
    "text": "Leave the quotation marks out: inside them, everything is text.",
    "RaggedTensor": "Its rows may differ in length. `to_tensor()` makes an ordinary tensor of it.",
    "SparseTensor": "It holds only what is not 0. tf.sparse.to_dense makes an ordinary tensor of it.",
}


def _why_kind(task: Task, finding: _Finding) -> tuple[str, str]:
    result, found = finding.seen.result, kind_in_words(finding.seen.result)
    advice = _KIND_ADVICE.get(result.text if result.kind == "other" else result.kind, "")
    if finding.expected.kind in ARRAY_KINDS:
        right = "The numbers are right, but the" if _right_numbers(task, finding) else "The"
        return (
            f"{right} result is {found}, and a tensor is asked for.",
            advice or "TensorFlow's operations give tensors: which of them is your last step?",
        )
    if finding.expected.kind in SEQUENCE_KINDS and result.kind != "text":
        advice = "A tuple is written with parentheses and commas, such as `(10, 7)`."
    return (
        f"It is {found}, and {kind_in_words(finding.expected)} is asked for.",
        advice or "Read the description of the task again: what should stand there?",
    )
