"""What a mark rests on: all that may change it, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import grader
import tensorflow_workbook
from grader.autograding.marking import grounds
from grader.autograding.marking.grounds import reason_to_run, with_submission
from tensorflow_workbook.tasks import ASSIGNMENTS

HERE = Path(grader.__file__).parent
# What gives, cleans and records an automatic mark.
MARKING = (
    "grader.autograding.marking.submission",
    "grader.autograding.marking.scheme",
    "grader.autograding.recording.gradebook_rows",
)


def file_of(module: str) -> Path | None:
    path = HERE.parent.joinpath(*module.split("."))
    return next(filter(Path.is_file, (path.with_suffix(".py"), path / "__init__.py")), None)


def imported(path: Path) -> set[Path]:
    """The files of the modules of ours that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader."):
            names |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return {file for file in map(file_of, names) if file}


def test_a_mark_rests_on_whatever_is_imported_by_what_marks():
    waiting, seen = list(filter(None, map(file_of, MARKING))), set()
    assert len(waiting) == len(MARKING)
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += imported(path)
    assert HERE / "autograding/running/cell_runner.py" in seen
    code = set(grounds.code_that_marks())
    # What a learner's page looks like, the course's facts and its tasks, which have a ground of their own.
    beside = ("feedback",)
    left_out = {
        path.relative_to(HERE).as_posix()
        for path in seen
        if path.read_bytes() not in code and path.relative_to(HERE).parts[0] not in beside
    }
    assert left_out == {"catalog.py", "course.py"}


def test_an_assignment_rests_on_its_own_tasks_and_no_other_ones():
    code = {one.name: set(grounds.code_of(one.tasks)) for one in ASSIGNMENTS}
    assert all(code.values())
    tasks = Path(tensorflow_workbook.__path__[0]) / "tasks"
    # Beside the folders lies what tasks of several assignments share.
    common = {path.read_bytes() for path in tasks.glob("*.py")} | {b""}
    for one in ASSIGNMENTS:
        for other in ASSIGNMENTS:
            shared = code[one.name] & code[other.name]
            assert one is other or shared <= common, (one.name, other.name)
    assert (tasks / "tensors/row_means.py").read_bytes() in code["01-tensors"]
    assert (tasks / "class_scores.py").read_bytes() in code["11-images"]
    assert (tasks / "class_scores.py").read_bytes() not in code["01-tensors"]


def test_a_mark_rests_on_the_judge_the_kernel_and_the_cleaning_and_not_on_the_summary():
    code = set(grounds.code_that_marks())
    root = Path(grader.__file__).parent
    for name in ("judging/judge.py", "kernels/sandbox.py", "autograding/showing/cleaning.py"):
        assert (root / name).read_bytes() in code
    for name in (
        "autograding/classes/summary.py",
        "autograding/classes/command.py",
        "autograding/classes/cluster.py",
        "course.py",
    ):
        assert (root / name).read_bytes() not in code


def test_a_mark_rests_on_the_versions_of_what_is_installed():
    packages = b"\n".join(grounds.installed_packages()).decode()
    for name in ("tensorflow-", "keras-", "numpy-", "CPython 3."):
        assert name in packages


def test_the_reason_names_what_changed_and_what_concerns_one_student_first():
    def digests(**changes):
        known = dict.fromkeys(("release", "tasks", "marking", "packages", "limits"), "same")
        lines = [f"{name} {value}" for name, value in (known | changes).items()]
        return with_submission("\n".join(lines), changes.get("submission", "same"))

    before = digests()
    assert reason_to_run(before, before) == ""
    assert reason_to_run(before, digests(tasks="other")) == "the course has changed"
    assert reason_to_run(before, digests(tasks="x", marking="x")) == "the course has changed"
    assert reason_to_run(before, digests(packages="x")) == "the installed packages have changed"
    both = with_submission(digests(limits="x").rpartition("\n")[0], "x")
    assert reason_to_run(before, both) == "it was handed in anew and the limits are others"
    assert reason_to_run("of an earlier version", before) == "the course has changed"
