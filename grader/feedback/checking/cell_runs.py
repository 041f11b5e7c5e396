"""Which cells of a notebook failed when they last ran: what they define is then as it was before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from grader.feedback.checking.bare_names import quote_task_names

_MOST_KEPT = 50  # cells that failed and were not run again


@dataclass(frozen=True)
class FailedCell:
    """A cell that stopped with an error.

    Attributes:
        source: Its text.
        error: The name of the exception: `SyntaxError`.
        line: In which of its lines, from 1; 0 where that isn't known.
    """

    source: str
    error: str
    line: int = 0

    def defines(self, name: str) -> bool:
        """Whether the cell would give something this name at its top level."""
        names = (
            rf"(?:async )?(?:def|class) {re.escape(name)}\b|{re.escape(name)}\s*(?::[^=\n]+)?=(?!=)"
        )
        return re.search(rf"^(?:{names})", self.source, re.M) is not None


class CellRuns:
    """Listens to the runs of a notebook's cells."""

    def __init__(self) -> None:
        self._failed: list[FailedCell] = []

    def listen(self, shell: Any) -> None:
        """Hear of every cell that the IPython shell runs from now on."""
        shell.events.register("post_run_cell", self.after)

    def after(self, result: Any) -> None:
        """Note how a cell ended: IPython's `ExecutionResult`."""
        source = str(getattr(result.info, "raw_cell", "") or "")
        error = result.error_before_exec or result.error_in_exec
        # What ran anew has the last word on the names it defines.
        self._failed = [cell for cell in self._failed if not _same_names(cell.source, source)]
        if error is not None and not isinstance(error, KeyboardInterrupt):
            line = getattr(error, "lineno", None) if isinstance(error, SyntaxError) else None
            cell = FailedCell(source, _public_name(type(error)), line or 0)
            self._failed = [*self._failed, cell][-_MOST_KEPT:]

    def that_failed(self, name: str) -> FailedCell | None:
        """The cell that would have defined `name` and stopped with an error, if that is so."""
        return next((cell for cell in reversed(self._failed) if cell.defines(name)), None)


def _public_name(kind: type[BaseException]) -> str:
    """What an error is called where people read of it: from Python 3.13 on, code that ends too early
    stops with an `_IncompleteInputError`, which is a SyntaxError."""
    return next(base.__name__ for base in kind.__mro__ if not base.__name__.startswith("_"))


_DEFINED = re.compile(r"^(?:(?:async )?(?:def|class) )?(\w+)(?=\s*[(:=])", re.M)


def _same_names(one: str, other: str) -> bool:
    """Whether two cells define a name in common."""
    return bool(set(_DEFINED.findall(one)) & set(_DEFINED.findall(other)))


RUNS = CellRuns()


def listen_to_the_notebook() -> None:
    """Start listening to its cells, where there is a notebook, and reading what they call."""
    try:
        from IPython import get_ipython
    except ImportError:  # plain Python
        return
    shell = get_ipython()
    if shell is not None:
        RUNS.listen(shell)
        quote_task_names(shell)


def in_words(cell: FailedCell, name: str) -> str:
    """What to say to a check of a name whose cell stopped."""
    where = f" in line {cell.line}" if cell.line else ""
    return (
        f"The cell that makes `{name}` stopped with a {cell.error}{where} when it last ran, so what "
        "is checked here is from before. Mend that cell first, and run it."
    )
