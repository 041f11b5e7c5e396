"""Reads the bytes of a notebook as data: what in them is no notebook's is named, or left out.

Only what marking needs is kept: cells in order, their kind, text, id, nbgrader's metadata, attached
pictures. Saved outputs and all other metadata, personal data among them, are not.
"""

from __future__ import annotations

import json
from typing import Any

from nbformat import NotebookNode

MOST_CELLS = 5000  # cells of a notebook; each takes time to run, to clean and to show
MOST_PARTS = 4_000_000  # lists and dicts of a file: empty ones take 30 times their text in memory
_KINDS = ("code", "markdown", "raw")
_OLD_TEXT = ("heading", "html", "text")  # kinds of formats 1 to 3, that markdown took over


def read_notebook(raw: bytes, name: str, problems: list[str]) -> NotebookNode | None:
    """The notebook in `raw`, in format 4; None where there is none.

    Args:
        raw: The content of a file.
        name: How the file is called in `problems`.
        problems: What is wrong is added here, in words.
    """
    if not raw.strip():
        problems.append(f"{name} is empty.")
        return None
    if raw.count(b"[") + raw.count(b"{") > MOST_PARTS:
        problems.append(f"{name} has more than {MOST_PARTS:,} parts, and was not read.")
        return None
    data = _read_json(raw, name, problems)
    if data is None:
        return None
    if not isinstance(data, dict):
        problems.append(f"{name} is no notebook: it holds a {type(data).__name__}.")
        return None
    found = _cells_of(data, name, problems)
    if found is None:
        return None
    if len(found) > MOST_CELLS:
        problems.append(
            f"{name} has {len(found):,} cells; those behind the first {MOST_CELLS:,} were left out."
        )
    cells = [cell for cell in map(_as_cell, found[:MOST_CELLS]) if cell is not None]
    if not cells:
        problems.append(f"{name} has no cells.")
        return None
    return NotebookNode(nbformat=4, nbformat_minor=5, metadata=NotebookNode(), cells=cells)


def _read_json(raw: bytes, name: str, problems: list[str]) -> Any:
    encoding = json.detect_encoding(raw)
    try:
        text, whole = raw.decode(encoding), True
    except UnicodeDecodeError:
        text, whole = raw.decode(encoding, "replace"), False
    try:
        data = json.loads(text, parse_int=_number)
    except json.JSONDecodeError as error:
        problems.append(
            f"{name} is broken: {error.msg} in line {error.lineno}."
            if whole
            else f"{name} is not text in UTF-8."
        )
        return None
    except RecursionError:
        problems.append(f"{name} is no notebook: it is nested too deeply.")
        return None
    if not whole:
        problems.append(f"{name} is not all text in UTF-8; what is not was replaced.")
    elif not encoding.startswith("utf-8"):
        problems.append(f"{name} was text in {encoding.upper()}, and was converted.")
    if data is None:
        problems.append(f"{name} is no notebook: it holds nothing.")
    return data


def _number(text: str) -> float:
    return int(text) if len(text) < 20 else float(text)  # Python refuses integers of many digits


def _cells_of(data: dict[str, Any], name: str, problems: list[str]) -> list[Any] | None:
    """The cells, of whatever format; what the file says of its format need not be true."""
    version = data.get("nbformat")
    known = isinstance(version, int | float) and not isinstance(version, bool)
    if known and version >= 5:
        problems.append(f"{name} is of the notebook format {version}, which is not known.")
        return None
    if isinstance(data.get("cells"), list):
        cells = data["cells"]
    elif isinstance(data.get("worksheets"), list):  # formats 2 and 3
        sheets = [sheet for sheet in data["worksheets"] if isinstance(sheet, dict)]
        lists = [sheet["cells"] for sheet in sheets if isinstance(sheet.get("cells"), list)]
        cells = [cell for found in lists for cell in found]
    elif known:
        problems.append(f"{name} has no cells.")
        return None
    else:
        problems.append(f"{name} is of a notebook format that is not known.")
        return None
    if version != 4:
        said = f"of the notebook format {version}" if known else "of no stated notebook format"
        problems.append(f"{name} was {said}, and was converted.")
    return cells


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
