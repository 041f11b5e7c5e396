"""Refuses a docstring that promises what the solution, or the oracle, does not give.

Learners trust the docstring most. Its Example is read where it says a call or the arguments, and
then what that gives: `f([1.0]) gives [2.0]`, `x [1.0] with n 3 gives [2.0]`, or a doctest. What is
said in other words is left to the reader.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.authoring.checked import CheckedTask
from grader.authoring.notices import Notice
from grader.authoring.trying import CellStopped, run_cell
from grader.judging.docstrings import SHAPE, function_of, section, shapes_of_arguments
from grader.judging.task import Task
from grader.probing.crossing import converter
from grader.probing.plain import Plain, numbers_of, to_plain
from grader.probing.questions import Call

_GIVES = re.compile(r"\s*(?:gives?|becomes?|returns?|is|(?:The )?result is)\s+(?=[\[\(\d\-\"'TF])")
_VERB = re.compile(r"\b(?:gives?|becomes?|result is)\s+(?=[\[\(\d\-\"'TF])")
_DTYPE = re.compile(r"\s*(bool|u?int\d+|float\d+|complex\d+|string) (?:scalar )?tensor\b")
_RELATIVE, _ABSOLUTE = 5e-3, 1e-4  # an Example is rounded for its reader


@dataclass(frozen=True)
class Example:
    """A line of an Example that can be run.

    Attributes:
        said: The words that were read.
        line: Its line in the answer cell, from 1.
        arguments: What the function is called with: code, by position; or values, by parameter.
        result: What should come out.
    """

    said: str
    line: int
    arguments: str | Mapping[str, Any]
    result: Any


class Several(tuple):
    """The results of a function that gives more than one: `[1.0] and [2.0]`."""


def check_example(checked: CheckedTask) -> Iterator[Notice]:
    """The solution and the oracle give what the Example says."""
    task = checked.task
    if not isinstance(task.ask, Call) or not checked.runs_answers:
        return
    try:
        namespace = run_cell(task.solution, checked.course.imports)
    except CellStopped:
        return  # said of the solution already
    for example in read_examples(task):
        try:
            arguments = _arguments(example, namespace, task)
        except Exception:  # it uses names that only its prose explains
            continue
        wrong: dict[str, list[str]] = {}
        for who, came_out in _both(task, namespace, arguments):
            if not _agrees(came_out, example.result):
                wrong.setdefault(_short(came_out), []).append(who)
        if wrong:
            said = "; ".join(f"{_they_give(who)} {what}" for what, who in wrong.items())
            line = checked.source.line_in_cell(example.line)
            text = f"the Example says {example.said!r}, and {said}"
            yield checked.refuse("example", line, text, checked.source.cell_file)


def _they_give(who: list[str]) -> str:
    names = " and ".join(f"the {name}" for name in who)
    return f"{names} {'give' if len(who) > 1 else 'gives'}"


def check_shape(checked: CheckedTask) -> Iterator[Notice]:
    """The results have the shape and dtype that the docstring states."""
    task = checked.task
    if not isinstance(task.ask, Call) or task.ask.drive or task.facts or task.quality:
        return  # what is compared is not what the function returns
    function = function_of(task)
    if function is None:
        return
    returns, line = section(function, "Returns")
    if not returns:
        return
    place = checked.source.line_in_cell(line)
    dtype = _DTYPE.match(returns)
    if dtype and task.dtype and task.dtype != "int" and dtype[1] != task.dtype:
        yield checked.refuse(
            "dtype",
            place,
            f"the docstring says {dtype[1]}, and the task asks for {task.dtype}",
            checked.source.cell_file,
        )
    stated = SHAPE.search(returns)
    if not stated or not dtype:
        return
    given = shapes_of_arguments(function)
    for case in task.draw_cases(checked.course.seed):
        shape = np.shape(case.put_to(task.expected))
        sizes = _sizes(given, case.inputs)
        wanted = _stated_shape(stated[1], sizes)
        if wanted is None:
            return
        agree = len(wanted) == len(shape) and all(
            size is None or size == there for size, there in zip(wanted, shape, strict=True)
        )
        if not agree:
            label = f" on {case.label!r}" if case.label else ""
            yield checked.refuse(
                "shape",
                place,
                f"the docstring says shape ({stated[1]}), and the result{label} has shape {shape}",
                checked.source.cell_file,
            )
            return


def read_examples(task: Task) -> Iterator[Example]:
    """What can be run of the Example in a task's docstring."""
    function = function_of(task)
    if function is None:
        return
    text, line = section(function, "Example")
    if not text:
        return
    found = list(_calls(task.ask.subject, text, line))
    if found:
        yield from found
        return
    parameters = [argument.arg for argument in function.args.args]
    sentence = " ".join(text.split())
    if example := _by_parameters(parameters, sentence, line, task):
        yield example


def _calls(subject: str, text: str, line: int) -> Iterator[Example]:
    """The calls of the function that are followed by what they give."""
    for found in re.finditer(rf"(>>> *)?\b{re.escape(subject)}\(", text):
        end = _closing(text, found.end() - 1)
        if end is None:
            continue
        rest = text[end:]
        gives = re.match(r"\s*\n", rest) if found[1] else _GIVES.match(rest)
        value = _results_at(rest, gives.end()) if gives else None
        if value and gives:
            result, length = value
            start = found.start() + len(found[1] or "")
            said = " ".join(text[start : end + gives.end() + length].split())
            number = line + text.count("\n", 0, start)
            yield Example(said, number, text[found.end() : end - 1], result)


def _by_parameters(parameters: list[str], sentence: str, line: int, task: Task) -> Example | None:
    """An Example that names its arguments in words, where each is named."""
    verb = _VERB.search(sentence)
    if not verb or "function(" in sentence:
        return None
    value = _results_at(sentence, verb.end())
    if not value:
        return None
    before = sentence[: verb.start()]
    read: dict[str, Any] = {}
    taken: list[tuple[int, int]] = []
    for name in parameters:
        named = re.search(rf"\b{re.escape(name)}\b(?: =)? (?=[\[\(\d\-\"'])", before)
        literal = _literal_at(before, named.end()) if named else None
        if named and literal:
            read[name] = literal[0]
            taken.append((named.end(), named.end() + literal[1]))
    left = [name for name in parameters if name not in read]
    if len(left) == 1:
        free = [
            (start, literal)
            for start in (found.start() for found in re.finditer(r"\[", before))
            if not any(low <= start < high for low, high in taken)
            and (start == 0 or before[start - 1] == " ")
            and (literal := _literal_at(before, start))
        ]
        if len(free) == 1:
            read[left[0]] = free[0][1][0]
    if set(read) != set(parameters) or not _fits(read, task):
        return None
    said = sentence[: verb.end() + value[1]]
    return Example(said, line, {name: read[name] for name in parameters}, value[0])


def _fits(read: Mapping[str, Any], task: Task) -> bool:
    """Whether values are of the ranks that the task's cases have: prose may leave an axis out."""
    inputs = task.draw_cases(0)[0].inputs
    return all(
        name in inputs and np.ndim(inputs[name]) == np.ndim(value) for name, value in read.items()
    )


def _arguments(example: Example, namespace: Mapping[str, Any], task: Task) -> list[Any]:
    if isinstance(example.arguments, str):
        return list(eval(f"({example.arguments},)" if example.arguments else "()", dict(namespace)))
    inputs = task.draw_cases(0)[0].inputs
    return [
        converter(task.customs.convert)(np.array(value, inputs[name].dtype))
        if isinstance(inputs[name], np.ndarray | np.generic)
        else value
        for name, value in example.arguments.items()
    ]


def _both(
    task: Task, namespace: Mapping[str, Any], arguments: list[Any]
) -> Iterator[tuple[str, Plain | str]]:
    try:
        yield "solution", to_plain(namespace[task.ask.subject](*arguments))
    except Exception as error:  # what it raises is what comes out
        yield "solution", f"{type(error).__name__}: {error}"
    if isinstance(task.ask, Call) and (task.ask.drive or task.facts):
        return  # the oracle gives what is made of the results
    arrays = [to_plain(value).array for value in arguments]
    inputs = [
        value if array is None or isinstance(value, int | float) else array
        for value, array in zip(arguments, arrays, strict=True)
    ]
    try:
        yield "oracle", to_plain(task.expected(*inputs))
    except Exception as error:
        yield "oracle", f"{type(error).__name__}: {error}"


def _agrees(came_out: Plain | str, wanted: Any) -> bool:
    if isinstance(came_out, str):
        return False
    if isinstance(wanted, Several):
        items = came_out.items
        return len(items) == len(wanted) and all(map(_agrees, items, wanted))
    if isinstance(wanted, str):
        return came_out.kind == "text" and came_out.text == wanted
    numbers = numbers_of(came_out)
    if numbers is None:
        return False
    expected = np.asarray(wanted)
    if numbers.shape != expected.shape:
        return False
    return bool(np.allclose(numbers, expected, rtol=_RELATIVE, atol=_ABSOLUTE, equal_nan=True))


def _short(came_out: Plain | str) -> str:
    if isinstance(came_out, str):
        return came_out.splitlines()[0]
    if came_out.kind == "text":
        return repr(came_out.text)
    numbers = numbers_of(came_out)
    if numbers is None and came_out.items:
        return ", ".join(_short(item) for item in came_out.items)
    return repr(numbers.tolist()) if numbers is not None else f"a value of kind {came_out.kind}"


def _closing(text: str, start: int) -> int | None:
    """The end of the parenthesis that opens at `start`."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    return None


def _results_at(text: str, start: int) -> tuple[Any, int] | None:
    """The literal that begins there, or `Several` where more follow it, and their length."""
    found = _literal_at(text, start)
    if not found:
        return None
    values, end = [found[0]], start + found[1]
    while more := re.match(r",? and (?=[\[(\d-])|, (?=[\[(\d-])", text[end:]):
        found = _literal_at(text, end + more.end())
        if not found:
            break
        values.append(found[0])
        end += more.end() + found[1]
    return (values[0] if len(values) == 1 else Several(values)), end - start


def _literal_at(text: str, start: int) -> tuple[Any, int] | None:
    """The Python literal that begins there, and its length."""
    if text[start : start + 1] in ("[", "("):
        end = _closing(text, start)
    else:
        word = re.match(r"True|False|-?\d+(?:\.\d+)?(?:e-?\d+)?|\"[^\"]*\"|'[^']*'", text[start:])
        end = start + word.end() if word else None
    if end is None:
        return None
    try:
        return ast.literal_eval(text[start:end]), end - start
    except (ValueError, SyntaxError):
        return None


def _sizes(given: Mapping[str, list[str]], inputs: Mapping[str, Any]) -> dict[str, int]:
    """What the names of sizes stand for in a case."""
    sizes: dict[str, int] = {}
    for name, parts in given.items():
        shape = np.shape(inputs[name]) if name in inputs else ()
        if len(shape) == len(parts):
            sizes |= dict(zip(parts, shape, strict=True))
    sizes |= {name: value for name, value in inputs.items() if type(value) is int}
    return sizes


def _stated_shape(text: str, sizes: Mapping[str, int]) -> list[int | None] | None:
    """The shape as numbers; None for a size that is not known, and for a shape in other words."""
    shape: list[int | None] = []
    for part in text.split(","):
        word = part.strip()
        if not word:
            continue
        if not re.fullmatch(r"[\w +*-]+", word):
            return None
        if word in sizes:
            shape.append(sizes[word])
            continue
        try:
            shape.append(int(eval(word, {"__builtins__": {}}, dict(sizes))))
        except (NameError, SyntaxError, TypeError):
            shape.append(None)
    return shape
