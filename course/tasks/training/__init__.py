"""The tasks of assignment 05-keras-training, a module each. NumPy is the oracle throughout.

A model is judged by what it computes: the check sets its weights to numbers it knows, calls it, and
compares with the same network in NumPy. Where training itself is asked for, the model is judged on
data it has not seen.
"""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.training import reasons, recall

ASSIGNMENT = scripted("05-keras-training", __name__, recall.QUESTIONS, reasons.REASONS)
