"""The tasks of assignment 02-walks."""

from grader.assignments import scripted

ASSIGNMENT = scripted("02-walks", __name__)
