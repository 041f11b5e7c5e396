"""The tasks of assignment 11-images, a module each. NumPy is the oracle throughout.

Convolutions, sizes, fields and slopes are worked out by loops and formulas. The network to train is judged
on glyphs that are drawn anew, so that no stored data set knows them.
"""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.images import reasons, recall

ASSIGNMENT = scripted("11-images", __name__, recall.QUESTIONS, reasons.REASONS)
