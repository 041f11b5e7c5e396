"""What stopped a cell, in words: code that does not compile, a package that marking lacks, a debugger.

The words only; a submission may show any error it likes, and no mark rests on which.
"""

from __future__ import annotations

import importlib.util
import platform
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from grader.autograding.terms.untrusted_text import printable, quoted

_MOST_NAME = 80  # characters of an exception's name
_MOST_SAID = 300  # characters of its text
_COMPILES_NOT = ("SyntaxError", "IndentationError", "TabError")
_PLACE = re.compile(r"\s*\([^()]*, line (\d+)\)$")
_NO_MODULE = re.compile(r"No module named '([\w.]+)'")
_DEBUGGER = re.compile(r"\b[bp]db\.py\b")  # a file in the traceback


@dataclass(frozen=True)
class Stopped:
    """How a cell ended before its end.

    Attributes:
        kind: The exception's name.
        text: What it says, without the place.
        line: Which line of the cell could not be compiled; 0 for another error.
        debugger: Whether a debugger asked for a command.
    """

    kind: str
    text: str
    line: int = 0
    debugger: bool = False

    @property
    def why(self) -> str:
        """The cause, where it is one that lies in what marking has, or in what was left in; else ""."""
        if self.debugger:
            return "It starts a debugger, which waits for commands that nobody gives: take it out."
        return missing_package(self.kind, self.text)

    @property
    def note(self) -> str:
        """What is said of such a cell at the top of the notebook; "" where nothing is."""
        if self.line:
            return f"It did not compile: line {self.line}: {self.text}."
        return self.why


def stopped_by(source: str, outputs: Sequence[NotebookNode]) -> Stopped | None:
    """What stopped a cell that ran; None where it ran to its end.

    Args:
        source: Its text.
        outputs: What it showed.
    """
    error = next((one for one in reversed(outputs) if one.output_type == "error"), None)
    if error is None:
        return None
    kind = error.ename if error.ename.isidentifier() else "Exception"
    text = printable(error.evalue.partition("\n")[0])
    debugger = kind.startswith("StdinNotImpl") and bool(_DEBUGGER.search("".join(error.traceback)))
    line = 0
    if kind in _COMPILES_NOT:
        place = _PLACE.search(text)
        # IPython compiles a cell without the empty lines that it begins with.
        empty = len(source) - len(source.lstrip("\n"))
        line = int(place[1]) + empty if place and len(place[1]) < 7 else 0
        text = _PLACE.sub("", text)
    return Stopped(kind[:_MOST_NAME], text[:_MOST_SAID], line, debugger)


def missing_package(kind: str, text: str) -> str:
    """A sentence on the package that an import asked for in vain, where marking has none; else ""."""
    found = _NO_MODULE.match(text) if kind == "ModuleNotFoundError" else None
    if not found:
        return ""
    name = found[1].partition(".")[0]
    if not name or name in sys.modules or importlib.util.find_spec(name):
        return ""  # part of a package that is there
    return (
        f"It imports {quoted(name)}, which is neither among the packages that marking has nor in "
        "what was handed in."
    )


def written_for_newer(version: str) -> str:
    """A sentence where a notebook was written with a newer Python than marking has; else "".

    Args:
        version: The notebook's, such as "3.13.5"; "" where it doesn't say.
    """
    theirs = tuple(int(part) for part in version.split(".")[:2]) if version else (0,)
    if theirs <= sys.version_info[:2]:
        return ""
    return (
        f"The notebook was written with Python {version}, and marking has Python {python_version()}, to "
        "which newer ways of writing are errors."
    )


def python_version() -> str:
    """The Python that marking has."""
    return platform.python_version()
