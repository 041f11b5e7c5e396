"""Which lines of a traceback are the learner's own: in any cell, or in a module of theirs."""

from __future__ import annotations

import linecache
import os
import re
import traceback
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Python's own modules, and ours; what is installed has its folder's name.
_FOLDERS = tuple(
    os.path.join(os.path.realpath(folder), "")
    for folder in (os.path.dirname(os.__file__), Path(__file__).parents[1])
)
_PACKAGES = re.compile(r"[/\\](?:site|dist)-packages[/\\]")
# Code that a library wrote at run time: AutoGraph's is a copy of a function whose own lines the
# error's text lists.
_MADE = re.compile(r"<(?:frozen |__array_function__)|.*__autograph_generated_file")
# The file of all code made from a string, which has no lines to show. From Python 3.13 on that of a
# `python -c` has: in a kernel that was started so, another program's line would be shown.
_FROM_A_STRING = "<string>"
_TEXT_FRAME = re.compile(r'File "([^"]+)", line \d+, in (\S*).*\n +(.*)')
# Where an operation was made that failed when its graph ran: without the line, which a notebook knows.
_GRAPH_FRAME = re.compile(r'File "([^"]+)", line (\d+), in (\S+)\n\n')
# Calling an answer fails before any of its lines runs where its parameters are others.
_OF_THE_CALL = re.compile(
    r"\btakes (?:no|from|exactly|at most|\d+)\b.*\bargument|\bmissing \d+ required\b"
    r"|\bunexpected keyword argument\b|^Binding inputs to tf\.function failed"
)


# What TensorFlow says of an operation that failed when a graph ran, of a variable that a graph could
# not make, or of a way back that gives too little: none of the learner's lines runs at that time, and
# what fails is theirs.
_OF_THE_GRAPH = re.compile(
    r"^Graph execution error|\[\[\{\{node |^Unable to lift tensor"
    r"|^custom_gradient function expected to return"
)
_OF_KERAS = re.compile(r"[/\\]keras[/\\]src[/\\]")


def is_of_a_library(file: str) -> bool:
    """Whether a file's name is that of Python's own code, a package's, or ours."""
    if _MADE.match(file) or _PACKAGES.search(file):
        return True
    return not file.startswith("<") and os.path.realpath(file).startswith(_FOLDERS)


def lines_in_traceback(error: BaseException, drive: Callable[..., Any] | None) -> list[str]:
    """The learner's lines that an exception came through, outermost first.

    Args:
        error: The exception, caught where the answer, or its `drive`, was called.
        drive: What called the answer; its own lines are not the learner's.
    """
    codes = set(_codes_of(drive))
    return [
        _line(frame, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_code not in codes and not is_of_a_library(frame.f_code.co_filename)
    ]


def _line(frame: types.FrameType, number: int) -> str:
    """A line of the file, or the cell, of a frame; empty for code made from a string."""
    file = frame.f_code.co_filename
    if file == _FROM_A_STRING:
        return ""
    return linecache.getline(file, number, frame.f_globals).strip()


def lines_in_text(text: str, drive: Callable[..., Any] | None) -> list[str]:
    """The learner's lines that an error of a graph names in its text, outermost first."""
    ours = {(code.co_filename, code.co_name) for code in _codes_of(drive)}
    frames = [
        *_TEXT_FRAME.findall(text),
        *(
            (file, name, linecache.getline(file, int(number)))
            for file, number, name in _GRAPH_FRAME.findall(text)
            if file in linecache.cache
        ),
    ]
    return [
        line.strip()
        for file, name, line in frames
        if (file, name) not in ours and file != _FROM_A_STRING and not is_of_a_library(file)
    ]


def came_by_the_answer(error: BaseException, text: str, drive: Callable[..., Any] | None) -> bool:
    """Whether an exception came from the learner's code, or from calling it.

    What a `drive` does with a result may fail as well, and then it is no error of theirs.
    """
    if drive is None or _OF_THE_CALL.search(text) or lines_in_text(text, drive):
        return True
    if _OF_THE_GRAPH.search(text) and not _came_by_keras(error):
        return True
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        if lines_in_traceback(current, drive):
            return True
        seen.add(id(current))
        current = current.__cause__ or current.__context__
    return False


def _came_by_keras(error: BaseException) -> bool:
    """Whether Keras ran the graph, as `fit` does in a drive: a graph of its own, around a model."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(_OF_KERAS.search(frame.f_code.co_filename) for frame, _ in frames)


def _codes_of(drive: Callable[..., Any] | None) -> Iterator[types.CodeType]:
    """The code of a drive, and of every function in it."""
    pending = [drive.__code__] if drive else []
    while pending:
        code = pending.pop()
        yield code
        pending += [part for part in code.co_consts if isinstance(part, types.CodeType)]
