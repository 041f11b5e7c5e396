"""A table that a learning-management system wrote, to be given back with a few cells changed.

All else stays as it is, byte for byte: encoding, byte-order mark, delimiter, quotes, line endings. What
reads the file again was written for its own files, and a person who compares the two sees the changes
alone. The form is that of RFC 4180, with the delimiter that the first line shows.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.autograding.terms.errors import CourseError

_DELIMITERS = ",;\t"
_MOST = 64 << 20  # bytes
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Cell:
    """A cell, and where it stands in the file's text, its quotes included."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class KeptTable:
    """What a file holds.

    Attributes:
        path: The file.
        rows: Its lines in order, the header first; a line may have fewer cells than the header.
    """

    path: Path
    rows: Sequence[Sequence[Cell]]
    _text: str
    _mark: bytes
    _encoding: str
    _delimiter: str

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [cell.text.strip() for cell in self.rows[0]]

    def text(self, row: int, column: int) -> str:
        """What stands in a cell, without spaces around it; "" where the line is too short, or for a
        column of -1."""
        cells = self.rows[row]
        return cells[column].text.strip() if 0 <= column < len(cells) else ""

    def with_cells(self, changes: Mapping[tuple[int, int], str]) -> bytes:
        """The file's bytes with some cells changed.

        Args:
            changes: Row and column to the new text.

        Raises:
            IndexError: There is no such cell.
        """
        made, position = [], 0
        for (row, column), text in sorted(changes.items()):
            cell = self.rows[row][column]
            was_quoted = self._text[cell.start : cell.start + 1] == '"'
            if was_quoted or any(sign in text for sign in (self._delimiter, '"', "\n", "\r")):
                text = '"{}"'.format(text.replace('"', '""'))
            made += [self._text[position : cell.start], text]
            position = cell.end
        return self._mark + "".join([*made, self._text[position:]]).encode(self._encoding)


def read_table(path: Path) -> KeptTable:
    """Read a CSV file.

    Raises:
        CourseError: It can't be read, or holds no table; the text says so.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST + 1)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from error
    if len(raw) > _MOST:
        raise CourseError(
            f"{path} is larger than {_MOST >> 20} MiB, too large for a list of marks."
        )
    mark, encoding = next(((m, e) for m, e in _MARKS if raw.startswith(m)), (b"", "utf-8"))
    body = raw[len(mark) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        if mark:
            raise CourseError(f"{path} is no text: {error.reason}.") from error
        # A spreadsheet program saved it; each byte is a character here and the same byte again.
        encoding = "latin-1"
        text = body.decode(encoding)
    first = re.sub(r'"[^"]*"', "", text.strip().partition("\n")[0])
    delimiter = max(_DELIMITERS, key=first.count)
    rows = _split(text, delimiter)
    if "\0" in text or not rows or len(rows[0]) < 2:
        raise CourseError(f"{path} is no table: download it as CSV, and name that file.")
    return KeptTable(path, rows, text, mark, encoding, delimiter)


def _split(text: str, delimiter: str) -> list[list[Cell]]:
    """The cells of each line that isn't empty."""
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    position, length = 0, len(text)
    while position < length:
        start = position
        if text[position] == '"':
            position = _end_of_quotes(text, position)
            said = text[start + 1 : position - 1].replace('""', '"')
        else:
            said = ""
        plain = position
        while position < length and text[position] not in (delimiter, "\r", "\n"):
            position += 1
        row.append(Cell(said + text[plain:position], start, position))
        if position < length and text[position] == delimiter:
            position += 1
            if position == length or text[position] in "\r\n":
                row.append(Cell("", position, position))
            else:
                continue
        while position < length and text[position] in "\r\n":
            position += 1
        rows.append(row)
        row = []
    return [row for row in rows if any(cell.text for cell in row)]


def _end_of_quotes(text: str, start: int) -> int:
    """The position behind the quote that closes the one at `start`, or the end of the text."""
    position = start + 1
    while (found := text.find('"', position)) >= 0:
        if text[found + 1 : found + 2] != '"':
            return found + 1
        position = found + 2
    return len(text)
