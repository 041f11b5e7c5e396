"""How many submissions run at a time: as many as there are slots, and beside them what takes far longer
than its class.

One that does, by mistake or on purpose, would else hold up the others: with two slots, half of the
class's time. So it gives its slot up and goes on by itself, to its own limits. How many do is limited,
and each needs memory that is free.
"""

from __future__ import annotations

import contextlib
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

AT_LEAST = 2.0  # seconds that any submission may take before it counts as slow,
TIMES = 2.0  # and so many times what most took,
UNKNOWN = 10.0  # or so many seconds where none is done yet
_LOOK_AGAIN = 1.0  # seconds until it is looked again whether there is memory for one more


class ClosedError(Exception):
    """No more submissions are to start: somebody pressed Ctrl-C."""


@dataclass(eq=False)
class Slot:
    """A place that is taken.

    Attributes:
        began: When, by the clock.
        ran: Whether something ran there, so that the time it took says how long the class takes.
    """

    began: float
    ran: bool = True


class Slots:
    """Places to run submissions in.

    Args:
        most: How many there are.
        beside: How many slow submissions at most may go on beside them.
        has_room: Whether there is memory for one more beside a number of slow ones.
        clock: Seconds since whenever; replaced in tests.
    """

    def __init__(
        self,
        most: int,
        beside: int,
        has_room: Callable[[int], bool] = lambda slow: True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._beside = beside
        self._has_room = has_room
        self._clock = clock
        self._changed = threading.Condition()
        self._taken: set[Slot] = set()
        self._took: list[float] = []
        self._closed = False

    @property
    def at_a_time(self) -> int:
        """How many may run at a time at the very most."""
        return self._most + self._beside

    @contextlib.contextmanager
    def one(self) -> Iterator[Slot]:
        """A slot, once there is a free one.

        Raises:
            ClosedError: There will be none any more.
        """
        with self._changed:
            while not self._closed and not self.has_free():
                self._changed.wait(self._until_next_look())
            if self._closed:
                raise ClosedError
            slot = Slot(self._clock())
            self._taken.add(slot)
        try:
            yield slot
        finally:
            with self._changed:
                self._taken.remove(slot)
                if slot.ran:
                    self._took.append(self._clock() - slot.began)
                self._changed.notify_all()

    def has_free(self) -> bool:
        """Whether one more submission may start now."""
        with self._changed:
            running = len(self._taken)
            if running < self._most:
                return True
            slow = self._slow()
            return running - min(slow, self._beside) < self._most and self._has_room(slow)

    def close(self) -> None:
        """Let nobody in any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _patience(self) -> float:
        """Seconds after which a submission is slow."""
        if not self._took:
            return UNKNOWN
        return max(AT_LEAST, TIMES * statistics.median(self._took))

    def _slow(self) -> int:
        since = self._clock() - self._patience()
        return sum(slot.began <= since for slot in self._taken)

    def _until_next_look(self) -> float | None:
        """Seconds until another one is slow; None where none can become so."""
        now, patience = self._clock(), self._patience()
        coming = [left for slot in self._taken if (left := slot.began + patience - now) > 0]
        if self._slow():
            coming.append(_LOOK_AGAIN)  # one may have given its slot up, and memory was short
        return min(coming, default=None)
