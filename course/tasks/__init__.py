"""Every task of the course: a folder an assignment, a module a task."""

from __future__ import annotations

from grader.assignments import assignments_in

ASSIGNMENTS = assignments_in(__name__)
