"""What was handed in beside a notebook lies beside it again after a download was collected."""

from __future__ import annotations

import datetime

import pytest

from grader.autograding.reading import handed_in
from grader.autograding.reading.handed_in import EXCHANGE_FILES
from tests.autograding.collecting import FILE, NAME, Collecting, zipped
from tests.autograding.test_owners import AARON, ADA, CLASS


@pytest.fixture
def course(tmp_path, repository):
    return Collecting.made(tmp_path, repository, CLASS)


def beside(course: Collecting, student: str = "ada") -> dict[str, str]:
    """What lies beside a student's notebooks, and what is in it."""
    folder = course.folder / "submitted" / student / NAME
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb")
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


DEEP = "helpers.py", "data/points.csv"


@pytest.mark.parametrize(
    ("files", "names"),
    [
        # In a folder of Moodle's; Moodle's without folders; and as Canvas names files.
        ({f"{ADA}/{FILE}": "", f"{ADA}/helpers.py": "1", f"{ADA}/data/points.csv": "2"}, DEEP),
        ({f"{ADA}{FILE}": "", f"{ADA}helpers.py": "1"}, ("helpers.py",)),
        ({f"l_4001_91_{FILE}": "", "l_4001_92_helpers-1.py": "1"}, ("helpers.py",)),
        ({f"l_4001_91_{FILE}": "", "l_4001_92_my-2.csv": "1"}, ("my-2.csv",)),
        # The notebook's own folder is where they lie.
        ({f"{ADA}/work/{FILE}": "", f"{ADA}/work/helpers.py": "1", f"{ADA}/a.txt": "2"},
         ("helpers.py", "a.txt")),
        ({f"{ADA}/w.zip": {f"w/{FILE}": "", "w/helpers.py": "1", "w/data/points.csv": "2"}}, DEEP),
        ({f"ada/{FILE}": "", "ada/helpers.py": "1"}, ("helpers.py",)),
    ],
)  # fmt: skip
def test_what_was_handed_in_beside_a_notebook_lies_beside_it(course, files, names):
    def content(name: str, said: str | dict) -> str | bytes:
        if isinstance(said, dict):
            return zipped({inner: content(inner, text) for inner, text in said.items()})
        return course.notebook("own") if name.endswith(".ipynb") else said

    course.put("all.zip", zipped({name: content(name, said) for name, said in files.items()}))
    assert course.collect()
    assert course.taken() == {"ada": "own"}
    assert sorted(beside(course)) == sorted(names)
    assert beside(course)[names[0]] == "1"
    assert course.record.skipped == ()
    assert "WARNING" not in course.said


def test_whose_a_file_is_the_system_says_and_not_its_name(course):
    files = {
        f"{ADA}/{FILE}": course.notebook("ada"),
        f"{AARON}/{FILE}": course.notebook("aaron"),
        f"{AARON}/Ada Lovelace_1001_assignsubmission_file_helpers.py": "theirs",
        f"{AARON}/ada/helpers.py": "theirs",
    }
    course.put("all.zip", zipped(files))
    assert course.collect()
    assert beside(course) == {}
    assert set(beside(course, "aaron").values()) == {"theirs"}


@pytest.mark.parametrize(
    "name",
    [
        *EXCHANGE_FILES,
        EXCHANGE_FILES[0].upper(),
        f"{EXCHANGE_FILES[0]}/a.txt",
        f"{FILE}/a.txt",
        f"{FILE.upper()}/a.txt",
        "HELPERS.py",
    ],
)
def test_a_name_that_the_exchange_the_notebook_or_another_file_has_is_left_out_and_named(
    course, name
):
    # The notebook is collected under the name that the other file has.
    files = {f"{ADA}/{NAME} (1).ipynb": course.notebook("own"), f"{ADA}/helpers.py": "own"}
    files[f"{ADA}/{name}"] = "1"
    course.put("all.zip", zipped(files))
    assert course.collect(), course.said
    assert course.taken() == {"ada": "own"}
    assert set(beside(course).values()) <= {"own", "1"} and len(beside(course)) <= 1
    (skipped,) = course.record.skipped
    assert skipped.student == "ada"
    assert "the exchange itself" in skipped.why or "Another file or folder" in skipped.why


def test_files_beside_a_notebook_have_a_limit_in_all(course, monkeypatch):
    monkeypatch.setattr(handed_in, "MOST_FILES", 10)
    files = {
        f"{ADA}/{FILE}": course.notebook("own"),
        f"{ADA}/a.txt": "7" * 7,
        f"{ADA}/b.txt": "7" * 7,
    }
    course.put("all.zip", zipped(files))
    assert course.collect()
    assert sorted(beside(course)) == ["a.txt"]
    (skipped,) = course.record.skipped
    assert "too much" in skipped.why


def test_what_was_typed_into_moodle_and_files_without_a_notebook_are_left_out_and_named(course):
    typed = ADA.replace("_file_", "_onlinetext_")
    files = {
        f"{ADA}/{FILE}": course.notebook("own"),
        f"{typed}/onlinetext.html": "Dear teacher",
        f"{AARON}/homework.pdf": "%PDF",
    }
    course.put("all.zip", zipped(files))
    assert course.collect()
    assert beside(course) == {}
    assert {(entry.student, entry.why) for entry in course.record.skipped} == {
        ("ada", "It is no notebook (.html)."),
        ("aaron", "It is no notebook (.pdf)."),
    }


def test_of_two_downloads_that_differ_in_a_module_alone_the_newer_counts(course):
    now = datetime.datetime.now()
    for name, text, days in (("b.zip", "old", 7), ("a (1).zip", "new", 0)):
        when = (now - datetime.timedelta(days=days)).timetuple()[:6]
        files = {f"{ADA}/{FILE}": course.notebook("own"), f"{ADA}/helpers.py": text}
        course.put(name, zipped(files, when), days)
    assert course.collect()
    assert beside(course) == {"helpers.py": "new"}


def test_of_an_expression_of_the_instructors_own_it_is_said_which_endings_it_takes(course):
    course.put(f"ada {FILE}", course.notebook("own"))
    course.put("ada helpers.py", "1")
    expression = r".*/(?P<student_id>\w+) (?P<file_id>[\w-]+)"
    assert course.collect(f"--NamesOfSystems.named_regexp={expression}")
    (skipped,) = course.record.skipped
    assert "NamesOfSystems.valid_ext names what is taken: .ipynb." in skipped.why
    endings = "--NamesOfSystems.valid_ext=.ipynb", "--NamesOfSystems.valid_ext=.py"
    assert course.collect("--force", f"--NamesOfSystems.named_regexp={expression}", *endings)
    assert beside(course) == {"helpers.py": "1"}
