"""Makes of what was handed in what was released, with the student's answers in it.

What marks rest on comes from the release: the text of locked cells, points, kinds, order. What the
student wrote comes from the submission: answers, found again where their marks of identity are
lost, and cells of their own, left where they stood.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode


@dataclass(frozen=True)
class Released:
    """A notebook as the instructor released it.

    Attributes:
        assignment: The assignment's name.
        name: The notebook's name, without its ending.
        cells: Its cells in order, locked ones with the instructor's own text.
        subjects: Grade id of an answer cell to the name that its task asks for, where it has one.
        handed_out: Grade id of a locked cell to its text as students got it, where that is another:
            without hidden tests.
    """

    assignment: str
    name: str
    cells: Sequence[NotebookNode]
    subjects: Mapping[str, str] = field(default_factory=dict)
    handed_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Repaired:
    """A notebook that can be run and marked, and what was done to make it one, in words."""

    notebook: NotebookNode
    repairs: tuple[str, ...]


def grade_id(cell: NotebookNode) -> str:
    """What nbgrader calls the cell; "" for a cell it doesn't know."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def is_answer(cell: NotebookNode) -> bool:
    """Whether students write in the cell and its text counts."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution", False))


def is_graded(cell: NotebookNode) -> bool:
    """Whether the cell carries points."""
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("grade", False) or about.get("task", False))


def _place_key(cell: NotebookNode) -> str:
    return grade_id(cell) or f"cell {cell.get('id', '')}"


def repair(submitted: NotebookNode, released: Released) -> Repaired:
    """The submission in the release's form.

    Args:
        submitted: A notebook of format 4, as handed in.
        released: What was handed out.
    """
    repairs: list[str] = []
    found = _match(submitted.cells, released, repairs)
    own = _own_cells(submitted.cells, found)
    cells: list[NotebookNode] = [_own(cell) for cell in own.get("", ())]
    for place in released.cells:
        key = _place_key(place)
        cell = _cell_for(place, found.get(key), released, repairs)
        cells.append(cell)
        cells += [_own(cell) for cell in own.get(key, ())]
    _note_order(submitted.cells, found, released, repairs)
    notebook = nbformat.v4.new_notebook(cells=_with_unique_ids(cells))
    notebook.metadata.kernelspec = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    return Repaired(notebook, tuple(dict.fromkeys(repairs)))


def _match(
    cells: Sequence[NotebookNode], released: Released, repairs: list[str]
) -> dict[str, NotebookNode]:
    """Released place to the submitted cell that stands for it."""
    places = {_place_key(place): place for place in released.cells}
    by_id = {place.get("id"): key for key, place in places.items() if place.get("id")}
    by_text = {
        place.source.strip(): key
        for key, place in places.items()
        if place.source.strip() and not is_answer(place)
    }
    candidates: dict[str, list[NotebookNode]] = {}
    left = []
    for cell in cells:
        key = grade_id(cell)
        if key and key not in places:
            repairs.append(f"The cell `{key}` is none of this assignment; it earns nothing.")
        if key not in places:
            key = by_id.get(cell.get("id")) or by_text.get(cell.source.strip(), "")
            if key and grade_id(places[key]):
                repairs.append(f"The cell `{key}` had lost its metadata, and was found again.")
        if key:
            candidates.setdefault(key, []).append(cell)
        else:
            left.append(cell)
    for key, place in places.items():
        if key not in candidates and is_answer(place):
            for cell in left:
                if cell.cell_type == place.cell_type and _defines(cell, released.subjects.get(key)):
                    candidates.setdefault(key, []).append(cell)
                    repairs.append(
                        f"The answer cell `{key}` was lost; a cell that makes "
                        f"`{released.subjects[key]}` stands for it."
                    )
    return {key: _chosen(key, places[key], found, repairs) for key, found in candidates.items()}


def _chosen(
    key: str, place: NotebookNode, found: Sequence[NotebookNode], repairs: list[str]
) -> NotebookNode:
    """Of several cells for one place: the last one that says something of its own."""
    if len(found) > 1 and grade_id(place):
        repairs.append(f"The cell `{key}` was there {len(found)} times; the last answer counts.")
    changed = [cell for cell in found if cell.source.strip() != place.source.strip()]
    return (changed or list(found))[-1]


def _defines(cell: NotebookNode, name: str | None) -> bool:
    if not name or cell.cell_type != "code":
        return False
    try:
        body = ast.parse(cell.source).body
    except (SyntaxError, ValueError):  # magics, or half an answer
        return False
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef) and statement.name == name:
            return True
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return True
    return False


def _own_cells(
    cells: Sequence[NotebookNode], found: Mapping[str, NotebookNode]
) -> dict[str, list[NotebookNode]]:
    """The student's own cells, by the released place they stood behind ("" at the top)."""
    place_of = {id(cell): key for key, cell in found.items()}
    own: dict[str, list[NotebookNode]] = {}
    behind = ""
    for cell in cells:
        if id(cell) in place_of:
            behind = place_of[id(cell)]
        else:
            own.setdefault(behind, []).append(cell)
    return own


def _cell_for(
    place: NotebookNode, cell: NotebookNode | None, released: Released, repairs: list[str]
) -> NotebookNode:
    """The released cell, with the student's text where theirs counts."""
    made = _fresh(place.cell_type, place.source)
    made.metadata = NotebookNode(place.metadata)
    if place.get("id"):
        made["id"] = place["id"]
    key = grade_id(place)
    if cell is None:
        if key:
            repairs.append(f"The cell `{key}` was missing, and stands here as it was handed out.")
        return made
    if is_answer(place) or not key:
        made.source = cell.source
        if place.cell_type == "markdown" and "attachments" in cell:
            made.attachments = cell.attachments
    elif cell.source.strip() not in (place.source.strip(), released.handed_out.get(key, "")):
        repairs.append(f"The cell `{key}` is locked and had been changed; it was put back.")
    if key and cell.cell_type != place.cell_type:
        repairs.append(f"The cell `{key}` had become {cell.cell_type}.")
    about = cell.metadata.get("nbgrader", {})
    if is_graded(place) and "points" in about and about.points != place.metadata.nbgrader.points:
        repairs.append(f"The points of the cell `{key}` had been changed; they were put back.")
    return made


def _own(cell: NotebookNode) -> NotebookNode:
    return _fresh(cell.cell_type, cell.source)


def _fresh(kind: str, source: str) -> NotebookNode:
    if kind == "code":
        return nbformat.v4.new_code_cell(source)
    if kind == "raw":
        return nbformat.v4.new_raw_cell(source)
    return nbformat.v4.new_markdown_cell(source)


def _note_order(
    cells: Sequence[NotebookNode],
    found: Mapping[str, NotebookNode],
    released: Released,
    repairs: list[str],
) -> None:
    place_of = {id(cell): key for key, cell in found.items()}
    as_submitted = [place_of[id(cell)] for cell in cells if id(cell) in place_of]
    as_submitted = [key for key in as_submitted if not key.startswith("cell ")]
    wanted = [grade_id(place) for place in released.cells if grade_id(place) in found]
    if as_submitted != wanted:
        repairs.append("The cells stood in another order; they run in the order handed out.")


def _with_unique_ids(cells: list[NotebookNode]) -> list[NotebookNode]:
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        if cell["id"] in seen:
            cell["id"] = f"own-{number}"
        seen.add(cell["id"])
    return cells
