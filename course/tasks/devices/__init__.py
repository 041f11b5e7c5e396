"""The tasks of assignment 07-devices-and-speed, a module each. NumPy is the oracle throughout.

Nothing is judged by a real clock: stopwatches get a device whose time is a number, and a loop or a
training step is judged by what it computes and by what its graph holds.
"""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.devices import reasons, recall

ASSIGNMENT = scripted("07-devices-and-speed", __name__, recall.QUESTIONS, reasons.REASONS)
