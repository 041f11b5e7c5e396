"""Three hints, then the worked solution after an attempt, where the course allows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.catalog import find_task
from grader.course import course
from grader.feedback.checking import checks, hints


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


@pytest.mark.parametrize("call", ["hint", "solution", "check"])
def test_a_name_without_quotes_does_what_was_meant(run, cells, call) -> None:
    run(cells["wrong"])
    in_quotes, without = run(f"{call}('row_means')"), run(f"{call}(row_means)")
    assert "row_means" in in_quotes.text + in_quotes.page
    assert without.page == in_quotes.page


@pytest.mark.parametrize("call", ["hint", "solution", "check"])
def test_a_call_without_a_name_says_how_to_name_a_task(run, call) -> None:
    assert f'{call}("row_means")' in run(f"{call}()").text


@pytest.mark.parametrize("said", ["3", "len", "[1] * 1000", "'x' * 1000"])
def test_what_is_no_name_gets_a_short_sentence(run, said) -> None:
    text = run(f"hint({said})").text
    assert len(text) < 200 and " at 0x" not in text


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
        monkeypatch.setattr(module, "course", lambda module="": closed)
    assert "solution(" not in run(cells["wrong"])._repr_html_()
    assert "switched off" in run("solution('row_means')").text
    assert "solution(" not in run("hint('row_means', 3)").text
