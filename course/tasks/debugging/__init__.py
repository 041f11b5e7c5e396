"""The tasks of assignment 13-debugging, a module each. NumPy is the oracle throughout.

Where a slope counts, a tape is asked for it and a formula says what it has to be. What a graph must follow
is set between its calls, and a loop to repair is compared with least squares on rows that nobody has seen.
"""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.debugging import reasons, recall

ASSIGNMENT = scripted("13-debugging", __name__, recall.QUESTIONS, reasons.REASONS)
