"""Controls are core widgets that work by messages to Python alone: what Colab's widget manager has.

Its manager is that of ipywidgets 7. Linked traits, `Output`, `Accordion` and packages with a front
end of their own are unreliable there, and so is what a background thread changes.
"""

from __future__ import annotations

import ast
import functools
from pathlib import Path

from maintenance.notebooks import course_notebooks, nbformat

PARTS = ("explorables", "grader")
ALLOWED = {
    "Button",
    "Checkbox",
    "Dropdown",
    "HBox",
    "HTML",
    "IntSlider",
    "Layout",
    "RadioButtons",
    "SelectionSlider",
    "Text",
    "Textarea",
    "VBox",
    "ValueWidget",  # named as a type, never shown
}
FRONT_ENDS = {"anywidget", "bqplot", "ipycanvas", "ipympl", "ipyvuetify", "plotly"}


@functools.cache
def trees(repository: Path) -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the course that speaks of widgets or of a front end, by its path."""
    found = []
    for path in sorted(path for part in PARTS for path in (repository / part).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in ("ipywidgets", *FRONT_ENDS)):
            found.append((path.relative_to(repository).as_posix(), ast.parse(text)))
    return tuple(found)


def imported(tree: ast.Module) -> set[str]:
    """The packages that a module imports anywhere, and those it takes names out of as "from x"."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(f"from {(node.module or '').split('.')[0]}")
    return found


def named(tree: ast.Module) -> set[str]:
    """The names that a module uses of ipywidgets."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "ipywidgets"
    }


def settings(repository: Path) -> set[tuple[str, str]]:
    """Every widget class with each name of a setting that it is made with somewhere."""
    return {
        (node.func.attr, keyword.arg or "**")
        for _, tree in trees(repository)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "ipywidgets"
        for keyword in node.keywords
    }


def test_only_core_widgets_are_used(repository):
    used = {name: named(tree) - ALLOWED for name, tree in trees(repository)}
    assert {name: more for name, more in used.items() if more} == {}
    assert set.union(*(named(tree) for _, tree in trees(repository))) == ALLOWED


def test_widgets_come_by_that_name_alone_and_from_no_other_package(repository):
    wrong = {
        name: found
        for name, tree in trees(repository)
        if (found := imported(tree) & {"from ipywidgets", *FRONT_ENDS, *_from(FRONT_ENDS)})
    }
    assert wrong == {}


def _from(packages: set[str]) -> set[str]:
    return {f"from {name}" for name in packages}


def test_a_notebook_makes_no_widgets_of_its_own(repository):
    words = ("ipywidgets", "jslink", *FRONT_ENDS)
    for path in course_notebooks(repository):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                assert not [word for word in words if word in cell.source], (path.name, cell.id)
