"""What a learner's notebook calls: checks, hints, predictions, questions and the progress map."""

from grader.feedback.cell_runs import listen_to_the_notebook
from grader.feedback.checks import check
from grader.feedback.hints import hint, solution
from grader.feedback.predictions import predict
from grader.feedback.progress_map import progress
from grader.feedback.recall import ask

listen_to_the_notebook()

__all__ = ["ask", "check", "hint", "predict", "progress", "solution"]
