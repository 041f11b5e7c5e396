"""What a learner reads of a verdict: what came out, what was expected, why, and what to try."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.judging.compare import difference
from grader.judging.describe import kind_in_words, shape_text, show, show_inputs
from grader.judging.explain import UNKNOWN, explain, first_sentence
from grader.judging.judged_case import Finding, Wrong
from grader.judging.relation import how_related
from grader.judging.syntax import syntax_tree
from grader.judging.task import Misconception, Quality, Task
from grader.judging.verdict import Message
from grader.probing.evidence import Evidence, Raised
from grader.probing.plain import (
    ARRAY_KINDS,
    SEQUENCE_KINDS,
    Plain,
    numbers_of,
)
from grader.probing.questions import Arrange, Call, Case, Read


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
    why = "The cell that makes it has not run, or it stopped with an error."
    if isinstance(task.ask, Arrange):
        why = (
            "The cell that makes it has not run, or it stopped with an error, or it holds the lines "
            "themselves, where the task asks for their letters: those that you type, or those of the lines "
            "you move."
        )
    return Message(
        f"Nothing is called `{task.ask.subject}` yet.",
        why=why,
        try_next="Run that cell, read what it says, then run this check again.",
    )


def untouched(task: Task) -> Message:
    """For the exercise as it was handed out."""
    name = task.ask.subject
    if task.given:
        return Message(
            f"`{name}` is as it was handed out.",
            why="If you did change it, the cell with the change has not run.",
            try_next="Change it in the cell above, run that cell, then run this check again.",
        )
    if isinstance(task.ask, Arrange):
        return Message(
            f"`{name}` holds no line yet.",
            try_next="Run the cell above and put lines into the function, or write their letters there and "
            "run it. Then run this check again.",
        )
    return Message(
        f"`{name}` has no answer yet.",
        try_next="Write your answer in the cell above, run it, then run this check again.",
    )


def no_change(task: Task) -> Message:
    """For code that was changed, and gives what it gave when it was handed out."""
    name = task.ask.subject
    if task.quality:
        headline = f"`{name}` does no better than when it was handed out."
        return Message(headline, try_next="Which line decides how good it gets? Change that one.")
    return Message(
        f"`{name}` gives just what it gave when it was handed out.",
        why="The code was changed, and the change makes no difference to any result.",
        try_next="Print what each line makes: in which one does the result go wrong?",
    )


def unfit(task: Task, evidence: Evidence) -> Message:
    """For something that cannot be asked, such as a number where a function belongs."""
    name = task.ask.subject
    return Message(
        f"`{name}` cannot be checked: {evidence.note}.",
        # Of a class the note says more than that it can be called, like a function.
        came_out=""
        if evidence.found.kind == "function"
        else f"{name} is {_in_words(evidence.found)}",
        try_next=f"Look at the cell that makes `{name}`, correct it, and run it again.",
    )


def failed(
    task: Task,
    findings: Sequence[Finding],
    telling: Wrong,
    misconception: Misconception | None,
) -> Message:
    """For an answer that is wrong in some case.

    Args:
        task: The task.
        findings: Every case.
        telling: The case the message speaks of.
        misconception: The wrong idea behind it, if it is known.
    """
    why, try_next = _why(task, telling, findings)
    if misconception:
        why, try_next = misconception.why, misconception.try_next
    return Message(
        _headline(task, findings, telling),
        on_input="" if telling.case.hidden else _input_text(task, telling.case),
        how="" if telling.case.hidden else _how(task),
        came_out=_came_out(task, telling),
        expected=_expected(task, telling),
        why=why,
        try_next=try_next,
        printed="" if telling.case.hidden else telling.seen.printed,
    )


def _headline(task: Task, findings: Sequence[Finding], telling: Wrong) -> str:
    name = task.ask.subject
    right = sum(finding.differs is None for finding in findings)
    if isinstance(task.ask, Read):
        if len(findings) == 1:
            return f"`{name}` is not right yet."
        item = telling.case.inputs["item"]
        return f'{right} of {len(findings)} are right. Look at `{name}["{item}"]`.'
    name = "the function your order makes" if isinstance(task.ask, Arrange) else f"`{name}`"
    stopped = telling.seen.raised and telling.seen.raised.by == "answer"
    if right == 0 or not telling.case.label:
        verb = "stops with an error" if stopped else "does not give the right result yet"
        return f"{name[0].upper()}{name[1:]} {verb}."
    case = telling.case.label
    return f"Right on {right} of {len(findings)} inputs. Not yet for this one: {case}."


def _input_text(task: Task, case: Case) -> str:
    if isinstance(task.ask, Read):
        return ""
    return show_inputs(case.inputs)


def _how(task: Task) -> str:
    """What the check did with the answer, as a sentence."""
    how = task.ask.how if isinstance(task.ask, Call) else ""
    return f"How it was checked: {how}." if how else ""


def _measured(quality: Quality, finding: Finding) -> str:
    """The mean score of a result that has the form asked for."""
    measured = quality.measure(finding.seen.returned.numbers, finding.expected.numbers)
    return f"{measured:.3g}"


def _limit(quality: Quality) -> str:
    return (
        f"and {quality.limit:g} is the {'most' if quality.less_is_better else 'least'} that passes"
    )


def _and(texts: Iterable[str]) -> str:
    return " and ".join(texts)


def _came_out(task: Task, finding: Wrong) -> str:
    raised = finding.seen.raised
    if finding.differs.key == "unusable" or "unread" in finding.differs.numbers:
        return ""  # the exception, or the value, is none of the answer's
    if "keys" in finding.differs.numbers:
        return f"the keys {', '.join(map(repr, finding.differs.numbers['keys']))}"
    if raised:
        # An exception's text may quote the input, which a hidden case must not show.
        text = raised.type if finding.case.hidden else first_sentence(raised)
        return f"{text}\nin the line: {raised.line}" if raised.line else text
    if finding.seen.result is None or finding.case.hidden:
        return ""
    if finding.differs.key == "kind":
        return _in_words(finding.seen.result)
    if finding.differs.key == "quality" and task.quality:
        return f"{task.quality.name}: {_measured(task.quality, finding)}"
    return _shown(finding.seen.result, finding)


def _shown(plain: Plain, finding: Wrong) -> str:
    """What came out or what is right, the small numbers too where the two would read alike, as a length
    of 0 in the place of one of 5e-9 does."""
    index, result = finding.differs.numbers.get("index"), finding.seen.result
    alike = result is not None and show(result, index) == show(finding.expected, index)
    return show(plain, index, with_small=alike)


def _in_words(plain: Plain) -> str:
    """What a value is, and where that says something, how it looks."""
    words = kind_in_words(plain)
    if plain.kind in ("other", "function"):
        return words
    text = show(plain)
    return f"{words}: {text if len(text) <= 300 else text[:300] + ' ...'}"


def _expected(task: Task, finding: Wrong) -> str:
    if finding.case.hidden or task.key_is_answer or finding.seen.misfit:
        return ""
    if finding.differs.key == "quality" and task.quality:
        bound = "at most" if task.quality.less_is_better else "at least"
        return f"{bound} {task.quality.limit:g}"
    expected = finding.expected
    if task.quality and finding.seen.raised:
        return ""  # no single result is right
    if "name" in finding.differs.numbers:
        return ""  # one of several results came out, and here stand all of them
    if expected.kind in ARRAY_KINDS:
        dtype = task.dtype or expected.dtype
        expected = replace(expected, dtype=dtype)
    return _shown(expected, finding)


def _why(task: Task, finding: Wrong, findings: Sequence[Finding]) -> tuple[str, str]:
    """The likely reason and the next step where no misconception fits."""
    key, numbers = finding.differs.key, finding.differs.numbers
    if key == "unusable" or "unread" in numbers:
        return _why_unusable(task, finding)
    if finding.seen.raised:
        return _why_raised(task, finding.seen.raised)
    if "keys" in numbers:
        near = difflib.get_close_matches(finding.case.inputs["item"], numbers["keys"], n=1)
        spelled = f" It has `{near[0]}`: is one letter another?" if near else ""
        return (
            f"The dict has no key `{finding.case.inputs['item']}`.{spelled}",
            "Use the keys that the cell had at first, spelled just as there.",
        )
    if key == "nothing" and finding.seen.returned.kind == "ellipsis":
        return "There is no answer for it yet.", "Put your answer where `...` stands."
    if key == "nothing" and isinstance(task.ask, Read):
        return (
            f"It is None. The task asks for {kind_in_words(finding.expected)}.",
            "None means that there is no answer yet. Put your answer there.",
        )
    if key == "nothing" and isinstance(task.ask, Arrange):
        return (
            "What came out is None: the lines end without one that returns the result.",
            "Which line begins with `return`, and is it the last of your order?",
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
        return _why_kind(task, finding, findings)
    if key == "shape":
        mine, theirs = shape_text(numbers["shape"]), shape_text(numbers["expected_shape"])
        named = numbers.get("name")  # of one of several results
        if not named and _right_numbers(task, findings):
            return (
                f"The numbers are right, and in the right order. Only their shape is wrong: it is {mine}, "
                f"and should be {theirs}.",
                "Print the shape after each step, and find where an axis was lost or added.",
            )
        return (
            f"The shape {f'of {named} ' if named else ''}is {mine} and should be {theirs}.",
            "Print the shape after each step, and find the first that is not what you meant.",
        )
    if key == "dtype":
        values = "value is" if finding.expected.numbers.size == 1 else "values are"
        right = f"The {values} right. " if _right_numbers(task, findings) else ""
        if numbers["expected_dtype"] == "int":
            return (
                f"{right}It is a {numbers['dtype']}, and the task asks for an int.",
                "Which step makes a float of it? `/` always does, and `//` divides whole numbers.",
            )
        return (
            f"{right}The dtype is {numbers['dtype']} and should be {numbers['expected_dtype']}.",
            f"Print the dtype after each step; {_words(task).cast} changes it.",
        )
    is_list = finding.expected.kind == "list"  # of numbers; a tuple is a shape
    if key == "entries" and is_list:
        return (
            "A list of numbers is asked for, and something else stands among them.",
            "Print the type of each entry: which step should have made a number of it?",
        )
    if key == "length" and is_list:
        count = "1 entry" if numbers["length"] == 1 else f"{numbers['length']} entries"
        more = "more" if numbers["length"] > numbers["expected_length"] else "fewer"
        return (
            f"The list has {count}, which is {more} than there should be.",
            "Say what each entry stands for: which of them is none of those asked for, or is missing?",
        )
    if key == "entries":
        return (
            "A shape lists whole numbers, one for each axis, and something else stands among them.",
            "Read the description again, because it names every size that you need.",
        )
    if key == "length":
        axes = "1 axis" if numbers["length"] == 1 else f"{numbers['length']} axes"
        return (
            f"This is the shape of {_words(task).array} with {axes}, and the one described has more or fewer.",
            "Go through the description and count, because each thing that is repeated gives an axis.",
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
            "There is a NaN (not a number) in the result. Dividing 0 by 0 gives one, and so do the "
            "square root or the logarithm of a negative number, and the mean or median of nothing.",
            "Find the step that makes it, and what its input is in this case.",
        )
    if key == "quality" and task.quality:
        return _why_not_good_enough(task.quality, finding)
    if "wrong" in numbers:
        # Where each number has a name, that it is wrong says more.
        named = task.key_is_answer or (isinstance(task.ask, Call) and task.ask.entry)
        related = None if named else how_related(findings)
        return related or _why_other_numbers(task, finding)
    if finding.expected.kind in SEQUENCE_KINDS:
        entries, wanted = numbers_of(finding.seen.returned), numbers_of(finding.expected)
        same = entries is not None and wanted is not None and sorted(entries) == sorted(wanted)
        if is_list:
            return (
                "The entries are right, and they stand in another order."
                if same
                else "The number of entries is right, and at least one of them is not.",
                "Work the first entry that differs out by hand, step by step.",
            )
        return (
            "The sizes are right, and they stand in another order."
            if same
            else "The number of entries is right, and at least one of them is not.",
            "Say aloud what each entry counts, and compare it with the description.",
        )
    if finding.expected.kind == "text" and _is_written_alike(finding):
        return (
            "It differs from what is right only in capital letters.",
            "To Python, `a` and `A` are two letters. Which step changes them?",
        )
    if finding.expected.kind == "text" and not (finding.case.hidden or task.key_is_answer):
        return (
            f"It is {show(finding.seen.returned)} where {show(finding.expected)} is right.",
            "Go through the code by hand with this input: which line makes the choice?",
        )
    return "It is a different value.", "Read the question again, and try it on a small example."


def _is_written_alike(finding: Wrong) -> bool:
    """Whether two texts are the same but for capital letters."""
    mine, right = finding.seen.returned, finding.expected
    return mine.kind == "text" and mine.text.casefold() == right.text.casefold()


def _why_other_numbers(task: Task, finding: Wrong) -> tuple[str, str]:
    """Which number is wrong, by its name where it has one, and by its place else."""
    wrong, size, index = (finding.differs.numbers[key] for key in ("wrong", "size", "index"))
    shown = not finding.case.hidden and not task.key_is_answer
    both = (finding.seen.returned, finding.expected)
    mine, right = (_number(plain.numbers[index]) for plain in both)
    is_driven = isinstance(task.ask, Call) and bool(task.ask.how)
    try_next = "Work one of them out by hand and compare it with what came out, step by step."
    if is_driven:
        try_next = (
            "Read how it was checked, call the function in that way in a new cell, and follow one number "
            "step by step."
        )
    if isinstance(task.ask, Call) and task.ask.entry:
        name = task.ask.entry(index, *finding.case.inputs.values())
        values = f" is {mine} and should be {right}." if shown else " is not right."
        return f"{name[0].upper()}{name[1:]}{values}", try_next
    if size == 1:
        values = f": {mine} where {right} is right." if shown else "."
        return (
            f"The number is not right{values}",
            try_next
            if is_driven
            else "Go through the code by hand with this input: at which line does the number go wrong?",
        )
    place = f" The first is at {list(index)}: {mine}, and should be {right}." if shown else ""
    return f"The shape is right; {wrong} of {size} values differ.{place}", try_next


def _number(value: np.generic) -> str:
    return f"{value:.6g}" if isinstance(value, np.inexact) else str(value)


_NOTHING_KNOWN = explain(Raised("", ""))


def _why_unusable(task: Task, finding: Finding) -> tuple[str, str]:
    raised = finding.seen.raised
    said = f": {raised.type if finding.case.hidden else first_sentence(raised)}" if raised else ""
    asked = f" The task asks for {_wanted(task)}." if _wanted(task) else ""
    known = explain(raised) if raised else _NOTHING_KNOWN
    if known != _NOTHING_KNOWN:
        could_not = (
            f"The function ran to its end, and what it gave could not be used{said.rstrip('.')}"
        )
        return f"{could_not}. {known.why}", known.try_next
    return (
        f"The function ran to its end, and what it gave could not be used{said.rstrip('.')}.{asked}",
        "Call the function yourself, print the type and the shape of what it gives, and compare "
        "them with what the docstring says.",
    )


def _why_not_good_enough(quality: Quality, finding: Finding) -> tuple[str, str]:
    lazy = quality.measure(finding.case.put_to(quality.lazy), finding.expected.numbers)
    return (
        f"The {quality.name} is {_measured(quality, finding)}, {_limit(quality)}. By comparison, "
        f"{quality.lazy_name} gives {lazy:.3g}.",
        "Look at the loss from epoch to epoch: does it still fall at the end, has it stopped early, "
        "or does it never fall?",
    )


def _right_numbers(task: Task, findings: Sequence[Finding]) -> bool:
    """Whether only the form of the results is wrong: their shape, their dtype or their kind.

    In a single case the numbers may be right by chance, as with one image in a batch.
    """
    return all(has_right_numbers(task, finding) for finding in findings)


def has_right_numbers(task: Task, finding: Finding) -> bool:
    """Whether the numbers of a result are right, whatever its shape, its dtype and its kind."""
    if finding.seen.result is None:
        return False
    found = numbers_of(finding.seen.result)
    expected = finding.expected.array
    if found is None or expected is None or found.size != expected.size:
        return False
    plain = Plain("array", array=found.reshape(expected.shape))
    return difference(plain, finding.expected, tolerance=task.tolerance) is None


def _why_raised(task: Task, raised: Raised) -> tuple[str, str]:
    name = re.search(r"'(\w+)'", raised.text)
    if (
        isinstance(task.ask, Arrange)
        and raised.type in ("NameError", "UnboundLocalError")
        and name is not None
        and any(name[1] in _names_made_by(line) for line in task.ask.lines.values())
    ):
        return (
            f"When that line runs, no line before it has made `{name[1]}`.",
            f"Which line makes `{name[1]}`? It has to stand earlier in your order.",
        )
    explanation = explain(raised, task.customs)
    if explanation is UNKNOWN and isinstance(task.ask, Arrange):
        return explanation.why, (
            "Run your lines in this order in a new cell, and read the last line of the error."
        )
    if explanation is UNKNOWN and isinstance(task.ask, Call) and task.ask.how:
        # A plain call may well give a result: the graph's is another one, and so is the second of two.
        return explanation.why, (
            "Below stands how it was checked. In a new cell, do the same with your function and an "
            "input of this kind, and read the last line of the error."
        )
    return explanation.why, explanation.try_next


def _names_made_by(line: str) -> set[str]:
    """The names a line gives something to, be it by `=`, `with ... as` or `for`."""
    tree = syntax_tree(line if not line.endswith(":") else f"{line} pass")
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


_KIND_ADVICE = {
    "generator": "A function with `yield` gives a generator. Hand the result back with `return`.",
    "coroutine": "`async def` makes a function that must be awaited. Write `def` alone.",
    "function": "If it was meant to be called, a pair of parentheses is missing.",
    "tuple": "A comma in the return line, as in `return a, b`, makes a tuple. Return one value.",
    "dict": "Return the values themselves, without their keys.",
    "text": "Text stands between quotation marks, or in a variable that was given some. Return the "
    "value itself.",
    "History": "`fit` returns the record of the losses. Return the model itself.",
    "KerasTensor": "It is a stand-in without numbers. keras.Model makes a model from the input to it.",
    "TensorArray": "`stack()` makes one tensor of all that was written into it.",
    "RaggedTensor": "Its rows may differ in length. `to_tensor()` makes an ordinary tensor of it.",
    "SparseTensor": "It holds only what is not 0. tf.sparse.to_dense makes an ordinary tensor of it.",
}


@dataclass(frozen=True)
class _Words:
    """What the things are called that answers work with.

    Attributes:
        array: What a function is passed and gives back.
        cast: What changes a dtype.
        of_list: How one is made of a list.
        operations: What makes one at each step.
    """

    array: str
    cast: str
    of_list: str
    operations: str


_TENSORFLOW = _Words(
    "a tensor",
    "tf.cast",
    "TensorFlow's operations give tensors; tf.convert_to_tensor makes one of a list.",
    "TensorFlow's operations give tensors: which of them is your last step?",
)
_NUMPY = _Words(
    "an array",
    "`astype`",
    "NumPy's functions give arrays; np.array makes one of a list.",
    "NumPy's functions give arrays: which of them is your last step?",
)


def _words(task: Task) -> _Words:
    return _TENSORFLOW if task.customs.knows("tensorflow") else _NUMPY


def _wanted(task: Task) -> str:
    """What the task asks for, to end a sentence with; some of them are parenthetic, and end in a comma."""
    return task.ask.wanted.rstrip(",") if isinstance(task.ask, Call) else ""


def _why_kind(task: Task, finding: Finding, findings: Sequence[Finding]) -> tuple[str, str]:
    result, found = finding.seen.returned, kind_in_words(finding.seen.returned)
    words = _words(task)
    by_kind = _KIND_ADVICE | {"list": words.of_list}
    advice = by_kind.get(result.text if result.kind == "other" else result.kind, "")
    wanted = _wanted(task)
    expected = finding.expected
    is_number = expected.array is not None and expected.array.ndim == 0
    if result.kind in ("tuple", "list") and re.search(r"\b(pair|tuple|both)\b", wanted):
        advice = "Read in the docstring what each part is: how many are there, and in which order?"
    elif result.kind == "dict" and "dict" in wanted:
        advice = "Which keys does the docstring name, and what stands under each?"
    elif result.kind == "list" and (is_number or finding.seen.misfit):
        one_number = is_number and not finding.seen.misfit
        advice = "Return the number itself, not a list of it." if one_number else ""
    advice_or_docstring = (
        advice or "Read in the docstring what the function returns, then look at your last line."
    )
    right = "The numbers are right, but the" if _right_numbers(task, findings) else "The"
    if finding.seen.misfit or (wanted and expected.array is not None):
        asked = f"The task asks for {wanted}." if wanted else "The task asks for something else."
        return f"The result is {found}. {asked}", advice_or_docstring
    if is_number:
        return (
            f"The result is {found}. The task asks for a single number.",
            advice_or_docstring,
        )
    if expected.array is not None:
        return (
            f"{right} result is {found}. The task asks for {words.array}.",
            advice or words.operations,
        )
    if expected.kind == "list":
        advice = "Read in the docstring what the function returns, then look at your last line."
    elif expected.kind in SEQUENCE_KINDS and result.kind != "text":
        advice = "A tuple is written with parentheses and commas, such as `(10, 7)`."
    elif expected.kind == "text":
        advice = "Read in the docstring what the function returns, then look at your last line."
    return (
        f"It is {found}. The task asks for {kind_in_words(expected)}.",
        advice or "Read the description of the task again: what should stand there?",
    )
