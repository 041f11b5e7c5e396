"""nbgrader's own fixtures, with the scores its own tests say.

Where a mark differs on purpose, the test says why.
"""

from __future__ import annotations

import shutil

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader.autograding.terms.asked import Limits
from grader.autograding.terms.errors import CourseError
from tests.autograding.conftest import CONFIG, UPSTREAM, Class

FILES = UPSTREAM / "tests/apps/files"
PREPROCESSORS = UPSTREAM / "tests/preprocessors/files"
GUIDE = UPSTREAM / "docs/source/user_guide"


@pytest.fixture(scope="module")
def course(tmp_path_factory, kernels):
    """One gradebook for all of these assignments."""
    folder = tmp_path_factory.mktemp("upstream")
    (folder / "nbgrader_config.py").write_text(CONFIG)
    return Class(folder, kernels)


def test_the_documentations_course_scores_as_documented(course):
    for part in ("source/ps1", "submitted"):
        shutil.copytree(GUIDE / part, course.folder / part, dirs_exist_ok=True)
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


# Released notebook; per submission the score that nbgrader's tests demand.
SCORES = {
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


@pytest.mark.parametrize("released", SCORES)
def test_a_fixture_scores_as_nbgraders_tests_say(released, course):
    course.release(released, {"p1": FILES / f"{released}.ipynb"})
    for name in SCORES[released]:
        course.hand_in(name, released, "p1", FILES / f"{name}.ipynb")
    marked = course.mark(released)
    assert {name: one.score for name, one in marked.items()} == SCORES[released]


def test_tests_that_nbgrader_generated_score_as_its_own_tests_say(new_class):
    course = new_class()
    shutil.copy(FILES / "autotests.yml", course.folder)
    course.release("ps1", {released: FILES / f"{released}.ipynb" for released in AUTOTESTS})
    wanted = {name: score for scores in AUTOTESTS.values() for name, score in scores.items()}
    for released, scores in AUTOTESTS.items():
        for name in scores:
            course.hand_in(name, "ps1", released, FILES / f"{name}.ipynb")
    assert {name: one.score for name, one in course.mark("ps1").items()} == wanted


# Notebooks of one assignment, each handed in as it was released: folder, points, points to be had,
# whether something waits for a person, and what is said.
AS_RELEASED = {
    "timeout": (FILES, 0, 1, False, "did not end within 2 s"),
    "infinite-loop": (FILES, 0, 0, False, "did not end within 2 s, and was interrupted"),
    "infinite-loop-with-output": (FILES, 0, 0, False, "did not end within 2 s"),
    "side-effects": (FILES, 0, 0, False, ""),
    "open_relative_file": (FILES, 10, 10, False, ""),
    "validation-zero-points": (FILES, 0, 0, False, ""),
    "validating-environment-variable": (FILES, 0, 1, False, ""),
    "test-with-output": (FILES, 3, 6, True, ""),
    "test_taskcell": (PREPROCESSORS, 0, 8, True, "It imports `nose`, which is neither"),
    "infinite-recursion": (PREPROCESSORS, 0, 0, False, None),
    "long-output": (PREPROCESSORS, 0, 0, False, ""),
    "manually-graded-code-cell": (PREPROCESSORS, 0, 1, True, ""),
    "no-cell-type": (PREPROCESSORS, 0, 0, False, ""),
    "submitted-changed": (PREPROCESSORS, 2, 7, True, ""),
    "submitted-unchanged": (PREPROCESSORS, 1, 7, False, ""),
    "warning-pattern": (PREPROCESSORS, 0, 0, False, "It imports `torch`, which is neither"),
}


@pytest.fixture(scope="module")
def as_released(course):
    """One assignment of all of them, that one student hands in as it is."""
    notebooks = {name: files / f"{name}.ipynb" for name, (files, *_) in AS_RELEASED.items()}
    course.release("as-released", notebooks, FILES / "data.txt")
    for name, path in notebooks.items():
        course.hand_in("foo", "as-released", name, path)
    course.mark("as-released", limits=Limits(2, 60))
    return course


@pytest.mark.parametrize("name", AS_RELEASED)
def test_a_notebook_handed_in_as_released_scores_what_its_code_earns(as_released, name):
    _, score, most, by_hand, said = AS_RELEASED[name]
    with Gradebook(as_released.course.database, as_released.course.course_id) as book:
        found = book.find_submission_notebook(name, "as-released", "foo")
        assert (found.score, found.max_score) == (score, most)
        assert found.needs_manual_grade == by_hand
    first = as_released.autograded("foo", "as-released", name).cells[0].source
    if said is not None:
        assert ("When this notebook was marked" in first) == bool(said)
        assert said in first


def test_a_longer_limit_lets_a_slow_cell_end(as_released):
    as_released.hand_in("bar", "as-released", "timeout", FILES / "timeout.ipynb")
    (bar,) = as_released.mark("as-released", limits=Limits(30, 60), students=("bar",)).values()
    assert as_released.scores("bar", "as-released", "timeout") == {"correct_squares": 1}
    assert len(bar.problems) == len(AS_RELEASED) - 1  # the others were not handed in


def test_a_missing_notebook_of_two_scores_nothing_and_no_other_stands_for_it(course):
    plain = FILES / "submitted-unchanged.ipynb"
    course.release("two", {"p1": plain, "p2": plain})
    course.hand_in("foo", "two", "p1", FILES / "submitted-changed.ipynb")
    (foo,) = course.mark("two").values()
    assert foo.problems == ["There is no `p2.ipynb`."]
    assert set(course.scores("foo", "two", "p2").values()) == {0}
    note = course.autograded("foo", "two", "p2").cells[0].source
    assert "There is no `p2.ipynb`." in note


def test_what_a_cell_writes_stays_in_its_sandbox(as_released):
    """nbgrader leaves such a file beside the autograded notebook, from where feedback copies it:
    whatever a submission writes would reach whoever opens that page."""
    for part in ("submitted", "autograded"):
        assert not (as_released.folder / part / "foo/as-released/side-effect.txt").exists()


def test_long_output_is_kept_to_the_thousand_lines_that_nbgrader_keeps(as_released):
    cell = as_released.autograded("foo", "as-released", "long-output").cells[-1]
    (output,) = cell.outputs
    lines = output.text.split("\n")
    assert len(lines) == 1000
    assert lines[0] == "0"
    assert "truncated" in lines[-1]


def test_a_notebook_without_cell_ids_keeps_every_released_cell(as_released):
    """Cells of nbgrader's fixtures have no ids: nothing but their place tells some of them apart."""
    released = as_released.released("as-released", "test-with-output")
    marked = as_released.autograded("foo", "as-released", "test-with-output")
    about = {"squares", "sum_of_squares", "sum_of_squares_equation", "sum_of_squares_application"}

    def given(notebook):
        return [
            (cell.cell_type, cell.source)
            for cell in notebook.cells
            if cell.metadata.get("nbgrader", {}).get("grade_id") not in about
        ]

    assert given(marked) == given(released)


def with_schema(version: int) -> bytes:
    """`test.ipynb`, its cells' metadata said to be of another version."""
    notebook = nbformat.read(FILES / "test.ipynb", as_version=4)
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.schema_version = version
    return nbformat.writes(notebook).encode()


def content_of(path) -> bytes:
    return path.read_bytes()


# Submissions to `test.ipynb`: points of 6, cells that wait for a person, and what is said.
SCHEMAS = {
    "test": (content_of(FILES / "test.ipynb"), 3, 2, ""),
    "test-v0": (content_of(FILES / "test-v0.ipynb"), 3, 2, ""),
    "test-v1": (content_of(FILES / "test-v1.ipynb"), 3, 2, ""),
    "test-v2": (content_of(FILES / "test-v2.ipynb"), 3, 2, ""),
    "version 10": (with_schema(10), 3, 2, ""),
    "test-v0-invalid": (content_of(FILES / "test-v0-invalid.ipynb"), 3, 2, "stood in its place"),
    "test-no-metadata": (content_of(FILES / "test-no-metadata.ipynb"), 3, 2, "stood in its place"),
    "too-new": (content_of(FILES / "too-new.ipynb"), 0, 0, "No cell of this assignment"),
    "test of the preprocessors": (content_of(PREPROCESSORS / "test.ipynb"), 3, 2, "put back"),
}


@pytest.fixture(scope="module")
def schemas(course):
    course.release("schemas", {"p1": FILES / "test.ipynb"})
    for name, (content, *_) in SCHEMAS.items():
        course.hand_in(name, "schemas", "p1", content)
    return course.mark("schemas")


@pytest.mark.parametrize("name", SCHEMAS)
def test_metadata_of_another_version_lose_no_answer(schemas, name):
    """nbgrader stops at each of them until `nbgrader update` has run. What a mark rests on comes
    from the release, so there is nothing that an old or a newer version could get wrong."""
    _, score, by_hand, said = SCHEMAS[name]
    result = schemas[name]
    assert (result.score, result.most, result.by_hand) == (score, 6, by_hand)
    assert any(said in text for text in [*result.repairs, ""] if text or not said), result.repairs
    assert bool(said) == bool(result.repairs)


@pytest.mark.parametrize(
    ("name", "said"),
    [("test-v0", "nbgrader update"), ("test-v2", "nbgrader update"), ("too-new", "newer version")],
)
def test_a_release_of_another_version_is_refused_by_nbgrader_and_then_by_us(name, said, course):
    with pytest.raises(AssertionError, match=said):
        course.release(f"as-{name}", {"p1": FILES / f"{name}.ipynb"})
    course.hand_in("foo", f"as-{name}", "p1", FILES / f"{name}.ipynb")
    with pytest.raises(CourseError, match=f"generate_assignment --force as-{name}"):
        course.mark(f"as-{name}")


def test_an_old_release_made_without_nbgraders_check_is_marked(course):
    """nbgrader refuses to autograde it; the gradebook has all that a mark needs."""
    config = course.folder / "nbgrader_config.py"
    config.write_text(CONFIG + "c.CheckCellMetadata.enabled = False\n")
    course.release("old", {"p1": FILES / "test-v0.ipynb"})
    config.write_text(CONFIG)
    course.hand_in("old", "old", "p1", FILES / "test-v0.ipynb")
    course.hand_in("new", "old", "p1", FILES / "test.ipynb")
    assert [one.score for one in course.mark("old").values()] == [3, 3]


# Submissions to the preprocessors' `submitted-unchanged.ipynb`: points of 7, and what is said.
CHANGED = {
    "submitted-unchanged": (1, ""),
    "submitted-changed": (2, ""),
    "submitted-grade-cell-changed": (1, "The cell `bar` is locked and had been changed"),
    "submitted-locked-cell-changed": (1, "The cell `ro1` is locked and had been changed"),
    "submitted-grade-cell-type-changed": (1, "The cell `bar` had become markdown"),
    "submitted-answer-cell-type-changed": (1, "The cell `set_a` had become markdown"),
}


def test_cells_whose_text_or_kind_was_changed_are_put_back_and_named(course):
    course.release("changed", {"p1": PREPROCESSORS / "submitted-unchanged.ipynb"})
    for name in CHANGED:
        course.hand_in(name, "changed", "p1", PREPROCESSORS / f"{name}.ipynb")
    marked = course.mark("changed")
    for name, (score, said) in CHANGED.items():
        assert (marked[name].score, marked[name].most) == (score, 7)
        assert bool(said) == bool(marked[name].repairs)
        assert any(text.startswith(said) for text in [*marked[name].repairs, ""])


# Fixtures that nbgrader's own check refuses, as submissions to an assignment of one cell, `foo`,
# that a person marks: whether an answer is found in them, and what is said.
INVALID = {
    "blank-grade-id": (True, "stood in its place"),
    "blank-points": (False, "The cell `id1` is none of this assignment"),
    "duplicate-grade-ids": (False, "The cell `id1` is none of this assignment"),
    "bad-markdown-cell-1": (True, "The cell `foo` had become markdown"),
    "bad-markdown-cell-2": (False, "No cell of this assignment is in it"),
    "cell-type-changed": (False, "The cell `ro2` is none of this assignment"),
}


def test_a_submission_that_nbgrader_refuses_is_repaired_or_named(course):
    """nbgrader stops at each of them, and one with an id twice stops its whole batch."""
    course.release("invalid", {"p1": PREPROCESSORS / "manually-graded-code-cell.ipynb"})
    for name in INVALID:
        course.hand_in(name, "invalid", "p1", PREPROCESSORS / f"{name}.ipynb")
    marked = course.mark("invalid")
    for name, (found, said) in INVALID.items():
        assert marked[name].by_hand == found
        assert any(said in text for text in marked[name].repairs), marked[name].repairs


def test_a_class_of_fifty(course):
    course.release("fifty", {"p1": FILES / "submitted-unchanged.ipynb"})
    for number in range(50):
        course.hand_in(f"student{number:03}", "fifty", "p1", FILES / "submitted-changed.ipynb")
    marked = course.mark("fifty")
    assert [(one.score, one.most, one.error) for one in marked.values()] == [(2, 7, "")] * 50
    with Gradebook(course.course.database, course.course.course_id) as book:
        assert book.average_assignment_score("fifty") == 2
