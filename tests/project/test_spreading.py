"""What runs in one worker, and what may go to any."""

import contextlib
import io
import logging.config
import sys
from collections import Counter

import absl.logging
import pytest

from tests.conftest import _BySharing
from tests.surroundings import ROOT


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("tests/book/test_book.py::test_a", "tests/book/test_book.py::test_b", True),
        ("tests/book/test_book.py::test_a", "tests/book/test_pages.py::test_b", False),
        ("tests/browser/test_term.py::test_a", "tests/browser/test_lab_opens.py::test_b", True),
        ("tests/browser/test_lessons.py::test_a[01-tensors.ipynb]", "tests/browser/test_lessons.py::test_a[02-x.ipynb]", False),
        ("tests/browser/test_lessons.py::test_a", "tests/browser/test_exercise.py::test_b", False),
        ("tests/autograding/test_faults.py::test_a[x]", "tests/autograding/test_faults.py::test_b", True),
        ("tests/autograding/test_faults.py::test_a", "tests/autograding/test_owners.py::test_b", False),
        ("tests/notebooks/test_notebooks_run.py::test_a[notebooks/00-x.ipynb]", "tests/notebooks/test_notebooks_run.py::test_a[notebooks/01-x.ipynb]", False),
        ("tests/tasks/test_definitions.py::test_a[open-01-tensors:row_means-columns]", "tests/tasks/test_definitions.py::test_b[01-tensors:shapes]", True),
        ("tests/tasks/test_definitions.py::test_a[open-01-tensors:row_means]", "tests/tasks/test_definitions.py::test_a[open-04-gradient-tape:one_step]", False),
        ("tests/checking/test_answers.py::test_a[row_means-142-passed]", "tests/checking/test_answers.py::test_a[row_means-7-misconception.columns]", True),
        ("tests/checking/test_answers.py::test_a[row_means-142-passed]", "tests/checking/test_answers.py::test_a[shapes-7-passed]", False),
    ],
)  # fmt: skip
def test_what_shares_something_slow_runs_in_one_worker(one, other, together):
    scheduler = object.__new__(_BySharing)
    assert (scheduler._split_scope(one) == scheduler._split_scope(other)) == together


def test_no_two_modules_of_tests_have_one_name():
    """Of two, pytest collects one: the other's tests would not run wherever both are asked for."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []


def test_a_command_that_sets_logging_up_anew_closes_no_stream_of_the_tests():
    """As each of nbgrader's does; TensorFlow's handler would close the stream it was imported with."""
    streams = sys.stdout, sys.stderr
    assert absl.logging.get_absl_handler().python_handler.stream not in streams
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})
    assert [stream.closed for stream in streams] == [False, False]
