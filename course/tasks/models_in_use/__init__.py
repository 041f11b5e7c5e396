"""The tasks of assignment 14-tracking-and-shipping, a module each. Oracles are NumPy, hashlib and tables.

A log is read back from a database in memory, an export from a folder that is gone afterward, and requests
are text: nothing listens on a port.
"""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.models_in_use import reasons, recall

ASSIGNMENT = scripted("14-tracking-and-shipping", __name__, recall.QUESTIONS, reasons.REASONS)
