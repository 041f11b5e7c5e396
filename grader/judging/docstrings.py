"""What the docstring of a task's function says: what goes in, and what comes out."""

from __future__ import annotations

import ast
import re
import textwrap

from grader.judging.syntax import syntax_tree
from grader.judging.task import Task

SHAPE = re.compile(r"shape \(([^()]*)\)")
_ENTRY = re.compile(r"^(\w+): (.*(?:\n .*)*)", re.M)


def function_of(task: Task) -> ast.FunctionDef | None:
    """The function that a task asks for, where its answer cell defines it with a docstring.

    Of one to repair that is what was handed out: the solution below it may say less.
    """
    try:
        tree = syntax_tree(task.solution)
    except SyntaxError:
        return None
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    named = [node for node in functions if node.name == task.ask.subject]
    said = [node for node in reversed(named) if ast.get_docstring(node)]
    return next((node for node in said if section(node, "Args")[0]), said[0] if said else None)


def section(function: ast.FunctionDef, name: str) -> tuple[str, int]:
    """A section of a docstring, and the line of its first words in the cell."""
    first = function.body[0]
    if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Constant):
        return "", 0
    lines = str(first.value.value).splitlines()
    start = first.lineno
    for number, text in enumerate(lines):
        if text.strip() == f"{name}:":
            indent = len(text) - len(text.lstrip())
            end = number + 1
            while end < len(lines) and (
                not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent
            ):
                end += 1
            return textwrap.dedent("\n".join(lines[number + 1 : end])), start + number + 1
    return "", 0


def summary(function: ast.FunctionDef) -> str:
    """The first paragraph of a docstring, in one line."""
    return " ".join((ast.get_docstring(function) or "").split("\n\n")[0].split())


def arguments(function: ast.FunctionDef) -> dict[str, str]:
    """What a docstring says of each argument, in one line."""
    text, _ = section(function, "Args")
    return {found[1]: " ".join(found[2].split()) for found in _ENTRY.finditer(text)}


def shapes_of_arguments(function: ast.FunctionDef) -> dict[str, list[str]]:
    """The shape that a docstring states for each argument, as the names of its sizes."""
    return {
        name: [part.strip() for part in stated[1].split(",") if part.strip()]
        for name, said in arguments(function).items()
        if (stated := SHAPE.search(said))
    }
