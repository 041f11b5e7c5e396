import os
import re
import subprocess
import sys
import tomllib

import pytest

STRICT_ROOMS = ("grader.autograding", "grader.judging", "grader.probing")


@pytest.fixture(scope="module")
def settings(repository):
    """What pyproject.toml says to mypy."""
    return tomllib.loads((repository / "pyproject.toml").read_text())["tool"]["mypy"]


@pytest.fixture(scope="module")
def strict_flags():
    """What `mypy --strict` turns on, by the names of the settings, as the installed mypy says."""
    text = subprocess.check_output([sys.executable, "-m", "mypy", "--help"], text=True)
    said = re.search(r"Strict mode; enables the following flags:(.*?)\n  --", text, re.S)[1]
    flags = re.sub(r"-\s+", "-", said).replace(",", "").split()
    return {flag.removeprefix("--").removeprefix("no-").replace("-", "_") for flag in flags}


def test_lint_and_test_both_check_types(repository):
    for target in ("lint", "test"):
        done = subprocess.run(
            ["make", "--dry-run", target],
            cwd=repository,
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
        )
        assert re.search(r"(^|&& )mypy\b", done.stdout, re.M), target


def test_types_are_those_of_the_python_that_checks_them(settings):
    """The lock has another NumPy for each; that of 3.13 has hints which 3.11 can't read."""
    assert "python_version" not in settings


def test_every_module_is_checked_and_the_tests_that_run_elsewhere(settings):
    modules = {"explorables", "grader", "maintenance", "shipping"}
    assert set(settings["files"]) == modules | {"tests/colab", "tests/gpu"}
    for section in (settings, *settings["overrides"]):
        assert "ignore_errors" not in section
        assert "exclude" not in section


def test_what_decides_about_marks_is_checked_as_strictly_as_mypy_can(settings, strict_flags):
    assert len(strict_flags) > 10
    strict = {f"{room}.*" for room in STRICT_ROOMS}
    section = next(each for each in settings["overrides"] if strict <= set(each["module"]))
    missing = {flag for flag in strict_flags if flag not in {**settings, **section}}
    assert missing == set()
    assert settings["implicit_reexport"] is False


def test_a_value_of_another_type_than_its_hint_says_is_found(repository, tmp_path):
    """With the settings as they are; a module of its own, so that nothing else is read."""
    (tmp_path / "grader").mkdir()
    (tmp_path / "grader/__init__.py").touch()
    (tmp_path / "grader/probing.py").write_text(
        "def half(number: int) -> int:\n    return 'half'\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", repository / "pyproject.toml", "grader"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "grader/probing.py:2: error: Incompatible return value type" in done.stdout
