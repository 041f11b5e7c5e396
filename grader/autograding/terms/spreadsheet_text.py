"""A table that a spreadsheet opens as it is meant: in its letters, and with no name taken for a formula.

A cell whose text begins with one of these signs is worked out by Excel, LibreOffice and Google Sheets
when the file is opened; an apostrophe before it makes it text
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # the last ones as wide as CJK
_BYTE_ORDER_MARK = "\ufeff"  # without, Excel takes UTF-8 for the letters of one country


def as_text(value: object) -> object:
    """A cell that holds text as a spreadsheet shows it; numbers and nothing as they are."""
    if isinstance(value, str) and value.startswith(_STARTS):
        return f"'{value}"
    return value


def table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """The table as CSV, its first line the columns' names (RFC 4180; with a byte order mark)."""
    text = io.StringIO()
    text.write(_BYTE_ORDER_MARK)
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows({name: as_text(value) for name, value in row.items()} for row in rows)
    return text.getvalue()
