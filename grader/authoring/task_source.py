"""Where in its module a task says what: the line of a hint, of a wrong idea, of a line of its cell."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from grader.judging.syntax import syntax_tree


@dataclass(frozen=True)
class TaskSource:
    """The definition of a task, as code.

    Attributes:
        file: The module.
        call: The call of `Task(...)`; None where it is made in another way.
        module: The whole module.
        script: The assignment's script, where the answer cell stands in it; None where it stands in
            the module.
        script_line: The line of the script that the answer cell begins in.
    """

    file: Path
    call: ast.Call | None
    module: ast.Module
    script: Path | None = None
    script_line: int = 1

    @property
    def cell_file(self) -> Path:
        """The file that holds the answer cell."""
        return self.script or self.file

    @property
    def cell_line(self) -> int:
        """The line of that file that says where the answer cell is."""
        return self.script_line if self.script else self.line_of("cell")

    def line_of(self, *names: str) -> int:
        """The line of the first of these arguments that is there; else that of the definition."""
        for name in names:
            if value := self.value_of(name):
                return value.lineno
        return self.call.lineno if self.call else 1

    def value_of(self, name: str) -> ast.expr | None:
        """What an argument of the definition is given."""
        keywords = self.call.keywords if self.call else []
        return next((word.value for word in keywords if word.arg == name), None)

    def line_of_item(self, name: str, index: int) -> int:
        """The line of an item of an argument that is a tuple or a list, such as the second hint."""
        value = self.value_of(name)
        if isinstance(value, ast.Tuple | ast.List) and index < len(value.elts):
            return value.elts[index].lineno
        return self.line_of(name)

    def line_of_idea(self, key: str) -> int:
        """The line of a wrong idea."""
        for node in ast.walk(self.module):
            if isinstance(node, ast.Call) and _is_idea(node, key):
                return node.lineno
        return self.line_of("misconceptions")

    def line_in_cell(self, number: int) -> int:
        """The line, in the file that holds it, of a line of the answer cell, which begins with line 1.

        `Task.cell` may begin with an empty line, which counts in the module and not in a notebook.
        """
        if self.script:
            return self.script_line + number - 1
        value = self.value_of("cell")
        if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
            return self.line_of("cell")
        lines = value.value.splitlines()
        empty = next((n for n, line in enumerate(lines) if line), 0)
        if (value.end_lineno or value.lineno) - value.lineno < number - 1 + empty:
            return value.lineno  # written in one line, or put together
        return value.lineno + empty + number - 1

    def function(self, name: str) -> ast.AST | None:
        """What a name of the module stands for: a function, or a lambda it was given."""
        for node in self.module.body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return node
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == name for target in node.targets
            ):
                return node.value
        return None


def read_sources(file: Path) -> dict[str, TaskSource]:
    """The definitions in a module, by the name of the task.

    Raises:
        SyntaxError: It is no Python code.
    """
    module = syntax_tree(file.read_text(encoding="utf-8"))
    found: dict[str, TaskSource] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _called(node) == "Task":
            for word in node.keywords:
                if word.arg != "name" or not isinstance(word.value, ast.Constant):
                    continue
                if isinstance(word.value.value, str):
                    found[word.value.value] = TaskSource(file, node, module)
    return found


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _is_idea(node: ast.Call, key: str) -> bool:
    if _called(node) != "Misconception":
        return False
    keys = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "key")]
    return any(isinstance(value, ast.Constant) and value.value == key for value in keys)
