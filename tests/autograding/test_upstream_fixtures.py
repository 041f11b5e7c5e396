"""nbgrader's own fixtures, with the scores its own tests say."""

from __future__ import annotations

import shutil

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
PLAIN = {
    "submitted-unchanged": {
        "submitted-unchanged": 1,
        "submitted-changed": 2,
        "submitted-cheat-attempt": 1,
        "submitted-cheat-attempt-alternative": 1,
        "submitted-grade-cell-changed": 1,
        "submitted-locked-cell-changed": 1,
    },
    "test-hidden-tests": {"test-hidden-tests": 1.5},
}
AUTOTESTS = {
    "autotest-simple": {"autotest-simple-unchanged": 0, "autotest-simple-changed": 1},
    "autotest-hashed": {"autotest-hashed-unchanged": 0, "autotest-hashed-changed": 1},
    "autotest-multi": {"autotest-multi-unchanged": 0, "autotest-multi-changed": 3},
    "autotest-hidden": {
        "autotest-hidden-unchanged": 0,
        "autotest-hidden-changed-wrong": 0,
        "autotest-hidden-changed-right": 1,
    },
}


def scores(course, cases):
    """What each submission of each released notebook earns; one assignment holds them all."""
    course.release("ps1", {name: FILES / f"{name}.ipynb" for name in cases})
    for released, submissions in cases.items():
        for name in submissions:
            course.hand_in(name, "ps1", released, FILES / f"{name}.ipynb")
    marked = course.mark("ps1")
    return {
        released: {name: marked[name].score for name in submissions}
        for released, submissions in cases.items()
    }


def test_fixtures_score_as_nbgraders_tests_say(new_class):
    assert scores(new_class(), PLAIN) == PLAIN


def test_fixtures_with_generated_tests_score_as_nbgraders_tests_say(new_class):
    course = new_class()
    shutil.copy(FILES / "autotests.yml", course.folder)
    assert scores(course, AUTOTESTS) == AUTOTESTS
