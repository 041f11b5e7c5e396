"""What a run of a notebook rests on: all that it imports and names, and nothing else."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from grader.catalog import find_assignment
from maintenance import notebooks
from maintenance.runs import grounds as grounds_module
from maintenance.runs.grounds import run_grounds
from tests.runs.conftest import notebook_of

LESSON = "notebooks/00-x.ipynb"


@pytest.mark.parametrize(
    ("name", "ground"),
    [
        (LESSON, "source"),
        ("explorables/__init__.py", "code"),
        ("explorables/shape.py", "code"),
        ("explorables/page.py", "code"),
        ("grader/feedback/__init__.py", "code"),
        ("grader/judging/judge.py", "code"),
        ("grader/colab.py", "code"),
        ("grader/feedback/facts.toml", "code"),
        ("grader/feedback/new.toml", "code"),
        ("requirements.lock", "lock"),
        ("explorables/tape.py", ""),  # a picture that it doesn't show
        ("grader/marking.py", ""),
        ("grader/feedback/module.pyc", ""),
        ("README.md", ""),
    ],
)
def test_a_run_rests_on_what_the_notebook_imports_and_shows(course, name, ground):
    before = run_grounds(course / LESSON, course)
    path = course / name
    if name == LESSON:
        notebooks.write(path, notebook_of("import explorables", "explorables.shape([2])"))
        after = run_grounds(path, course)
        assert after["source"] != before["source"]
        return
    path.write_text((path.read_text() if path.exists() else "") + "\n# changed")
    after = run_grounds(course / LESSON, course)
    assert [key for key in after if after[key] != before[key]] == ([ground] if ground else [])


def test_a_run_rests_on_the_installed_packages_and_this_python(course, monkeypatch):
    before = run_grounds(course / LESSON, course)
    monkeypatch.setattr(grounds_module, "installed_packages", lambda: [b"CPython 3.99"])
    assert run_grounds(course / LESSON, course)["packages"] != before["packages"]


def tasks_of(path: Path) -> set[bytes]:
    return set(grounds_module._tasks(path, path.parents[1], list(grounds_module._code_cells(path))))


def source_of_first_task(assignment: str) -> bytes:
    module = importlib.import_module(find_assignment(assignment).tasks[0].module)
    return Path(module.__file__).read_bytes()


@pytest.mark.parametrize("kind", ["exercises", "solutions"])
def test_an_exercise_rests_on_the_tasks_of_its_assignment_and_on_no_others(repository, kind):
    tasks = tasks_of(repository / kind / "01-tensors/01-tensors.ipynb")
    assert source_of_first_task("01-tensors") in tasks
    assert source_of_first_task("03-eager-and-graph") not in tasks


def test_a_lesson_rests_on_the_tasks_that_it_names(repository):
    lesson = repository / "notebooks/02-variables.ipynb"
    named = tasks_of(lesson)
    assert named
    assert not named & tasks_of(repository / "exercises/06-generalization/06-generalization.ipynb")
