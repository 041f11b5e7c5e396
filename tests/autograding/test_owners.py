"""Whose work it is, is decided by what the system wrote: nobody's file name takes another's place."""

from __future__ import annotations

import json
import unicodedata
from pathlib import PurePath

import pytest

from grader.autograding.nbgrader_plugins.file_names import Roster, read_path
from tests.autograding.collecting import FILE, MOODLE, NAME, Collecting, zipped

CLASS = (
    {"id": "ada", "first_name": "Ada", "last_name": "Lovelace", "lms_user_id": "4001"},
    {"id": "aaron", "first_name": "Aaron", "last_name": "Abel", "lms_user_id": "4002"},
    {"id": "josé", "first_name": "José", "last_name": "Núñez", "lms_user_id": "4003"},
    {"id": "1009", "first_name": "Carla", "last_name": "Weber", "lms_user_id": "4009"},
)
ADA, AARON = MOODLE.format("Ada Lovelace_1001"), MOODLE.format("Aaron Abel_1002")


@pytest.fixture
def course(tmp_path, repository):
    return Collecting.made(tmp_path, repository, CLASS)


# What Aaron may call a file in his own Moodle folder, or an archive, or a folder in it.
OTHERS = (
    f"Ada Lovelace_1001_assignsubmission_file_{FILE}",
    f"Ada Lovelace_1001_assignsubmission_file_/{FILE}",
    f"lovelaceada_4001_9001_{FILE}",
    f"ada_{FILE}",
    f"ada/{FILE}",
    f"work/ada/{FILE}",
    f"ada/{NAME}/{FILE}",
    f"Ada_{FILE.upper()}",
)


def test_in_moodle_a_name_within_a_learners_folder_takes_nobodys_place(course):
    files = {f"{ADA}/{FILE}": course.notebook("ada")}
    for number, name in enumerate([*OTHERS, *OTHERS]):
        theirs = MOODLE.format(f"A_{number}")
        files[f"{theirs}/{FILE}"] = course.notebook(f"own {number}")
        if number < len(OTHERS):
            files[f"{theirs}/{name}"] = course.notebook("fake")
        else:
            files[f"{theirs}/ada_{NAME}.zip"] = zipped({name: course.notebook("fake")})
    course.put("all.zip", zipped(files))
    assert course.collect()
    students = {str(number): f"own {number}" for number in range(2 * len(OTHERS))}
    assert course.taken() == {"ada": "ada", **students}
    fakes = [path for path, mark in course.submitted().items() if mark == "fake"]
    assert fakes == sorted(f"{student}/{NAME}/{NAME} again.ipynb" for student in students)


def test_in_canvas_a_name_within_a_learners_archive_takes_nobodys_place(course):
    files = {f"lovelaceada_4001_90001_{FILE}": course.notebook("ada")}
    for number, name in enumerate(OTHERS):
        inside = zipped({name: course.notebook("fake"), "x/y.txt": b"x"})
        files[f"a_{number}_90002_work.zip"] = inside
    course.put("submissions.zip", zipped(files))
    assert course.collect()
    students = {str(number): "fake" for number in range(len(OTHERS))}
    assert course.taken() == {"ada": "ada", **students}


def test_a_name_within_a_folder_that_nobody_knows_says_nothing(course):
    files = {
        f"stranger/ada_{FILE}": course.notebook("fake"),
        f"stranger/lovelaceada_4001_9001_{FILE}": course.notebook("fake"),
        f"aaron/ada_{FILE}": course.notebook("aaron"),
    }
    course.put("class.zip", zipped(files))
    assert course.collect()
    assert course.taken() == {"aaron": "aaron"}
    assert f"Left out: stranger/ada_{FILE}: Its name doesn't say whose it is." in course.said


def test_who_is_called_like_another_student_takes_nobodys_place(course):
    other = MOODLE.format("Ada Lovelace_1007")
    files = {f"{ADA}/{FILE}": course.notebook("ada"), f"{other}/{FILE}": course.notebook("other")}
    course.put("all.zip", zipped(files))
    assert course.collect()
    assert course.taken() == {"1001": "ada", "1007": "other"}
    assert (
        "ada may be meant by Ada Lovelace 1001 (Moodle) and by Ada Lovelace 1007 (Moodle): they are "
        "filed as 1001 and 1007, and neither replaces the other." in course.said
    )


def test_a_learners_own_name_in_moodles_form_is_not_read(course):
    name = MOODLE.format("Ada Lovelace_1001_assignsubmission_file__1002")
    files = {f"{ADA}/{FILE}": course.notebook("ada"), f"{name}/{FILE}": course.notebook("fake")}
    course.put("all.zip", zipped(files))
    assert course.collect()
    assert course.taken() == {"ada": "ada"}
    assert "Two parts of its name look like Moodle's" in course.said


def test_a_number_of_moodle_that_is_somebody_elses_id_is_not_used(course):
    course.put("all.zip", zipped({f"{MOODLE.format('Zoe Z_1009')}/{FILE}": course.notebook("zoe")}))
    course.collect()
    assert course.taken() == {}
    assert "Moodle's number 1009 is the id of somebody else" in course.said


def test_a_teams_name_takes_nobodys_place(course):
    files = {
        MOODLE.format(name) + f"/{FILE}": course.notebook(name) for name in ("ada", "Default group")
    }
    course.put("all.zip", zipped(files))
    assert course.collect()
    assert course.taken() == {"team ada": "ada", "team Default group": "Default group"}
    said = "Work of a team, whose members Moodle doesn't name (2): team Default group, team ada."
    assert said in course.said


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "name", ["José Núñez", "Núñez, José", "Seminar A-José Núñez", "A-B-José Núñez"]
)
def test_names_are_known_in_each_form_of_unicode_and_behind_a_groups_name(form, name):
    roster = Roster(frozenset({"jo"}), {frozenset({"josé", "núñez"}): "jo"})
    folder = unicodedata.normalize(form, MOODLE.format(f"{name}_2"))
    assert read_path(PurePath(f"all/{folder}/{FILE}"), [NAME], roster).student == "jo"


@pytest.mark.parametrize("written", ["José", "jose\u0301", "JOSÉ"])
def test_an_id_is_known_in_each_form_of_unicode_and_letter_case(written):
    roster = Roster(frozenset({"josé", "Ada", "ada"}))
    assert read_path(PurePath(f"{written}_{FILE}"), [NAME], roster).student == "josé"
    assert read_path(PurePath(f"ADA_{FILE}"), [NAME], roster).student == "ADA"


def test_whom_a_number_concerns_and_who_is_not_in_the_class_is_named(course):
    course.put("all.zip", zipped({f"{MOODLE.format('Zoe Zuse_77')}/{FILE}": course.notebook("z")}))
    course.put(f"zusekonrad_5005_91_{FILE}", course.notebook("k"))
    assert course.collect()
    assert "alone (1): 77 (Zoe Zuse)." in course.said and "77 (Zoe Zuse)" in course.said
    assert "Not in the class list (1): 5005 (zusekonrad)." in course.said


def test_what_is_no_notebook_is_named_with_its_student(course):
    files = {"weberkarla_4009_9001_homework.pdf": b"%PDF", f"abelaaron_4002_9_{FILE}": course.notebook("a"),
             "abelaaron_4002_10_timestamp.txt": b"1"}  # fmt: skip
    course.put("submissions.zip", zipped(files))
    assert course.collect()
    path = "downloaded/01-tensors/archive/submissions.zip: 'weberkarla_4009_9001_homework.pdf'"
    skipped = {entry.student: entry for entry in course.record.skipped}
    assert (skipped["1009"].path, skipped["1009"].why) == (path, "It is no notebook (.pdf).")
    assert skipped["aaron"].why == "Only the exchange itself writes a file of this name."
    last = [line.strip() for line in course.said.splitlines()[-3:]]
    assert last == [
        "Left out beside notebooks that were collected (1): aaron Abel.",
        "Left out: 1009 Weber: weberkarla_4009_9001_homework.pdf: It is no notebook (.pdf).",
        "All of it, file by file: .nbgrader/collecting.log",
    ]


def test_a_few_lines_are_said_of_a_class(course):
    files = {
        f"{MOODLE.format(f'Student {n}_{n}')}/{FILE}": course.notebook(str(n)) for n in range(30)
    }
    course.put("all.zip", zipped(files))
    assert course.collect()
    assert len(course.taken()) == 30
    assert len(course.said.splitlines()) <= 4, course.said


def test_work_that_is_there_is_not_replaced_unless_asked(course):
    course.put("all.zip", zipped({f"{ADA}/{FILE}": course.notebook("new"), f"{AARON}/{FILE}": course.notebook("x")}))  # fmt: skip
    there = course.folder / "submitted/ada" / NAME / FILE
    there.parent.mkdir(parents=True)
    there.write_text(course.notebook("old"))
    assert not course.collect()
    assert course.taken() == {"ada": "old"}
    assert "of ada Lovelace work is in submitted/ already. --force replaces it." in course.said
    assert course.collect("--force")
    assert course.taken() == {"ada": "new", "aaron": "x"}
    assert json.loads(there.read_text())


def test_what_a_person_named_and_what_a_system_named_do_not_replace_each_other(course):
    course.put(f"ada_{FILE}", course.notebook("by hand"))
    files = {f"{ADA}/{FILE}": course.notebook("moodle"), f"{AARON}/{FILE}": course.notebook("x")}
    course.put("all.zip", zipped(files))
    course.put("s.zip", zipped({f"abelaaron_4002_9_{FILE}": course.notebook("canvas")}))
    assert course.collect()
    assert course.taken() == {"ada": "by hand", "1001": "moodle", "1002": "x", "4002": "canvas"}


def test_an_expression_of_the_instructors_own_is_asked_alone(course):
    course.put(f"2026-03-01 ada ({NAME}).ipynb", course.notebook("own"))
    course.put(f"ada_{FILE}", course.notebook("other"))
    expression = r".*/(?P<timestamp>[\d-]+) (?P<student_id>\w+) \((?P<file_id>\d\d-[a-z-]*[a-z])\)"
    assert course.collect(f"--NamesOfSystems.named_regexp={expression}")
    assert course.taken() == {"ada": "own"}
    assert course.record.students["ada"].time == "2026-03-01T00:00:00+00:00"
    (skipped,) = course.record.skipped
    assert skipped.why == "NamesOfSystems.named_regexp doesn't match its path."
