"""A learner's lines, run one by one, and what all names stood for after each."""

from __future__ import annotations

import ast
import contextlib
import io
import sys
import textwrap
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.pictures.state.objects import Register, Sight, look
from explorables.reading.signatures import shortened
from explorables.reading.tensors import NotDrawable, in_short

MOST: Final = 200  # lines that run, those of loops counted at each round
_MOST_OPCODES: Final = (
    40_000  # a loop on a single line is one line to Python, however often it runs
)
_FILE: Final = "<the lines of explorables.state>"
_DEEPEST: Final = 2  # containers inside of containers whose objects are shown


@dataclass(frozen=True, eq=False)
class Moment:
    """What names stand for at one moment, and how the objects look that can be reached by them.

    Attributes:
        names: the number of the object by the name, in the order in which the names came up.
        sights: how the object looks, by its number.
    """

    names: Mapping[str, int]
    sights: Mapping[int, Sight]

    def names_of(self, number: int) -> list[str]:
        """All names of an object."""
        return [name for name, one in self.names.items() if one == number]


@dataclass(frozen=True, eq=False)
class Step:
    """A line that ran: its number, from 1 on, how all was after it, what it printed or stopped with."""

    line: int
    after: Moment
    printed: str = ""
    error: str = ""


@dataclass(frozen=True, eq=False)
class Story:
    """The lines, and all that became of them.

    Attributes:
        lines: as they are shown.
        start: before the first.
        steps: a line that ran each.
        loose: numbers of lines that work something out and give it no name.
        cut: whether the lines had not come to their end when they were stopped.
    """

    lines: tuple[str, ...]
    start: Moment
    steps: tuple[Step, ...]
    loose: frozenset[int]
    cut: bool

    def before(self, place: int) -> Moment:
        """How all was before a step."""
        return self.steps[place - 1].after if place else self.start


class _EnoughError(BaseException):
    """Ends lines that go on and on, past an `except Exception` of theirs."""


def run(source: object, names: Mapping[str, object]) -> Story:
    """Run the lines, and look at everything after each.

    Args:
        source: the lines of a cell, as one string.
        names: what the lines know by these names, besides tf and np.

    Raises:
        NotDrawable: with a sentence, where there are no lines that Python can read.
    """
    if not isinstance(source, str):
        raise NotDrawable(
            f"The lines are to be one string, and this is of type {type(source).__name__}. Write "
            'explorables.state("""..."""), with the lines of a cell between the quotes.'
        )
    text = textwrap.dedent(source).strip("\n").rstrip()
    tree = _read(text)
    if not tree.body:
        raise NotDrawable(
            "There is no line of code here. Write one a line, such as "
            "weights = tf.Variable([1.0, 2.0]), and below it what is done with the name."
        )
    return _Runner(text, tree, names).run()


def _read(text: str) -> ast.Module:
    try:
        return ast.parse(text, _FILE)
    except (SyntaxError, ValueError) as error:  # ValueError: a null character
        number = getattr(error, "lineno", None)
        lines = text.splitlines()
        where = ""
        if number and number <= len(lines):
            where = f" line {number}, {shortened(lines[number - 1].strip(), 60)!r}"
        raise NotDrawable(
            f"Nothing was run: Python cannot read{where or ' these lines'} "
            f"({getattr(error, 'msg', None) or error}). Correct it as you would in a cell; what "
            "begins with % or ! belongs to the notebook and is not Python."
        ) from error


class _Runner:
    def __init__(self, text: str, tree: ast.Module, names: Mapping[str, object]) -> None:
        self._lines = tuple(text.splitlines())
        self._first_lines = _first_lines(tree)
        self._loose = frozenset(node.lineno for node in tree.body if isinstance(node, ast.Expr))
        self._code = compile(tree, _FILE, "exec")
        self._given = {"tf": tf, "np": np}
        self._space: dict[str, Any] = {"__name__": "__main__", **self._given, **names}
        self._register = Register()
        self._printed = io.StringIO()
        self._steps: list[Step] = []
        self._running = 0  # the number of the line that runs
        self._events = 0
        self._opcodes = 0

    def run(self) -> Story:
        start = self._moment()
        error, cut = "", False
        before = sys.gettrace()
        with contextlib.redirect_stdout(self._printed):
            try:
                sys.settrace(self._enter)
                exec(self._code, self._space)
            except _EnoughError:
                cut = True
            except Exception as reason:  # whatever a line raises is the learner's to read
                error = f"{type(reason).__name__}: {in_short(reason)}"
            finally:
                sys.settrace(before)
        self._took(error)
        return Story(self._lines, start, tuple(self._steps), self._loose, cut)

    def _enter(self, frame: types.FrameType, event: str, arg: object) -> Any:
        """Follow the lines themselves, and no function that they call."""
        if frame.f_code is not self._code:
            return None
        frame.f_trace_opcodes = True
        return self._follow

    def _follow(self, frame: types.FrameType, event: str, arg: object) -> Any:
        self._opcodes += event == "opcode"
        self._events += event == "line"
        if self._events > MOST or self._opcodes > _MOST_OPCODES:
            raise _EnoughError
        if event == "line":
            line = self._first_lines.get(frame.f_lineno, frame.f_lineno)
            if line != self._running:  # a line event comes before its line runs
                if self._running:
                    self._took()
                self._running = line
        return self._follow

    def _took(self, error: str = "") -> None:
        """The running line is over."""
        printed = self._printed.getvalue()
        self._printed.seek(0)
        self._printed.truncate()
        self._steps.append(Step(self._running, self._moment(), printed.strip(), error))

    def _moment(self) -> Moment:
        names: dict[str, int] = {}
        sights: dict[int, Sight] = {}
        for name, value in list(self._space.items()):
            # By the type: `isinstance` asks the object, which may answer with an exception.
            if name.startswith("__") or issubclass(type(value), types.ModuleType):
                continue
            names[name] = self._register.number(value)
            self._see(names[name], sights, 0)
        return Moment(names, sights)

    def _see(self, number: int, sights: dict[int, Sight], depth: int) -> None:
        if number in sights:
            return
        sights[number] = look(self._register[number], self._register.number)
        if depth < _DEEPEST:
            for one in sights[number].holds:
                self._see(one, sights, depth + 1)


def _first_lines(tree: ast.Module) -> dict[int, int]:
    """The line that a simple statement begins on, by each of its lines."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                found[line] = node.lineno
    return found
