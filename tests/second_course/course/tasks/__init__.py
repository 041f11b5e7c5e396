"""Every task of the course: a folder an assignment, a module a task."""

from grader.assignments import assignments_in

ASSIGNMENTS = assignments_in(__name__)
