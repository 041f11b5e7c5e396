"""The last line of a run of the tests says what was done, and what was only read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

TESTS = """
import os

import pytest

from maintenance.runs.papermill_run import count


@pytest.mark.parametrize("number", range(3))
def test_that_counts(number, tmp_path):
    count("executed" if number else "read", tmp_path / "00-x.ipynb")


def test_that_is_skipped():
    pytest.skip("not here")
"""


def test_it_says_how_many_tests_ran_and_how_many_notebooks_were_executed_and_read(
    repository, tmp_path
):
    shutil.copy(repository / "tests/conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")
    (tmp_path / "test_scratch.py").write_text(TESTS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
    )
    last = done.stdout.strip().splitlines()[-1]
    assert last == "Tests that ran: 3. Notebooks executed: 2; read from kept runs: 1.", done.stdout
