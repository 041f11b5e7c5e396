"""The tasks of assignment 01-tensors, a module each. NumPy is the oracle throughout."""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.tensors import reasons, recall

ASSIGNMENT = scripted("01-tensors", __name__, recall.QUESTIONS, reasons.REASONS)
