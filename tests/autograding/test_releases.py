"""What an instructor changed in an assignment is not put down to the students who have it."""

from __future__ import annotations

import json

import nbformat
import pytest

from grader.autograding.reading.releases import nearest, version_of
from grader.autograding.reading.repair import repair
from grader.autograding.terms.cell_roles import grade_id
from grader.autograding.terms.released import CellVersion, Released
from tests.autograding.made_class import earning
from tests.autograding.test_faults import NAME


def change_source(made, change) -> None:
    """Change the source of the assignment, as an instructor does."""
    path = made.course.source / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change({grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}, notebook)
    nbformat.write(notebook, path)


def test_points_text_and_setup_that_the_instructor_changed_are_no_repair(made, capsys):
    path = made.hands_in("ada", {"row_means": earning(4)})
    handed_out = (made.course.release / NAME / f"{NAME}.ipynb").read_bytes()

    def change(cells, notebook):
        cells["row_means"].metadata.nbgrader.points = 4
        cells["shapes"].source += "\n"
        setup = next(cell for cell in notebook.cells if "import grader.startup" in cell.source)
        setup.source += "\nNEWER = True"

    change_source(made, change)
    made.generate(NAME)
    made.hands_in("ben", {"row_means": earning(4)})
    said = made.autograde(capsys)
    assert "repaired" not in said
    assert "an earlier version 1: ada" in said
    ada = made.as_json(capsys)["ada"]
    assert (ada["score"], ada["most"], ada["repairs"]) == (4, 22, [])
    note, *cells = made.autograded("ada", NAME, NAME).cells
    assert "made from an earlier version of the assignment" in note.source
    assert any("NEWER = True" in cell.source for cell in cells)
    # And the course says four points in one place and two in another.
    assert "`row_means` is worth 2 points as a task and 4 in the gradebook" in " ".join(
        said.split()
    )
    # The way back, without generating: nobody is accused, and the instructor is told.
    (made.course.release / NAME / f"{NAME}.ipynb").write_bytes(handed_out)
    said = " ".join(made.autograde(capsys).split())
    assert "repaired" not in said
    assert "The gradebook's version of 01-tensors is not that of exercises/" in said
    assert "points of `row_means`: 4 and 2" in said
    assert "`nbgrader generate_assignment --force 01-tensors`" in said
    # What a student changed is one all the same.
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "row_means":
            cell["metadata"]["nbgrader"]["points"] = 17
    path.write_text(json.dumps(notebook))
    made.autograde(capsys)
    [repaired] = made.as_json(capsys)["ada"]["repairs"]
    assert repaired == "The points of the cell `row_means` had been changed; they were put back."


def cell(name: str, source: str, *, points=None, answer=False):
    made = nbformat.v4.new_code_cell(source, id=name)
    about = {"schema_version": 3, "grade_id": name, "locked": not answer, "solution": answer}
    about |= {"grade": points is not None, "task": False, "cell_type": "code"}
    made.metadata.nbgrader = nbformat.from_dict(about | ({"points": points} if points else {}))
    return made


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


OLD = (cell("a", "# write", answer=True), cell("old", "assert f() == 1", points=1))
NEW = (
    cell("a", "# write", answer=True),
    cell("new", "assert f() == 2", points=1),
    cell("more", "assert g()", points=2),
)


@pytest.fixture
def released():
    return Released("x", "x", NEW, versions=(version_of(OLD), version_of(NEW)))


def test_a_task_that_was_renamed_or_came_later_is_no_repair(released):
    made = repair(notebook(*OLD), released)
    assert made.repairs == ()
    assert made.earlier[0].startswith("It was made from an earlier version")
    assert [text for text in made.earlier if "`more`" in text]


def test_what_is_missing_of_the_version_a_student_has_is_a_repair(released):
    made = repair(notebook(NEW[0], NEW[1]), released)
    assert made.earlier == ()
    assert made.repairs == ("The cell `more` was missing, and stands here as it was handed out.",)


def test_a_cell_that_came_later_is_not_missed_in_the_version_before_it():
    versions = (version_of(NEW[:2]), version_of(NEW))
    made = repair(notebook(*NEW[:2]), Released("x", "x", NEW, versions=versions))
    assert made.repairs == ()
    assert made.earlier[1:] == ("The version it was made from has no `more`, which earns nothing.",)


def test_a_cell_of_no_version_is_named(released):
    made = repair(notebook(*NEW, cell("stranger", "1")), released)
    assert made.repairs == ("The cell `stranger` is none of this assignment; it earns nothing.",)


def test_the_version_that_most_cells_agree_with_is_the_one_a_student_has():
    versions = (version_of(OLD), version_of(NEW))
    assert nearest(versions, OLD) == versions[0]
    assert nearest(versions, NEW[1:]) == versions[1]
    assert nearest(versions, ()) == versions[1]
    assert nearest((), NEW) is None
    assert versions[0]["old"] == CellVersion(versions[0]["old"].text, "code", 1.0)
