"""Small values for a lesson whose pages are looked at: what it computes is seen to elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import nbformat

from maintenance.notebooks import tagged


def set_parameters(path: Path, values: Mapping[str, object]) -> None:
    """Write values into the cell of a notebook that is tagged `parameters`.

    Raises:
        ValueError: That cell sets no such name.
    """
    notebook = nbformat.read(path, as_version=4)
    [cell] = tagged(notebook, "parameters")
    for name, value in values.items():
        line = re.compile(rf"^{name} = .*$", re.MULTILINE)
        if not line.search(cell.source):
            raise ValueError(f"{path.name}: its cell of parameters sets no {name}.")
        cell.source = line.sub(lambda _, text=f"{name} = {value!r}": text, cell.source)
    nbformat.write(notebook, path)
