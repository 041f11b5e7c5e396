"""Finds the cells of a release again in what was handed in, also where they lost what names them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from grader.autograding.terms.cell_roles import grade_id, is_answer
from grader.autograding.terms.untrusted_text import quoted
from grader.judging.syntax import syntax_tree

_MOST_PARSED = 50_000  # characters of a cell that are read for the names it makes
_NAMED = 5  # cells of another assignment that are named


def find_places(
    cells: Sequence[NotebookNode],
    places: Sequence[NotebookNode],
    subjects: Sequence[str],
    excused: Collection[str] = (),
) -> tuple[list[list[int]], list[str]]:
    """Which of the submitted cells stand for each released one, in order.

    A cell is known by its grade id, by its cell id, or by its text. An answer whose cell lost all of
    these is known by a name that it makes, or by where it stands.

    Args:
        cells: What was handed in.
        places: What was released.
        subjects: For each place the name that its task asks for; "" where there is none.
        excused: Grade ids that another version has, or has not: of them nothing is said.

    Returns:
        For each place the numbers of its cells; and, in words, what was found otherwise than by its
        grade id.
    """
    search = _Search(cells, places, [[] for _ in places])
    search.by_identity(excused)
    search.by_names(subjects, excused)
    search.by_position()
    return search.numbers, search.repairs


@dataclass
class _Search:
    """What was found so far, and what of the submitted cells is left.

    Attributes:
        numbers: For each place the numbers of the cells that stand for it.
        left: Numbers of cells that stand for no place.
        repairs: What is said of it.
    """

    cells: Sequence[NotebookNode]
    places: Sequence[NotebookNode]
    numbers: list[list[int]]
    left: list[int] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)

    def by_identity(self, excused: Collection[str]) -> None:
        """Find cells by grade id, cell id or text."""
        strangers: list[str] = []
        index = _Index(self.places)
        for number, cell in enumerate(self.cells):
            name = grade_id(cell)
            place = index.name.get(name) if name else None
            if place is None:
                place = index.otherwise(cell, self.numbers)
                if place is not None and grade_id(self.places[place]):
                    self.repairs.append(
                        f"The cell `{grade_id(self.places[place])}` had lost its metadata, and was "
                        "found again."
                    )
            if place is not None:
                self.numbers[place].append(number)
                continue
            self.left.append(number)
            if name and name not in strangers and name not in excused:
                strangers.append(name)
        self.repairs += [
            f"The cell {quoted(name)} is none of this assignment; it earns nothing."
            for name in strangers[:_NAMED]
        ]
        if len(strangers) > _NAMED:
            self.repairs.append(f"Nor are {len(strangers) - _NAMED} more cells.")

    def by_names(self, subjects: Sequence[str], excused: Collection[str]) -> None:
        """Find lost answers by a name that they make."""
        lost = [
            i for i, place in enumerate(self.places) if is_answer(place) and not self.numbers[i]
        ]
        made = {n: _names_made(self.cells[n]) for n in self.left} if lost else {}
        for i in lost:
            names = {subjects[i]} if subjects[i] else _names_made(self.places[i])
            self.numbers[i] = [number for number in self.left if names & made[number]]
            if self.numbers[i] and grade_id(self.places[i]) not in excused:
                name = sorted(names & made[self.numbers[i][-1]])[0]
                self.repairs.append(
                    f"The answer cell `{grade_id(self.places[i])}` was lost; a cell that makes "
                    f"`{name}` stands for it."
                )
        used = {number for numbers in self.numbers for number in numbers}
        self.left = [number for number in self.left if number not in used]

    def by_position(self) -> None:
        """Where as many answers are lost between two known cells as cells stand there, they are those."""
        for lost, start, end in list(_gaps(self.places, self.numbers, len(self.cells))):
            between = [n for n in self.left if start < n < end and not grade_id(self.cells[n])]
            for kind in ("code", "markdown"):
                wanted = [i for i in lost if self.places[i].cell_type == kind]
                there = [n for n in between if self.cells[n].cell_type == kind]
                if len(wanted) == len(there):
                    for i, number in zip(wanted, there, strict=True):
                        self.numbers[i] = [number]
                        self.repairs.append(
                            f"The answer cell `{grade_id(self.places[i])}` was lost; the cell that "
                            "stood in its place stands for it."
                        )


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


def _names_made(cell: NotebookNode) -> set[str]:
    """The functions, classes and variables that a code cell makes."""
    if cell.cell_type != "code" or len(cell.source) > _MOST_PARSED:
        return set()
    try:
        body = syntax_tree(cell.source).body
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
