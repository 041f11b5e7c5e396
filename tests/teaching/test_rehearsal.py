"""`grader autograde --dry-run` says what marking would change, and writes nothing."""

from __future__ import annotations

import datetime

import pytest
from nbgrader.api import Gradebook

from grader.autograding.recording.gradebook_copy import copy_server
from grader.teaching.every_mark import EveryMark
from tests.autograding.made_class import earning
from tests.autograding.test_faults import NAME
from tests.teaching.ended_term import WHO, played, term, tree

__all__ = ["played", "term"]


def _plain(said: str) -> str:
    return " ".join(said.split())


def test_it_names_whose_marks_would_change_and_no_byte_is_another_one(term, capsys):
    # zoe hands in anew; everybody else is as they were marked.
    term.hands_in(WHO, {"row_means": earning(1), "scale_pixels": earning(2)})
    before = tree(term.folder)
    times = {path: path.stat().st_mtime_ns for path in term.folder.rglob("*")}
    code, said, _ = term.command(capsys, "autograde", NAME, "--dry-run")
    assert code == 0
    assert tree(term.folder) == before
    assert {path: path.stat().st_mtime_ns for path in term.folder.rglob("*")} == times
    assert said.startswith(f"{NAME}: 3 submissions, 1 would run: it was handed in anew")
    assert f"marks that would change: 1\n    {WHO} Zoë Ångström 2 to 3\n" in said
    assert "Nothing was written" in said
    # And marking does just that.
    _, said, _ = term.command(capsys, "autograde", NAME)
    assert f"changed marks 1: {WHO} Ångström 2 to 3" in said


def test_marks_by_hand_stay_in_what_would_count(term, capsys):
    # The answer that has a mark by hand is another one now.
    term.hands_in("ada", {"row_means": earning(1), "distances": earning(0)})
    _, said, _ = term.command(capsys, "autograde", NAME, "--dry-run")
    assert "    ada Ada Lovelace 3.5 to 2.5\n" in said
    assert "would wait for you, who don't now: ada Ada Lovelace" in _plain(said)


def test_penalties_are_worked_out_by_the_plug_in_that_lies_beside(term, capsys):
    term.plug_in(
        "half_off",
        "from nbgrader.plugins import BasePlugin\n\n\nclass Half(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return score / 2\n",
    )
    term.configure('c.AssignLatePenalties.plugin_class = "half_off.Half"')
    term.due(datetime.datetime(2026, 2, 1))
    path = term.folder / f"submitted/{WHO}/{NAME}/timestamp.txt"
    path.write_text("2026-03-01 10:00:00 UTC")
    before = tree(term.folder)
    _, said, _ = term.command(capsys, "autograde", NAME, "--dry-run")
    assert f"    {WHO} Zoë Ångström 2 to 1\n" in said
    assert tree(term.folder) == before


def test_who_was_never_marked_is_listed_apart(term, capsys):
    term.add("new", "Comer")
    term.hands_in("new", {"row_means": earning(2)})
    before = tree(term.folder)
    _, said, _ = term.command(capsys, "autograde", NAME, "--dry-run")
    assert (
        "no mark that is there would change\n  marked for the first time: 1\n    new Comer 2"
        in said
    )
    assert tree(term.folder) == before


def test_where_nothing_would_run_it_says_so(term, capsys):
    (term.folder / f"submitted/{WHO}/{NAME}/submission_secret.txt").unlink()
    _, said, _ = term.command(capsys, "autograde", NAME, "--dry-run")
    assert said.startswith(f"{NAME}: 3 submissions, 0 would run\n  marks that would change: none\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--cluster", "tcp://localhost:1"), "not with --cluster"),
        (("--student", "nobody"), "nothing handed in by nobody"),
    ],
)
def test_what_it_can_not_do_is_said_and_nothing_is_written(term, capsys, arguments, said):
    before = tree(term.folder)
    code, _, err = term.command(capsys, "autograde", NAME, "--dry-run", *arguments)
    assert code == 2 and said in err
    assert tree(term.folder) == before


def test_an_assignment_that_is_not_there_is_said_and_nothing_is_written(term, capsys):
    before = tree(term.folder)
    code, _, err = term.command(capsys, "autograde", "99-none", "--dry-run")
    assert code == 2 and "has no assignment '99-none'" in err
    assert tree(term.folder) == before


def test_interrupted_it_has_written_nothing(term, capsys, monkeypatch):
    from grader.autograding.classes import batch

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "_record", interrupted)
    term.hands_in(WHO, {"row_means": earning(1)})
    before = tree(term.folder)
    code, _, err = term.command(capsys, "autograde", NAME, "--dry-run")
    assert code == 130 and "Nothing was written" in err and "goes on" not in err
    assert tree(term.folder) == before


def test_a_gradebook_of_a_server_is_copied_with_every_mark(term, tmp_path):
    """By the same statements for any database; here from one file into another."""
    copy_server(term.course.database, tmp_path / "copy.db", term.course.course_id)
    with term.gradebook() as book, Gradebook(f"sqlite:///{tmp_path}/copy.db") as copy:
        here, there = EveryMark.of(book), EveryMark.of(copy)
    assert len(here.marks) > 20 and len(here.comments) > 0
    assert here.differences(there) == [] and here == there
