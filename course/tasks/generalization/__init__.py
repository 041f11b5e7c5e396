"""The tasks of assignment 06-generalization, a module each. NumPy is the oracle throughout.

Losses and logs are scripted, so that callbacks and early stopping are judged by what they do with
known numbers. One task trains a model, which is judged on rows it has not seen.
"""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.generalization import reasons, recall

ASSIGNMENT = scripted("06-generalization", __name__, recall.QUESTIONS, reasons.REASONS)
