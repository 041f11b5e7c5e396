"""What collecting knew is kept beside the gradebook, for its owner alone."""

import json
import stat

import pytest

from grader.autograding.recording.collected import (
    Collected,
    Delivery,
    Skipped,
    add_collected,
    read_collected,
)

NAME = "01-tensors"
ADA = Delivery(
    True,
    None,
    "downloaded/01-tensors/archive/class.zip",
    "lovelaceada",
    "Canvas",
    "4001",
    "lovelaceada_4001_91_x.ipynb",
)
GRACE = Delivery(None, "2026-11-05T22:42:00+00:00", "exchange/grace", "grace")
PDF = Skipped("downloaded/01-tensors/archive/a.zip: 'x.pdf'", "It is no notebook.", "4023")


def test_what_was_recorded_is_read_again(tmp_path):
    added = add_collected(tmp_path, NAME, {"ada": ADA}, [PDF], "downloaded/01-tensors/archive")
    assert read_collected(tmp_path, NAME) == added == Collected({"ada": ADA}, (PDF,))
    (file,) = (tmp_path / ".nbgrader/collected").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["students"]["ada"] == {
        "late": True,
        "time": None,
        "source": "downloaded/01-tensors/archive/class.zip",
        "owner_name": "lovelaceada",
        "system": "Canvas",
        "number": "4001",
        "given": "lovelaceada_4001_91_x.ipynb",
    }


def test_a_later_collecting_replaces_what_it_collected_and_keeps_the_rest(tmp_path):
    elsewhere = Skipped("exchange/zoe", "Its folder is a link.", "zoe")
    theirs = Skipped("exchange/ada", "Its folder is a link.", "ada")
    add_collected(tmp_path, NAME, {"ada": GRACE}, [PDF, elsewhere, theirs], "exchange/x")
    place = "downloaded/01-tensors/archive"
    now = add_collected(tmp_path, NAME, {"ada": ADA}, [], place)
    assert now == Collected({"ada": ADA}, (elsewhere,))
    now = add_collected(tmp_path, NAME, {"grace": GRACE}, [PDF], place)
    assert now == Collected({"ada": ADA, "grace": GRACE}, (elsewhere, PDF))
    assert read_collected(tmp_path, "02-other") == Collected()


def test_collecting_one_student_leaves_what_was_not_taken_of_the_others(tmp_path):
    # An exchange lies anywhere on a machine, so that its paths are whole ones.
    of_zoe = Skipped("/srv/exchange/course/inbound/zoe+01-tensors", "Its folder is a link.", "zoe")
    of_ada = Skipped("/srv/exchange/course/inbound/ada+01-tensors", "Its folder is a link.", "ada")
    add_collected(tmp_path, NAME, {}, [of_zoe, of_ada], "/srv/exchange/course/inbound")
    now = add_collected(tmp_path, NAME, {"ada": ADA}, [], "")
    assert now == Collected({"ada": ADA}, (of_zoe,))


BROKEN = ("", "[]", "{}", '{"students": [], "skipped": []}', '{"students": {"a": 1}, "skipped": 0}')


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_record_counts_as_none_and_is_written_anew(tmp_path, content):
    add_collected(tmp_path, NAME, {}, [], "")
    (file,) = (tmp_path / ".nbgrader/collected").iterdir()
    file.write_text(content)
    assert read_collected(tmp_path, NAME) == Collected()
    assert add_collected(tmp_path, NAME, {"ada": ADA}, [], "").students == {"ada": ADA}


def test_a_name_that_is_no_text_can_be_recorded(tmp_path):
    odd = Skipped("exchange/\udcff", "It is no text.")
    add_collected(tmp_path, NAME, {}, [odd], "")
    assert read_collected(tmp_path, NAME).skipped == (odd,)
