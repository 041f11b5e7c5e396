"""Keeps what an answer prints off the page: a line on stderr costs a mark under nbgrader."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

MAX_CHARACTERS = 2000
_MOST_KEPT = 1 << 20  # characters that Python code printed for one case
_MOST_READ = 1 << 20  # bytes of what C++ code wrote for one case
# What `tf.debugging.set_log_device_placement` adds: a line for each operation.
_PLACEMENT = re.compile(
    r"^(?:[^\s:]+: \(\w+\): /job:\S*|Executing op \w+ in device \S*)(?:\n|\Z)", re.M
)


class _Page(io.StringIO):
    """Stands in for stdout and stderr; code that closes those closes nothing of ours.

    Of what is printed without end the beginning and the end are kept: a loop that prints would else fill
    the memory of its kernel, and the message would be about that.
    """

    left_out = 0  # characters between the two

    def write(self, text: str) -> int:
        """As any stream's."""
        written = super().write(text)
        if self.tell() > _MOST_KEPT:
            kept = self.getvalue()
            self.seek(0)
            self.truncate()
            super().write(kept[:MAX_CHARACTERS] + kept[-MAX_CHARACTERS:])
            self.left_out += len(kept) - 2 * MAX_CHARACTERS
        return written

    def close(self) -> None:
        pass

    def take(self) -> tuple[str, int]:
        """What was written since the last call, and how many characters of it were not kept."""
        text, left_out = self.getvalue(), self.left_out
        self.seek(0)
        self.truncate()
        self.left_out = 0
        return text, left_out


def shortened(text: str, left_out: int = 0) -> str:
    """Text of at most about `MAX_CHARACTERS`: its beginning and, of what a training says, its end.

    Args:
        text: What there is of it.
        left_out: How many characters are missing in its middle already.
    """
    if len(text) <= MAX_CHARACTERS:
        return text
    head, tail = text[: MAX_CHARACTERS // 4], text[-3 * MAX_CHARACTERS // 4 :]
    left_out += len(text) - len(head) - len(tail)
    return f"{head}\n... {left_out:,} characters are left out ...\n{tail}"


@dataclass
class Captured:
    """What was printed inside `captured()`, by Python code and by C++ (`tf.print`)."""

    python: _Page = field(default_factory=_Page)
    native: IO[bytes] | None = None
    _taken: int = 0  # bytes of `native`

    def take(self) -> str:
        """What was printed since the last call, cut to `MAX_CHARACTERS`.

        Where TensorFlow logs what runs on which device, which can't be switched off again, those
        lines are not part of it: they would leave no room for others.
        """
        from_python, left_out = self.python.take()
        from_native = b""
        if self.native is not None:
            self.native.seek(self._taken)
            from_native = self.native.read(_MOST_READ)
            self.native.seek(0, os.SEEK_END)
            self._taken = self.native.tell()
        text = from_python + from_native.decode("utf-8", "replace")
        return shortened(_PLACEMENT.sub("", text).strip("\n"), left_out)


@contextlib.contextmanager
def captured() -> Iterator[Captured]:
    """Catch stdout, stderr, file descriptors 1 and 2, and what TensorFlow logs, while inside."""
    with tempfile.TemporaryFile() as native:
        seen = Captured(native=native)
        with (
            _descriptors_to(native),
            _log_streams_to(seen.python),
            contextlib.redirect_stdout(seen.python),
            contextlib.redirect_stderr(seen.python),
        ):
            yield seen


@contextlib.contextmanager
def _descriptors_to(file: IO[bytes]) -> Iterator[None]:
    """C++ code writes to the descriptors themselves, past `sys.stderr`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "flush") and not getattr(stream, "closed", False):
            stream.flush()
    saved = []
    try:
        for descriptor in (1, 2):
            try:
                saved.append((descriptor, os.dup(descriptor)))
            except OSError:  # this process has no such descriptor, so nothing can write to it
                continue
            os.dup2(file.fileno(), descriptor)
        yield
    finally:
        for descriptor, copy in saved:
            os.dup2(copy, descriptor)
            os.close(copy)


@contextlib.contextmanager
def _log_streams_to(buffer: io.StringIO) -> Iterator[None]:
    """Log handlers keep the stream they were made with, so redirecting `sys.stderr` misses them."""
    changed = []
    try:
        for logger in (logging.getLogger(), *logging.Logger.manager.loggerDict.values()):
            for handler in getattr(logger, "handlers", ()):  # a mere placeholder has none
                handler = getattr(handler, "python_handler", handler)  # absl wraps the real one
                if isinstance(handler, logging.FileHandler) or "stream" not in vars(handler):
                    continue
                # Not setStream: it flushes the old stream, which may be closed.
                changed.append((handler, handler.stream))
                handler.stream = buffer
        yield
    finally:
        for handler, stream in reversed(changed):
            handler.stream = stream
