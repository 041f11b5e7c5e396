"""`review()` as a learner meets it: asked, answered, interrupted, gone on with, and with a damaged record."""

from __future__ import annotations

import json
import re
import sys
import types
from datetime import date, timedelta

import pytest

from grader import colab
from grader.catalog import assignments
from grader.feedback import review
from grader.feedback.record import progress_record
from grader.feedback.reviewing import review_page
from tests.feedback.conftest import RIGHT

PASSED = ("row_means", "brightness", "distances", "count_up", "tensor_bytes", "slope_at")


def days_ago(days: int) -> str:
    return (date.today() - timedelta(days=days)).isoformat()


@pytest.fixture
def write(home):
    """A function: write a progress file of tasks that passed, with these dates."""

    def written(section, tasks=PASSED, **more) -> None:
        home.mkdir(exist_ok=True)
        entries = {name: {"best": 1.0, "attempts": 2} for name in tasks}
        data = {"version": 1, "tasks": entries, "review": section, **more}
        (home / "progress.json").write_text(json.dumps(data))

    return written


@pytest.fixture
def only_tasks(monkeypatch):
    """No questions of lessons, so that a test can count."""
    cards_for = review_page.cards_for
    tasks_alone = lambda *args: [card for card in cards_for(*args) if card.name in PASSED]  # noqa: E731
    monkeypatch.setattr(review_page, "cards_for", tasks_alone)


def due(names=PASSED, day: int = 5) -> dict:
    return {name: {"day": days_ago(day), "gap": 2} for name in names}


def kept(home) -> dict:
    return json.loads((home / "progress.json").read_text())["review"]


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]*>", " ", page))


def answer(page, right: bool = True) -> None:
    """Choose, press the button, and go on after a while."""
    wrong = [choice for choice in page.question.responses if choice != page.question.right]
    page.control.value = page.question.right if right else wrong[0]
    page.button.click()
    page._answered_at -= 10
    page.button.click()


def test_before_anything_has_passed_it_says_how_it_begins(home) -> None:
    said = review().text
    assert "nothing to review yet" in said and "begins the day after a task has passed" in said
    assert not home.exists()


def test_a_task_that_passes_is_asked_in_one_to_three_days(run, home, only_tasks) -> None:
    run(RIGHT + "check('row_means')")
    assert kept(home) == {"row_means": {"day": days_ago(0), "gap": 0}}
    page = run("review()")
    assert page.question is None
    assert re.search(r"Come back (tomorrow|on \w+, \w+ \d+): 1 question", repr(page))
    run(RIGHT + "check('row_means')")  # passed again: its day stays
    assert kept(home) == {"row_means": {"day": days_ago(0), "gap": 0}}


def test_it_says_how_many_there_are_and_how_long_it_takes(write, only_tasks) -> None:
    write(due())
    page = review()
    assert repr(page).startswith("Review: 6 questions, about 5 minutes")
    assert "question 1 of 6, about 5 minutes" in words_of(page.head.value)
    answer(page)
    assert "question 2 of 6, about 4 minutes left" in words_of(page.head.value)


def test_answers_move_the_dates_at_once_and_the_end_says_when_to_come_back(
    write, home, only_tasks
) -> None:
    write(due())
    page = review()
    first = page._asked[0][0].name
    answer(page, right=False)
    assert kept(home)[first] == {"day": days_ago(0), "gap": 1}
    for _ in range(5):
        answer(page)
    gaps = {name: seen["gap"] for name, seen in kept(home).items()}
    assert gaps.pop(first) == 1 and min(gaps.values()) >= 5
    said = words_of(page.head.value)
    assert "Review done" in said and "5 of 6 right." in said
    assert f"To be asked again: {first}" in said.replace(" :", ":").replace("` ", "")
    assert "Come back tomorrow: 1 question, about 1 minute then." in said
    assert page.control.layout.display == "none"


def test_it_goes_on_where_it_was_interrupted(write, monkeypatch, only_tasks) -> None:
    write(due())
    page = review()
    answered = page._asked[0][0].name
    answer(page)
    monkeypatch.setattr(progress_record, "_seen_dates", {})  # the kernel died
    again = review()
    assert repr(again).startswith("Review: 5 questions")
    assert answered not in [card.name for card, _ in again._asked]


def test_no_answer_is_taken_before_one_is_chosen_nor_passed_over_by_a_double_click(
    write, home, only_tasks
) -> None:
    write(due())
    page = review()
    asked = page.question
    page.button.click()
    assert "Choose an answer first" in page.below.value and page.question is asked
    page.control.value = asked.right
    page.button.click()
    page.button.click()
    assert page.question is asked and page.control.disabled
    assert page.button.description == "Next question"
    page._answered_at -= 10
    page.button.click()
    assert page.question is not asked and page.control.value is None
    assert len([name for name, seen in kept(home).items() if seen["day"] == days_ago(0)]) == 1


def test_a_response_is_announced_and_says_why(write, only_tasks) -> None:
    write(due())
    page = review()
    wrong = next(choice for choice in page.question.responses if choice != page.question.right)
    page.control.value = wrong
    page.button.click()
    assert 'role="status"' in page.below.value
    said = words_of(page.below.value)
    assert "Not this one." in said and "✗" in said and page.question.right in said


def test_whoever_does_not_want_to_wait_can_practice(write, home, only_tasks) -> None:
    write({name: {"day": days_ago(0), "gap": 9} for name in PASSED})
    page = review()
    assert page.button.description == "Practice anyway" and "nothing is due today" in repr(page)
    page.button.click()
    assert "question 1 of 6" in words_of(page.head.value)
    name = page._asked[0][0].name
    answer(page)
    assert kept(home)[name]["gap"] >= 9


def test_what_is_due_beyond_five_minutes_waits_and_can_be_asked_for(write) -> None:
    names = [task.name for one in assignments() for task in one.tasks]
    write(due(names), tasks=names)
    page = review()
    assert repr(page).splitlines()[0].endswith("about 5 minutes")
    first = {card.name for card, _ in page._asked}
    while page.question:
        answer(page)
    said = words_of(page.head.value)
    assert re.search(r"\d+ more are due, and can wait", said) and "Come back tomorrow" in said
    assert page.button.description.startswith("Go on: ")
    page.button.click()
    assert page.question and not first & {card.name for card, _ in page._asked}


def test_in_colab_the_end_says_how_to_keep_the_dates_and_the_line_holds_them(
    write, home, run, only_tasks, monkeypatch, tmp_path
) -> None:
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.delenv("WORKBOOK_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(colab, "DRIVE", tmp_path / "no drive")
    (tmp_path / ".tensorflow-workbook").mkdir()
    write(due(PASSED[:2]), tasks=PASSED[:2])
    (home / "progress.json").replace(tmp_path / ".tensorflow-workbook" / "progress.json")
    page = review()
    while page.question:
        answer(page)
    assert "progress(keep=True)" in words_of(page.head.value)
    line = re.search(r'progress\("(.*?)"', run("progress(keep=True)").text)[1]
    # The next runtime has nothing but the notebook.
    monkeypatch.setenv("HOME", str(tmp_path / "another"))
    for name in ("_seen", "_seen_dates"):
        monkeypatch.setattr(progress_record, name, {})
    assert "nothing to review yet" in review().text
    run(f"progress({line!r})")
    assert "nothing is due today" in repr(review())
    assert progress_record.review_dates()[0]["row_means"].day == date.today()


def test_a_page_without_widgets_lists_what_is_due(write, only_tasks) -> None:
    write(due())
    bundle = review()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    static = words_of(bundle["text/html"])
    assert "Review: 6 questions, about 5 minutes" in static
    assert "To answer them, run this cell." in static
    assert "The bytes a tensor takes (lesson 02, Variables)" in static
    assert "<script" not in bundle["text/html"] and "onerror" not in bundle["text/html"]


def test_the_map_says_what_is_due_with_the_line_that_begins_it(write, run, only_tasks) -> None:
    write(due())
    text = run("progress()").text
    assert "To review today: 6 questions, about 5 minutes." in text
    assert review_page.CALL in text
    write({name: {"day": days_ago(0), "gap": 9} for name in PASSED})
    assert "To review" not in run("progress()").text


def test_whoever_marks_a_notebook_is_asked_nothing(write, home, monkeypatch) -> None:
    write(due())
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    before = (home / "progress.json").read_bytes()
    assert "Nothing is asked while a notebook is marked." in review().text
    assert (home / "progress.json").read_bytes() == before


# --- Damaged records ------------------------------------------------------------------------------

SECTIONS = {
    "missing": None,
    "a list": [1, 2],
    "a text": "dates",
    "no entries": {"row_means": 3, "brightness": None},
    "no date": {"row_means": {"day": "yesterday", "gap": 2}},
    "no gap": {"row_means": {"day": "2026-11-01"}},
    "a gap too long": {"row_means": {"day": "2026-11-01", "gap": 10**9}},
    "a day long ago": {"row_means": {"day": "0001-01-01", "gap": 3}},
    "a gap without end": {"row_means": {"day": "2026-11-01", "gap": float("inf")}},
}


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_damaged_dates_cost_only_dates(write, home, run, only_tasks, section) -> None:
    write(section)
    before = (home / "progress.json").read_bytes()
    page = review()
    assert len(page._asked) == 6  # all of them count as due
    if section is not None:
        assert "counts as due" in page.below.value
        assert "dates of your reviews could not be read" in run("progress()").text
    assert (home / "progress.json").read_bytes() == before  # looking changes nothing
    answer(page)
    data = json.loads((home / "progress.json").read_text())
    assert data["tasks"] == {name: {"best": 1.0, "attempts": 2} for name in PASSED}
    assert len(data["review"]) == 1
    if section is not None:
        assert (home / "progress.unreadable.json").read_bytes() == before
    assert "could not be read" not in run("progress()").text


def test_one_damaged_date_costs_no_other(write, home, only_tasks) -> None:
    rest = {name: {"day": days_ago(0), "gap": 9} for name in PASSED[1:]}
    write({"row_means": {"day": "?", "gap": 2}, **rest})
    assert [card.name for card, _ in review()._asked] == ["row_means"]


def test_damaged_tasks_cost_no_dates(home, run) -> None:
    home.mkdir()
    section = {"row_means": {"day": days_ago(3), "gap": 9}}
    (home / "progress.json").write_text(json.dumps({"tasks": [], "review": section}))
    run(RIGHT + "check('row_means')")
    assert kept(home) == section
    assert (home / "progress.unreadable.json").exists()


def test_of_two_notebooks_the_later_date_wins(write, home, only_tasks) -> None:
    write(due())
    page = review()
    name = page._asked[0][0].name
    # Meanwhile another notebook has asked two others.
    other = due() | {
        PASSED[4]: {"day": days_ago(0), "gap": 7},
        name: {"day": days_ago(1), "gap": 4},
    }
    write(other)
    answer(page)
    dates = kept(home)
    assert dates[PASSED[4]] == {"day": days_ago(0), "gap": 7}
    assert dates[name]["day"] == days_ago(0)


def test_where_it_cannot_be_saved_it_is_told_and_the_kernel_remembers(
    write, home, tmp_path, monkeypatch, only_tasks
) -> None:
    write(due())
    page = review()
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "a file" / "folder"))
    page.control.value = page.question.right
    page.button.click()
    assert "Your progress was not saved" in page.below.value
    monkeypatch.setenv("WORKBOOK_HOME", str(home))
    assert len(review()._asked) == 5


def test_without_ipywidgets_the_list_alone_is_there(write, monkeypatch, only_tasks) -> None:
    write(due())
    monkeypatch.setattr(review_page, "find_spec", lambda name: None)
    page = review()
    assert page.widget is None
    assert set(page._repr_mimebundle_()) == {"text/plain", "text/html"}


def test_the_call_that_is_shown_runs_in_an_empty_notebook(write, only_tasks) -> None:
    write(due())
    names: dict = {}
    exec(review_page.CALL, names)
    assert names["review"] is review
    assert "grader.feedback" in sys.modules
