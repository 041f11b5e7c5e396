"""A tool that is not to be had is no success."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def test_without_a_tool_its_tests_are_loudly_not_run_and_in_ci_that_is_a_failure(
    repository: Path, tmp_path: Path
):
    shutil.copy(repository / "tests/conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")
    (tmp_path / "test_scratch.py").write_text(
        "from tests.shipping.missing import skip_without\n\n\n"
        "def test_a_program():\n    skip_without('g++', OSError('There is no g++ here.'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-rs"],
        cwd=tmp_path,
        env=os.environ | {"CI": "true", "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
    )
    assert "SHIPPING TESTS NOT RUN" in done.stdout, done.stdout + done.stderr
    assert "NOT RUN: not to be had here: g++. There is no g++ here." in done.stdout
    assert "This is CI, where that is a failure." in done.stdout
    assert done.returncode == 1
