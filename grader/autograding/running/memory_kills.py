"""How many processes the system has ended since memory was short.

It takes the largest one, which may be one that a kernel started: the kernel lives, and its answer gives
something else than it would have. From outside nobody sees which process it was, but that there was
one is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def memory_kills(root: Path = Path("/")) -> int:
    """The system's count: of this process's control group, where kernels are too, or else of the
    whole machine; 0 where none is kept.

    Args:
        root: Where `proc` and `sys` are; replaced in tests.
    """
    for path in _counts(root):
        try:
            lines = path.read_text(encoding="ascii").splitlines()
        except OSError:  # not this kind of group, or not this kind of machine
            continue
        for line in lines:
            name, _, number = line.partition(" ")
            if name == "oom_kill":
                return int(number)
    return 0


def _counts(root: Path) -> Iterator[Path]:
    """The files that may hold it, the closest first."""
    groups = root / "sys/fs/cgroup"
    try:
        lines = (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:  # no Linux, or one without control groups
        lines = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        own = path.lstrip("/")
        if not controllers:
            yield groups / own / "memory.events"
        elif "memory" in controllers.split(","):
            yield groups / "memory" / own / "memory.oom_control"
    yield root / "proc/vmstat"
