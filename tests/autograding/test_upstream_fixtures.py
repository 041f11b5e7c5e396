"""nbgrader's own fixtures, with the scores its own tests say."""

from __future__ import annotations

import shutil

import pytest
from nbgrader.api import Gradebook

from tests.autograding.conftest import CONFIG, UPSTREAM, Class

FILES = UPSTREAM / "tests/apps/files"
GUIDE = UPSTREAM / "docs/source/user_guide"


def test_the_documentations_course_scores_as_documented(tmp_path, kernels):
    for part in ("source/ps1", "submitted"):
        shutil.copytree(GUIDE / part, tmp_path / part)
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    course = Class(tmp_path, kernels)
    course.generate("ps1")
    marked = course.mark("ps1")
    assert {name: (one.score, one.most) for name, one in marked.items()} == {
        "bitdiddle": (1.5, 13),
        "hacker": (3, 13),
    }
    assert all(one.by_hand for one in marked.values())  # written answers wait for a person
    with Gradebook(course.course.database, course.course.course_id) as book:
        assert book.find_submission("ps1", "bitdiddle").score == 1.5
        assert str(book.find_submission("ps1", "hacker").timestamp) == "2015-02-01 17:28:58.749302"


# Released notebook; per submission its file and the score that nbgrader's tests demand.
CASES = {
    "plain": (
        "submitted-unchanged",
        {
            "submitted-unchanged": 1,
            "submitted-changed": 2,
            "submitted-cheat-attempt": 1,
            "submitted-cheat-attempt-alternative": 1,
            "submitted-grade-cell-changed": 1,
            "submitted-locked-cell-changed": 1,
        },
    ),
    "autotest-simple": (
        "autotest-simple",
        {"autotest-simple-unchanged": 0, "autotest-simple-changed": 1},
    ),
    "autotest-hashed": (
        "autotest-hashed",
        {"autotest-hashed-unchanged": 0, "autotest-hashed-changed": 1},
    ),
    "autotest-multi": (
        "autotest-multi",
        {"autotest-multi-unchanged": 0, "autotest-multi-changed": 3},
    ),
    "autotest-hidden": (
        "autotest-hidden",
        {
            "autotest-hidden-unchanged": 0,
            "autotest-hidden-changed-wrong": 0,
            "autotest-hidden-changed-right": 1,
        },
    ),
    "hidden-tests": ("test-hidden-tests", {"test-hidden-tests": 1.5}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fixture_scores_as_nbgraders_tests_say(case, new_class):
    released, submissions = CASES[case]
    course = new_class()
    if released.startswith("autotest"):
        shutil.copy(FILES / "autotests.yml", course.folder)
    course.release("ps1", {"p1": FILES / f"{released}.ipynb"})
    for name in submissions:
        course.hand_in(name, "ps1", "p1", FILES / f"{name}.ipynb")
    marked = course.mark("ps1")
    assert {name: one.score for name, one in marked.items()} == submissions
