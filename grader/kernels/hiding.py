"""Hides folders in a new root wherever they appear in it: below /usr, through a link, through a bind
mount.

A path says where something was looked for; what it is, is a folder of a file system. So a folder that
must not be seen is known by that, and every mount of the new root is asked whether it shows it. What
was shown explicitly and lies inside of it (an environment in a course's folder) stays visible.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.kernels import syscalls

_NOTHING = syscalls.NOSUID | syscalls.NODEV | syscalls.NOEXEC


@dataclass(frozen=True)
class _Mount:
    """A line of /proc/self/mountinfo: the folder `root` of the file system `device`, at `point`."""

    number: int
    device: str
    root: str
    point: str


@dataclass(frozen=True)
class Place:
    """A file or folder of a file system, whatever paths lead to it.

    Attributes:
        name: The path by which it was named, for messages.
        device: The file system.
        path: Where it lies in that.
    """

    name: str
    device: str
    path: str


def places(paths: Iterable[str]) -> list[Place]:
    """Where paths lead, links followed; those that do not exist lead nowhere and are left out."""
    mounts = {mount.number: mount for mount in _mounts()}
    found = []
    for name in paths:
        path = os.path.realpath(name)
        if not os.path.exists(path):
            continue
        mount = mounts.get(_number_of_mount(path))
        if mount is None:
            raise OSError(f"{name} can't be hidden: no mount is known that it lies in")
        below = os.path.relpath(path, mount.point)
        found.append(Place(name, mount.device, os.path.normpath(os.path.join(mount.root, below))))
    return found


def in_the_way(visible: Iterable[str], hidden: Iterable[str]) -> str:
    """The first folder that is to be both seen and hidden, "" where there is none."""
    shown = {os.path.realpath(path) for path in visible}
    return next((path for path in hidden if os.path.realpath(path) in shown), "")


def hide(what: Sequence[Place], root: str, shown: Sequence[str]) -> None:
    """Hide places in everything that is mounted below `root`, in the mount namespace of this process.

    Args:
        what: What must not be seen.
        root: The folder that becomes the root.
        shown: The paths that are visible on purpose, the same outside and below `root`.

    Raises:
        OSError: One of them is itself what is shown on purpose.
    """
    explicit = {root + path for path in shown}
    hidden: set[str] = set()  # a place shows up again only in what was shown again, which is deeper
    while found := next(_still_seen(what, root, explicit, hidden), None):
        place, point = found
        if point in explicit:
            raise OSError(f"{place.name} can't be hidden: it is a folder that notebooks need")
        hidden.add(point)
        if not os.path.isdir(point):
            syscalls.bind_device("/dev/null", point)
            continue
        syscalls.mount("tmpfs", point, "tmpfs", _NOTHING, "size=64k,nr_inodes=1k,mode=755")
        for path in shown:
            if (root + path).startswith(point + "/"):
                _show_again(path, root)
                hidden = {one for one in hidden if not one.startswith(root + path + "/")}


def _show_again(path: str, root: str) -> None:
    """Show a path that lies in what was just hidden."""
    target = Path(root + path)
    if os.path.islink(path) or not os.path.exists(path) or target.exists():
        return  # a link's end is shown besides
    target.parent.mkdir(parents=True, exist_ok=True)
    target.mkdir() if os.path.isdir(path) else target.touch()
    syscalls.bind(path, str(target))


def _still_seen(
    what: Sequence[Place], root: str, explicit: set[str], hidden: set[str]
) -> Iterator[tuple[Place, str]]:
    """Places that can be seen below `root`, and where; the outermost first."""
    seen = []
    for mount in _mounts():
        if not mount.point.startswith(root + "/"):
            continue
        for place in what:
            if place.device != mount.device:
                continue
            if _contains(mount.root, place.path):
                below = os.path.relpath(place.path, mount.root)
                point = os.path.normpath(os.path.join(mount.point, below))
            elif _contains(place.path, mount.root) and mount.point not in explicit:
                point = mount.point  # a part of it that is mounted elsewhere
            else:
                continue
            # Not where something else was mounted on top.
            if point not in hidden and _number_of_mount(point) == mount.number:
                seen.append((place, point))
    return iter(sorted(seen, key=lambda found: found[1].count("/")))


def _contains(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith(outer.rstrip("/") + "/")


def _mounts() -> list[_Mount]:
    lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    return [
        _Mount(int(number), device, _plain(root), _plain(point))
        for number, _, device, root, point, *_ in map(str.split, lines.splitlines())
    ]


def _plain(path: str) -> str:
    """A path as mountinfo writes it, with its spaces and the like put back."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), path)


def _number_of_mount(path: str) -> int:
    """The number of the mount that a path lies in; -1 where none is known."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return -1
    try:
        about = Path(f"/proc/self/fdinfo/{descriptor}").read_text()
    finally:
        os.close(descriptor)
    number = re.search(r"^mnt_id:\s*(\d+)", about, re.MULTILINE)
    return int(number[1]) if number else -1
