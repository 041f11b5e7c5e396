"""Lists the addresses that notebooks and pages link to: `python -m maintenance.links`.

No test has a network, so nobody notices when a page elsewhere moves: before a release, a maintainer opens
what this prints. What can be told without a network is that an address is one; `faults` says where not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from maintenance import notebooks
from maintenance.environment import ROOT

_LINK = re.compile(
    r"\]\(\s*<?(\w+:[^)>\s]*)|<(https?:[^>\s]*)>|(?<![\w(<`\"'])(https?://[^\s)>\]\"'`]+)"
)
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.M | re.S)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
# How a site writes its own addresses; in other forms it answers with a detour, or not at all.
_SITES = {
    "tensorflow.org": "www.tensorflow.org is how the site is called",
    "www.keras.io": "keras.io is how the site is called",
}
_TENSORFLOW = re.compile(
    r"/(?:guide|tutorials|api_docs|install|xla|tensorboard|tfx|js|lite|hub)(?:/.*)?"
)


@dataclass(frozen=True)
class Link:
    """An address, and where it stands.

    Attributes:
        address: The address.
        place: The file below the root, and of a notebook the cell: `notebooks/01-tensors.ipynb, next`.
    """

    address: str
    place: str


def links(root: Path) -> list[Link]:
    """Every link of the notebooks, README and docs that leads out of the repository."""
    found = []
    for path in [*notebooks.course_notebooks(root), *_pages(root)]:
        name = path.relative_to(root).as_posix()
        for cell, text in _texts(path):
            for match in _LINK.finditer(_CODE.sub("", text)):
                address = next(filter(None, match.groups())).rstrip(".,;:!")
                found.append(Link(address, f"{name}, {cell}" if cell else name))
    return found


def _pages(root: Path) -> list[Path]:
    return [
        path for path in (root / "README.md", *sorted(root.glob("docs/**/*.md"))) if path.exists()
    ]


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """The prose of a file, with the id of its cell."""
    if path.suffix != ".ipynb":
        yield "", path.read_text(encoding="utf-8")
        return
    for cell in notebooks.read(path).cells:
        if cell.cell_type == "markdown" and "badge" not in cell.metadata.get("tags", ()):
            yield cell.id, cell.source


def faults(address: str) -> list[str]:
    """What is wrong with the form of an address, in words; nothing where it can be right."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "mailto":
        return []
    said = []
    if parts.scheme != "https":
        said.append("it should begin with https://")
    if not _HOST.fullmatch(host):
        said.append(f"{host!r} is no name of a host")
    if host in _SITES:
        said.append(_SITES[host])
    if "//" in parts.path or address.endswith("#"):
        said.append("something is missing in it")
    if host == "www.tensorflow.org" and not _TENSORFLOW.fullmatch(parts.path):
        said.append("it should lead to a guide, a tutorial or a page of the API")
    if host == "keras.io" and not parts.path.endswith("/"):
        said.append("pages of keras.io end in /")
    return said


def main() -> None:
    """Print each address once, with the places that it stands in."""
    places: dict[str, list[str]] = {}
    for link in links(ROOT):
        places.setdefault(link.address, []).append(link.place)
    for address in sorted(places):
        print(address, *(f"    {place}" for place in dict.fromkeys(places[address])), sep="\n")


if __name__ == "__main__":
    main()
