"""What a learner reads of a verdict: what came out, what was expected, why, and what to try."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from grader.checking.compare import difference
from grader.checking.describe import kind_in_words, shape_text, show, show_inputs
from grader.checking.evidence import Evidence, Raised
from grader.checking.explain import explain, first_sentence
from grader.checking.finding import Finding
from grader.checking.plain import ARRAY_KINDS, SEQUENCE_KINDS, Plain, numbers_of
from grader.checking.task import Arrange, Call, Case, Misconception, Quality, Read, Task
from grader.checking.verdict import Message


def passed(task: Task, findings: Sequence[Finding]) -> Message:
    """For an answer that is right in every case."""
    count = "the input" if len(findings) == 1 else f"all {len(findings)} inputs"
    what = "Right." if isinstance(task.ask, Read) else f"Right on {count}."
    if task.quality:
        reached = (_measured(task.quality, finding) for finding in findings)
        what = f"Good enough: {task.quality.name} {_and(reached)}, {_limit(task.quality)}."
    printed = next((finding.seen.printed for finding in findings if finding.seen.printed), "")
    return Message(what, printed=printed)


def missing(task: Task) -> Message:
    """Where no cell has made what is checked."""
    return Message(
        f"Nothing is called `{task.ask.subject}` yet.",
        why="The cell that makes it has not run, or it stopped with an error.",
        try_next="Run that cell, read what it says, then run this check again.",
    )


def untouched(task: Task) -> Message:
    """For the exercise as it was handed out."""
    name = task.ask.subject
    if task.quality and task.given:
        return Message(
            f"`{name}` does no better than when it was handed out.",
            try_next="Change it in the cell above, run that cell, then run this check again.",
        )
    if task.given:
        return Message(
            f"`{name}` gives just what it gave when it was handed out.",
            why="If you did change it, the change makes no difference to any result.",
            try_next="Change it in the cell above, run that cell, then run this check again.",
        )
    return Message(
        f"`{name}` has no answer yet.",
        try_next="Write your answer in the cell above, run it, then run this check again.",
    )


def unfit(task: Task, evidence: Evidence) -> Message:
    """For something that cannot be asked, such as a number where a function belongs."""
    name = task.ask.subject
    return Message(
        f"`{name}` cannot be checked: {evidence.note}.",
        came_out=f"{name} is {_in_words(evidence.found)}",
        try_next=f"Look at the cell that makes `{name}`, correct it, and run it again.",
    )


def failed(
    task: Task,
    findings: Sequence[Finding],
    telling: Finding,
    misconception: Misconception | None,
) -> Message:
    """For an answer that is wrong in some case.

    Args:
        task: The task.
        findings: Every case.
        telling: The case the message speaks of.
        misconception: The wrong idea behind it, if it is known.
    """
    why, try_next = _why(task, telling)
    if misconception:
        why, try_next = misconception.why, misconception.try_next
    return Message(
        _headline(task, findings, telling),
        on_input="" if telling.case.hidden else _input_text(task, telling.case),
        came_out=_came_out(task, telling),
        expected=_expected(task, telling),
        why=why,
        try_next=try_next,
        printed="" if telling.case.hidden else telling.seen.printed,
    )


def _headline(task: Task, findings: Sequence[Finding], telling: Finding) -> str:
    name = task.ask.subject
    right = sum(finding.differs is None for finding in findings)
    if isinstance(task.ask, Read):
        if len(findings) == 1:
            return f"`{name}` is not right yet."
        item = telling.case.inputs["item"]
        return f'{right} of {len(findings)} are right. Look at `{name}["{item}"]`.'
    name = "the function your order makes" if isinstance(task.ask, Arrange) else f"`{name}`"
    if right == 0 or not telling.case.label:
        verb = (
            "stops with an error" if telling.seen.raised else "does not give the right result yet"
        )
        return f"{name[0].upper()}{name[1:]} {verb}."
    case = telling.case.label
    return f"Right on {right} of {len(findings)} inputs. Not yet for this one: {case}."


def _input_text(task: Task, case: Case) -> str:
    if isinstance(task.ask, Read):
        return ""
    how = task.ask.how if isinstance(task.ask, Call) else ""
    return "\n".join(text for text in (show_inputs(case.inputs), how) if text)


def _measured(quality: Quality, finding: Finding) -> str:
    """The mean score of a result that has the form asked for."""
    measured = quality.measure(finding.seen.result.array, finding.expected.array)
    return f"{measured:.3g}"


def _limit(quality: Quality) -> str:
    return (
        f"and {quality.limit:g} is the {'most' if quality.less_is_better else 'least'} that passes"
    )


def _and(texts: Iterable[str]) -> str:
    return " and ".join(texts)


def _came_out(task: Task, finding: Finding) -> str:
    raised = finding.seen.raised
    if raised:
        # An exception's text may quote the input, which a hidden case must not show.
        text = raised.type if finding.case.hidden else first_sentence(raised)
        return f"{text}\nin the line: {raised.line}" if raised.line else text
    if finding.seen.result is None or finding.case.hidden:
        return ""
    if finding.differs.key == "kind":
        return _in_words(finding.seen.result)
    if finding.differs.key == "quality":
        return f"{task.quality.name}: {_measured(task.quality, finding)}"
    return show(finding.seen.result, finding.differs.numbers.get("index"))


def _in_words(plain: Plain) -> str:
    """What a value is, and where that says something, how it looks."""
    words = kind_in_words(plain)
    if plain.kind in ("other", "function"):
        return words
    text = show(plain)
    return f"{words}: {text if len(text) <= 300 else text[:300] + ' ...'}"


def _expected(task: Task, finding: Finding) -> str:
    if finding.case.hidden or task.key_is_answer:
        return ""
    if finding.differs.key == "quality":
        bound = "at most" if task.quality.less_is_better else "at least"
        return f"{bound} {task.quality.limit:g}"
    expected = finding.expected
    if task.quality and finding.seen.raised:
        return ""  # no single result is right
    if expected.kind in ARRAY_KINDS:
        dtype = task.dtype or expected.dtype
        expected = replace(expected, dtype=dtype)
    return show(expected, finding.differs.numbers.get("index"))


def _why(task: Task, finding: Finding) -> tuple[str, str]:
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
    if key == "nan" and task.quality:
        return (
            "There is a NaN (not a number) among the predictions. Once a loss is infinite or NaN, "
            "every weight becomes NaN at the next step: the training has diverged.",
            "Print the loss of each epoch: where does it become nan? A smaller learning rate and "
            "scaled inputs are the first things to try.",
        )
    if key == "nan":
        return (
            "There is a NaN (not a number) in the result. Dividing 0 by 0 gives one, and so does "
            "the square root or the logarithm of a negative number.",
            "Find the division, root or logarithm, and what its input is in this case.",
        )
    if key == "quality":
        return _why_not_good_enough(task, finding)
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


def _why_not_good_enough(task: Task, finding: Finding) -> tuple[str, str]:
    quality = task.quality
    lazy = quality.measure(finding.case.put_to(quality.lazy), finding.expected.array)
    return (
        f"The {quality.name} is {_measured(quality, finding)}, {_limit(quality)}. For comparison: "
        f"{quality.lazy_name} gives {lazy:.3g}.",
        "Look at the loss from epoch to epoch: does it still fall at the end, has it stopped early, "
        "or does it never fall?",
    )


def _right_numbers(task: Task, finding: Finding) -> bool:
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
    "History": "`fit` returns the record of the losses. Return the model itself.",
    "KerasTensor": "It is a stand-in without numbers. keras.Model makes a model from the input to it.",
    "RaggedTensor": "Its rows may differ in length. `to_tensor()` makes an ordinary tensor of it.",
    "SparseTensor": "It holds only what is not 0. tf.sparse.to_dense makes an ordinary tensor of it.",
}


def _why_kind(task: Task, finding: Finding) -> tuple[str, str]:
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
