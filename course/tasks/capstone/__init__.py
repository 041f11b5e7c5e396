"""The capstone, 15-capstone: a forecast from the question to the service, and a page of findings.

What a check can ask is asked on buildings that nobody has seen: how good the forecast is, and whether the export
gives what the model gives. What only a person can judge, a person reads.
"""

from __future__ import annotations

from grader.assignments import scripted

ASSIGNMENT = scripted("15-capstone", __name__)
