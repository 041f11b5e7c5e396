"""Asks to look at changes of the solution that no case notices, and at inputs that no case has.

Only what stands between the markers is changed: the rest is handed out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import numpy as np

from grader.authoring.checked import CheckedTask, at_most, is_trained
from grader.authoring.notices import Notice
from grader.authoring.trying import CellStopped, ask
from grader.judging.compare import difference
from grader.judging.judge import judge
from grader.judging.syntax import syntax_tree
from grader.judging.verdict import Outcome
from grader.probing.plain import numbers_of, to_plain
from grader.probing.probe import Interrupted
from grader.probing.questions import Call, Case

_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"
_OPERATORS: dict[type, tuple[type, str, str]] = {
    ast.Add: (ast.Sub, "+", "-"),
    ast.Sub: (ast.Add, "-", "+"),
    ast.Mult: (ast.Div, "*", "/"),
    ast.Div: (ast.Mult, "/", "*"),
    ast.FloorDiv: (ast.Div, "//", "/"),
    ast.Lt: (ast.LtE, "<", "<="),
    ast.LtE: (ast.Lt, "<=", "<"),
    ast.Gt: (ast.GtE, ">", ">="),
    ast.GtE: (ast.Gt, ">=", ">"),
    ast.Eq: (ast.NotEq, "==", "!="),
    ast.NotEq: (ast.Eq, "!=", "=="),
}
# A mutant of a loop in a graph may never end, and nothing in this process could stop it.
_ENDLESS = re.compile(r"\bwhile\b|while_loop")


def check_mutations(checked: CheckedTask) -> Iterator[Notice]:
    """Each small change of the solution is noticed by some case."""
    task = checked.task
    if not isinstance(task.ask, Call) or is_trained(task) or _ENDLESS.search(task.solution):
        return
    for changed, line, cell in mutants(task.cell):
        if any(word in changed for word in task.alike):
            continue
        if _passes(checked, cell):
            yield checked.look(
                "mutation",
                checked.source.line_in_cell(line),
                f"{changed} goes unnoticed. If it is the same function, say so in the task: "
                f"alike=({changed.split(' in ')[0]!r},)",
                checked.source.cell_file,
            )


def check_edges(checked: CheckedTask) -> Iterator[Notice]:
    """The solution and the oracle agree on inputs of zeros, which a learner tries first."""
    task = checked.task
    if not isinstance(task.ask, Call) or task.ask.drive or task.facts or is_trained(task):
        return
    for case in task.draw_cases(checked.course.seed):
        edge = _of_zeros(case)
        if edge is None:
            continue
        try:
            with np.errstate(all="ignore"):
                expected = to_plain(edge.put_to(task.expected))
            (seen,) = ask(task, task.solution, [edge], checked.course.imports).observations
        except Exception:  # zeros are no input of this task
            continue
        numbers = numbers_of(expected)
        if seen.result is None or numbers is None:
            continue
        if difference(seen.result, expected, task.dtype, task.tolerance) is not None:
            yield checked.look(
                "edge",
                checked.source.line_of("cases"),
                f"on zeros in the place of {case.label or 'a case'!r} the solution gives "
                f"{_short(numbers_of(seen.result))}, and the oracle {_short(numbers)}; no case asks",
            )
            return


def mutants(cell: str) -> Iterator[tuple[str, int, str]]:
    """Small changes between the markers: in words, the line in the cell, and the changed cell."""
    lines = cell.strip("\n").splitlines()
    inside: set[int] = set()
    begun = False
    for number, text in enumerate(lines, start=1):
        if text.strip() == _BEGIN:
            begun = True
        elif text.strip() == _END:
            begun = False
        elif begun:
            inside.add(number)
    source = "\n".join(lines)
    for node in ast.walk(syntax_tree(source)):
        if not isinstance(node, ast.expr) or node.lineno not in inside:
            continue
        for changed, replaced in _changes(node):
            yield (
                f"{changed} in `{_statement(lines, node.lineno)}`",
                node.lineno,
                _with(source, node, replaced),
            )


def _changes(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        other, was, now = _OPERATORS[type(node.op)]
        yield f"`{was}` -> `{now}`", ast.BinOp(node.left, other(), node.right)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _OPERATORS:
        other, was, now = _OPERATORS[type(node.ops[0])]
        yield f"`{was}` -> `{now}`", ast.Compare(node.left, [other()], node.comparators)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        value = not node.value if isinstance(node.value, bool) else node.value + 1
        yield f"`{node.value}` -> `{value}`", ast.Constant(value)
    if isinstance(node, ast.Call):
        for word in node.keywords:
            rest = [other for other in node.keywords if other is not word]
            if word.arg:
                said = f"`{word.arg}={ast.unparse(word.value)}` left out"
                yield said, ast.Call(node.func, node.args, rest)


def _with(source: str, node: ast.expr, replaced: ast.expr) -> str:
    """Code with one node written anew; its lines before it stay where they are."""
    if node.end_lineno is None or node.end_col_offset is None:
        raise ValueError("only of what was read from code it is known where it ends")
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    start = starts[node.lineno - 1] + node.col_offset
    end = starts[node.end_lineno - 1] + node.end_col_offset
    content = source.encode()
    written = f"({ast.unparse(replaced)})".encode()
    return (content[:start] + written + content[end:]).decode()


def _statement(lines: list[str], number: int) -> str:
    return lines[number - 1].strip()


def _passes(checked: CheckedTask, cell: str) -> bool:
    task = checked.task
    try:
        with at_most(2.0):
            for seed in checked.course.seeds:
                cases = task.draw_cases(seed)
                found = judge(task, cases, ask(task, cell, cases, checked.course.imports))
                if found.outcome is not Outcome.PASSED:
                    return False
    except (CellStopped, Interrupted, KeyboardInterrupt):
        return False
    return True


def _of_zeros(case: Case) -> Case | None:
    """A case with zeros in its arrays of floats; None where it has none, or is so already."""
    inputs = {
        name: np.zeros_like(value)
        if isinstance(value, np.ndarray) and np.issubdtype(value.dtype, np.floating)
        else value
        for name, value in case.inputs.items()
    }
    changed = any(
        isinstance(value, np.ndarray) and (value != inputs[name]).any()
        for name, value in case.inputs.items()
    )
    return Case(inputs, case.label, truth=case.truth) if changed else None


def _short(numbers: np.ndarray | None) -> str:
    return "something else" if numbers is None else repr(np.asarray(numbers).ravel()[:4].tolist())
