"""What a learner's notebook calls: checks, hints, predictions, questions and the progress map."""

from grader.feedback.checks import check
from grader.feedback.hints import hint, solution
from grader.feedback.predictions import predict
from grader.feedback.questions import ask
from grader.feedback.record import progress

__all__ = ["ask", "check", "hint", "predict", "progress", "solution"]
