"""Which course is meant, where several are installed, or one is worked in that is not."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from grader import catalog
from grader import course as finding
from grader.autograding.marking import scheme
from grader.autograding.terms.errors import CourseError
from grader.course import NoCourseError, course, courses_here, installed_courses

FACTS = """
repository = "https://github.com/a/{package}"
branch = "main"
package = "{package}"
title = "{package}"
seed = 1
worked_solutions = true
"""
TASKS = """
from grader.judging.task import Assignment, Task
from grader.probing.questions import Read

def task(name):
    return Task(name, 1, Read(name), lambda draw: (), lambda: 0, (), ("", "", ""))

ASSIGNMENTS = (Assignment("01-{package}", "", (task("shared"), task("only_{package}"))),)
"""


def write_course(folder: Path, package: str) -> Path:
    (folder / "tasks").mkdir(parents=True)
    (folder / "course.toml").write_text(FACTS.format(package=package))
    (folder / "__init__.py").write_text("")
    (folder / "tasks/__init__.py").write_text(TASKS.format(package=package))
    return folder


@pytest.fixture
def two_installed(tmp_path, monkeypatch):
    """Two courses of which entry points tell, and a folder that belongs to neither."""
    for name in ("cats", "dogs"):
        package = write_course(tmp_path / "site" / name, name)
        about = package.with_name(f"{name}-1.0.dist-info")
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[grader.courses]\n{name} = {name}\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    installed_courses.cache_clear()
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    installed_courses.cache_clear()
    for name in ("cats", "dogs"):
        catalog._LOADED.pop(name, None)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("cats", "dogs")]:
        del sys.modules[name]


def test_outside_of_any_course_a_name_is_looked_for_in_all_that_are_installed(two_installed):
    assert {one.package for one in courses_here()} >= {"cats", "dogs", "tensorflow_workbook"}
    assert catalog.find_task("only_cats").name == "only_cats"
    assert catalog.find_assignment("01-dogs").name == "01-dogs"
    assert course("dogs.tasks").repository == "https://github.com/a/dogs"
    with pytest.raises(
        catalog.UnknownTaskError, match=r"Several courses .* a task called 'shared'"
    ):
        catalog.find_task("shared")
    with pytest.raises(NoCourseError, match=r"Several courses are installed here \(cats, dogs, "):
        course()


def test_an_assignment_that_two_courses_have_is_not_marked_as_one_without_tasks(
    two_installed, monkeypatch
):
    for name in ("cats", "dogs"):
        tasks = two_installed / "site" / name / "tasks/__init__.py"
        tasks.write_text(tasks.read_text().replace(f"01-{name}", "01-pets"))
    with pytest.raises(CourseError, match=r"Several courses .* an assignment called '01-pets'"):
        scheme._tasks("01-pets", two_installed)
    root = two_installed / "work"
    shutil.copytree(two_installed / "site/dogs", root / "course")
    # The folder that is marked says which, wherever the command, or a worker, was started.
    assert [task.name for task in scheme._tasks("01-pets", root)] == ["shared", "only_dogs"]
    assert scheme._tasks("02-plain", root) == ()


def test_the_folder_that_is_worked_in_says_which_course_is_meant(two_installed, monkeypatch):
    root = two_installed / "work"
    write_course(root / "course", "cats")
    (root / "exercises/01-cats").mkdir(parents=True)
    monkeypatch.chdir(root / "exercises/01-cats")
    assert catalog.find_task("shared").name == "shared"
    # What is worked in is what runs, whatever copy of it is installed.
    assert (course().folder, course().root) == (root / "course", root)
    assert Path(sys.modules["cats"].__file__).parent == root / "course"


def test_a_course_that_is_not_installed_is_read_where_it_lies(tmp_path, monkeypatch):
    write_course(tmp_path / "course", "birds")
    monkeypatch.chdir(tmp_path)
    assert catalog.find_task("only_birds").name == "only_birds"
    assert Path(sys.modules["birds"].__file__).parent == tmp_path / "course"
    del sys.modules["birds"], sys.modules["birds.tasks"]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owner here")
def test_a_course_that_somebody_else_put_above_a_folder_is_not_read(tmp_path, monkeypatch):
    write_course(tmp_path / "course", "fish")
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path / "mine")
    assert course().package == "fish"
    owner = os.stat(tmp_path).st_uid
    monkeypatch.setattr(finding.os, "getuid", lambda: owner + 1)
    real = Path.stat

    def as_of_another(path, **options):
        found = list(real(path, **options))
        if path.name == "course.toml":
            found[4] = 4711
        return os.stat_result(found)

    monkeypatch.setattr(Path, "stat", as_of_another)
    assert "fish" not in {one.package for one in courses_here()}


def test_where_there_is_none_it_is_said_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(finding, "installed_courses", lambda: ())
    with pytest.raises(NoCourseError, match="Go to the folder of a course, or install one"):
        course()
    with pytest.raises(catalog.UnknownTaskError, match="There is no task here"):
        catalog.find_task("row_means")


def test_a_course_for_another_engine_is_refused_and_it_is_said_which(tmp_path, monkeypatch):
    folder = write_course(tmp_path / "course", "ants")
    facts = (folder / "course.toml").read_text()
    (folder / "course.toml").write_text(f'engine = ">=99"\n{facts}')
    monkeypatch.chdir(tmp_path)
    with pytest.raises(catalog.UnknownTaskError, match="ants works with the engine >=99, and 0"):
        catalog.find_task("only_ants")


@pytest.mark.parametrize(
    ("version", "wanted", "holds"),
    [
        ("0.1.0", ">=0.1", True),
        ("0.1.0", ">=0.1.1", False),
        ("0.10", ">=0.9", True),
        ("1.2rc1", "<1.3", True),
        ("2", "<2", False),
        ("1.0.3", "==1.0", True),
        ("1.0.3", ">1.0", False),
        ("1", "<=1.0.0", True),
        ("1", "", True),
    ],
)
def test_versions_are_compared_as_far_as_the_bound_goes(version, wanted, holds):
    assert catalog._holds(version, wanted) is holds
