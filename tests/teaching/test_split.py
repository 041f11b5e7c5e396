"""`grader split`: even shares that stay when the class grows."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from grader.autograding.recording.split import Split, read_split, shared_out, split_file
from tests.autograding.test_faults import NAME
from tests.teaching.class_and_clock import flat, in_berlin, three

__all__ = ["in_berlin", "three"]  # fixtures
CLASS = [f"s{number}" for number in range(40)]


@pytest.mark.parametrize("markers", [("alice",), ("alice", "bob"), ("alice", "bob", "carol")])
def test_shares_are_even_and_the_same_seed_draws_the_same(markers):
    split = shared_out(Split(NAME, 7, markers), CLASS)
    sizes = Counter(split.marks.values())
    assert max(sizes.values()) - min(sizes.values()) <= 1 and len(sizes) == len(markers)
    assert shared_out(Split(NAME, 7, markers), CLASS[::-1]) == split
    assert shared_out(Split(NAME, 7, markers), CLASS, evened=True).marks.keys() == set(CLASS)
    if len(markers) > 1:
        assert shared_out(Split(NAME, 8, markers), CLASS).marks != split.marks
        assert shared_out(Split("02-variables", 7, markers), CLASS).marks != split.marks


def test_who_joins_gets_a_marker_and_everybody_else_keeps_theirs():
    split = shared_out(Split(NAME, 7, ("alice", "bob")), CLASS)
    grown = shared_out(split, [*CLASS, "late-1", "late-2", "late-3"])
    assert {one: grown.marks[one] for one in CLASS} == split.marks
    assert sorted(Counter(grown.marks.values()).values()) == [21, 22]
    # Who left keeps their marker, and comes back to the same.
    left = shared_out(split, CLASS[1:])
    assert left.marks["s0"] == split.marks["s0"]
    assert "s0" not in left.share(split.marks["s0"], CLASS[1:])


def test_a_third_marker_takes_an_even_share_and_only_so_many_change_hands():
    two = shared_out(Split(NAME, 7, ("alice", "bob")), CLASS)
    three = shared_out(Split(NAME, 7, ("alice", "bob", "carol"), two.marks), CLASS, evened=True)
    assert sorted(Counter(three.marks.values()).values()) == [13, 13, 14]
    moved = [one for one in CLASS if two.marks[one] != three.marks[one]]
    assert len(moved) == len(three.share("carol"))
    one = shared_out(Split(NAME, 7, ("alice",), three.marks), CLASS, evened=True)
    assert set(one.marks.values()) == {"alice"}


def test_the_command_writes_the_split_down_and_names_everybody(three, capsys):
    code, said = flat(three.command(capsys, "split", NAME, "alice", "bob", "--seed", "3"))
    assert code == 0
    assert f"{NAME}: 3 students shared out by the seed 3, in .nbgrader/split/{NAME}.json." in said
    for name in ("ada Lovelace", "grace Hopper", "s101 Müller"):
        assert name in said
    before = read_split(three.folder, NAME)
    assert json.loads(split_file(three.folder, NAME).read_text())["marks"] == before.marks
    three.add("ben", "Bow")
    code, said = flat(three.command(capsys, "split", NAME))
    assert "new 1: ben Bow to " in said and "changed hands" not in said
    after = read_split(three.folder, NAME)
    assert {one: after.marks[one] for one in before.marks} == before.marks
    # Who is called otherwise keeps their marker.
    three.command(capsys, "rename", "ben", "s102")
    assert read_split(three.folder, NAME).marks["s102"] == after.marks["ben"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((NAME,), f"Nobody has split {NAME} yet. Name who marks: `grader split {NAME} alice bob`."),
        ((NAME, "alice", "alice"), "alice is named twice."),
        (("99-nothing", "alice"), "has no assignment '99-nothing'"),
    ],
)
def test_what_cannot_be_split_is_one_sentence(three, capsys, words, said):
    code, told = flat(three.command(capsys, "split", *words))
    assert (code, said in told) == (2, True), told
    assert read_split(three.folder, NAME) is None


def test_another_seed_would_change_everybodys_share_and_is_refused(three, capsys):
    three.command(capsys, "split", NAME, "alice", "bob", "--seed", "3")
    code, told = flat(three.command(capsys, "split", NAME, "--seed", "4"))
    assert code == 2 and "is split already, by the seed 3" in told


def test_a_damaged_file_is_no_split(three):
    file = split_file(three.folder, NAME)
    file.parent.mkdir(parents=True)
    for content in ("", "[]", '{"markers": 3}', '{"seed": 1, "markers": ["a"], "marks": []}'):
        file.write_text(content)
        assert read_split(three.folder, NAME) is None
