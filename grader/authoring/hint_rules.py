"""Refuses a hint that gives the answer away: the code in it is run as one."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

from grader.authoring.checked import CheckedTask
from grader.authoring.notices import Notice
from grader.judging.syntax import syntax_tree
from grader.judging.task import Task
from grader.probing.questions import Arrange, Call

_CODE = re.compile(r"`([^`\n]+)`")
_LETTERS = re.compile(r"\b[A-Z](?:[ ,]+[A-Z]\b){2,}")
_WORD = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)?")
_NEAR = 0.85  # of the solution's words
_FEWEST_WORDS = 5


def check_hints(checked: CheckedTask) -> Iterator[Notice]:
    """No hint holds code that passes as an answer; one that holds nearly all its words is named."""
    worked = _words_of_solution(checked.task)
    for number, hint in enumerate(checked.task.hints):
        line = checked.source.line_of_item("hints", number)
        passing = _passing(checked, hint) if checked.runs_answers else ""
        if passing:
            yield checked.refuse("hint", line, f"hint {number + 1} passes as an answer: {passing}")
            continue
        shared = worked & set(_WORD.findall(hint))
        if len(worked) >= _FEWEST_WORDS and len(shared) >= _NEAR * len(worked):
            yield checked.look(
                "hint",
                line,
                f"hint {number + 1} holds {len(shared)} of the solution's {len(worked)} names and "
                f"numbers",
            )


def _passing(checked: CheckedTask, hint: str) -> str:
    """The code in a hint that passes as an answer; "" where none does."""
    return next(
        (code for code, cell in cells_from(checked.task, hint, set(checked.course.imports))
         if checked.passes(cell)),
        "",
    )  # fmt: skip


def cells_from(task: Task, hint: str, imports: set[str]) -> Iterator[tuple[str, str]]:
    """The code in a hint, and the answer cells that somebody might make of it."""
    made = set()
    for code in _code_in(task, hint, imports):
        for cell in _as_cells(task, code):
            if cell not in made:
                made.add(cell)
                yield code, cell


def _code_in(task: Task, hint: str, imports: set[str]) -> Iterator[str]:
    """What stands between backticks, and any run of words that reads as an expression."""
    yield from _CODE.findall(hint)
    if isinstance(task.ask, Arrange):
        yield from (repr(letters) for letters in _LETTERS.findall(hint))
    known = {*_parameters(task), *imports, *dir(builtins)}
    words = hint.replace("`", " ").split()
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            code = " ".join(words[start:end]).rstrip(".,;:")
            if _is_answer_like(code, known):
                yield code


def _is_answer_like(code: str, known: set[str]) -> bool:
    """Whether text is an expression that works something out of names that an answer has."""
    if not any(mark in code for mark in "([+-*/@<>"):
        return False
    try:
        tree = syntax_tree(code)
    except (SyntaxError, ValueError):
        return False
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr | ast.Return):
        return False
    nodes = list(ast.walk(tree))
    inner = {node.arg for node in nodes if isinstance(node, ast.arg)}
    inner |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    works = any(
        isinstance(node, ast.Call | ast.BinOp | ast.Compare | ast.Subscript) for node in nodes
    )
    return works and used <= known | inner


def _as_cells(task: Task, code: str) -> Iterator[str]:
    """Code as a whole cell: what its function returns, its body, or what its name is given."""
    subject = task.ask.subject
    if not isinstance(task.ask, Call):
        yield f"{subject} = {code}"
        yield f"{subject} = {code!r}"
        return
    signature = f"def {subject}({', '.join(_parameters(task))}):\n    "
    body = code.removeprefix("return ")
    yield f"{signature}return {body}"
    yield f"{subject} = {body}"
    yield signature + code.replace("\n", "\n    ")


def _parameters(task: Task) -> list[str]:
    for node in ast.walk(syntax_tree(task.solution)):
        if isinstance(node, ast.FunctionDef) and node.name == task.ask.subject:
            return [argument.arg for argument in node.args.args]
    return []


def _words_of_solution(task: Task) -> set[str]:
    """The names and numbers of what is between the markers."""
    handed_out = set(_WORD.findall(task.starter))
    code = "\n".join(line.split("#")[0] for line in task.worked.splitlines())
    body = set(_WORD.findall(code.rsplit('"""', 1)[-1]))
    keep = {*_parameters(task)} & body
    return (body - handed_out | keep) - {"return", "def", "for", "in", "if", "else", "with", "as"}
