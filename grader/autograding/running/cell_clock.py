"""How long a cell may go on: by the clock, less what its kernel waited for a processor.

On a busy machine an answer of one second takes many, which is no fault of the answer. What sleeps waits
for no processor, so its clock goes on as usual.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from grader.kernels.process_tree import processor_seconds, tree

MOST_TIMES = 4  # so many times its limit, and no more, a cell may take by the clock,
_AT_LEAST = 30  # or so many seconds more, where its limit is short
_LOOK = 0.5  # seconds until the first look at its processes: most cells end before
_AGAIN = 0.2  # seconds between two looks once the limit is reached


def waiting_seconds(root: int) -> float | None:
    """How long the threads of a process and of all its descendants stood in line for a processor.

    Of those that live; None where the system doesn't say (Linux without CONFIG_SCHED_INFO).

    Args:
        root: The process.
    """
    if not os.path.exists("/proc/self/schedstat"):
        return None
    total = 0
    for pid in tree(root):
        with contextlib.suppress(OSError, ValueError, IndexError):  # it has ended meanwhile
            for task in os.listdir(f"/proc/{pid}/task"):
                said = Path(f"/proc/{pid}/task/{task}/schedstat").read_text()
                total += int(said.split()[1])
    return total / 1e9


class CellClock:
    """The time of one cell, from when this is made.

    Args:
        root: The process whose tree runs it.
        limit: Seconds it may take.
        used: Processor seconds of a tree; replaced in tests, as what follows.
        waited: Seconds that a tree waited for a processor; None where nobody knows.
        clock: Seconds since whenever.
    """

    def __init__(
        self,
        root: int,
        limit: float,
        used: Callable[[int], float] = processor_seconds,
        waited: Callable[[int], float | None] = waiting_seconds,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._root = root
        self._limit = limit
        self._read_used = used
        self._read_waited = waited
        self._clock = clock
        self._most = max(MOST_TIMES * limit, limit + _AT_LEAST)
        self._start = clock()
        self._before: tuple[float, float | None] | None = None
        self._looked = 0.0
        self._used = self._waited = 0.0  # since the first look

    @property
    def passed(self) -> float:
        """Seconds by the clock."""
        return self._clock() - self._start

    def is_over(self) -> bool:
        """Whether its time is used up."""
        passed = self.passed
        if self._before is None and passed < min(_LOOK, self._limit / 4):
            return False
        if self._before is None:
            self._look(passed)
        if passed < self._limit:
            return False
        if passed - self._looked >= _AGAIN:
            self._look(passed)
        return passed >= self._most or not self._was_kept_waiting(passed)

    @property
    def starved(self) -> bool:
        """Whether it is over, and only because the machine had no processor for it."""
        passed = self.passed
        return passed >= self._most and self._was_kept_waiting(passed)

    @property
    def taken(self) -> float:
        """Seconds that it took of its own: by the clock, less what it waited for a processor."""
        passed = self.passed
        if self._before is not None:
            self._look(passed)
        own = max(passed - self._waited, self._used, passed / MOST_TIMES)
        return min(passed, own)

    def _was_kept_waiting(self, passed: float) -> bool:
        idle = passed - self._waited - self._used  # it slept, or waited for whoever runs it
        return self._used < self._limit and idle < self._limit

    def _look(self, passed: float) -> None:
        used, waited = self._read_used(self._root), self._read_waited(self._root)
        if self._before is None:
            self._before = (used, waited)
        used -= self._before[0]
        # What ended is counted no more: the most that was seen is what there was.
        self._used = max(self._used, used)
        if waited is None or self._before[1] is None:
            self._waited = max(self._waited, passed - self._used)
        else:
            self._waited = max(self._waited, waited - self._before[1])
        self._looked = passed
