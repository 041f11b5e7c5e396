"""What a call says while it runs: prints, log lines, warnings and errors, kept off the page."""

from __future__ import annotations

import contextlib
import inspect
import io
import logging
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

import tensorflow as tf

from explorables.reading.tensors import in_short

# How a line of TensorFlow's own C++ log begins: "I0000 00:00:17...", "2026-01-31 ...".
_LOG_LINE = re.compile(r"[IWEF]\d{4} |\d{4}-\d\d-\d\d \d\d:|WARNING: All log messages before")


@dataclass
class Heard:
    """What was written, by who wrote it. Filled in when the block of `listening` ends.

    Attributes:
        python: what Python code wrote to standard output or standard error, ``print`` first of all.
        graph: what nodes of a graph wrote, that is ``tf.print``.
        warned: TensorFlow's log messages and Python's warnings, one each.
    """

    python: str = ""
    graph: str = ""
    warned: list[str] = field(default_factory=list)


class _Written(io.StringIO):
    """A stream that tells what Python code wrote from what the graph did.

    In a notebook TensorFlow hands the lines of ``tf.print`` to ``sys.stdout`` while it runs the
    graph: then no Python code is at work but TensorFlow's own, or none at all.
    """

    def __init__(self) -> None:
        super().__init__()
        self.graph = io.StringIO()

    def write(self, words: str) -> int:
        frame = inspect.currentframe()
        caller = frame.f_back if frame else None
        module = caller.f_globals.get("__name__", "") if caller else "tensorflow"
        # AutoGraph calls print on behalf of the function it converted.
        if f"{module}.".startswith("tensorflow.") and ".autograph." not in module:
            return self.graph.write(words)
        return super().write(words)


class _Keep(logging.Filter):
    """Keeps the messages of a logger and lets none pass."""

    def __init__(self, into: list[str]):
        super().__init__()
        self._into = into

    def filter(self, record: logging.LogRecord) -> bool:
        self._into.append(record.getMessage())
        return False


@contextlib.contextmanager
def listening() -> Iterator[Heard]:
    """Keep what the block writes: a picture reports it, so it does not also go to the cell.

    TensorFlow warns of retracing through its logger, whose handler holds on to the standard error
    it was made with; ``tf.print`` writes to the process's own descriptors. So both are caught
    besides ``sys.stdout`` and ``sys.stderr``.
    """
    heard = Heard()
    written = _Written()
    keep = _Keep(heard.warned)
    logger = tf.get_logger()
    logger.addFilter(keep)
    try:
        with (
            tempfile.TemporaryFile() as raw,
            _descriptors(raw.fileno()),
            contextlib.redirect_stdout(written),
            contextlib.redirect_stderr(written),
            warnings.catch_warnings(record=True) as caught,
        ):
            warnings.simplefilter("always")
            try:
                yield heard
            finally:
                raw.seek(0)
                lines = raw.read().decode("utf-8", "replace").splitlines()
                lines = [*written.graph.getvalue().splitlines(), *lines]
                heard.graph = "\n".join(line for line in lines if not _LOG_LINE.match(line))
                heard.python = written.getvalue()
                heard.warned += [str(one.message) for one in caught]
    finally:
        logger.removeFilter(keep)


@contextlib.contextmanager
def without_log_lines() -> Iterator[None]:
    """Keep the lines that TensorFlow's C++ code logs off the page; the rest follows at the end.

    TensorFlow 2.20 logs the first use of XLA to standard error whatever TF_CPP_MIN_LOG_LEVEL says.
    """
    with tempfile.TemporaryFile() as raw:
        try:
            with _descriptors(raw.fileno()):
                yield
        finally:
            raw.seek(0)
            lines = raw.read().decode("utf-8", "replace").splitlines(keepends=True)
            rest = "".join(line for line in lines if not _LOG_LINE.match(line))
            if rest:
                os.write(1, rest.encode("utf-8"))


@contextlib.contextmanager
def _descriptors(target: int) -> Iterator[None]:
    """Send the process's standard output and standard error to the file ``target``."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()  # what is waiting belongs where it was going
    with contextlib.ExitStack() as stack:
        for descriptor in (1, 2):
            try:
                kept = os.dup(descriptor)
            except OSError:  # closed, as in a program without a console: nothing to keep off
                continue
            stack.callback(os.close, kept)
            os.dup2(target, descriptor)
            stack.callback(os.dup2, kept, descriptor)
        yield


def said(error: BaseException) -> str:
    """A sentence of an error that came out of a traced function."""
    words = str(error)
    if words.startswith("in user code:"):  # AutoGraph puts the lines it came through before it
        last = [line.strip() for line in words.splitlines() if line.strip()][-1]
        return in_short(ValueError(last.removeprefix(f"{type(error).__name__}: ")))
    if words.startswith("Graph execution error"):  # the way to the node, then what it said
        told = [line for line in words.splitlines()[1:] if line.strip() and "{{node" not in line]
        return in_short(ValueError(told[-1])) if told else in_short(error)
    return in_short(error)
