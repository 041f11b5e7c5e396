"""Whose a file, a row or a record is: one student, told from others of whom the same words might stand."""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from grader.autograding.nbgrader_plugins.file_names import Roster, read_path
from grader.autograding.recording.class_marks import Person

_DEEPEST = 4  # parts of a path that may lead to what a system wrote
_SHORTEST = 3  # letters of an id that is looked for in a text
_OF_RECORDS = re.compile(r"(\.(json|gz|xz|npz|bin|html|ipynb|lock))+")
_ABOUT_PERSONS = re.compile(r"id|user|student|number|identifier", re.IGNORECASE)


@dataclass(frozen=True)
class Sought:
    """A student whose traces are looked for.

    Attributes:
        person: Who.
        names: Forms of the full name, in one form of accents; none where another student has the same.
        roster: Everybody in the gradebook, as file names call them.
        notebooks: The names of the notebooks that were handed out.
        assignments: The names of the assignments.
    """

    person: Person
    names: tuple[str, ...] = ()
    roster: Roster = field(default_factory=Roster)
    notebooks: tuple[str, ...] = ()
    assignments: tuple[str, ...] = ()

    @classmethod
    def among(
        cls,
        person: Person,
        people: Mapping[str, Person],
        roster: Roster,
        notebooks: Sequence[str],
        assignments: Sequence[str],
    ) -> Sought:
        """One of a class."""
        alone = not any(
            folded(other.full_name) == folded(person.full_name)
            for other in people.values()
            if other.id != person.id
        )
        first, last = person.first_name, person.last_name
        forms = (f"{first} {last}", f"{last}, {first}", f"{last} {first}") if first and last else ()
        names = tuple(map(folded, forms)) if alone else ()
        return cls(person, names, roster, tuple(notebooks), tuple(assignments))

    def owns_path(self, path: PurePath) -> bool:
        """Whether a path below a folder of downloads is this student's, by its outermost name."""
        named = read_path(path, self.notebooks, self.roster, _DEEPEST)
        if named.student == self.person.id:
            return True
        if named.owner is not None and named.student in self.roster.ids:
            return False
        return self.is_named_fully(str(path)) or self.person.id in (*path.parts, path.stem)

    def owns_entry(self, name: str) -> bool:
        """Whether an entry of nbgrader's or our own records is this student's, by its name."""
        mine = self.person.id
        if name == mine or any(name.startswith(f"{mine}+{one}+") for one in self.assignments):
            return True
        return name.startswith(mine) and bool(_OF_RECORDS.fullmatch(name[len(mine) :]))

    def is_named_fully(self, text: str) -> bool:
        """Whether the full name or the e-mail stands in a text, which nobody else has."""
        plain, email = folded(text), folded(self.person.email)
        return any(_has(plain, name) for name in self.names) or bool(email and _has(plain, email))

    def may_be_in(self, text: str) -> bool:
        """Whether the id, as a word, or the name or the e-mail stands in a text."""
        if self.is_named_fully(text):
            return True
        mine, plain = folded(self.person.id), folded(text)
        if len(mine) < _SHORTEST or not _has(plain, mine):
            return False
        for other in self.roster.ids:  # a longer id may hold this one
            if other != self.person.id and mine in folded(other):
                plain = plain.replace(folded(other), " ")
        return _has(plain, mine)

    def without(self, record: Any) -> Any:
        """What JSON holds, less the entries of this student."""
        if isinstance(record, dict):
            return {
                key: self.without(value) for key, value in record.items() if key != self.person.id
            }
        if isinstance(record, list):
            return [self.without(entry) for entry in record if not self._owns_record(entry)]
        return record

    def _owns_record(self, entry: Any) -> bool:
        if isinstance(entry, dict):
            texts = [value for value in entry.values() if isinstance(value, str)]
        elif isinstance(entry, list):
            texts = [value for value in entry[:1] if isinstance(value, str)]
        else:
            texts = [entry] if isinstance(entry, str) else []
        return any(text == self.person.id or self.is_named_fully(text) for text in texts)

    def without_rows(self, table: str) -> str:
        """The text of a CSV file, less the rows of this student; the others stay as they are written."""
        lines = table.splitlines(keepends=True)
        if not lines:
            return table
        delimiter = max(",;\t", key=lines[0].count)
        # Of one line break each: a quoted one inside a cell is put together by the reader.
        reader = csv.reader(iter(lines), delimiter=delimiter)
        kept, start, header = [], 0, None
        for row in reader:
            of_row = lines[start : reader.line_num]
            start = reader.line_num
            if header is None:
                header = row
            elif self._owns_row(header, row):
                continue
            kept += of_row
        return "".join(kept + lines[start:])

    def _owns_row(self, header: Sequence[str], row: Sequence[str]) -> bool:
        cells = [cell.strip() for cell in row]
        first, last = folded(self.person.first_name), folded(self.person.last_name)
        named = [folded(cell) for cell in cells]
        pairs = set(itertools.pairwise(named))
        if self.names and pairs & {(first, last), (last, first)}:
            return True
        if any(self.is_named_fully(cell) for cell in cells):
            return True
        # A number may be a mark: it is an id only in a column of such.
        for title, cell in zip([*header, *[""] * len(cells)], cells, strict=False):
            is_id = bool(_ABOUT_PERSONS.search(title)) or not cell.isdecimal()
            if cell and is_id and cell == self.person.id:
                return True
        return False

    def without_lines(self, log: str) -> str:
        """A log, less what was written about this student."""
        return "".join(line for line in log.splitlines(keepends=True) if not self.may_be_in(line))


def folded(text: str) -> str:
    """A text in one form of accents and letter case, for comparing."""
    return unicodedata.normalize("NFC", text).casefold().strip()


def _has(text: str, words: str) -> bool:
    """Whether words stand in a text, no letter or digit beside them."""
    return bool(re.search(rf"(?<![^\W_]){re.escape(words)}(?![^\W_])", text))


def read_text(content: bytes) -> tuple[str, str]:
    """A text and the encoding it is in: by its mark, else UTF-8, else one that takes any byte."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8")):
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    return content.decode("latin-1"), "latin-1"
