"""Two runs of a notebook, cell by cell: what it said and now says, and who names that."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from maintenance.runs.output_lines import (
    NUMBER,
    is_whole,
    numbers_of,
    output_lines,
    says_the_same,
    varies,
)
from maintenance.runs.papermill_run import Run

MOST_SENTENCES = 6
_RANGE = re.compile(rf"({NUMBER.pattern})(?: and | to |-|\u2013)({NUMBER.pattern})")
# A name that an error or a line quotes, and a word that is no plain word.
_QUOTED = re.compile(r"""['"`]([A-Za-z_][\w.]+)['"`]""")
_NAME = re.compile(r"\b(?:\w+[._]\w[\w.]*|[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*)")


@dataclass(frozen=True)
class Sentence:
    """A sentence, or a line of code, that names a value.

    Attributes:
        cell: The id of the cell it stands in.
        text: It.
    """

    cell: str
    text: str


@dataclass(frozen=True)
class Change:
    """What a cell said and no longer says.

    Attributes:
        cell: The id of the cell.
        old, new: Lines; either may be empty.
        sentences: What names the old value, the nearest first.
    """

    cell: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    sentences: tuple[Sentence, ...]


def compare(old: Run, new: Run) -> list[Change]:
    """What changed from one run of a notebook to another, in the order of its cells.

    A run that stopped is compared as far as it came, and what stopped it is a change.
    """
    before = {cell.id: cell for cell in old.notebook.cells}
    changes = []
    for cell in new.notebook.cells:
        if cell.cell_type != "code" or cell.id not in before:
            continue
        error = _error_of(cell) if new.exit_code else ""
        measures = varies(cell)
        was, now = (output_lines(one, not measures) for one in (before[cell.id], cell))
        for gone, come in _differences(was, now, measures):
            naming = [error] if error in come else list(gone)
            said = _sentences(new.notebook, cell.id, naming, list(come))
            changes.append(Change(cell.id, tuple(gone), tuple(come), said))
        if error:  # what stands behind it did not run
            break
    return changes


def _error_of(cell: NotebookNode) -> str:
    """The line that says what a cell stopped with."""
    stopped = any(output.output_type == "error" for output in cell.get("outputs", ()))
    return output_lines(cell)[-1] if stopped else ""


def _differences(
    old: list[str], new: list[str], measures: bool
) -> Iterator[tuple[list[str], list[str]]]:
    """Runs of lines that say something else, in pairs; the old or the new may be empty."""
    shape, other_shape = ([NUMBER.sub("0", line) for line in lines] for lines in (old, new))
    matcher = difflib.SequenceMatcher(None, shape, other_shape, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        gone, come = old[start:end], new[new_start:new_end]
        if kind != "equal":
            yield gone, come
            continue
        for line, other in zip(gone, come, strict=True):
            if not says_the_same(line, other, measures):
                yield [line], [other]


def _sentences(
    notebook: NotebookNode, cell_id: str, old: list[str], new: list[str]
) -> tuple[Sentence, ...]:
    """The sentences and lines of code that name what is gone, the nearest to a cell first."""
    numbers = _gone_numbers(old, new)
    names = _gone_names(old, new)
    cells = notebook.cells
    place = next(number for number, cell in enumerate(cells) if cell.id == cell_id)
    section = _section(cells, place)
    named = []
    for distance, number in sorted((abs(number - place), number) for number in range(len(cells))):
        for text in _texts(cells[number]):
            near = number in section
            is_code = cells[number].cell_type == "code"
            if _names_one(text, names) or (not is_code and _names_number(text, numbers, near)):
                named.append((distance, Sentence(cells[number].id, text)))
    return tuple(sentence for _, sentence in named[:MOST_SENTENCES])


def _section(cells: list[NotebookNode], place: int) -> range:
    """The places from the heading above a cell to the one below it."""

    def is_heading(number: int) -> bool:
        return cells[number].cell_type == "markdown" and cells[number].source.startswith("#")

    first = next((number for number in range(place, -1, -1) if is_heading(number)), 0)
    after = (number for number in range(place + 1, len(cells)) if is_heading(number))
    return range(first, next(after, len(cells)))


def _texts(cell: NotebookNode) -> Iterator[str]:
    """The sentences of a text, or the lines of code."""
    if cell.cell_type == "code":
        yield from (line.strip() for line in cell.source.splitlines() if line.strip())
        return
    for paragraph in re.split(r"\n\s*\n|\n(?=[-*|#])", cell.source):
        text = re.sub(r"\s+", " ", paragraph).strip()
        yield from (part for part in re.split(r"(?<=[.!?:]) (?=[A-Z`*\[])", text) if part)


def _gone_numbers(old: Iterable[str], new: Iterable[str]) -> list[tuple[str, float]]:
    there = {value for line in new for _, value in numbers_of(line)}
    numbers = {text: value for line in old for text, value in numbers_of(line)}
    return [(text, value) for text, value in numbers.items() if value not in there]


def _gone_names(old: Iterable[str], new: Iterable[str]) -> set[str]:
    """What an error quotes; else the names, and the two words in a row, that only old lines hold."""
    before, after = " ".join(old), " ".join(new)
    if before in new:  # an error that was not there: what it quotes is what it misses
        return {name.rpartition(".")[2] for name in _QUOTED.findall(before)}
    names = {name for name in (*_NAME.findall(before), *_QUOTED.findall(before))}
    words = re.findall(r"[^\W\d_]{2,}", before)
    pairs = {f"{one} {other}" for one, other in itertools.pairwise(words)}
    return {name for name in names if name not in after} | {
        pair for pair in pairs if pair in before and pair not in after and len(pair) > 8
    }


def _names_one(text: str, names: set[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names)


def _names_number(text: str, numbers: list[tuple[str, float]], near: bool) -> bool:
    """Whether a sentence says one of some numbers, as roughly as it likes, or a range around it."""
    for low, high in _RANGE.findall(text):
        first, last = (float(one.replace(",", "")) for one in (low, high))
        if any(first <= value <= last for _, value in numbers):
            return True
    for said, value in numbers_of(text):
        short = is_whole(said) and abs(value) < 10
        if any(_is_said(said, value, number) for _, number in numbers) and (near or not short):
            return True
    return False


def _is_said(said: str, value: float, number: float) -> bool:
    """Whether a number, rounded as a sentence rounds it, is the one that the sentence says."""
    digits, _, exponent = said.lower().partition("e")
    places = len(digits.partition(".")[2]) - int(exponent or 0)
    return value == number or abs(value - number) <= 0.5 * 10.0**-places
