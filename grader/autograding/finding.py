"""Finds the cells of a release again in what was handed in, also where they lost what names them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from grader.autograding.cell_roles import grade_id, is_answer
from grader.autograding.cleaning import quoted

_MOST_PARSED = 50_000  # characters of a cell that are read for the names it makes
_NAMED = 5  # cells of another assignment that are named


def find_places(
    cells: Sequence[NotebookNode],
    places: Sequence[NotebookNode],
    subjects: Sequence[str],
    repairs: list[str],
) -> list[list[int]]:
    """Which of the submitted cells stand for each released one, in order.

    A cell is known by its grade id, by its cell id, or by its text. An answer whose cell lost all of
    these is known by a name that it makes, or by where it stands.

    Args:
        cells: What was handed in.
        places: What was released.
        subjects: For each place the name that its task asks for; "" where there is none.
        repairs: What was found otherwise than by its grade id is added here, in words.
    """
    found: list[list[int]] = [[] for _ in places]
    left: list[int] = []
    strangers: list[str] = []
    place_of = _Index(places)
    for number, cell in enumerate(cells):
        name = grade_id(cell)
        place = place_of.name.get(name) if name else None
        if place is None:
            place = place_of.otherwise(cell, found)
            if place is not None and grade_id(places[place]):
                repairs.append(
                    f"The cell `{grade_id(places[place])}` had lost its metadata, and was found "
                    "again."
                )
        if place is not None:
            found[place].append(number)
            continue
        left.append(number)
        if name and name not in strangers:
            strangers.append(name)
    for name in strangers[:_NAMED]:
        repairs.append(f"The cell {quoted(name)} is none of this assignment; it earns nothing.")
    if len(strangers) > _NAMED:
        repairs.append(f"Nor are {len(strangers) - _NAMED} more cells.")
    _find_by_names(cells, places, subjects, found, left, repairs)
    _find_by_position(cells, places, found, left, repairs)
    return found


class _Index:
    """Places by what identifies them."""

    def __init__(self, places: Sequence[NotebookNode]) -> None:
        self.name = {grade_id(place): i for i, place in enumerate(places) if grade_id(place)}
        self._id = {place["id"]: i for i, place in enumerate(places) if place.get("id")}
        self._text: dict[str, list[int]] = {}
        for i, place in enumerate(places):
            if place.source.strip() and not is_answer(place):
                self._text.setdefault(place.source.strip(), []).append(i)

    def otherwise(self, cell: NotebookNode, found: Sequence[Sequence[int]]) -> int | None:
        """The place that a cell without a known grade id stands for; None where that is none."""
        if cell.get("id") in self._id:
            return self._id[cell["id"]]
        alike = self._text.get(cell.source.strip(), [])
        return next((i for i in alike if not found[i]), alike[-1] if alike else None)


def _find_by_names(
    cells: Sequence[NotebookNode],
    places: Sequence[NotebookNode],
    subjects: Sequence[str],
    found: list[list[int]],
    left: list[int],
    repairs: list[str],
) -> None:
    lost = [i for i, place in enumerate(places) if is_answer(place) and not found[i]]
    made = {n: _names_made(cells[n]) for n in left} if lost else {}
    for i in lost:
        names = {subjects[i]} if subjects[i] else _names_made(places[i])
        found[i] = [number for number in left if names & made[number]]
        if found[i]:
            name = sorted(names & made[found[i][-1]])[0]
            repairs.append(
                f"The answer cell `{grade_id(places[i])}` was lost; a cell that makes "
                f"`{name}` stands for it."
            )
    used = {number for numbers in found for number in numbers}
    left[:] = [number for number in left if number not in used]


def _names_made(cell: NotebookNode) -> set[str]:
    """The functions, classes and variables that a code cell makes."""
    if cell.cell_type != "code" or len(cell.source) > _MOST_PARSED:
        return set()
    try:
        body = ast.parse(cell.source).body
    # Magics, half an answer, or what Python's own parser gives up on.
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    names = set()
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(statement.name)
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def _find_by_position(
    cells: Sequence[NotebookNode],
    places: Sequence[NotebookNode],
    found: list[list[int]],
    left: Sequence[int],
    repairs: list[str],
) -> None:
    """Where as many answers are lost between two known cells as cells stand there, they are those."""
    for lost, start, end in list(_gaps(places, found, len(cells))):
        between = [n for n in left if start < n < end and not grade_id(cells[n])]
        for kind in ("code", "markdown"):
            wanted = [i for i in lost if places[i].cell_type == kind]
            there = [n for n in between if cells[n].cell_type == kind]
            if len(wanted) == len(there):
                for i, number in zip(wanted, there, strict=True):
                    found[i] = [number]
                    repairs.append(
                        f"The answer cell `{grade_id(places[i])}` was lost; the cell that stood in "
                        "its place stands for it."
                    )


def _gaps(
    places: Sequence[NotebookNode], found: Sequence[Sequence[int]], cells: int
) -> Iterator[tuple[list[int], int, int]]:
    """Places of lost answers between two found ones, and where those two stand."""
    lost: list[int] = []
    start = -1
    for i, place in enumerate(places):
        if found[i]:
            yield lost, start, found[i][0]
            lost, start = [], found[i][-1]
        elif is_answer(place):
            lost.append(i)
    yield lost, start, cells
