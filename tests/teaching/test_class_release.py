"""What a marked class gets holds no answer to be read, and its checks, examples and hints work."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import nbformat
import pytest

from grader import cli
from grader.catalog import assignments, find_task
from grader.teaching import class_release
from grader.teaching.class_release import without_solutions
from tests.conftest import outside_pytest
from tests.services import made_once
from tests.surroundings import ROOT, cold

SMALL = ROOT / "tests/second_course"  # on plain NumPy


def _git(folder: Path, *words: str) -> str:
    names = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(folder), *names, *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def small(tmp_path: Path, monkeypatch) -> Path:
    """The small course in a repository of its own, with traces of a term that git doesn't track."""
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder, ignore=shutil.ignore_patterns("__pycache__", "test_*"))
    (folder / "solutions/01-arrays").mkdir(parents=True)
    (folder / "solutions/01-arrays/01-arrays.ipynb").write_text("{}")
    (folder / "tests/answers").mkdir(parents=True)
    (folder / "tests/answers/01-arrays.py").write_text("# right answers")
    (folder / ".gitignore").write_text("/gradebook.db\n/.nbgrader/\n/submitted/\n")
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    for private in ("gradebook.db", ".nbgrader/secret-seed", "submitted/ada/x.ipynb", "class.csv"):
        (folder / private).parent.mkdir(parents=True, exist_ok=True)
        (folder / private).write_text("ada")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def ours() -> Path:
    """This course as a class gets it, made once."""

    def make(folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "grader.cli", "class-release", str(folder)],
            cwd=ROOT,
            env=outside_pytest() | {"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert "still stands" not in done.stdout

    return made_once("class-release", make)


def _python(folder: Path, program: str, home: Path) -> dict:
    """What a program prints, as JSON, by the packages of a release and no others of ours."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=folder,
        env=cold(outside_pytest())
        | {"PYTHONPATH": str(folder), "WORKBOOK_HOME": str(home), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _texts(folder: Path) -> dict[str, str]:
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix in (".py", ".md", ".ipynb", ".json", ".toml", ".txt"):
            text = path.read_text("utf-8")
            if path.suffix == ".ipynb":
                text = "\n".join(cell.source for cell in nbformat.reads(text, 4).cells)
            found[str(path.relative_to(folder))] = _squeezed(text)
    return found


def test_no_solution_and_no_oracle_of_our_course_can_be_read_in_the_release(ours):
    texts = _texts(ours)
    assert len(texts) > 400 and "exercises/01-tensors/01-tensors.ipynb" in texts
    everything = "\n".join(texts.values())
    looked_for = 0
    for assignment in assignments(ROOT):
        for task in assignment.tasks:
            for part in task.cell.split("### BEGIN SOLUTION")[1:]:
                region = _squeezed(part.partition("### END SOLUTION")[0])
                looked_for += len(region) >= 40
                assert len(region) < 40 or region not in everything, task.name
    assert looked_for > 50
    oracle = "expected=lambdamatrix:matrix.mean(axis=1,keepdims=True)"
    source = (ROOT / "course/tasks/tensors/row_means.py").read_text("utf-8")
    assert oracle in _squeezed(source) and oracle not in everything
    tops = {path.name for path in ours.iterdir()}
    assert not tops & {"solutions", "tests", "docs", ".nbgrader", "gradebook.db", ".git"}
    assert "worked_solutions = false\n" in (ours / "course/course.toml").read_text("utf-8")


def test_the_checks_of_our_course_tell_right_from_wrong_in_the_release(ours, tmp_path):
    program = """
    import json
    import sys
    import tensorflow as tf
    from grader.feedback import check, example, hint, solution
    from grader.catalog import find_task
    import grader

    def said(note):
        return note._repr_html_() + repr(note)

    out = {"grader": grader.__file__, "cell": find_task("row_means").cell}
    # The one that is worked in, whatever is installed besides.
    out["course"] = sys.modules["tensorflow_workbook"].__file__
    row_means = lambda matrix: tf.reduce_mean(matrix, axis=1, keepdims=True)
    out["right"] = said(check("row_means"))
    row_means = lambda matrix: tf.reduce_mean(matrix, axis=0, keepdims=True)
    out["wrong"] = said(check("row_means"))
    out["example"] = said(example("row_means", [[1.0, 3.0]]))
    out["hint"] = said(hint("row_means"))
    out["solution"] = said(solution("row_means"))
    del row_means
    def row_means(matrix):
        return None
    out["none"] = said(check("row_means"))
    print(json.dumps(out))
    """
    out = _python(ours, program, tmp_path)
    assert out["grader"].startswith(str(ours)) and out["course"].startswith(str(ours))
    assert "reduce_mean" not in out["cell"] and "def row_means(matrix)" in out["cell"]
    assert "Passed" in out["right"] and "2 of 2" in out["right"]
    assert "averages down each column" in out["wrong"]
    assert "2" in out["example"] and "oracle" not in out["example"]
    assert "reduces all axes" in out["hint"]
    assert "keepdims=True" not in out["solution"]
    assert "Passed" not in out["none"]


def test_every_task_of_our_course_is_whole_in_the_release(ours, tmp_path):
    """Each draws the cases it draws here, and starts from the same cell."""
    program = """
    import json
    from grader.catalog import assignments
    print(json.dumps({t.name: [t.starter, len(t.draw_cases(2026)), len(t.misconceptions), len(t.hints)]
                      for a in assignments() for t in a.tasks}))
    """
    here = {
        task.name: [task.starter, len(task.draw_cases(2026)), len(task.misconceptions), 3]
        for assignment in assignments(ROOT)
        for task in assignment.tasks
    }
    assert _python(ours, program, tmp_path) == here and len(here) > 100


def test_only_what_git_tracks_is_released(small, tmp_path, capsys):
    assert cli.main(["class-release", str(tmp_path / "class")]) == 0
    names = {str(p.relative_to(tmp_path / "class")) for p in (tmp_path / "class").rglob("*")}
    assert {"notebooks/01-arrays.ipynb", "course/tasks/arrays/row_sums.py"} <= names
    assert not any(
        name.startswith(("solutions", "tests", "gradebook", ".nbgrader", "submitted", "class.csv"))
        for name in names
    )
    assert "without solutions; " in capsys.readouterr().out


def test_a_later_release_takes_away_what_is_gone_and_keeps_its_own_history(
    small, tmp_path, capsys, monkeypatch
):
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "t")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "t@example.org")
    target = tmp_path / "class"
    assert cli.main(["class-release", str(target), "--commit", "Week 1"]) == 0
    assert "Week 1" in capsys.readouterr().out
    _git(small, "rm", "--quiet", "-rf", "course/tasks/walks")
    assert cli.main(["class-release", str(target), "--commit", "Week 2"]) == 0
    assert not (target / "course/tasks/walks").exists()
    assert _git(target, "log", "--format=%s").split("\n")[:2] == ["Week 2", "Week 1"]
    # Nothing that was ever committed there holds an answer.
    history = _git(target, "log", "-p")
    solution = "np.minimum(values, limit)"
    assert solution in (small / "course/tasks/arrays/exercise.py").read_text()
    assert "def clipped(" in history and solution not in history
    assert cli.main(["class-release", str(target), "--commit", "Week 3"]) == 0
    assert "nothing has changed since the last commit" in capsys.readouterr().out


def test_a_solution_that_still_stands_somewhere_is_named(small, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(class_release, "_LEAST", 10)  # those of this course are short
    [solution] = class_release._regions(find_task("row_sums").cell)
    assert len(solution) > 10
    (small / "notes.md").write_text(f"For myself: {solution}")
    _git(small, "add", "notes.md")
    assert cli.main(["class-release", str(tmp_path / "class")]) == 0
    assert "notes.md (row_sums)" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("small/for-class", "lies in the course's folder"),
        ("small", "lies in the course's folder"),
        (".", "or around it"),
        ("other", "holds other things (mine.txt)"),
        ("mine.txt", "is no folder"),
        ("no/where", "There is no folder"),
    ],
)
def test_a_place_that_is_no_place_for_a_release_is_refused(small, tmp_path, capsys, target, said):
    (tmp_path / "other").mkdir()
    (tmp_path / "other/mine.txt").write_text("mine")
    (tmp_path / "mine.txt").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    assert cli.main(["class-release", str(tmp_path / target)]) == 2
    err = capsys.readouterr().err
    assert said in err and "Traceback" not in err
    assert sorted(tmp_path.rglob("*")) == before


def test_without_git_it_says_why_it_needs_it(small, tmp_path, capsys):
    shutil.rmtree(small / ".git")
    assert cli.main(["class-release", str(tmp_path / "class")]) == 2
    assert "no git repository" in capsys.readouterr().err
    assert not (tmp_path / "class").exists()


def test_model_answers_that_a_person_marks_by_are_taken_out_as_well():
    script = (ROOT / "course/tasks/capstone/exercise.py").read_text("utf-8")
    assert "resemble each other" in script
    stripped = without_solutions(script)
    assert "resemble each other" not in stripped and "open_log(" not in stripped
    assert stripped.count("### BEGIN SOLUTION") == script.count("### BEGIN SOLUTION")
    assert without_solutions(stripped) == stripped
