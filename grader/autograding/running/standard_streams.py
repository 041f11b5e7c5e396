"""Standard streams for a command that is started by a scheduler, or whose output goes to a full disk.

What is missing is there and goes nowhere; what can't be written to is let go, and the marks are not.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO


def open_missing() -> None:
    """Open descriptors 0 to 2 on /dev/null where they are closed.

    Else the next file or socket gets such a number, and is closed, or written to, as a stream.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
            # Python closes what it opens in each program that it starts: the kernels would have none.
            os.set_inheritable(opened, True)
    # Python has none where a descriptor was closed when it started.
    sys.stdin = sys.stdin or os.fdopen(0, "r", closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


class Steady(io.TextIOBase):
    """A stream whose writes never fail: after the first that does, all goes nowhere.

    Args:
        stream: Where it goes.

    Attributes:
        failure: What the first write failed with; None as long as none did, and where only whoever
            read it had enough (`| head`).
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.failure: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @property
    def encoding(self) -> str:  # type: ignore[override]  # to be read alone, as TextIOWrapper's is
        """The stream's own, which is read by whoever asks what a terminal can show."""
        return getattr(self._stream, "encoding", None) or "utf-8"

    def fileno(self) -> int:
        """The stream's own."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Whether a terminal shows it."""
        return self._stream.isatty()

    def write(self, text: str) -> int:
        """Write it, or let it go."""
        try:
            self._stream.write(text)
        except OSError as error:
            self._let_go(error)
        return len(text)

    def flush(self) -> None:
        """Write what waits, or let it go."""
        try:
            self._stream.flush()
        except OSError as error:
            self._let_go(error)

    def close(self) -> None:
        """Leave the stream to whoever opened it. Python calls this when it throws this object away, and
        from 3.13 on says aloud that a flush fails, where the stream was closed before."""

    def _let_go(self, error: OSError) -> None:
        if self.failure is None and error.errno != errno.EPIPE:
            self.failure = error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, self._stream.fileno())
        finally:
            os.close(nowhere)
        with contextlib.suppress(OSError):  # of what waits, a part may have gone
            self._stream.flush()


@contextlib.contextmanager
def steady_streams() -> Iterator[tuple[Steady, Steady]]:
    """Make stdout and stderr such streams while inside, and give both."""
    open_missing()
    before = sys.stdout, sys.stderr
    made = Steady(sys.stdout), Steady(sys.stderr)
    sys.stdout, sys.stderr = made
    try:
        yield made
    finally:
        for stream in made:
            stream.flush()
        sys.stdout, sys.stderr = before
