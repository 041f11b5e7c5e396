"""The tasks of assignment 04-gradient-tape, a module each. Formulas in NumPy are the oracle.

An answer that takes a function gets one that the check makes from numbers of the case; so its
derivatives are known without a tape.
"""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.gradients import reasons, recall

ASSIGNMENT = scripted("04-gradient-tape", __name__, recall.QUESTIONS, reasons.REASONS)
