"""Whose file it is, and for which notebook, is read from the names that systems and people give."""

from __future__ import annotations

from pathlib import PurePath

import pytest
from traitlets.config import Config

from grader.autograding.nbgrader_plugins.file_names import Named, Roster, read_path
from grader.autograding.nbgrader_plugins.zip_collect import NamesOfSystems

ROSTER = Roster(
    frozenset({"ada", "grace"}), {frozenset({"ada", "lovelace"}): "ada"}, {"777": "grace"}
)
NOTEBOOK = "01-tensors"
# A path, and the student it says.
PATHS = {
    # Moodle, with and without folders; a name that the gradebook has, either way round.
    "Ben Bitdiddle_12345_assignsubmission_file_01-tensors.ipynb": "12345",
    "Ben Bitdiddle_12345_assignsubmission_file_/01-tensors.ipynb": "12345",
    "CS101-777/Ben_12345_assignsubmission_file/work/01-tensors.ipynb": "12345",
    "Ada Lovelace_12346_assignsubmission_file_01-tensors.ipynb": "ada",
    "Lovelace, Ada_12346_assignsubmission_file_/01-tensors.ipynb": "ada",
    "Participant 9_9_assignsubmission_file_01-tensors.ipynb": "9",
    # Canvas: late, resubmitted, known by its number, a student's archive.
    "bitdiddleben_12345_67890_01-tensors.ipynb": "12345",
    "bitdiddleben_LATE_12345_67890_01-tensors-2.ipynb": "12345",
    "hoppergrace_777_67890_01-tensors.ipynb": "grace",
    "submissions/bitdiddleben_12345_67890_work/x/01-tensors.ipynb": "12345",
    # By hand.
    "ben_01-tensors.ipynb": "ben",
    "ben@example.org_01-tensors.ipynb": "ben@example.org",
    "ben-01-tensors.ipynb": "ben",
    "ben/01-tensors.ipynb": "ben",
    "class/grace/work/01-tensors.ipynb": "grace",
    # Nobody.
    "01-tensors.ipynb": "",
    "class/unknown/01-tensors.ipynb": "",
    ".._01-tensors.ipynb": "",
    "*_01-tensors.ipynb": "",
    "my01-tensors.ipynb": "",
}


@pytest.mark.parametrize(("path", "student"), PATHS.items())
def test_a_path_says_whose_it_is(path, student):
    found = read_path(PurePath(path), [NOTEBOOK], ROSTER)
    assert found.student == student
    assert found.notebook == (NOTEBOOK if "my" not in path else "my01-tensors")
    assert found.passing == ("assignsubmission" in path and student != "ada")


COPIES = (
    "01-tensors (1)",
    "01-tensors(12)",
    "01-tensors-1",
    "01_tensors",
    "Copy of 01-tensors",
    "Copy_of_01_tensors (2)",
    "Copy of Copy of 01-tensors",
    "Kopie_von_01-tensors",
    "Cópia de 01-tensors",
)


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize(
    ("before", "student"), [("ben_", "ben"), ("b_1_2_", "1"), ("B_3_assignsubmission_file_", "3")]
)
def test_a_copy_is_known_for_what_it_is(name, before, student):
    found = read_path(PurePath(f"{before}{name}.ipynb"), [NOTEBOOK, "02-other"], ROSTER)
    assert (found.student, found.notebook, found.exact) == (student, NOTEBOOK, False)


def test_a_notebook_of_another_name_keeps_it():
    path = PurePath("Ben_12_assignsubmission_file_my homework.ipynb")
    assert read_path(path, [NOTEBOOK], ROSTER) == Named("12", "my homework", False, True)


def test_a_name_without_end_is_not_read():
    for name in (f"ben_1_{'9' * 5000}_{NOTEBOOK}", "a " * 30_000, f"ben_{'9' * 60_000}_"):
        assert read_path(PurePath(f"class/{name}.ipynb"), [NOTEBOOK], ROSTER).student == ""


def test_the_longest_name_that_was_handed_out_counts():
    names = ["problem", "problem-1", "problem-10"]
    for name in names:
        found = read_path(PurePath(f"ben_{name}.ipynb"), names, ROSTER)
        assert (found.notebook, found.exact) == (name, True)


def test_an_expression_of_the_instructors_own_is_asked_alone():
    config = Config()
    config.NamesOfSystems.named_regexp = r".*/(?P<student_id>\w+)__(?P<file_id>.+)\.ipynb"
    names = NamesOfSystems(config=config)
    assert names.collect("/x/ben__01-tensors.ipynb") == {
        "student_id": "ben",
        "file_id": "01-tensors",
    }
    assert names.collect("/x/ben_01-tensors.ipynb") is None
