"""What of a download comes along with somebody's notebooks: the files they handed in beside them.

Where they lie is told by the notebook: what lay beside it then lies beside it again, so that it finds
what it imports and opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from grader.autograding.reading.handed_in import EXCHANGE_FILES, File, fit


@dataclass(frozen=True)
class Along:
    """What comes of one file.

    Attributes:
        name: Where it lies, relative to the submission's folder; "" where it is left out.
        why_not: Why it is, a sentence.
    """

    name: str = ""
    why_not: str = ""


def files_along(
    files: Sequence[tuple[Path, PurePath]], notebooks: Sequence[PurePath], names: Iterable[str]
) -> dict[Path, Along]:
    """Where the files of one student go that came with their notebooks.

    Args:
        files: Each with its path below what says whose it is.
        notebooks: The same of the notebooks; the first is the one that counts most.
        names: What these are called in the submission's folder.

    Returns:
        What comes of each file.
    """
    decided: dict[Path, Along] = {}
    wanted: list[File] = []
    for path, within in files:
        name = _beside(within, notebooks)
        first = name.partition("/")[0].casefold()
        if first in EXCHANGE_FILES:
            why = "Only the exchange itself writes a file of this name."
            decided[path] = Along(why_not=why)
        else:
            wanted.append(File(name, path, path.lstat().st_size))
    fitting, too_much = fit(wanted)
    for file in too_much:
        decided[file.path] = Along(
            why_not="With the other files beside the notebook it is too much."
        )
    # As on a disk that doesn't tell letter cases apart.
    taken = {name.casefold() for name in names}
    folders: set[str] = set()
    for file in fitting:
        key = file.name.casefold()
        above = {parent.as_posix() for parent in PurePath(key).parents}
        if key in taken or key in folders or above & taken:
            decided[file.path] = Along(why_not="Another file or folder has this name.")
            continue
        taken.add(key)
        folders |= above
        decided[file.path] = Along(file.name)
    return decided


def _beside(within: PurePath, notebooks: Sequence[PurePath]) -> str:
    """A file's path from the folder of a notebook, of the first below whose folder it lies."""
    for notebook in notebooks:
        if within.is_relative_to(notebook.parent):
            return within.relative_to(notebook.parent).as_posix()
    return within.as_posix()
