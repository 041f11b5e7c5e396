"""`grader due` and `grader extend`: an extension counts whenever it is given, and nothing takes it away."""

from __future__ import annotations

import contextlib
import datetime

import pytest
from nbgrader.apps.collectapp import CollectApp
from nbgrader.apps.zipcollectapp import ZipCollectApp

from grader import cli
from grader.autograding.recording.due_dates import extensions
from tests.autograding.collecting import run_command, zipped
from tests.autograding.test_faults import NAME
from tests.autograding.test_lateness import penalty
from tests.teaching.class_and_clock import flat, hand_in, in_berlin, three, with_the_late_plugin

__all__ = ["in_berlin", "three"]  # fixtures
LATE = "2026-03-03 11:00:00 UTC"  # noon in Berlin, two days late


def due(made):
    with made.gradebook() as book:
        return book.find_assignment(NAME).duedate


def longer(made) -> dict[str, datetime.timedelta]:
    with made.gradebook() as book:
        return dict(extensions(book, NAME))


def test_a_due_date_is_set_shown_and_taken_away_by_the_courses_clock(three, capsys):
    assert flat(three.command(capsys, "due")) == (0, f"{NAME} no due date")
    assert flat(three.command(capsys, "due", NAME, "2026-03-01", "12:00")) == (
        0,
        f"{NAME} is due Sun 2026-03-01 12:00 CET; before, no due date was set.",
    )
    assert due(three) == datetime.datetime(2026, 3, 1, 11)
    assert flat(three.command(capsys, "due")) == (0, f"{NAME} Sun 2026-03-01 12:00 CET")
    three.command(capsys, "extend", "ada", NAME, "+2d")
    said = flat(three.command(capsys, "due", NAME, "2026-03-02 12:00"))[1]
    assert said == (
        f"{NAME} is due Mon 2026-03-02 12:00 CET; before, due Sun 2026-03-01 12:00 CET. "
        "ada Lovelace has until Wed 2026-03-04 12:00 CET"
    )
    assert flat(three.command(capsys, "due"))[1].endswith("12:00 CET, 1 student with longer")
    assert three.command(capsys, "due", NAME, "--none")[0] == 0
    assert due(three) is None


def test_a_due_date_is_set_before_an_assignment_is_generated_and_stays(three, capsys):
    made = three.course.source
    (made / "01-tensors").rename(made / "09-later")
    (made / "09-later/01-tensors.ipynb").rename(made / "09-later/09-later.ipynb")
    code, said = flat(three.command(capsys, "due", "09-later", "2026-03-01 12:00"))
    assert code == 0, said
    code, said = flat(three.command(capsys, "autograde", "09-later"))
    assert (code, "generate_assignment" in said) == (2, True), said
    three.generate("09-later")
    assert "09-later Sun 2026-03-01 12:00 CET" in flat(three.command(capsys, "due"))[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("due", "01-tensor"), "has no assignment '01-tensor' (it has: 01-tensors)"),
        (
            ("due", NAME, "soon"),
            "'soon' is no time that can be read. Write it like 2026-12-05 18:00",
        ),
        (("due", NAME, "2026-12-05", "--none"), "--none takes away the due date"),
        (("due", "--none"), "--none takes away the due date"),
        (("extend", "ada", NAME), "Say how much more time, such as +2d, or --none"),
        (("extend", "ada", NAME, "+2d", "--none"), "Say how much more time"),
        (("extend", "ada", NAME, "2 days"), "'2 days' is no time that can be read"),
        (("extend", "ada", NAME, "2026-02-27"), "is not after the due date, Sun 2026-03-01 12:00"),
        (("extend", "ada", NAME, "+0d"), "is not after the due date"),
        (("extend", "ada", "02-variables", "+2d"), "has no assignment '02-variables'"),
        (("extend", "hopper", NAME, "+2d"), "hopper is not in the class list. Is it grace Hopper?"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(three, capsys, words, said):
    three.due(datetime.datetime(2026, 3, 1, 11))
    code, told = flat(three.command(capsys, *words))
    assert (code, said in told) == (2, True), told
    assert told.startswith(f"grader {words[0]}: ")
    assert due(three) == datetime.datetime(2026, 3, 1, 11) and longer(three) == {}


def test_a_folder_without_a_gradebook_gets_none(tmp_path, capsys, three):
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    with contextlib.chdir(empty):
        assert cli.main(["due"]) == 2
    assert "There is no gradebook" in capsys.readouterr().err
    assert list(empty.iterdir()) == []


def test_an_extension_before_anything_is_handed_in_counts_when_it_is(three, capsys):
    three.due(datetime.datetime(2026, 3, 1, 11))
    with_the_late_plugin(three)
    assert flat(three.command(capsys, "extend", "ada", NAME, "+3d")) == (
        0,
        f"ada Lovelace has until Wed 2026-03-04 12:00 CET for {NAME}; before, until "
        "Sun 2026-03-01 12:00 CET.",
    )
    assert "ada" not in three.autograde(capsys), "an extension is nothing that was handed in"
    for student in ("ada", "grace"):
        hand_in(three, student, LATE)
    said = three.autograde(capsys)
    assert "2 submissions, 2 run now\n" in said, "nothing was lost: it is marked for the first time"
    assert "late         1: grace Hopper (2 d, 1.4 points off)" in said
    assert (penalty(three, "ada"), penalty(three, "grace")) == (0, pytest.approx(1.4))

    # It stays, whatever is marked or collected again.
    three.autograde(capsys, "--force")
    with three.gradebook() as book:  # what nbgrader's own `autograde` does before it marks
        book.update_or_create_submission(NAME, "ada", timestamp=LATE)
    assert longer(three) == {"ada": datetime.timedelta(days=3)}
    assert penalty(three, "ada") == 0

    # And is replaced, and taken back.
    said = flat(three.command(capsys, "extend", "ada", NAME, "2026-03-02 12:00"))[1]
    assert "until Mon 2026-03-02 12:00 CET for 01-tensors; before, until Wed 2026-03-04" in said
    assert f"Next: `grader autograde {NAME}` works penalties out anew" in said
    three.autograde(capsys)
    assert penalty(three, "ada") == pytest.approx(0.7)
    three.command(capsys, "extend", "ada", NAME, "--none")
    three.autograde(capsys)
    assert penalty(three, "ada") == pytest.approx(1.4)
    assert longer(three) == {}


def test_an_extension_survives_collecting_and_nbgraders_own_marking(three, capsys):
    three.due(datetime.datetime(2026, 3, 1, 11))
    three.command(capsys, "extend", "ada", NAME, "+3d")
    three.command(capsys, "extend", "s101", NAME, "+1d")
    archive = three.folder / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    handed_in = hand_in_bytes(three)
    (archive / "all.zip").write_bytes(zipped({f"ada_{NAME}.ipynb": handed_in}))
    for more in ((), ("--force",)):
        done, said = run_command(ZipCollectApp, three.folder, NAME, *more)
        assert done, said
        three.autograde(capsys)
    with three.gradebook() as book:
        assert {grade.score for grade in book.find_submission_notebook(NAME, NAME, "ada").grades}
    wanted = {"ada": datetime.timedelta(days=3), "s101": datetime.timedelta(days=1)}
    assert longer(three) == wanted


def hand_in_bytes(made) -> bytes:
    path = made.hands_in("ada", {"row_means": "# earns 2"})
    content = path.read_bytes()
    path.unlink()
    path.parent.rmdir()
    return content


def test_where_nobody_was_ever_listed_an_extension_makes_no_list_of_whom_it_names(
    three, capsys, tmp_path
):
    for student in ("ada", "grace", "s101"):
        with three.gradebook() as book:
            book.remove_student(student)
    three.due(datetime.datetime(2026, 3, 1, 11))
    assert three.command(capsys, "extend", "eve", NAME, "+1d")[0] == 0
    for student in ("eve", "ben"):
        hand_in(three, student)
    assert {"eve", "ben"} <= set(three.as_json(capsys)), "whoever hands in is still added"
    assert three.as_json(capsys)["ben"]["status"] == "marked"


def test_collecting_what_came_before_the_due_date_counts_an_extension(three, capsys):
    inbound = three.folder / ".nbgrader/exchange/tensorflow-workbook/inbound"
    for student in ("ada", "grace"):
        for time, text in (("2026-03-01 10:00:00", "in time"), ("2026-03-02 10:00:00", "a day on")):
            folder = inbound / f"{student}+{NAME}+{time} UTC+x"
            folder.mkdir(parents=True)
            (folder / f"{NAME}.ipynb").write_text(text)
            (folder / "timestamp.txt").write_text(f"{time} UTC")
    three.due(datetime.datetime(2026, 3, 1, 11))
    three.command(capsys, "extend", "ada", NAME, "+1d")
    options = (NAME, "--before-duedate", "--ExchangeCollect.check_owner=False")
    done, said = run_command(CollectApp, three.folder, *options)
    assert done, said
    taken = {
        student: (three.folder / "submitted" / student / NAME / f"{NAME}.ipynb").read_text()
        for student in ("ada", "grace")
    }
    assert taken == {"ada": "a day on", "grace": "in time"}
