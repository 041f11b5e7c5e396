"""Of several downloads, and of several notebooks of one student, the one that counts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from grader.autograding.nbgrader_plugins.downloaded_items import Item, OwnedItem, notebook_at
from grader.autograding.nbgrader_plugins.downloads import Download, newest
from grader.autograding.reading.assignment_cells import AssignmentCells

_APART = datetime.timedelta(minutes=1)  # between two files that were not made in one go


def newest_work(
    items: Sequence[OwnedItem],
    everything: Sequence[Item],
    beside: Callable[[Sequence[OwnedItem]], Sequence[OwnedItem]],
) -> tuple[list[OwnedItem], tuple[str, ...]]:
    """What a student handed in by the newest of several downloads.

    Args:
        items: Their notebooks.
        everything: All files of all downloads, whose times tell their age.
        beside: The files that came with some notebooks.

    Returns:
        What counts, and how the downloads are called between which there was a choice, the one that
        counts first; nothing counts where that can't be told.
    """
    groups: dict[tuple[Path | str, ...], list[OwnedItem]] = {}
    for item in items:
        groups.setdefault(item.download, []).append(item)
    if len(groups) == 1:
        return list(items), ()
    contents = [
        frozenset(item.digest() for item in (*group, *beside(group))) for group in groups.values()
    ]
    if len(set(contents)) == 1:
        return next(iter(groups.values())), ()
    downloads = {key: _download(key, group, everything) for key, group in groups.items()}
    names = {
        key: download.name or groups[key][0].origin.path.name for key, download in downloads.items()
    }
    files = {key: max(item.owner.file for item in group) for key, group in groups.items()}
    if all(files.values()) and len(set(files.values())) == len(files):  # Canvas's own numbers
        chosen: tuple[Path | str, ...] | None = max(groups, key=lambda key: files[key])
    else:
        best = newest(list(downloads.values()))
        chosen = next((key for key in downloads if downloads[key] is best), None)
    if chosen is None:
        return [], tuple(sorted(names.values()))
    return groups[chosen], (names.pop(chosen), *sorted(names.values()))


def _download(
    key: tuple[Path | str, ...], group: Sequence[Item], everything: Sequence[Item]
) -> Download:
    whole = [item for item in everything if item.download == key] if key else group
    return Download.of([item.origin for item in whole])


def notebook_meant(
    name: str, group: Sequence[OwnedItem], cells: Mapping[str, AssignmentCells]
) -> OwnedItem | None:
    """Of several files for one notebook the one that counts; None where that can't be told.

    Args:
        name: The notebook's name.
        group: The files.
        cells: What each notebook that was handed out is known by.
    """
    left = list(group)
    if name in cells:
        read = [(item, notebook) for item in group if (notebook := notebook_at(item.path))]
        best = cells[name].best([notebook for _, notebook in read])
        left = [read[number][0] for number in best] or left
    if len({item.digest() for item in left}) == 1:
        return min(left, key=lambda item: (not item.named.exact, item.depth))
    by_file = sorted(left, key=lambda item: item.owner.file)
    if by_file[-1].owner.file > by_file[-2].owner.file:  # Canvas's own number
        return by_file[-1]
    by_time = sorted(
        ((item.origin.time, item) for item in left if item.origin.time),
        key=lambda pair: pair[0],
    )
    if len(by_time) == len(left):
        (before, _), (last, latest) = by_time[-2:]
        if last - before > _APART:
            return latest
    exact = sorted((item for item in left if item.named.exact), key=lambda item: item.depth)
    if len(exact) > 1 and exact[0].depth == exact[1].depth:
        return None
    return exact[0] if exact else None
