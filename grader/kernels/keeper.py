"""Watches the processes of one confined kernel from outside: their memory and the processors' time.

A limit that the system has for a process is none for a tree of them. So every tenth of a second the
whole tree is looked at. One that takes too much of what can't be given back is ended; one that keeps
more than its share of the processors busy is stopped and let go on, again and again, so that its
neighbors have theirs. Linux gives each session its share, and a tree may have any number of them: so
where many processes run, all but the kernel itself come after whoever else wants a processor.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.kernels.process_tree import Usage, proportional, read_usage, tree

WATCH = 0.1  # seconds between two looks
CORES = 1.25  # how many processors a tree may keep busy for long
MANY = 4  # processes that run at a time, from which on they give way to other submissions
AHEAD = 3.0  # seconds of a processor that it may use beyond that, before it is stopped
CORES_AFTERWARDS = 0.5  # what it gets on average while it goes on like that
_DEBT = 2.0  # seconds of a processor that are held against it at most
_LAST = 19  # the lowest priority there is
_GO_ON = 0.25  # seconds of a processor that it is let go on with


@dataclass
class Share:
    """How much processor time a tree has left, in seconds.

    Attributes:
        left: What it may use ahead. Below 0 it is to be stopped.
        stopped: Whether it is.
    """

    left: float = AHEAD
    stopped: bool = False
    _seen: dict[tuple[int, int], tuple[Usage, float]] = field(default_factory=dict)

    def count(self, usages: Sequence[Usage], seconds: float) -> None:
        """Take off what the processes of a tree used in the last `seconds`.

        A process that ends between two looks is counted in the parent that waited for it, and in
        nobody where that ignores SIGCHLD. So one that runs when it is first seen counts as if it had
        run since the last look: of many short ones as many are missed as are counted too much.
        """
        seen: dict[tuple[int, int], tuple[Usage, float]] = {}
        used = inherited = 0.0
        for usage in usages:
            key = (usage.pid, usage.started)
            before, counted = self._seen.pop(key, (None, 0.0))
            if before is None:
                new = max(usage.own, seconds) if usage.runs else usage.own
                inherited += usage.children
            else:
                new = usage.own - before.own
                inherited += usage.children - before.children
            used += new
            seen[key] = usage, counted + new
        gone = sum(counted + usage.children for usage, counted in self._seen.values())
        self._seen = seen
        used += max(0.0, inherited - gone)
        self.left = min(AHEAD, max(-_DEBT, self.left + CORES * seconds - used))

    def rest(self, seconds: float) -> bool:
        """Let time pass in which it is stopped; whether it may go on."""
        self.left += CORES_AFTERWARDS * seconds
        return self.left >= _GO_ON


@dataclass
class Keeper:
    """What watches one tree.

    Args:
        tie: The process whose descendants are watched.
        memory: Bytes that they may have together.
        processes: How many there may be.
        sockets: How many sockets they may have.
        descriptors: How much they may have open.
    """

    tie: int
    memory: int
    processes: int
    sockets: int
    descriptors: int
    share: Share = field(default_factory=Share)
    _behind: set[int] = field(default_factory=set)  # sessions that give way to others

    def watch(self) -> int:
        """Wait until the tie ends: its status as waitpid says it; -1 where it was ended."""
        last = time.monotonic()
        while True:
            ended, status = os.waitpid(self.tie, os.WNOHANG)
            if ended:
                return status
            now = time.monotonic()
            if self.share.stopped:
                if self.share.rest(now - last):
                    self._go_on()
            elif not self._look(now - last):
                os.kill(self.tie, signal.SIGKILL)
                os.waitpid(self.tie, 0)
                return -1
            last = now
            time.sleep(WATCH)

    def _look(self, seconds: float) -> bool:
        """Whether the tree keeps to its limits; it is stopped here if it needs a rest."""
        family = tree(self.tie)[1:]
        usages = [usage for usage in map(read_usage, family) if usage]
        # The first is quick and counts a page of a fork in each process; the second counts it once.
        # RLIMIT_NPROC does not bind the system's root, which a container's root may be.
        if (
            len(family) > self.processes
            or sum(usage.descriptors for usage in usages) > self.descriptors
            or _sockets() > self.sockets
            or (
                sum(usage.resident for usage in usages) > self.memory
                and proportional(family) > self.memory
            )
        ):
            return False
        if sum(usage.runs for usage in usages) >= MANY:
            self._give_way(usages)
        self.share.count(usages, seconds)
        if self.share.left < 0:
            self._stop()
        return True

    def _give_way(self, usages: Sequence[Usage]) -> None:
        """Put all but the first process, which is the kernel, behind whoever else is there."""
        first, *others = usages
        for usage in others:
            with contextlib.suppress(OSError):  # it has ended meanwhile
                os.setpriority(os.PRIO_PROCESS, usage.pid, _LAST)
            if usage.session in {first.session, *self._behind}:
                continue
            try:
                Path(f"/proc/{usage.pid}/autogroup").write_text(f"{_LAST}\n")
            # It has ended; this Linux has no such groups, or lets nobody set them; or ten were set in
            # this second, which is all it does: it is tried again at the next look.
            except OSError:
                continue
            self._behind.add(usage.session)

    def _stop(self) -> None:
        """Stop every process of the tree, also those that are started meanwhile."""
        self.share.stopped = True
        stopped: set[int] = set()
        while new := set(tree(self.tie)[1:]) - stopped:
            _send(new, signal.SIGSTOP)
            stopped |= new

    def _go_on(self) -> None:
        self.share.stopped = False
        _send(tree(self.tie)[1:], signal.SIGCONT)


def _send(pids: Sequence[int] | set[int], number: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
            os.kill(pid, number)


def _sockets() -> int:
    """How many sockets there are in this process's network namespace, which is the tree's."""
    try:
        first = Path("/proc/self/net/sockstat").read_text().partition("\n")[0]
    except FileNotFoundError:  # where /proc shows processes alone; then descriptors are the limit
        return 0
    return int(first.split()[2])  # sockets: used 18
