"""The tasks of assignment 01-arrays."""

from grader.assignments import scripted

ASSIGNMENT = scripted("01-arrays", __name__)
