"""`grader drop` and `grader rename`: nothing is lost, also where one is interrupted half-way."""

from __future__ import annotations

import csv
import datetime
import json
import os

import pytest
from sqlalchemy import text

from grader.autograding.recording import dropped, renaming
from grader.autograding.recording.collected import (
    Delivery,
    Skipped,
    add_collected,
    read_collected,
)
from grader.autograding.recording.dropped import leavers
from grader.autograding.recording.earlier_runs import only_one
from grader.autograding.recording.student_rows import (
    remove_rows,
    rename_rows,
    restore_rows,
    rows_of,
)
from grader.teaching import drop as drop_command
from tests.autograding.test_faults import NAME
from tests.teaching.class_and_clock import flat, hand_in, in_berlin, three

__all__ = ["in_berlin", "three"]  # fixtures


@pytest.fixture
def marked(three, capsys):
    """All three have handed in; grace has a mark, a comment and more time by hand, and a page."""
    for student, *_ in (("ada",), ("grace",), ("s101",)):
        hand_in(three, student, "2026-03-03 11:00:00 UTC")
    add_collected(
        three.folder,
        NAME,
        {"grace": Delivery(late=True, source="all.zip"), "ada": Delivery(source="all.zip")},
        [Skipped("all.zip/notes.pdf", "It is no notebook (.pdf).", "grace")],
        "downloaded",
    )
    returned = three.folder / ".nbgrader/returned" / f"{NAME}.json"
    returned.parent.mkdir(parents=True)
    returned.write_text(json.dumps({"ada": {"by": "moodle"}, "grace": {"by": "canvas"}}))
    three.autograde(capsys)
    with three.gradebook() as book:
        book.find_grade("row_means", NAME, NAME, "grace").manual_score = 1.5
        book.find_comment("row_means-answer", NAME, NAME, "grace").manual_comment = "Nearly."
        book.find_submission(NAME, "grace").extension = datetime.timedelta(days=1)
        book.db.commit()
    page = three.course.feedback / "grace" / NAME / f"{NAME}.html"
    page.parent.mkdir(parents=True)
    page.write_text("well done")
    return three


def everything(made, student: str) -> dict:
    """All that the course has of a student, to be compared."""
    with made.gradebook() as book:
        rows = rows_of(book, student)
    files = {
        path.relative_to(made.folder).as_posix(): path.read_bytes()
        for below in ("submitted", "autograded", "feedback")
        for path in sorted((made.folder / below / student).rglob("*"))
        if path.is_file()
    }
    collected = read_collected(made.folder, NAME)
    records = [
        collected.students.get(student),
        [one for one in collected.skipped if one.student == student],
        json.loads((made.folder / f".nbgrader/returned/{NAME}.json").read_text()).get(student),
    ]
    return {"rows": rows, "files": files, "records": records}


def called(everything: dict, old: str, new: str) -> dict:
    """The same of a student with another id."""
    rows = json.loads(json.dumps(everything["rows"]))
    rows["student"]["id"] = new
    for entry in rows["submissions"]:
        entry["student_id"] = new
    files = {
        name.replace(f"/{old}/", f"/{new}/"): text for name, text in everything["files"].items()
    }
    delivery, skipped, returned = everything["records"]
    skipped = [Skipped(one.path, one.why, new) for one in skipped]
    return {"rows": rows, "files": files, "records": [delivery, skipped, returned]}


NOTHING = {"rows": None, "files": {}, "records": [None, [], None]}


def test_who_is_dropped_counts_nowhere_and_comes_back_with_everything(marked, capsys):
    before, others = everything(marked, "grace"), everything(marked, "ada")
    code, said = flat(marked.command(capsys, "drop", "grace"))
    assert code == 1, "nobody was asked: it is no terminal"
    assert f"grace Hopper has marks of {NAME} (6.5)" in said
    assert "submitted/grace, autograded/grace, feedback/grace" in said
    assert everything(marked, "grace") == before

    code, said = flat(marked.command(capsys, "drop", "grace", "--yes"))
    assert code == 0 and "`grader drop grace --undo` brings them back" in said
    assert everything(marked, "grace") == NOTHING
    assert everything(marked, "ada") == others
    # The work is there again, from another download say: its owner stays out.
    assert set(marked.as_json(capsys)) == {"ada", "s101"}
    assert f"{NAME}: 2 submissions" in marked.command(capsys, "report", NAME)[1]
    (kept,) = leavers(marked.folder)
    with (kept.folder / "marks.csv").open(encoding="utf-8") as file:
        (line,) = csv.DictReader(file)
    assert (line["assignment"], line["name"], line["score"]) == (NAME, "Grace Hopper", "6.5")
    assert "grace Grace Hopper, " in marked.command(capsys, "drop", "--list")[1]

    code, said = flat(marked.command(capsys, "drop", "grace", "--undo"))
    assert (code, said) == (0, "grace Hopper is in the class again, with all that was theirs.")
    assert everything(marked, "grace") == before
    assert list((marked.folder / ".nbgrader/dropped").iterdir()) == []
    assert "0 run now" in marked.autograde(capsys), "what was recorded of the marking is back too"
    assert everything(marked, "grace") == before


def test_a_terminal_is_asked_and_only_yes_is_a_yes(marked, capsys, monkeypatch):
    monkeypatch.setattr(drop_command.sys.stdin, "isatty", lambda: True, raising=False)
    for answer, code in (("", 1), ("n", 1), ("y", 0)):
        monkeypatch.setattr("builtins.input", lambda _, answer=answer: answer)
        assert marked.command(capsys, "drop", "s101")[0] == code
    assert everything(marked, "s101") == NOTHING


def test_who_left_and_was_added_again_comes_back_unless_there_is_new_work(marked, capsys):
    before = everything(marked, "grace")
    marked.command(capsys, "drop", "grace", "--yes")
    marked.add("grace", "Hopper")
    hand_in(marked, "grace")
    marked.autograde(capsys)
    code, said = flat(marked.command(capsys, "drop", "grace", "--undo"))
    assert code == 2 and "is in the class again, with work that was handed in since" in said
    marked.command(capsys, "drop", "grace", "--yes")  # the new work lies aside as well
    assert [one.folder.name for one in leavers(marked.folder)] == ["1", "2"]
    # The latest comes back first; then it can be dropped for the earlier one.
    marked.command(capsys, "drop", "grace", "--undo")
    assert len(leavers(marked.folder)) == 1
    assert everything(marked, "grace") != before


def test_marks_whose_cells_are_gone_stay_aside_and_are_named(marked, capsys):
    marked.command(capsys, "drop", "grace", "--yes")
    (kept,) = leavers(marked.folder)
    record = kept.folder / "record.json"
    record.write_text(record.read_text().replace('"name": "distances"', '"name": "renamed"'))
    (marked.folder / "submitted/grace" / NAME).mkdir(parents=True)
    code, said = flat(marked.command(capsys, "drop", "grace", "--undo"))
    assert code == 0
    assert f"marks of {NAME}, renamed" in said
    assert f".nbgrader/dropped/grace/1/submitted/{NAME}, since submitted/grace has it again" in said
    assert (kept.folder / "submitted" / NAME / f"{NAME}.ipynb").is_file()


def test_a_renamed_student_keeps_everything_and_nothing_runs_again(marked, capsys):
    before = everything(marked, "grace")
    assert flat(marked.command(capsys, "rename", "grace", "s200")) == (
        0,
        "s200 Hopper was grace before.",
    )
    assert everything(marked, "grace") == NOTHING
    assert everything(marked, "s200") == called(before, "grace", "s200")
    said = marked.autograde(capsys)
    assert "3 submissions, 0 run now" in said
    # The old id is of nobody: what is handed in under it adds nobody.
    hand_in(marked, "grace")
    assert marked.as_json(capsys)["grace"]["status"] == "not in the class list"


def test_a_database_that_minds_its_references_is_content_at_each_step(marked):
    """As PostgreSQL does, and SQLite where it is told to."""
    with marked.gradebook() as book:
        book.db.execute(text("PRAGMA foreign_keys = ON"))
        assert book.db.execute(text("PRAGMA foreign_keys")).scalar() == 1
        before = rows_of(book, "grace")
        rename_rows(book, "grace", "s200")
        assert rows_of(book, "s200")["submissions"][0]["student_id"] == "s200"
        rename_rows(book, "s200", "grace")
        remove_rows(book, "grace")
        assert rows_of(book, "grace") is None
        assert restore_rows(book, before) == []
        assert rows_of(book, "grace") == before
        book.db.commit()


def test_where_nobody_was_listed_a_new_id_makes_no_list(three, capsys):
    with three.gradebook() as book:
        for student in ("ada", "grace", "s101"):
            book.remove_student(student)
    hand_in(three, "eve")
    three.autograde(capsys)
    three.command(capsys, "rename", "eve", "s1")
    hand_in(three, "ben")
    assert three.as_json(capsys)["ben"]["status"] == "marked"


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("ada", "ada is somebody else in the gradebook"),
        ("grace", "grace is called so already"),
        ("../ada", "holds no / and begins with no full stop"),
        (".hidden", "holds no / and begins with no full stop"),
        (" ", "no empty text"),
        ("s300", "submitted/s300 is there already"),
    ],
)
def test_an_id_that_cannot_be_is_refused_and_nothing_changes(marked, capsys, new, said):
    (marked.folder / "submitted/s300").mkdir()
    before = everything(marked, "grace")
    code, told = flat(marked.command(capsys, "rename", "grace", new))
    assert (code, said in told) == (2, True), told
    assert everything(marked, "grace") == before


def test_nobody_of_that_id_is_answered_with_who_may_be_meant(marked, capsys):
    code, told = flat(marked.command(capsys, "rename", "s1O1", "s102"))
    assert code == 2 and "Nobody in the gradebook is called s1O1. Is it s101 Müller?" in told
    code, told = flat(marked.command(capsys, "drop", "graze"))
    assert code == 2 and "Is it grace Hopper?" in told
    assert marked.command(capsys, "drop", "grace", "--undo")[0] == 2
    assert marked.command(capsys, "drop")[0] == 2


def stopping(function, before: int):
    """The same function, which is interrupted once, at its so-manieth call."""
    calls = []

    def once(*arguments, **named):
        calls.append(arguments)
        if len(calls) == before:
            raise KeyboardInterrupt
        return function(*arguments, **named)

    return once


RENAMING = [
    (os, "rename", 1), (os, "rename", 2), (renaming, "rename_markers", 1),
    (renaming, "rename_in_collected", 1), (renaming, "rename_entries", 1),
    (renaming, "rename_in_class_list", 1), (renaming, "rename_rows", 1),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name", "call"), RENAMING)
def test_an_interrupted_renaming_is_continued_and_no_other_begins_before(
    marked, capsys, monkeypatch, module, name, call
):
    before = everything(marked, "grace")
    with monkeypatch.context() as patched:
        patched.setattr(module, name, stopping(getattr(module, name), call))
        code, said = flat(marked.command(capsys, "rename", "grace", "s200"))
    assert code == 130 and "`grader rename grace s200` goes on where this one was" in said
    code, said = flat(marked.command(capsys, "rename", "ada", "s1"))
    assert code == 2 and "Calling grace s200 was interrupted" in said
    code, said = flat(marked.command(capsys, "rename", "grace", "s200"))
    assert code == 0, said
    assert everything(marked, "s200") == called(before, "grace", "s200")
    assert everything(marked, "grace") == NOTHING
    assert "0 run now" in marked.autograde(capsys)


DROPPING = [
    (dropped, "_move", 1), (dropped, "_move", 3), (dropped, "take_out", 1),
    (dropped, "remove_rows", 1), (dropped, "_in_state", 1),
]  # fmt: skip
RETURNING = [
    (dropped, "restore_rows", 1), (dropped, "put_back", 1), (dropped, "_merge", 2),
    (dropped, "_move", 1),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name", "call"), DROPPING)
def test_an_interrupted_drop_is_continued_or_undone(
    marked, capsys, monkeypatch, module, name, call
):
    before = everything(marked, "grace")
    with monkeypatch.context() as patched:
        patched.setattr(module, name, stopping(getattr(module, name), call))
        assert marked.command(capsys, "drop", "grace", "--yes")[0] == 130
    assert marked.command(capsys, "drop", "grace", "--yes")[0] == 0
    assert everything(marked, "grace") == NOTHING
    assert len(leavers(marked.folder)) == 1
    assert marked.command(capsys, "drop", "grace", "--undo")[0] == 0
    assert everything(marked, "grace") == before
    # Half of one is undone as well.
    with monkeypatch.context() as patched:
        patched.setattr(module, name, stopping(getattr(module, name), call))
        assert marked.command(capsys, "drop", "grace", "--yes")[0] == 130
    assert marked.command(capsys, "drop", "grace", "--undo")[0] == 0
    assert everything(marked, "grace") == before


@pytest.mark.parametrize(("module", "name", "call"), RETURNING)
def test_an_interrupted_return_is_continued(marked, capsys, monkeypatch, module, name, call):
    before = everything(marked, "grace")
    marked.command(capsys, "drop", "grace", "--yes")
    with monkeypatch.context() as patched:
        patched.setattr(module, name, stopping(getattr(module, name), call))
        assert marked.command(capsys, "drop", "grace", "--undo")[0] == 130
    assert marked.command(capsys, "drop", "grace", "--undo")[0] == 0
    assert everything(marked, "grace") == before
    assert "0 run now" in marked.autograde(capsys)


def test_while_a_class_is_marked_nobody_is_dropped_or_renamed(marked, capsys):
    with only_one(marked.course, NAME):
        for words in (("drop", "grace", "--yes"), ("rename", "grace", "s200")):
            code, said = flat(marked.command(capsys, *words))
            assert code == 2 and "is being marked already" in said
