"""Refuses a way of taking examples that does not fit the task's oracle, its cases or its docstring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from grader.authoring.checked import CheckedTask
from grader.authoring.docstring_rules import read_examples
from grader.authoring.notices import Notice
from grader.judging.example_inputs import inputs_of, why_no_example
from grader.judging.example_verdict import ideas_told_apart, judge_example, right_result
from grader.judging.task import Task
from grader.probing.questions import Case

_MOST_PUT = 6


def check_form(checked: CheckedTask) -> Iterator[Notice]:
    """What the oracle gives for a case is a right example, and so is what the docstring says."""
    task = checked.task
    place = checked.source.line_of("example", "ask")
    if why_no_example(task):
        if not why_no_example(task).endswith("."):
            yield checked.refuse("form", place, "why it takes no example is no sentence")
        return
    for seed in checked.course.seeds:
        cases = task.draw_cases(seed)
        if said := _what_is_wrong(task, cases):
            yield checked.refuse("form", place, said)
            return
    for example in read_examples(task) if not task.example.inputs else ():
        if isinstance(example.arguments, str):
            continue  # code, which is run with the solution and the oracle
        verdict = judge_example(task, cases, (), example.arguments, example.result)
        if not verdict.right:
            what = verdict.trouble or "not what the task asks for"
            line = checked.source.line_in_cell(example.line)
            text = f"as an example, {example.said!r} hears: {what}"
            yield checked.refuse("form", line, text, checked.source.cell_file)


def _what_is_wrong(task: Task, cases: Sequence[Case]) -> str:
    """What is wrong with the examples that a task's cases make; "" where nothing is."""
    example = inputs_of(task, cases)
    trouble, looked_at = "", 0
    for inputs in example.samples:
        if len(inputs) != len(example.names):
            return f"it names {len(example.names)} inputs, and a case makes {len(inputs)}"
        try:
            result = right_result(task, inputs)
        except ValueError:
            return f"the oracle gives nothing for the example that a case makes: {_short(inputs)}"
        # What is read in the task's own way can't be made of a case; of many, a few are put.
        if task.example.read or looked_at >= _MOST_PUT:
            looked_at += 1
            continue
        verdict = judge_example(task, cases, inputs, {}, result)
        if verdict.trouble:
            trouble = trouble or verdict.trouble
        elif not verdict.right:
            return (
                f"what the oracle gives is not right as an example: {_short(inputs)} and {result!r}"
            )
        looked_at += not verdict.trouble
    if not looked_at:
        return f"no case makes an example that it takes: {trouble or 'there is none'}"
    if task.misconceptions and not ideas_told_apart(task, example.samples):
        return "no example of a case tells a wrong idea from what is right"
    return ""


def _short(inputs: Sequence[Any]) -> str:
    return ", ".join(repr(value) for value in inputs)[:200]
