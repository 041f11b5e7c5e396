"""What a learner's notebook calls: checks, hints, predictions, questions and the progress map."""

from grader.feedback.check import check
from grader.feedback.hints import hint, solution
from grader.feedback.predict import predict
from grader.feedback.progress import progress
from grader.feedback.questions import ask

__all__ = ["ask", "check", "hint", "predict", "progress", "solution"]
