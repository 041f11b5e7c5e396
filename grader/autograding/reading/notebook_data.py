"""Reads the bytes of a notebook as data: what in them is no notebook's is named, or left out.

Only what marking needs is kept: cells in order, their kind, text, id, nbgrader's metadata, attached
pictures, and which Python they were written with. Saved outputs and all other metadata, personal data
among them, are not; but the order of lines that a learner moved on the page, which outputs alone hold,
is written into its cell as letters (`reading/moved_lines.py`).
"""

from __future__ import annotations

import json
import re
from typing import Any

from nbformat import NotebookNode

from grader.autograding.reading.moved_lines import write_moved_orders

MOST_CELLS = 5000  # cells of a notebook; each takes time to run, to clean and to show
MOST_PARTS = 4_000_000  # lists and dicts of a file: empty ones take 30 times their text in memory
_KINDS = ("code", "markdown", "raw")
_OLD_TEXT = ("heading", "html", "text")  # kinds of formats 1 to 3, that markdown took over


def read_notebook(raw: bytes, name: str) -> tuple[NotebookNode | None, list[str]]:
    """The notebook in `raw`, in format 4; and, in words, what is wrong with it.

    Args:
        raw: The content of a file.
        name: How the file is called in what is said.

    Returns:
        The notebook, None where there is none; and the problems.
    """
    if not raw.strip():
        return None, [f"{name} is empty."]
    if raw.count(b"[") + raw.count(b"{") > MOST_PARTS:
        return None, [f"{name} has more than {MOST_PARTS:,} parts, and was not read."]
    data, problems = _read_json(raw, name)
    if data is None:
        return None, problems
    if not isinstance(data, dict):
        return None, [*problems, f"{name} is no notebook: it holds a {type(data).__name__}."]
    listed, said = _cells_of(data, name)
    problems += said
    if listed is None:
        return None, problems
    if len(listed) > MOST_CELLS:
        problems.append(
            f"{name} has {len(listed):,} cells; those behind the first {MOST_CELLS:,} were left out."
        )
    cells = [cell for cell in map(_as_cell, listed[:MOST_CELLS]) if cell is not None]
    if not cells:
        return None, [*problems, f"{name} has no cells."]
    write_moved_orders(cells, listed[:MOST_CELLS])
    metadata = NotebookNode(language_info=NotebookNode(version=_python_of(data)))
    return NotebookNode(nbformat=4, nbformat_minor=5, metadata=metadata, cells=cells), problems


def _python_of(data: dict[str, Any]) -> str:
    """The Python that a notebook was last run with; "" where it doesn't say."""
    metadata = data.get("metadata")
    about = metadata.get("language_info") if isinstance(metadata, dict) else None
    version = about.get("version") if isinstance(about, dict) else None
    if isinstance(version, str) and re.fullmatch(r"\d{1,3}\.\d{1,3}(\.\d{1,3})?", version):
        return version
    return ""


def _read_json(raw: bytes, name: str) -> tuple[Any, list[str]]:
    """What a text in JSON holds, None where it can't be read; and what is wrong with it."""
    encoding = json.detect_encoding(raw)
    try:
        text, whole = raw.decode(encoding), True
    except UnicodeDecodeError:
        text, whole = raw.decode(encoding, "replace"), False
    try:
        data = json.loads(text, parse_int=_number)
    except json.JSONDecodeError as error:
        if whole:
            return None, [f"{name} is broken: {error.msg} in line {error.lineno}."]
        return None, [f"{name} is not text in UTF-8."]
    except RecursionError:
        return None, [f"{name} is no notebook: it is nested too deeply."]
    problems = []
    if not whole:
        problems.append(f"{name} is not all text in UTF-8; what is not was replaced.")
    elif not encoding.startswith("utf-8"):
        problems.append(f"{name} was text in {encoding.upper()}, and was converted.")
    if data is None:
        problems.append(f"{name} is no notebook: it holds nothing.")
    return data, problems


def _number(text: str) -> float:
    return int(text) if len(text) < 20 else float(text)  # Python refuses integers of many digits


def _cells_of(data: dict[str, Any], name: str) -> tuple[list[Any] | None, list[str]]:
    """The cells, of whatever format; what the file says of its format need not be true.

    Returns:
        The cells, None where there are none; and what is wrong.
    """
    version = data.get("nbformat")
    known = isinstance(version, int | float) and not isinstance(version, bool)
    if isinstance(version, int | float) and version >= 5:
        return None, [f"{name} is of the notebook format {version}, which is not known."]
    if isinstance(data.get("cells"), list):
        cells: list[Any] = data["cells"]
    elif isinstance(data.get("worksheets"), list):  # formats 2 and 3
        sheets = [sheet for sheet in data["worksheets"] if isinstance(sheet, dict)]
        lists = [sheet["cells"] for sheet in sheets if isinstance(sheet.get("cells"), list)]
        cells = [cell for listed in lists for cell in listed]
    elif known:
        return None, [f"{name} has no cells."]
    else:
        return None, [f"{name} is of a notebook format that is not known."]
    if version == 4:
        return cells, []
    said = f"of the notebook format {version}" if known else "of no stated notebook format"
    return cells, [f"{name} was {said}, and was converted."]


def _as_cell(cell: object) -> NotebookNode | None:
    """A cell with what every cell has; None for what is none."""
    if not isinstance(cell, dict):
        return None
    kind = cell.get("cell_type")
    if kind in _OLD_TEXT:
        kind = "markdown"
    elif kind not in _KINDS:
        kind = "raw"
    # Formats 1 to 3 have other names for it.
    source = next((cell[key] for key in ("source", "input", "code", "text") if key in cell), "")
    made = NotebookNode(cell_type=kind, source=as_text(source), metadata=NotebookNode())
    metadata = cell.get("metadata")
    about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if isinstance(about, dict):
        made.metadata.nbgrader = NotebookNode(about)
    if isinstance(cell.get("id"), str):
        made["id"] = as_text(cell["id"])
    pictures = _pictures(cell.get("attachments"))
    if pictures:
        made.attachments = pictures
    return made


def _pictures(attachments: object) -> NotebookNode:
    """Attached files by name, each a dict of a MIME type and text."""
    found = NotebookNode()
    for name, kinds in attachments.items() if isinstance(attachments, dict) else ():
        if isinstance(kinds, dict):
            texts = {kind: value for kind, value in kinds.items() if isinstance(value, str)}
            found[as_text(name)] = NotebookNode(texts)
    return found


def as_text(value: object) -> str:
    """A text, or the lines of one, that can be written as UTF-8; "" for anything else."""
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    return value.encode("utf-8", "replace").decode("utf-8")
