"""The tasks of assignment 02-variables, a module each. NumPy or a formula is the oracle."""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.variables import reasons, recall

ASSIGNMENT = scripted("02-variables", __name__, recall.QUESTIONS, reasons.REASONS)
