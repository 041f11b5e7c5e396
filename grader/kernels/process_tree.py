"""What a process and all its descendants use, read from outside in /proc. Linux only."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")  # a second, in the units of /proc/PID/stat


def tree(root: int) -> list[int]:
    """A process and all its descendants; those of process 1 of a namespace are all in it."""
    found, open_ones = [], [root]
    while open_ones:
        pid = open_ones.pop()
        found.append(pid)
        with contextlib.suppress(OSError):  # it has ended meanwhile
            for task in os.listdir(f"/proc/{pid}/task"):
                children = Path(f"/proc/{pid}/task/{task}/children").read_text()
                open_ones += [int(child) for child in children.split()]
    return found


def processor_seconds(root: int) -> float:
    """The processor time that a process and all its descendants have used so far.

    Of a confined kernel `root` is its keeper, whose own few milliseconds a second are counted too.
    Children that were waited for are counted in whoever waited; one that ended unwaited for, because
    its parent ignores SIGCHLD, is counted no more. So take the most that was seen, not the last.

    Args:
        root: The process; one that has ended has used nothing.
    """
    usages = filter(None, map(read_usage, tree(root)))
    return sum(usage.own + usage.children for usage in usages)


@dataclass(frozen=True)
class Usage:
    """What one process uses.

    Attributes:
        pid, started: Which process; a number alone may come again.
        session: Its session, by the process id of whoever made it.
        runs: Whether it runs or waits for a processor.
        own: Processor time of all its threads so far, in seconds.
        children: That of the children that it waited for, and theirs.
        resident: Bytes of its memory that are no file's, with what was swapped out and what the
            system needs to know where they are.
        descriptors: At least as many as it has open.
    """

    pid: int
    started: int
    session: int
    runs: bool
    own: float
    children: float
    resident: int
    descriptors: int


# Of /proc/PID/status, in kB.
_RESIDENT = ("RssAnon:", "RssShmem:", "VmSwap:", "VmPTE:", "HugetlbPages:")
# Of /proc/PID/smaps_rollup, where a page that n processes share counts for 1/n in each.
_PROPORTIONAL = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:", "Private_Hugetlb:", "Shared_Hugetlb:")


def read_usage(pid: int) -> Usage | None:
    """What a process uses; None where it has ended."""
    try:
        # The name comes second, in parentheses, and may hold spaces and parentheses itself.
        stat = _about(pid, "stat").rpartition(")")[2].split()
        status = _about(pid, "status")
    except OSError:
        return None
    own, own_system, children, children_system = (int(text) / _TICKS for text in stat[11:15])
    return Usage(
        pid,
        int(stat[19]),
        int(stat[3]),
        stat[0] == "R",
        own + own_system,
        children + children_system,
        _kilobytes(status, _RESIDENT) << 10,
        _kilobytes(status, ("FDSize:",)),  # no kB, but a number as they are
    )


def proportional(pids: Sequence[int]) -> int:
    """Bytes of memory as `Usage.resident`, of all of them, where what they share counts once."""
    found = 0
    for pid in pids:
        with contextlib.suppress(OSError):  # it has ended meanwhile
            found += _kilobytes(_about(pid, "smaps_rollup"), _PROPORTIONAL)
            found += _kilobytes(_about(pid, "status"), ("VmPTE:",))
    return found << 10


def data_size(pid: int) -> int:
    """Bytes that count against a process's RLIMIT_DATA."""
    return _kilobytes(_about(pid, "status"), ("VmData:",)) << 10


def _about(pid: int, file: str) -> str:
    """A file of /proc/PID; its process may have given itself any bytes for a name."""
    return Path(f"/proc/{pid}/{file}").read_text(encoding="latin-1")


def _kilobytes(text: str, names: tuple[str, ...]) -> int:
    """What the lines called `names` say together."""
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith(names))
