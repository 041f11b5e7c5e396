"""Makes of what was handed in what was released, with the student's answers in it.

What marks rest on comes from the release: the text of locked cells, points, kinds, order. What the
student wrote comes from the submission: answers, found again where their marks of identity are
lost, and cells of their own, left where they stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from grader.autograding.cell_roles import grade_id, is_answer, is_graded
from grader.autograding.finding import find_places

MOST_OWN = 1000  # cells of the student's own that are kept: a page of more takes minutes


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
    """A notebook that can be run and marked.

    Attributes:
        notebook: The released cells with the student's answers in them, and the student's own.
        repairs: What was done to make it one, in words.
        own: Ids of the code cells whose text is the student's and no answer, each with what was
            handed out in its place; "" where nothing was.
    """

    notebook: NotebookNode
    repairs: tuple[str, ...]
    own: Mapping[str, str]


def repair(submitted: NotebookNode, released: Released) -> Repaired:
    """The submission in the release's form.

    The same submission gives the same notebook, ids of cells included.

    Args:
        submitted: A notebook of format 4, as handed in.
        released: What was handed out.
    """
    repairs: list[str] = []
    places = released.cells
    subjects = [released.subjects.get(grade_id(place), "") for place in places]
    found = find_places(submitted.cells, places, subjects, repairs)
    named = [n for place, n in zip(places, found, strict=True) if grade_id(place)]
    nothing = bool(named) and not any(named)
    if nothing:
        repairs.append(
            "No cell of this assignment is in it: it may be another one's. All stands here as it "
            "was handed out."
        )
    chosen = [
        _chosen(place, numbers, submitted.cells, repairs)
        for place, numbers in zip(places, found, strict=True)
    ]
    behind = _own_cells(len(submitted.cells), chosen)
    made = _Made()
    made.add_own(submitted.cells[number] for number in behind.get(-1, ()))
    for i, (place, number) in enumerate(zip(places, chosen, strict=True)):
        cell = None if number is None else submitted.cells[number]
        if cell is None and grade_id(place) and not nothing:
            repairs.append(
                f"The cell `{grade_id(place)}` was missing, and stands here as it was handed out."
            )
        made.add(place, cell)
        if cell is not None:
            repairs += _changes(place, cell, released.handed_out)
        made.add_own(submitted.cells[number] for number in behind.get(i, ()))
    if _in_another_order(places, chosen):
        repairs.append("The cells stood in another order; they run in the order handed out.")
    if made.left_out:
        repairs.append(
            f"It had {MOST_OWN + made.left_out} cells of the student's own; the first {MOST_OWN} "
            "are kept."
        )
    notebook = NotebookNode(nbformat=4, nbformat_minor=5, cells=made.cells)
    notebook.metadata = NotebookNode(
        kernelspec=NotebookNode(name="python3", display_name="Python 3", language="python")
    )
    return Repaired(notebook, tuple(dict.fromkeys(repairs)), made.own)


def _chosen(
    place: NotebookNode,
    numbers: Sequence[int],
    cells: Sequence[NotebookNode],
    repairs: list[str],
) -> int | None:
    """Of several cells for one place: the last one that says something of its own."""
    if not numbers:
        return None
    if len(numbers) > 1 and grade_id(place):
        repairs.append(
            f"The cell `{grade_id(place)}` was there {len(numbers)} times; the last answer counts."
        )
    changed = [n for n in numbers if cells[n].source.strip() != place.source.strip()]
    return (changed or list(numbers))[-1]


def _own_cells(cells: int, chosen: Sequence[int | None]) -> dict[int, list[int]]:
    """Numbers of the student's own cells, by the released place they stood behind; -1 at the top."""
    place_of = {number: i for i, number in enumerate(chosen) if number is not None}
    own: dict[int, list[int]] = {}
    behind = -1
    for number in range(cells):
        if number in place_of:
            behind = place_of[number]
        else:
            own.setdefault(behind, []).append(number)
    return own


class _Made:
    """The cells of a repaired notebook, each with an id of its own."""

    def __init__(self) -> None:
        self.cells: list[NotebookNode] = []
        self.own: dict[str, str] = {}
        self.left_out = 0
        self._left = MOST_OWN
        self._ids: set[str] = set()

    def add(self, place: NotebookNode, cell: NotebookNode | None) -> None:
        """A released cell, with the student's text where theirs counts."""
        made = _new(place.cell_type, place.source)
        made.metadata = NotebookNode(place.metadata)
        self._append(made, str(place.get("id") or f"place-{len(self.cells)}"))
        if cell is None or (grade_id(place) and not is_answer(place)):
            return
        made.source = cell.source
        if place.cell_type == "markdown" and "attachments" in cell:
            made.attachments = cell.attachments
        if place.cell_type == "code" and not grade_id(place) and cell.source != place.source:
            self.own[made["id"]] = place.source

    def add_own(self, cells: Iterable[NotebookNode]) -> None:
        """Cells that the student added."""
        for cell in cells:
            if not self._left:
                self.left_out += 1
                continue
            self._left -= 1
            made = _new(cell.cell_type, cell.source)
            self._append(made, f"own-{len(self.cells)}")
            if cell.cell_type == "code":
                self.own[made["id"]] = ""

    def _append(self, cell: NotebookNode, name: str) -> None:
        while name in self._ids:
            name += "-again"
        self._ids.add(name)
        cell["id"] = name
        self.cells.append(cell)


def _new(kind: str, source: str) -> NotebookNode:
    cell = NotebookNode(cell_type=kind, metadata=NotebookNode(), source=source)
    if kind == "code":
        cell.update(outputs=[], execution_count=None)
    return cell


def _changes(
    place: NotebookNode, cell: NotebookNode, handed_out: Mapping[str, str]
) -> Iterator[str]:
    """What of a released cell had been changed and does not count, in words."""
    name = grade_id(place)
    if not name:
        return
    text = cell.source.strip()
    if not is_answer(place) and text not in (place.source.strip(), handed_out.get(name, "")):
        yield f"The cell `{name}` is locked and had been changed; it was put back."
    if cell.cell_type != place.cell_type:
        yield f"The cell `{name}` had become {cell.cell_type}."
    about = cell.metadata.get("nbgrader", {})
    if (
        is_graded(place)
        and "points" in about
        and not _same_number(about["points"], place.metadata.nbgrader.points)
    ):
        yield f"The points of the cell `{name}` had been changed; they were put back."


def _same_number(said: object, points: float) -> bool:
    try:
        return float(said) == points  # nbgrader's first metadata had them as text
    except (TypeError, ValueError, OverflowError):
        return False


def _in_another_order(places: Sequence[NotebookNode], chosen: Sequence[int | None]) -> bool:
    numbers = [
        number
        for place, number in zip(places, chosen, strict=True)
        if number is not None and grade_id(place)
    ]
    return numbers != sorted(numbers)
