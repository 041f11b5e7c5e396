"""The map of the progress says first what comes next, and leads there."""

import sys

import pytest

from grader.catalog import assignments
from grader.feedback.course_map import progress_map
from grader.feedback.course_map.next_step import NextStep, next_step
from tests.surroundings import ROOT

FIRST, SECOND, *_, LAST = (one for one in assignments() if one.points)
PRACTICE = next(one for one in assignments() if not one.points)


def passed(*some):
    return {task.name: {"best": 1.0, "attempts": 1} for one in some for task in one.tasks}


def path(assignment):
    return f"exercises/{assignment.name}/{assignment.name}.ipynb"


def test_who_has_begun_nothing_begins_with_the_first_lesson():
    step = next_step(assignments(), {})
    assert step.path == f"notebooks/{assignments()[0].name}.ipynb"


def test_the_first_task_left_of_the_last_exercise_begun_comes_next():
    record = passed(FIRST)
    record |= {SECOND.tasks[0].name: {"best": 1, "attempts": 1}}
    record |= {SECOND.tasks[2].name: {"best": 0.5, "attempts": 1}}
    step = next_step(assignments(), record)
    assert step.path == path(SECOND)
    assert step.words.startswith(SECOND.tasks[1].title)


def test_practice_is_in_its_lesson():
    step = next_step(assignments(), {PRACTICE.tasks[0].name: {"best": 0, "attempts": 1}})
    assert step.path == f"notebooks/{PRACTICE.name}.ipynb"


def test_after_an_exercise_comes_the_next_lesson_and_at_the_end_what_was_left_out():
    assert next_step(assignments(), passed(FIRST)).path == f"notebooks/{SECOND.name}.ipynb"
    assert next_step(assignments(), passed(SECOND, LAST)).path != path(LAST)
    assert next_step(assignments(), passed(*assignments())).path == ""


def test_the_map_leads_there_from_the_folder_of_a_notebook(monkeypatch):
    monkeypatch.chdir(ROOT / "exercises" / FIRST.name)
    address = NextStep("it", f"notebooks/{SECOND.name}.ipynb").address
    assert address == f"../../notebooks/{SECOND.name}.ipynb"
    monkeypatch.setattr(progress_map.progress_record, "load", lambda: (passed(FIRST), ""))
    page = progress_map.progress()._repr_html_()
    assert f'href="{address}"' in page
    assert page.index(address) < page.index("<details")


def test_colab_is_led_to_the_notebook_in_the_repository(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", sys)
    assert NextStep("it", "notebooks/01-x.ipynb").address.startswith("https://colab.research.")


@pytest.mark.parametrize("step", [NextStep("nothing"), NextStep("it", "notebooks/99-gone.ipynb")])
def test_what_is_not_there_has_no_link(step, monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    assert step.address == ""


def test_outside_of_the_course_there_is_no_link(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert NextStep("it", f"notebooks/{SECOND.name}.ipynb").address == ""


def test_only_the_exercise_that_one_is_at_shows_its_tasks(monkeypatch):
    record = {FIRST.tasks[0].name: {"best": 1, "attempts": 1}}
    monkeypatch.setattr(progress_map.progress_record, "load", lambda: (record, ""))
    page = progress_map.progress()._repr_html_()
    assert page.count("<details") == len(assignments())
    assert page.count(" open>") == 1
