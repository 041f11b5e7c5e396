"""`grader status` tells where each student stands, agrees with the gradebook, and can be read anywhere."""

from __future__ import annotations

import argparse
import csv
import datetime
import gc
import io
import json
import os
import re
import shutil
from dataclasses import replace

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import event

from grader.autograding.classes.roll import MARKED, Entry, Roll, read_roll, read_term
from grader.autograding.classes.what_next import what_next
from grader.autograding.recording.class_marks import (
    Person,
    StudentMarks,
    class_marks_of,
    term_marks_of,
)
from grader.autograding.recording.feedback_pages import (
    CHANGED,
    EXCHANGE,
    MADE,
    OLD,
    RETURNED,
    Feedback,
)
from grader.autograding.recording.returned import Returned, add_returned, read_returned
from grader.autograding.recording.split import Split, split_file, write_split
from grader.autograding.terms.course_clock import clock_called
from grader.autograding.terms.results import Marked
from grader.autograding.terms.spreadsheet_text import as_text, table
from grader.teaching import give_back
from grader.teaching.status_counts import is_due
from grader.teaching.status_text import assignment_text, term_text
from grader.teaching.terminal_width import cut, padded, width
from maintenance.large_class import make_class
from tests.autograding.test_faults import NAME
from tests.surroundings import ROOT
from tests.teaching.standing_class import DUE, PEOPLE, standing

__all__ = ["standing"]  # a fixture
UTC_CLOCK = clock_called("UTC")
GUIDE = ROOT / "docs/instructors/status.md"


@pytest.fixture(scope="module")
def students(standing) -> dict[str, dict]:
    """Student to what `--json` says."""
    return {entry["student"]: entry for entry in _json(standing)[0]["students"]}


def _json(made) -> list[dict]:
    with pytest.MonkeyPatch.context() as patched:
        said = io.StringIO()
        patched.setattr("sys.stdout", said)
        patched.chdir(made.folder)
        from grader import cli

        assert cli.main(["status", NAME, "--json"]) == 1
    return json.loads(said.getvalue())


def test_the_guide_shows_what_the_command_prints(standing, capsys):
    guide = GUIDE.read_text("utf-8")
    for arguments in (("status", NAME), ("status",)):
        code, said, err = standing.command(capsys, *arguments)
        assert (code, err) == (1, "")
        assert f"$ grader {' '.join(arguments)}\n{said}```" in guide


def test_the_guide_names_every_key_and_every_count(standing, students):
    guide = GUIDE.read_text("utf-8")
    (assignment,) = _json(standing)
    for key in (*assignment, *assignment["counts"], *students["ada"]):
        assert f"`{key}`" in guide, key


def test_each_student_is_told_where_they_stand(students):
    states = {student: entry["status"] for student, entry in students.items()}
    assert states == {
        "ada": "marked",
        "eve": "not in the class list",
        "s101": "marked",
        "s102": "unreadable",
        "s103": "not handed in",
        "s104": "marked",
        "s105": "not marked",
        "s106": "marked",
        "s107": "not handed in",
        "s108": "marked",
        "s109": "not handed in",
    }
    assert {student for student, entry in students.items() if entry["waits"]} == {
        *("eve", "s102", "s104", "s105", "s106")
    }
    late = {student: entry["seconds_late"] for student, entry in students.items() if entry["late"]}
    assert late == {"s101": 21 * 3600, "s105": 1800}  # s105 is not marked yet
    assert students["s106"]["handed_in_anew"]
    assert students["s106"]["time"] == "2020-03-01T10:00:00+00:00"
    assert students["s107"]["extension_seconds"] == 2 * 86400
    assert (students["s101"]["changed_by_hand"], students["s101"]["score"]) == (1, 9)
    assert (students["s104"]["waiting"], students["s104"]["letters"]) == (
        1,
        ["Could you look at this?"],
    )
    assert students["s109"]["not_taken"] == ["class.zip:levi_homework.pdf"]
    assert "is broken" in students["s102"]["problems"][0]


def test_feedback_is_back_by_what_lies_in_the_exchange_and_by_what_was_recorded(students):
    told = {
        student: (entry["feedback"], entry["returned_by"])
        for student, entry in students.items()
        if entry["feedback"]
    }
    assert told == {
        "ada": ("returned", "exchange"),
        "s101": ("made", ""),
        "s102": ("made", ""),
        "s108": ("returned", "moodle"),
    }


def test_every_figure_is_the_gradebooks(standing, students):
    (assignment,) = _json(standing)
    with Gradebook(standing.course.database, standing.course.course_id) as book:
        theirs = {entry["student"]: entry for entry in book.submission_dicts(NAME)}
        assert assignment["most"] == book.find_assignment(NAME).max_score
        assert assignment["due"] == f"{DUE.isoformat()}+00:00"
    marked = {student for student, entry in students.items() if entry["score"] is not None}
    assert marked == set(theirs)
    for student in marked:
        assert students[student]["raw_score"] == theirs[student]["score"]
        assert bool(students[student]["waiting"]) == theirs[student]["needs_manual_grade"]
    mean = sum(students[student]["score"] for student in marked) / len(marked)
    assert assignment["mean"] == pytest.approx(mean)
    assert assignment["counts"]["marked"] == len(marked)


def test_times_are_shown_by_the_clock_of_the_course_and_stay_in_utc_for_a_program(standing, capsys):
    facts = standing.folder / "course/course.toml"
    assert not facts.exists()
    facts.parent.mkdir()
    facts.write_text(
        (ROOT / "course/course.toml").read_text("utf-8").replace("# time_zone", "time_zone")
    )
    try:
        one, term = (standing.command(capsys, "status", *more)[1] for more in ((NAME,), ()))
        (assignment,) = _json(standing)
    finally:
        shutil.rmtree(facts.parent)
    assert one.startswith(f"{NAME}: due Sun 2020-03-01 13:00 CET, 20 points\n")
    assert re.search(r"ada +Ada Lovelace +02-28 10:15", one)
    assert re.search(rf"{NAME} +03-01 13:00", term)
    assert "\nTimes are those of Europe/Berlin.\n" in term
    assert assignment["due"] == "2020-03-01T12:00:00+00:00"


def test_who_marks_whom_stands_behind_the_name_where_a_class_is_shared_out(standing, capsys):
    write_split(standing.folder, Split(NAME, 1, ("kim", "lou"), {"ada": "kim", "s101": "lou"}))
    try:
        shown = standing.command(capsys, "status", NAME)[1]
        (assignment,) = _json(standing)
        rows = standing.command(capsys, "status", "--csv")[1].removeprefix("\ufeff")
    finally:
        split_file(standing.folder, NAME).unlink()
    assert re.search(r"id +name +marker +handed in", shown)
    assert re.search(r"ada +Ada Lovelace +kim +02-28", shown)
    assert re.search(r"s101 +Zoë Müller +lou +03-02", shown)
    by_student = {entry["student"]: entry["marker"] for entry in assignment["students"]}
    assert (by_student["ada"], by_student["s101"], by_student["s104"]) == ("kim", "lou", "")
    assert {row["marker"] for row in csv.DictReader(io.StringIO(rows))} == {"kim", "lou", ""}
    assert "marker" not in standing.command(capsys, "status", NAME)[1]


def test_a_page_made_anew_is_told_from_the_one_that_went_back(standing):
    page = standing.course.feedback / "s108" / NAME / f"{NAME}.html"
    released = standing.course.feedback / "ada" / NAME / f"{NAME}.html"
    kept = {path: (path.read_bytes(), path.stat()) for path in (page, released)}
    later = datetime.datetime.now().timestamp() + 60
    try:
        for path in kept:
            os.utime(path, (later, later))  # made anew with the same content
        assert _feedback(standing, "ada", "s108") == [RETURNED, RETURNED]
        for path in kept:
            path.write_text("another")
            os.utime(path, (later, later))
        assert _feedback(standing, "ada", "s108") == [CHANGED, CHANGED]
        for path in kept:
            os.utime(path, (1, 1))  # before it was marked
        assert _feedback(standing, "ada", "s108") == [OLD, OLD]
    finally:
        for path, (content, status) in kept.items():
            path.write_bytes(content)
            os.utime(path, (status.st_atime, status.st_mtime))
    assert _feedback(standing, "ada", "s108") == [RETURNED, RETURNED]


def _feedback(made, *students: str) -> list[str]:
    entries = {entry.person.id: entry for entry in read_roll(made.course, NAME).entries}
    return [entries[student].feedback.state for student in students]


BROKEN = ("", "[]", "{", '{"ada": 1}', '{"ada": {"time": "soon", "digest": "", "by": ""}}')


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_record_of_what_went_back_counts_as_none_and_is_written_anew(tmp_path, content):
    ada = Returned("2026-03-01T12:00:00+00:00", "a digest", "canvas")
    add_returned(tmp_path, NAME, {"ada": ada})
    (file,) = (tmp_path / ".nbgrader/returned").iterdir()
    assert read_returned(tmp_path, NAME) == {"ada": ada}
    file.write_text(content)
    assert read_returned(tmp_path, NAME) == {}
    add_returned(tmp_path, NAME, {"ben": ada})
    assert read_returned(tmp_path, NAME) == {"ben": ada}


def test_a_spreadsheet_takes_no_name_for_a_formula_and_keeps_every_letter(standing, capsys):
    _, said, _ = standing.command(capsys, "status", "--csv")
    assert said.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(said.removeprefix("\ufeff"))))
    names = {row["student"]: row["name"] for row in rows}
    assert names["s103"] == "'=1+1 Curie"
    assert names["s102"] == "小明 王"
    assert {row["time"] for row in rows if row["student"] == "ada"} == {"2020-02-28 09:15:00"}
    for text in ("=1", "+49", "-x", "@SUM", "\t=1", "\r=1"):
        assert as_text(text) == f"'{text}"
    assert (as_text(-1.5), as_text("a=b"), as_text("")) == (-1.5, "a=b", "")
    assert table(["a"], [{"a": 'x,"y"\nz'}]) == '\ufeffa\r\n"x,""y""\nz"\r\n'


def test_columns_line_up_under_letters_of_any_width(standing):
    roll = read_roll(standing.course, NAME)
    lines = assignment_text(roll, roll.entries, None, UTC_CLOCK).splitlines()
    table = lines[2 : 3 + len(roll.entries)]
    place = lines[2].index("handed in")
    for line, entry in zip(table[1:], roll.entries, strict=True):
        columns = 0
        for index, letter in enumerate(line):
            if columns == place:
                assert line[index - 1] == " " and letter != " ", line
                break
            columns += width(letter)
        assert entry.person.id in line
    assert (width("Zoë"), width("Zoë"), width("小明"), width("")) == (3, 3, 4, 0)
    assert (cut("小明王", 5), cut("小明王", 4), cut("Zoë", 3)) == ("小明…", "小…", "Zoë")
    assert padded("小", 4) == "小  " and padded("1", 3, right=True) == "  1"


@pytest.mark.parametrize("terminal", [72, 80, 100])
def test_a_narrow_terminal_cuts_names_and_no_id(standing, terminal):
    roll = read_roll(standing.course, NAME)
    lines = assignment_text(roll, roll.entries, terminal, UTC_CLOCK).splitlines()
    assert max(map(width, lines)) <= terminal
    for student, *_ in PEOPLE:
        assert any(re.match(rf"[> ]  {student} ", line) for line in lines)


def test_where_the_term_has_more_assignments_than_room_the_first_are_left_out_and_named(standing):
    roll = read_roll(standing.course, NAME)
    rolls = [replace(roll, assignment=f"{number:02}-lesson") for number in range(1, 16)]
    lines = term_text(rolls, False, 80, UTC_CLOCK).splitlines()
    students = lines[: lines.index("")]
    assert max(map(width, students)) <= 80
    assert "No room here for 01, 02, 03" in students[-2] + students[-1]
    whole = term_text(rolls, False, None, UTC_CLOCK)
    assert "No room here" not in whole and " 01  " in whole


def test_only_those_are_listed_for_whom_there_is_something_to_do_where_that_is_asked_for(
    standing, capsys
):
    for arguments in (("status", NAME), ("status",)):
        _, said, _ = standing.command(capsys, *arguments, "--waiting")
        listed = re.findall(r"^[> ]  (\w+) ", said, re.MULTILINE)
        assert listed == ["id", "eve", "s102", "s104", "s105", "s106"]


def test_a_program_gets_letters_that_any_terminal_shows(standing, capsys):
    assert standing.command(capsys, "status", "--json")[1].isascii()


def test_wrong_use_is_said_in_a_sentence(standing, tmp_path, capsys, monkeypatch):
    code, out, err = standing.command(capsys, "status", "99-none")
    assert (code, out) == (2, "")
    assert "The gradebook has no assignment '99-none' (it has: 01-tensors)." in err
    assert "`nbgrader generate_assignment --force 99-none`" in err
    with pytest.raises(SystemExit) as refused:
        standing.command(capsys, "status", "--json", "--csv")
    assert refused.value.code == 2
    elsewhere = replace(standing, folder=tmp_path)
    code, _, err = elsewhere.command(capsys, "status")
    assert code == 2 and f"There is no gradebook in {tmp_path}" in err
    assert list(tmp_path.iterdir()) == []  # and none is made by looking for it


# nbgrader leaves its connection open where it can't read the file, and Python 3.13 says so.
@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
def test_a_file_that_is_no_gradebook_is_named(standing, tmp_path, capsys):
    (tmp_path / "gradebook.db").write_bytes(b"no gradebook" * 99)
    code, _, err = replace(standing, folder=tmp_path).command(capsys, "status")
    gc.collect()
    assert code == 2 and "the gradebook cannot be used" in err


def test_before_the_due_date_nobody_is_missing():
    entry = Entry(Person("ada"), "not handed in")
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    day = datetime.timedelta(days=1)
    extended = replace(entry, marks=StudentMarks("", extension=3 * day))
    assert [is_due(entry, now - day), is_due(entry, now + day), is_due(entry, None)] == [
        *(True, False, False)
    ]
    assert not is_due(extended, now - day)
    roll = Roll(NAME, (entry, replace(extended, person=Person("ben"))), 20.0, True, due=now - day)
    said = assignment_text(roll, roll.entries, None, UTC_CLOCK)
    assert re.search(r"ada +missing", said) and re.search(r"ben +nothing yet", said)


DONE = Entry(Person("ada"), MARKED, marks=StudentMarks("e", is_marked=True))
STATES = {
    "nobody": ((), "`nbgrader collect 01-tensors`"),
    "a stranger": (
        (Entry(Person("eve"), "not in the class list"),),
        "`nbgrader db student add eve`",
    ),
    "not marked": (
        (Entry(Person("ada"), "not marked"), DONE),
        "`grader autograde 01-tensors` marks what came in (1 not marked yet)",
    ),
    "handed in anew": ((replace(DONE, anew=True),), "marks what came in (1 handed in anew)"),
    "an error": (
        (replace(DONE, status="not marked", marked=Marked("ada", error="It could not.")),),
        "the same command again marks what was not run",
    ),
    "no feedback": ((DONE,), "Next: `nbgrader generate_feedback --force 01-tensors`"),
    "old feedback": (
        (replace(DONE, feedback=Feedback(OLD, None, EXCHANGE)),),
        "Next: `nbgrader generate_feedback --force 01-tensors`",
    ),
    "a flag": (
        (replace(DONE, marks=StudentMarks("e", is_marked=True, flagged=True)),),
        "look at what is flagged in Formgrader (Manual Grading); then `nbgrader generate_feedback",
    ),
    "made, by the exchange": (
        (replace(DONE, feedback=Feedback(MADE, None, EXCHANGE)),),
        "`nbgrader release_feedback 01-tensors` gives 1 their feedback;",
    ),
    "made, by a system": (
        (replace(DONE, feedback=Feedback(MADE)),),
        "`grader return 01-tensors --moodle LIST` or `--canvas LIST` gives 1 their feedback;",
    ),
    "made anew": (
        (replace(DONE, feedback=Feedback(CHANGED, DUE, EXCHANGE)),),
        "`nbgrader release_feedback 01-tensors` gives 1",
    ),
    "all back": ((replace(DONE, feedback=Feedback(RETURNED, DUE, EXCHANGE)),), "Next: nothing,"),
}


@pytest.mark.parametrize("state", STATES)
def test_what_is_next_is_said_in_every_state(state):
    entries, words = STATES[state]
    assert words in what_next(Roll(NAME, entries, 20.0, True))


def test_the_commands_that_are_named_can_be_given_as_they_are_named():
    roll = Roll(NAME, (replace(DONE, feedback=Feedback(MADE)),), 20.0, True)
    one, other = re.findall(r"`([^`]+LIST)`", what_next(roll))
    parser = argparse.ArgumentParser()
    give_back.add_arguments(parser)
    for words in (one, f"grader return {NAME} {other}"):
        assert parser.parse_args(words.split()[2:]).assignment == NAME


def test_nothing_waits_once_everything_is_marked_and_looked_at(capsys):
    roll = Roll(NAME, (replace(DONE, feedback=Feedback(RETURNED, DUE, EXCHANGE)),), 20.0, True)
    assert "Nothing waits to be marked or looked at." in term_text([roll], False, None, UTC_CLOCK)
    assert ">" not in assignment_text(roll, roll.entries, None, UTC_CLOCK)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A small one of the large classes: with all folders, and three assignments."""
    folder = tmp_path_factory.mktemp("large")
    make_class(folder, students=30, assignments=3, folders=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        from grader.autograding.terms.course_folder import open_course

        yield open_course()


def test_a_made_class_is_as_one_that_was_marked(large):
    first, second, third = read_term(large)
    assert (len(first.entries), first.due) == (30, datetime.datetime(2026, 3, 1, 12))
    assert {entry.feedback.state for entry in first.submissions} == {MADE}
    assert all(entry.score is not None for entry in (*first.submissions, *second.submissions))
    assert any(entry.is_to_be_marked for entry in third.entries)
    assert not any(entry.anew or entry.feedback.state for entry in third.entries)


def test_a_term_is_read_in_as_many_queries_whatever_its_length_and_agrees_with_nbgrader(large):
    asked: list[str] = []
    with Gradebook(large.database, large.course_id) as book:
        event.listen(book.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        term = term_marks_of(book)
        queries = len(asked)
        first, second, _ = term
        assert class_marks_of(book, first) == term[first]
        assert len(asked) == 2 * queries < 24
        for name in (first, second):
            for entry in book.submission_dicts(name):
                mark = term[name].marks[entry["student"]]
                assert mark.raw_score == pytest.approx(entry["score"])
                assert bool(mark.waiting) == entry["needs_manual_grade"]
