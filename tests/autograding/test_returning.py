"""Marks and feedback go back to Moodle and Canvas in the form that each reads, and nothing else changes.

What is written is read here by the rules of the readers, as their sources publish them:

- Moodle's grading worksheet: mod/assign/feedback/offline/importgradeslib.php of moodle/moodle (columns by
  name; the number behind the identifier's word; `unformat_float` takes the language's decimal separator),
- Moodle's archive of feedback: mod/assign/feedback/file/importziplib.php,
- Canvas's gradebook: lib/gradebook_importer.rb of instructure/canvas-lms (header, line of points,
  "(read only)", delimiter by the first three lines, decimal comma to period),
- Canvas's archive: AbstractAssignment#generate_comments_from_files there.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from grader import cli
from grader.autograding.recording.class_marks import Person
from grader.autograding.recording.collected import Delivery
from grader.autograding.recording.returned import digest_of_pages, read_returned
from grader.autograding.terms.errors import CourseError
from grader.teaching.canvas_gradebook import canvas_gradebook
from grader.teaching.feedback_zip import entry_names
from grader.teaching.kept_table import read_table
from grader.teaching.mark_sheet import Line, whose_lines
from grader.teaching.moodle_worksheet import moodle_worksheet
from tests.autograding.made_class import earning
from tests.autograding.returning import CANVASES, CLASS, MOODLES, hand_in_class, make_pages, page_of
from tests.autograding.test_faults import NAME

ANSWERS = {
    "ada": {"row_means": earning(1), "scale_pixels": earning(2)},
    "jose": {"row_means": earning(2)},
    "grace": {"row_means": earning(1.5)},
    "li": {"scale_pixels": earning(2)},
}
POINTS = {"ada": 3.0, "jose": 2.0, "grace": 1.5, "li": 2.0}

WORKSHEET = (
    '\ufeffIdentifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\r\n'
    '"Participant 657001","Ada Lovelace",x@example.org,"Submitted, 2 hours late",,20.00,Yes,'
    '"Thursday, 5 November 2026, 11:42 PM",-,"He said ""fine"",\r\nand left"\r\n'
    '"Participant 657003","José Núñez",,Submitted,,20.00,Yes,-,-,\r\n'
    '"Participant 657009","Zoe Zuse",,"No submission",7.00,20.00,Yes,-,-,\r\n'
)
GERMAN = (
    "ID;Vollständiger Name;Status;Bewertung;Bestwertung;Bewertung kann geändert werden;Zuletzt\n"
    "Teilnehmer/in 657001;Ada Lovelace;Abgegeben;;20,00;Ja;-\n"
    "Teilnehmer/in 657003;José Núñez;Abgegeben;;20,00;Ja;-\n"
)
GRADEBOOK = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Quiz (4710),01 Tensors (4711),Current Score\n"
    ",,,,,,Manual Posting,\n"
    "    Points Possible,,,,,10.00,20.00,(read only)\n"
    '"Hopper, Grace",4002,S-2,grace,"CS1, A",7.50,,75.00\n'
    '"Li, Wei",4004,S-4,wli,"CS1, A",,,\n'
    '"Student, Test",9999,,x,CS1,,,\n'
)


def moodle_reads(raw: bytes, decimals: str = ".") -> dict[str, float]:
    """Participant to grade, as Moodle's importer has them: delimiter as chosen in its form."""
    text = raw.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in text else ","))
    names = {"Grade", "Bewertung"} & set(rows[0])
    grade = rows[0].index(names.pop())
    said = {re.sub(r"^\D+", "", row[0]): row[grade] for row in rows[1:]}
    return {who: float(text.replace(decimals, ".")) for who, text in said.items() if text}


def moodle_files(archive: Path, participants: set[str]) -> dict[tuple[str, str], bytes]:
    """Participant and file's name to content, as Moodle's importer files an archive."""
    filed = {}
    with zipfile.ZipFile(archive) as opened:
        for path in opened.namelist():
            parts = path.split("/")
            while parts:
                info = parts.pop(0).split("_", 4)
                if len(info) < 4 or not info[1].isdecimal() or info[1] not in participants:
                    continue
                assert info[2:4] == ["assignsubmission", "file"], path
                name = "/".join([info[4] if len(info) > 4 else "", *parts]).strip("/")
                filed[info[1], name] = opened.read(path)
                break
    return filed


def canvas_reads(raw: bytes) -> dict[str, dict[str, str]]:
    """Student's number to a dict of assignment's number to the grade, as Canvas's importer has it."""
    text = raw.decode("utf-8-sig")
    first = text.splitlines()[:3]
    counts = {
        sign: {len(next(csv.reader([line], delimiter=sign))) for line in first} for sign in ";,"
    }
    width = {sign: found.pop() if len(found) == 1 else 0 for sign, found in counts.items()}
    rows = list(csv.reader(io.StringIO(text), delimiter=max(";,", key=width.get)))
    header = rows[0]
    assert "Student" in header[0] and "ID" in header[1]
    columns = {i: m[1] for i, name in enumerate(header) if (m := re.search(r"\((\d+)\)$", name))}
    read = {}
    for row in rows[1:]:
        if "Points Possible" in row[0] or all(
            re.fullmatch(r"\s*(Manual Posting.*)?\s*", c) for c in row
        ):
            continue
        read[row[1]] = {number: row[i].replace(",", ".") for i, number in columns.items()}
    return read


def canvas_files(archive: Path) -> dict[tuple[str, str], bytes]:
    """User and attachment to content, as Canvas tells them from a file's name."""
    filed = {}
    with zipfile.ZipFile(archive) as opened:
        for path in opened.namelist():
            user, attachment = [part for part in path.split("_") if part.isdecimal()][:2]
            filed[user, attachment] = opened.read(path)
    return filed


@pytest.fixture
def marked(made, capsys):
    """The class, marked, with pages."""
    hand_in_class(made, ANSWERS)
    made.autograde(capsys)
    make_pages(made)
    capsys.readouterr()
    return made


def give(made, capsys, option: str, name: str, content: str, *more: str) -> tuple[int, str, str]:
    """What the command says of a downloaded file; a sentence is a line."""
    path = made.folder / "Downloads" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode())
    code, out, err = made.command(capsys, "return", NAME, option, str(path), *more)
    assert path.read_bytes() == content.encode()
    return code, re.sub(r"\n {6}", " ", out), err


def test_moodle_gets_marks_and_pages_under_its_own_names(marked, capsys):
    code, said, _ = give(marked, capsys, "--moodle", "Grades.csv", WORKSHEET)
    assert code == 0
    downloads = marked.folder / "Downloads"
    made = (downloads / "Grades-marked.csv").read_bytes()
    assert moodle_reads(made) == {"657001": 3.0, "657003": 2.0, "657009": 7.0}
    # Nothing but the two marks is another.
    assert made.decode().replace(",3.00,", ",,").replace(",2.00,", ",,") == WORKSHEET
    numbers = {"657001": "ada", "657003": "jose"}
    filed = moodle_files(downloads / f"{NAME}-moodle-feedback.zip", {*numbers, "657009"})
    assert filed == {
        (number, f"{NAME}.html"): page_of(marked, student).read_bytes()
        for number, student in numbers.items()
    }
    assert f"{NAME}: 2 marks and 2 pages for Moodle." in said
    assert "In the file, and nobody in the class: Zoe Zuse (657009)." in said
    assert "Have a mark and are not in the file: grace Hopper, li Li." in said
    # Never over an earlier one.
    give(marked, capsys, "--moodle", "Grades.csv", WORKSHEET)
    assert (downloads / "Grades-marked-2.csv").read_bytes() == made


def test_in_another_language_the_column_is_found_and_numbers_have_its_comma(marked, capsys):
    code, said, _ = give(marked, capsys, "--moodle", "Bewertungen.csv", GERMAN)
    assert code == 0
    made = (marked.folder / "Downloads/Bewertungen-marked.csv").read_bytes()
    assert moodle_reads(made, ",") == {"657001": 3.0, "657003": 2.0}
    assert made.decode() == GERMAN.replace("Abgegeben;;", "Abgegeben;3,00;", 1).replace(
        "Abgegeben;;", "Abgegeben;2,00;"
    )
    assert "in its column Bewertung" in said


def test_canvas_gets_marks_in_one_column_and_pages_under_its_own_names(marked, capsys):
    code, said, _ = give(marked, capsys, "--canvas", "gradebook.csv", GRADEBOOK)
    assert code == 0
    downloads = marked.folder / "Downloads"
    read = canvas_reads((downloads / "gradebook-marked.csv").read_bytes())
    assert read["4002"] == {"4710": "7.50", "4711": "1.50"}
    assert read["4004"] == {"4710": "", "4711": "2.00"}
    assert read["9999"]["4711"] == ""
    filed = canvas_files(downloads / f"{NAME}-canvas-feedback.zip")
    assert filed == {
        ("4002", "90001"): page_of(marked, "grace").read_bytes(),
        ("4004", "90004"): page_of(marked, "li").read_bytes(),
    }
    assert "Test" not in said
    semicolons = GRADEBOOK.replace('"CS1, A"', "CS1").replace('"Hopper, Grace"', "Hopper Grace")
    semicolons = semicolons.replace('"Li, Wei"', "Li Wei").replace('"Student, Test"', "X")
    semicolons = semicolons.replace(",", ";").replace(".", ",").replace("\n", "\r\n")
    give(marked, capsys, "--canvas", "komma.csv", semicolons, "--column", "4711")
    made = (downloads / "komma-marked.csv").read_bytes()
    assert canvas_reads(made)["4002"]["4711"] == "1.50"
    assert b"7,50;1,50;75,00\r\n" in made


def test_what_went_back_is_recorded_with_its_page(marked, capsys):
    give(marked, capsys, "--moodle", "Grades.csv", WORKSHEET)
    give(marked, capsys, "--canvas", "gradebook.csv", GRADEBOOK)
    record = read_returned(marked.folder, NAME)
    assert {student: one.by for student, one in record.items()} == (
        dict.fromkeys(MOODLES, "moodle") | dict.fromkeys(CANVASES, "canvas")
    )
    for student, one in record.items():
        assert one.digest == digest_of_pages(page_of(marked, student).parent)
        assert datetime.datetime.fromisoformat(one.time).tzinfo is not None
    assert json.loads((marked.folder / f".nbgrader/returned/{NAME}.json").read_text())


def test_who_waits_has_no_page_or_an_old_one_is_named_and_gets_nothing(marked, capsys):
    with marked.gradebook() as book:
        grade = book.find_grade("row_means", NAME, NAME, "jose")
        grade.needs_manual_grade = True
        book.find_grade("distances", NAME, NAME, "grace").manual_score = 2.5
        book.db.commit()
    page_of(marked, "li").unlink()
    marked.add("zoe", "Zuse")
    code, said, _ = give(marked, capsys, "--moodle", "Grades.csv", WORKSHEET)
    assert code == 0
    read = moodle_reads((marked.folder / "Downloads/Grades-marked.csv").read_bytes())
    assert read == {"657001": 3.0, "657009": 7.0}
    assert (
        "Wait for you, so that nothing of theirs goes back (with --all it does): jose Núñez."
        in said
    )
    assert "No mark, so that their line stays as it was: zoe Zuse (not handed in)." in said
    code, said, _ = give(marked, capsys, "--canvas", "gradebook.csv", GRADEBOOK)
    assert "Nobody's marks of 01-tensors go back to Canvas." in said
    assert "No feedback page yet, so that nothing of theirs goes back: li Li." in said
    assert (
        "shows other points than the gradebook, so that nothing of theirs goes back: grace" in said
    )
    assert not (marked.folder / "Downloads/gradebook-marked.csv").exists()
    code, said, _ = give(marked, capsys, "--moodle", "Grades.csv", WORKSHEET, "--all")
    assert "2 marks and 2 pages" in said
    make_pages(marked, "--force")
    code, said, _ = give(marked, capsys, "--canvas", "gradebook.csv", GRADEBOOK)
    read = canvas_reads((marked.folder / "Downloads/gradebook-marked.csv").read_bytes())
    assert read["4002"]["4711"] == "4.00"


def test_a_penalty_is_taken_off_and_a_mark_that_stood_there_is_named(marked, capsys):
    with marked.gradebook() as book:
        book.find_submission_notebook(NAME, NAME, "ada").late_submission_penalty = 0.75
        book.db.commit()
    make_pages(marked, "--force")
    there = WORKSHEET.replace('late",,', 'late",12.00,')
    _, said, _ = give(marked, capsys, "--moodle", "Grades.csv", there)
    assert (
        moodle_reads((marked.folder / "Downloads/Grades-marked.csv").read_bytes())["657001"] == 2.25
    )
    assert "Another mark stood there and is replaced: ada Lovelace 12.00 by 2.25." in said
    assert "Penalties for lateness are taken off: ada Lovelace 0.75." in said


def test_another_maximum_is_refused_unless_points_are_to_be_converted(marked, capsys):
    hundred = WORKSHEET.replace("20.00", "100.00")
    code, _, said = give(marked, capsys, "--moodle", "Grades.csv", hundred)
    assert code == 2
    assert "01-tensors has 20 points, and Moodle has 100 for 'Grade'" in said
    code, _, _ = give(marked, capsys, "--moodle", "Grades.csv", hundred, "--scale")
    read = moodle_reads((marked.folder / "Downloads/Grades-marked.csv").read_bytes())
    assert read == {"657001": 15.0, "657003": 10.0, "657009": 7.0}


def test_what_canvas_calls_excused_stays_so_and_is_named(marked, capsys):
    excused = GRADEBOOK.replace('"CS1, A",,,\n', '"CS1, A",,EX,\n')
    _, said, _ = give(marked, capsys, "--canvas", "gradebook.csv", excused)
    read = canvas_reads((marked.folder / "Downloads/gradebook-marked.csv").read_bytes())
    assert (read["4002"]["4711"], read["4004"]["4711"]) == ("1.50", "EX")
    assert "Left as it was, since it says so there: li Li (excused in Canvas)." in said


WRONG = {
    "no such file": ("--moodle", None, "cannot be read: No such file"),
    "no table": ("--moodle", "hello", "is no table"),
    "an archive": ("--canvas", "PK\0\0,", "is no table"),
    "the other system's": ("--moodle", GRADEBOOK, "is no grading worksheet of Moodle"),
    "the other's, too": ("--canvas", WORKSHEET, "is no gradebook of Canvas"),
    "a scale": ("--moodle", WORKSHEET.replace("20.00", "Good"), "has a scale in Moodle"),
    "no column": (
        "--canvas",
        GRADEBOOK.replace("01 Tensors", "Week 1"),
        "--column NAME says which",
    ),
    "read only": (
        "--canvas",
        GRADEBOOK.replace("10.00,20.00", "10.00,(read only)"),
        "--column NAME",
    ),
}


@pytest.mark.parametrize(("option", "content", "words"), WRONG.values(), ids=WRONG)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(made, capsys, option, content, words):
    path = made.folder / "list.csv"
    if content is not None:
        path.write_text(content)
    code, out, err = made.command(capsys, "return", NAME, option, str(path))
    assert (code, out) == (2, "")
    assert words in err and err.startswith("grader return: ") and "Traceback" not in err
    assert sorted(file.name for file in made.folder.glob("*.csv")) == ["list.csv"] * (
        content is not None
    )


def test_in_another_folder_nothing_is_made(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Grades.csv").write_text(WORKSHEET)
    assert cli.main(["return", NAME, "--moodle", "Grades.csv"]) == 2
    assert "There is no gradebook in" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["Grades.csv"]


def test_nothing_marked_and_an_unknown_assignment_are_said(made, capsys):
    path = made.folder / "Grades.csv"
    path.write_text(WORKSHEET)
    code, _, said = made.command(capsys, "return", NAME, "--moodle", str(path))
    assert code == 2 and "Nothing of 01-tensors is marked" in said
    code, _, said = made.command(capsys, "return", "01-tensor", "--moodle", str(path))
    assert code == 2 and "has no assignment '01-tensor' (it has: 01-tensors)" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_table_keeps_its_encoding_line_ends_and_quotes(tmp_path, encoding, ends):
    text = f'"a";b;ü{ends}"x ""y""; z";;"1"{ends}{ends}u;v;{ends}'
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    table = read_table(path)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["a", "b", "ü"],
        ['x "y"; z', "", "1"],
        ["u", "v", ""],
    ]
    assert table.with_cells({}) == text.encode(encoding)
    changed = table.with_cells({(1, 1): "5", (1, 2): "2;", (2, 2): "7"})
    wanted = f'"a";b;ü{ends}"x ""y""; z";5;"2;"{ends}{ends}u;v;7{ends}'
    assert changed == wanted.encode(encoding)


def test_no_line_is_two_students_and_nobody_has_two(tmp_path):
    people = {
        "ada": Person("ada", "Ada", "Lovelace", "ada@x.org"),
        "ben": Person("ben", "Ben", "Li"),
        "bo": Person("bo", "Li", "Ben"),
    }
    lines = [
        Line(1, "7", "Somebody Else"),
        Line(2, "8", "Ada Lovelace", frozenset({"ada@x.org"})),
        Line(3, "9", "Ben Li"),
    ]
    found = whose_lines(lines, people, {}, "Moodle")
    assert {student: line.row for student, line in found.items()} == {"ada": 2}
    by_number = whose_lines(lines, people, {"ada": Delivery(system="Moodle", number="7")}, "Moodle")
    assert by_number["ada"].row == 1
    twice = [Line(1, "1", "Ada Lovelace"), Line(2, "2", "Lovelace Ada")]
    assert whose_lines(twice, people, {}, "Moodle") == {}


def test_who_handed_in_another_way_is_given_moodles_name_and_none_of_canvass():
    line = Line(1, "5", "A_b/C")
    assert entry_names("Moodle", line, None, ["x.html"]) == {
        "x.html": "A b C_5_assignsubmission_file_/x.html"
    }
    hidden = entry_names("Moodle", Line(1, "5", ""), None, ["x.html"])["x.html"]
    assert hidden == "Participant_5_assignsubmission_file_/x.html"
    assert entry_names("Canvas", line, Delivery(system="Moodle", given="x"), ["x.html"]) == {}
    several = entry_names(
        "Canvas", line, Delivery(system="Canvas", given="a_1_2_h.ipynb"), ["a", "b"]
    )
    assert several == {"a": "a_1_2_h_a", "b": "a_1_2_h_b"}


def test_the_columns_of_a_file_are_named_where_one_has_to_be_chosen(tmp_path):
    path = tmp_path / "g.csv"
    path.write_text(GRADEBOOK.replace("Quiz (4710)", "01-Tensors again (4710)"))
    with pytest.raises(CourseError, match=r"01-Tensors again \(4710\), 01 Tensors \(4711\)"):
        canvas_gradebook(read_table(path), "", NAME)
    assert canvas_gradebook(read_table(path), "01 tensors", NAME).column == 6
    path.write_text(WORKSHEET.replace("Grade,", "Points,").replace("20.00,Yes", "20.00,20.00"))
    with pytest.raises(CourseError, match="--column NAME"):
        moodle_worksheet(read_table(path), "")
    assert moodle_worksheet(read_table(path), "points").column == 4


def test_everybody_of_the_class_is_asked_about(marked, capsys):
    assert {*CLASS} == {*POINTS}
    told = marked.as_json(capsys)
    assert {student: told[student]["score"] for student in POINTS} == POINTS
