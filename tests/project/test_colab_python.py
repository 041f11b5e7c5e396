"""Where Colab's Python can't be had, `make test-colab` says so; its facts are exact versions."""

import os
import re
import subprocess
import sys

import pytest

from maintenance import colab


@pytest.mark.parametrize(
    ("options", "ci", "status"), [([], "", 0), ([], "true", 1), (["--find"], "", 1)]
)
def test_without_its_python_colab_is_loudly_not_tested_and_in_ci_that_is_a_failure(
    options, ci, status, repository
):
    done = subprocess.run(
        [sys.executable, "-m", "maintenance.colab", *options],
        cwd=repository,
        env=os.environ | {"COLAB_PYTHON": "/nowhere/python", "CI": ci},
        capture_output=True,
        text=True,
    )
    assert "COLAB'S VERSIONS ARE NOT TESTED" in done.stderr
    assert "COLAB_PYTHON=/path/to/python make test-colab" in done.stderr
    assert ("This is CI, where that is a failure." in done.stderr) == bool(ci)
    assert done.returncode == status


def test_a_python_of_another_version_is_not_taken(tmp_path, monkeypatch):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 3.8\n")
    python.chmod(0o755)
    monkeypatch.setenv("COLAB_PYTHON", str(python))
    assert colab.find_python() == ""
    python.write_text(f"#!/bin/sh\necho {colab.python_version()}\n")
    assert colab.find_python() == str(python)


def test_the_facts_are_exact_versions_each_named_once():
    facts = [line for line in colab.FACTS.read_text().splitlines() if line and line[0] != "#"]
    assert [line for line in facts if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    names = [line.split("==")[0] for line in facts]
    assert len(names) == len(set(names))
