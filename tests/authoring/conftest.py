"""Courses of one task, in folders of their own: a well-made one, and ones with a mistake in it."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from grader.authoring.check_task import RULES, Rule, check_course, check_task
from grader.authoring.collected_answers import read_answers
from grader.authoring.course_files import CourseFiles
from grader.authoring.notices import Notice
from grader.authoring.task_modules import TaskModules, read_tasks

WELL_MADE = Path(__file__).parent / "clip_by_norm.py"
PACKAGE = """
from {package} import clip_by_norm
from grader.judging.task import Assignment

ASSIGNMENT = Assignment("01-small", "Small", (clip_by_norm.TASK,))
ASSIGNMENTS = (ASSIGNMENT,)
"""
SCRIPT = """
# %% title [markdown] minutes=5 hint="clip_by_norm"
# # Small

# %% clip_by_norm [markdown]
# ## No longer than a limit
#
# Clip.


# %% clip_by_norm
{cell}
"""
ANSWERS = """
# %% clip_by_norm passed
def clip_by_norm(vector, limit):
    return tf.clip_by_norm(vector, limit)


# %% clip_by_norm passed
def clip_by_norm(vector, limit):
    length = tf.sqrt(tf.reduce_sum(vector**2))
    return vector if length <= limit else vector * (limit / length)


# %% clip_by_norm misconception.by_value
def clip_by_norm(vector, limit):
    return tf.clip_by_value(vector, -limit, limit)


# %% clip_by_norm misconception.unit
def clip_by_norm(vector, limit):
    return tf.math.l2_normalize(vector)


# %% clip_by_norm misconception.always
def clip_by_norm(vector, limit):
    return limit * tf.math.l2_normalize(vector)
"""
INTRODUCTION = "# Exercise 01: Small\\n\\nOne task, 2 points, about 5 minutes."
_NUMBERS = itertools.count()


@dataclass(frozen=True)
class Small:
    """A course of one task."""

    course: CourseFiles
    module: Path

    @property
    def tasks(self) -> TaskModules:
        return read_tasks(self.course.package)

    def notices_of_course(self) -> list[Notice]:
        """What is said of the course as a whole, which runs no answer."""
        return check_course(self.course, self.tasks)

    def notices(self, *rules: Rule) -> list[Notice]:
        """All that is said of the course and, by some rules or by all, of its task."""
        tasks, answers = self.tasks, read_answers(self.course.answer_files())
        found = check_course(self.course, tasks)
        for placed in tasks.tasks:
            found += check_task(self.course, placed, answers, rules=rules or RULES).notices
        return found

    def line_of(self, text: str, file: Path | None = None) -> int:
        """The line of the first place of a text."""
        content = (file or self.module).read_text(encoding="utf-8")
        assert text in content, f"{text!r} is not there to be found"
        return content.partition(text)[0].count("\n") + 1

    def in_a_script(self, *changes: tuple[str, str]) -> Small:
        """The same with the answer's cell in the script of its assignment, some texts replaced."""
        text = self.module.read_text(encoding="utf-8")
        cell = _cells(text)
        module = text.replace(f"    cell='''\n{cell}\n''',\n", "")
        assert module != text
        for old, new in changes:
            assert cell.count(old) == 1, f"{old!r} stands in the cell {cell.count(old)} times"
            cell = cell.replace(old, new)
        self.module.write_text(module, encoding="utf-8")
        script = SCRIPT.format(cell=cell)
        self.module.with_name("exercise.py").write_text(script, encoding="utf-8")
        package = 'ASSIGNMENTS = (scripted("01-small", __name__),)\n'
        start = f"from grader.assignments import scripted\n\n{package}"
        self.module.with_name("__init__.py").write_text(start, encoding="utf-8")
        return self


@pytest.fixture(autouse=True)
def as_set_by_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """What importing TensorFlow for a command sets for its process, and no longer than a test."""
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")


@pytest.fixture
def make_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function: a course whose task module is the well-made one, with some texts replaced."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def make(*changes: tuple[str, str], notebook: Callable | None = None) -> Small:
        package = f"small_course_{next(_NUMBERS)}"
        folder = tmp_path / package
        folder.mkdir()
        text = WELL_MADE.read_text(encoding="utf-8")
        cells = _cells(text)
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands in the task {text.count(old)} times"
            text = text.replace(old, new)
        (folder / "clip_by_norm.py").write_text(text, encoding="utf-8")
        (folder / "__init__.py").write_text(PACKAGE.format(package=package), encoding="utf-8")
        (tmp_path / "tests" / "answers").mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / "answers" / "01-small.py").write_text(ANSWERS, encoding="utf-8")
        # Written from the task as it is changed, unless the notebook is what is spoiled.
        cell = _cells(text) or cells
        book = _notebook(cell)
        if notebook:
            notebook(book)
        _write(tmp_path / "solutions", book)
        starter = cell
        if "### BEGIN SOLUTION" in cell and "### END SOLUTION" in cell:
            before, rest = cell.split("    ### BEGIN SOLUTION\n")
            starter = before + "    # YOUR CODE HERE" + rest.split("    ### END SOLUTION")[1]
        _write(tmp_path / "exercises", _notebook(starter))
        course = CourseFiles(tmp_path, package, seed=20_260_729)
        return Small(course, folder / "clip_by_norm.py")

    return make


def _cells(module: str) -> str:
    return module.split("cell='''\n")[1].split("\n'''")[0] if "cell='''\n" in module else ""


def _notebook(cell: str):
    def settings(name, **values):
        fixed = {"schema_version": 3, "task": False, "locked": False}
        return {
            "nbgrader": {"grade_id": name, "grade": False, "solution": False, **fixed, **values}
        }

    return nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell(INTRODUCTION.replace("\\n", "\n")),
            nbformat.v4.new_markdown_cell("## 1. No longer than a limit (2 points)\n\nClip."),
            nbformat.v4.new_code_cell(
                cell, metadata=settings("clip_by_norm-answer", solution=True)
            ),
            nbformat.v4.new_code_cell(
                'check("clip_by_norm")', metadata=settings("clip_by_norm", grade=True, points=2)
            ),
        ]
    )


def _write(folder: Path, notebook) -> None:
    path = folder / "01-small" / "01-small.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
