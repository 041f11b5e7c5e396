"""Another course, on plain NumPy and installed as a package, goes all the way that ours goes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from grader.autograding.running.kernel_pool import sandbox_for
from grader.kernels import sandbox, warm
from tests.conftest import NO_SANDBOX, outside_pytest
from tests.surroundings import ROOT, cold

HERE = Path(__file__).parent
ASSIGNMENT = "01-arrays"
WRONG_ANSWERS = {
    "row_sums-answer": "def row_sums(matrix):\n    return matrix.sum(axis=0)",
    "outer_differences-answer": "def outer_differences(left, right):\n"
    "    return left - np.append(right, [0, 0])",
}


@dataclass(frozen=True)
class Installed:
    """The course in a folder that somebody works in, and installed beside the engine.

    Attributes:
        folder: The folder.
        packages: Where pip installed it to.
    """

    folder: Path
    packages: Path

    @property
    def variables(self) -> dict[str, str]:
        path = os.pathsep.join([str(self.packages), os.environ["PYTHONPATH"]])
        programs = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        own = {"PYTHONPATH": path, "PATH": programs, "WORKBOOK_HOME": str(self.folder / "home")}
        return cold(outside_pytest()) | own

    def run(self, *command: str, cwd: Path | None = None) -> str:
        """Run a program of the environment, where the course is worked in; what it printed."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=cwd or self.folder,
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-3000:]
        return done.stdout

    def python(self, program: str, *arguments: str) -> str:
        """Run a program that is given; what it printed."""
        return self.run("-c", textwrap.dedent(program), *arguments)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The course installed, its solutions printed and its exercises made."""
    folder, built = tmp_path_factory.mktemp("course") / "arrays", tmp_path_factory.mktemp("built")
    own = shutil.ignore_patterns("test_*.py", "__pycache__")
    shutil.copytree(HERE, folder, ignore=own)
    shutil.copytree(HERE, built / "source", ignore=own)  # pip builds there, and leaves things
    made = Installed(folder, built / "packages")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--no-compile"]
    target = ["--target", str(made.packages), str(built / "source")]
    made.run("-m", "pip", "install", *options, *target)
    said = made.run("-m", "maintenance.exercises", "--course", str(folder), cwd=ROOT)
    assert said.endswith("2 made, 4 files changed.\n")
    return made


def write_plain_cells(path: Path) -> None:
    """A notebook of nbgrader's own cells, written by hand beside the printed one."""

    def cell(name: str, source: str, **settings: object) -> nbformat.NotebookNode:
        own = {"schema_version": 3, "grade_id": name, "task": False, "locked": False} | settings
        return nbformat.v4.new_code_cell(source, id=name, metadata={"nbgrader": own})

    solution = "### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION"
    cells = [
        cell("answer", solution, solution=True, grade=False),
        cell("asserted", "assert answer == 42", solution=False, grade=True, points=1, locked=True),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


@pytest.fixture(scope="module")
def marked(course: Installed) -> str:
    """What was printed when three students' work was marked."""
    if reason := warm.why_not() or sandbox.why_not(sandbox_for()):
        pytest.skip(f"{NO_SANDBOX}: {reason}")
    name = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    write_plain_cells(course.folder / "solutions" / ASSIGNMENT / "essay.ipynb")
    course.run("-m", "nbgrader", "generate_assignment", "--force", ASSIGNMENT)
    for student, folder in (("ada", "solutions"), ("ben", "exercises"), ("eve", "solutions")):
        work = nbformat.read(course.folder / folder / name, as_version=4)
        if student == "eve":
            for cell in work.cells:
                name_of_cell = cell.metadata.get("nbgrader", {}).get("grade_id")
                cell.source = WRONG_ANSWERS.get(name_of_cell, cell.source)
        path = course.folder / "submitted" / student / name
        path.parent.mkdir(parents=True)
        nbformat.write(work, path)
        shutil.copy(course.folder / folder / ASSIGNMENT / "essay.ipynb", path.parent)
    return course.run("-m", "grader.cli", "autograde", "--add-students", ASSIGNMENT)


def test_its_tasks_are_found_where_it_is_worked_in_and_ours_are_not(course):
    said = course.run("-m", "grader.cli", "tasks")
    assert "row_sums" in said and "step_sizes" in said
    assert "row_means" not in said


def test_its_tasks_pass_their_own_check(course):
    said = course.run("-m", "grader.cli", "check-task")
    assert "0 refused, 6 to look at" in said
    # Where it is worked in: what is installed elsewhere is not what its author changes.
    assert "LOOK    course/tasks/arrays/row_sums.py:" in said
    assert str(course.packages) not in said
    assert course.run("-m", "grader.cli", "check-lesson") == "1 lesson, 0 refused\n"


def test_a_check_in_a_notebook_passes_arrays_and_speaks_of_arrays_without_tensorflow(course):
    said = course.python("""
        import sys
        import numpy as np
        from grader.feedback import check

        kinds = []
        def row_sums(matrix):
            kinds.append(type(matrix).__name__)
            return list(matrix.sum(axis=1))

        def positions(steps):
            return steps + np.ones(len(steps) + 5)

        def step_sizes(places):
            return np.diff(places)

        for note in (check("row_sums"), check("positions"), check("step_sizes"), check("row_means")):
            print(note._repr_html_())
        print(set(kinds), [name for name in sys.modules if name.startswith(("tensorflow", "keras"))])
    """)
    assert "np.array makes one of a list" in said
    # What course.toml says of this error, in place of what the engine knows.
    assert "Give the shorter one an axis of size 1" in said
    assert "Passed" in said
    assert "There is no task called 'row_means'" in said.replace("&#x27;", "'")
    assert said.endswith("{'ndarray'} []\n")
    assert "ensor" not in said.rpartition("{'ndarray'}")[0]


def test_a_check_asks_under_the_courses_own_settings_and_puts_them_back(course):
    said = course.python("""
        import sys, types
        import numpy as np
        from grader.feedback import check

        settings = sys.modules["arrays_by_doing_settings"] = types.ModuleType("settings")
        settings.rounding = "up"
        seen = set()

        def row_sums(matrix):
            seen.add(settings.rounding)
            settings.rounding = "by the answer"
            return matrix.sum(axis=1)

        check("row_sums")
        print(seen, settings.rounding)
    """)
    assert said == "{'down'} up\n"


def test_a_class_is_marked_told_of_and_given_its_feedback(course, marked):
    assert f"{ASSIGNMENT}: 3 submissions, 3 run now" in marked
    # 5 and 1 of the plain cell beside the tasks; the untouched exercise; one task of three, and 1.
    assert "mean       2.67 of 6 points" in marked
    report = json.loads(course.run("-m", "grader.cli", "report", "--json", ASSIGNMENT))
    tasks = {task["task"]: task for task in report["tasks"]}
    assert [task["passed"] for task in tasks.values()] == [1, 1, 2]
    assert tasks["row_sums"]["ideas"] == {"columns": 1}
    assert tasks["outer_differences"]["others"] == {"raised.ValueError": 1}
    course.run("-m", "nbgrader", "generate_feedback", ASSIGNMENT)
    page = (course.folder / f"feedback/eve/{ASSIGNMENT}/{ASSIGNMENT}.html").read_text("utf-8")
    assert "axis 0 counts the rows" in page
    assert "Give the shorter one an axis of size 1" in page


def test_its_exercises_hold_no_answer(course):
    for path in (course.folder / "exercises").rglob("*.ipynb"):
        text = path.read_text("utf-8")
        assert "YOUR CODE HERE" in text
        assert "matrix.sum" not in text and "cumsum" not in text


def test_its_lesson_becomes_a_book(course, tmp_path):
    options = ["--course", str(course.folder), "--to", str(tmp_path / "book")]
    course.run("-m", "maintenance.book", *options, cwd=ROOT)
    page = (tmp_path / "book/01-arrays.html").read_text("utf-8")
    front = (tmp_path / "book/index.html").read_text("utf-8")
    assert "Passed" in page and "(2,)" in page
    assert "Arrays by doing" in front and "3 tasks, 5 points" in front
    assert "TensorFlow" not in front + page.replace("tensorflow-workbook", "")


def test_graded_code_can_neither_import_nor_read_the_tasks_of_any_course(course, tmp_path):
    """Its package lies in a folder that graded code sees, as the environment's packages do."""
    if reason := warm.why_not() or sandbox.why_not(sandbox_for()):
        pytest.skip(f"{NO_SANDBOX}: {reason}")
    program = """
        import json, os, sys
        from dataclasses import asdict
        from pathlib import Path

        import arrays_by_doing, tensorflow_workbook
        from grader.autograding.running.kernel_pool import sandbox_for
        from grader.kernels.sandbox import enter

        folders = [module.__path__[0] for module in (arrays_by_doing, tensorflow_workbook)]
        for name in [name for name in sys.modules if name.startswith(("arrays_by", "tensorflow_w"))]:
            del sys.modules[name]
        enter(sandbox_for(Path(sys.argv[1])), sys.argv[2])
        got = []
        for name in ("arrays_by_doing.tasks", "tensorflow_workbook.tasks", "numpy"):
            try:
                __import__(name)
                got.append(name)
            except ImportError:
                pass
        for folder in folders:
            got += [file for _, _, files in os.walk(folder) for file in files]
            for name in ("course.toml", "tasks/__init__.py"):
                try:
                    got.append(open(os.path.join(folder, name)).read())
                except OSError:
                    pass
        print(json.dumps([got, sorted(os.listdir(sys.argv[1]))[-1]]))
    """
    (tmp_path / "meeting").mkdir()
    said = course.python(program, str(course.packages), str(tmp_path / "meeting"))
    got, seen = json.loads(said)
    assert got == ["numpy"]
    assert seen.startswith("arrays_by_doing")  # the folder of packages itself is seen
