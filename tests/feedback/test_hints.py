"""Three hints, then the worked solution after an attempt, where the course allows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.course import course
from grader.feedback import checks, hints
from grader.tasks import find_task


@pytest.mark.parametrize("level", [1, 2, 3])
def test_each_level_shows_its_own_hint(run, level) -> None:
    note = run(f"hint('row_means', {level})")
    assert find_task("row_means").hints[level - 1] in note.text
    assert f"Hint {level} of 3: row_means" in note.text
    following = f'hint("row_means", {level + 1})' if level < 3 else "solution("
    assert following in note.text


@pytest.mark.parametrize("level", ["0", "4", "-1", "'2'", "2.0", "None", "[1]"])
def test_a_level_that_does_not_exist_gets_a_sentence(run, level) -> None:
    assert "Hints go from 1 to 3" in run(f"hint('row_means', {level})").text


def test_the_solution_is_closed_until_an_attempt(run, cells) -> None:
    assert "Try first" in run("solution('row_means')").text
    run("check('row_means')")  # nothing there: no attempt
    assert "Try first" in run("solution('row_means')").text
    run(cells["wrong"])
    opened = run("solution('row_means')")
    assert find_task("row_means").worked in opened.text
    assert "reduce_mean" in opened._repr_html_()
    assert "Try first" in run("solution('shapes')").text


def test_a_course_may_switch_worked_solutions_off(run, cells, monkeypatch) -> None:
    closed = replace(course(), worked_solutions=False)
    for module in (hints, checks):
        monkeypatch.setattr(module, "course", lambda: closed)
    assert "solution(" not in run(cells["wrong"])._repr_html_()
    assert "switched off" in run("solution('row_means')").text
    assert "solution(" not in run("hint('row_means', 3)").text
