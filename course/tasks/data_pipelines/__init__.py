"""The tasks of assignment 09-data-pipelines, a module each. NumPy and plain Python are the oracle.

What a data set gives is random in many of them, so a check counts: rows, orders, epochs that are alike.
"""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.data_pipelines import reasons, recall

ASSIGNMENT = scripted("09-data-pipelines", __name__, recall.QUESTIONS, reasons.REASONS)
