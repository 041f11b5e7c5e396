"""How much memory the machine has left for kernels, as the system tells it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path


def free_memory(root: Path = Path("/")) -> int:
    """Bytes that processes can still have here: the machine's, or its control group's where that has
    less; 0 where nobody says.

    Args:
        root: Where `proc` and `sys` are; replaced in tests.
    """
    return min([_of_machine(root), *_of_groups(root)])


def _of_machine(root: Path) -> int:
    with contextlib.suppress(OSError):  # no Linux
        for line in (root / "proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    return 0


def _of_groups(root: Path) -> Iterator[int]:
    """What is left of each limit that a group around this process has. What it keeps of files counts
    as used, though the system would give it up: rather too little than too much."""
    groups = root / "sys/fs/cgroup"
    try:
        lines = (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:  # no Linux, or one without control groups
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        top = groups / "memory" if controllers else groups
        names = (
            ("memory.limit_in_bytes", "memory.usage_in_bytes")
            if controllers
            else ("memory.max", "memory.current")
        )
        group = top / path.lstrip("/")
        while group.is_relative_to(top):
            with contextlib.suppress(OSError, ValueError):  # no limit: "max", or no such group
                most, used = (int((group / name).read_text()) for name in names)
                yield max(0, most - used)
            group = group.parent
