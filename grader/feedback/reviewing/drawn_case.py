"""A task that passed, asked on a new case: what does the function give, and what only a wrong idea?

The right result comes from the task's oracle, the other choices from its wrong ideas, put to the
same inputs. So no question has to be written, and every day has others.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.polynomial import Polynomial

from grader.judging.docstrings import function_of, section, summary
from grader.judging.task import Task
from grader.probing.plain import ARRAY_KINDS, SCALAR_KINDS, SEQUENCE_KINDS, Plain, to_plain
from grader.probing.questions import Call, Case

_LINE: Final = 64  # characters of an input
_CHOICE: Final = 46  # characters of a result that is a choice
_HOW: Final = 150  # characters that say how a function is called
_NUMBERS: Final = 14  # of all inputs
_WRONG: Final = 3  # choices besides the right one
_SEEDS: Final = 6  # from which cases are drawn, to choose one of those that are short enough
# What a wrong idea, or a formula, may meet in numbers that were changed: such a case is left out.
_UNFIT = (ArithmeticError, ValueError, LookupError, TypeError, AttributeError)

# Whether a task can be asked so, which costs its drawing; a task stays as it is while a kernel runs.
_DRAWABLE: dict[tuple[str, str], bool] = {}


@dataclass(frozen=True)
class DrawnQuestion:
    """A question about one case of a task.

    Attributes:
        intro: What the function does, and how it is called.
        returns: What its docstring says of the result, to be looked up; may be empty.
        inputs: The inputs, a line each.
        question: What is asked.
        choices: Result, as text, to what is said to somebody who chose it; "" for the right one.
    """

    intro: str
    returns: str
    inputs: str
    question: str
    choices: Mapping[str, str]

    @property
    def right(self) -> str:
        """The choice that is right."""
        return next(text for text, why in self.choices.items() if not why)


def can_be_drawn(task: Task) -> bool:
    """Whether a task can be asked so: a function, whose results on some case can be read and told apart."""
    key = task.module, task.name
    if key not in _DRAWABLE:
        _DRAWABLE[key] = drawn_question(task, 0) is not None
    return _DRAWABLE[key]


def drawn_question(task: Task, seed: int) -> DrawnQuestion | None:
    """A question about a task; None where no case is short enough to be read.

    Args:
        task: One with a function.
        seed: What the case and the choices are drawn from.
    """
    if not _is_askable(task):
        return None
    draw = np.random.default_rng(seed)
    for case in _short_cases(task, draw):
        if made := _question(task, case, draw):
            return made
    return None


def _short_cases(task: Task, draw: np.random.Generator) -> list[Case]:
    """Cases that can be read, in an order that is drawn: first the shorter half of them."""
    texts: dict[str, Case] = {}
    for number in range(_SEEDS):
        for case in task.draw_cases(int(draw.integers(2**31)) + number):
            # Where the changed numbers do not serve, those that were drawn may.
            for call in _calls(task, case):
                for version in (replace(call, inputs=_varied(call.inputs, draw)), call):
                    text = _inputs_in_words(version.inputs)
                    if text is not None and not _refused(task, version):
                        texts.setdefault(text, version)
    by_length = sorted(texts, key=len)
    half = (len(by_length) + 1) // 2
    order = [*draw.permutation(half), *range(half, len(by_length))]
    return [texts[by_length[place]] for place in order]


def _takes_examples(task: Task) -> bool:
    """Whether the task says how one call of the function is asked for, as `example` does.

    Inputs that have to be read first have no form in which they could be shown, and of more than two
    results there is too much to compare.
    """
    form = task.example
    return bool(form.put and not form.why_not and not form.read and form.results <= 2)


def _calls(task: Task, case: Case) -> list[Case]:
    """A case as calls of the function: where the task says how, those that an example may be about."""
    if case.truth is not None:
        return []
    form = task.example
    if not _takes_examples(task) or form.of_case is None:
        return [case]
    names = form.inputs or tuple(case.inputs)
    samples = form.of_case(*case.inputs.values())
    return [Case(dict(zip(names, sample, strict=True))) for sample in samples]


def _refused(task: Task, case: Case) -> bool:
    """Whether a docstring does not allow these inputs."""
    form = task.example
    try:
        return bool(form.refuses and form.refuses(*case.inputs.values()))
    except _UNFIT:
        return True


def _is_askable(task: Task) -> bool:
    ask = task.ask
    if not isinstance(ask, Call) or task.quality or task.key_is_answer:
        return False
    if not ask.drive or _takes_examples(task):
        return True
    # Where facts are worked out of several calls, only what has a name can be asked for.
    return len(ask.how) <= _HOW and "compared" not in ask.how.casefold()


def _question(task: Task, case: Case, draw: np.random.Generator) -> DrawnQuestion | None:
    """A question about a case; None where the results of too few ideas can be told from the right one."""
    right = _given(task, case, task.expected)
    if right is None:
        return None
    ideas = [task.misconceptions[place] for place in draw.permutation(len(task.misconceptions))]
    results = [(idea, _given(task, case, idea.answer)) for idea in ideas]
    asked, pick = _part(task, case, right, [plain for _, plain in results if plain], draw)
    answer = _in_words(pick(right))
    if answer is None:
        return None
    wrong: dict[str, str] = {}
    for idea, plain in results:
        text = _in_words(pick(plain)) if plain is not None else None
        if text is not None and not _are_near(text, [answer, *wrong]):
            wrong[text] = idea.why
        if len(wrong) == _WRONG:
            break
    if len(wrong) < 2:
        return None
    choices = {answer: "", **wrong}
    order = [list(choices)[place] for place in draw.permutation(len(choices))]
    inputs = _inputs_in_words(case.inputs) or ""
    return DrawnQuestion(
        _intro(task), _returns(task), inputs, asked, {text: choices[text] for text in order}
    )


def _given(task: Task, case: Case, oracle: Callable[..., Any]) -> Plain | None:
    """What an oracle or a wrong idea gives; None where it gives nothing for these numbers."""
    try:
        with np.errstate(all="ignore"):
            if task.example.put is not None and _takes_examples(task):
                inputs = [
                    np.copy(value) if isinstance(value, np.ndarray) else value
                    for value in case.inputs.values()
                ]
                return to_plain(task.example.put(oracle, *inputs))
            return to_plain(case.put_to(oracle))
    except _UNFIT:
        return None


_Pick = Callable[[Plain], Plain | None]


def _part(
    task: Task, case: Case, right: Plain, wrong: Sequence[Plain], draw: np.random.Generator
) -> tuple[str, _Pick]:
    """What is asked for: the whole result or, where its numbers have names, the one that tells most."""
    ask = task.ask
    by_example = _takes_examples(task)
    entry = ask.entry if isinstance(ask, Call) and not by_example else None
    if entry is None or right.kind not in ARRAY_KINDS:
        words = f"What does `{ask.subject}` give?"
        if by_example and task.example.result != "result":
            words = f"What comes out, as `{task.example.result}`?"
        elif isinstance(ask, Call) and ask.drive and not by_example:
            words = "What comes out?"
        return words, lambda plain: plain
    places = list(np.ndindex(right.numbers.shape))

    def differing(place: tuple[int, ...]) -> int:
        texts = {_in_words(_entry(plain, place)) for plain in wrong}
        return len(texts - {_in_words(_entry(right, place)), None})

    place = max((places[number] for number in draw.permutation(len(places))), key=differing)
    name = entry(place, *case.inputs.values())
    return f"Which number is this: {name}?", lambda plain: _entry(plain, place)


def _entry(plain: Plain, place: tuple[int, ...]) -> Plain | None:
    """One number of a result; None where it has none there."""
    if plain.kind not in ARRAY_KINDS or plain.numbers.ndim != len(place):
        return None
    if any(index >= size for index, size in zip(place, plain.numbers.shape, strict=True)):
        return None
    return to_plain(plain.numbers[place].item())


def _varied(inputs: Mapping[str, Any], draw: np.random.Generator) -> dict[str, Any]:
    """Other numbers in the place of those that were drawn, such as fit wherever those did.

    Whole numbers in a float array, or in a picture, move by up to 2. Any other array has its last axis in
    another order, which keeps labels labels and the sum of each row.
    """
    return {name: _varied_array(value, draw) for name, value in inputs.items()}


def _varied_array(value: Any, draw: np.random.Generator) -> Any:
    if not isinstance(value, np.ndarray) or not value.size or value.dtype.kind not in "fiu":
        return value
    if value.dtype == np.uint8 or (value.dtype.kind == "f" and (value == np.floor(value)).all()):
        moved = value.astype(np.float64) + draw.integers(-2, 3, size=value.shape)
        if value.dtype == np.uint8:
            moved = np.clip(moved, 0, 255)
        return moved.astype(value.dtype)
    if value.ndim == 0:
        return value
    return np.ascontiguousarray(value[..., draw.permutation(value.shape[-1])])


def _inputs_in_words(inputs: Mapping[str, Any]) -> str | None:
    """The inputs, a line each; None where they are too long to be read."""
    lines, numbers = [], 0
    for name, value in inputs.items():
        if isinstance(value, Polynomial):  # how a task's example stands for a function of x
            numbers += value.coef.size
            lines.append(f"{name}(x) = {value:ascii}")
            continue
        plain = to_plain(value)
        text = _in_words(plain, digits=6)
        if text is None:
            return None
        if plain.kind in ARRAY_KINDS:
            numbers += plain.numbers.size
            text += f"   {plain.dtype}"
        lines.append(f"{name} = {text}")
    is_short = numbers <= _NUMBERS and all(len(line) <= _LINE for line in lines)
    return "\n".join(lines) if is_short else None


def _in_words(plain: Plain | None, digits: int = 4) -> str | None:
    """A value in a line; None where it has no short form, or a number in it is not finite."""
    if plain is None:
        return None
    if plain.kind in ARRAY_KINDS or plain.kind in SCALAR_KINDS:
        numbers = plain.numbers
        if numbers.dtype.kind not in "biuf" or not np.isfinite(numbers).all():
            return None
        text = str(_rounded(numbers.tolist(), digits))
    elif plain.kind == "text":
        text = repr(plain.text)
    elif plain.kind in SEQUENCE_KINDS:
        items = [_in_words(item, digits) for item in plain.items]
        words = ", ".join(item for item in items if item is not None)
        if None in items:
            return None
        comma = "," if len(items) == 1 else ""
        text = f"[{words}]" if plain.kind == "list" else f"({words}{comma})"
    else:
        return None
    return text if len(text) <= _CHOICE or digits > 4 else None


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, list):
        return [_rounded(item, digits) for item in value]
    # Adding 0.0 makes the ordinary zero of a negative one.
    return float(f"{value:.{digits}g}") + 0.0 if isinstance(value, float) else value


def _are_near(text: str, others: Sequence[str]) -> bool:
    """Whether a result is too like another one for a fair choice: the same numbers, or nearly."""
    mine = ast.literal_eval(text)
    return any(_is_near(mine, ast.literal_eval(other)) for other in others)


def _is_near(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, list | tuple) and isinstance(theirs, list | tuple):
        pairs = zip(mine, theirs, strict=False)
        return len(mine) == len(theirs) and all(_is_near(one, other) for one, other in pairs)
    if isinstance(mine, int | float) and isinstance(theirs, int | float):
        return math.isclose(mine, theirs, rel_tol=0.02, abs_tol=0.005)
    return bool(mine == theirs)


def _intro(task: Task) -> str:
    """What the function does, by its docstring, and how it is called where that is not plain."""
    function = function_of(task)
    words = (summary(function) if function else "") or f"{task.title}."
    is_call = _takes_examples(task)
    how = (
        f" Here: {task.ask.how}."
        if not is_call and isinstance(task.ask, Call) and task.ask.how
        else ""
    )
    return f"`{task.ask.subject}`: {words}{how}"


def _returns(task: Task) -> str:
    """What the docstring says of the result, in a line."""
    function = function_of(task)
    said = " ".join(section(function, "Returns")[0].split()) if function else ""
    # A function that changes a variable gives nothing that could be looked up.
    return "" if said.startswith("Nothing") else said
