import os
import shutil
import subprocess
import sys

import pytest


@pytest.mark.parametrize(("ci", "status", "workers"), [("", 0, "0"), ("true", 1, "1")])
def test_without_a_browser_its_tests_are_loudly_not_run_and_in_ci_that_is_a_failure(
    ci, status, workers, repository, tmp_path
):
    shutil.copy(repository / "tests/conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")
    (tmp_path / "test_scratch.py").write_text(
        "import pytest\n\n\n@pytest.mark.browser\ndef test_a_page():\n    assert False\n"
    )
    variables = {"CHROMIUM": "/nowhere/chromium", "CI": ci, "PYTHONPATH": str(repository)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", workers],
        cwd=tmp_path,
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )
    assert "BROWSER TESTS NOT RUN" in done.stdout, done.stdout + done.stderr
    assert "1 browser tests did NOT run" in done.stdout
    assert ("This is CI, where that is a failure." in done.stdout) == bool(ci)
    assert done.returncode == status


PAGE_AND_LOOP = """
import asyncio

import pytest


@pytest.mark.browser
def test_a_page(browser):
    assert browser.contexts == []


def test_a_loop():
    assert asyncio.run(asyncio.sleep(0, "done")) == "done"
"""


def test_a_test_behind_one_with_a_browser_may_start_an_event_loop(repository, tmp_path):
    shutil.copy(repository / "tests/conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")
    (tmp_path / "test_scratch.py").write_text(PAGE_AND_LOOP)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
