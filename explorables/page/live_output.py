"""One output of a cell that changes while the cell runs, and stays in the saved notebook."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, Final

from explorables.page.host import Frame, bundle, static_page

AT_LEAST: Final = 0.25  # s between two redraws: at most four a second
SHARE: Final = 0.01  # of the time that redraws may take; a slow one makes the next one wait longer


def running_shell() -> Any:
    """The IPython shell that runs this program, or None. IPython is not imported for it."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()


class LiveOutput:
    """Shows frames one after the other in one output of the cell that runs.

    Only a kernel has such outputs: in a script, and in IPython's terminal, nothing is shown. The
    output is ``text/html`` with an image in it, which a saved notebook keeps and a host without
    widgets shows. Two trainings in one cell share it; another cell gets its own.

    Args:
        clock: seconds since some moment.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due = float("-inf")
        self._handle: Any = None
        self._cell: int | None = None  # the number of the cell that has the output

    def due(self) -> bool:
        """Whether the next redraw may come: cheap enough to be asked after every batch."""
        return self._clock() >= self._due

    def show(self, draw: Callable[[], Frame]) -> None:
        """Show the frame that ``draw`` makes; it is not called where nothing can be shown."""
        shell = running_shell()
        if shell is None or not hasattr(shell, "kernel"):
            self._due = float("inf")
            return
        start = self._clock()
        frame = draw()
        forms = bundle(None, static_page(frame), frame.text)
        if self._handle is None or self._cell != shell.execution_count:
            from IPython.display import display

            self._cell = shell.execution_count
            self._handle = display(forms, raw=True, display_id=True)
        else:
            self._handle.update(forms, raw=True)
        took = self._clock() - start
        self._due = start + took + max(AT_LEAST, took / SHARE)

    def begin(self) -> None:
        """A training begins: its first frame is due."""
        self._due = float("-inf")

    def give_way(self, sentence: str) -> None:
        """Where this very cell shows the same in another output, leave a sentence in this one."""
        shell = running_shell()
        if self._handle is not None and shell is not None and self._cell == shell.execution_count:
            self._handle.update(bundle(None, static_page(Frame("", sentence)), sentence), raw=True)
