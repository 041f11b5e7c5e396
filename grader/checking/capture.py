"""Keeps what an answer prints off the page: a line on stderr costs a mark under nbgrader."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

MAX_CHARACTERS = 2000


class _Page(io.StringIO):
    """Stands in for stdout and stderr; code that closes those closes nothing of ours."""

    def close(self) -> None:
        pass


@dataclass
class Captured:
    """What was printed inside `captured()`, by Python code and by C++ (`tf.print`)."""

    python: io.StringIO = field(default_factory=_Page)
    native: IO[bytes] | None = None
    _taken: tuple[int, int] = (0, 0)

    def take(self) -> str:
        """What was printed since the last call, cut to `MAX_CHARACTERS`."""
        from_python = self.python.getvalue()[self._taken[0] :]
        from_native = b""
        if self.native is not None:
            self.native.seek(self._taken[1])
            from_native = self.native.read(4 * MAX_CHARACTERS)
            self.native.seek(0, os.SEEK_END)
            end = self.native.tell()
        else:
            end = 0
        self._taken = (self._taken[0] + len(from_python), end)
        text = (from_python + from_native.decode("utf-8", "replace")).strip("\n")
        return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS] + " ..."


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
