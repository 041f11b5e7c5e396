"""A task named without quotes: `hint(brightness)` means `hint("brightness")`, defined or not.

Python looks a name up before it calls anything, so a name that is not defined yet never reaches `hint`.
IPython hands every cell's syntax tree around before it runs it; there the name is put into quotes.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from typing import Any

from grader.catalog import UnknownTaskError, assignments
from grader.feedback.checking.meant import task_asking

_CALLS = ("check", "example", "hint", "solution")  # what takes the name of a task first
_HOME = "grader.feedback"  # where they come from


class QuoteTaskNames(ast.NodeTransformer):
    """Puts the name of a task into quotes, in a cell that passes it to one of the calls without.

    The name of a task, or of what it asks for, means the task, whatever its value is by now; not so where
    the cell has it stand for one value after the other, as a loop's or a function's argument. Another name
    is left alone where the notebook or the cell defines it; where nothing does, the call is to say so
    in a sentence.

    Args:
        namespace: The notebook's.
    """

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace
        self._made: set[str] = set()  # what the cell itself defines
        self._in_turn: set[str] = set()  # what in it stands for one value after the other
        self._ours: set[str] = set()  # the calls that are the course's, and not the learner's own

    def visit_Module(self, node: ast.Module) -> ast.AST:  # the name `ast` looks for
        """A cell."""
        imported, own = _imported_in(node), _defined_in(node)
        self._made = own | imported
        self._in_turn = _in_turn(node)
        self._ours = {name for name in _CALLS if self._is_ours(name)} | (imported - own)
        return self.generic_visit(node) if self._ours else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A call in it."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in self._ours:
            named = [keyword for keyword in node.keywords if keyword.arg == "name"]
            if node.args:
                node.args[0] = self._quoted(node.args[0])
            elif named:
                named[0].value = self._quoted(named[0].value)
        return node

    def _is_ours(self, call: str) -> bool:
        home = getattr(self._namespace.get(call), "__module__", None)
        return isinstance(home, str) and home.startswith(f"{_HOME}.") and call not in self._made

    def _quoted(self, argument: ast.expr) -> ast.expr:
        if not isinstance(argument, ast.Name):
            return argument
        name = argument.id
        if name in self._in_turn:
            return argument
        value = self._namespace.get(name)
        if isinstance(value, str) and _task_meant(
            value
        ):  # a name in quotes, kept under another name
            return argument
        is_defined = name in self._made or name in self._namespace or hasattr(builtins, name)
        meant = _task_meant(name) or ("" if is_defined else name)
        return ast.copy_location(ast.Constant(meant), argument) if meant else argument


def _task_meant(name: str) -> str:
    """The task that a name in a notebook means; "" where that is none, or not clear."""
    try:
        if any(task.name == name for group in assignments() for task in group.tasks):
            return name
        return task_asking({name})
    except UnknownTaskError:  # the call says what is wrong with the course
        return ""


def _in_turn(cell: ast.Module) -> set[str]:
    """The names of a cell's loops, and of its functions' arguments."""
    names: set[str] = set()
    for node in ast.walk(cell):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            names |= {part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)}
    return names


def _defined_in(cell: ast.Module) -> set[str]:
    """Every name that a cell gives something, anywhere in it, but for the calls that it imports."""
    names: set[str] = set()
    for node in ast.walk(cell):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.add(name)
            case ast.ClassDef(name=name) | ast.arg(arg=name):
                names.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
            case ast.MatchAs(name=str(name)) | ast.MatchMapping(rest=str(name)):
                names.add(name)
            case ast.Import() | ast.ImportFrom():
                names |= {_bound_by(alias) for alias in node.names if not _is_call(node, alias)}
    return names


def _imported_in(cell: ast.Module) -> set[str]:
    """Those of the calls that a cell itself imports."""
    return {
        _bound_by(alias)
        for node in ast.walk(cell)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if _is_call(node, alias)
    }


def _bound_by(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _is_call(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == _HOME and alias.name in _CALLS


def quote_task_names(shell: Any) -> None:
    """Let the IPython shell do so with every cell that it runs from now on."""
    known = shell.ast_transformers
    if not any(isinstance(transformer, QuoteTaskNames) for transformer in known):
        known.append(QuoteTaskNames(shell.user_ns))
