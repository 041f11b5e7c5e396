"""Makes of what was handed in what was released, with the student's answers in it.

What marks rest on comes from the release: the text of locked cells, points, kinds, order. What the
student wrote comes from the submission: answers, found again where their marks of identity are
lost, and cells of their own, left where they stood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from grader.autograding.reading.released_cells import find_places
from grader.autograding.reading.releases import name_of, nearest, text_digest
from grader.autograding.reading.written_beside import written_beside
from grader.autograding.terms.cell_roles import grade_id, is_answer, is_graded
from grader.autograding.terms.released import Released, Version

MOST_OWN = 1000  # cells of the student's own that are kept: a page of more takes minutes


@dataclass(frozen=True)
class Repaired:
    """A notebook that can be run and marked.

    Attributes:
        notebook: The released cells with the student's answers in them, and the student's own.
        repairs: What was done to make it one, in words.
        own: Ids of the code cells whose text is the student's and no answer, each with what was
            handed out in its place; "" where nothing was.
        prose: Texts that the student added beside the answers, each with what was handed out in its
            place.
        earlier: Where it was made from an earlier version than the newest: that, in words, and what
            it can't have had.
    """

    notebook: NotebookNode
    repairs: tuple[str, ...]
    own: Mapping[str, str]
    prose: tuple[tuple[str, str], ...] = ()
    earlier: tuple[str, ...] = ()


def repair(submitted: NotebookNode, released: Released) -> Repaired:
    """The submission in the release's form.

    The same submission gives the same notebook, ids of cells included.

    Args:
        submitted: A notebook of format 4, as handed in.
        released: What was handed out.
    """
    places = released.cells
    subjects = [released.subjects.get(grade_id(place), "") for place in places]
    version = nearest(released.versions, submitted.cells)
    is_earlier = version is not None and version != released.versions[-1]
    # What came or went between that version and the newest is nobody's repair.
    names = {grade_id(place) for place in places if grade_id(place)}
    later = names - set(version or ()) if is_earlier else set()
    former = {name for one in released.versions for name in one} - names
    found, repairs = find_places(submitted.cells, places, subjects, later | former)
    named = [n for place, n in zip(places, found, strict=True) if grade_id(place)]
    nothing = bool(named) and not any(named)
    if nothing:
        repairs.append(
            "No cell of this assignment is in it: it may be another one's. All stands here as it "
            "was handed out."
        )
    repairs += [
        f"The cell `{grade_id(place)}` was there {len(numbers)} times; the last answer counts."
        for place, numbers in zip(places, found, strict=True)
        if len(numbers) > 1 and grade_id(place)
    ]
    chosen = [
        _chosen(place, numbers, submitted.cells)
        for place, numbers in zip(places, found, strict=True)
    ]
    behind = _own_cells(len(submitted.cells), chosen)
    made = _Made(released.versions)
    made.add_own(submitted.cells[number] for number in behind.get(-1, ()))
    for i, (place, number) in enumerate(zip(places, chosen, strict=True)):
        cell = None if number is None else submitted.cells[number]
        if cell is None and grade_id(place) and grade_id(place) not in later and not nothing:
            repairs.append(
                f"The cell `{grade_id(place)}` was missing, and stands here as it was handed out."
            )
        changed = cell is not None and not _was_handed_out(released.versions, place, cell)
        beside = _beside(place, cell, released.handed_out) if changed else ""
        if beside:
            made.add_own([_new("code", beside)])
        made.add(place, cell)
        if cell is not None:
            repairs += _changes(place, cell, released, beside)
        made.add_own(submitted.cells[number] for number in behind.get(i, ()))
    if _in_another_order(places, chosen, version if is_earlier else None):
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
    lacking = [grade_id(p) for p, n in zip(places, chosen, strict=True) if n is None]
    earlier = _made_earlier(places, later & set(lacking)) if is_earlier else ()
    return Repaired(
        notebook, tuple(dict.fromkeys(repairs)), made.own, tuple(made.prose), tuple(earlier)
    )


def _made_earlier(places: Sequence[NotebookNode], lacking: Collection[str]) -> Iterator[str]:
    """What is said of a notebook that was made from an earlier version."""
    yield (
        "It was made from an earlier version of the assignment, and is marked by the newest one."
    )
    for place in places:
        if is_graded(place) and grade_id(place) in lacking:
            yield f"The version it was made from has no `{grade_id(place)}`, which earns nothing."


def _chosen(
    place: NotebookNode,
    numbers: Sequence[int],
    cells: Sequence[NotebookNode],
) -> int | None:
    """Of several cells for one place: the last one that says something of its own."""
    if not numbers:
        return None
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

    def __init__(self, versions: Sequence[Version]) -> None:
        self.cells: list[NotebookNode] = []
        self.own: dict[str, str] = {}
        self.prose: list[tuple[str, str]] = []
        self.left_out = 0
        self._versions = versions
        self._known = {cell.text for version in versions for cell in version.values()}
        self._left = MOST_OWN
        self._ids: set[str] = set()

    def add(self, place: NotebookNode, cell: NotebookNode | None) -> None:
        """A released cell, with the student's text where theirs counts."""
        made = _new(place.cell_type, place.source)
        made.metadata = NotebookNode(place.metadata)
        self._append(made, str(place.get("id") or f"place-{len(self.cells)}"))
        if cell is None or (grade_id(place) and not is_answer(place)):
            return
        if not grade_id(place) and _was_handed_out(self._versions, place, cell):
            return  # the newest text stands in for an earlier one
        made.source = cell.source
        if not grade_id(place) and cell.cell_type != "code" and cell.source != place.source:
            self.prose.append((cell.source, place.source))
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
            elif text_digest(cell.source) not in self._known:
                self.prose.append((cell.source, ""))

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


def _beside(place: NotebookNode, cell: NotebookNode, handed_out: Mapping[str, str]) -> str:
    """The student's own code in a locked cell; "" where there is none."""
    name = grade_id(place)
    if not name or is_answer(place) or {place.cell_type, cell.cell_type} != {"code"}:
        return ""
    return written_beside(cell.source, place.source, handed_out.get(name, ""))


def _was_handed_out(versions: Sequence[Version], place: NotebookNode, cell: NotebookNode) -> bool:
    """Whether the text that stands for a place is one that was handed out there."""
    text, name = text_digest(cell.source), name_of(place)
    return any(name in version and version[name].text == text for version in versions)


def _changes(
    place: NotebookNode, cell: NotebookNode, released: Released, beside: str
) -> Iterator[str]:
    """What of a released cell the student had changed and does not count, in words."""
    name = grade_id(place)
    if not name:
        return
    known = [version[name] for version in released.versions if name in version]
    text = cell.source.strip()
    if (
        not is_answer(place)
        and text not in (place.source.strip(), released.handed_out.get(name, ""))
        and not _was_handed_out(released.versions, place, cell)
    ):
        if beside:
            yield (
                f"The cell `{name}` is locked and had been changed; it was put back. The student's "
                "own code in it runs right before it, in a cell of its own."
            )
        else:
            yield f"The cell `{name}` is locked and had been changed; it was put back."
    if cell.cell_type not in (place.cell_type, *(one.kind for one in known)):
        yield f"The cell `{name}` had become {cell.cell_type}."
    about = cell.metadata.get("nbgrader", {})
    if is_graded(place) and "points" in about:
        points = (place.metadata.nbgrader.points, *(one.points for one in known))
        if not any(_same_number(about["points"], number) for number in points):
            yield f"The points of the cell `{name}` had been changed; they were put back."


def _same_number(said: object, points: float | None) -> bool:
    if not isinstance(said, str | int | float):
        return False
    try:
        return float(said) == points  # nbgrader's first metadata had them as text
    except (ValueError, OverflowError):
        return False


def _in_another_order(
    places: Sequence[NotebookNode], chosen: Sequence[int | None], version: Version | None
) -> bool:
    """Whether the student changed the order: it is neither the newest nor that of their version."""
    numbers = {
        grade_id(place): number
        for place, number in zip(places, chosen, strict=True)
        if number is not None and grade_id(place)
    }
    orders = [list(numbers.values())]
    if version is not None:
        orders.append([numbers[name] for name in version if name in numbers])
    return all(order != sorted(order) for order in orders)
