"""A task that passed, asked on a new case: what does the function give, and what only a wrong idea?

The right result comes from the task's oracle, the other choices from its wrong ideas, put to the
same inputs. So no question has to be written, and every day has others.
"""

from __future__ import annotations

import ast
import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.polynomial import Polynomial

from grader.judging.docstrings import arguments, function_of, section, summary
from grader.judging.task import Misconception, Task
from grader.probing.plain import ARRAY_KINDS, SCALAR_KINDS, SEQUENCE_KINDS, Plain, to_plain
from grader.probing.questions import Call, Case

_LINE: Final = 64  # characters of an input
_CHOICE: Final = 46  # characters of a result that is a choice
_HOW: Final = 150  # characters that say how a function is called
_NUMBERS: Final = 14  # of all inputs
_DIGITS: Final = 4  # of a number with a fraction, so that it can be reckoned with on paper
_WRONG: Final = 3  # choices besides the right one
_SEEDS: Final = 6  # from which cases are drawn, to choose one of those that are short enough
_TRIED: Final = 12  # cases, after which a task is taken for one that cannot be asked
_HEADING: Final = re.compile(r"(Args|Returns|Raises|Example|Examples):")  # of a docstring

# What a wrong idea, or a formula, may meet in numbers that were changed: such a case is left out.
_UNFIT = (ArithmeticError, ValueError, LookupError, TypeError, AttributeError)

# Whether a task can be asked so, which costs its drawing; a task stays as it is while a kernel runs.
_DRAWABLE: dict[tuple[str, str], bool] = {}


@dataclass(frozen=True)
class DrawnQuestion:
    """A question about one case of a task.

    Attributes:
        intro: What the function does, and how it is called.
        docstring: What else its docstring says of its inputs and its result, to be looked up, a
            paragraph each; may be empty.
        inputs: The inputs, a line each.
        question: What is asked.
        choices: Result, as text, to what is said to somebody who chose it; "" for the right one.
    """

    intro: str
    docstring: tuple[str, ...]
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
        # Nearly always the cases of one seed tell, which takes a sixth of the time.
        _DRAWABLE[key] = any(_drawn(task, 0, seeds, _TRIED) for seeds in (1, _SEEDS))
    return _DRAWABLE[key]


def drawn_question(task: Task, seed: int) -> DrawnQuestion | None:
    """A question about a task; None where no case is short enough to be read.

    Args:
        task: One with a function.
        seed: What the case and the choices are drawn from.
    """
    return _drawn(task, seed, _SEEDS)


def _drawn(task: Task, seed: int, seeds: int, tried: int | None = None) -> DrawnQuestion | None:
    if not _is_askable(task):
        return None
    draw = np.random.default_rng(seed)
    for case in _short_cases(task, draw, seeds)[:tried]:
        if made := _question(task, case, draw):
            return made
    return None


def _short_cases(task: Task, draw: np.random.Generator, seeds: int) -> list[Case]:
    """Cases that can be read, in an order that is drawn: first the shorter half of them."""
    texts: dict[str, Case] = {}
    for number in range(seeds):
        for case in task.draw_cases(int(draw.integers(2**31)) + number):
            # Where the changed numbers do not serve, those that were drawn may.
            for call in _calls(task, case):
                if _is_long(call.inputs):
                    continue
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
    if not isinstance(ask, Call) or task.quality or task.key_is_answer or task.example.replays:
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
    told = _ideas(task)
    ideas = [told[place] for place in draw.permutation(len(told))]
    results = [(idea, _given(task, case, idea.answer)) for idea in ideas]
    asked, pick = _part(task, case, right, [plain for _, plain in results if plain], draw)
    part = pick(right)
    counts = _is_a_count(task, part)
    answer = _choice(part, part, counts)
    if answer is None:
        return None
    wrong: dict[str, str] = {}
    for idea, plain in results:
        text = _choice(pick(plain), part, counts) if plain is not None else None
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
        _intro(task), _docstring(task, case), inputs, asked, {text: choices[text] for text in order}
    )


def _ideas(task: Task) -> list[Misconception]:
    """The wrong ideas that stand for one result each; what others say of theirs need not fit this case."""
    return [idea for idea in task.misconceptions if idea.shown_by is None]


def _choice(plain: Plain | None, right: Plain | None, counts: bool) -> str | None:
    """A result as a choice; None where its form alone gives it away beside the right one.

    A text among numbers, or several numbers where one is asked for, is told without the idea.
    """
    if plain is None or right is None or (plain.kind == "text") != (right.kind == "text"):
        return None
    if _size(right) == 1 and _is_scalar(right) and _size(plain) != 1:
        return None
    return _in_words(plain, as_whole=counts)


def _is_scalar(plain: Plain) -> bool:
    return plain.kind in SCALAR_KINDS or (plain.kind in ARRAY_KINDS and plain.numbers.ndim == 0)


def _size(plain: Plain) -> int:
    """How many numbers, or texts, a result has."""
    if plain.kind in ARRAY_KINDS or plain.kind in SCALAR_KINDS:
        return int(plain.numbers.size)
    return sum(map(_size, plain.items)) if plain.kind in SEQUENCE_KINDS else 1


def _is_a_count(task: Task, right: Plain | None) -> bool:
    """Whether numbers without a fraction are shown without a point.

    They are where the right result is of whole numbers, so that a dtype that only the way of working
    a choice out has brought tells nothing; and where one of a task's facts has such a value.
    """
    if right is None or right.kind not in (*ARRAY_KINDS, *SCALAR_KINDS):
        return False
    if right.numbers.dtype.kind in "iu":
        return True
    is_fact = task.example.result != "result" and _takes_examples(task) and _is_scalar(right)
    return bool(is_fact and (right.numbers == np.floor(right.numbers)).all())


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
        elif _gives_nothing(task) and case.inputs:
            words = f"What does `{next(iter(case.inputs))}` hold after the call?"
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

    Whole numbers in a float array, or in a picture, move by up to 2, unless all of them are 0 or 1, as
    labels are. Any other array has its last axis in another order, which keeps labels labels and the sum
    of each row, and so has a list.
    """
    return {name: _varied_value(value, draw) for name, value in inputs.items()}


def _varied_value(value: Any, draw: np.random.Generator) -> Any:
    if isinstance(value, list):
        return [value[place] for place in draw.permutation(len(value))]
    if not isinstance(value, np.ndarray) or not value.size or value.dtype.kind not in "fiu":
        return value
    if value.dtype == np.uint8 or (
        value.dtype.kind == "f" and (value == np.floor(value)).all() and not _are_labels(value)
    ):
        moved = value.astype(np.float64) + draw.integers(-2, 3, size=value.shape)
        if value.dtype == np.uint8:
            moved = np.clip(moved, 0, 255)
        return moved.astype(value.dtype)
    if value.ndim == 0:
        return value
    return np.ascontiguousarray(value[..., draw.permutation(value.shape[-1])])


def _are_labels(value: np.ndarray) -> bool:
    """Whether an array has a row of 0 and 1 for every example, which may be labels."""
    return value.ndim > 1 and bool(np.isin(value, (0, 1)).all())


def _is_long(inputs: Mapping[str, Any]) -> bool:
    """Whether there are too many numbers to be read, which is soon told."""
    arrays = [value for value in inputs.values() if isinstance(value, np.ndarray)]
    return sum(array.size for array in arrays) > _NUMBERS


def _inputs_in_words(inputs: Mapping[str, Any]) -> str | None:
    """The inputs, a line each; None where they are too long to be read."""
    lines, numbers = [], 0
    for name, value in inputs.items():
        if isinstance(value, Polynomial):  # how a task's example stands for a function of x
            numbers += value.coef.size
            lines.append(f"{name}(x) = {_formula(value)}")
            continue
        plain = to_plain(value)
        text = _in_words(plain, digits=6)
        if text is None or _needs_a_machine(plain):
            return None
        if plain.kind in ARRAY_KINDS:
            numbers += plain.numbers.size
            text += f"   {plain.dtype}"
        lines.append(f"{name} = {text}")
    is_short = numbers <= _NUMBERS and all(len(line) <= _LINE for line in lines)
    return "\n".join(lines) if is_short else None


def _formula(polynomial: Polynomial) -> str:
    """A polynomial as one would write it: `1 - 3 x**2`."""
    text = ""
    for power, factor in enumerate(polynomial.coef.tolist()):
        if not factor:
            continue
        sign = "-" if factor < 0 else "+"
        x = ("", "x")[min(power, 1)] + (f"**{power}" if power > 1 else "")
        number = "" if x and abs(factor) == 1 else f"{abs(factor):g}"
        text += f" {sign} " + " ".join(part for part in (number, x) if part)
    return ("-" if text.startswith(" -") else "") + (text[3:] or "0")


def _needs_a_machine(plain: Plain) -> bool:
    """Whether a number with a fraction has more digits than are reckoned with on paper."""
    if plain.kind in SEQUENCE_KINDS:
        return any(map(_needs_a_machine, plain.items))
    if plain.kind not in (*ARRAY_KINDS, *SCALAR_KINDS) or plain.numbers.dtype.kind != "f":
        return False
    return any(number != float(f"{number:.{_DIGITS}g}") for number in _as_written(plain.numbers))


def _as_written(numbers: np.ndarray) -> list[float]:
    """The numbers as they are shown: 0.1 in float32 is 0.1."""
    return [float(f"{number:.6g}") for number in np.ravel(numbers).tolist()]


def _in_words(plain: Plain | None, digits: int = 4, as_whole: bool = False) -> str | None:
    """A value in a line; None where it has no short form, or a number in it is not finite.

    Args:
        plain: The value.
        digits: Of each number.
        as_whole: Whether numbers without a fraction are written without a point.
    """
    if plain is None:
        return None
    if plain.kind in ARRAY_KINDS or plain.kind in SCALAR_KINDS:
        numbers = plain.numbers
        if numbers.dtype.kind not in "biuf" or not np.isfinite(numbers).all():
            return None
        if as_whole and (numbers == np.floor(numbers)).all():
            numbers = numbers.astype(np.int64)
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


def _docstring(task: Task, case: Case) -> tuple[str, ...]:
    """What the docstring says further: of the function, of the inputs that are shown, of the result."""
    function = function_of(task)
    if function is None:
        return ()
    body = (ast.get_docstring(function) or "").split("\n\n")[1:]
    more = itertools.takewhile(lambda text: not _HEADING.match(text), body)
    inputs = [
        f"`{name}`: {said}" for name, said in arguments(function).items() if name in case.inputs
    ]
    returns = " ".join(section(function, "Returns")[0].split())
    result = [] if not returns or _gives_nothing(task) else [f"Returns: {returns}"]
    return (*(" ".join(text.split()) for text in more), *inputs, *result)


def _gives_nothing(task: Task) -> bool:
    """Whether the function changes a variable, and has nothing to give back."""
    function = function_of(task)
    return function is not None and section(function, "Returns")[0].strip().startswith("Nothing")
