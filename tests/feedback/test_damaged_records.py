"""Whatever happened to what is kept of a learner, what can be read of it stays, and a sentence says the rest."""

from __future__ import annotations

import json
import multiprocessing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from grader.feedback import progress, review
from grader.feedback.record import kept_answers, progress_record
from grader.feedback.record.progress_code import CodeError, read_code, write_code
from grader.feedback.record.review_dates import Seen
from grader.feedback.reviewing.schedule import lateness

PASSED = {"best": 1.0, "attempts": 2}


def write(home: Path, tasks: Any, name: str = "progress.json") -> Path:
    home.mkdir(exist_ok=True)
    file = home / name
    file.write_text(json.dumps({"tasks": tasks}))
    return file


def kept(home: Path) -> dict[str, Any]:
    return json.loads((home / "progress.json").read_text())["tasks"]


@pytest.mark.parametrize(
    "entry",
    [
        None, [], "x", 5, {}, {"best": None, "attempts": 1}, {"best": 1.0}, {"best": "x", "attempts": 1},
        {"best": float("nan"), "attempts": 1}, {"best": float("inf"), "attempts": 1},
        {"best": 1, "attempts": float("inf")}, {"best": [1], "attempts": {}},
    ],
)  # fmt: skip
def test_one_damaged_result_costs_no_other(home, entry) -> None:
    file = write(home, {"row_means": PASSED, "distances": entry})
    before = file.read_bytes()
    assert "Some of your results could not be read" in progress().text
    assert "row_means passed" in progress().text
    review()
    assert "All else is there" in progress_record.remember_help("shapes", 1)
    assert kept(home).keys() == {"row_means", "shapes"}
    assert (home / "progress.unreadable.json").read_bytes() == before
    assert "could not be read" not in progress().text


@pytest.mark.parametrize("hints", ["x", None, [1], {}, float("nan"), float("inf")])
def test_damaged_hints_cost_no_result(home, hints) -> None:
    write(home, {"row_means": {**PASSED, "hints": hints, "solution": 1}})
    assert "Some of your results could not be read" in progress().text
    assert progress_record.load()[0] == {"row_means": PASSED}


@pytest.mark.parametrize(
    ("entry", "read"),
    [
        ({"best": 1e308, "attempts": 2}, PASSED),
        ({"best": -1, "attempts": -5}, {"best": 0.0, "attempts": 0}),
        ({**PASSED, "hints": 99}, {**PASSED, "hints": 3}),
        ({**PASSED, "hints": -3}, PASSED),
        ({**PASSED, "hints": 1e300, "solution": "yes"}, {**PASSED, "hints": 3, "solution": True}),
    ],
)
def test_a_number_that_no_check_writes_becomes_one_that_the_line_can_hold(
    home, entry, read
) -> None:
    write(home, {"row_means": entry})
    tasks, trouble = progress_record.load()
    assert (tasks, trouble) == ({"row_means": read}, "")
    assert read_code(write_code(tasks)) == tasks


def test_a_mark_that_an_editor_put_before_the_text_is_read_over(home) -> None:
    file = write(home, {"row_means": PASSED})
    file.write_text(f"\ufeff{file.read_text()}", encoding="utf-8")
    assert progress_record.load() == ({"row_means": PASSED}, "")


def test_what_is_there_and_can_not_be_opened_is_not_written_over(home, monkeypatch) -> None:
    file = write(home, {"row_means": PASSED})
    shut = Path.read_text

    def refuse(self: Path, *args: Any, **named: Any) -> str:
        if self == file:
            raise PermissionError(13, "Permission denied")
        return shut(self, *args, **named)

    monkeypatch.setattr(Path, "read_text", refuse)
    said = progress_record.remember_help("shapes", 1)
    assert "Permission denied" in said and "so that nothing in that file is lost" in said
    assert progress_record.load()[0].keys() == {"shapes"}
    monkeypatch.undo()
    assert json.loads(file.read_text())["tasks"] == {"row_means": PASSED}


@pytest.mark.parametrize("name", ["progress.json", "answers.json"])
def test_a_folder_in_place_of_a_file_is_said_and_leaves_nothing_behind(home, name) -> None:
    (home / name).mkdir(parents=True)
    progress(), review()
    said = progress_record.remember_help("shapes", 1) + kept_answers.keep_answer(
        "a", kept_answers.Answer("1")
    )
    assert "Is a directory" in said and "Traceback" not in said
    assert {file.name for file in home.iterdir()} <= {"progress.json", "answers.json"}
    assert not [*(home / name).iterdir()]


def test_what_was_set_aside_before_is_kept_too(home) -> None:
    home.mkdir()
    for text in ("{", "[", "7"):
        (home / "progress.json").write_text(text)
        progress_record._seen.clear()
        assert "It is kept in" in progress_record.remember_help("shapes", 1)
    aside = [home / f"progress.unreadable{number}.json" for number in ("", "-2", "-3")]
    assert [file.read_text() for file in aside] == ["{", "[", "7"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"answers": []}', "\x00", "[" * 100_000])
def test_answers_that_can_not_be_read_are_set_aside(home, text) -> None:
    home.mkdir()
    (home / "answers.json").write_text(text)
    assert kept_answers.keep_answer("a", kept_answers.Answer("1")) == ""
    assert (home / "answers.unreadable.json").read_text() == text
    assert kept_answers.answers() == {"a": kept_answers.Answer("1")}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_an_answer_of_any_day_can_be_reviewed(home, day) -> None:
    home.mkdir()
    answer = {
        "answer": "1", "outcome": "2", "question": "Which?", "options": ["1", "2"], "day": day, "surprised": day,
    }  # fmt: skip
    (home / "answers.json").write_text(json.dumps({"version": 2, "answers": {"a": answer}}))
    assert "Which?" in repr(review())
    assert lateness("a", Seen(date.max, 3), date(2026, 12, 1)) == 0


def test_a_text_in_a_damaged_file_is_one_that_a_page_can_show(home) -> None:
    home.mkdir()
    long = {"answer": "1" * 10**6, "outcome": "\ud800", "question": "\ud800?" * 10**5}
    (home / "answers.json").write_text(json.dumps({"answers": {"a": long}}))
    [read] = kept_answers.answers().values()
    assert len(read.answer) == len(read.question) == 10_000
    assert read.outcome == "?" and read.question.encode()


def test_what_a_clock_that_went_ahead_wrote_ends_with_the_next_answer(home) -> None:
    ahead, now = Seen(date.today() + timedelta(days=900), 9), Seen(date.today(), 3)
    progress_record.remember_dates({"row_means": ahead, "shapes": ahead})
    progress_record.remember_dates({"row_means": now})
    progress_record._seen_dates.clear()
    assert progress_record.review_dates() == ({"row_means": now, "shapes": ahead}, "")


def test_a_code_that_no_text_can_hold_is_none() -> None:
    for code in ("workbook-2 \ud800 x", "workbook-1 \ud800 x"):
        with pytest.raises(CodeError):
            read_code(code)


def _writes_many(letter: str) -> None:
    progress_record._seen.clear()
    kept_answers._seen.clear()
    for number in range(200):
        name = f"{letter}{number}"
        progress_record.remember_help(name, 1)
        kept_answers.keep_answer(name, kept_answers.Answer("1"))
        # As if each were written by a kernel of its own, which repairs nothing later.
        progress_record._seen.clear()
        kept_answers._seen.clear()


def test_two_kernels_that_write_at_once_lose_nothing(home) -> None:
    # Not forked: a worker's memory may hold threads of TensorFlow's, which no child survives.
    context = multiprocessing.get_context("spawn")
    kernels = [context.Process(target=_writes_many, args=(letter,)) for letter in "ab"]
    for kernel in kernels:
        kernel.start()
    for kernel in kernels:
        kernel.join(60)
    names = {f"{letter}{number}" for letter in "ab" for number in range(200)}
    assert kept(home).keys() == names
    assert kept_answers.answers().keys() == names
    assert {file.name for file in home.iterdir()} == {"progress.json", "answers.json"}
