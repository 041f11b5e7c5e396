"""Classes that are marked for real: nbgrader's gradebook, forked and confined kernels."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.apps.baseapp import NbGrader

from grader.autograding.classes.batch import Options, mark_class, on_this_machine
from grader.autograding.running.kernel_pool import Kernels, sandbox_for
from grader.autograding.terms.course_folder import CourseFolder, open_course
from grader.autograding.terms.results import Marked
from grader.kernels import sandbox, warm
from tests.autograding.kernels_service import SharedKernels
from tests.conftest import NO_SANDBOX, outside_pytest
from tests.services import made_once

UPSTREAM = Path(nbgrader.__file__).parent
CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "course101"\n'


def pytest_collection_modifyitems(items):
    mine = [item for item in items if item.path.parent == Path(__file__).parent]
    if mine and (reason := warm.why_not() or sandbox.why_not(sandbox_for())):
        for item in mine:
            item.add_marker(pytest.mark.skip(reason=f"{NO_SANDBOX}: {reason}"))


@pytest.fixture(autouse=True)
def nothing_is_executed_by_nbgrader_any_more():
    """nbgrader says in the environment that it executes a notebook, and leaves that there."""
    yield
    os.environ.pop("NBGRADER_EXECUTION", None)


@pytest.fixture(scope="session")
def kernels() -> Kernels:
    """One warm parent for all classes of all workers."""
    return SharedKernels()


@functools.cache
def empty_gradebook(course_id: str) -> bytes:
    """A gradebook as nbgrader makes it, which takes it seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gradebook.db"
        Gradebook(f"sqlite:///{path}", course_id).close()
        return path.read_bytes()


@dataclass
class Class:
    """A course folder: hand in, mark, and read what nbgrader then knows."""

    folder: Path
    kernels: Kernels
    results: dict[str, Marked] = field(default_factory=dict)

    @classmethod
    def ours(cls, folder: Path, repository: Path, kernels: Kernels, assignment: str) -> Class:
        """This course, with one of its assignments released."""
        shutil.copytree(released_course(repository, assignment), folder, dirs_exist_ok=True)
        return cls(folder, kernels)

    @property
    def course(self) -> CourseFolder:
        with contextlib.chdir(self.folder):
            return open_course()

    def release(self, assignment: str, notebooks: Mapping[str, Path], *files: Path) -> None:
        """Make source notebooks into an assignment, as an instructor does."""
        source = self.course.source / assignment
        source.mkdir(parents=True, exist_ok=True)
        for name, path in notebooks.items():
            shutil.copy(path, source / f"{name}.ipynb")
        for path in files:
            shutil.copy(path, source)
        if (self.folder / "autotests.yml").exists():
            # For these nbgrader runs a kernel, whose sockets it leaves open in its own process.
            self.nbgrader("generate_assignment", "--force", assignment)
        else:
            self.generate(assignment)

    def generate(self, assignment: str) -> None:
        """What `nbgrader generate_assignment --force` does, without starting a Python for it."""
        if not (self.folder / "gradebook.db").exists():
            empty = empty_gradebook(self.course.course_id)
            (self.folder / "gradebook.db").write_bytes(empty)
        app = NbGrader()
        with contextlib.chdir(self.folder):
            app.load_config_file()
            made = NbGraderAPI(config=app.config).generate_assignment(assignment, force=True)
        assert made["success"], made["log"]

    def nbgrader(self, *arguments: str) -> str:
        """Run one of nbgrader's commands; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.folder,
            env=outside_pytest() | {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def released(self, assignment: str, name: str) -> NotebookNode:
        """A notebook as students get it."""
        return nbformat.read(self.course.release / assignment / f"{name}.ipynb", as_version=4)

    def hand_in(
        self, student: str, assignment: str, name: str, content: NotebookNode | Path | bytes
    ) -> Path:
        """Put a notebook, the copy of a file, or any bytes where submissions lie."""
        path = self.course.submitted / student / assignment / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, Path):
            shutil.copy(content, path)
        else:
            path.write_text(json.dumps(content), encoding="utf-8")  # nbformat would mend it
        return path

    def mark(self, assignment: str, **options: object) -> dict[str, Marked]:
        """Mark the class; what came of each student."""
        with contextlib.chdir(self.folder):
            run_all = on_this_machine(self.kernels)
            marked = mark_class(self.course, assignment, Options(**options), run_all)
        log = self.folder / ".nbgrader/autograde.log"
        assert not log.exists(), log.read_text()  # a mistake of ours must not pass for a student's
        return {one.student: one for one in marked}

    def autograded(self, student: str, assignment: str, name: str) -> NotebookNode:
        """The notebook as Formgrader shows it."""
        path = self.course.autograded / student / assignment / f"{name}.ipynb"
        return nbformat.read(path, as_version=4)

    def scores(self, student: str, assignment: str, name: str) -> dict[str, float | None]:
        """Grade cell to points, by nbgrader's own reading of the gradebook."""
        with Gradebook(self.course.database, self.course.course_id) as book:
            found = book.find_submission_notebook(name, assignment, student)
            return {grade.name: grade.score for grade in found.grades}


@functools.cache
def released_course(repository: Path, assignment: str) -> Path:
    """This course with one assignment released and nobody in it, made once: nbgrader takes seconds."""

    def make(folder: Path) -> None:
        shutil.copy(repository / "nbgrader_config.py", folder)
        for part in ("solutions", "exercises"):
            shutil.copytree(repository / part / assignment, folder / part / assignment)
        Class(folder, None).generate(assignment)

    return made_once(f"released-{assignment}", make)


@pytest.fixture
def new_class(tmp_path: Path, kernels: Kernels) -> Callable[[], Class]:
    """A function: an empty course of nbgrader's."""

    def made() -> Class:
        (tmp_path / "nbgrader_config.py").write_text(CONFIG)
        return Class(tmp_path, kernels)

    return made


@pytest.fixture(scope="session")
def generated(repository) -> Path:
    """A course with 01-tensors generated, and nobody in it."""
    return released_course(repository, "01-tensors")


@pytest.fixture
def made(tmp_path: Path, generated: Path, monkeypatch):
    """A copy of it, in which submissions are read and recorded, and not run."""
    from tests.autograding.made_class import made_class  # it builds on what is above

    return made_class(tmp_path, generated, monkeypatch)
