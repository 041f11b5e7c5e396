"""Reads what somebody passed as an example: each input as the kind of value that the task's cases have.

Everything is taken apart into plain data first, so that no method of an object of the learner's runs
beside a right result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial

from grader.judging.describe import show_inputs
from grader.judging.docstrings import arguments, function_of, shapes_of_arguments
from grader.judging.task import Task
from grader.probing.plain import Plain, numbers_of, to_plain
from grader.probing.questions import Arrange, Case, Read

MOST_NUMBERS = 2000  # of an example; nobody writes as many down
_OF_A_DRIVE = (
    "This task takes no example: what is checked is more than what one call of `{}` gives."
)
_OF_A_KEY = "This task takes no example: each of its values, tried one by one, would be an answer."
_OF_A_QUALITY = (
    "This task takes no example: what comes out is trained, and many results are good enough."
)


class NotAnInput(ValueError):
    """Something was passed that the task doesn't have; the text says what is wrong with it."""


@dataclass(frozen=True)
class ExampleInputs:
    """What an example of a task is made of.

    Attributes:
        names: What is passed, in order.
        samples: Inputs as cases have them, a tuple each.
    """

    names: tuple[str, ...]
    samples: tuple[tuple[Any, ...], ...]


def why_no_example(task: Task) -> str:
    """Why a task takes no example, in a sentence; "" for one that does."""
    if task.example.why_not:
        return task.example.why_not
    if isinstance(task.ask, Read):
        return _OF_A_KEY
    if task.quality is not None:
        return _OF_A_QUALITY
    is_plain = isinstance(task.ask, Arrange) or not (task.ask.drive or task.facts)
    return "" if is_plain or task.example.put else _OF_A_DRIVE.format(task.ask.subject)


def inputs_of(task: Task, cases: Sequence[Case]) -> ExampleInputs:
    """What an example of a task is made of, by its form and its cases."""
    form = task.example
    names = form.inputs or tuple(cases[0].inputs)
    values = [tuple(case.inputs.values()) for case in cases]
    if form.of_case is None:
        return ExampleInputs(names, tuple(values))
    return ExampleInputs(
        names, tuple(sample for inputs in values for sample in form.of_case(*inputs))
    )


def call_form(task: Task, cases: Sequence[Case]) -> str:
    """The call with names in place of values: `example("row_means", matrix, result)`."""
    names = ", ".join((*inputs_of(task, cases).names, task.example.result))
    return f'example("{task.name}", {names})'


def pure(value: Any) -> Plain:
    """A value as plain data that holds nothing but Python's and NumPy's own objects.

    A text may be of a class of the learner's, whose `==` would be asked beside the right one.
    """
    return _pure(to_plain(value))


def _pure(plain: Plain) -> Plain:
    return replace(
        plain,
        array=None if plain.array is None else np.array(plain.array, subok=False),
        dtype=_own_text(plain.dtype),
        items=tuple(map(_pure, plain.items)),
        keys=tuple(map(_own_text, plain.keys)),
        text=_own_text(plain.text),
    )


def _own_text(text: object) -> str:
    return str.__str__(text) if isinstance(text, str) else ""


def read_inputs(
    task: Task, cases: Sequence[Case], passed: Sequence[Any], named: Mapping[str, Any]
) -> tuple[Any, ...]:
    """The inputs of an example, as the oracle takes them.

    Args:
        task: The task, one that takes examples.
        cases: Its cases.
        passed: What was passed by position.
        named: What was passed by name.

    Raises:
        NotAnInput: Some of them are none of the task's.
    """
    example = inputs_of(task, cases)
    values = _by_name(task, cases, example.names, passed, named)
    function = function_of(task)
    said = arguments(function) if function else {}
    shapes = shapes_of_arguments(function) if function else {}
    read, count = [], 0
    for place, (name, value) in enumerate(values.items()):
        samples = [sample[place] for sample in example.samples]
        try:
            if name in task.example.read:
                read.append(task.example.read[name](value))
                continue
            ranks = _ranks(said.get(name, ""), shapes.get(name), samples)
            read.append(_like(samples, value, ranks))
        except Exception as error:  # what a learner passes may raise anything when it is looked at
            why = f" {error}" if isinstance(error, NotAnInput) and str(error) else ""
            raise NotAnInput(_none_of_these(name, said.get(name, ""), samples) + why) from None
        count += _size(read[-1])
    if count > MOST_NUMBERS:
        raise NotAnInput(
            f"These inputs hold {count:,} numbers. An example is small enough to be worked out by hand, "
            f"with {MOST_NUMBERS:,} numbers at most."
        )
    _fit(dict(zip(values, read, strict=True)), shapes)
    refused = task.example.refuses(*read) if task.example.refuses else ""
    if refused:
        raise NotAnInput(refused)
    return tuple(read)


def _by_name(
    task: Task,
    cases: Sequence[Case],
    names: Sequence[str],
    passed: Sequence[Any],
    named: Mapping[str, Any],
) -> dict[str, Any]:
    form = f"The call is `{call_form(task, cases)}`, with values of yours in place of the names."
    if unknown := [name for name in named if name not in names]:
        raise NotAnInput(f"This task has no input called `{unknown[0]}`. {form}")
    values = dict(zip(names, passed, strict=False))
    if twice := [name for name in named if name in values]:
        raise NotAnInput(f"The input `{twice[0]}` is there twice. {form}")
    values |= named
    if len(passed) > len(names):
        raise NotAnInput(f"There is more here than one input and its result. {form}")
    if missing := [name for name in names if name not in values]:
        some = " and ".join(f"`{name}`" for name in missing)
        raise NotAnInput(f"Something is missing: {some} or the result. {form}")
    return {name: values[name] for name in names}


def _none_of_these(name: str, said: str, samples: Sequence[Any]) -> str:
    if said:
        return (
            f"What you passed as `{name}` does not fit this task. Its docstring says of it: {said}"
        )
    sample = " ".join(show_inputs({name: samples[0]}).split())
    return f"What you passed as `{name}` does not fit this task. This would: {sample}."


def _ranks(said: str, shape: list[str] | None, samples: Sequence[Any]) -> set[int] | None:
    """The numbers of axes that an array may have; None for any."""
    if "any shape" in said:
        return None
    if shape is not None:
        return {len(shape)}
    return {np.ndim(sample) for sample in samples if isinstance(sample, np.ndarray)}


def _like(samples: Sequence[Any], value: Any, ranks: set[int] | None = None) -> Any:
    """The value as what samples of its input are: an array, a number, a text, a list, a function."""
    if isinstance(samples[0], Polynomial):
        return _polynomial(value)
    return _plain_like(samples, pure(value), ranks)


def _plain_like(samples: Sequence[Any], plain: Plain, ranks: set[int] | None = None) -> Any:
    sample = samples[0]
    if isinstance(sample, np.ndarray):
        return _array(samples, plain, ranks)
    if isinstance(sample, str):
        if plain.kind != "text":
            raise NotAnInput
        return plain.text
    if isinstance(sample, list | tuple):
        members = _members(plain)
        if not members and all(len(other) for other in samples):
            raise NotAnInput
        inner = [member for other in samples for member in other]
        return type(sample)([_plain_like(inner, member) for member in members])
    numbers = numbers_of(plain)
    if numbers is None or numbers.ndim:
        raise NotAnInput
    dtype = np.asarray(sample).dtype
    infinite = not np.isfinite(np.array(samples, dtype)).all()
    return type(sample)(_cast(numbers, dtype, infinite).item())


def members_of(plain: Plain) -> tuple[Plain, ...]:
    """What a sequence holds, or an array by its rows."""
    if plain.array is not None and plain.array.ndim:
        return tuple(Plain("array", array=row, dtype=plain.dtype) for row in plain.array)
    return plain.items


def _members(plain: Plain) -> tuple[Plain, ...]:
    is_array = plain.array is not None and plain.array.ndim
    if not is_array and plain.kind not in ("list", "tuple", "shape"):
        raise NotAnInput
    return members_of(plain)


def _array(samples: Sequence[np.ndarray], plain: Plain, ranks: set[int] | None) -> np.ndarray:
    numbers = numbers_of(plain)
    if numbers is None or not (ranks is None or numbers.ndim in ranks):
        raise NotAnInput
    if not numbers.size and all(sample.size for sample in samples):
        raise NotAnInput("It holds no number.")
    infinite = not all(np.isfinite(sample).all() for sample in samples)
    dtypes = {sample.dtype for sample in samples}
    return _cast(numbers, dtypes.pop() if len(dtypes) == 1 else _own_dtype(plain), infinite)


def _own_dtype(plain: Plain) -> np.dtype:
    """The dtype of an array, or that of the tensor that would be made of a list."""
    numbers = numbers_of(plain)
    if numbers is None:
        raise NotAnInput
    if plain.array is None or plain.kind in ("number", "boolean"):
        kinds = {"f": np.float32, "i": np.int32, "u": np.int32}
        return np.dtype(kinds.get(numbers.dtype.kind, numbers.dtype))
    if numbers.dtype.name != plain.dtype:  # such as bfloat16, which NumPy can't name
        raise NotAnInput(f"An example can't be worked out in {plain.dtype}.")
    return numbers.dtype


def _cast(numbers: np.ndarray, dtype: np.dtype, infinite: bool) -> np.ndarray:
    """Numbers in a dtype that holds them.

    Raises:
        NotAnInput: It doesn't, or one of them is not finite and no sample is like that.
    """
    wanted, here = dtype.kind, numbers.dtype.kind
    if (wanted == "b") != (here == "b") or here not in "biuf":
        raise NotAnInput
    if not infinite and not np.isfinite(numbers).all():
        raise NotAnInput
    with np.errstate(all="ignore"):
        cast = numbers.astype(dtype)
    if wanted in "iu" and not np.array_equal(cast.astype(float), numbers.astype(float)):
        raise NotAnInput(f"It does not hold whole numbers of {dtype.name} only.")
    if wanted == "f" and not np.array_equal(np.isfinite(cast), np.isfinite(numbers)):
        raise NotAnInput(f"It holds a number that is too large for {dtype.name}.")
    return cast


def _polynomial(function: Any) -> Polynomial:
    """A function of one number, made of +, -, *, and whole powers, by what it makes of `x` itself."""
    wanted = "An example takes functions made of numbers, `+`, `-`, `*` and `**`: `lambda x: 2 * x**3 - x`."
    if not callable(function):
        raise NotAnInput(wanted)
    try:
        made = function(Polynomial([0.0, 1.0]))
        if not isinstance(made, Polynomial):
            made = Polynomial([float(made)])
        made = Polynomial(np.array(made.coef, np.float64)).trim()
    except Exception:  # the learner's own code
        raise NotAnInput(wanted) from None
    if not np.isfinite(made.coef).all():
        raise NotAnInput(wanted)
    return made


def _size(value: Any) -> int:
    if isinstance(value, list | tuple):
        return sum(map(_size, value))
    return value.coef.size if isinstance(value, Polynomial) else int(np.size(value))


def _fit(values: Mapping[str, Any], shapes: Mapping[str, list[str]]) -> None:
    """Look whether sizes of one name in the docstring are equal, and numbers there are the sizes.

    Raises:
        NotAnInput: They are not.
    """
    sizes: dict[str, tuple[int, str]] = {}
    for name, parts in shapes.items():
        if not isinstance(values.get(name), np.ndarray):
            continue
        for part, size in zip(parts, values[name].shape, strict=True):
            if part.isdigit() and size != int(part):
                raise NotAnInput(
                    f"What you passed as `{name}` has the shape {values[name].shape}, and its docstring says "
                    f"({', '.join(parts)})."
                )
            first, other = sizes.setdefault(part, (size, name))
            if size != first:
                raise NotAnInput(
                    f"These inputs don't fit together: by the docstring `{part}` is the same for `{other}` "
                    f"and `{name}`, and here it is {first} and {size}."
                )
