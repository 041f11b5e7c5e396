"""A class whose submissions are not run, on a machine in Berlin: for what a teacher does with people."""

from __future__ import annotations

import time

import pytest

from tests.autograding.conftest import released_course
from tests.autograding.made_class import MadeClass, earning, made_class
from tests.autograding.test_lateness import plugin_of_the_guide
from tests.surroundings import ROOT

ANSWERS = {"row_means": earning(2), "scale_pixels": earning(2), "distances": earning(3)}  # 7 points
PEOPLE = (("ada", "Ada", "Lovelace"), ("grace", "Grace", "Hopper"), ("s101", "Zoë", "Müller"))


@pytest.fixture
def in_berlin(monkeypatch):
    """The machine's clock is Berlin's."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def three(tmp_path, monkeypatch, in_berlin) -> MadeClass:
    """Three students of a class list, of whom nobody has handed in."""
    made = made_class(tmp_path, released_course(ROOT, "01-tensors"), monkeypatch)
    for student, first, last in PEOPLE:
        made.add(student, last, first_name=first)
    return made


def hand_in(made: MadeClass, student: str, when: str = "") -> None:
    """Hand in work of 7 points, at a time such as `2026-03-03 11:00:00 UTC`."""
    path = made.hands_in(student, ANSWERS)
    if when:
        (path.parent / "timestamp.txt").write_text(f"{when}\n")


def flat(said: tuple[int, str, str]) -> tuple[int, str]:
    """Exit code and words of a command, whatever its lines."""
    code, out, err = said
    return code, " ".join((out + err).split())


def with_the_late_plugin(made: MadeClass) -> None:
    """The plug-in that docs/instructors/late.md shows."""
    plugin, setting = plugin_of_the_guide()
    made.plug_in("late_days", plugin)
    made.configure(setting)
