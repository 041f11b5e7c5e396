"""The tasks of assignment 10-deep-networks, a module each. NumPy is the oracle throughout.

A slope, a norm, a step of normalization are worked out by formulas. A network to repair is measured on
inputs that nobody has seen, and a network to train is judged on rows that it has not.
"""

from __future__ import annotations

from grader.assignments import scripted
from tensorflow_workbook.tasks.deep_networks import reasons, recall

ASSIGNMENT = scripted("10-deep-networks", __name__, recall.QUESTIONS, reasons.REASONS)
