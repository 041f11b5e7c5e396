"""`grader forget` leaves nothing of a student in the course's folder, and everything of the others."""

from __future__ import annotations

import contextlib
import datetime
import json
import re
import sqlite3
import unicodedata
import zipfile

import pytest

from grader.autograding.recording.due_dates import extensions
from grader.autograding.recording.returned import Returned, add_returned, read_returned
from grader.autograding.recording.split import Split, read_split, write_split
from tests.autograding.test_faults import NAME
from tests.teaching.ended_term import EMAIL, FIRST, LAST, WHO, played, term, tree

__all__ = ["played", "term"]


def _traces(files: dict[str, bytes]) -> list[str]:
    """Files, and members of archives, in whose name or bytes the student stands."""
    found = []
    # zoe17-b is somebody else.
    own_id = re.compile(rf"(?<![a-z0-9]){WHO}(?![a-z0-9]|-b)")
    for name, content in files.items():
        texts = {name, *(content.decode(one, "ignore") for one in ("utf-8", "latin-1"))}
        texts |= {
            text.encode().decode("unicode_escape", "ignore") for text in texts if "\\u" in text
        }
        for text in texts:
            plain = unicodedata.normalize("NFC", text)
            if own_id.search(plain) or EMAIL in plain or LAST in plain or "4002" in name:
                found.append(name)
                break
    return found


def _with_members(folder):
    files = tree(folder)
    for path in folder.rglob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            for one in archive.infolist():
                files[f"{path.name}:{one.filename}"] = archive.read(one)
    return files


def test_nothing_of_the_student_is_left_in_files_names_archives_and_database_pages(term, capsys):
    before = _with_members(term.folder)
    assert len(_traces(before)) > 15
    code, said, err = term.command(capsys, "forget", WHO, "--yes")
    assert (code, err) == (0, "")
    after = _with_members(term.folder)
    assert _traces(after) == []
    assert "still stands" not in said
    # What is gone was theirs, and what is left is as it was, but for what names several.
    shared = {".nbgrader.log", "gradebook.db", "class.csv"}
    shared |= {name for name in before if name.startswith((".nbgrader/", "downloaded/"))}
    assert {n for n in before if n not in after and n not in shared and WHO not in n} == {
        f"canvas.zip:angstromzoe_4002_555_{NAME}.ipynb",
        *(name for name in before if name.startswith("moodle.zip:Zo") and "657717" in name),
    }
    assert all(after[name] == before[name] for name in after if name not in shared)


def _records_of_returning_and_sharing_out(term):
    """What is written down of the student and of another one beside the gradebook."""
    back = Returned("2026-03-02T10:00:00+00:00", "a digest", "canvas")
    add_returned(term.folder, NAME, {WHO: back, "ada": back})
    write_split(term.folder, Split(NAME, 1, ("kim", "lou"), {WHO: "kim", "ada": "lou"}))


def test_who_marks_them_what_went_back_and_more_time_are_forgotten_too(term, capsys):
    _records_of_returning_and_sharing_out(term)
    term.due(datetime.datetime(2026, 3, 1, 12))
    assert term.command(capsys, "extend", WHO, NAME, "+2d")[0] == 0
    assert term.command(capsys, "forget", WHO, "--yes")[0] == 0
    assert _traces(_with_members(term.folder)) == []
    assert list(read_returned(term.folder, NAME)) == ["ada"]
    assert read_split(term.folder, NAME) == Split(NAME, 1, ("kim", "lou"), {"ada": "lou"})
    with term.gradebook() as book:
        assert WHO not in extensions(book, NAME)


def test_who_was_dropped_is_forgotten_with_what_was_kept_of_them(term, capsys):
    _records_of_returning_and_sharing_out(term)
    assert term.command(capsys, "drop", WHO, "--yes")[0] == 0
    assert (term.folder / f".nbgrader/dropped/{WHO}").is_dir()
    code, said, err = term.command(capsys, "forget", WHO, "--yes")
    assert (code, err) == (0, "")
    assert _traces(_with_members(term.folder)) == []
    assert "still stands" not in said
    assert term.command(capsys, "drop", "--undo", WHO)[0] == 2


def test_the_others_keep_their_marks_rows_and_records(term, capsys):
    with term.gradebook() as book:
        before = {s: book.find_submission(NAME, s).score for s in ("ada", "zoe17-b")}
    term.command(capsys, "forget", WHO, "--yes")
    with term.gradebook() as book:
        assert {s: book.find_submission(NAME, s).score for s in ("ada", "zoe17-b")} == before
        assert [student.id for student in book.students] == ["ada", "zoe17-b"]
    lists = (term.folder / "class.csv").read_text()
    assert (
        lists
        == 'id,first_name,last_name,email\nada,Ada,Lovelace,\n"zoe17-b","Zoe",Moore,"two\nlines"\n'
    )
    worksheet = (term.folder / f"downloaded/{NAME}/archive/worksheet.csv").read_bytes()
    assert worksheet == b"Identifier,Full name,Status\r\n657718,Zoe Moore,ok\r\n"
    collected = json.loads((term.folder / f".nbgrader/collected/{NAME}.json").read_text())
    assert list(collected["students"]) == ["ada"]
    assert [skipped["student"] for skipped in collected["skipped"]] == ["ada"]
    exchange = term.folder / ".nbgrader/exchange/tensorflow-workbook"
    assert [path.name for path in (exchange / "feedback").iterdir()] == ["0123456789abcdef.html"]
    assert len(list((exchange / "inbound").iterdir())) == 2
    assert (term.folder / ".nbgrader/autograde.log").read_text().count("ada") == 2
    # Marked again, nobody runs, and nobody comes back.
    assert "2 submissions, 0 run now" in term.command(capsys, "autograde", NAME)[1]


def test_a_dry_run_lists_and_changes_nothing(term, capsys):
    before = tree(term.folder)
    code, said, _ = term.command(capsys, "forget", WHO, "--dry-run")
    assert code == 0 and tree(term.folder) == before
    assert said.startswith(f"{WHO} {LAST}: ")
    for line in (
        f"  submitted/{WHO}/ (2 files)",
        f"  feedback/{WHO}/ (1 file)",
        f"  downloaded/{NAME}/archive/canvas.zip: 1 file of theirs of 2; it is written anew without",
        "  class.csv: their rows",
        "  gradebook.db: the student, 1 submission, ",
    ):
        assert line in said
    assert "Out of reach" in said and "learning-management system" in said


def test_it_asks_and_without_an_answer_does_nothing(term, capsys):
    before = tree(term.folder)
    code, _, err = term.command(capsys, "forget", WHO)
    assert code == 2 and "--yes" in err
    assert tree(term.folder) == before


@pytest.mark.parametrize("student", ["nobody", "", "..", "../course", "a/b"])
def test_a_student_who_is_not_there_is_said_to_be_none(term, capsys, student):
    before = tree(term.folder)
    code, _, err = term.command(capsys, "forget", student, "--yes")
    assert code == 2 and err.startswith("grader forget: ") and "Traceback" not in err
    after = tree(term.folder)
    # SQLite writes the gradebook anew, for a run that came as far as its rows.
    assert after | {"gradebook.db": b""} == before | {"gradebook.db": b""}


def test_a_run_that_stopped_before_the_gradebook_goes_on(term, capsys, monkeypatch):
    from grader.teaching import person_traces

    whole = person_traces._rewrite_zip

    def no_room(path, *_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(person_traces, "_rewrite_zip", no_room)
    code, said, _ = term.command(capsys, "forget", WHO, "--yes")
    assert code == 1 and "No space left" in said
    with term.gradebook() as book:
        assert book.find_student(WHO)
    monkeypatch.setattr(person_traces, "_rewrite_zip", whole)
    assert term.command(capsys, "forget", WHO, "--yes")[0] == 0
    assert _traces(_with_members(term.folder)) == []


def test_what_lies_in_others_folders_and_stays_is_named_and_stops_nothing(
    term, capsys, monkeypatch, tmp_path
):
    """An exchange that a class shares holds folders of the students' own."""
    shared = tmp_path / "shared"
    inbound = shared / f"tensorflow-workbook/inbound/{WHO}+{NAME}+2026-03-01 10:00:00 UTC+x"
    inbound.mkdir(parents=True)
    (inbound / "x.ipynb").write_text("{}")
    term.configure(f'c.Exchange.root = "{shared}"')
    from grader.teaching import person_traces

    whole = person_traces.remove

    def remove(path):
        if path.is_relative_to(shared):
            raise PermissionError(13, "Permission denied")
        whole(path)

    monkeypatch.setattr(person_traces, "remove", remove)
    code, said, _ = term.command(capsys, "forget", WHO, "--yes")
    assert code == 1 and "Not removed: " in said and "Permission denied" in said
    with term.gradebook() as book:
        assert [student.id for student in book.students] == ["ada", "zoe17-b"]


def test_who_says_no_when_asked_keeps_everything(term, capsys, monkeypatch):
    before = tree(term.folder)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: "n")
    code, said, _ = term.command(capsys, "forget", WHO)
    assert code == 0 and "Nothing was removed." in said and tree(term.folder) == before
    monkeypatch.setattr("builtins.input", lambda question: "y")
    assert term.command(capsys, "forget", WHO)[0] == 0
    assert _traces(_with_members(term.folder)) == []


def test_a_link_is_removed_and_what_it_leads_to_stays(term, capsys, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text(f"{FIRST} {LAST}")
    (term.folder / f"submitted/{WHO}/{NAME}/data").symlink_to(elsewhere)
    (term.folder / ".nbgrader/exchange/linked").symlink_to(elsewhere)
    assert term.command(capsys, "forget", WHO, "--yes")[0] == 0
    assert (elsewhere / "kept.txt").read_text() == f"{FIRST} {LAST}"


def test_of_two_of_one_name_the_other_one_loses_nothing_by_the_name(term, capsys):
    with term.gradebook() as book:
        book.add_student("twin", first_name=FIRST, last_name=LAST)
    moodle = next((term.folder / f"downloaded/{NAME}/extracted/moodle").glob("Zo*657717*"))
    code, said, _ = term.command(capsys, "forget", WHO, "--yes")
    assert code == 0
    assert moodle.exists() and "moodle.zip" not in said.partition("Removed")[0]


def test_rows_that_were_removed_are_gone_from_the_pages_of_the_database(term, capsys):
    book = term.folder / "gradebook.db"
    with contextlib.closing(sqlite3.connect(book)) as database:
        database.execute("PRAGMA secure_delete = OFF")
    assert LAST.encode() in book.read_bytes()
    term.command(capsys, "forget", WHO, "--yes")
    content = book.read_bytes()
    assert LAST.encode() not in content and EMAIL.encode() not in content
