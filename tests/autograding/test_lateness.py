"""Late penalties follow the due date, extensions and the plug-in as they are now, and nothing runs."""

from __future__ import annotations

import datetime

import pytest

from grader.autograding.recording.collected import Delivery, add_collected
from tests.autograding.made_class import earning
from tests.autograding.test_faults import NAME
from tests.guides import teachers_python

DUE = datetime.datetime(2026, 3, 1, 12)
ANSWERS = {"row_means": earning(2), "scale_pixels": earning(2), "distances": earning(3)}  # 7 points


@pytest.fixture
def late(made):
    """Ada, two days late; the plug-in of the guide stands in the course's folder."""
    made.add("ada", "Lovelace")
    path = made.hands_in("ada", ANSWERS)
    (path.parent / "timestamp.txt").write_text("2026-03-03 11:00:00 UTC\n")
    made.due(DUE)
    plugin, setting = plugin_of_the_guide()
    made.plug_in("late_days", plugin)
    return made, setting


def plugin_of_the_guide() -> tuple[str, str]:
    """The penalty plug-in that the guide shows, and the line that names it."""
    return (
        teachers_python("late_submission_penalty"),
        teachers_python("c.AssignLatePenalties.plugin_class"),
    )


def penalty(made, student="ada") -> float:
    with made.gradebook() as book:
        return book.find_submission(NAME, student).late_submission_penalty


def test_a_penalty_follows_plugin_due_date_extension_and_marks_and_nothing_runs_for_it(
    late, capsys
):
    made, setting = late
    assert "late         1: ada Lovelace (1 d 23 h)" in made.autograde(capsys)
    assert penalty(made) == 0
    # A plug-in named later: a tenth of the points to be had for each day that has begun.
    made.configure(setting)
    said = made.autograde(capsys)
    assert "0 run now" in said
    assert "late         1: ada Lovelace (1 d 23 h, 1.4 points off)" in said
    assert "changed marks 1: ada Lovelace 7 to 5.6" in said
    assert penalty(made) == pytest.approx(1.4)
    ada = made.as_json(capsys)["ada"]
    assert (ada["score"], ada["penalty"], ada["raw_score"]) == (5.6, 1.4, 7)
    assert (ada["late"], ada["seconds_late"]) == (True, 169200)
    # A mark by hand changes what there is to take off.
    with made.gradebook() as book:
        book.find_grade("standardize", NAME, NAME, "ada").manual_score = 1
        book.db.commit()
    made.autograde(capsys)
    assert penalty(made) == pytest.approx(1.6)
    with made.gradebook() as book:
        book.find_submission(NAME, "ada").extension = datetime.timedelta(days=1)
        book.db.commit()
    made.autograde(capsys)
    assert penalty(made) == pytest.approx(0.8)
    made.due(DUE + datetime.timedelta(days=30))
    assert "late  " not in made.autograde(capsys)
    assert penalty(made) == 0
    made.due(DUE)
    made.autograde(capsys)
    assert penalty(made) == pytest.approx(0.8)
    config = made.folder / "nbgrader_config.py"
    config.write_text(config.read_text().replace(setting, ""))
    made.autograde(capsys)
    assert penalty(made) == 0


def test_nbgraders_own_command_works_penalties_out_anew_for_what_it_skips_as_well(late, capsys):
    made, setting = late
    made.autograde(capsys)
    made.configure(setting)
    made.nbgrader("autograde", NAME)
    assert penalty(made) == pytest.approx(1.4)


def test_a_plugin_that_stops_costs_its_own_penalty_and_is_named(late, capsys):
    made, setting = late
    made.configure(setting)
    made.autograde(capsys)
    made.plug_in(
        "late_days",
        "from nbgrader.plugins import BasePlugin\n\n\n"
        "class LateDays(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return score / 0\n",
    )
    code, said, _ = made.command(capsys, "autograde", NAME)
    assert code == 1
    assert "no penalty   1: ada Lovelace" in said
    assert penalty(made) == pytest.approx(1.4)  # as it was
    told = made.as_json(capsys)["ada"]["penalty_failure"]
    assert "LateDays stopped with ZeroDivisionError" in told


def test_a_plugin_that_is_not_there_is_named_before_anything_runs(made, capsys):
    made.hands_in("ada", ANSWERS)
    made.configure('c.AssignLatePenalties.plugin_class = "late_dayz.LateDays"')
    code, _, said = made.command(capsys, "autograde", NAME)
    assert code == 2
    assert "The penalty plug-in late_dayz.LateDays cannot be loaded" in said
    assert not (made.course.autograded / "ada").exists()


def test_lateness_that_a_system_knows_is_shown_and_used(late, capsys):
    made, setting = late
    made.configure(setting)
    for student in ("ben", "cyn", "dan"):
        made.add(student)
        made.hands_in(student, ANSWERS)
    arrived = {
        "ben": Delivery(time="2026-03-02T14:00:00+01:00"),
        "cyn": Delivery(late=True),
        "ada": Delivery(time="2026-02-01T00:00:00+00:00"),  # and its own says otherwise
    }
    add_collected(made.folder, NAME, arrived, (), "downloaded/01-tensors")
    said = " ".join(made.autograde(capsys).split())
    assert (
        "late 3: ada Lovelace (1 d 23 h, 1.4 points off), ben (1 d 1 h, 1.4 points off), " in said
    )
    assert "cyn (no time is known)" in said
    assert "2 have no time: no penalty can be worked out, nor of 1 whether it was late." in said
    assert (penalty(made, "ben"), penalty(made, "cyn")) == (pytest.approx(1.4), 0)
    told = made.as_json(capsys)
    assert [told[one]["late"] for one in ("ada", "ben", "cyn", "dan")] == [True, True, True, None]
    assert told["ben"]["time"] == "2026-03-02T13:00:00+00:00"


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (True, "1 has no time: no penalty can be worked out."),
        (False, "1 has no time: no penalty can be worked out."),
        (None, "1 has no time: no penalty can be worked out, nor whether it was late."),
    ],
)
def test_that_lateness_is_unknown_is_said_only_where_no_system_knows_it(late, capsys, known, words):
    made, _ = late
    made.add("ben")
    made.hands_in("ben", ANSWERS)
    add_collected(made.folder, NAME, {"ben": Delivery(late=known)}, (), "downloaded/01-tensors")
    assert words in " ".join(made.autograde(capsys).split())


def test_a_plugin_without_a_due_date_is_named(late, capsys):
    made, setting = late
    made.due(None)
    assert "no due date is set" not in made.autograde(capsys)
    made.configure(setting)
    assert "no due date is set: nothing is late" in made.autograde(capsys)
