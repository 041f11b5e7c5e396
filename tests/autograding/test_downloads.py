"""Of several downloads and several notebooks the right one counts; lateness that is known is kept."""

from __future__ import annotations

import datetime

import pytest
from nbgrader.api import Gradebook

from grader.autograding.nbgrader_plugins.downloads import Download, newest
from grader.autograding.recording.collected import Delivery
from tests.autograding.collecting import FILE, MOODLE, NAME, Collecting, zipped

CLASS = (
    {"id": "ada", "first_name": "Ada", "last_name": "Lovelace", "lms_user_id": "4001"},
    {"id": "ben", "first_name": "Ben", "last_name": "Bitdiddle", "lms_user_id": "4002"},
)
ADA, BEN = MOODLE.format("Ada Lovelace_1001"), MOODLE.format("Ben Bitdiddle_1002")
WEEK_AGO, TODAY = (2026, 3, 1, 8, 0, 0), (2026, 3, 8, 8, 0, 0)


@pytest.fixture
def course(tmp_path, repository):
    return Collecting.made(tmp_path, repository, CLASS)


def test_the_newer_of_two_downloads_counts_whatever_they_are_called(course):
    old, new = course.notebook("old"), course.notebook("new")
    for names in (("CS1.zip", "CS1 (1).zip"), ("x.zip", "x-2.zip"), ("week1.zip", "new.zip")):
        for inside in (True, False):
            both = [(names[0], old, WEEK_AGO, 7), (names[1], new, TODAY, 0)]
            for name, notebook, when, days in both:
                files = {f"{ADA}/{FILE}": notebook, f"{BEN}/{FILE}": notebook}
                course.put(name, zipped(files, when if inside else ()), 0 if inside else days)
            assert course.collect("--force")
            assert course.taken() == {"ada": "new", "ben": "new"}
            told = [line for line in course.said.splitlines() if "Work of" in line]
            assert len(told) == 1
            assert f"Work of 2 is in {names[1]} and in {names[0]}: the newer, {names[1]}" in told[0]
            for name in names:
                (course.archive / name).unlink()


def test_where_the_times_of_two_downloads_do_not_tell_nothing_is_collected(course):
    for name, mark, when, days in (
        ("a.zip", "one", TODAY, 0),
        ("b.zip", "two", TODAY, 0),
        ("c.zip", "newer outside", WEEK_AGO, -9),
    ):
        course.put(name, zipped({f"{ADA}/{FILE}": course.notebook(mark)}, when), days)
    for left in (("a.zip", "b.zip"), ("a.zip", "c.zip")):
        for name in {"a.zip", "b.zip", "c.zip"} - set(left):
            (course.archive / name).rename(course.folder / name)
        assert not course.collect("--force")
        assert course.taken() == {}
        assert "of ada Lovelace there is different work in a.zip and" in course.said
        assert "Take out of downloaded/01-tensors/archive" in course.said
        for name in ("a.zip", "b.zip", "c.zip"):
            if (course.folder / name).exists():
                (course.folder / name).rename(course.archive / name)


def test_the_same_work_in_two_downloads_needs_no_telling(course):
    notebook = course.notebook("same")
    course.put("a.zip", zipped({f"{ADA}/{FILE}": notebook}, TODAY))
    course.put("b.tar.zip", zipped({f"{ADA}/{FILE}": notebook, f"{BEN}/{FILE}": notebook}, TODAY))
    assert course.collect()
    assert course.taken() == {"ada": "same", "ben": "same"}
    assert "WARNING" not in course.said


def test_the_times_in_a_learners_own_archive_make_no_download_newer(course):
    future = zipped({FILE: course.notebook("ben")}, (2090, 1, 1, 0, 0, 0))
    for name, mark, when in (("a.zip", "old", WEEK_AGO), ("b.zip", "new", TODAY)):
        files = {f"{ADA}/{FILE}": course.notebook(mark)}
        if mark == "old":
            files[f"{BEN}/work.zip"] = future
        course.put(name, zipped(files, when))
    assert course.collect()
    assert course.taken() == {"ada": "new", "ben": "ben"}


def test_where_a_due_date_is_set_and_no_time_is_known_that_is_said(course):
    course.put("a.zip", zipped({f"{ADA}/{FILE}": course.notebook("a")}))
    with Gradebook(f"sqlite:///{course.folder}/gradebook.db", "tensorflow-workbook") as book:
        book.update_or_create_assignment(NAME, duedate=datetime.datetime(2026, 3, 1))
    assert course.collect()
    assert "A due date is set, and of ada Lovelace no time is known" in course.said


def test_canvas_numbers_its_files_in_the_order_they_came(course):
    old = {f"lovelaceada_4001_9001_{FILE}": course.notebook("old")}
    new = {f"lovelaceada_4001_9100_{NAME}-1.ipynb": course.notebook("new")}
    course.put("a.zip", zipped(new, TODAY))
    course.put("b.zip", zipped(old, TODAY))
    assert course.collect()
    assert course.taken() == {"ada": "new"}
    course.put("a.zip", zipped({**old, **new}, TODAY))
    (course.archive / "b.zip").unlink()
    assert course.collect("--force")
    assert course.taken() == {"ada": "new"}
    assert "ada Lovelace has several notebooks for 01-tensors" in course.said


def when(day: float | None) -> datetime.datetime | None:
    return day and datetime.datetime(2026, 3, 1) + datetime.timedelta(days=day)


# Days inside and outside of one and of another, and whether the one is newer.
TIMES = (
    ((2, 2), (1, 1), True),
    ((2, None), (1, 5), True),
    ((1, 2), (1, 1), True),
    ((2, 1), (1, 2), None),
    ((None, 1), (None, 2), False),
    ((None, None), (1, 1), None),
    ((1, 1.0001), (1, 1), None),
)


@pytest.mark.parametrize(("one", "other", "newer"), TIMES)
def test_of_two_times_that_say_different_things_neither_counts(one, other, newer):
    downloads = [Download(str(n), *map(when, times)) for n, times in enumerate((one, other))]
    assert downloads[0].newer_than(downloads[1]) is newer
    assert newest(downloads) is {True: downloads[0], False: downloads[1], None: None}[newer]


# What lies in a learner's folder, and which of it is the notebook, by its mark.
SEVERAL = {
    "what a Mac leaves": ({f"._{FILE}": "mac", FILE: "own"}, "own"),
    "an exact name without work": ({FILE: "untouched", f"{NAME} (1).ipynb": "own"}, "own"),
    "an exact name without the cells": ({FILE: "other", f"{NAME}-2.ipynb": "own"}, "own"),
    "stripped by an editor": ({FILE: "other", f"{NAME}-2.ipynb": "stripped"}, "stripped"),
    "two with work": ({FILE: "own", f"{NAME} (1).ipynb": "two"}, "own"),
    "in a folder": ({f"old/{FILE}": "two", FILE: "own"}, "own"),
    "two and none exact": ({f"{NAME} (1).ipynb": "own", f"{NAME} (2).ipynb": "two"}, None),
}


@pytest.mark.parametrize(("files", "taken"), SEVERAL.values(), ids=SEVERAL)
def test_of_several_notebooks_the_one_with_the_work_is_taken_and_named(course, files, taken):
    content = {
        "mac": b"\0\5\26\7",
        "own": course.notebook("own"),
        "two": course.notebook("two"),
        "untouched": course.notebook("untouched", untouched=True),
        "stripped": course.notebook("stripped", stripped=True),
        "other": '{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": "1"}]}',
    }
    course.put("a.zip", zipped({f"{ADA}/{name}": content[mark] for name, mark in files.items()}))
    assert course.collect()
    assert course.taken() == ({"ada": taken} if taken else {})
    named = "mac" not in files.values()
    assert ("ada Lovelace has several notebooks" in course.said) == named
    if taken is None:
        assert "which is meant can't be told" in course.said
        assert len(course.submitted()) == 2


def test_of_two_in_a_learners_own_archive_the_later_one_counts(course):
    inside = zipped({FILE: course.notebook("old")}, WEEK_AGO)
    made = zipped({f"{ADA}/one.zip": inside, f"{ADA}/two.zip": zipped({f"{NAME} (1).ipynb": course.notebook("new")}, TODAY)})  # fmt: skip
    course.put("a.zip", made)
    assert course.collect()
    assert course.taken() == {"ada": "new"}


def test_what_a_browser_added_to_a_notebooks_name_is_taken_off(course):
    for ending in (".ipynb.txt", ".IPYNB", ".ipynb.json"):
        course.put("a.zip", zipped({f"{ADA}/{NAME}{ending}": course.notebook(ending)}))
        assert course.collect("--force")
        assert course.taken() == {"ada": ending}


def test_what_canvas_marks_as_late_is_recorded_and_said(course):
    files = {
        f"lovelaceada_LATE_4001_91_{FILE}": course.notebook("a"),
        f"bitdiddleben_4002_92_{FILE}": course.notebook("b"),
    }
    course.put("submissions.zip", zipped(files))
    assert course.collect()
    source = "downloaded/01-tensors/archive/submissions.zip"
    assert course.record.students == {
        "ada": Delivery(
            True,
            None,
            source,
            "lovelaceada",
            "Canvas",
            "4001",
            f"lovelaceada_LATE_4001_91_{FILE}",
        ),
        "ben": Delivery(
            False, None, source, "bitdiddleben", "Canvas", "4002", f"bitdiddleben_4002_92_{FILE}"
        ),
    }
    assert "Late, as the system says (1): ada Lovelace." in course.said
    # Where nobody is marked, Canvas may have no due date.
    course.put("submissions.zip", zipped({f"bitdiddleben_4002_92_{FILE}": course.notebook("b")}))
    assert course.collect("--force")
    assert course.record.students["ben"].late is None
    assert course.record.students["ada"].late is True


WORKSHEET = """\ufeffIdentifier,"Full name",Status,Grade,"Last modified (submission)","Last modified (grade)"
"Participant 1001","Ada Lovelace","Submitted for grading - 2 hours late",,"Thursday, 5 November 2026, 11:42 PM",-
"Participant 1002","Ben Bitdiddle","Submitted for grading",,"{}",-
"Participant 1003","Zoe Zuse","No submission",,-,-
"""


def test_moodles_worksheet_says_when_each_handed_in_and_a_learners_own_files_do_not(course):
    learners = {"timestamp.txt": b"2020-01-01 00:00:00 UTC",
                "Grades.csv": WORKSHEET.format("Monday, 1 January 2020, 1:00 AM")}  # fmt: skip
    files = {f"{BEN}/{name}": content for name, content in learners.items()}
    files |= {f"{BEN}/{FILE}": course.notebook("b"), f"{ADA}/{FILE}": course.notebook("a")}
    files[f"{ADA}/work.zip"] = zipped(learners)
    course.put("all.zip", zipped(files))
    course.put(f"unzipped/{BEN}/Grades.csv", learners["Grades.csv"])
    course.put("Grades-CS1.csv", WORKSHEET.format("Freitag, 6. November 2026, 08:00"))
    assert course.collect("--NamesOfSystems.worksheet_zone=Europe/Berlin")
    folder = course.folder / "submitted"
    assert (folder / "ada" / NAME / "timestamp.txt").read_text() == "2026-11-05 22:42:00"
    assert not (folder / "ben" / NAME / "timestamp.txt").exists()
    students = course.record.students
    assert (students["ada"].time, students["ada"].late) == ("2026-11-05T23:42:00+01:00", True)
    assert (students["ben"].time, students["ben"].late) == (None, None)
    assert "When 1 handed in was read from" in course.said
    assert "as times of Europe/Berlin" in course.said
    assert "has times that can't be read, such as 'Freitag, 6. November" in course.said
