"""What a run of a notebook rests on, a digest each: with other grounds it is another run."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

from grader.autograding.marking.grounds import code_of, installed_packages
from grader.autograding.terms.digest import digest_of
from grader.catalog import assignments
from grader.course import FILE, FOLDER
from grader.judging.task import Assignment
from maintenance import notebooks
from maintenance.environment import ROOT

LOCK = "requirements.lock"
# What makes a kernel before the notebook's first cell runs, and what runs the notebook.
_BEFORE = ("grader.kernels.parent", "maintenance.runs.papermill_run")


def run_grounds(path: Path, root: Path) -> dict[str, str]:
    """Return the name of each ground of a run of a notebook, with its digest.

    Args:
        path: The notebook.
        root: The folder of its course, which it imports from; the engine is that of this repository
            where the course has none beside it.
    """
    cells = list(_code_cells(path))
    lock = root / LOCK
    facts = root / FOLDER / FILE
    return {
        "source": digest_of([path.read_bytes()]),
        "code": digest_of(
            [
                *_code(cells, root),
                *_tasks(path, root, cells),
                facts.read_bytes() if facts.is_file() else b"",
            ]
        ),
        "lock": digest_of([lock.read_bytes()] if lock.exists() else []),
        "packages": digest_of(installed_packages()),
    }


def _code_cells(path: Path) -> Iterator[ast.Module]:
    """The code cells of a notebook; one that is no Python imports nothing."""
    as_python = TransformerManager().transform_cell  # `!command` and `%magic`, too
    for cell in notebooks.read(path).cells:
        if cell.cell_type == "code":
            try:
                yield ast.parse(as_python(cell.source))
            except SyntaxError:
                continue


def _code(cells: list[ast.Module], root: Path) -> Iterator[bytes]:
    """The path and the content of each file of ours that the cells import, directly or not, and of
    the files that are no modules beside them."""
    named = frozenset(name for cell in cells for name in _identifiers(cell))
    waiting = [*_BEFORE, *(name for cell in cells for name in _imported(cell, ()))]
    seen: set[str] = set()
    files: set[Path] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        package, _, _ = name.rpartition(".")
        file = _file_of(name, root)
        waiting += [package] if package else []
        if file is None:
            continue
        files.add(file)
        files |= {path for path in file.parent.iterdir() if _is_data(path)}
        is_package = file.name == "__init__.py"
        # A package's door: what a call that the notebook does not name imports, such as another
        # picture, does not concern it.
        calls = named if is_package and not package else None
        inside = tuple(name.split(".")) if is_package else tuple(name.split(".")[:-1])
        waiting += _imports_of(file.read_bytes(), inside, calls)
    for file in sorted(files):
        base = root if file.is_relative_to(root) else ROOT
        yield file.relative_to(base).as_posix().encode()
        yield file.read_bytes()


@functools.cache
def _imports_of(source: bytes, package: tuple[str, ...], calls: frozenset[str] | None) -> list[str]:
    """What a module of a package imports; of its functions, only `calls` where that is given."""
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if not _is_for_types(node)]
    if calls is not None:
        tree.body = [
            node
            for node in tree.body
            if not isinstance(node, ast.FunctionDef) or node.name in calls
        ]
    return list(_imported(tree, package))


def _is_for_types(node: ast.stmt) -> bool:
    """Whether it is `if TYPE_CHECKING:`, which no run enters."""
    return isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"


def _identifiers(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _imported(tree: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    """The dotted names a module of a package may mean by its imports: `from a import b` is a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*parts, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _file_of(module: str, root: Path) -> Path | None:
    """The file of a module of ours; None for what is none."""
    places = [base.joinpath(*module.split(".")) for base in (root, ROOT)]
    files = [file for place in places for file in (place / "__init__.py", place.with_suffix(".py"))]
    return next((file for file in files if file.is_file()), None)


def _is_data(path: Path) -> bool:
    return path.is_file() and path.suffix not in (".py", ".pyc")


def _tasks(path: Path, root: Path, cells: list[ast.Module]) -> Iterator[bytes]:
    """The tasks of the assignments that a notebook belongs to or names, and the map of the course
    where it shows that."""
    texts = {
        node.value
        for cell in cells
        for node in ast.walk(cell)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    mine = path.parent.name == path.stem  # an exercise or its solution, in a folder of its name
    for assignment in assignments(root):
        if (mine and assignment.name == path.stem) or not texts.isdisjoint(_names(assignment)):
            yield from code_of(assignment.tasks)
    if any(name == "progress" for cell in cells for name in _identifiers(cell)):
        yield repr([_on_the_map(assignment) for assignment in assignments(root)]).encode()


def _names(assignment: Assignment) -> Iterable[str]:
    return [
        *(task.name for task in assignment.tasks),
        *(question.name for question in assignment.recall),
        *(reason.name for reason in assignment.reasons),
    ]


def _on_the_map(assignment: Assignment) -> tuple[object, ...]:
    tasks = [(task.name, task.title, task.points) for task in assignment.tasks]
    return assignment.name, assignment.title, tasks
