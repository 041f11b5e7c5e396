"""What a learner's notebook calls: checks, examples, questions, reviews and the progress map."""

from grader.feedback.checking.cell_runs import listen_to_the_notebook
from grader.feedback.checking.checks import check
from grader.feedback.checking.examples import example
from grader.feedback.checking.hints import hint, solution
from grader.feedback.checking.ordering import order
from grader.feedback.course_map.progress_map import progress
from grader.feedback.questions.predictions import predict
from grader.feedback.questions.reasons import why
from grader.feedback.questions.recall import ask
from grader.feedback.reviewing.review_page import review

listen_to_the_notebook()

__all__ = [
    "ask",
    "check",
    "example",
    "hint",
    "order",
    "predict",
    "progress",
    "review",
    "solution",
    "why",
]
