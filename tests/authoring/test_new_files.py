"""What is begun by a command is refused by its check for what is left to be done, and for nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from grader import cli
from grader.authoring.course_files import this_course
from grader.authoring.lesson_file import read_lesson
from grader.course import read_course
from tests.surroundings import ROOT

DONE = {
    "course/tasks/first/double.py": (
        ("TODO: what the task asks, in a line", "Twice a number"),
        ("    # TODO: cases of every kind that the docstring allows; edge cases first, then random ones\n", ""),
        ("    # TODO: what is right, by NumPy or a formula, and not by the solution's own calls\n", ""),
        ("expected=lambda values: values", "expected=lambda values: np.array([v + v for v in values])"),
        ("        # TODO: the common wrong ideas, likeliest first: what each gives, why, and what to try next\n", ""),
        ("lambda values: -values", "lambda values: -2 * values"),
        ("        # TODO: three hints, each saying a little more, none of them the answer\n", ""),
    ),
    "course/tasks/first/exercise.py": (
        ("TODO: a heading", "Twice"),
        ("TODO: what is asked, in a sentence or two", "Complete the function."),
        ("TODO: what it gives, in a line", "Twice each number."),
        ("values: TODO: its dtype and shape", "values: float64 array of shape (n,)."),
        ("TODO: its dtype and shape", "float64 array of shape (n,)."),
        ("TODO: an example, such as double(...) gives ...", "double(np.array([1.0, 4.0])) gives [2.0, 8.0]."),
        ("return values  # TODO: the solution", "return 2 * values"),
    ),
    "tests/answers/01-first.py": (
        ("# TODO: a right answer that is written in another way", "def double(values):\n    return values + values"),
        ("# TODO: an answer by which a learner shows this idea", "def double(values):\n    return -2 * values"),
    ),
}  # fmt: skip


def grader(*words: str) -> int:
    return cli.main(words)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a new course, which somebody works in."""
    name = f"course-{re.sub('[^a-z]', '', tmp_path.name.lower())}"
    monkeypatch.chdir(tmp_path)
    known = set(sys.modules)
    assert grader("new-course", name, "--title", "First steps") == 0
    monkeypatch.chdir(tmp_path / name)
    yield tmp_path / name
    for module in set(sys.modules) - known:
        if module.startswith("course_"):
            del sys.modules[module]


def forget(folder: Path) -> None:
    """Let the next command import what has been changed meanwhile, as one in its own process does."""
    package = folder.name.replace("-", "_")
    for module in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[module]


def fill_in(folder: Path) -> None:
    for name, changes in DONE.items():
        text = (folder / name).read_text("utf-8")
        for old, new in changes:
            assert old in text, (name, old)
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, "utf-8")
    forget(folder)


def test_a_new_course_passes_its_checks_and_says_what_is_to_be_done(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert grader("new-course", "quite-new", "--title", "First steps") == 0
    said, folder = capsys.readouterr().out, tmp_path / "quite-new"
    monkeypatch.chdir(folder)
    assert "course/course.toml:2  the address learners have it from" in said
    for file, line in re.findall(r"^  (\S+):(\d+)  ", said, flags=re.M):
        assert "TODO" in (folder / file).read_text("utf-8").splitlines()[int(line) - 1]
    assert grader("check-task") == grader("check-lesson") == 0
    facts = read_course((folder / "course/course.toml").read_text("utf-8"))
    assert (facts.title, facts.package) == ("First steps", folder.name.replace("-", "_"))
    assert re.match(r"git\+https://", facts.install[0])
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["grader.courses"] == {folder.name: facts.package}


def test_what_a_command_writes_is_formatted(folder):
    assert grader("new-task", "01-first", "double", "--title", "First") == 0
    for command in (["check"], ["format", "--check"]):
        options = ["--config", str(ROOT / "pyproject.toml"), "--no-cache", "."]
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *options], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("json", "Python imports something else as json here"),
        ("My Course", "'My Course' is no name for one"),
        ("class", "'class' cannot be the name of a course"),
        ("full", "full is not empty"),
    ],
)
def test_a_course_is_not_made_by_a_bad_name_or_over_anything(
    name, said, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine")
    assert grader("new-course", name) == 2
    assert said in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["full", "mine.txt"]


def test_a_new_task_is_refused_for_what_is_to_be_done_and_passes_once_it_is(folder, capsys):
    assert grader("new-task", "01-first", "double", "--title", "First") == 0
    to_do = re.findall(r"^  (\S+:\d+)  ", capsys.readouterr().out, flags=re.M)
    assert len(to_do) == 14
    forget(folder)
    assert grader("check-task", "double") == 1
    said = capsys.readouterr().out
    refused = re.findall(r"^REFUSED (\S+:\d+)  double, (\w+)", said, flags=re.M)
    assert [place for place, _ in refused] == to_do
    assert {rule for _, rule in refused} == {"begun"}

    fill_in(folder)
    made = subprocess.run(
        [sys.executable, "-m", "maintenance.exercises", "--course", str(folder)],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    assert grader("check-task", "double") == 0, capsys.readouterr().out
    assert "double: nothing to say" in capsys.readouterr().out


def test_a_second_task_joins_the_first_and_the_points_are_counted(folder, capsys):
    facts = folder / "course/course.toml"
    facts.write_text(f"points = 3\n{facts.read_text('utf-8')}", "utf-8")
    assert grader("new-task", "01-first", "double", "--title", "First") == 0
    fill_in(folder)
    capsys.readouterr()
    assert grader("new-task", "01-first", "triple", "--points", "2") == 0
    said = capsys.readouterr().out
    assert "Points: 4 of 3. 1 too many: take them from double 2." in said
    script = (folder / "course/tasks/first/exercise.py").read_text("utf-8")
    assert script.index("# %% double") < script.index("# %% triple")
    assert "course/tasks/first/double.py" not in said  # nothing is left to be done there
    forget(folder)
    assert grader("check-task") == 1
    said = capsys.readouterr().out
    assert "its tasks are worth 4 points, and each exercise of this course 3" in said
    assert "double 2, triple 2" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("01-first", "double"), "The name double is taken: course/tasks/first/double.py:20."),
        (("01-firs", "twice"), "There is no assignment called '01-firs'. The nearest: 01-first."),
        (("01-first", "my-task"), "'my-task' cannot be the name of a task"),
        (("01-first", "lambda"), "'lambda' cannot be the name of a task"),
        (
            ("01-first", "twice", "--title", "Again"),
            "There is an assignment called 01-first already",
        ),
        (("second", "twice", "--title", "Second"), "such as 03-linear-models"),
        (("02-first", "twice", "--title", "Second"), "Give the assignment another name"),
        (("01-first", "twice", "--points", "0"), "A task is worth more than nothing"),
    ],
)
def test_a_task_of_a_bad_name_is_not_begun(folder, words, said, capsys):
    assert grader("new-task", "01-first", "double", "--title", "First") == 0
    forget(folder)
    before = {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix != ".pyc" and path.is_file()
    }
    assert grader("new-task", *words) == 2
    assert said in capsys.readouterr().err
    now = {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix != ".pyc" and path.is_file()
    }
    assert now == before


def test_a_new_lesson_is_refused_for_what_is_to_be_done_alone(folder, capsys):
    assert grader("new-lesson", "01-first", "--title", "First") == 0
    to_do = re.findall(r"^  (\S+:\d+)  ", capsys.readouterr().out, flags=re.M)
    assert grader("check-lesson") == 1
    said = capsys.readouterr().out
    assert re.findall(r"^REFUSED (\S+:\d+)  01-first, begun", said, flags=re.M) == to_do
    assert said.endswith(f"1 lesson, {len(to_do)} refused\n")
    path = folder / "notebooks/01-first.ipynb"
    assert nbformat.writes(nbformat.read(path, nbformat.NO_CONVERT)) + "\n" == path.read_text(
        "utf-8"
    )
    path.write_text(path.read_text("utf-8").replace("TODO", "Later"), "utf-8")
    assert grader("check-lesson") == 0
    assert grader("new-lesson", "01-first") == 2
    assert "There is a lesson called 01-first already" in capsys.readouterr().err


def change(old: str, new: str):
    def changed(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return changed


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (change('"outputs": []', '"outputs": [{"output_type": "stream", "name": "stdout", "text": []}]'), "cell `setup`: it holds what a run gave"),
        (change('"execution_count": null', '"execution_count": 3'), "cell `setup`: it holds what a run gave"),
        (change('"id": "recap"', '"id": "next"'), "cell `next`: another cell has the same id"),
        (change('"nbformat_minor": 5', '"nbformat_minor": 4'), "it is in the format 4.4"),
        (change('"language_info": {', '"colab": {}, "language_info": {'), "its metadata hold 'colab'"),
        (change('    "badge"\n', '    "shield"\n'), "the first cell, and no other, should be tagged 'badge'"),
        (change("import subprocess", "import subprocess, os"), "it should be the course's own setup"),
        (change('"source_hidden": true', '"source_hidden": false'), "cell `setup`: it should be folded away"),
        (change('    "parameters"\n', '    "settings"\n'), "one cell should be tagged 'parameters'"),
        (change('"size = 3"', '"print(3)"'), "cell `parameters`: it should give names their values"),
        (change("## Later: the first", "### Later: the first"), "a heading of level 3 stands below one of level 1"),
        (change("## Recap", "# Recap"), "a lesson has one title"),
        (change("About 30 minutes.", "Half an hour."), "`About 20 minutes.`"),
        (change("(01-first.ipynb)", "(09-none.ipynb)"), "the link '09-none.ipynb' leads nowhere"),
        (change("[this one](01-first.ipynb)", "another"), "its last text should lead on"),
        (change("- Later", "![](picture.png)"), "a picture without words in its place"),
        (change("guess.reveal(size * 2)", "size * 2"), "the prediction 'guess' is revealed by no cell below"),
        (change("guess.reveal(size * 2)", "guess.reveal(size * 2); print()"), "shows what stands last in it alone"),
        (change("guess.reveal(", "other.reveal("), "'other' is revealed, and no cell above asks"),
        (change("guess.reveal(size * 2)", 'check(\\"none\\")'), "there is no task called 'none'"),
        (change("guess.reveal(size * 2)", 'ask(\\"none\\")'), "there is no question called 'none'"),
        (change("guess.reveal(size * 2)", 'why(\\"none\\")'), "there is no reason called 'none'"),
        (lambda text: text[:-40], "it can't be read as a notebook"),
        (lambda text: text.replace("\n ", "\n  "), "it is not written as JupyterLab writes it"),
    ],
)  # fmt: skip
def test_a_lesson_that_is_not_in_order_is_refused_with_its_cell_and_line(
    folder, spoil, said, capsys
):
    assert grader("new-lesson", "01-first") == 0
    path = folder / "notebooks/01-first.ipynb"
    path.write_text(spoil(path.read_text("utf-8").replace("TODO", "Later")), "utf-8")
    capsys.readouterr()
    assert grader("check-lesson", "01-first") == 1
    printed = capsys.readouterr().out
    [line] = [line for line in printed.splitlines() if said in line]
    assert re.match(r"REFUSED notebooks/01-first\.ipynb:\d+  01-first, \w+: ", line)


REASONS = """
from grader.judging.task import Reason

REASONS = (
    Reason("doubled", "Why twice?", "Because it is added to itself."),
    Reason("forgotten", "Why never?", "Because no cell asks."),
)
"""


def test_a_reason_that_no_lesson_asks_for_is_refused_where_it_stands(folder, capsys):
    assert grader("new-task", "01-first", "double", "--title", "First") == 0
    tasks = folder / "course/tasks/first"
    (tasks / "reasons.py").write_text(REASONS, "utf-8")
    package = (
        (tasks / "__init__.py")
        .read_text("utf-8")
        .replace("__name__)", "__name__, reasons=REASONS)")
    )
    own = f"from {folder.name.replace('-', '_')}.tasks.first.reasons import REASONS\n"
    (tasks / "__init__.py").write_text(
        package.replace("\nASSIGNMENT", f"{own}\nASSIGNMENT"), "utf-8"
    )
    forget(folder)
    assert grader("new-lesson", "01-first") == 0
    path = folder / "notebooks/01-first.ipynb"
    lesson = path.read_text("utf-8").replace(
        "guess.reveal(size * 2)", 'why(\\"doubled\\")\\nguess.reveal(size * 2)'
    )
    path.write_text(lesson.replace("TODO", "Later"), "utf-8")
    capsys.readouterr()
    assert grader("check-lesson", "01-first") == 1
    refused, count = capsys.readouterr().out.splitlines()
    assert refused.startswith("REFUSED course/tasks/first/reasons.py:6  01-first, reasons: ")
    assert "'forgotten'" in refused and count == "1 lesson, 1 refused"
    # Another lesson may ask for it.
    assert grader("new-lesson", "02-second") == 0
    path = folder / "notebooks/02-second.ipynb"
    lesson = path.read_text("utf-8").replace(
        "guess.reveal(size * 2)", 'guess.reveal(size * 2)\\nwhy(\\"forgotten\\")'
    )
    path.write_text(lesson.replace("TODO", "Later"), "utf-8")
    assert grader("check-lesson", "01-first") == 0


def test_the_line_is_that_of_the_place_in_the_file(folder, capsys):
    assert grader("new-lesson", "01-first") == 0
    path = folder / "notebooks/01-first.ipynb"
    path.write_text(path.read_text("utf-8").replace("(01-first.ipynb)", "(none.ipynb)"), "utf-8")
    capsys.readouterr()
    grader("check-lesson")
    [line] = [one for one in capsys.readouterr().out.splitlines() if "leads nowhere" in one]
    number = int(re.search(r":(\d+) ", line)[1])
    assert "none.ipynb" in path.read_text("utf-8").splitlines()[number - 1]


def test_a_lesson_that_is_none_is_answered_by_the_nearest(folder, capsys):
    grader("new-lesson", "01-first")
    assert grader("check-lesson", "01-firts") == 2
    assert "There is no lesson called '01-firts'. The nearest: 01-first." in capsys.readouterr().err


def test_every_lesson_of_this_course_passes(repository, monkeypatch, capsys):
    monkeypatch.chdir(repository)
    assert grader("check-lesson") == 0, capsys.readouterr().out
    assert len(read_lesson(repository / "notebooks/01-tensors.ipynb").cells) > 20


def test_without_a_course_each_command_says_where_to_go(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("grader.course.installed_courses", lambda: ())
    for words in (
        ["check-task"],
        ["check-lesson"],
        ["new-task", "01-a", "b"],
        ["new-lesson", "01-a"],
    ):
        assert grader(*words) == 2
        assert "Go to the folder of a course, or install one." in capsys.readouterr().err


def test_what_prints_the_notebooks_is_named_as_each_course_has_it(folder, repository, monkeypatch):
    assert this_course().printing == f"`make exercises COURSE={folder}` in the engine's folder"
    monkeypatch.chdir(repository)
    assert this_course().printing == "`make exercises`"
