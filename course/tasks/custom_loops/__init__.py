"""The tasks of assignment 08-custom-training-loops, a module each. NumPy is the oracle throughout.

Models are tiny and their weights are given, so that a step, an epoch or a loop can be worked out by
formulas; one task alone trains, and its targets are made by a rule that the check knows.
"""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.custom_loops import reasons, recall

ASSIGNMENT = scripted("08-custom-training-loops", __name__, recall.QUESTIONS, reasons.REASONS)
