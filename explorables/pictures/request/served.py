"""An export on disk, its signatures, and requests that show what the protocol takes and refuses."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from explorables.reading.tensors import NotDrawable, in_short
from shipping.exports import load_signatures, versions
from shipping.protocol import DEFAULT_SIGNATURE, Signature

MOST_NUMBERS: Final = 1024  # of one row that an example spells out


@dataclass(frozen=True)
class Served:
    """A loaded export.

    Attributes:
        version: the number that its folder is called by; "" for another name.
        signatures: by name, as the protocol calls them.
        default: the signature that examples ask for.
    """

    version: str
    signatures: Mapping[str, Signature]
    default: str


def load(folder: object) -> Served:
    """The export in a folder; of a folder of versions, the newest.

    Raises:
        NotDrawable: there is none, or it has no signature.
    """
    if not isinstance(folder, str | os.PathLike):
        raise NotDrawable(
            f"request takes the folder of an export, as a path, and this is {folder!r:.60}."
        )
    path = Path(os.fspath(folder))
    numbered = versions(path)
    if not (path / "saved_model.pb").exists() and numbered:
        path = numbered[max(numbered)]
    try:
        signatures = load_signatures(path)
    except (ValueError, OSError) as error:
        raise NotDrawable(in_short(error)) from None
    usable = {name: one for name, one in signatures.items() if one.inputs}
    if not usable:
        raise NotDrawable(f"The export in {path.name} has no signature that takes an input.")
    default = DEFAULT_SIGNATURE if DEFAULT_SIGNATURE in usable else next(iter(usable))
    version = path.name if path.name.isascii() and path.name.isdigit() else ""
    return Served(version, signatures, default)


def examples(served: Served) -> dict[str, str]:
    """Requests by what they show; the first is one that is answered."""
    rows = [_row(served, number) for number in range(2)]
    named = {} if served.default == DEFAULT_SIGNATURE else {"signature_name": served.default}
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    alone = len(columns) == 1
    instances: list[Any] = [next(iter(row.values())) for row in rows] if alone else rows
    inputs = next(iter(columns.values())) if alone else columns
    made: dict[str, Any] = {
        "rows": named | {"instances": instances},
        "columns": named | {"inputs": inputs},
        "both keys": named | {"instances": instances, "inputs": inputs},
        "no row": named | {"instances": []},
        "not a list": named | {"instances": 5},
        "another type": named | {"instances": [None]},
        "another shape": named | {"instances": [_longer(instance) for instance in instances]},
        "no such signature": {"signature_name": "classify", "instances": instances},
    }
    texts = {what: json.dumps(body) for what, body in made.items()}
    return texts | {"cut off": texts["rows"][:-1]}


def _longer(instance: Any) -> Any:
    """A row with one more number, or one more list, in each of its inputs."""
    if isinstance(instance, dict):
        return {name: _longer(value) for name, value in instance.items()}
    return [*instance, instance[-1]] if isinstance(instance, list) and instance else [instance]


def _row(served: Served, number: int) -> dict[str, Any]:
    """Values for each input of the default signature, without the batch's axis."""
    signature = served.signatures[served.default]
    specs = signature.run.function.structured_input_signature[1]  # type: ignore[attr-defined]
    return {
        name: _values(specs[name].shape, dtype, number) for name, dtype in signature.inputs.items()
    }


def _values(shape: Any, dtype: str, number: int) -> Any:
    sizes = [] if shape.rank is None else [size or 2 for size in shape.as_list()[1:]]
    count = int(np.prod(sizes))
    if count > MOST_NUMBERS:
        raise NotDrawable(
            f"A row of this export has {count:,} numbers, and request spells out {MOST_NUMBERS:,} at most."
        )
    if dtype == "string":
        return np.full(sizes, "text").tolist()
    if dtype == "bool":
        return np.full(sizes, bool(number)).tolist()
    values = (np.arange(count) + 5 * number) % 9
    made = values / 8 if dtype.startswith("float") else values
    return made.reshape(sizes).tolist()
