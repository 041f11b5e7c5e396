"""A step of nbgrader's own ways of running a notebook: lines that were moved stand in it as letters.

`grader autograde`, and nbgrader's command where this course's steps mark, read submissions themselves.
This is for the button Validate, and for `nbgrader autograde` on systems where nbgrader runs notebooks.
"""

from __future__ import annotations

import copy
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import CheckCellMetadata, ClearOutput, Execute, NbGraderPreprocessor
from nbgrader.validator import Validator
from traitlets import List

from grader.autograding.reading.moved_lines import write_moved_orders


class TakeMovedOrders(NbGraderPreprocessor):
    """Writes the orders that the outputs say into their cells; the outputs go with the next step."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """A copy of the notebook with letters in place of each `order("task")` that has an order."""
        written = copy.deepcopy(nb)
        write_moved_orders(written.cells, nb.cells)
        return written, resources


class MovedLinesValidator(Validator):
    """nbgrader's, which takes moved lines for the letters that they stand for."""

    preprocessors = List([CheckCellMetadata, TakeMovedOrders, ClearOutput, Execute])
