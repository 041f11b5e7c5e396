"""nbgrader's own programs mark three submissions of 01-tensors; the gradebook holds exact scores."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader.catalog import find_assignment
from tests.conftest import outside_pytest

NAME = "01-tensors"
TASKS = find_assignment(NAME).tasks

# Task to the cell a student handed in, and the points it is worth.
MIXED = {
    "shapes": ("shapes = {'loss': (), 'sample': 13, 'batch': (32, 13), 'images': ()}", 0.8),
    "scale_pixels": ("def scale_pixels(x):\n    return tf.cast(x, tf.float32) * (1 / 255)", 2),
    "row_means": ("def row_means(m):\n    return tf.reduce_mean(m, 0, keepdims=True)", 0),
    "channels_first": ("def channels_first(images):\n    return images.permute(0, 3, 1, 2)", 0),
    "pick_by_label": (
        "def pick_by_label(scores, labels):\n"
        "    tf.print('labels', labels)\n"
        "    import sys; print('to stderr', file=sys.stderr)\n"
        "    return tf.gather(scores, labels, batch_dims=1)",
        2,
    ),
    "feature_rows": ('line_order = order("feature_rows")', 2),  # see MOVED
    "standardize": (
        "def standardize(t):\n    return (t - tf.reduce_mean(t, 0)) / tf.math.reduce_std(t, 0)",
        2,
    ),
    "distances": ("def distances(a, b):\n    return (a -", 0),
    # brightness is left as it was handed out.
}

# What the cell of moved lines showed.
MOVED = nbformat.v4.new_output(
    "display_data",
    {"text/plain": "Your order of feature_rows, 2026-03-01 12:00:00 UTC: C F D B G\n"},
)


@dataclass(frozen=True)
class MarkedCourse:
    """A course folder after autograde and feedback, and what the commands said."""

    folder: Path

    def scores(self, student: str) -> dict[str, float]:
        """Task to score, from the gradebook."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            submission = gradebook.find_submission_notebook(NAME, NAME, student)
            return {grade.name: grade.score for grade in submission.grades}

    def total(self, student: str) -> tuple[float, float]:
        """Points earned and points to earn, from the gradebook."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            submission = gradebook.find_submission(NAME, student)
            return round(submission.score, 6), submission.max_score

    def feedback(self, student: str) -> str:
        """The page the student gets back."""
        page = self.folder / "feedback" / student / NAME / f"{NAME}.html"
        return page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def marked(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> MarkedCourse:
    """The course with a perfect, an untouched and a mixed submission, marked by nbgrader."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(repository / "nbgrader_config.py", folder)
    for part in ("solutions", "exercises"):
        shutil.copytree(repository / part, folder / part)
    environment = outside_pytest() | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder / "home"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "WORKBOOK_HOME": str(folder / "workbook"),
    }

    def nbgrader(*arguments: str) -> None:
        command = [sys.executable, "-m", "nbgrader", *arguments]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    nbgrader("generate_assignment", "--force", NAME)  # exercises/ is there, as after a clone
    released = folder / "exercises" / NAME / f"{NAME}.ipynb"
    perfect = {task.name: task.solution for task in TASKS}
    mixed = {name: source for name, (source, _) in MIXED.items()}
    for student, answers in {"perfect": perfect, "untouched": {}, "mixed": mixed}.items():
        notebook = nbformat.read(released, as_version=4)
        for cell in notebook.cells:
            task = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-answer")
            if cell.metadata.get("nbgrader", {}).get("solution") and task in answers:
                cell.source = answers[task]
                cell.outputs = [MOVED] if "order(" in cell.source else []
        handed_in = folder / "submitted" / student / NAME / f"{NAME}.ipynb"
        handed_in.parent.mkdir(parents=True)
        nbformat.write(notebook, handed_in)
    nbgrader("autograde", NAME)
    nbgrader("generate_feedback", NAME)
    return MarkedCourse(folder)


pytestmark = pytest.mark.xdist_group("nbgrader")


def test_a_perfect_submission_earns_all_points(marked):
    assert marked.scores("perfect") == {task.name: task.points for task in TASKS}
    assert marked.total("perfect") == (20, 20)


def test_an_untouched_submission_earns_nothing(marked):
    assert marked.scores("untouched") == dict.fromkeys((task.name for task in TASKS), 0)
    assert marked.total("untouched") == (0, 20)


def test_a_mixed_submission_earns_exactly_what_each_answer_is_worth(marked):
    expected = {name: points for name, (_, points) in MIXED.items()} | {"brightness": 0}
    assert marked.scores("mixed") == pytest.approx(expected)
    assert marked.total("mixed") == (8.8, 20)


def test_the_feedback_holds_the_messages_of_wrong_partial_and_right_answers(marked):
    page = marked.feedback("mixed")
    for words in (
        "This averages down each column",  # a wrong answer's own misconception
        "Partly right",  # a partial one, with its points
        "a constant column",
        "Passed",
        "has no attribute",  # an exception, in a sentence
        "is as it was handed out",
    ):
        assert words in page


def test_a_wrong_answer_shows_a_message_and_no_traceback_of_ours(marked):
    page = marked.feedback("mixed")
    assert "grader/feedback" not in page
    assert "CheckFailed" not in page


def test_marking_leaves_no_progress_behind(marked):
    assert not (marked.folder / "workbook").exists()
