"""The tasks of assignment 03-eager-and-graph, a module each. NumPy is the oracle throughout.

Most answers are run inside a `tf.function` of the check's own, where only what became part of a
graph has an effect: so the marks rest on values. Where traces are counted, the check counts the
runs of a Python function of its own.
"""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.graphs import reasons, recall

ASSIGNMENT = scripted("03-eager-and-graph", __name__, recall.QUESTIONS, reasons.REASONS)
