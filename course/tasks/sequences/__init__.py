"""The tasks of assignment 12-sequences, a module each. NumPy and plain Python are the oracle throughout.

Words, means, gates and windows are worked out by formulas; a model to train is judged on texts that it has
not seen.
"""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.sequences import reasons, recall

ASSIGNMENT = scripted("12-sequences", __name__, recall.QUESTIONS, reasons.REASONS)
