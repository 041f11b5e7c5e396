"""A course is hidden from submissions wherever it lies, or nothing is marked there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

import grader
import tensorflow_workbook
from grader import cli
from grader.autograding.running import kernel_pool as kernel_supply
from grader.autograding.running.kernel_pool import sandbox_for, why_not_hidden
from grader.autograding.terms.course_folder import open_course
from tests.conftest import outside_pytest

CONFIG = """
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = "sqlite:///{books}/gradebook.db"
c.CourseDirectory.submitted_directory = "handed in"
c.Exchange.root = {exchange!r}
"""
WALK = """
import json, os, sys
from grader.kernels.sandbox import Sandbox, enter
enter(Sandbox(**json.loads(sys.argv[1])), sys.argv[2], json.loads(sys.argv[3]))
files = [os.path.join(at, name) for at, _, names in os.walk(sys.argv[4]) for name in names]
print(json.dumps([path for path in files if os.path.isfile(path)]))
"""


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as /usr/local may be: with a program, a course, a gradebook and an exchange."""
    local = tmp_path / "local"
    for name in ("bin/tool", "app/solutions/answers", "books/gradebook.db", "exchange/in/work"):
        path = local / name
        path.parent.mkdir(parents=True)
        path.write_text(name)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "work").touch()
    (local / "app/handed in").symlink_to(outside)
    (local / "linked").symlink_to(outside)
    settings = {name: str(local / name) for name in ("books", "exchange")}
    config = CONFIG.format(root=str(local / "app"), **settings)
    (local / "app/nbgrader_config.py").write_text(config)
    monkeypatch.chdir(local / "app")
    return local


def test_of_a_course_below_a_visible_folder_no_part_is_seen(local, tmp_path):
    course = open_course()
    assert why_not_hidden(course) == ""
    limits = sandbox_for()
    limits = replace(limits, visible=[*limits.visible, str(local)])
    (tmp_path / "meeting").mkdir()
    given = [json.dumps(asdict(limits)), str(tmp_path / "meeting"), json.dumps(course.hidden)]
    walked = subprocess.run(
        [sys.executable, "-c", WALK, *given, str(local)],
        env=outside_pytest(),
        cwd=Path(grader.__file__).parents[1],
        capture_output=True,
        text=True,
    )
    assert json.loads(walked.stdout or "null") == [str(local / "bin/tool")], walked.stderr


def test_the_tasks_are_hidden_wherever_they_are_installed_and_so_is_the_checkout(
    tmp_path, monkeypatch
):
    packages = tmp_path / "lib/python3.11/site-packages"
    for earlier in ("grader/tasks", "another_course/tasks"):
        (packages / earlier).mkdir(parents=True)
    (packages / "another_course/course.toml").touch()
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    package = Path(grader.__file__).parent
    hidden = sandbox_for().hidden
    elsewhere = {str(packages / name) for name in ("grader", "another_course")}
    assert {str(package), str(tensorflow_workbook.__path__[0]), *elsewhere} <= set(hidden)
    assert str(package.parent) in hidden


def test_the_home_is_hidden_but_where_it_is_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert str(tmp_path) in sandbox_for().hidden
    monkeypatch.setenv("HOME", sys.prefix)
    assert sys.prefix not in sandbox_for().hidden


def test_where_a_course_is_the_environment_nothing_is_marked_and_it_is_said_why(
    local, monkeypatch, capsys
):
    monkeypatch.setattr(sys, "prefix", str(local / "app"))
    monkeypatch.setattr(kernel_supply.sandbox, "why_not", lambda limits: "")
    assert cli.main(["autograde", "01-tensors"]) == 2
    said = capsys.readouterr().err
    assert f"{local}/app belongs to the course" in said
    assert "Move the course, or make the environment, in a folder of its own." in said
    assert not os.path.exists("gradebook.db")
