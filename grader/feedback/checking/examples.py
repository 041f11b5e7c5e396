"""`example("task", inputs, result)`: an input of one's own, and what should come out, before the code."""

from __future__ import annotations

import sys
from typing import Any

from grader.catalog import UnknownTaskError, find_task
from grader.course import course
from grader.feedback.checking.meant import task_name
from grader.feedback.page.note import GOOD, OPEN, WRONG, Note, note
from grader.judging.docstrings import arguments, function_of, section, summary
from grader.judging.example_inputs import call_form, why_no_example
from grader.judging.example_verdict import ExampleVerdict, judge_example
from grader.judging.task import Task

_RESULT_NAMES = ("gives", "result")
_WHICH = (
    "Put the name of the task first, then an input and what should come out of it: "
    '`example("row_means", [[1.0, 3.0], [2.0, 6.0]], [[2.0], [4.0]])`.'
)


def example(name: Any = None, /, *values: Any, **named: Any) -> Note:
    """Say what should come out of an input of your own, and see whether that is what the task asks for.

    Of a right example it is also said how many of the common wrong ideas give something else on this
    input. What is right is never said, nor which ideas those are.

    Args:
        name: The task's name, such as `"row_means"`; your own function, without quotes, is understood
            too.
        values: The inputs, as the task's function takes them, then the result.
        named: The same by name; the result as `gives` or `result`.
    """
    if name is None:
        return note("Which task?", _WHICH, tone=OPEN)
    try:
        task = find_task(task_name(name, sys._getframe(1)))
    except UnknownTaskError as error:
        return note("No example", str(error), tone=OPEN)
    if reason := why_no_example(task):
        return note("No example", reason, tone=OPEN)
    cases = task.draw_cases(course(task.module).seed)
    if not values and not named:
        return _how_to(task)
    *inputs, result = _one_result(task, values, named)
    by_name = {key: value for key, value in named.items() if key not in _RESULT_NAMES}
    return example_note(task, judge_example(task, cases, inputs, by_name, result))


def invitation(task: Task) -> str:
    """What is said to somebody who has not begun; "" where the task takes no example."""
    if why_no_example(task):
        return ""
    form = call_form(task, task.draw_cases(course(task.module).seed))
    return (
        "Before you write code, try one input of your own, and say what should come out of it: "
        f"`{form}`, with values of yours in place of the names."
    )


def _one_result(task: Task, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
    """The inputs that were passed by position, then the result."""
    for key in _RESULT_NAMES:
        if key in named:
            return (*values, named[key])
    count = task.example.results
    names = len(task.example.inputs)
    # Several results may come one after the other, too.
    if count > 1 and names and len(values) + len(named) == names + count:
        return (*values[:-count], values[-count:])
    return values or (None,)


def _how_to(task: Task) -> Note:
    function = function_of(task)
    said = arguments(function) if function else {}
    lines = [f"`{name}`: {text}" for name, text in said.items()]
    return note("What to pass", invitation(task), *lines, tone=OPEN)


def example_note(task: Task, verdict: ExampleVerdict) -> Note:
    """What is said of an example, as a panel."""
    if verdict.trouble:
        return note("This example can't be looked at", verdict.trouble, tone=OPEN)
    if not verdict.right:
        return _wrong_note(task)
    return note(f"A right example: {task.name}", *_what_it_is_good_for(verdict), tone=GOOD)


def _wrong_note(task: Task) -> Note:
    said = [
        "Something else should come out of this input. Work it out once more, by the words of the task; "
        "decimals count, to about four digits."
    ]
    if function := function_of(task):
        returns = " ".join(section(function, "Returns")[0].split())
        said += [f"The task: {summary(function)}"]
        said += [f"It returns: {returns}"] if returns else []
    return note(f"Not what the task asks for: {task.name}", *said, tone=WRONG)


def _what_it_is_good_for(verdict: ExampleVerdict) -> tuple[str, ...]:
    told, ideas = verdict.told_apart, verdict.ideas
    this = "This is what the task asks for."
    if not ideas:
        return (this,)
    if told == ideas:
        return (
            this,
            f"It catches all of the {ideas} common wrong ideas: each gives something else.",
        )
    if not told:
        return (
            this,
            f"It catches none of {ideas} common wrong ideas: here they all give the same as the right "
            "one. What would an input be like on which they don't?",
        )
    return (
        this,
        f"It catches {told} of {ideas} common wrong ideas: {'that gives' if told == 1 else 'those give'} "
        "something else on this input. Which input would catch more?",
    )
